"""Nobody is rated unawares: whatever is asked of the library, a person has a standing on the days that a participation covers, and on no other.

Spark is held to the same by `spark/test_same.py`: its rows are those of a ledger, bit for bit, for random participations too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from bonitas.engine.explain import explain
from bonitas.engine.forecast import forecast
from bonitas.engine.impact import impact
from bonitas.engine.large.into import rate_into
from bonitas.engine.offers import offers
from bonitas.engine.path import path
from bonitas.engine.prepared import prepare
from bonitas.engine.rate import rate
from bonitas.engine.refresh.refresh import refresh
from bonitas.engine.refresh.standing import standings
from bonitas.engine.what_if import what_if
from bonitas.ledger import new_ledger, open_ledger
from bonitas.ledger.store import Store
from bonitas.rulebook.model import Rulebook
from engine.small import book, fine, ledger, texts
from strategies.small import CATALOGUE

#: The score, which stands for everything that must not come out, and nothing else holds these digits.
SECRET: Final = "73.731"
FIRST: Final = dt.date(2022, 1, 1)
RULES: Final = "bands: {A: 50, B: below}\nclauses: {fined: {for: traffic.fine, points: -10, lasts: 9 years}}\n"
BOOKS: Final = {
    demanded: book(RULES, base="83.731", subjects="person", participation=demanded, bands="")
    for demanded in ("consent", "notice")
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A question about a subject: what is demanded, which participations there are, the day, and the day at whose start it is known."""

    subject: str
    demanded: str
    participations: tuple[Row, ...]
    on: dt.date
    known: dt.date

    @property
    def known_at(self) -> str:
        return f"{self.known}T00:00:00Z"

    def covers(self, day: dt.date) -> bool:
        """By the words of docs/language/participation.md: of those that begin alike the last that was recorded counts."""
        last: dict[tuple[str, str], Row] = {}
        for one in sorted(self.participations, key=lambda row: row["recorded_at"]):
            if one["rulebook"] == "small" and one["recorded_at"] <= self.known_at:
                last[one["basis"], one["from"]] = one
        return any(
            one["from"] <= day.isoformat() < (one.get("until") or "9") and one["basis"] in ("consent", self.demanded)
            for one in last.values()
        )


@st.composite
def questions(draw: st.DrawFn) -> list[Asked]:
    """Several subjects for one ledger, of which the making takes longest. Days are few, so that ends and beginnings meet."""
    return [draw(_question(f"s{n}")) for n in range(10)]


@st.composite
def _question(draw: st.DrawFn, subject: str) -> Asked:
    day = st.integers(0, 6).map(lambda n: FIRST + dt.timedelta(days=n))
    given_ = []
    for moment in range(draw(st.integers(0, 4))):
        start = draw(day)
        until = draw(st.none() | st.integers(1, 6).map(lambda n, start=start: start + dt.timedelta(days=n)))
        recorded = draw(day)
        given_.append(
            {
                "subject": subject, "rulebook": draw(st.sampled_from(["small", "small", "small", "other"])),
                "basis": draw(st.sampled_from(["consent", "notice"])), "from": start.isoformat(),
                "until": None if until is None else until.isoformat(), "recorded_at": f"{recorded}T00:00:0{moment}Z",
            }
        )  # fmt: skip
    return Asked(
        subject, draw(st.sampled_from(["consent", "notice"])), tuple(given_), draw(day), draw(day) + dt.timedelta(days=1)
    )


def held(many: Sequence[Asked]) -> Store:
    fines = [fine("2020-05-01", asked.subject, subject=asked.subject) for asked in many]
    return ledger(*fines, participations=[row for asked in many for row in asked.participations])


#: Each way that leads to a standing of one subject on a day; what it gives, as text.
WAYS: Final[dict[str, Callable[[Rulebook, Store, str, Row], str]]] = {
    "rate": lambda rules, kept, who, at: str([row for row in rate(rules, kept, **at).rows() if row["subject"] == who]),
    "rate one": lambda rules, kept, who, at: str(list(rate(rules, kept, subject=who, **at).rows())),
    "rate asked": lambda rules, kept, who, at: str(list(rate(rules, kept, asked=[(who, at["on"], at["known_at"])]).rows())),
    "prepare": lambda rules, kept, who, at: str(prepare(rules, kept).rate(who, **at)),
    "prepare, explain": lambda rules, kept, who, at: str(prepare(rules, kept).explain(who, **at).as_dict()),
    "explain": lambda rules, kept, who, at: str(explain(rules, kept, subject=who, **at).as_dict()),
    "offers": lambda rules, kept, who, at: str(offers(rules, kept, subject=who, **at).as_dict()),
    "what-if": lambda rules, kept, who, at: str(what_if(rules, kept, subject=who, **at).as_dict()),
    "what-if, without": lambda rules, kept, who, at: str(what_if(rules, kept, subject=who, without=[f"f/{who}"], **at).as_dict()),
    "path": lambda rules, kept, who, at: str(path(rules, kept, subject=who, to="A", **at).as_dict()),
}


@settings(max_examples=3)
@given(questions())
def test_no_question_about_a_day_gives_a_standing_that_no_participation_covers(many: list[Asked]) -> None:
    with held(many) as kept:
        for asked, way in product(many, WAYS):
            said = WAYS[way](BOOKS[asked.demanded], kept, asked.subject, {"on": asked.on, "known_at": asked.known_at})
            if asked.covers(asked.on):
                assert SECRET in said, f"{way}: the digits that are looked for do come out for who takes part: {asked}"
                assert "not_rated" not in said
            else:
                assert not any(digits in said for digits in (SECRET, "83.731")), f"{way}: {asked}"
                assert "not_rated" in said


@settings(max_examples=3)
@given(questions())
def test_a_forecast_ends_with_the_participation(many: list[Asked]) -> None:
    last = FIRST + dt.timedelta(days=40)
    with held(many) as kept:
        for asked in many:
            rules = BOOKS[asked.demanded]
            coming = forecast(rules, kept, subject=asked.subject, on=asked.on, known_at=asked.known_at, until=last)
            for row in coming:
                assert (row["standing"] == "scored") == asked.covers(dt.date.fromisoformat(row["on"]))
            days = [asked.on + dt.timedelta(n) for n in range(1, (last - asked.on).days + 1)]
            turns = [day.isoformat() for day in days if asked.covers(day) != asked.covers(day - dt.timedelta(days=1))]
            assert [row["on"] for row in coming] == turns


@settings(max_examples=2)
@given(questions())
def test_whoever_does_not_take_part_counts_in_no_comparison(many: list[Asked]) -> None:
    """What an impact says of bands: so many were in A, by the participations in the old rulebook."""
    with held(many) as kept:
        for asked, demanded in product(many[:4], BOOKS):
            other = book(RULES, base="13.731", subjects="person", participation=demanded, bands="")
            moved = impact(BOOKS[demanded], other, kept, on=asked.on, known_at=asked.known_at).as_dict()
            took_part = sum(replace(one, demanded=demanded, known=asked.known).covers(asked.on) for one in many)
            assert moved["compared"] == took_part


@settings(max_examples=2)
@given(questions())
def test_standing_ratings_and_large_runs_end_with_it(many: list[Asked]) -> None:
    with TemporaryDirectory() as folder:
        address = Path(folder) / "a.duckdb"
        new_ledger(address, catalogue=CATALOGUE).close()
        with open_ledger(address, write=True, catalogue=CATALOGUE) as kept:
            kept.add([texts(fine("2020-05-01", one.subject, subject=one.subject)) for one in many])
            participations = [texts(row) for one in many for row in one.participations]
            if participations:
                assert kept.enrol(participations).ok
            for day in (FIRST, FIRST + dt.timedelta(days=2), FIRST + dt.timedelta(days=5)):
                for demanded, rules in BOOKS.items():
                    refresh(rules, kept, on=day, known_at=f"{day}T00:00:00Z")
                    told = {row["subject"]: row["score"] is not None for row in standings(rules, kept).rows()}
                    assert told == {one.subject: replace(one, demanded=demanded, known=day).covers(day) for one in many}
                    parts = Path(folder) / f"{demanded}-{day}"
                    rate_into(rules, kept, parts, on=day, known_at=f"{day}T00:00:00Z")
                    rows = parquet.read_table(parts).to_pylist()
                    assert {row["subject"]: row["score"] is not None for row in rows} == told


def test_one_who_is_not_rated_is_told_why() -> None:
    reasons = {}
    for name, participations in (
        ("nothing", []),
        ("other", [{"rulebook": "other", "basis": "consent", "from": "2020-01-01"}]),
        ("ended", [{"rulebook": "small", "basis": "consent", "from": "2020-01-01", "until": "2022-01-02"}]),
        ("notice", [{"rulebook": "small", "basis": "notice", "from": "2020-01-01"}]),
    ):
        rows = [{"subject": "s", "recorded_at": "2020-01-01T00:00:00Z", **one} for one in participations]
        with ledger(fine("2020-05-01", "1"), participations=rows) as kept:
            (row,) = rate(BOOKS["consent"], kept, on="2022-01-02").rows()
        assert (row["standing"], row["score"], row["band"]) == ("not_rated", None, None)
        reasons[name] = row["because"]
    assert all(reasons.values()), reasons
