"""Registers as trees: rulebooks whose clauses show records, for a time, and take them out or change their words."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .clauses import in_force, kinds
from .conditions import attributes_of, conditions
from .days import LENGTHS, START, lapses
from .plain import Tree, dated, disputes, maybe, to_yaml, written
from .small import CATALOGUE

WORDS = ("Open", "Unpaid", "Listed")


@st.composite
def register_trees(draw: st.DrawFn) -> Tree:
    """A register called `small` of one to four clauses; some of them count as well, and then it has bands."""
    clauses = {f"c{n}": draw(_clauses()) for n in range(draw(st.integers(1, 4)))}
    counts = any("points" in clause for clause in clauses.values())
    return written(
        rulebook="small",
        title="A small register",
        subjects="both",
        standing="own",
        in_force={"from": START},
        participation="notice",
        context="trade",
        disputes=draw(disputes()),
        rules_of=draw(st.sampled_from((None, "the event"))),
        sources={"law": {"title": "A made-up law"}},
        clauses=clauses,
        bands={"A": 0, "B": "below"} if counts else None,
    )


@st.composite
def _clauses(draw: st.DrawFn) -> Tree:
    named, found = draw(kinds())
    counts = draw(st.booleans())
    return written(
        for_=named,
        when=draw(maybe(dated(conditions(found)), one_in=2)),
        points=-5 if counts else None,
        lasts=draw(lapses()) if counts else None,
        shown=draw(_windows(found)),
        source=draw(maybe(st.just("law"), one_in=4)),
        in_force=draw(maybe(in_force(), one_in=8)),
    )


@st.composite
def _windows(draw: st.DrawFn, found: tuple[str, ...]) -> Tree:
    lasting = all(CATALOGUE.kinds[kind].lasting for kind in found)
    changes = [draw(_repairs(draw(st.one_of(st.just("settled"), conditions(found))))) for _ in range(draw(st.integers(0, 3)))]
    return written(
        as_={"en": draw(st.sampled_from(WORDS))},
        lasts=draw(dated(_lasts(found))),
        clock=draw(st.sampled_from(("event", "end", "end"))) if lasting else None,
        repaired=changes or None,
    )


def _lasts(found: tuple[str, ...]) -> st.SearchStrategy[Any]:
    if "level" not in attributes_of(found):
        return lapses()
    table = st.fixed_dictionaries({"county": lapses(), "otherwise": lapses()})
    return st.one_of(lapses(), table.map(lambda rows: {"by": "level", "table": rows}))


@st.composite
def _repairs(draw: st.DrawFn, when: str) -> Tree:
    after = draw(maybe(st.sampled_from(LENGTHS), one_in=2))
    if draw(st.booleans()):
        return written(when=when, after=after, removed=True)
    as_ = draw(st.sampled_from(("Satisfied", "Settled")))
    return written(when=when, after=after, as_=as_, lasts=draw(maybe(lapses(), one_in=2)))


def register_texts() -> st.SearchStrategy[str]:
    """The same as YAML."""
    return register_trees().map(to_yaml)
