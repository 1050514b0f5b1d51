"""What a run of Spark meets: bands by share, one subject with most records, an executor that dies, rows that cannot be used."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import bonitas
from bonitas.cli.app import app
from bonitas.common.problems import BonitasError
from bonitas.ledger import new_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.spark import failures
from bonitas.spark.address import open_tables
from bonitas.spark.rate import rate_frames
from bonitas.spark.written import unfinished
from engine.small import Row, book, change, fine, gift, ledger, notice
from spark_session import frame, session, text_table, typed_table
from strategies.small import CATALOGUE

ON = "2022-03-01"
SHARES = book(
    "clauses: {given: {for: civic.gift, points: {by: amount, each: 1, gives: 1}}}\n",
    bands="{A: {from: 100, best: 10%}, B: {from: 100, best: 40%}, C: 100, D: below}",
)
AGAIN = book("clauses: {fined: {for: traffic.fine, points: -5, again: double}}\n")
PLAIN = book("clauses: {fined: {for: traffic.fine, points: -5}}\n")


def people(many: int) -> list[Row]:
    return [gift("2022-01-01", f"r{n:03}", subject=f"s{n:03}", amount=n % 7) for n in range(many)]


def rated(rules: Rulebook, records: list[Row], **more: Any) -> Any:
    """On Spark, in typed tables; everybody with a record takes part."""
    enrolled = frame([notice(name) for name in dict.fromkeys(row["subject"] for row in records)], CATALOGUE)
    tables = {"participations": enrolled, "on": ON, "catalogue": CATALOGUE, **more}
    return bonitas.rate(rules, frame([as_text(row) for row in records], CATALOGUE), **tables)


def as_text(row: Row) -> Row:
    return {name: None if cell is None else str(cell) for name, cell in row.items()}


def expected(rules: Rulebook, records: list[Row], **more: Any) -> list[dict[str, Any]]:
    with ledger(*records, **more) as kept:
        found: list[dict[str, Any]] = bonitas.rate(rules, kept, on=ON).to_arrow().to_pylist()
        return found


def test_nobody_is_rated_unawares() -> None:
    enrolled = [
        notice("s000"), notice("s001", until="2022-03-01"), notice("s002", start="2022-03-02"), notice("s003", rulebook="other"),
        notice("s004", recorded_at="2022-03-02T00:00:00Z"), notice("s005", basis="consent"),
    ]  # fmt: skip
    asked = {"participations": frame(enrolled, CATALOGUE), "on": ON, "known_at": "2022-03-01T00:00:00Z", "catalogue": CATALOGUE}
    found = bonitas.rate(PLAIN, frame([as_text(row) for row in people(7)], CATALOGUE), **asked).to_arrow().to_pylist()
    assert [row["subject"] for row in found if row["standing"] != "not_rated"] == ["s000", "s005"]
    assert [row["score"] for row in found if row["standing"] == "not_rated"] == [None] * 5
    assert all(row["because"] for row in found if row["standing"] == "not_rated")


def test_what_the_law_bars_is_not_run_on_tables_of_real_people() -> None:
    records = frame([as_text(row) for row in people(1)], CATALOGUE)
    specimen = bonitas.read_rulebook("cn-suining-2010")
    barred = replace(specimen, standing="own")
    for rules, codes in ((specimen, ["E110", "E111", "E117"]), (barred, ["E111", "E117"])):
        with pytest.raises(BonitasError) as raised:
            bonitas.rate(rules, records, on=ON, catalogue=CATALOGUE)
        assert [one.code for one in raised.value.problems] == codes


def refused(run: Any) -> str:
    with pytest.raises(BonitasError) as caught:
        run()
    return str(caught.value)


def test_bands_by_share_are_drawn_over_everybody() -> None:
    records = people(40)
    found = rated(SHARES, records)
    assert found.to_arrow().to_pylist() == expected(SHARES, records)
    assert [(one.lowest, one.over, one.within) for one in found.drawn[0].draws] == [(106_000, 40, 5), (104_000, 40, 16)]


def test_one_subject_with_most_records() -> None:
    """Its rows are one partition's; the others are rated beside it."""
    crowd = [fine("2022-01-01", f"x{n:05}", subject="s000") for n in range(30_000)]
    records = [*crowd, *people(20)]
    assert rated(AGAIN, records, partitions=4).to_arrow().to_pylist() == expected(AGAIN, records)


def test_records_that_are_there_twice_count_once() -> None:
    once = [fine("2022-01-01", "1"), fine("2022-02-01", "2")]
    assert rated(PLAIN, [*once, once[0]]).to_arrow().to_pylist() == expected(PLAIN, once)
    other = fine("2022-02-02", "1")
    assert "L217 A record '1' of furnisher 'f' is there with other content." in refused(rated(PLAIN, [*once, other]).to_arrow)


def test_rows_that_cannot_be_used_are_named() -> None:
    said = refused(
        rated(PLAIN, [fine("2022-01-01", "1"), {**fine("2022-01-01", "2", subject=None), "kind": "trafic.fine"}]).to_arrow
    )
    assert "L201 'subject' is empty." in said
    assert "L202 There is no kind of record called 'trafic.fine'. Did you mean 'traffic.fine'?" in said
    amended = frame([change("9", "settled", ON)], CATALOGUE)
    assert "L301 There is no record '9' of furnisher 'f'." in refused(
        rated(PLAIN, [fine("2022-01-01", "1")], amendments=amended).to_arrow
    )


def test_columns_are_those_of_the_interface() -> None:
    records = frame([{"subject": "s", "kind": "traffic.fine"}])
    assert "L108 The column 'occurred_on' is missing." in refused(lambda: bonitas.rate(PLAIN, records, catalogue=CATALOGUE))
    records = frame([{**fine(ON, "1"), "ammount": "1"}])
    assert "L107 There is no column 'ammount'" in refused(lambda: bonitas.rate(PLAIN, records, catalogue=CATALOGUE))
    records = session().sql("SELECT 's' subject, 'traffic.fine' kind, DATE '2022-01-01' occurred_on, array(1) amount")
    assert "L118" in refused(lambda: bonitas.rate(PLAIN, records, catalogue=CATALOGUE))


def test_asked_rows_of_a_table() -> None:
    """Each subject at its own days, from what was known then; one that nobody has heard of too."""
    records = [
        fine("2022-01-01", "1", recorded_at="2022-01-20T00:00:00Z"),
        fine("2022-02-01", "2", recorded_at="2022-02-02T00:00:00Z"),
    ]
    rows = [
        ("s", "2022-02-01", "2022-02-01T12:00:00Z"),
        ("s", "2022-02-01", None),
        ("nobody", "2022-01-01", None),
        ("s", "2022-01-01", None),
    ]
    days = [dt.date.fromisoformat(day) for _, day, _ in rows]
    known = [None if at is None else dt.datetime.fromisoformat(at) for *_, at in rows]
    columns = {"subject": [who for who, *_ in rows], "on": days, "known_at": pa.array(known, pa.timestamp("us", "UTC"))}
    asked = session().createDataFrame(pa.table(columns))
    with ledger(*records) as kept:
        rows_expected = bonitas.rate(PLAIN, kept, asked=rows).to_arrow().to_pylist()
    assert rated(PLAIN, records, asked=asked).to_arrow().to_pylist() == rows_expected
    spoilt = session().sql("SELECT 's' subject, '2022-02-31' `on`")
    assert "E101 '2022-02-31' is not a date." in refused(rated(PLAIN, records, asked=spoilt).to_arrow)
    assert "S205 The table of asked rows has no column 'on'." in refused(lambda: rated(PLAIN, records, asked=asked.drop("on")))


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A folder of tables, as another program would leave it."""
    rows = {
        "records": [fine("2022-01-01", "1"), fine("2022-02-01", "2", subject="t")],
        "participations": [notice("s"), notice("t")],
    }
    for name, found in rows.items():
        (tmp_path / "lake" / name).mkdir(parents=True)
        pq.write_table(typed_table(found, CATALOGUE), tmp_path / "lake" / name / "part.parquet")
    return tmp_path / "lake"


def test_addresses(lake: Path) -> None:
    spark = session()
    wanted = expected(PLAIN, [fine("2022-01-01", "1"), fine("2022-02-01", "2", subject="t")])

    def asked(address: str) -> Any:
        return rate_frames(PLAIN, open_tables(spark, address), on=ON, catalogue=CATALOGUE).to_arrow().to_pylist()

    assert asked(f"spark:{lake}") == wanted
    for name in ("records", "participations"):
        spark.read.parquet(f"{lake}/{name}").write.mode("overwrite").saveAsTable(f"shop_{name}")
    assert asked("spark:shop") == wanted
    assert "S201 'spark:' names no tables." in refused(lambda: open_tables(spark, "spark:"))
    assert "S202 There is no table of records at 'nowhere_records'" in refused(lambda: open_tables(spark, "spark:nowhere"))
    assert f"S202 There is no table of records at '{lake}/no/records'" in refused(lambda: open_tables(spark, f"spark:{lake}/no"))


def test_a_ledger_in_a_folder(tmp_path: Path) -> None:
    """The ledger that this program keeps, with all types of attributes, amendments and a lab's mark."""
    records = [
        fine("2022-01-01", "1"),
        gift("2022-01-02", "2", subject="t", amount="7.25"),
        fine("2022-02-01", "3", counterparty="t"),
    ]
    with new_ledger(tmp_path / "kept", lab=True, catalogue=CATALOGUE) as kept:
        assert kept.add([as_text(row) for row in records]).ok
        assert kept.amend([change("1", "withdrawn", "2022-02-01")]).ok
        assert kept.enrol([notice("s"), notice("t"), notice("u")]).ok
        wanted = bonitas.rate(SHARES, kept, on=ON).to_arrow().to_pylist()
    tables = open_tables(session(), f"spark:{tmp_path / 'kept'}")
    assert tables.lab
    assert rate_frames(SHARES, tables, on=ON, catalogue=CATALOGUE).to_arrow().to_pylist() == wanted


def test_the_command(tmp_path: Path) -> None:
    session()
    rows = [{"subject": "C1", "kind": "payment.default", "occurred_on": dt.date(2026, 4, 30), "furnisher": "telco", "ref": "1"}]
    enrolled = [{"subject": who, "rulebook": "de-schufa-2026", "basis": "notice", "from": "2026-01-01"} for who in ("C1", "C2")]
    for name, table in (("records", pa.Table.from_pylist(rows)), ("participations", text_table(enrolled))):
        (tmp_path / name).mkdir()
        pq.write_table(table, tmp_path / name / "part.parquet")
    out = tmp_path / "ratings"
    command = ["rate", "de-schufa-2026", f"spark:{tmp_path}", "--on", "2026-11-23"]
    ran = CliRunner().invoke(app, [*command, "--out", f"{out}/"])
    assert (ran.exit_code, f"Written: {out}/ (2 rows)." in ran.stdout) == (0, True), ran.output
    assert [row["subject"] for row in pq.read_table(out).sort_by("subject").to_pylist()] == ["C1", "C2"]
    assert (out / "_SUCCESS").exists()
    listed = CliRunner().invoke(app, [*command, "--subject", "C2", "--json"])
    assert listed.exit_code == 0
    assert listed.stdout.startswith('{"subject": "C2", "on": "2026-11-23", "standing": "scored", "score": ')


def test_what_is_there_is_not_replaced(tmp_path: Path) -> None:
    ratings = rated(PLAIN, [fine("2022-01-01", "1")])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    assert f"S401 There is something at '{tmp_path / 'mine'}' already." in refused(lambda: ratings.write(tmp_path / "mine"))
    (tmp_path / "begun" / "_temporary").mkdir(parents=True)
    assert [unfinished(str(tmp_path / name)) for name in ("mine", "begun", "nowhere")] == [False, True, False]


def test_what_the_workers_say_is_found_in_sparks_words() -> None:
    lacking = RuntimeError("x\nModuleNotFoundError: No module named 'bonitas'\nat y")
    assert str(failures.told(lacking)[0]).startswith(
        "S302 The executors cannot import what rating needs: No module named 'bonitas'."
    )
    assert str(failures.told(RuntimeError("\n Job aborted.\n at z"))[0]).startswith("S301 Spark gave the work up: Job aborted.")


def executors() -> list[int]:
    """The processes of the executors that this test's Spark has started, and no others."""
    children: dict[int, list[tuple[int, str]]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat, line = (entry / "stat").read_text(), (entry / "cmdline").read_text()
            except OSError:
                continue
            children.setdefault(int(stat[stat.rindex(")") + 2 :].split()[1]), []).append((int(entry.name), line))
    found, waiting = [], [os.getpid()]
    while waiting:
        for pid, line in children.get(waiting.pop(), []):
            waiting.append(pid)
            if "ExecutorBackend" in line:
                found.append(pid)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
def test_an_executor_that_dies_is_made_up_for(tmp_path: Path) -> None:
    """It is killed when both are in the middle of their work."""
    records = people(40)
    killed = tmp_path / "killed"

    def waiting(batches: Iterator[Any]) -> Iterator[Any]:
        (tmp_path / f"begun {os.getppid()}").touch()  # by the process that this executor's workers are forked from
        for _ in range(600):
            if killed.exists():
                break
            time.sleep(0.05)
        yield from batches

    table = frame([as_text(row) for row in records], CATALOGUE).repartition(4)
    slow = table.mapInArrow(waiting, table.schema)
    enrolled = frame([notice(row["subject"]) for row in records], CATALOGUE)
    victim = executors()[0]

    def kill() -> None:
        for _ in range(600):
            if len(list(tmp_path.glob("begun *"))) == 2:
                break
            time.sleep(0.05)
        os.kill(victim, signal.SIGKILL)
        killed.touch()

    killing = threading.Thread(target=kill)
    killing.start()
    found = bonitas.rate(SHARES, slow, participations=enrolled, on=ON, catalogue=CATALOGUE).to_arrow().to_pylist()
    killing.join()
    assert len(list(tmp_path.glob("begun *"))) >= 2
    assert victim not in executors()
    assert found == expected(SHARES, records)
