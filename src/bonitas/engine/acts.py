"""What a person can do about a standing: acts of kinds that are theirs to do, and open records that can be settled or ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any, Final, Literal

from bonitas.catalogue.model import STORED_UNIT, Attribute, Catalogue, Kind
from bonitas.common.amounts import LARGEST, UNIT, decimal_of
from bonitas.common.days import iso
from bonitas.rulebook.expression import Attr, Compare, Const, Expr, Fact, OneOf, Ref
from bonitas.rulebook.model import ByTable, Clause, Measure, PerUnit, Rules, Table
from bonitas.rulebook.walk import parts

#: Of one kind so many different acts are looked at.
MOST_ACTS: Final = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: add a record of `kind` with `cells`, or settle or end the record `furnisher`/`ref`."""

    do: Literal["record", "settle", "end"]
    kind: str
    cells: Mapping[str, str] = field(default_factory=dict)
    furnisher: str = ""
    ref: str = ""
    occurred_on: str = ""

    @property
    def once(self) -> bool:
        """What is settled or ended is so once."""
        return self.do != "record"

    def as_dict(self, catalogue: Catalogue, lang: str) -> dict[str, Any]:
        """As `path --json` prints it."""
        shown: dict[str, Any] = {
            "do": self.do,
            "kind": self.kind,
            "text": catalogue.kinds[self.kind].title.say(lang) or self.kind,
        }
        if self.do == "record":
            return {**shown, "attributes": dict(self.cells)}
        return {**shown, "furnisher": self.furnisher, "ref": self.ref, "occurred_on": self.occurred_on}


def acts(rules: Rules, catalogue: Catalogue, day: int) -> tuple[list[Step], bool]:
    """Every act to be looked at, kind by kind, smallest values first; and whether these are all that the rules tell apart.

    An act is a record of a kind that people make happen themselves and that the rules look at. Its attributes take the values at
    which something changes: what conditions compare with, where rows of tables begin, what fills a tier or a limit. One that the
    rules read and name no value of is left out.
    """
    found: list[Step] = []
    whole = True
    for kind in catalogue.kinds.values():
        if kind.by != "oneself" or not uses(rules, kind.name):
            continue
        values = values_of(rules, kind, day)
        given = {name: tried for name, tried in values.items() if tried}
        made = [
            Step("record", kind.name, dict(zip(given, chosen, strict=True)))
            for chosen in islice(product(*given.values()), MOST_ACTS + 1)
        ]
        whole &= len(made) <= MOST_ACTS
        found += made[:MOST_ACTS]
    return found, whole


def uses(rules: Rules, kind: str) -> bool:
    """Whether any clause or measure looks at a kind."""
    return bool(users(rules, kind))


def users(rules: Rules, kind: str) -> list[Clause | Measure]:
    """The clauses and measures that look at a kind."""
    every: list[Clause | Measure] = [*rules.clauses, *rules.measures]
    return [one for one in every if kind in one.kinds]


def watched(rules: Rules, kind: str, facts: frozenset[str]) -> bool:
    """Whether the rules look at one of these facts of records of a kind."""
    named = {part.name for expr in expressions(rules, kind) for part in parts(expr) if isinstance(part, Fact)}
    return bool(named & facts) or any(_told_apart(rules, one, facts) for one in users(rules, kind))


def _told_apart(rules: Rules, one: Clause | Measure, facts: frozenset[str]) -> bool:
    """Whether a clause or a measure looks at facts without an expression."""
    if isinstance(one, Measure):
        return one.dated in facts
    frozen = {freeze.is_ for freeze in rules.freezes if freeze.clause in (one.id, None)}
    if "settled" in facts:
        return bool(one.repairs) or "unsettled" in frozen
    return one.clock == "end" or "ongoing" in frozen


def expressions(rules: Rules, kind: str) -> Iterator[Expr | None]:
    """Every expression over records of a kind."""
    for clause in rules.clauses:
        if kind in clause.kinds:
            yield clause.when
            yield getattr(clause.points, "by", None)
            yield getattr(clause.lasts, "by", None)
            yield from (repair.when for repair in clause.repairs)
    for measure in rules.measures:
        if kind in measure.kinds:
            yield from (measure.when, measure.of, measure.value)


def values_of(rules: Rules, kind: Kind, day: int) -> dict[str, list[str]]:
    """For each attribute of a kind that the rules read: the cells to try, in order."""
    found: dict[str, dict[int | str, None]] = {}
    for expr in expressions(rules, kind.name):
        for part in parts(expr):
            if isinstance(part, Attr) and part.name in kind.attributes:
                found.setdefault(part.name, {})
        for name, value in compared(expr, kind):
            found[name][value] = None
    for expr, value in (*clause_values(rules, kind), *measure_values(rules, kind)):
        if isinstance(expr, Attr) and expr.name in kind.attributes:
            found.setdefault(expr.name, {})[value] = None
    for name in told_apart_by(rules, kind):
        found.setdefault(name, {}).update(dict.fromkeys(kind.attributes[name].choices))
    return {name: cells(kind.attributes[name], values, day) for name, values in found.items()}


def told_apart_by(rules: Rules, kind: Kind) -> list[str]:
    """The attributes by which measures count records of a kind once or as different: each of their choices is an act of its own."""
    keys: list[str] = []
    for measure in rules.measures:
        if kind.name in measure.kinds:
            keys += [key for group in (measure.once_per, measure.net_per) if group for key in group.keys]
            keys += [measure.value.name] if measure.how == "distinct" and isinstance(measure.value, Attr) else []
    return [key for key in dict.fromkeys(keys) if key in kind.attributes]


def compared(expr: Expr | None, kind: Kind) -> Iterator[tuple[str, int | str]]:
    """The constants that attributes are compared with; for a number, also what lies just beside."""
    for part in parts(expr):
        match part:
            case (
                Compare(left=Attr(name=name), right=Const(value=value)) | Compare(left=Const(value=value), right=Attr(name=name))
            ):
                near = STORED_UNIT.get(kind.attributes[name].type) if name in kind.attributes else None
                beside = [value - near, value, value + near] if near and isinstance(value, int) else [value]
            case OneOf(item=Attr(name=name), values=values):
                beside = [one.value for one in values]
            case _:
                continue
        if name in kind.attributes:
            yield from ((name, one) for one in beside)


def clause_values(rules: Rules, kind: Kind) -> Iterator[tuple[Expr, int | str]]:
    """(what is looked up, value) of the tables, tiers, limits and terms of the clauses of a kind."""
    for clause in rules.clauses:
        if kind.name not in clause.kinds:
            continue
        if isinstance(clause.points, ByTable):
            yield from ((clause.points.by, value) for value in row_values(clause.points.table))
        elif isinstance(clause.points, PerUnit):
            group = rules.groups.get(clause.group or "")
            caps = [limit.points for limit in (*clause.limits, *(group.limits if group else ()))]
            yield from ((clause.points.by, value) for value in unit_values(clause.points, caps))
        by = getattr(clause.lasts, "by", None)
        if by is not None:
            yield from ((by, text) for text, _ in getattr(clause.lasts, "rows", ()))


def measure_values(rules: Rules, kind: Kind) -> Iterator[tuple[Expr, int | str]]:
    """(what a measure takes of a record, value at which its line or dimension changes)."""
    for item in rules.scorecard:
        measure = rules.measure(item.measure)
        if kind.name in measure.kinds and measure.value is not None:
            values = row_values(item.points) if isinstance(item.points, Table) else unit_values(item.points, ())
            yield from ((measure.value, value) for value in values)
    for part in rules.dimensions.parts if rules.dimensions else ():
        if isinstance(part.of, Ref):
            measure = rules.measure(part.of.name)
            if kind.name in measure.kinds and measure.value is not None:
                yield from ((measure.value, value) for value in (part.low, part.high))


def row_values(table: Table) -> Iterator[int | str]:
    """Where each row begins, or the text that it names."""
    for row in table.rows:
        if row.kind == "text" and row.text is not None:
            yield row.text
        elif row.kind == "range":
            yield row.low if row.low is not None else 0


def unit_values(points: PerUnit, caps: Iterable[int]) -> Iterator[int]:
    """Amounts that give the first point, that fill each tier, and that fill each limit by the first tier."""
    first, used = points.tiers[0], 0
    yield first.each
    for cap in caps:
        if first.gives > 0:
            yield first.each * -(-cap // first.gives)
    for tier in points.tiers:
        if tier.up_to is None:
            yield used + tier.each
        else:
            used += tier.each * tier.up_to // tier.gives
            yield used


def cells(attribute: Attribute, values: Mapping[int | str, None], day: int) -> list[str]:
    """Values in thousandths, words or days as the cells of a file, smallest first; what the attribute cannot hold is left out, and
    of choices that the rules do not name one stands for all."""
    if attribute.type == "yes_no":
        return ["no", "yes"]
    if attribute.type == "date":
        return [str(iso(day))]
    if attribute.type in STORED_UNIT:
        unit = STORED_UNIT[attribute.type]
        numbers = sorted(
            {-(-value // unit) * unit for value in values if isinstance(value, int) and 0 <= value <= LARGEST * UNIT}
        )
        return [format(decimal_of(value), "f") for value in numbers]
    words = [value for value in values if isinstance(value, str)]
    if not attribute.choices:
        return words
    return [*(one for one in attribute.choices if one in words), *[one for one in attribute.choices if one not in words][:1]]


def described(steps: Sequence[Step]) -> list[tuple[Step, int]]:
    """Steps with how many times each is to be done, in order."""
    counted: dict[int, tuple[Step, int]] = {}
    for step in steps:
        counted[id(step)] = (step, counted.get(id(step), (step, 0))[1] + 1)
    return list(counted.values())


def but_for_amounts(steps: Sequence[Step]) -> tuple[object, ...]:
    """What tells lists of steps apart that differ in more than amounts."""
    return tuple(
        (
            step.do,
            step.kind,
            step.furnisher,
            step.ref,
            *((name, "" if is_number(cell) else cell) for name, cell in step.cells.items()),
        )
        for step in steps
    )


def is_number(cell: str) -> bool:
    """Whether a cell is an amount, as `cells` writes them.

    >>> is_number("12.5"), is_number("credit_card"), is_number("2026-11-23")
    (True, False, False)
    """
    return cell.replace(".", "", 1).isdecimal()
