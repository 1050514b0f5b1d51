"""Refreshing gives what rating everybody gives: on random rulebooks and worlds, in random order of adding, days and refreshing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.common.days import iso
from bonitas.engine.rate import rate
from bonitas.engine.refresh.refresh import refresh
from bonitas.engine.refresh.standing import changes, standings
from bonitas.ledger import Store, new_ledger
from bonitas.ledger.arranged.write import arrange
from bonitas.ledger.standings.base import REASONS
from bonitas.rulebook.model import Rulebook
from engine.situations import FEWEST, Situation, instant, situations
from engine.test_shares import shared
from ledger.conftest import make
from postgres_server import drop_database
from strategies.days import LATE
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.small import CATALOGUE
from strategies.worlds import known_ats

Seen = tuple[Any, ...]
SHARES: tuple[tuple[int | None, ...], ...] = ((10_000, 40_000), (25_000,), (50_000, None, 70_000), (1_000, 34_000, 67_000))


@contextmanager
def made(store: str) -> Iterator[Store]:
    """An empty ledger."""
    if store == "postgres":
        with make(store, Path(), CATALOGUE) as ledger:
            yield ledger
        drop_database(ledger.address)
        return
    with TemporaryDirectory() as folder:
        name = Path(folder) / ("a.duckdb" if store == "duckdb" else "a_ledger")
        with new_ledger(name, catalogue=CATALOGUE) as ledger:
            yield ledger


@st.composite
def histories(draw: st.DrawFn, situation: Situation) -> list[Any]:
    """A world's rows in random order (amendments after their records), with refreshes (day, known at) in between."""
    _, world, asked = situation
    steps: list[tuple[str, Any]] = [("add", row) for row in record_dicts(world)]
    steps += [("enrol", row) for row in participation_dicts(world)]
    steps += [("enrol", {**row, "rulebook": "another"}) for row in participation_dicts(world)[:1]]
    steps = draw(st.permutations(steps))
    for row in amendment_dicts(world):
        there = next(n for n, (_, one) in enumerate(steps) if one.get("ref") == row["ref"])
        steps.insert(draw(st.integers(there + 1, len(steps))), ("amend", row))
    days = sorted({day for _, day, _ in asked} | {day + draw(st.sampled_from((1, 30, 365))) for _, day, _ in asked})
    if draw(st.integers(0, 3)) == 0:
        days = draw(st.permutations(days))
    refreshes = [("refresh", (day, draw(st.one_of(st.just(LATE), known_ats(world))))) for day in days]
    at = sorted(draw(st.lists(st.integers(0, len(steps)), min_size=len(days), max_size=len(days))))
    for place, one in reversed(list(zip(at, refreshes, strict=True))):
        steps.insert(place, one)
    return steps


def seen(row: dict[str, Any]) -> Seen:
    """What the feed tells of a rating."""
    return tuple(row[name] for name in ("standing", "score", "band", "because"))


def told(side: dict[str, Any] | None) -> Seen | None:
    return None if side is None else seen(side)


def grouped(steps: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """What is added between two refreshes, in one call for each kind: records first."""
    waiting: dict[str, list[Any]] = {"add": [], "amend": [], "enrol": []}
    for what, given_ in steps:
        if what in waiting:
            waiting[what].append(given_)
            continue
        yield from ((kind, rows) for kind, rows in waiting.items() if rows)
        waiting = {"add": [], "amend": [], "enrol": []}
        yield what, [given_]


def played(book: Rulebook, ledger: Store, steps: list[Any], *, arranging: bool = False) -> None:
    """Every refresh of a history leaves what a full run gives, and tells what changed. `arranging`: after each the ledger is arranged anew, so that
    the next finds some of its records there and some not."""
    known: dict[str, Seen] | None = None
    for what, rows in grouped(steps):
        if what == "arrange":
            arrange(ledger)
            continue
        if what != "refresh":
            assert not list(getattr(ledger, what)(rows).problems)
            continue
        ((day, known_at),) = rows
        how = {"on": str(iso(day)), "known_at": instant(known_at)}
        done = refresh(book, ledger, **how)
        expected = list(rate(book, ledger, **how).rows())
        assert list(standings(book, ledger).rows()) == expected
        now = {row["subject"]: seen(row) for row in expected}
        feed = changes(book, ledger, since=done.since)
        assert (done.first, done.subjects, done.changed) == (known is None, len(now), len(feed))
        assert followed(feed, now if known is None else known, done.since) == now
        known = now
        if arranging:
            arrange(ledger)
    if known is not None:
        again = refresh(book, ledger, **how)
        assert (again.changed, again.first) == (0, False)
        assert again.everybody or again.rated == 0


def followed(feed: list[dict[str, Any]], known: dict[str, Seen], since: int) -> dict[str, Seen]:
    """Where the changes lead from what was known. Each is a change, begins where the last one ended, and says why."""
    after: dict[str, Seen | None] = dict(known)
    for number, row in enumerate(feed, since + 1):
        assert row["seq"] == number
        assert row["why"], "a change has a reason"
        assert set(row["why"]) <= set(REASONS)
        assert told(row["from"]) == after.get(row["subject"])
        assert row["from"] != row["to"]
        after[row["subject"]] = told(row["to"])
    return {subject: one for subject, one in after.items() if one is not None}


@pytest.mark.parametrize("store", ["duckdb", "parquet", "postgres"])
@FEWEST
@given(st.data())
def test_refreshing_gives_what_rating_everybody_gives(store: str, data: st.DataObject) -> None:
    situation = data.draw(situations(3))
    steps = data.draw(histories(situation))
    with made(store) as ledger:
        played(situation[0], ledger, steps, arranging=store == "duckdb")


@FEWEST
@given(st.data())
def test_what_comes_day_by_day_to_an_arranged_ledger(data: st.DataObject) -> None:
    situation = data.draw(situations(3))
    book, world, asked = situation
    rows = data.draw(st.permutations([("add", row) for row in record_dicts(world)]))
    steps: list[Any] = [("enrol", row) for row in participation_dicts(world)]
    steps += [*rows[: len(rows) // 2], ("arrange", None), ("refresh", (asked[0][1], LATE))]
    for row in rows[len(rows) // 2 :]:
        steps += [row, ("refresh", (asked[0][1], LATE))]
    with made(data.draw(st.sampled_from(["duckdb", "parquet"]))) as ledger:
        played(book, ledger, steps)


@FEWEST
@given(st.data(), st.sampled_from(SHARES), st.booleans())
def test_bands_by_share_too(data: st.DataObject, shares: tuple[int | None, ...], one_period: bool) -> None:
    situation = data.draw(situations(3))
    rules = shared(situation[0], shares)
    if one_period:
        rules = replace(rules, periods=rules.periods[-1:])
    steps = data.draw(histories(situation))
    with made("duckdb") as ledger:
        played(rules, ledger, steps)
