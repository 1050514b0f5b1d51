"""Who made an amendment, and the digests of what was handed in with it: columns that came later."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.ledger import Store, memory_ledger, new_ledger, open_ledger
from bonitas.ledger.excerpt import excerpt

from .conftest import ON_DISK
from .test_numbers import gift

PAPER = "ab" * 32
MORE = {"by": "the subject", "attachments": f"{PAPER} {'0' * 64}", "reason": "It was never mine."}


def disputed(ref: str, **more: str) -> dict[str, str]:
    return {"furnisher": "f", "ref": ref, "change": "disputed", "effective_on": "2026-02-01", **more}


def said(ledger: Store) -> list[tuple[object, ...]]:
    with ledger._asking() as asking:
        return asking.rows(ledger._numbered('SELECT change, "by", attachments, reason FROM amendments ORDER BY no'))


def test_who_and_what_was_handed_in_are_kept(ledger: Store) -> None:
    ledger.add([gift("a", "1")])
    assert ledger.amend([disputed("1", **MORE)]).added == 1
    assert ledger.amend([disputed("1", **MORE)]).already_there == 1
    assert ledger.amend([disputed("1", **{**MORE, "by": "a helper"})]).added == 1, "somebody else says the same"
    assert said(ledger)[0] == ("disputed", "the subject", MORE["attachments"], MORE["reason"])


@pytest.mark.parametrize("wrong", ["letter.pdf", PAPER[:-1], PAPER.upper(), f"{PAPER},{PAPER}", f"{PAPER} "])
def test_an_attachment_is_named_by_its_digest_alone(wrong: str, catalogue: Catalogue) -> None:
    with memory_ledger([gift("a", "1")], catalogue=catalogue) as memory:
        report = memory.amend([disputed("1", attachments=wrong)])
    assert (report.added, [one.code for one in report.problems]) == (0, ["L306"])
    assert "64 of the digits 0-9 and a-f" in str(report.problems[0])


@pytest.mark.parametrize("store", ON_DISK)
def test_a_ledger_of_before_is_read_and_added_to(store: str, tmp_path: Path, catalogue: Catalogue) -> None:
    address = tmp_path / ("a.duckdb" if store == "duckdb" else "a")
    with new_ledger(address, catalogue=catalogue) as ledger:
        ledger.add([gift("a", "1"), gift("b", "2")])
        ledger.amend([disputed("1")])
    made_older(address)
    with open_ledger(address, catalogue=catalogue) as ledger:
        assert said(ledger) == [("disputed", None, None, None)]
        with excerpt(ledger, "a") as own:
            assert own.mark().amendment == 0
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        assert ledger.amend([disputed("1")]).already_there == 1
        assert ledger.amend([disputed("2", **MORE)]).added == 1
        assert [row[1] for row in said(ledger)] == [None, "the subject"]


def made_older(address: Path) -> None:
    if address.is_file():
        with duckdb.connect(str(address)) as con:
            con.execute('ALTER TABLE amendments DROP COLUMN "by"')
            con.execute("ALTER TABLE amendments DROP COLUMN attachments")
        return
    for part in address.glob("amendments-*.parquet"):
        aside, size = part.with_suffix(".aside"), part.stat().st_size
        duckdb.sql(f"""COPY (SELECT * EXCLUDE ("by", attachments) FROM '{part}') TO '{aside}' (FORMAT parquet)""")
        aside.replace(part)
        manifest = address / "ledger.json"
        manifest.write_text(manifest.read_text().replace(f'"bytes": {size}', f'"bytes": {part.stat().st_size}', 1))
