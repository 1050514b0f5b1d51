"""Passing on, on random worlds: as a slow evaluator has it, once and for all, and in whatever order the records came."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from bonitas.common.days import iso
from bonitas.engine.passing import pass_on
from bonitas.ledger.duck import DuckLedger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook, Spill
from bonitas.rulebook.read import read_text
from engine.situations import FEWER
from reference.expressions import Scene, is_true
from reference.seen import Asked, seen_records
from reference.world import World
from strategies.conditions import conditions
from strategies.days import LATE, days
from strategies.plain import to_yaml
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.small import CATALOGUE
from strategies.worlds import worlds

KINDS = ("trade.payment", "traffic.fine", "court.listing")


@st.composite
def situations(draw: st.DrawFn) -> tuple[Rulebook, World, int]:
    """A rulebook that passes on from records and from standings, a world, and a day."""
    rules: dict[str, Any] = {}
    for n in range(draw(st.integers(1, 3))):
        kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True))
        to = draw(st.sampled_from(("counterparty", "counterparty of court.listing", "subject of court.listing")))
        rules[f"r{n}"] = {"for": kinds, "to": to, "as": draw(st.sampled_from(("same", "civic.gift")))}
        if draw(st.booleans()):
            rules[f"r{n}"]["when"] = draw(conditions(tuple(kinds)))
    rules["stars"] = {"on": "06-30", "as": "trade.review", "attributes": {"hours": "score"}}
    head = {
        "rulebook": "small", "title": "Small", "subjects": "both", "standing": "own", "in_force": "x", "participation": "notice",
        "context": "trade", "disputes": draw(st.sampled_from(("hold", "count"))), "base": 100,
        "clauses": {"c": {"for": ["trade.*", "civic.gift"], "points": -5, "lasts": "1 year"}}, "bands": {"A": 90, "B": "below"},
    }  # fmt: skip
    text = to_yaml({**head, "passes_on": rules}).replace("in_force: x", "in_force: {from: 2019-01-01}")
    return read_text(text, catalogue=CATALOGUE), draw(worlds("small")), draw(days())


def ledger_of(world: World, seed: int) -> DuckLedger:
    """A world as a ledger, its records and amendments in an order of their own."""
    records, amendments = record_dicts(world), amendment_dicts(world)
    shuffled = random.Random(seed)
    shuffled.shuffle(records)
    shuffled.shuffle(amendments)
    return memory_ledger(records, amendments, participation_dicts(world), catalogue=CATALOGUE)


def expected(book: Rulebook, world: World, on: int) -> set[tuple[str, str, str]]:
    """(rule, origin, recipient) of everything that spills over, record by record."""
    known = {r.subject for r in world.records} | {p.subject for p in world.participations}
    seen = {name: seen_records(Asked(book, world, name, LATE, CATALOGUE), on) for name in known}
    rules = book.rules_on(on)
    found: set[tuple[str, str, str]] = set()
    for rule in rules.passes_on if rules else ():
        if not isinstance(rule, Spill):
            continue
        for subject, records in seen.items():
            for record in records:
                if record.kind not in rule.kinds or (rule.when is not None and not is_true(rule.when, Scene(on, record))):
                    continue
                if rule.of is None:
                    takers = {record.counterparty}
                else:
                    offices = [
                        (holder, office)
                        for holder in known
                        for office in seen[holder]
                        if office.kind == rule.of
                        and office.occurred_on <= record.occurred_on
                        and (office.ended_on is None or record.occurred_on < office.ended_on)
                    ]
                    if rule.to == "counterparty":
                        takers = {office.counterparty for holder, office in offices if holder == subject}
                    else:
                        takers = {holder for holder, office in offices if office.counterparty == subject}
                found |= {(rule.id, f"{record.furnisher}/{record.ref}", t) for t in takers if t in known and t != subject}
    return found


@FEWER
@given(situations())
def test_passing_on_is_complete_and_done_once(situation: tuple[Rulebook, World, int]) -> None:
    book, world, on = situation
    day = str(iso(on))
    with ledger_of(world, 1) as one, ledger_of(world, 2) as two:
        looked = pass_on(book, one, on=day)
        spilled = {(row["ref"].split(":")[0], row["ref"].split(":")[1], row["subject"]) for row in looked.rows}
        made = {
            (rule, origin.removesuffix(f"/{name}") if origin.count("/") > 1 else origin, name)
            for rule, origin, name in spilled
            if rule != "stars"
        }
        wanted = expected(book, world, on)
        note(f"on {day}: expected {wanted}, made {made}")
        assert made == wanted
        first, other = pass_on(book, one, on=day, into=one), pass_on(book, two, on=day, into=two)
        assert first.problems == ()
        assert first.rows == other.rows
        assert first.added == len(first.rows) == sum(first.made.values())
        again = pass_on(book, one, on=day, into=one)
        assert (again.rows, again.added, again.withdrawn) == ([], 0, 0)
        assert again.already_there == first.made
