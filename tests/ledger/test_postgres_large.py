"""Rating from a server into a folder of parts: the server goes away in the middle, others add meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError
from bonitas.engine.large.into import rate_into
from bonitas.engine.rate import rate
from bonitas.ledger import Store, new_ledger, open_ledger
from bonitas.ledger.postgres import stretches
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text
from ledger.seen import need
from ledger.test_postgres_faults import cut
from ledger.test_walking import BOOK
from postgres_server import drop_database, fresh_database

PEOPLE = 24
ON = "2026-03-01"


@pytest.fixture
def address(catalogue: Catalogue) -> Iterator[str]:
    """A ledger of 24 people: six parts of four."""
    made = fresh_database()
    with new_ledger(made, catalogue=catalogue) as ledger:
        assert ledger.add([gift(f"s{n:02}", n) for n in range(PEOPLE)]).added == PEOPLE
        notices = [{"subject": f"s{n:02}", "rulebook": "r", "basis": "notice", "from": "2026-01-01"} for n in range(PEOPLE)]
        assert ledger.enrol(notices).added == PEOPLE
    yield made
    drop_database(made)


@pytest.fixture
def book(catalogue: Catalogue) -> Rulebook:
    return read_text(BOOK, catalogue=catalogue)


def gift(subject: str, number: int) -> dict[str, Any]:
    return {
        "subject": subject,
        "kind": "civic.gift",
        "occurred_on": f"2026-01-{1 + number:02}",
        "furnisher": "f",
        "ref": str(number),
    }


def into(book: Rulebook, ledger: Store, folder: Path, **how: Any) -> Any:
    return rate_into(book, ledger, folder, on=ON, batch_rows=20, threads=1, **how)


def test_the_server_goes_away_in_the_middle(address: str, book: Rulebook, catalogue: Catalogue, tmp_path: Path) -> None:
    out = tmp_path / "out"
    there: list[int] = []

    def third(rows: int) -> None:
        there.append(rows)
        if len(there) == 3:
            cut(address)

    with open_ledger(address, catalogue=catalogue) as ledger, pytest.raises(BonitasError) as raised:
        into(book, ledger, out, progress=third)
    assert [problem.code for problem in raised.value.problems] == ["L523"]
    assert len(list(out.glob("part-*"))) == len(there) == 3
    with open_ledger(address, catalogue=catalogue) as ledger:
        found = into(book, ledger, out)
        assert (len(found.files), found.already) == (6, 3)
        assert list(found.rows()) == list(rate(book, ledger, on=ON).rows())


def test_others_add_meanwhile(address: str, book: Rulebook, catalogue: Catalogue, tmp_path: Path) -> None:
    """All parts answer from the state in which the run began; a run that is begun later sees what came."""
    added: list[int] = []
    with open_ledger(address, catalogue=catalogue) as ledger, open_ledger(address, write=True, catalogue=catalogue) as other:
        expected = list(rate(book, ledger, on=ON).rows())

        def add(_: int) -> None:
            number = 30 + len(added)
            new = [{**gift(name, 1), "ref": f"{name}-{number}"} for name in ("s00", "s12", "s23", f"s{number}")]
            added.append(other.add(new).added)

        found = into(book, ledger, tmp_path / "out", progress=add)
        assert added == [4] * 6
        assert list(found.rows()) == expected
        with pytest.raises(BonitasError, match=r"E151 'out' holds the answer to another question: the ledger has changed\. "):
            into(book, ledger, tmp_path / "out")
        later = into(book, ledger, tmp_path / "out", anew=True)
        assert list(later.rows()) == list(rate(book, ledger, on=ON).rows()) != expected
        assert len(later) == PEOPLE + 6


def test_everybody_is_read_in_stretches_of_one_state(address: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each record comes once, in whichever thread, and none that came after the first question."""
    monkeypatch.setattr(stretches, "PIECE", 500)
    many = [{**gift(f"s{n % 90:02}", n % 20), "ref": f"more-{n}"} for n in range(3000)]
    with open_ledger(address, write=True, catalogue=catalogue) as other, open_ledger(address, catalogue=catalogue) as ledger:
        assert other.add(many).added == 3000
        with ledger.still():
            fetches = list(ledger.columns(need()))
            assert len(fetches) > 4
            assert other.add([{**one, "ref": f"later-{n}"} for n, one in enumerate(many[:900])]).added == 900
            with ThreadPoolExecutor(3) as pool:
                pieces = [batch for batch in pool.map(lambda fetch: fetch(), fetches) if batch.num_rows]
        assert max(batch.num_rows for batch in pieces) < 1000 and len(pieces) > 4
        entries = [entry for batch in pieces for entry in batch.column("entry").to_pylist()]
        assert sorted(entries) == list(range(PEOPLE + 3000))
        with ledger.still():
            now = [batch.num_rows for batch in (fetch() for fetch in ledger.columns(need()))]
            few = [fetch() for fetch in ledger.columns(need(subjects=ledger.parties(["s00"])))]
            last = list(ledger.columns(need()))[-1]
            cut(address)
            with pytest.raises(BonitasError) as raised:
                last()
        assert [problem.code for problem in raised.value.problems] == ["L523"]
        assert sum(now) == PEOPLE + 3900
        assert sum(batch.num_rows for batch in few) == 1 + 34 + 10
