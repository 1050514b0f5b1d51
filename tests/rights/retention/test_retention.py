"""Retention, erasure and the three clocks: what goes, what stays and why, what follows beside the ledger, and its certificate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import bonitas
from bonitas import BonitasError
from bonitas.catalogue.model import Catalogue, Kind
from bonitas.catalogue.read import read_catalogue
from bonitas.cli.app import app
from bonitas.common.days import Duration, iso
from bonitas.engine.at_hand import at_hand
from bonitas.engine.kept import Changes
from bonitas.engine.question import now, pairs, to_day
from bonitas.ledger import Store
from bonitas.ledger.access import Access, note, open_accesses
from bonitas.ledger.identity import identify, who
from bonitas.rights.retention.fates import fates
from stores import address_in

KINDS = {
    "once": Kind("once", "x", {}, Duration(months=12)),
    "long": Kind("long", "x", {}, Duration(months=36), lasting=True),
    "legal": Kind("legal", "x", {}, Duration(months=120), keep_at_least=Duration(months=72)),
}
CATALOGUE = Catalogue(KINDS)
RECORDS = [
    {"subject": "ann", "kind": "once", "occurred_on": "2020-01-01", "furnisher": "f", "ref": "old"},
    {"subject": "ann", "kind": "once", "occurred_on": "2026-06-01", "furnisher": "f", "ref": "young"},
    {"subject": "ann", "kind": "once", "occurred_on": "2020-01-01", "furnisher": "f", "ref": "disputed"},
    {"subject": "ann", "kind": "long", "occurred_on": "2010-01-01", "furnisher": "f", "ref": "open"},
    {"subject": "ann", "kind": "long", "occurred_on": "2010-01-01", "furnisher": "f", "ref": "settled"},
    {"subject": "ann", "kind": "legal", "occurred_on": "2022-01-01", "furnisher": "f", "ref": "lawful"},
    {"subject": "bob", "kind": "once", "occurred_on": "2020-01-01", "furnisher": "f", "ref": "bob"},
]
AMENDED = [
    {"furnisher": "f", "ref": "disputed", "change": "disputed", "effective_on": "2020-02-01"},
    {"furnisher": "f", "ref": "settled", "change": "settled", "effective_on": "2021-01-01"},
]
ON = "2026-11-23"


@pytest.fixture
def ledger() -> Iterator[Store]:
    with bonitas.memory_ledger(RECORDS, AMENDED, catalogue=CATALOGUE) as made:
        yield made


def refs(ledger: Store) -> list[str]:
    with ledger._asking() as asking:
        return [row[0] for row in asking.rows("SELECT ref FROM records ORDER BY ref")]


def test_what_is_due_goes_and_what_must_stay_stays(ledger: Store) -> None:
    looked = bonitas.retain(ledger, on=ON).as_dict()
    assert (looked["removed"], looked["subjects"], len(refs(ledger))) == (False, 1, 7)
    assert [(row["kind"], row["records"]) for row in looked["goes"]] == [("long", 1), ("once", 2)]
    assert [(row["kind"], row["records"], row["because"].split(":")[0]) for row in looked["stays"]] == [
        ("legal", 1, "the time it is kept for is not over"),
        ("long", 1, "the matter goes on"),
        ("once", 1, "the time it is kept for is not over"),
        ("once", 1, "a dispute about it is open"),
    ]
    done = bonitas.retain(ledger, on=ON, really=True, by="office").as_dict()
    assert (done["goes"], done["rows"]["records"], done["rows"]["subjects"]) == (looked["goes"], 3, 1)
    assert refs(ledger) == ["disputed", "lawful", "open", "young"]
    assert list(map(str, ledger.subjects()[1])) == ["ann"]
    assert bonitas.retain(ledger, on=ON, really=True).as_dict()["goes"] == []


def test_a_subject_stays_while_a_participation_is_proof(ledger: Store) -> None:
    notice = {"subject": "bob", "rulebook": "r", "basis": "notice", "from": "2020-01-01"}
    ledger.enrol([{**notice, "recorded_at": "2020-01-01T00:00:00Z"}])
    assert bonitas.retain(ledger, on=ON).as_dict()["subjects"] == 0
    ledger.enrol([{**notice, "until": "2023-11-24", "recorded_at": "2023-11-01T00:00:00Z"}])
    assert bonitas.retain(ledger, on=ON).as_dict()["subjects"] == 0
    assert bonitas.retain(ledger, on="2026-11-24").as_dict()["subjects"] == 1


def test_what_is_to_come_is_not_removed(ledger: Store) -> None:
    with pytest.raises(BonitasError) as caught:
        bonitas.retain(ledger, on="2190-01-01", really=True)
    assert str(caught.value) == (
        "G301 2190-01-01 is still to come: what is due then is not removed now. Leave '--on' out, or look without '--yes'."
    )
    assert sum(row["records"] for row in bonitas.retain(ledger, on="2190-01-01").as_dict()["goes"]) == 5


def test_erasing_takes_what_the_law_lets_go(ledger: Store) -> None:
    done = bonitas.erase(ledger, "ann", really=True).as_dict()
    assert refs(ledger) == ["bob", "disputed", "lawful", "open"]
    assert not done["whole"]
    said = {row["kind"]: row["because"].rpartition(", ")[2].rpartition(": ")[2] for row in done["stays"]}
    assert said["legal"] == "Art. 17(3)(b) GDPR"
    assert bonitas.erase(ledger, "bob", really=True).as_dict()["whole"]
    assert list(map(str, ledger.subjects()[1])) == ["ann"]
    ledger.amend([{"furnisher": "f", "ref": "disputed", "change": "rejected", "effective_on": "2020-03-01"}])
    assert [row["kind"] for row in bonitas.erase(ledger, "ann").as_dict()["goes"]] == ["once"]


@pytest.mark.parametrize("change", ["upheld", "withdrawn"])
def test_what_was_wrong_has_no_matter_that_goes_on(ledger: Store, change: str) -> None:
    ledger.amend([{"furnisher": "f", "ref": "open", "change": change, "effective_on": "2026-02-01"}])
    [row] = [row for row in bonitas.clocks(ledger, "ann", on=ON)["records"] if row["ref"] == "open"]
    assert row["kept_until"] == "2029-02-01"
    bonitas.erase(ledger, "ann", really=True)
    assert "open" not in refs(ledger)


def test_a_kind_that_nobody_knows_any_more_stays(ledger: Store) -> None:
    ledger.catalogue = Catalogue({"long": KINDS["long"]})
    assert bonitas.retain(ledger, on=ON).as_dict()["stays"][-1]["kind"] == "once"
    assert bonitas.retain(ledger, on=ON).as_dict()["subjects"] == 0
    assert [row["kind"] for row in bonitas.erase(ledger, "bob").as_dict()["stays"]] == ["once"]


DAYS = st.integers(to_day("2010-01-01"), to_day("2027-01-01")).map(iso)


@settings(max_examples=12)
@given(st.data())
def test_all_at_once_and_one_by_one_agree(data: st.DataObject) -> None:
    """The whole ledger's clock is that of an explanation: `Changes.kept_until`."""
    records = [
        {"subject": "a", "kind": data.draw(st.sampled_from(sorted(KINDS))), "occurred_on": data.draw(DAYS), "furnisher": "f", "ref": str(n)}
        for n in range(data.draw(st.integers(1, 4)))
    ]  # fmt: skip
    changes = [
        {"furnisher": "f", "ref": one["ref"], "change": data.draw(st.sampled_from(["settled", "disputed", "rejected"])),
         "effective_on": data.draw(DAYS)}
        for one in records if data.draw(st.booleans())
    ]  # fmt: skip
    with bonitas.memory_ledger(records, changes, catalogue=CATALOGUE) as ledger:
        day = to_day(data.draw(DAYS))
        found = fates(ledger, CATALOGUE, day, now(), erasing=False)
        near = at_hand(ledger)
        one_by_one = Changes(near, pairs(near, [("a", day, now())]), KINDS)
        expected = [one_by_one.kept_until(record, CATALOGUE) for record in ledger.full_records(found.entry.tolist())]
        assert found.until.tolist() == expected
        assert np.all((found.until > day) <= (found.fate != 0))


def test_the_three_clocks_together() -> None:
    record = {"subject": "C1", "kind": "payment.default", "occurred_on": "2026-01-02", "furnisher": "bank", "ref": "d"}
    book = bonitas.read_rulebook("de-schufa-2026")
    with bonitas.memory_ledger([record], participations=[
        {"subject": "C1", "rulebook": book.id, "basis": "notice", "from": "2026-01-01"}]) as ledger:  # fmt: skip
        (row,) = bonitas.clocks(ledger, "C1", books=[book], on=ON)["records"]
        assert (row["kept_until"], row["rulebooks"][book.id]["shown"]) == (None, True)
        ledger.amend([{"furnisher": "bank", "ref": "d", "change": "settled", "effective_on": "2026-02-02"}])
        (row,) = bonitas.clocks(ledger, "C1", books=[book], on=ON)["records"]
        assert row["kept_until"] == "2029-02-02"
        with pytest.raises(BonitasError, match="L610"):
            bonitas.clocks(ledger, "C9")
        with pytest.raises(BonitasError, match="E110"):
            bonitas.clocks(ledger, "C1", books=[bonitas.read_rulebook("cn-wendeng-2020")])


def test_what_a_measure_rests_on_counts() -> None:
    """A record can count without a clause: it keeps a score away, makes an account old, or is an enquiry of the last months."""
    kinds = ("payment.default", "account.opened", "credit.enquiry", "loan.granted")
    records = [
        {"subject": "ann", "kind": kind, "occurred_on": "2026-01-02", "recorded_at": "2026-01-03T00:00:00Z", "furnisher": "f", "ref": kind}
        for kind in kinds
    ]  # fmt: skip
    notice = {
        "subject": "ann",
        "rulebook": "de-schufa-2026",
        "basis": "notice",
        "from": "2026-01-01",
        "recorded_at": "2026-01-01T00:00:00Z",
    }
    records[2]["sector"] = "telecom"
    book = bonitas.read_rulebook("de-schufa-2026")
    with bonitas.memory_ledger(records, (), [notice]) as ledger:
        found = bonitas.clocks(ledger, "ann", books=[book], on=ON)["records"]
        why = bonitas.explain(book, ledger, subject="ann", on=ON).as_dict()
    counts = {one["kind"]: (by["counts"], by["counted_until"]) for one in found for by in one["rulebooks"].values()}
    assert counts["payment.default"] == (True, None), "it keeps the score away"
    named = {record["kind"]: record["ends_on"] for item in why["points"] for record in item["records"]}
    assert named
    for kind, ends in named.items():
        assert counts[kind][0]
        assert ends is None or counts[kind][1] <= ends


def test_books_beside_the_ledger_follow(tmp_path: Path) -> None:
    address = tmp_path / "a.duckdb"
    records = [
        {"subject": name, "kind": "credit.enquiry", "occurred_on": "2026-01-02", "ref": name} for name in ("annabella", "bob")
    ]
    with bonitas.new_ledger(address) as ledger:
        ledger.add(records)
        bonitas.refresh(bonitas.read_rulebook("de-schufa-2026"), ledger)
        note(ledger, [Access(what="rate", subject="annabella", purpose="loan")])
        done = bonitas.erase(ledger, "annabella", really=True, out=tmp_path / "c.json").as_dict()
        with open_accesses(ledger) as book:
            assert book.of("annabella", everybody=False) == []
            assert book.verify() == []
        assert bonitas.refresh(bonitas.read_rulebook("de-schufa-2026"), ledger).subjects == 1
        with pytest.raises(BonitasError, match=r"G302 .* there is something already. Nothing was removed."):
            bonitas.erase(ledger, "bob", really=True, out=tmp_path / "c.json")
        assert refs(ledger) == ["bob"]
        assert [row["subject"] for row in bonitas.standings(bonitas.read_rulebook("de-schufa-2026"), ledger).rows()] == ["bob"]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path.name for path in files if b"annabella" in path.read_bytes()]
    assert json.loads((tmp_path / "c.json").read_text()) == done
    assert (tmp_path / "c.txt").read_text().startswith("Removal 0 of ")


def test_books_of_a_database_follow(tmp_path: Path) -> None:
    scheme, number = "cn-citizen", "11010519491231002X"
    with address_in("postgres") as address:
        with bonitas.open_ledger(address, write=True) as ledger:
            rows = [
                {"subject": who, "kind": "credit.enquiry", "occurred_on": "2026-01-02", "ref": who}
                for who in ("annabella", "bob")
            ]
            assert ledger.add(rows).ok
            bonitas.refresh(bonitas.read_rulebook("de-schufa-2026"), ledger)
            assert identify(ledger, [{"subject": "annabella", "scheme": scheme, "number": number}], bytes(32)).ok
            note(ledger, [Access(what="rate", subject="annabella", purpose="loan")])
            assert bonitas.erase(ledger, "annabella", really=True).done
            with open_accesses(ledger) as book:
                assert (book.of("annabella", everybody=False), book.verify()) == ([], [])
            assert who(address, scheme, number, bytes(32)) is None
            assert [row["subject"] for row in bonitas.standings(bonitas.read_rulebook("de-schufa-2026"), ledger).rows()] == [
                "bob"
            ]
        with psycopg.connect(address) as con:
            listed = """SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname LIKE 'bonitas%'"""
            for (table,) in con.execute(listed).fetchall():
                held = con.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%annabella%'".encode()).fetchone()
                assert held == (0,), table


def test_commands(tmp_path: Path) -> None:
    address = str(tmp_path / "a.duckdb")
    with bonitas.new_ledger(address) as ledger:
        ledger.add([{"subject": "C1", "kind": "credit.enquiry", "occurred_on": "2020-01-02", "ref": "1", "furnisher": "bank"}])
    run = CliRunner().invoke
    assert "bank/1" in run(app, ["clocks", address, "C1"]).output
    with bonitas.open_ledger(address) as ledger, open_accesses(ledger) as book:
        assert [one.what for one in book.of("C1")] == ["clocks"]
    looked = run(app, ["retain", address])
    assert "Would go:\n- 1 record of credit.enquiry" in looked.output
    assert looked.output.endswith("With --yes it is removed, for good.\n")
    assert json.loads(run(app, ["erase", address, "C1", "--json"]).output)["whole"]
    done = run(app, ["erase", address, "C1", "--yes", "--by", "desk"])
    assert (done.exit_code, "answered for by desk" in done.output) == (0, True)
    assert run(app, ["erase", address, "C1"]).exit_code == 1
    for more in ([], ["--yes", "--out", str(tmp_path / "none.json")]):
        nothing = run(app, ["retain", address, *more]).output
        assert "there is nothing to remove: the time it may be kept for is over.\n\nWould go:\n- nothing\n" in nothing
        assert "With --yes" not in nothing
    assert not (tmp_path / "none.json").exists()


def test_a_catalogue_that_demands_more_than_it_allows(tmp_path: Path) -> None:
    text = "context: x\nkinds:\n  a.b: {keep: 1 year, keep_at_least: %s}\n"
    (tmp_path / "x.yaml").write_text(text % "6 months")
    assert read_catalogue(tmp_path).kinds["a.b"].keep_at_least == Duration(months=6)
    (tmp_path / "x.yaml").write_text(text % "400 days")
    with pytest.raises(BonitasError) as caught:
        read_catalogue(tmp_path)
    assert "C126 The kind 'a.b' must be kept for 400 days and may be kept for 1 year only." in str(caught.value)
