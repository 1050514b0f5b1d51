"""An insider lowers one person, past the program: in the ledger's own file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb
import pytest

from cli.conftest import ON, Run

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
    "a word means another": ("UPDATE words SET word = 'identity.check' WHERE word = 'payment.default'", "was changed"),
    "a name is another's": ("UPDATE parties SET id = CASE id WHEN 'C1' THEN 'C3' WHEN 'C3' THEN 'C1' ELSE id END", "was changed"),
    "a record without a trace": (f"INSERT INTO records SELECT * REPLACE (77 AS entry) FROM records WHERE subject = {WHO}", "no leaf|twice"),
    "a removal that nobody ordered": (
        f"DELETE FROM records WHERE subject = {WHO}; UPDATE seals SET salt = NULL WHERE \"table\" = 'records'", "removed",
    ),
}  # fmt: skip


def by_sql(path: Path, sql: str) -> None:
    with duckdb.connect(str(path)) as con:
        for one in sql.split(";"):
            con.execute(one)


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
