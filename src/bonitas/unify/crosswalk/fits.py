"""Whether two conditions can be true of one and the same record, and which values of a record tell conditions apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from itertools import islice, product
from operator import eq, ge, gt, le, lt, ne
from typing import Final

from bonitas.catalogue.model import STORED_UNIT, Attribute, Kind
from bonitas.common.amounts import LARGEST, UNIT
from bonitas.rulebook.expression import Attr, Both, Compare, Const, Either, Expr, Fact, IsMissing, Not, OneOf
from bonitas.rulebook.walk import parts

#: So many different records are looked at before two conditions are taken to go together.
MOST: Final = 5_000
#: Of a number that is compared with nothing, these are tried.
PLAIN: Final = (0, 1, 10, 100, 1000)


class Open(Enum):
    """A value of which nothing is said: it can be anything."""

    OPEN = "open"


#: A value in a condition: thousandths, a text, 0 or 1; None where it is missing.
Cell = int | str | None
Cells = Mapping[str, Cell]
Truths = frozenset[str]
_ANY: Final[Truths] = frozenset("TFU")
_COMPARE: Final[Mapping[str, Callable[[object, object], bool]]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}  # type: ignore[dict-item]


def may_both(kind: Kind, one: Expr | None, other: Expr | None) -> bool:
    """Whether one record of a kind can make both conditions true (None is always true).

    Every combination of the values at which one of them changes is tried; what is not about the record's own values (dates,
    calculations) is taken to be either. Of conditions with more combinations than MOST it is taken that they can.
    """
    if one is None and other is None:
        return True
    tried = 0
    for cells in situations(kind, (one, other)):
        if "T" in could_be(one, cells) and "T" in could_be(other, cells):
            return True
        tried += 1
    return tried >= MOST


def situations(kind: Kind, conditions: Iterable[Expr | None], most: int = MOST) -> Iterator[dict[str, Cell]]:
    """Records of a kind, by the attributes and facts that conditions look at: every combination of telling values, up to `most`."""
    telling = telling_values(kind, conditions)
    for values in islice(product(*telling.values()), most):
        yield dict(zip(telling, values, strict=True))


def telling_values(kind: Kind, conditions: Iterable[Expr | None]) -> dict[str, list[Cell]]:
    """For each attribute or fact that conditions look at: the values on both sides of all that it is compared with, and missing."""
    named: dict[str, set[int | str]] = {}
    seen: dict[str, Attr | Fact] = {}
    for part in (part for one in conditions for part in parts(one)):
        if isinstance(part, Attr | Fact) and part.type != "date":
            named.setdefault(part.name, set())
            seen.setdefault(part.name, part)
    for part in (part for one in conditions for part in parts(one)):
        for name, value in _compared(part):
            if name in named:
                named[name].add(value)
    return {name: _values(kind, seen[name], values) for name, values in named.items()}


def _compared(part: Expr) -> Iterator[tuple[str, int | str]]:
    """The attributes that a comparison holds against a plain value."""
    match part:
        case Compare(left=Attr(name=name) | Fact(name=name), right=Const(value=value)):
            yield name, value
        case Compare(left=Const(value=value), right=Attr(name=name) | Fact(name=name)):
            yield name, value
        case OneOf(item=Attr(name=name) | Fact(name=name), values=values):
            yield from ((name, one.value) for one in values)
        case _:
            return


def _values(kind: Kind, at: Attr | Fact, compared: set[int | str]) -> list[Cell]:
    attribute = kind.attributes.get(at.name)
    if isinstance(at, Fact) and at.type == "yes_no":
        return [0, 1]
    if isinstance(at, Attr) and attribute is None:
        return [None]
    if at.type == "yes_no":
        return [1, 0, None]
    if at.type == "text":
        return [*_words(attribute, compared), None]
    step = STORED_UNIT.get(attribute.type, UNIT) if attribute else UNIT
    whole = {n for one in compared if isinstance(one, int) for n in (one // step * step, -(-one // step) * step)}
    numbers = {n for one in whole for n in (one - step, one, one + step)} or {n * UNIT for n in PLAIN}
    return [*sorted(n for n in numbers if abs(n) <= LARGEST * UNIT), None]


def _words(attribute: Attribute | None, compared: set[int | str]) -> list[Cell]:
    """The texts that are named, and one that is not; of a choice, only such as it has."""
    named = sorted(one for one in compared if isinstance(one, str))
    if attribute is None or not attribute.choices:
        return [*named, "another"]
    others = [choice for choice in attribute.choices if choice not in named]
    return [*(one for one in named if one in attribute.choices), *others[:1]]


def could_be(expr: Expr | None, cells: Cells) -> Truths:  # noqa: PLR0911 - one for each kind of condition
    """Which of true (T), false (F) and unknown (U) a condition can come to on a record of which `cells` are known.

    >>> sorted(could_be(Compare(">", Attr("fine", "number"), Const(500_000, "number")), {"fine": 501_000}))
    ['T']
    """
    match expr:
        case None:
            return frozenset("T")
        case Both(left, right):
            return _joined(could_be(left, cells), could_be(right, cells), "F", "T")
        case Either(left, right):
            return _joined(could_be(left, cells), could_be(right, cells), "T", "F")
        case Not(item):
            return frozenset({"T": "F", "F": "T", "U": "U"}[truth] for truth in could_be(item, cells))
        case IsMissing(item):
            value = _value(item, cells)
            return frozenset("TF") if value is Open.OPEN else _told(value is None)
        case Compare(operator, left, right):
            return _compare(_COMPARE[operator], _value(left, cells), _value(right, cells))
        case OneOf(item, values):
            value = _value(item, cells)
            return _compare(lambda a, _: a in {one.value for one in values}, value, 0)
        case _:
            return _compare(lambda a, _: bool(a), _value(expr, cells), 0)


def _compare(holds: Callable[[object, object], bool], one: Cell | Open, other: Cell | Open) -> Truths:
    if one is None or other is None:
        return frozenset("U")
    return _ANY if one is Open.OPEN or other is Open.OPEN else _told(holds(one, other))


def _told(true: bool) -> Truths:
    return frozenset("T" if true else "F")


def _value(expr: Expr, cells: Cells) -> Cell | Open:
    match expr:
        case Const(value=value):
            return value
        case Attr(name=name) | Fact(name=name):
            return cells.get(name, Open.OPEN)
        case _:
            return Open.OPEN


def _joined(one: Truths, two: Truths, strong: str, weak: str) -> Truths:
    """`and` (F is strong) and `or` (T is strong) of what two sides can come to."""
    pairs = ((a, b) for a in one for b in two)
    return frozenset(strong if strong in pair else weak if pair == (weak, weak) else "U" for pair in pairs)
