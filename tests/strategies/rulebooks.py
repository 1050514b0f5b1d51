"""Whole rulebooks as trees of plain data, valid by construction, and as text."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from .clauses import clauses, limits_of_one
from .conditions import Drawn
from .days import START
from .measures import measures
from .plain import Tree, disputes, maybe, to_yaml, written
from .standing import BANDS, bands, base, consequences, dimensions, no_scores, score_rules, scorecards

__all__ = ["rulebook_texts", "rulebook_trees", "to_yaml"]

_RANGE_LOW = {"350 to 950": 350, "0 to 100": 0}


@st.composite
def rulebook_trees(draw: st.DrawFn) -> Tree:
    """A rulebook called `small` over the small catalogue: up to 4 clauses and 4 measures, with everything the language has."""
    names = ["g"] if draw(st.booleans()) else []
    clause_trees = {f"c{n}": draw(clauses(BANDS, names)) for n in range(draw(st.sampled_from((2, 1, 3, 3, 4, 4, 0))))}
    drawn: list[Drawn] = []
    measure_trees: Tree = {}
    for n in range(draw(st.integers(0, 4))):
        measure_trees[f"m{n}"], one = draw(measures(f"m{n}", drawn))
        drawn.append(one)
    parts = draw(maybe(dimensions(drawn), one_in=3)) if drawn else None
    above = 0 if parts is None else _RANGE_LOW[parts["range"]]
    band_tree = draw(bands(drawn, above=above))
    return draw(_header()) | written(
        clauses=clause_trees or None,
        groups={name: draw(st.sampled_from([{"limit": draw(limits_of_one())}, {}])) for name in names} or None,
        overlap=draw(st.sampled_from((None, "strongest", "strongest", "all"))),
        freeze=draw(maybe(_freezes(list(clause_trees)), one_in=2)),
        grades=draw(maybe(_grades("by" in band_tree, above), one_in=2)),
        measures=measure_trees or None,
        base=draw(base(drawn)),
        scorecard=draw(scorecards(drawn)) or None,
        dimensions=parts,
        no_score=draw(maybe(no_scores(drawn), one_in=4)),
        score=draw(score_rules()),
        bands=band_tree,
        consequences=draw(maybe(consequences(drawn), one_in=3)),
    )


@st.composite
def _header(draw: st.DrawFn) -> Tree:
    subjects = draw(st.sampled_from(("both", "both", "both", "both", "person", "organisation")))
    participation = ("none", "notice") if subjects == "organisation" else ("notice", "notice", "consent")
    until = draw(st.sampled_from((None, None, dt.date(2024, 7, 1))))
    return written(
        rulebook="small",
        title={"en": "A small rulebook", "de": "Ein kleines Regelwerk"},
        subjects=subjects,
        standing="own",
        in_force=written(from_=START, until=until),
        participation=draw(st.sampled_from(participation)),
        context="trade",
        zone=draw(st.sampled_from((None, "Europe/Berlin"))),
        disputes=draw(disputes()),
        rules_of=draw(st.sampled_from((None, "the asked day", "the event"))),
        sources={"law": {"title": "A made-up law", "publisher": "An office"}},
        lasts=draw(st.sampled_from(("1 year", "2 years", "calendar year"))),
    )


@st.composite
def _freezes(draw: st.DrawFn, names: list[str]) -> object:
    kinds = st.sampled_from(("unsettled", "ongoing", "in effect"))
    one = st.builds("gains while {} is {}".format, st.sampled_from([*names, "a direct grade"]), kinds)
    found = draw(st.lists(one, min_size=1, max_size=2, unique=True))
    return found[0] if len(found) == 1 else found


@st.composite
def _grades(draw: st.DrawFn, by_a_measure: bool, above: int) -> Tree:
    """A lowest score is booked only where the bands are over the score."""
    books = None if by_a_measure else draw(st.sampled_from((None, True, {"D": 20, "AAA": above + 130}, {"D": -5})))
    return written(books_lowest=books, remembers=draw(st.sampled_from(_MEMORIES)))


_MEMORIES = (True, True, ["D"], ["C", "D"], {"D": {"AAA": "DA", "A": "DA", "D": "DD"}, "B": {}})


def rulebook_texts() -> st.SearchStrategy[str]:
    """The same as YAML."""
    return rulebook_trees().map(to_yaml)
