"""Laws that hold for every rulebook and every ledger (docs/semantics.md), on random ones."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bonitas.common.days import day_number, iso
from bonitas.engine.explain import explain
from bonitas.engine.forecast import STANDING, forecast
from bonitas.engine.rate import rate
from bonitas.ledger import new_ledger, open_ledger
from bonitas.ledger.base import Ledger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.normal import normalised
from bonitas.rulebook.read import read_text
from engine.situations import FEW, FEWER, Asked, Situation, asked_rows, instant, ledger_of, situations
from reference.world import RecordRow, SubjectType, World
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.small import CATALOGUE

Rows = list[dict[str, Any]]


def rated(book: Rulebook, ledger: Ledger, asked: Asked, **more: Any) -> Rows:
    """The rows of an answer; asked for as one question."""
    return list(rate(book, ledger, asked=asked_rows(asked), **more).rows())


@FEWER
@given(situations(8), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(situation: Situation, chance: random.Random) -> None:
    book, world, asked = situation
    mixed = replace(world, records=_shuffled(world.records, chance), amendments=_shuffled(world.amendments, chance))
    with ledger_of(world) as ledger, ledger_of(mixed) as other:
        expected = rated(book, ledger, asked)
        assert rated(book, ledger, _shuffled(asked, chance)) == expected
        assert rated(book, other, asked) == expected


def _shuffled(rows: Any, chance: random.Random) -> Any:
    """The same rows in another order."""
    return type(rows)(chance.sample(list(rows), len(rows)))


@FEWER
@given(situations(8))
def test_batches_threads_and_the_company_of_other_rows_change_nothing(situation: Situation) -> None:
    book, world, asked = situation
    with ledger_of(world) as ledger:
        expected = rated(book, ledger, asked, threads=1)
        for batch_rows, threads in ((1, 1), (1, 3), (5, 2), (10**9, 4)):
            assert rated(book, ledger, asked, batch_rows=batch_rows, threads=threads) == expected
        alone = [row for one in sorted(set(asked)) for row in rated(book, ledger, [one], threads=1)]
        assert alone == expected
        on, known_at = str(iso(asked[0][1])), instant(asked[0][2])
        everybody = list(rate(book, ledger, on=on, known_at=known_at, batch_rows=3).rows())
        assert everybody == list(rate(book, ledger, on=on, known_at=known_at).rows())
        by_name = {row["subject"]: row for row in everybody}
        (first,) = rated(book, ledger, asked[:1])
        assert by_name.get(first["subject"], first) == first


@FEWER
@given(situations(6))
def test_every_store_gives_the_same_rows(situation: Situation) -> None:
    book, world, asked = situation
    with ledger_of(world) as ledger, TemporaryDirectory() as folder:
        expected = rated(book, ledger, asked)
        for name in ("kept.duckdb", "kept"):
            with new_ledger(Path(folder) / name, lab=True, catalogue=CATALOGUE) as made:
                for bring, rows in (
                    (made.add, record_dicts(world)), (made.amend, amendment_dicts(world)), (made.enrol, participation_dicts(world)),
                ):  # fmt: skip
                    assert not rows or not list(bring(rows).problems)
            with open_ledger(Path(folder) / name, catalogue=CATALOGUE) as kept:
                assert rated(book, kept, asked) == expected


@FEW
@given(situations(6), st.data())
def test_what_is_recorded_later_changes_no_earlier_rating(situation: Situation, data: st.DataObject) -> None:
    book, world, asked = situation
    cut = data.draw(st.sampled_from(sorted({known_at for _, _, known_at in asked})))
    before = World(
        tuple(row for row in world.records if row.recorded_at <= cut),
        tuple(row for row in world.amendments if row.recorded_at <= cut and _is_there(world, row.furnisher, row.ref, cut)),
        tuple(row for row in world.participations if row.recorded_at <= cut),
        world.types,
    )
    named = {row.subject for row in before.records}
    earlier = [one for one in asked if one[2] <= cut and one[0] in named]
    with ledger_of(world) as ledger, ledger_of(before) as then:
        assert rated(book, ledger, earlier) == rated(book, then, earlier)


def _is_there(world: World, furnisher: str, ref: str, cut: int) -> bool:
    """Whether a record was on file at an instant."""
    return any(row.key == (furnisher, ref) and row.recorded_at <= cut for row in world.records)


@FEW
@given(situations(6), st.randoms(use_true_random=False))
def test_a_record_that_matches_nothing_changes_nothing(situation: Situation, chance: random.Random) -> None:
    book, world, asked = situation
    looked_at = {
        kind
        for period in book.periods
        for part in (period.rules.clauses, period.rules.measures)
        for one in part
        for kind in one.kinds
    }
    unused = [kind for kind in CATALOGUE.kinds if kind not in looked_at]
    if not unused:
        return
    extra = tuple(
        RecordRow(subject, chance.choice(unused), on, "f3", f"x{n}", 0, counterparty="c1")
        for n, (subject, on, _) in enumerate(asked)
    )
    seen = {row.subject for row in world.records} | {row.subject for row in world.participations}
    kept = [one for one in asked if one[0] in seen]
    types: dict[str, SubjectType] = {name: world.types.get(name, "person") for name in seen}
    more = replace(world, records=world.records + extra, types=types)
    with ledger_of(world) as ledger, ledger_of(more) as other:
        assert rated(book, other, kept) == rated(book, ledger, kept)


@FEW
@given(situations(3))
def test_a_forecast_agrees_with_rating_on_each_later_day(situation: Situation) -> None:
    book, world, asked = situation
    with ledger_of(world) as ledger:
        for subject, on, known_at in asked:
            day, known = str(iso(on)), instant(known_at)
            coming = forecast(book, ledger, subject=subject, on=day, known_at=known, until=str(iso(on + 3000)))
            days = sorted({on, *(day_number(dt.date.fromisoformat(one["on"])) for one in coming)})
            around = sorted({d + n for d in days for n in (-1, 0, 1) if d + n >= on} | {on + n for n in (7, 30, 365, 3000)})
            rows = {row["on"]: _visible(row) for row in rated(book, ledger, [(subject, d, known_at) for d in around])}
            ahead = {one["on"]: _visible(one) for one in coming}
            now = rows[day]
            for d in around:
                now = ahead.get(str(iso(d)), now)
                assert rows[str(iso(d))] == now, iso(d)


def _visible(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a standing shows. While a subject is not rated only that counts, not why."""
    shown = {name: row[name] for name in STANDING}
    return {**shown, "because": None} if row["standing"] == "not_rated" else shown


@FEW
@given(situations(3), st.randoms(use_true_random=False))
def test_nothing_moves_before_the_next_change(situation: Situation, chance: random.Random) -> None:
    book, world, asked = situation
    with ledger_of(world) as ledger:
        for (subject, on, known_at), row in zip(sorted(set(asked)), rated(book, ledger, asked), strict=True):
            found = row["next_change_on"]
            last = on + 4000 if found is None else day_number(dt.date.fromisoformat(found)) - 1
            days = sorted({last, *(chance.randint(on, last) for _ in range(5))}) if last > on else []
            for later in rated(book, ledger, [(subject, day, known_at) for day in days]):
                assert _visible(later) == _visible(row), later["on"]
                assert later["next_change_on"] == found, later["on"]


@FEWER
@given(situations(6))
def test_renaming_subjects_changes_nothing(situation: Situation) -> None:
    book, world, asked = situation
    names = {"s1": "Zoë", "s2": "a b", "s3": "00"}
    records = tuple(
        replace(row, subject=names.get(row.subject, row.subject), counterparty=_renamed(row.counterparty, names))
        for row in world.records
    )
    if "s1" in normalised(book):
        return  # the rulebook itself names a subject as a counterparty
    other = World(
        records,
        tuple(replace(row, corrected={k: _renamed(v, names) if k == "counterparty" else v for k, v in row.corrected.items()})
              for row in world.amendments),
        tuple(replace(row, subject=names.get(row.subject, row.subject)) for row in world.participations),
        {names.get(name, name): kind for name, kind in world.types.items()},
    )  # fmt: skip
    with ledger_of(world) as ledger, ledger_of(other) as renamed:
        for subject, on, known_at in asked:
            (before,) = rated(book, ledger, [(subject, on, known_at)])
            (after,) = rated(book, renamed, [(names.get(subject, subject), on, known_at)])
            assert {**after, "subject": subject} == before


def _renamed(party: Any, names: Mapping[str, str]) -> Any:
    return names.get(party, party)


@FEW
@given(situations(6))
def test_a_rulebook_and_its_normalised_text_rate_alike(situation: Situation) -> None:
    book, world, asked = situation
    plain = read_text(normalised(book), catalogue=CATALOGUE)
    with ledger_of(world) as ledger:
        assert rated(plain, ledger, asked) == rated(book, ledger, asked)


@FEW
@given(situations(3))
def test_the_parts_lead_to_the_whole(situation: Situation) -> None:
    book, world, asked = situation
    with ledger_of(world) as ledger:
        for subject, on, known_at in asked:
            content = explain(book, ledger, subject=subject, on=str(iso(on)), known_at=instant(known_at)).as_dict()
            if content["standing"] == "not_rated":
                continue
            assert all(sum(r["points"] for r in item["records"]) == item["points"] for item in _of_records(content))
            chain = [step for step in content["steps"] if step["step"] in {"sum", "clamp", "round", "book"}]
            total = content["base"] + sum((item["points"] for item in content["points"]), Decimal(0))
            assert (chain[0]["step"], chain[0]["to"]) == ("sum", total)
            for earlier, later in zip(chain, chain[1:], strict=False):
                assert later["from"] == earlier["to"]
            assert content["standing"] == "no_score" or chain[-1]["to"] == content["score"]
            row = rated(book, ledger, [(subject, on, known_at)])[0]
            assert {name: content[name] for name in row} == row


def _of_records(content: Mapping[str, Any]) -> Rows:
    """The items whose points come from records one by one: clauses."""
    return [item for item in content["points"] if "best" not in item and item["item"] != "range"]


@FEWER
@given(situations(2))
def test_without_interplay_effects_add(situation: Situation) -> None:
    """Without `again`, limits, overlap, freezes and grades, what two halves of a file give adds up to what the whole gives."""
    book, world, asked = situation
    parts = {"again": None, "limits": (), "grade": None, "group": None}
    periods = tuple(
        replace(
            period,
            rules=replace(
                period.rules,
                overlap="all",
                freezes=(),
                groups={},
                clauses=tuple(
                    replace(c, **parts, points=c.points, repairs=tuple(replace(r, grade=None) for r in c.repairs))  # type: ignore[arg-type]
                    for c in period.rules.clauses
                    if c.points is not None
                ),
            ),
        )
        for period in book.periods
    )
    plain = replace(book, periods=periods)
    halves = [replace(world, records=world.records[n::2], amendments=_about(world, world.records[n::2])) for n in (0, 1)]
    with ledger_of(world) as ledger, _half(halves[0]) as one, _half(halves[1]) as two:
        for subject, on, known_at in asked:
            whole, *rest = (
                explain(plain, found, subject=subject, on=str(iso(on)), known_at=instant(known_at))
                for found in (ledger, one, two)
            )
            if all(why.as_dict()["standing"] != "not_rated" for why in (whole, *rest)):
                assert _clause_points(whole.as_dict()) == sum(_clause_points(why.as_dict()) for why in rest)


def _clause_points(content: Mapping[str, Any]) -> Decimal:
    return sum((item["points"] for item in _of_records(content)), Decimal(0))


def _about(world: World, records: tuple[RecordRow, ...]) -> Any:
    keys = {row.key for row in records}
    return tuple(row for row in world.amendments if (row.furnisher, row.ref) in keys)


def _half(world: World) -> Any:
    return memory_ledger(
        records=record_dicts(world),
        amendments=amendment_dicts(world),
        participations=[
            {**row, "subject_type": world.types.get(str(row["subject"]), "person")} for row in participation_dicts(world)
        ],
        catalogue=CATALOGUE,
    )
