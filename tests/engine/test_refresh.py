"""Whom a refresh rates again and why; what it keeps when it is stopped; the feed as a file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.rate import rate
from bonitas.engine.refresh.refresh import Refreshed, refresh
from bonitas.engine.refresh.standing import changes, standings
from bonitas.ledger import Store, memory_ledger, new_ledger, open_ledger
from bonitas.ledger.postgres.ledger import PostgresLedger
from bonitas.ledger.standings.book import read_book
from bonitas.ledger.standings.rows import read_rows
from engine.small import book, change, fine, gift, notice, texts
from ledger.conftest import make
from postgres_server import copied_database, drop_database
from strategies.small import CATALOGUE

RULES = book("clauses: {fined: {for: traffic.fine, points: -60, lasts: 1 year}}\n")
ON, KNOWN = "2022-03-01", "2022-03-01T12:00:00Z"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["duckdb", "parquet", "postgres"])
def refreshed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path | str:
    """Ten people, each with a gift and a notice; refreshed once. Where it lies (a folder or a database), to be copied."""
    folder = tmp_path_factory.mktemp("refreshed")
    with make(request.param, folder, CATALOGUE) as ledger:
        people = [f"s{n}" for n in range(10)]
        add(ledger, *(gift("2022-01-01", f"r{name}", subject=name) for name in people))
        ledger.enrol([texts(notice(name)) for name in people])
        assert again(ledger).first
    return ledger.address if isinstance(ledger, PostgresLedger) else folder


@pytest.fixture
def kept(refreshed: Path | str, tmp_path: Path) -> Iterator[Store]:
    """The same for one test."""
    if isinstance(refreshed, str):
        with open_ledger(copied_database(refreshed), write=True, catalogue=CATALOGUE) as ledger:
            yield ledger
        drop_database(ledger.address)
        return
    shutil.copytree(refreshed, tmp_path, dirs_exist_ok=True)
    (found,) = (path for path in (tmp_path / "a.duckdb", tmp_path / "a_ledger") if path.exists())
    with open_ledger(found, write=True, catalogue=CATALOGUE) as ledger:
        yield ledger


def add(ledger: Store, *rows: dict[str, Any]) -> None:
    assert not ledger.add([texts(row) for row in rows]).problems


def again(ledger: Store, on: str = ON, known_at: str = KNOWN, rules: Any = RULES, **more: Any) -> Refreshed:
    """A refresh, and that it leaves what rating everybody gives."""
    done = refresh(rules, ledger, on=on, known_at=known_at, **more)
    full, found = rate(rules, ledger, on=on, known_at=known_at), standings(rules, ledger)
    assert list(found.rows()) == list(full.rows())
    assert found.to_arrow().to_pylist() == full.to_arrow().to_pylist()
    return done


def news(ledger: Store, done: Refreshed) -> list[tuple[str, list[str], str, str]]:
    """What a refresh told: subject, why, band before and after."""
    found = changes(RULES, ledger, since=done.since)
    return [(row["subject"], row["why"], *(side["band"] if side else "-" for side in (row["from"], row["to"]))) for row in found]


# ------------------------------------------------------------ whom, and why


def test_nothing_new_rates_nobody(kept: Store) -> None:
    done = again(kept)
    assert (done.rated, done.everybody, done.changed, done.subjects) == (0, False, 0, 10)


def test_a_record(kept: Store) -> None:
    add(kept, fine("2022-02-01", "x", subject="s3"))
    done = again(kept)
    assert (done.rated, done.everybody, done.why) == (1, False, {"record": 1})
    assert news(kept, done) == [("s3", ["record"], "A", "C")]


def test_a_record_that_changes_nothing_is_no_news(kept: Store) -> None:
    add(kept, gift("2022-02-01", "x", subject="s3"))
    done = again(kept)
    assert (done.rated, done.changed) == (1, 0)


def test_an_amendment(kept: Store) -> None:
    add(kept, fine("2022-02-01", "x", subject="s3"))
    again(kept)
    kept.amend([texts(change("x", "withdrawn", "2022-02-02"))])
    done = again(kept)
    assert done.rated == 1
    assert news(kept, done) == [("s3", ["amendment"], "C", "A")]


def test_a_participation_and_one_elsewhere(kept: Store) -> None:
    kept.enrol([texts(notice("s4", until="2022-02-01", recorded_at="2022-02-02T00:00:00Z"))])
    kept.enrol([texts(notice("t", rulebook="other")), texts(notice("s5", rulebook="other"))])
    done = again(kept)
    assert (done.rated, done.subjects) == (3, 11)
    assert news(kept, done) == [("s4", ["participation"], "A", None), ("t", ["participation"], "-", None)]


def test_a_new_subject(kept: Store) -> None:
    add(kept, gift("2022-02-01", "x", subject="new"))
    kept.enrol([texts(notice("new"))])
    done = again(kept)
    assert (done.rated, done.subjects) == (1, 11)
    assert news(kept, done) == [("new", ["record", "participation"], "-", "A")]


def test_a_day_that_comes(kept: Store) -> None:
    add(kept, fine("2022-02-01", "x", subject="s3"))
    again(kept)
    assert again(kept, "2023-01-31").rated == 0
    done = again(kept, "2023-02-01")
    assert done.rated == 1
    assert news(kept, done) == [("s3", ["day"], "C", "A")]


def test_a_record_that_comes_to_be_known(kept: Store) -> None:
    add(kept, fine("2022-02-01", "x", subject="s3", recorded_at="2022-04-01T00:00:00Z"))
    assert again(kept).changed == 0
    assert again(kept, known_at="2022-03-31T00:00:00Z").rated == 0
    done = again(kept, known_at="2022-04-01T00:00:00Z")
    assert done.rated == 1
    assert news(kept, done) == [("s3", ["record"], "A", "C")]


def test_a_clock_that_goes_back(kept: Store) -> None:
    add(kept, fine("2022-02-01", "x", subject="s3", recorded_at="2022-02-20T00:00:00Z"))
    assert again(kept).changed == 1
    done = again(kept, known_at="2022-02-19T00:00:00Z")
    assert (done.rated, done.everybody) == (1, False)
    assert news(kept, done) == [("s3", ["record"], "C", "A")]


def test_a_day_before_the_last_one(kept: Store) -> None:
    add(kept, fine("2022-02-01", "x", subject="s3"))
    again(kept)
    done = again(kept, "2022-01-31")
    assert (done.everybody, done.because, done.rated) == (True, ["day"], 10)
    assert news(kept, done) == [("s3", ["day"], "C", "A")]


def test_other_rules(kept: Store) -> None:
    add(kept, fine("2022-02-01", "x", subject="s3"))
    again(kept)
    harder = book("clauses: {fined: {for: traffic.fine, points: -110, lasts: 1 year}}\n")
    done = again(kept, rules=harder)
    assert (done.everybody, done.because) == (True, ["rulebook"])
    assert news(kept, done) == [("s3", ["rulebook"], "C", "D")]
    assert not again(kept, rules=harder).everybody


def test_other_words_of_the_catalogue(kept: Store) -> None:
    fined = CATALOGUE.kinds["traffic.fine"]
    kept.catalogue = replace(CATALOGUE, kinds={**CATALOGUE.kinds, "traffic.fine": replace(fined, context="other")})
    assert again(kept).because == ["rulebook"]
    kept.catalogue = CATALOGUE
    assert again(kept).because == ["rulebook"]
    other = CATALOGUE.kinds["civic.gift"]
    kept.catalogue = replace(CATALOGUE, kinds={**CATALOGUE.kinds, "civic.gift": replace(other, context="other")})
    assert again(kept).because == [], "no rule looks at gifts"


def test_rules_that_go_out_of_force(kept: Store) -> None:
    add(kept, gift("2022-01-01", "x", subject="unenrolled"))
    rules = book(
        "clauses: {fined: {for: traffic.fine, points: -60, lasts: 1 year}}\n", in_force="{from: 2020-01-01, until: 2022-06-01}"
    )
    again(kept, rules=rules)
    done = again(kept, "2022-06-01", rules=rules)
    assert (done.everybody, done.because) == (True, ["day"])
    assert done.changed == 11, "everybody is not rated for another reason now"


def test_another_ledger_at_the_same_place(tmp_path: Path) -> None:
    address = tmp_path / "a.duckdb"
    for turn, people in enumerate((["a", "b", "gone"], ["b", "a", "new"])):
        with new_ledger(address, catalogue=CATALOGUE) as ledger:
            for name in people:  # one by one: so the codes are in this order
                add(ledger, (fine if (name, turn) == ("a", 1) else gift)("2022-01-01", f"{turn} {name}", subject=name))
            ledger.enrol([texts(notice(name)) for name in people])
            done = again(ledger)
            if turn:
                assert (done.first, done.because) == (False, ["ledger"])
                why = ["ledger"]
                assert news(ledger, done) == [("a", why, "A", "C"), ("gone", why, "A", "-"), ("new", why, "-", "A")]
        address.unlink()


SHARES = "{A: {from: 100, best: 20%}, B: 50, C: 0, D: below}"
GIVEN = "clauses: {given: {for: civic.gift, points: {by: amount, each: 1, gives: 1}, lasts: 5 years}}\n"


def test_bands_by_share_rate_everybody_only_where_a_floor_moves(kept: Store) -> None:
    rules = book(GIVEN, bands=SHARES)
    add(kept, *(gift("2022-02-01", f"g{n}", subject=f"s{n}", amount=n) for n in range(10)))
    assert again(kept, rules=rules).because == ["rulebook"]
    add(kept, gift("2022-02-02", "low", subject="s1", amount=1))
    done = again(kept, rules=rules)
    assert (done.everybody, done.rated, done.changed) == (False, 1, 1)
    add(kept, gift("2022-02-02", "high", subject="s2", amount=50))
    done = again(kept, rules=rules)
    assert (done.everybody, done.because, done.changed) == (True, ["shares"], 2)
    told = {row["subject"]: (row["why"], row["to"]["band"]) for row in changes(rules, kept, since=done.since)}
    assert told == {"s2": (["record"], "A"), "s8": (["shares"], "B")}


def test_rows_written_singly_are_put_in_order_again(kept: Store) -> None:
    for turn in range(12):
        add(kept, fine("2022-02-01", f"x{turn}", subject=f"s{turn % 10}"))
        again(kept)
    assert [row["seq"] for row in changes(RULES, kept)] == list(range(1, 1 + len(changes(RULES, kept))))


def test_few_are_kept_beside_the_others_until_they_are_many(tmp_path: Path) -> None:
    address = tmp_path / "a.duckdb"
    with new_ledger(address, catalogue=CATALOGUE) as ledger:
        add(ledger, *(gift("2022-01-01", f"r{n}", subject=f"s{n}") for n in range(8)))
        ledger.enrol([texts(notice(f"s{n}")) for n in range(8)])
        again(ledger)
        sizes = []
        refresh(RULES, ledger, on=ON, known_at=KNOWN)  # nothing new, nothing written
        for turn in range(4):
            add(ledger, fine("2022-02-01", f"x{turn}", subject="s3"))
            assert refresh(RULES, ledger, on=ON, known_at=KNOWN).changed == 1
            sizes.append(_newer(address))
        assert sizes == [1, 2, 0, 1]
        add(ledger, fine("2022-02-01", "y", subject="s4"))
        assert again(ledger).changed == 1
        assert _newer(address) == 2
        ledger.remove(subject="s4", why="asked for", basis="erasure")
        assert (again(ledger).subjects, _newer(address)) == (7, 0)


def _newer(address: Path) -> int:
    folder = Path(f"{address}.standings") / "small"
    return len(read_rows(folder, read_book(folder).newer))


# ------------------------------------------------------------ faults


def test_a_ledger_in_memory_has_no_place() -> None:
    with memory_ledger(catalogue=CATALOGUE) as ledger, pytest.raises(BonitasError, match="L540 A ledger in memory has no place"):
        refresh(RULES, ledger)


def child(ledger: Path, how: str, feed: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), str(ROOT / "tests")])
    command = [sys.executable, "-m", "engine.refresh_child", str(ledger), ON, how, str(feed)]
    return subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("how", ["before", "after", "full"])
def test_stopped_in_the_middle_the_next_one_finishes(tmp_path: Path, how: str) -> None:
    address, feed = tmp_path / "a.duckdb", tmp_path / "feed.jsonl"
    with new_ledger(address, catalogue=CATALOGUE) as ledger:
        add(ledger, *(gift("2022-01-01", f"r{n}", subject=f"s{n:05}") for n in range(2000)))
        ledger.enrol([texts(notice(f"s{n:05}")) for n in range(2000)])
        refresh(RULES, ledger, on=ON, feed=feed)
        add(ledger, *(fine("2022-02-01", f"x{n}", subject=f"s{n:05}") for n in range(1500)))
    done = child(address, how, feed)
    assert done.returncode == (1 if how == "full" else 9), done.stdout + done.stderr
    if how == "full":
        assert "L507 The disk is full or the file may not grow. Nothing of this call was kept." in done.stdout
    assert feed.read_text() == ""
    with open_ledger(address, catalogue=CATALOGUE) as ledger:
        found = refresh(RULES, ledger, on=ON, feed=feed)
        assert found.until == 1500
        assert found.changed == (0 if how == "after" else 1500)
        assert list(standings(RULES, ledger).rows()) == list(rate(RULES, ledger, on=ON).rows())
        assert [json.loads(line)["seq"] for line in feed.read_text().splitlines()] == list(range(1, 1501))


def test_a_feed_goes_on_after_a_half_written_line(kept: Store, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    add(kept, fine("2022-02-01", "x", subject="s3"), fine("2022-02-01", "y", subject="s4"))
    again(kept, feed=feed)
    whole = feed.read_text()
    assert whole.count("\n") == 2
    feed.write_text(whole[:-20])
    again(kept, feed=feed)
    assert feed.read_text() == whole
    feed.write_text(whole[:20])
    again(kept, feed=feed)
    assert feed.read_text() == whole
    feed.unlink()
    again(kept, feed=feed)
    assert feed.read_text() == whole


def test_what_is_no_feed_of_these_is_left_alone(kept: Store, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    for text, why in (
        ("hello\n", "its last line is no change"),
        ('{"seq": 1, "rulebook": "other"}\n', "it tells of 'other'"),
        ('{"seq": 7, "rulebook": "small"}\n', "it goes up to 7, the changes up to 0"),
    ):
        feed.write_text(text)
        with pytest.raises(BonitasError, match=f"E161 'feed.jsonl' is no feed of 'small' over this ledger: {why}"):
            again(kept, feed=feed)
        assert feed.read_text() == text
    with pytest.raises(BonitasError, match="E160 The feed 'no.jsonl' could not be written"):
        again(kept, feed=tmp_path / "none" / "no.jsonl")
