"""Going through a ledger in stretches of subjects: who there is, how many records each has, and who is between two ids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.engine.large.into import rate_into
from bonitas.engine.rate import rate
from bonitas.ledger import Store
from bonitas.ledger.asking import LISTED
from bonitas.rulebook.read import read_text

NAMES = ("$1 \\ %s", "Z", "a", "it's", "z", "é", "𝔸")


@pytest.fixture(autouse=True)
def _rows(ledger: Store) -> None:
    """A record for the first, two for the second and so on, but none for the last two, of whom one takes part; and a counterparty."""
    rows = [
        {"subject": name, "kind": "civic.gift", "occurred_on": f"2026-01-{n + 1:02}", "counterparty": "c", "furnisher": "f", "ref": f"{name} {n}"}
        for count, name in enumerate(NAMES[:-1], 1)
        for n in range(count % 6)
    ]  # fmt: skip
    assert not ledger.add([*rows[::-1], {**rows[0], "subject": "Z", "ref": "new", "subject_type": "organisation"}]).problems
    assert not ledger.enrol([{"subject": "𝔸", "rulebook": "r", "basis": "notice", "from": "2026-01-01"}]).problems


def test_weights_are_in_order_of_id(ledger: Store) -> None:
    pieces = list(ledger.weights())
    ids = [name for names, _ in pieces for name in names.to_pylist()]
    counts = np.concatenate([count for _, count in pieces])
    assert dict(zip(ids, counts.tolist(), strict=True)) == {"$1 \\ %s": 1, "Z": 3, "a": 3, "it's": 4, "z": 5, "𝔸": 0}
    assert ids == sorted(ids)
    assert counts.dtype == np.int64


@pytest.mark.parametrize(("first", "last"), [("$1 \\ %s", "𝔸"), ("Z", "it's"), ("it's", "it's"), ("b", "c"), ("z", "a")])
def test_subjects_between_are_those_of_all(ledger: Store, first: str, last: str) -> None:
    codes, ids, organisation = ledger.subjects()
    inside = [n for n, name in enumerate(ids) if first <= str(name) <= last]
    found = ledger.subjects_between(first, last)
    assert [str(name) for name in found[1]] == [str(ids[n]) for n in inside]
    assert found[0].tolist() == codes[inside].tolist()
    assert found[2].tolist() == organisation[inside].tolist()
    assert ("Z" in [str(name) for name in found[1]]) == bool(found[2].any())


@pytest.mark.parametrize("step", [1, 2])
def test_many_numbers_with_or_without_gaps(ledger: Store, step: int) -> None:
    wanted = np.arange(0, step * (LISTED + 1), step, dtype=np.int32)
    with ledger._asking() as asking:
        found = asking.rows(f"SELECT DISTINCT subject FROM records WHERE {asking.among('subject', wanted)} ORDER BY subject")
        every = asking.rows("SELECT DISTINCT subject FROM records ORDER BY subject")
    assert found == [(code,) for (code,) in every if code in wanted.tolist()]


BOOK = """
rulebook: r
title: Gifts
subjects: both
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: civic
base: 100
clauses: {given: {for: civic.gift, points: 7.5, lasts: 1 year, limit: 30, text: A gift}}
bands: {A: {from: 115, best: 40%}, B: 110, C: below}
"""


def test_ratings_in_parts_are_those_in_memory(ledger: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    """Ids that came later than others stand among them: their codes are not in order."""
    more = [{"subject": f"{name}{n}", "kind": "civic.gift", "occurred_on": "2026-01-09"} for name in NAMES for n in range(3)]
    assert not ledger.add(more).problems
    everybody = [*(str(row["subject"]) for row in more), *NAMES[:4]]
    assert not ledger.enrol(
        [{"subject": name, "rulebook": "r", "basis": "notice", "from": "2026-01-01"} for name in everybody]
    ).problems
    book = read_text(BOOK, catalogue=catalogue)
    expected = rate(book, ledger, on="2026-03-01").to_arrow().to_pylist()
    assert len({row["score"] for row in expected}) > 4
    found = rate_into(book, ledger, tmp_path / "out", on="2026-03-01", batch_rows=20)
    assert [row for table in found.tables() for row in table.to_pylist()] == expected
    found.files[1].unlink()
    assert rate_into(book, ledger, tmp_path / "out", on="2026-03-01").already == len(found.files) - 1 > 1
    assert [row for table in found.tables() for row in table.to_pylist()] == expected
