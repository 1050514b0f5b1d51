"""Adding records: names, repeats, contradictions, rejects; alike in every store."""

from __future__ import annotations

import csv
import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.common.days import day_number
from bonitas.ledger import Store, memory_ledger, new_ledger, open_ledger

from .seen import codes, contents

ROWS = '''subject,subject_type,kind,occurred_on,ended_on,fine,amount,note,ref,furnisher
ann,person,traffic.penalty,2026-01-02,,12.50,,,r1,court
"bob",organisation,civic.gift,2026-01-03,2026-02-01,,100,"two
lines, ""quoted""",,
ann,,civic.gift,2026-01-03,,,1,,,
ann,,civic.gift,2026-01-03,,,1,,,
'''


def write(folder: Path, text: str, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_good_rows_are_added_once(ledger: Store, tmp_path: Path) -> None:
    path = write(tmp_path, ROWS)
    first = ledger.add(path)
    assert (first.added, first.already_there, first.rejected, first.problems) == (4, 0, 0, ())
    held = contents(ledger, moments=True)
    again = ledger.add(path)
    assert (again.added, again.already_there, again.rejected, again.problems) == (0, 4, 0, ())
    assert contents(ledger, moments=True) == held


def test_what_was_added_is_what_was_written(ledger: Store, tmp_path: Path) -> None:
    ledger.add(write(tmp_path, ROWS))
    by_name = {r[5]: r for r in contents(ledger)}
    day = day_number(dt.date(2026, 1, 2))
    assert by_name["r1"][:7] == ("ann", "traffic.penalty", day, -(2**31), "court", "r1", "")
    assert by_name["r1"][7] == (("fine", "1250"),)
    bob = next(r for r in contents(ledger) if r[0] == "bob")
    assert bob[3] == day_number(dt.date(2026, 2, 1))
    assert bob[4] == "unknown"
    assert bob[7] == (("amount", "10000"), ("note", 'two\nlines, "quoted"'))


def test_equal_rows_without_ref_stay_distinct(ledger: Store, tmp_path: Path) -> None:
    ledger.add(write(tmp_path, ROWS))
    names = sorted(r[5] for r in contents(ledger) if r[0] == "ann" and r[1] == "civic.gift")
    assert names[1] == names[0] + "-2"


def test_made_names_do_not_depend_on_columns_or_spelling(ledger: Store) -> None:
    ledger.add([{"subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-03", "amount": "1.00"}])
    again = ledger.add([{"note": None, "amount": 1, "occurred_on": dt.date(2026, 1, 3), "kind": "civic.gift", "subject": "a"}])
    assert (again.added, again.already_there) == (0, 1)


def test_row_order_changes_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = [
        {"subject": f"s{i % 7}", "kind": "civic.gift", "occurred_on": f"2026-01-{1 + i % 28:02}", "amount": i % 5}
        for i in range(200)
    ]
    with memory_ledger(rows, catalogue=catalogue) as one:
        random.Random(1).shuffle(rows)
        with memory_ledger(rows, catalogue=catalogue) as other:
            assert contents(one) == contents(other)


def test_other_content_under_a_known_name(ledger: Store) -> None:
    row = {"subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-03", "furnisher": "f", "ref": "1", "amount": 5}
    assert ledger.add([row]).added == 1
    report = ledger.add([{**row, "amount": 6}, {**row, "subject": "b"}, {**row, "ref": "2"}])
    assert (report.added, report.already_there, report.rejected) == (1, 0, 2)
    assert codes(report.problems) == ["L217", "L217"]
    assert report.problems[0].message == "A record '1' of furnisher 'f' is there with other content."


def test_a_name_twice_in_one_file(ledger: Store) -> None:
    row = {"subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-03", "furnisher": "f", "ref": "1", "amount": 5}
    report = ledger.add([row, row, {**row, "amount": 6}])
    assert (report.added, report.already_there, report.rejected) == (1, 1, 1)
    assert report.problems[0].line == 3


def test_recorded_at_is_content_only_where_given(ledger: Store) -> None:
    row = {"subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-03", "ref": "1"}
    at = "2026-01-04T10:00:00+01:00"
    assert ledger.add([{**row, "recorded_at": at}]).added == 1
    assert ledger.add([row]).already_there == 1
    assert ledger.add([{**row, "recorded_at": "2026-01-04T09:00:00Z"}]).already_there == 1
    assert codes(ledger.add([{**row, "recorded_at": "2026-01-04T09:00:01Z"}]).problems) == ["L217"]
    assert ledger.latest_entry_at() == int(dt.datetime(2026, 1, 4, 9, tzinfo=dt.UTC).timestamp() * 1_000_000)


def test_one_instant_for_the_call(ledger: Store, tmp_path: Path) -> None:
    ledger.add(write(tmp_path, ROWS))
    assert len({r[-1] for r in contents(ledger, moments=True)}) == 1


def test_types_of_subjects(ledger: Store) -> None:
    row = {"kind": "civic.gift", "occurred_on": "2026-01-03"}
    assert ledger.add([{**row, "subject": "a"}]).added == 1
    report = ledger.add(
        [
            {**row, "subject": "a", "subject_type": "organisation", "ref": "1"},
            {**row, "subject": "a", "subject_type": "person", "ref": "2"},
            {**row, "subject": "a", "ref": "3"},
        ]
    )
    assert (report.added, report.rejected) == (2, 1)
    assert str(report.problems[0]) == (
        "2:4: L216 The subject is known as an organisation, the row says a person. Correct the row, or name another subject."
    )
    later = ledger.add([{**row, "subject": "a", "subject_type": "person", "ref": "4"}])
    assert codes(later.problems) == ["L216"]
    assert ledger.subjects()[2].tolist() == [True]


def test_bad_rows_are_listed_and_the_rest_is_added(ledger: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "subject,kind,occurred_on,fine,note\n"
        'a,civic.gift,2026-01-01,,"one\ntwo"\n'
        "a,traffic.penalty,2026-02-30,1.005,\n"
        "a,traffic.penalty,2026-02-01\n"
        "\n"
        'a,traffic.penalty,2026-02-01,"1,5",\n'
        "a,traffic.penalty,2026-02-01,1.5,\n"
        'a,traffic.penalty,2026-02-01,"1.5,\n'
        "b,traffic.penalty,2026-02-01,2,\n",
    )
    rejects = tmp_path / "rejects.csv"
    report = ledger.add(path, rejects=rejects)
    assert (report.added, report.rejected) == (3, 4)
    found = [(p.line, p.column, p.code) for p in report.problems]
    assert found == [(4, 3, "L204"), (4, 4, "L210"), (5, None, "L111"), (7, 4, "L209"), (9, None, "L112")]
    with rejects.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["subject", "kind", "occurred_on", "fine", "note", "problem"]
    assert rows[1][:4] == ["a", "traffic.penalty", "2026-02-30", "1.005"]
    assert rows[1][5].startswith("L204 'occurred_on' is a day that no calendar has: '2026-02-30'.")
    assert rows[2] == ["a", "traffic.penalty", "2026-02-01", "", "", "L111 The row has 3 cells, the header has 5."]
    assert len(rows) == 5


def test_rejects_hold_contradictions_too(ledger: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "subject,kind,occurred_on,ref\na,civic.gift,2026-01-01,1\nb,civic.gift,2026-01-01,1\n")
    ledger.add(path, rejects=tmp_path / "no.csv")
    assert (tmp_path / "no.csv").read_text().splitlines()[1].startswith("b,civic.gift,2026-01-01,1,L217 A record")
    ledger.add([{"subject": "c", "kind": "civic.gift", "occurred_on": "2026-01-01"}], rejects=tmp_path / "no.csv")
    assert (tmp_path / "no.csv").read_text() == "subject,kind,occurred_on,problem\n"


def test_a_row_of_a_wrong_width_deep_in_a_file(ledger: Store, tmp_path: Path) -> None:
    lines = [f"s{i},civic.gift,2026-01-01,{i}" for i in range(30_000)]
    lines[20_000] = "s,civic.gift"
    report = ledger.add(write(tmp_path, "subject,kind,occurred_on,ref\n" + "\n".join(lines)))
    assert (report.added, report.rejected, report.problems[0].line) == (29_999, 1, 20_002)


def test_names_of_refused_rows_are_not_kept(ledger: Store) -> None:
    ledger.add(
        [
            {"subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-01", "note": "kept"},
            {"subject": "b", "kind": "civic.gift", "occurred_on": "bad", "note": "lost"},
        ]
    )
    assert ledger.parties(["a", "b"]).tolist()[1] == -1
    assert ledger.codes(["kept"])[0] >= 0
    assert ledger.codes(["lost"])[0] == -1


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_formats_say_the_same(ending: str, tmp_path: Path, catalogue: Catalogue) -> None:
    table = pa.table(
        {
            "subject": pa.array(["a", "b"]).dictionary_encode(),
            "kind": ["civic.gift", "civic.gift"],
            "occurred_on": [dt.date(2026, 1, 1), dt.date(2026, 1, 2)],
            "ended_on": pa.array([dt.datetime(2026, 3, 1), None], pa.timestamp("ns")),
            "recorded_at": pa.array([dt.datetime(2026, 4, 1, 10), None], pa.timestamp("ms", "UTC")),
            "amount": pa.array([Decimal("12.50"), Decimal("3.00")], pa.decimal128(10, 2)),
            "hours": [1.5, None],
            "thanked": [True, False],
            "furnisher": ["f", "f"],
            "ref": ["1", "2"],
        }
    )
    path = tmp_path / f"rows.{ending}"
    match ending:
        case "parquet":
            pq.write_table(table, path)
        case "csv":
            path.write_text(
                "subject,kind,occurred_on,ended_on,recorded_at,amount,hours,thanked,furnisher,ref\n"
                "a,civic.gift,2026-01-01,2026-03-01,2026-04-01T12:00:00+02:00,12.5,1.5,yes,f,1\n"
                "b,civic.gift,2026-01-02,,,3,,0,f,2\r\n"
            )
        case _:
            path.write_text(
                '{"subject":"a","kind":"civic.gift","occurred_on":"2026-01-01","ended_on":"2026-03-01","amount":12.50,'
                '"recorded_at":"2026-04-01T10:00:00Z","hours":1.5,"thanked":true,"furnisher":"f","ref":1}\n\n'
                '{"ref":"2","furnisher":"f","subject":"b","kind":"civic.gift","occurred_on":"2026-01-02","amount":3,'
                '"thanked":"no"}'
            )
    with memory_ledger(catalogue=catalogue) as ledger, memory_ledger(catalogue=catalogue) as other:
        assert ledger.add(path).problems == ()
        assert other.add(table).problems == ()
        assert contents(ledger) == contents(other)
        assert contents(ledger)[0][7] == (("amount", "1250"), ("hours", "1500"), ("thanked", "1"))


def test_progress_and_columns_that_come_later(tmp_path: Path, catalogue: Catalogue) -> None:
    seen: list[int] = []
    with memory_ledger(catalogue=catalogue) as ledger:
        row = {"subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-01"}
        ledger.add([row], progress=seen.append)
        ledger.add([{**row, "amount": 1}], progress=seen.append)
        assert sorted(r[7] for r in contents(ledger)) == [(), (("amount", "100"),)]
    assert seen == [1, 1]


def test_a_closed_and_reopened_ledger_is_the_same(address: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    with new_ledger(address, lab=True, catalogue=catalogue) as ledger:
        ledger.add(write(tmp_path, ROWS))
        held = contents(ledger, moments=True)
    with open_ledger(address) as ledger:
        assert contents(ledger, moments=True) == held
        assert ledger.lab
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        ledger.add([{"subject": "z", "kind": "traffic.penalty", "occurred_on": "2020-01-01", "points_off": 3}])
        held = contents(ledger, moments=True)
        ledger.compact()
        assert contents(ledger, moments=True) == held
        assert ledger.add(write(tmp_path, ROWS)).already_there == 4
    with open_ledger(address) as ledger:
        assert contents(ledger, moments=True) == held
        assert np.all(ledger.subjects()[0] >= 0)
