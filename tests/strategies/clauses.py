"""Clauses as trees, with every way of giving points, of ending, repeating, limiting, fading and repairing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from .conditions import amounts, attributes_of, conditions, numbers_of
from .days import CHANGES, LENGTHS, UNITS, lapses
from .plain import Tree, dated, maybe, points, written
from .small import CATALOGUE, CHANNELS, LEVELS

KINDS: dict[str, tuple[str, ...]] = {kind: (kind,) for kind in CATALOGUE.kinds} | {"trade.*": CATALOGUE.matching("trade.*")}


def kinds() -> st.SearchStrategy[tuple[Any, tuple[str, ...]]]:
    """What stands after `for`, and the kinds it names."""
    one = st.sampled_from(list(KINDS.items()))
    every = tuple(CATALOGUE.kinds)
    several = st.sampled_from((every, every, ("traffic.fine", "court.listing"), ("trade.payment", "civic.gift")))
    return st.one_of(several.map(lambda found: (list(found), found)), one)


@st.composite
def clauses(draw: st.DrawFn, bands: list[str], groups: list[str]) -> Tree:
    """One clause."""
    named, found = draw(kinds())
    grade = draw(maybe(st.sampled_from(bands), one_in=5))
    lasting = all(CATALOGUE.kinds[kind].lasting for kind in found)
    return written(
        for_=named,
        when=draw(maybe(dated(conditions(found)), one_in=3)),
        points=draw(dated(values(found))) if grade is None or draw(st.booleans()) else None,
        grade=grade,
        lasts=draw(maybe(dated(lasts(found)), one_in=2)),
        clock=draw(st.sampled_from(("event", "end", "end"))) if lasting else None,
        again=draw(maybe(again(groups))),
        limit=draw(maybe(dated(limits_of_one(), may_end=True), one_in=2)),
        decay=draw(maybe(decay(), one_in=4)),
        repaired=draw(maybe(repaired(found, bands))),
        group=draw(maybe(st.sampled_from(groups), one_in=2)) if groups else None,
        text=draw(maybe(st.just({"en": "A clause", "de": "Eine Klausel"}), one_in=6)),
        source=draw(maybe(st.just("law"), one_in=6)),
        in_force=draw(maybe(in_force(), one_in=8)),
    )


def in_force() -> st.SearchStrategy[Tree]:
    return st.sampled_from([{"from": CHANGES[0]}, {"until": CHANGES[1]}, {"from": CHANGES[0], "until": CHANGES[2]}])


def values(kinds: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """VALUE: fixed, by tiers, by table or chosen."""
    found = [
        points(),
        points(),
        st.sampled_from([{"from": -50, "to": -10, "chosen": True}, {"from": -5, "to": 20, "chosen": True}]),
    ]
    if numbers_of(kinds):
        found.append(_by_unit(kinds))
    return st.one_of(*found, _by_table(kinds))


@st.composite
def _by_unit(draw: st.DrawFn, kinds: tuple[str, ...]) -> Tree:
    gives = draw(st.sampled_from((1, 2, -1, -5)))
    tiers = [
        {"each": draw(st.sampled_from((1, 3, 100, 400))), "gives": gives, "up_to": 10 * gives}
        for _ in range(draw(st.integers(1, 3)))
    ]
    if draw(st.booleans()):
        del tiers[-1]["up_to"]  # only the last may go on for ever
    fractions = draw(st.sampled_from((None, True, False)))
    running = draw(maybe(_running(), one_in=2))
    return written(by=draw(amounts(kinds)), **tiers[0], then=tiers[1:] or None, fractions=fractions, running=running)


def _running() -> st.SearchStrategy[str]:
    """The period of a running total."""
    return st.sampled_from([f"calendar {unit}" for unit in UNITS] + ["10 days", "1 month", "1 year", "2 years"])


@st.composite
def _by_table(draw: st.DrawFn, kinds: tuple[str, ...]) -> Tree:
    choices = {"channel": CHANNELS, "level": LEVELS}
    by = draw(st.sampled_from([name for name in attributes_of(kinds) if name in {*choices, "note", *numbers_of(kinds)}]))
    table: Tree
    if by in choices:
        table = {name: draw(points()) for name in choices[by]}
    elif by == "note":
        table = {"x": draw(points()), "otherwise": draw(points())}
    else:
        last = draw(st.sampled_from((100, "100 or more")))
        table = {key: draw(points()) for key in ("under 1", "1 to under 100", last)}
    if draw(st.booleans()):
        table["missing"] = draw(points())
    running = draw(maybe(_running(), one_in=2)) if by in numbers_of(kinds) else None
    return written(by=by, table=table, running=running)


def lasts(kinds: tuple[str, ...]) -> st.SearchStrategy[Any]:
    by_size = st.tuples(lapses(), lapses(), lapses()).map(
        lambda ends: dict(zip(("up to 10", "up to 30", "above"), ends, strict=True))
    )
    found: list[st.SearchStrategy[Any]] = [lapses(), lapses(), by_size]
    if "level" in attributes_of(kinds):
        table = st.fixed_dictionaries({"county": lapses(), "nation": lapses(), "otherwise": lapses()})
        found.append(table.map(lambda rows: {"by": "level", "table": rows}))
    return st.one_of(*found)


@st.composite
def again(draw: st.DrawFn, groups: list[str]) -> Any:
    """A word, a factor or a table; the latter two sometimes across a group."""
    found: list[Any] = [
        "double",
        "triple",
        {"times": Decimal("1.5")},
        {"times": 0},
        {"table": [-20, -40, -60]},
        {"table": [5, 2]},
    ]
    one = draw(st.sampled_from(found))
    if isinstance(one, str) or not groups or draw(st.booleans()):
        return one
    return {**one, "across": draw(st.sampled_from(groups))}


@st.composite
def limits(draw: st.DrawFn) -> Any:
    """One LIMIT, as text or as a map."""
    most = draw(st.sampled_from((10, 15, 25, 40)))
    periods = [f"calendar {unit}" for unit in UNITS] + ["10 days", "30 days", "1 month", "1 year"]
    per, each = draw(maybe(st.sampled_from(periods), one_in=2)), draw(maybe(st.just("counterparty"), one_in=4))
    if draw(st.integers(0, 4)) == 0:
        return written(points=most, per=per, each=each)
    text = f"{most}" + (f" per {per}" if per else "") + (" per counterparty" if each else "")
    return most if text == str(most) else text


def limits_of_one() -> st.SearchStrategy[Any]:
    return st.one_of(limits(), limits(), st.lists(limits(), min_size=2, max_size=2))


def decay() -> st.SearchStrategy[Tree]:
    return st.sampled_from(
        [
            {"after 6 months": "75%", "after 1 year": "50%"},
            {"after 28 days": "33.3%"},
            {"after 1 month": "50%", "after 3 months": "0%"},
        ]
    )


@st.composite
def repaired(draw: st.DrawFn, kinds: tuple[str, ...], bands: list[str]) -> Any:
    """One repair, or two of which the first has a condition of its own."""
    last = draw(_repair("settled", bands))
    if draw(st.booleans()):
        return last
    return [draw(_repair(draw(conditions(kinds)), bands)), last]


@st.composite
def _repair(draw: st.DrawFn, when: str, bands: list[str]) -> Tree:
    after = draw(maybe(st.sampled_from(LENGTHS[:7]), one_in=3))
    if draw(st.integers(0, 3)) == 0:
        return written(when=when, after=after, removed=True)
    points_ = draw(maybe(points(), one_in=2))
    ends = draw(maybe(lapses(), one_in=2))
    grade = draw(maybe(st.sampled_from(bands), one_in=4))
    if points_ is None and ends is None and grade is None:
        ends = draw(st.sampled_from(LENGTHS))
    return written(when=when, after=after, points=points_, lasts=ends, grade=grade)
