"""An insider lowers one person, past the program: in the ledger's own file, its folder or its database."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb
import psycopg
import pytest

from bonitas.ledger import open_ledger
from bonitas.ledger.manifest import Part, read_manifest, write_manifest
from bonitas.ledger.schema import EVERY
from bonitas.ledger.seal.verify import verify
from cli.conftest import AMENDMENTS, ON, PARTICIPATIONS, RECORDS, Run
from stores import address_in

WHO: Final = "(SELECT no FROM parties WHERE id = 'C3')"
#: What is done with SQL → what `verify` names.
DEEDS: Final = {
    "a record says more": (f"UPDATE records SET a_amount = 999900 WHERE subject = {WHO}", "Record", "telco/r3 of C3", "was changed"),
    "a record is newer": (f"UPDATE records SET occurred_on = occurred_on + 300 WHERE subject = {WHO}", "telco/r3 of C3", "was changed"),
    "a record is another's": (f"UPDATE records SET subject = {WHO} WHERE subject <> {WHO}", "of C3", "was changed"),
    "it was never settled": (f"DELETE FROM amendments WHERE subject = {WHO}", "is gone"),
    "it was settled later": (f"UPDATE amendments SET effective_on = effective_on + 9 WHERE subject = {WHO}", "was changed"),
    "no participation": (f"DELETE FROM participations WHERE subject = {WHO}", "is gone"),
    "a participation that ended": (f'UPDATE participations SET "until" = "from" + 1 WHERE subject = {WHO}', "was changed"),
    "a word means another": ("UPDATE words SET word = 'credit.enquiry' WHERE word = 'payment.default'", "was changed"),
    "a name is another's": ("UPDATE parties SET id = CASE id WHEN 'C1' THEN 'C3' WHEN 'C3' THEN 'C1' ELSE id END", "was changed"),
    "a record without a trace": (f"INSERT INTO records SELECT * REPLACE (77 AS entry) FROM records WHERE subject = {WHO}", "no leaf|twice"),
    "a removal that nobody ordered": (
        f"DELETE FROM records WHERE subject = {WHO}; UPDATE seals SET salt = NULL WHERE \"table\" = 'records'", "removed",
    ),
}  # fmt: skip


#: Those that are done in every store.
EVERYWHERE: Final = (
    "a record says more", "it was never settled", "a word means another", "a removal that nobody ordered",
)  # fmt: skip


def by_sql(path: Path, sql: str) -> None:
    with duckdb.connect(str(path)) as con:
        for one in sql.split(";"):
            con.execute(one)


def in_a_folder(folder: Path, sql: str) -> None:
    """The same in parts of Parquet, by somebody who knows that the manifest holds their lengths."""
    manifest = read_manifest(folder)
    with duckdb.connect() as con:
        for table in EVERY:
            files = [str(folder / part.file) for part in manifest.parts[table]]
            if files:
                con.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet({files}, union_by_name = true)")
        for one in sql.split(";"):
            con.execute(one)
        parts = dict(manifest.parts)
        for table in EVERY:
            if parts[table]:
                name = parts[table][0].file
                con.execute(f"COPY {table} TO '{folder / name}' (FORMAT parquet)")
                parts[table] = (Part(name, (folder / name).stat().st_size),)
    write_manifest(folder, replace(manifest, parts=parts))


def in_a_database(address: str, sql: str) -> None:
    """The same by whoever may switch off the database's own guards."""
    with psycopg.connect(address, autocommit=True) as con:
        con.execute("SET session_replication_role = replica")
        con.execute("SET search_path = bonitas")
        for one in sql.split(";"):
            con.execute(one.encode())


@pytest.mark.parametrize("store", ["parquet", "postgres"])
def test_it_is_found_and_named_in_every_store(store: str) -> None:
    rows = [list(csv.DictReader(io.StringIO(text))) for text in (RECORDS, AMENDMENTS, PARTICIPATIONS)]
    for deed in EVERYWHERE:
        sql, *named = DEEDS[deed]
        with address_in(store) as address:
            with open_ledger(address, write=True) as ledger:
                for one, bring in zip(rows, (ledger.add, ledger.amend, ledger.enrol), strict=True):
                    assert not bring([{name: cell or None for name, cell in row.items()} for row in one]).problems
            in_a_database(address, sql) if store == "postgres" else in_a_folder(Path(address), sql)
            with open_ledger(address) as ledger:
                said = "\n".join(map(str, verify(ledger).problems))
        assert all(any(part in said for part in words.split("|")) for words in named), (deed, said)


@pytest.mark.parametrize("deed", DEEDS)
def test_it_is_found_and_named(run: Run, place: Path, deed: str) -> None:
    assert run("verify", "s.duckdb").code == 0
    sql, *named = DEEDS[deed]
    by_sql(place / "s.duckdb", sql)
    ran = run("verify", "s.duckdb")
    assert ran.code == 1
    for words in named:
        assert any(part in ran.err for part in words.split("|")), ran.err


def test_a_log_made_anew_does_not_fit_what_was_published(run: Run, place: Path) -> None:
    """An insider who knows how the log is made gives the changed record a leaf that fits."""
    run("new-signing-key", "log.key")
    assert run("checkpoint", "s.duckdb", "--key", "log.key", "--out", "published").code == 0
    by_sql(place / "s.duckdb", f"UPDATE records SET a_amount = 999900 WHERE subject = {WHO}; DROP TABLE seals; DROP TABLE heads")
    assert run("seal", "s.duckdb").code == 0
    assert run("verify", "s.duckdb").code == 0, "by itself it fits"
    ran = run("verify", "s.duckdb", "--checkpoint", "published", "--public-key", "log.key.pub")
    assert ran.code == 1
    assert "L722" in ran.err


def test_what_was_rated_before_says_otherwise(run: Run, place: Path) -> None:
    """The person's own file, made before, holds the record as it was: it does not rate as the ledger does now."""
    assert run("file", "s.duckdb", "C3", "--out", "mine", "--rulebook", "mine.yaml", "--on", ON).code == 0
    by_sql(place / "s.duckdb", f"UPDATE records SET occurred_on = occurred_on + 300 WHERE subject = {WHO}")
    assert run("recompute", "mine").code == 0
    was = (place / "mine" / "index.md").read_text(encoding="utf-8")
    assert run("file", "s.duckdb", "C3", "--out", "now", "--rulebook", "mine.yaml", "--on", ON).code == 0
    assert "2025-04-30" in was or "30 April 2025" in was
    assert (place / "now" / "index.md").read_text(encoding="utf-8") != was
