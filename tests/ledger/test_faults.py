"""Disks that fill, clocks that are set back, columns that are gone: said clearly, nothing lost, and a second run finishes the job."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bonitas import rate
from bonitas.common.problems import BonitasError
from bonitas.ledger import Store, new_ledger, open_ledger
from bonitas.ledger.postgres import ledger as postgres
from bonitas.ledger.row_groups import row_groups
from engine.small import book
from stores import STORES, address_in
from strategies.small import CATALOGUE

RULES = book("clauses: {given: {for: civic.gift, points: {by: amount, each: 1, gives: 1}}}\n")
ASKED = {"on": "2022-03-01", "known_at": "2030-01-01T00:00:00Z"}
PEOPLE = 1_500
#: So long may a file grow where the disk is full: less than any part, log or block needs.
ROOM = 4_000
SECOND = 1_000_000


def gift(subject: str, ref: str, **more: str) -> dict[str, str]:
    row = {"subject": subject, "kind": "civic.gift", "occurred_on": "2022-01-05", "amount": "7", "furnisher": "f", "ref": ref}
    return {**row, **more}


# ---------------------------------------------------------------- a full disk


def lines(folder: Path, name: str, header: str, row: Callable[[int], str]) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(header + "\n" + "".join(row(n) + "\n" for n in range(PEOPLE)))
    return path


def files(folder: Path) -> dict[str, Path]:
    """What is added, amended and enrolled; the texts do not compress."""
    return {
        "add": lines(folder, "add", "subject,kind,occurred_on,amount,furnisher,ref,note", lambda n: (
            f"s{n:05},civic.gift,2022-01-05,7,f,r{n},{n * 7919} {hash(str(n))}")),
        "amend": lines(folder, "amend", "furnisher,ref,change,effective_on,reason", lambda n: (
            f"f,r{n},withdrawn,2022-02-01,{n * 7919} {hash(str(n))}")),
        "enrol": lines(folder, "enrol", "subject,rulebook,basis,from,recorded_at", lambda n: (
            f"s{n:05},small,notice,2020-01-01,2021-01-01T00:00:{n % 60:02}.{hash(str(n)) % 10**6:06}Z")),
    }  # fmt: skip


@contextmanager
def no_room() -> Iterator[None]:
    """No file may grow beyond ROOM, as if the disk were full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def refused(address: Path, what: Callable[[Store], object], *, write: bool = True) -> str:
    """What is said where the disk is full."""
    with pytest.raises(BonitasError) as raised, no_room(), open_ledger(address, write=write, catalogue=CATALOGUE) as ledger:
        what(ledger)
    return str(raised.value)


def held(address: Path) -> tuple[int, ...]:
    """How many rows of each kind there are."""
    with open_ledger(address, catalogue=CATALOGUE) as ledger:
        mark = ledger.mark()
        return mark.entry + 1, mark.amendment + 1, mark.participation + 1


def test_the_disk_fills_while_adding_and_rating(address: Path, tmp_path: Path) -> None:
    new_ledger(address, catalogue=CATALOGUE).close()
    whole, filled = files(tmp_path), (0, 0, 0)
    for at, verb in enumerate(("add", "amend", "enrol")):
        said = refused(address, lambda ledger, verb=verb: getattr(ledger, verb)(whole[verb]))  # type: ignore[misc]
        assert "L507 The disk is full or the file may not grow. Nothing of this call was kept." in said
        assert held(address) == filled
        with open_ledger(address, write=True, catalogue=CATALOGUE) as ledger:
            assert getattr(ledger, verb)(whole[verb]).added == PEOPLE
        filled = tuple(PEOPLE if kind <= at else 0 for kind in range(3))
    with open_ledger(address, catalogue=CATALOGUE) as ledger:
        expected = rate(RULES, ledger, **ASKED).to_arrow()  # type: ignore[arg-type]
    assert expected.column("standing").to_pylist() == ["scored"] * PEOPLE
    for name in ("ratings.parquet", "ratings.csv"):
        (tmp_path / name).write_text("an earlier run")
        said = refused(address, lambda ledger, name=name: rate(RULES, ledger, **ASKED).write(tmp_path / name), write=False)  # type: ignore[arg-type,misc]
        assert said.startswith(f"E121 '{name}' could not be written: file too large.")
        assert (tmp_path / name).read_text() == "an earlier run"
        assert not list(tmp_path.glob(".*.part"))
    assert "L507" in refused(address, lambda ledger: ledger.compact())
    assert held(address) == filled
    with open_ledger(address, write=True, catalogue=CATALOGUE) as ledger:
        ledger.compact()
        rate(RULES, ledger, **ASKED).write(tmp_path / "ratings.parquet")  # type: ignore[arg-type]
    assert pq.read_table(tmp_path / "ratings.parquet").to_pylist() == expected.to_pylist()


# ---------------------------------------------------------------- a clock that is set back


@pytest.fixture(params=STORES)
def ledger(request: pytest.FixtureRequest) -> Iterator[Store]:
    with address_in(request.param) as address, open_ledger(address, write=True, catalogue=CATALOGUE) as made:
        yield made


@pytest.fixture
def set_back(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock back by so many seconds, here and on the server; 0 sets it right."""
    right, said = time.time_ns, postgres.NOW

    def to(seconds: int) -> None:
        monkeypatch.setattr(time, "time_ns", lambda: right() - seconds * 1000 * SECOND)
        monkeypatch.setattr(postgres, "NOW", f"{said} - {seconds * SECOND}")

    return to


def test_a_clock_that_is_wrong_dates_nothing(ledger: Store, set_back: Callable[[int], None]) -> None:
    assert ledger.add([gift("a", "1")]).added == 1
    set_back(3600)
    for bring, row in (
        (ledger.add, gift("b", "2")),
        (ledger.amend, {"furnisher": "f", "ref": "1", "change": "withdrawn", "effective_on": "2022-02-01"}),
        (ledger.enrol, {"subject": "a", "rulebook": "small", "basis": "notice", "from": "2020-01-01"}),
    ):
        with pytest.raises(BonitasError) as raised:
            bring([row])
        (problem,) = raised.value.problems
        assert problem.code == "L513"
        assert problem.message.startswith("The clock says 20")
        assert problem.message.endswith("Nothing of this call was kept.")
        assert problem.remedy == "Set the clock right and run it again, or give 'recorded_at' in every row."
    assert (ledger.mark().entry, ledger.mark().amendment, ledger.mark().participation) == (0, -1, -1)
    assert ledger.add([gift("c", "3", recorded_at="2022-01-06T00:00:00Z")]).added == 1, "what says itself when it was recorded"
    set_back(0)
    report = ledger.add([gift("a", "1"), gift("b", "2"), gift("c", "3")])
    assert (report.added, report.already_there, report.problems) == (1, 2, ())


def test_a_clock_set_back_a_little_keeps_the_order(ledger: Store, set_back: Callable[[int], None]) -> None:
    """A consent that is withdrawn after it was given stays withdrawn, also where the clock was brought in line in between."""
    consent = {"subject": "a", "rulebook": "small", "basis": "notice", "from": "2020-01-01"}
    ledger.add([gift("a", "1", recorded_at="2022-01-06T00:00:00Z")])
    ledger.enrol([consent])
    set_back(10)
    assert ledger.enrol([{**consent, "until": "2021-01-01"}]).added == 1
    set_back(0)
    (row,) = rate(RULES, ledger, on="2022-03-01", known_at="2040-01-01T00:00:00Z").rows()
    assert row["standing"] == "not_rated"
    assert ledger.enrol([{**consent, "until": "2021-01-01"}]).added == 0


# ---------------------------------------------------------------- a column that is gone


def without(address: Path, table: str, column: str) -> Callable[[], None]:
    """Take a column out of a table, as another program might; gives what puts it back."""
    if address.is_file():
        copy = address.read_bytes()
        with duckdb.connect(str(address)) as con:
            con.execute("DROP VIEW records_in_words")
            con.execute(f'ALTER TABLE {table} DROP COLUMN "{column}"')
        return lambda: _put_back({address: copy})
    (part,), manifest = address.glob(f"{table}-*.parquet"), address / "ledger.json"
    before = {part: part.read_bytes(), manifest: manifest.read_bytes()}
    aside = address / "aside.parquet"
    pq.write_table(pq.read_table(part).drop_columns([column]), aside)
    aside.replace(part)
    new, old = part.stat().st_size, len(before[part])
    manifest.write_bytes(before[manifest].replace(f'"bytes": {old}'.encode(), f'"bytes": {new}'.encode()))
    return lambda: _put_back(before)


def _put_back(before: dict[Path, bytes]) -> None:
    for path, content in before.items():
        path.write_bytes(content)


@pytest.mark.parametrize(
    ("table", "column"), [("records", "occurred_on"), ("records", "entry"), ("participations", "until"), ("words", "no")]
)
def test_a_column_that_is_gone(address: Path, table: str, column: str) -> None:
    """Its rows would else be read as if nothing had been said there: a consent without its end."""
    with new_ledger(address, catalogue=CATALOGUE) as ledger:
        ledger.add([gift("a", "1")])
        ledger.enrol([{"subject": "a", "rulebook": "small", "basis": "notice", "from": "2020-01-01", "until": "2021-01-01"}])
        expected = asked(ledger)
    put_back = without(address, table, column)
    for write in (False, True):
        with pytest.raises(BonitasError) as raised:
            open_ledger(address, write=write)
        (problem,) = raised.value.problems
        what = f"the table {table}" if address.is_file() else f"the part {next(address.glob(f'{table}-*')).name}"
        assert problem.code == "L504"
        assert problem.message == f"The ledger is damaged or cut short: {what} has no column '{column}'."
    put_back()
    with open_ledger(address, catalogue=CATALOGUE) as ledger:
        assert asked(ledger) == expected


def test_a_part_that_was_written_over(tmp_path: Path) -> None:
    """Its length is right and its end too, so that it shows when a row group is read, by whichever thread."""
    folder = tmp_path / "ledger"
    with new_ledger(folder, catalogue=CATALOGUE) as ledger:
        ledger.add([gift("a", "1")])
        (part,) = folder.glob("records-*.parquet")
        column = pq.read_metadata(part).row_group(0).column(1)
        start = column.dictionary_page_offset or column.data_page_offset
        content = bytearray(part.read_bytes())
        content[start : start + column.total_compressed_size] = bytes(column.total_compressed_size)
        part.write_bytes(content)
        (fetch,) = row_groups([part], {"subject": "subject", "kind": "kind", "occurred_on": "occurred_on"}) or ()
        with pytest.raises(BonitasError) as raised:
            fetch()
    (problem,) = raised.value.problems
    assert problem.code == "L504"
    assert f"the part {part.name} cannot be read" in problem.message


def test_a_part_that_holds_something_else_is_read_another_way(tmp_path: Path) -> None:
    pq.write_table(pa.table({"subject": pa.array([1.5])}), tmp_path / "part.parquet")
    assert row_groups([tmp_path / "part.parquet"], {"subject": "subject"}) is None
    assert row_groups([tmp_path / "part.parquet"], {"kind": "kind"}) is not None


def asked(ledger: Store) -> list[dict[str, Any]]:
    return list(rate(RULES, ledger, on="2020-03-01", known_at="2040-01-01T00:00:00Z").rows())
