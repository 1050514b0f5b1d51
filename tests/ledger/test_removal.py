"""Removing in every store: what goes, what is told and written down, that it is gone from the files, and all or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError
from bonitas.ledger import Store, new_ledger, open_ledger
from bonitas.ledger.base import Mark
from copies import filled_once

from .conftest import STORES, small_catalogue
from .seen import contents, need

ROOT = Path(__file__).parents[2]
RECORDS = [
    {"subject": "ann", "kind": "civic.gift", "occurred_on": "2026-01-01", "furnisher": "town", "ref": "1", "note": "hushhushhush",
     "counterparty": "onlyannknowshim"},
    {"subject": "ann", "kind": "civic.gift", "occurred_on": "2026-01-02", "furnisher": "town", "ref": "2", "note": "shared"},
    {"subject": "bob", "kind": "civic.gift", "occurred_on": "2026-01-03", "furnisher": "town", "ref": "3", "note": "shared",
     "counterparty": "ann"},
]  # fmt: skip


def filled(ledger: Store) -> Store:
    assert ledger.add(RECORDS).added == 3
    disputed = {"furnisher": "town", "ref": "1", "change": "disputed", "effective_on": "2026-01-05", "reason": "whyshesaysno"}
    assert ledger.amend([disputed]).added == 1
    assert ledger.enrol([{"subject": "ann", "rulebook": "r", "basis": "notice", "from": "2026-01-01"}]).added == 1
    return ledger


SPENT = filled_once(filled, small_catalogue())


@pytest.fixture(params=STORES)
def spent(request: pytest.FixtureRequest, tmp_path: Path, catalogue: Catalogue) -> Iterator[Store]:
    """A ledger that is filled, in every store."""
    with SPENT(request.param, tmp_path, catalogue) as ledger:
        yield ledger


def entry_of(ledger: Store, ref: str) -> int:
    with ledger._asking() as asking:
        return int(asking.rows(f"SELECT entry FROM records WHERE ref = '{ref}'")[0][0])


def changed(ledger: Store, mark: Mark) -> list[str]:
    found = ledger.changed_since(mark, "r", 0, 0)
    with ledger._asking() as asking:
        return [row[0] for row in asking.rows(f"SELECT id FROM parties WHERE {asking.among('no', found.removals)} ORDER BY id")]


def test_a_record_goes_with_all_that_was_said_of_it(spent: Store) -> None:
    before, entry = spent.mark(), entry_of(spent, "1")
    assert spent.codes(["hushhushhush"])[0] >= 0
    done = spent.remove(entries=[entry], why="kept for its three years", basis="retention", by="records office")
    assert (done.by, done.why, done.basis) == ("records office", "kept for its three years", "retention")
    assert done.counts == {"amendments": 1, "parties": 1, "records": 1, "words": 1}
    leaves = [None, None] if spent._place() == ":memory:" else [4, 7]  # what is in memory only is not sealed
    assert done.entries.to_pydict() == {
        "table": ["records", "amendments"], "number": [entry, 0], "leaf": leaves, "digest": done.entries["digest"].to_pylist()
    }  # fmt: skip
    assert [row[5] for row in contents(spent)] == ["2", "3"]
    assert spent.amendments(need()) == []
    assert spent.codes(["hushhushhush", "shared"])[0] == -1
    assert spent.codes(["hushhushhush", "shared"])[1] >= 0
    assert spent.parties(["onlyannknowshim"]).tolist() == [-1]
    assert list(map(str, spent.subjects()[1])) == ["ann", "bob"]
    assert len(spent.participations("r").subject) == 1
    assert changed(spent, before) == ["ann"]
    assert changed(spent, spent.mark()) == []


def test_nothing_of_a_subject_stays(spent: Store) -> None:
    before = spent.mark()
    done = spent.remove(subject="ann", why="asked for by herself", basis="erasure")
    assert done.counts == {"amendments": 1, "participations": 1, "parties": 2, "records": 2, "subjects": 1, "words": 1}
    (left,) = contents(spent)
    assert (left[0], left[6][:9]) == ("bob", "~removed-")  # others' records still name one and the same counterparty
    assert list(map(str, spent.subjects()[1])) == ["bob"]
    assert spent.parties(["ann"]).tolist() == [-1]
    assert len(spent.participations("r").subject) == 0
    assert [name[:9] for name in changed(spent, before)] == ["~removed-"]


def test_several_at_once_and_numbers_are_never_given_twice(spent: Store) -> None:
    first = [entry_of(spent, ref) for ref in "123"]
    spent.remove(entries=first, why="asked for by both", basis="erasure")
    spent.remove(subject=["ann", "bob"], why="asked for by both", basis="erasure")
    assert contents(spent) == []
    marked = spent.mark()
    filled(spent)
    assert min(entry_of(spent, ref) for ref in "123") > max(first)
    found = spent.changed_since(marked, "r", 0, 0)
    assert (len(found.records), len(found.amendments), len(found.participations), len(found.removals)) == (2, 1, 1, 0)
    third = spent.remove(entries=[entry_of(spent, "3")], why="wrong again", basis="erasure")
    assert third.no > marked.amendment + 1  # the amendment that came in between has a number below it


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"entries": [99, 98]}, "L550 No record has the number 98, 99. Name records by the 'entry' that the ledger gave them."),
        ({}, "L551 Nothing is named that should be removed. Name records by 'entry', or subjects."),
        ({"subject": "nobody"}, "L610 The ledger has no such subject. Add a record or a participation first, or correct the id."),
        ({"entries": [0], "why": " "}, "L552 It is not said why something is removed. Say why in a few words: they are kept with its number."),
        ({"entries": [0], "basis": "spite"}, "L553 'spite' is no basis for removing anything. Use retention or erasure."),
    ],
)  # fmt: skip
def test_what_is_not_removed(spent: Store, asked: dict[str, object], said: str) -> None:
    with pytest.raises(BonitasError) as caught:
        spent.remove(**{"why": "the time is over", "basis": "erasure", **asked})  # type: ignore[arg-type]
    assert str(caught.value).endswith(said)
    assert len(contents(spent)) == 3


def everything(address: Path) -> bytes:
    """All that the files of a ledger hold, decompressed."""
    if address.is_file():
        return b"".join(path.read_bytes() for path in address.parent.glob("*") if path.is_file())
    parts = [path for path in address.glob("*") if path.suffix == ".parquet"]
    return b"".join(str(pq.read_table(path).to_pylist()).encode() for path in parts)


def test_it_is_gone_from_the_files(address: Path, catalogue: Catalogue) -> None:
    with new_ledger(address, catalogue=catalogue) as ledger:
        filled(ledger)
    secrets = (b"hushhushhush", b"whyshesaysno", b"onlyannknowshim")
    assert all(secret in everything(address) for secret in secrets)
    files = set(address.parent.rglob("*"))
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        ledger.remove(subject="ann", why="asked for by herself", basis="erasure")
        assert not any(secret in everything(address) for secret in secrets)
        assert ledger.add(RECORDS[:1]).added == 1  # it goes on with the new file
    assert not any(secret in everything(address) for secret in secrets[1:2])
    left = {path.name for path in set(address.parent.rglob("*")) - files}
    assert all(name.endswith(".parquet") for name in left)
    with open_ledger(address) as ledger:
        assert [row[5] for row in contents(ledger)] == ["1", "3"]
        assert len(ledger.full_records([entry_of(ledger, "3")])) == 1


def test_others_have_it_open(address: Path, catalogue: Catalogue) -> None:
    with new_ledger(address, catalogue=catalogue) as ledger:
        filled(ledger)
        other = open_ledger(address, write=address.suffix == ".duckdb", catalogue=catalogue)
        with pytest.raises(BonitasError, match="L501"):
            ledger.remove(subject="ann", why="asked for by herself", basis="erasure")
        assert len(contents(other)) == 3
        other.close()
        ledger.close()
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        assert len(contents(ledger)) == 3
        assert ledger.remove(subject="ann", why="asked for by herself", basis="erasure").counts["records"] == 2


def test_a_file_of_before_can_be_removed_from(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "a.duckdb"
    with new_ledger(path, catalogue=catalogue) as ledger:
        filled(ledger)
    with duckdb.connect(str(path)) as con:
        con.execute("DROP TABLE removals; DROP TABLE removed; ALTER TABLE amendments DROP no; ALTER TABLE participations DROP no")
    with open_ledger(path) as ledger:
        assert ledger.mark() == Mark(2, 0, 0)
        assert ledger.changed_since(Mark(), "r", 0, 0).removals.tolist() == []
    with open_ledger(path, write=True, catalogue=catalogue) as ledger:
        done = ledger.remove(subject="ann", why="asked for by herself", basis="erasure")
        assert done.entries["number"].to_pylist() == [0, 1, None, None]
        assert ledger.mark() == Mark(2, 1, 0)
        assert ledger.enrol([{"subject": "bob", "rulebook": "r", "basis": "notice", "from": "2026-01-01"}]).added == 1
        assert ledger.mark() == Mark(2, 1, 1)


#: Kills itself in the step that makes a removal count: before it, or right after it.
CHILD = """
import os, signal, sys
from pathlib import Path
from bonitas.ledger import open_ledger
replace = Path.replace
def killed(path, to):
    if sys.argv[2] == "after":
        replace(path, to)
    os.kill(os.getpid(), signal.SIGKILL)
with open_ledger(sys.argv[1], write=True) as ledger:
    Path.replace = killed
    ledger.remove(entries=[0, 1], why="the time is over", basis="retention")
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_in_the_middle(address: Path, catalogue: Catalogue, moment: str) -> None:
    with new_ledger(address, catalogue=catalogue) as ledger:
        filled(ledger)
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", CHILD, str(address), moment], env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        audited = ledger._one("SELECT count(*) FROM removals")
        assert (len(contents(ledger)), audited) == ((3, 0) if moment == "before" else (1, 1))
        assert (b"hushhushhush" in everything(address)) == (moment == "before")
        if moment == "before":
            ledger.remove(entries=[0, 1], why="the time is over", basis="retention")
    assert b"hushhushhush" not in everything(address)
    assert not list(address.parent.glob(".*removing*"))


def test_a_removed_entry_keeps_its_leaf_without_its_salt(spent: Store) -> None:
    if spent._place() == ":memory:":
        assert spent.remove(subject="ann", why="asked for by herself", basis="erasure").entries["leaf"].null_count == 4
        return
    sealed = 'SELECT "table", number, leaf, digest, salt IS NULL AS forgotten FROM seals ORDER BY leaf'
    with spent._asking() as asking:
        before = asking.rows(sealed)
    done = spent.remove(subject="ann", why="asked for by herself", basis="erasure")
    with spent._asking() as asking:
        after = asking.rows(sealed)
    assert [row[:4] for row in after] == [row[:4] for row in before]
    gone = {(row["table"], row["number"]): (row["leaf"], row["digest"]) for row in done.entries.to_pylist()}
    assert len(gone) == 4
    forgotten = {(row[0], row[1]): (row[2], bytes(row[3]).hex()) for row in after if row[4]}
    assert {one: forgotten[one] for one in gone} == gone
    with spent._asking() as asking:
        assert set(forgotten) <= set(asking.rows('SELECT "table", number FROM removed'))
