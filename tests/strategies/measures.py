"""Measures as trees, of every kind, with what their names then mean."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .clauses import kinds
from .conditions import Drawn, amounts, attributes_of, conditions, numbers_of, over_measures
from .days import LENGTHS, UNITS
from .plain import Tree, maybe, written
from .small import CHANNELS, LEVELS

_CHOICES = {"channel": CHANNELS, "level": LEVELS, "note": None}
_SPANS = ("10 days", "28 days", "1 month")


@st.composite
def measures(draw: st.DrawFn, name: str, before: list[Drawn]) -> tuple[Tree, Drawn]:
    """One measure called `name`; formulas and states stand on the ones `before`."""
    numbers = [m.name for m in before if m.type == "number"]
    hows = ["count", "sum", "min or max", "pick", "age", "share", "distinct"]
    hows += ["state"] if before else []
    hows += ["formula"] if numbers else []
    match draw(st.sampled_from(hows)):
        case "formula":
            return draw(_formula(name, numbers))
        case "state":
            return draw(_state(name, before))
        case how:
            return draw(_over_records(name, how))


@st.composite
def _formula(draw: st.DrawFn, name: str, numbers: list[str]) -> tuple[Tree, Drawn]:
    one, two = draw(st.sampled_from(numbers)), draw(st.sampled_from(numbers))
    text = draw(
        st.sampled_from(
            (f"{one} / ({one} + {two})", f"{one} - {two}", f"max({one}, {two}) * 0.333", f"abs({one}) + 1", f"100 / {two}")
        )
    )
    instead = draw(maybe(st.sampled_from((0, 3)), one_in=4))
    return written(formula=text, when_missing=instead), Drawn(name, "number", instead is None)


@st.composite
def _state(draw: st.DrawFn, name: str, before: list[Drawn]) -> tuple[Tree, Drawn]:
    states = {"bad": draw(over_measures(before)), "good": draw(over_measures(before))}
    closed = draw(st.booleans())
    if closed:
        states["never"] = "otherwise"
    return {"state": states}, Drawn(name, "text", missing=not closed, texts=tuple(states))


@st.composite
def _over_records(draw: st.DrawFn, name: str, how: str) -> tuple[Tree, Drawn]:
    named, found = draw(kinds())
    dates = ["settled_on"] + (["due_on"] if "due_on" in attributes_of(found) else [])
    windows = (*LENGTHS[2:], *(f"calendar {unit}" for unit in UNITS))
    common: Tree = {
        "when": draw(maybe(conditions(found), one_in=3)),
        "within": draw(maybe(st.sampled_from(windows), one_in=2)),
        "dated": draw(maybe(st.sampled_from(dates), one_in=6)),
        "once_per": draw(maybe(_grouping(found), one_in=4)),
    }
    tree, drawn = draw(
        {"count": _count, "age": _age, "share": _share}[how](name, named, found)
        if how in _PLAIN
        else _valued(name, how, named, found)
    )
    if how == "share":
        common["when"] = draw(conditions(found))
    if "net_per" in tree:
        common["once_per"] = None  # they do not go together
    return written(**tree, **common), drawn


_PLAIN = ("count", "age", "share")


def _count(name: str, named: Any, _: tuple[str, ...]) -> st.SearchStrategy[tuple[Tree, Drawn]]:
    return st.just(({"count": named}, Drawn(name, "number", missing=False, whole=True, from_zero=True)))


def _share(name: str, named: Any, kinds_: tuple[str, ...]) -> st.SearchStrategy[tuple[Tree, Drawn]]:
    drawn = Drawn(name, "percent", missing=True, from_zero=True)
    return maybe(conditions(kinds_), one_in=2).map(lambda of: (written(share=named, of=of), drawn))


@st.composite
def _age(draw: st.DrawFn, name: str, named: Any, _: tuple[str, ...]) -> tuple[Tree, Drawn]:
    unit = draw(st.sampled_from(("months", "days", "years")))
    which = named if isinstance(named, str) else ", ".join(named)
    tree = written(age_of=f"{draw(st.sampled_from(('oldest', 'latest')))} {which}", in_=unit)
    return tree, Drawn(name, unit, missing=True, whole=True, from_zero=True)


@st.composite
def _valued(draw: st.DrawFn, name: str, how: str, named: Any, kinds_: tuple[str, ...]) -> tuple[Tree, Drawn]:
    """sum, min, max, latest, oldest and distinct: `kind.attribute`, or kinds and a `value`."""
    names = numbers_of(kinds_) if how in ("sum", "min or max") else attributes_of(kinds_)
    attribute = draw(st.sampled_from(names))
    number = attribute in numbers_of(kinds_)
    way = draw(st.sampled_from({"min or max": ("min", "max"), "pick": ("latest", "oldest")}.get(how, (how,))))
    if not isinstance(named, str):
        tree: Tree = {way: named, "value": draw(amounts(kinds_)) if number else attribute}
    elif number and draw(st.booleans()):
        tree = {way: named, "value": draw(amounts(kinds_))}
    else:
        tree = {way: f"{named}.{attribute}"}
    if way == "distinct":
        return tree, Drawn(name, "number", missing=True, whole=True, from_zero=True)
    if way == "sum" and draw(st.booleans()):
        tree["net_per"] = draw(_grouping(kinds_))
        tree["clamp"] = draw(maybe(st.sampled_from([[-1, 1], [None, 3], [0, None]]), one_in=2))
    type_ = "number" if number else {"late": "yes_no", "due_on": "date"}.get(attribute, "text")
    instead = draw(maybe(st.sampled_from((0, 7)), one_in=4)) if number else None
    return written(**tree, when_missing=instead), Drawn(name, type_, missing=instead is None, texts=_CHOICES.get(attribute))


@st.composite
def _grouping(draw: st.DrawFn, kinds_: tuple[str, ...]) -> Any:
    keys = st.sampled_from(["counterparty", "furnisher", "kind", *attributes_of(kinds_)])
    periods = st.sampled_from([f"calendar {unit}" for unit in UNITS] + list(_SPANS))
    found = draw(st.lists(keys, max_size=2, unique=True))
    period = draw(maybe(periods, one_in=2))
    found += [period] if period or not found else []
    found = [part if part is not None else "28 days" for part in found]
    return found[0] if len(found) == 1 else found
