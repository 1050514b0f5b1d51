"""The way to a band: by hand, and against trying everything on ledgers that hold it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations_with_replacement
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.catalogue.model import Catalogue
from bonitas.common.days import iso
from bonitas.common.problems import BonitasError
from bonitas.engine.forecast import forecast
from bonitas.engine.path import path
from bonitas.engine.question import to_day
from bonitas.engine.rate import rate
from bonitas.ledger.duck import DuckLedger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text
from engine.situations import FEWER, Situation, instant, situations
from engine.small import HEADER, Row, change, fine, gift, listing, notice, texts
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.small import CATALOGUE

ON = "2026-03-01"


def ours(*kinds: str) -> Catalogue:
    """The small catalogue, where these kinds are made by oneself."""
    return Catalogue({name: replace(kind, by="oneself") if name in kinds else kind for name, kind in CATALOGUE.kinds.items()})


OURS = ours("civic.gift")
RULES = """
clauses:
  fine: {for: traffic.fine, points: -30, repaired: {when: settled, points: -10}}
  gift: {for: civic.gift, points: {by: amount, each: 100, gives: 1, up_to: 5, then: [{each: 400, gives: 1, up_to: 2}]}, limit: 12}
"""


def book(text: str, catalogue: Catalogue = OURS, **header: str) -> Rulebook:
    return read_text("".join(f"{key}: {value}\n" for key, value in {**HEADER, **header}.items()) + text, catalogue=catalogue)


def ledger(*records: Row, amendments: list[Row] | None = None, catalogue: Catalogue = OURS) -> DuckLedger:
    rows = [texts(row) for row in records]
    return memory_ledger(rows, [texts(row) for row in amendments or []], [texts(notice())], catalogue=catalogue)


def ways(rules: Rulebook, found: DuckLedger, to: str, **more: Any) -> list[tuple[int, str, str, Any]]:
    """(count, steps in short, day, score) of every way."""
    told = path(rules, found, subject="s", to=to, on=ON, **more).as_dict()
    return [(way["count"], short(way), way["on"], way["score"]) for way in told["options"]]


def short(way: dict[str, Any]) -> str:
    done = [
        f"{step['times']}× "
        + (" ".join(step["attributes"].values()) if step["do"] == "record" else f"{step['do']} {step['ref']}")
        for step in way["steps"]
    ]
    return ", ".join(done)


def test_waiting_then_fewer_steps_then_sooner() -> None:
    with ledger(fine("2026-01-01", "r1"), fine("2026-02-01", "r2")) as found:
        rules = book(RULES)
        assert ways(rules, found, "B") == [(0, "", "2027-01-01", 70), (1, "1× settle r1", ON, 60), (1, "1× settle r2", ON, 60)]
        first, *sooner = ways(rules, found, "A")
        assert first == (0, "", "2027-02-01", 100)
        assert sooner == [(3, "1× settle r2, 2× 500", "2027-01-01", 100)]  # 100 − 10 + 5 + 5, when r1 has ended


def test_a_gift_fills_its_tiers_and_its_limit() -> None:
    with ledger(fine("2026-01-01", "r1", amount=5), gift("2025-12-01", "g", amount=100)) as found:
        rules = book(RULES.replace("-30", "-11"))
        told = path(rules, found, subject="s", to="A", on=ON).as_dict()
        amounts = [step["attributes"]["amount"] for step in told["steps"] if step["do"] == "record"]
        # The first point, a full tier, the limit by the first tier, all tiers full.
        assert amounts == ["100", "500", "1200", "1300"]
        wait, *sooner = ways(rules, found, "A")
        assert wait == (0, "", "2027-01-01", 100)
        assert sooner == [(2, "2× 500", ON, 100)]  # 100 − 11 + 1 + 5 + 5; larger gifts would do too, and are not asked for


def test_already_there_and_not_rated() -> None:
    with ledger(gift("2026-01-01", "r1", amount=100)) as found:
        assert ways(book(RULES), found, "A") == [(0, "", ON, 101)]
        told = path(book(RULES), found, subject="nobody", to="A", on=ON).as_dict()
        assert (told["standing"], told["options"], told["nearest"]) == ("not_rated", [], None)


def test_nothing_reaches_it_and_the_nearest_is_said() -> None:
    with ledger(fine("2026-01-01", "r1"), fine("2026-02-01", "r2"), fine("2026-02-02", "r3")) as found:
        rules = book(RULES)
        told = path(rules, found, subject="s", to="A", by="2026-12-31", most_steps=2, on=ON).as_dict()
        assert told["options"] == []
        assert (told["nearest"]["score"], told["nearest"]["count"], told["complete"]) == (50, 2, False)
        assert told["stopped_by"] == "most_steps"
        told = path(rules, found, subject="s", to="A", by="2026-12-31", most_steps=0, on=ON).as_dict()
        assert (told["nearest"]["score"], told["nearest"]["on"]) == (10, ON)


def test_the_open_is_settled_once_and_only_if_it_is_open() -> None:
    gone = [change("r2", "withdrawn", "2026-02-02"), change("r3", "settled", "2026-02-03"), change("r4", "settled", "2026-09-01")]
    records = [fine("2026-01-01", f"r{n}") for n in (1, 2, 3, 4)] + [fine("2026-05-01", "later")]
    with ledger(*records, amendments=gone) as found:
        told = path(book(RULES), found, subject="s", to="A", on=ON, most_steps=1).as_dict()
        assert [step["ref"] for step in told["steps"] if step["do"] == "settle"] == ["r1", "r4"]


def test_what_goes_on_is_ended_and_not_settled() -> None:
    members = ours("court.listing")
    rules = book("clauses: {listed: {for: court.listing, when: ongoing and not settled, points: -60, clock: end}}", members)
    with ledger(listing("2026-01-01", "r1"), catalogue=members) as found:
        assert ways(rules, found, "A") == [(1, "1× end r1", ON, 100)]


def test_a_direct_grade_is_lifted() -> None:
    rules = book("clauses: {listed: {for: court.listing, points: -10, grade: D, repaired: {when: settled, points: 5}}}")
    with ledger(listing("2026-01-01", "r1")) as found:
        assert ways(rules, found, "A") == [(0, "", "2027-01-01", 100), (1, "1× settle r1", ON, 105)]


def test_honours_are_never_advised() -> None:
    rules = book("clauses: {praise: {for: trade.review, points: 50}, fine: {for: traffic.fine, points: -30}}")
    with ledger(fine("2026-01-01", "r1")) as found:
        told = path(rules, found, subject="s", to="A", on=ON).as_dict()
        assert (told["steps"], told["complete"]) == ([], True)
        assert [way["count"] for way in told["options"]] == [0]


def test_too_many_combinations_are_said() -> None:
    with ledger(*(fine("2026-01-01", f"r{n}") for n in range(50))) as found:
        told = path(book(RULES), found, subject="s", to="A", by="2026-12-31", on=ON).as_dict()
        assert (told["complete"], told["stopped_by"], told["nearest"]["count"]) == (False, "trials", 2)


def test_an_unknown_band() -> None:
    with ledger(fine("2026-01-01", "r1")) as found, pytest.raises(BonitasError) as caught:
        path(book(RULES, bands="{good: 100, low: below}"), found, subject="s", to="goood", on=ON)
    assert str(caught.value) == "E142 The rulebook has no band 'goood' on 2026-03-01. Did you mean 'good'?"


@FEWER
@given(situations(1), st.integers(0, 3))
def test_every_way_is_the_shortest_and_leads_there(situation: Situation, place: int) -> None:
    """Every list of up to two of the steps is written down and followed day by day: each of another copy of the subject, all in one ledger."""
    rules, world, asked = situation
    subject, on, known_at = asked[0]
    in_force = rules.rules_on(on)
    names = [band.name for band in in_force.bands.bands] if in_force else ["A"]
    to, by = names[min(place, len(names) - 1)], str(iso(on + 500))
    rows = (record_dicts(world), amendment_dicts(world), participation_dicts(world))
    asks: dict[str, Any] = {"subject": subject, "on": str(iso(on)), "known_at": instant(known_at)}
    with memory_ledger(*rows, catalogue=OURS) as found:
        told = path(rules, found, **asks, to=to, by=by, most_steps=2).as_dict()
    if told["standing"] == "not_rated":
        assert told["options"] == []
        return
    steps, good = told["steps"][:5], names[: names.index(to) + 1]
    if len(told["steps"]) > len(steps):  # too many to try by hand: what is said must be so all the same
        chains = [[step for step in way["steps"] for _ in range(step["times"])] for way in told["options"]]
        with done(rows, asks, chains) as (there, copies):
            for way, copy in zip(told["options"], copies, strict=True):
                row = next(rate(rules, there, subject=copy, on=way["on"], known_at=asks["known_at"]).rows())
                assert (row["score"], rules_band(rules, way["on"], row["band"])) == (way["score"], way["band"])
        return
    chains = [list(chosen) for count in range(3) for chosen in combinations_with_replacement(steps, count) if possible(chosen)]
    days: dict[int, list[str]] = {}
    with done(rows, asks, chains) as (there, copies):
        for chosen, copy in zip(chains, copies, strict=True):
            days.setdefault(len(chosen), []).extend(reached(rules, there, {**asks, "subject": copy}, good, by))
    expected: list[tuple[int, str]] = []
    for count, found_on in days.items():
        if found_on and (not expected or min(found_on) < expected[-1][1]):
            expected.append((count, min(found_on)))
    assert list(dict.fromkeys((way["count"], way["on"]) for way in told["options"])) == expected


def possible(steps: Sequence[Any]) -> bool:
    """Whether nothing is settled or ended twice."""
    once = [(step["do"], step["ref"]) for step in steps if step["do"] != "record"]
    return len(once) == len(set(once))


def rules_band(rules: Rulebook, day: str, shown: str) -> str:
    """The band without the one fallen from."""
    in_force = rules.rules_on(to_day(day))
    assert in_force is not None
    return next(band.name for band in in_force.bands.bands if shown.startswith(band.name))


@contextmanager
def done(rows: Any, asks: dict[str, Any], chains: list[list[Any]]) -> Iterator[tuple[DuckLedger, list[str]]]:
    """A ledger with a copy of the subject for each list of steps, where they are written down, and what the copies are called."""
    records, amendments, participations = rows
    mine = [row for row in records if row["subject"] == asks["subject"]]
    keys = {(row["furnisher"], row["ref"]) for row in mine}
    about = [row for row in amendments if (row["furnisher"], row["ref"]) in keys]
    enrolled = [row for row in participations if row["subject"] == asks["subject"]]
    copies = [f"{n} {asks['subject']}" for n in range(len(chains))]
    told: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    for n, (copy, steps) in enumerate(zip(copies, chains, strict=True)):
        new, changed = written_down(asks, steps)
        told[0].extend({**row, "subject": copy, "ref": f"{n} {row['ref']}"} for row in (*mine, *new))
        told[1].extend({**row, "ref": f"{n} {row['ref']}"} for row in (*about, *changed))
        told[2].extend({**row, "subject": copy} for row in enrolled)
    with memory_ledger(*told, catalogue=OURS) as found:
        yield found, copies


def written_down(asks: dict[str, Any], steps: list[Any]) -> tuple[list[Any], list[Any]]:
    """Steps as records and as amendments."""
    new, changed = [], []
    for number, step in enumerate(steps, 1):
        known = {"recorded_at": asks["known_at"]}
        if step["do"] == "record":
            row = {"kind": step["kind"], "occurred_on": asks["on"], "furnisher": "what-if", "ref": f"record {number}", **known}
            new.append({**row, **step["attributes"]})
        else:
            more = {"change": "settled"} if step["do"] == "settle" else {"change": "corrected", "ended_on": asks["on"]}
            changed.append({"furnisher": step["furnisher"], "ref": step["ref"], "effective_on": asks["on"], **known, **more})
    return new, changed


def reached(rules: Rulebook, found: DuckLedger, asks: dict[str, Any], good: list[str], by: str) -> list[str]:
    """The first day up to `by` on which the band is one of the good ones, as a list of one or none."""
    first = next(rate(rules, found, **asks).rows())
    later = forecast(rules, found, **asks, until=by)
    return [row["on"] for row in (first, *later) if row["standing"] == "scored" and row["band"] in good][:1]
