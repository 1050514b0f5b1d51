"""What if: the real rating where nothing is supposed, and the rating of a ledger that holds what is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.common.days import iso
from bonitas.common.problems import BonitasError
from bonitas.engine.explain import explain
from bonitas.engine.rate import rate
from bonitas.engine.what_if import SHOWN, what_if
from bonitas.ledger import new_ledger
from bonitas.ledger.excerpt import copy_id, excerpt, names
from engine.situations import FEW, FEWER, Situation, instant, ledger_of, situations
from engine.small import book, change, fine, gift, ledger, listing, notice, texts
from strategies.rows import record_dicts
from strategies.small import CATALOGUE

ON = "2026-03-01"
RULES = """
clauses:
  fine: {for: traffic.fine, points: -30, repaired: {when: settled, points: -10}, text: {en: A fine}}
  gift: {for: civic.gift, points: {by: amount, each: 100, gives: 1}, limit: 5, text: {en: A gift}}
consequences:
  queue: {benefit: {en: A short queue}, for: A, provider: town, context: civic}
"""


def test_both_standings_and_what_differs() -> None:
    with ledger(fine("2026-01-01", "r1"), fine("2026-01-02", "r2")) as found:
        then = what_if(
            book(RULES), found, subject="s", on=ON, settle=["f/r1"], without=["f/r2"],
            records=[{"kind": "civic.gift", "on": "2026-02-01", "amount": 1250}],
        ).as_dict()  # fmt: skip
        assert names(found) == [("f", "r1"), ("f", "r2")]
    assert (then["real"]["score"], then["what_if"]["score"], then["score_change"]) == (40, 95, 55)
    assert (then["real"]["band"], then["what_if"]["band"]) == ("C", "B")
    fines, gifts = then["changes"]
    assert (fines["change"], fines["real"], fines["what_if"], fines["difference"]) == ("changed", -60, -10, 50)
    assert [row["ref"] for row in fines["records"]["went"]] == ["r2"]
    assert [row["ref"] for row in fines["records"]["changed"]] == ["r1"]
    assert (gifts["change"], gifts["real"], gifts["what_if"]) == ("came", None, 5)
    assert [(row["furnisher"], row["ref"]) for row in gifts["records"]["came"]] == [("what-if", "record 1")]
    assert [step["step"] for step in then["steps"]["came"]] == ["repaired", "limit"]
    assert then["supposed"]["records"][0]["amount"] == 1250
    assert then["supposed"]["settled"] == [{"furnisher": "f", "ref": "r1", "on": ON}]
    assert then["consequences"] == {"came": [], "went": []}


def test_consequences_come_and_go() -> None:
    with ledger(fine("2026-01-01", "r1")) as found:
        then = what_if(book(RULES), found, subject="s", on=ON, without=["f/r1"]).as_dict()
        assert [one["id"] for one in then["consequences"]["came"]] == ["queue"]
        assert then["changes"][0]["change"] == "went"
        row = {"kind": "traffic.fine", "occurred_on": "2026-02-01"}
        then = what_if(book(RULES), found, subject="s", on="2027-01-15", records=[row]).as_dict()
        assert [one["id"] for one in then["consequences"]["went"]] == ["queue"]


def test_a_record_to_come_shows_from_its_day() -> None:
    row = {"kind": "traffic.fine", "on": "2026-05-01"}
    with ledger(gift("2026-01-01", "r1", amount=100)) as found:
        rules = book(RULES)
        assert what_if(rules, found, subject="s", on=ON, records=[row]).as_dict()["changes"] == []
        assert what_if(rules, found, subject="s", on="2026-05-01", records=[row]).as_dict()["score_change"] == -30


def test_settled_on_its_own_day_and_known_then() -> None:
    with ledger(fine("2026-01-01", "r1"), amendments=[change("r1", "disputed", "2026-01-05")]) as found:
        rules = book(RULES, disputes="count")
        for name, score in (("f/r1", 90), ("f/r1@2026-02-01", 90), ("f/r1@2026-03-02", 70)):
            then = what_if(rules, found, subject="s", on=ON, known_at="2026-03-01T00:00:00Z", settle=[name]).as_dict()
            assert then["what_if"]["score"] == score


def test_who_is_not_rated_stays_so() -> None:
    with ledger(fine("2026-01-01", "r1"), participations=[notice("t")]) as found:
        for subject in ("s", "nobody"):
            then = what_if(book(RULES), found, subject=subject, on=ON, records=[{"kind": "traffic.fine", "on": ON}]).as_dict()
            assert then["real"]["standing"] == then["what_if"]["standing"] == "not_rated"
            assert then["score_change"] is None


def test_every_problem_has_its_place() -> None:
    rows: list[dict[str, Any]] = [
        {"kind": "civic.gift", "on": ON, "amuont": 1},
        {"kind": "civic.gfit", "on": "2026-02-30"},
        {"on": ON},
        {"subject": "t", "kind": "civic.gift", "on": ON},
    ]
    with ledger(fine("2026-01-01", "r1")) as found, pytest.raises(BonitasError) as caught:
        what_if(book(RULES), found, subject="s", on=ON, records=rows, settle=["f/r2", "f/r1@soon"], without=["r1"])
    assert [(one.file, one.code, one.nearest) for one in caught.value.problems] == [
        ("record 4", "E140", None), ("record 1", "L107", "amount"), ("record 2", "L202", "civic.gift"), ("record 2", "L204", None),
        ("record 3", "L201", None), ("settle 1", "E141", "f/r1"), ("settle 2", "E101", None), ("without 1", "E141", "f/r1"),
    ]  # fmt: skip
    assert str(caught.value.problems[0]) == "record 4: E140 The record is about 't', not about 's'. Leave the subject out."
    assert str(caught.value.problems[7]) == "without 1: E141 The subject has no record 'r1'. Did you mean 'f/r1'?"


def test_a_name_that_is_taken() -> None:
    row = {"kind": "traffic.fine", "on": ON, "furnisher": "f", "ref": "r1"}
    with ledger(fine("2026-01-01", "r1")) as found, pytest.raises(BonitasError, match="L217"):
        what_if(book(RULES), found, subject="s", on=ON, records=[row])


def test_an_excerpt_of_a_folder_and_its_copies(tmp_path: Path) -> None:
    rows = [
        texts(row)
        for row in (fine("2026-01-01", "r1"), listing("2026-01-01", "r2", level="county"), gift("2026-01-01", "q", subject="t"))
    ]
    with new_ledger(tmp_path / "kept", catalogue=CATALOGUE) as kept:
        kept.add(rows)
        kept.amend([texts(change("r1", "settled", "2026-02-01"))])
        kept.enrol([texts(notice())])
        (expected,) = rate(book(RULES), kept, subject="s", on=ON).rows()
        with excerpt(kept, "s") as own, excerpt(kept, "s", 3) as copies, excerpt(kept, "nobody") as empty:
            assert list(rate(book(RULES), own, on=ON).rows()) == [expected]
            found = list(rate(book(RULES), copies, on=ON).rows())
            assert found == [{**expected, "subject": copy_id("s", n)} for n in range(3)]
            assert names(empty) == []


@FEW
@given(situations(2))
def test_supposing_nothing_is_the_real_rating(situation: Situation) -> None:
    rules, world, asked = situation
    with ledger_of(world) as found:
        for subject, on, known_at in asked:
            then = what_if(rules, found, subject=subject, on=str(iso(on)), known_at=instant(known_at)).as_dict()
            assert then["real"] == then["what_if"]
            assert not then["changes"]
            assert then["steps"] == then["consequences"] == {"came": [], "went": []}


#: What becomes of a record: it stays, is only supposed, or is there and supposed to be settled or left out.
FATES = st.lists(st.sampled_from(("stays", "stays", "supposed", "settled", "without")), min_size=12, max_size=12)


@FEWER
@given(situations(2), FATES)
def test_supposing_is_the_rating_of_a_ledger_that_holds_it(situation: Situation, fates: list[str]) -> None:
    """Some records are taken out of a world and supposed; others are settled or left out. The other way is to write it all down."""
    rules, world, asked = situation
    for subject, on, known_at in asked:
        own = [row for row in world.records if row.subject == subject]
        fate = {row.key: fates[n % len(fates)] for n, row in enumerate(own)}
        away = tuple(row for row in own if fate[row.key] == "supposed")
        if len(away) == len(own):  # the type of a subject stands on its records
            continue
        less = replace(
            world,
            records=tuple(row for row in world.records if row not in away),
            amendments=tuple(row for row in world.amendments if fate.get((row.furnisher, row.ref)) != "supposed"),
        )
        asks: dict[str, Any] = {"subject": subject, "on": str(iso(on)), "known_at": instant(known_at)}
        rows = record_dicts(replace(world, records=away))
        named = {what: [f"{row.furnisher}/{row.ref}" for row in own if fate[row.key] == what] for what in ("settled", "without")}
        with ledger_of(less) as found:
            then = what_if(rules, found, **asks, records=rows, settle=named["settled"], without=named["without"]).as_dict()
            if rows:
                found.add(rows)
            amendments = [
                {
                    "furnisher": row.furnisher,
                    "ref": row.ref,
                    "change": change,
                    "effective_on": asks["on"],
                    "recorded_at": asks["known_at"],
                }
                for what, change in (("settled", "settled"), ("without", "withdrawn"))
                for row in own
                if fate[row.key] == what
            ]
            if amendments:
                found.amend(amendments)
            why = explain(rules, found, **asks).as_dict()
        assert then["what_if"] == {name: why[name] for name in SHOWN}
