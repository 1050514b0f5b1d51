"""Standing ratings in a ledger's database: who may refresh them, what a removal does to them, and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.rate import rate
from bonitas.engine.refresh.refresh import refresh
from bonitas.engine.refresh.standing import changes, standings
from bonitas.ledger import Store, open_ledger
from bonitas.ledger.postgres.standings import PostgresStandings, open_postgres_standings
from engine.small import fine, gift, notice, texts
from engine.test_refresh import KNOWN, ON, RULES, again
from ledger.conftest import make
from postgres_server import drop_database, login
from strategies.small import CATALOGUE


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    """Two people with a fine and a gift each; refreshed once."""
    with make("postgres", tmp_path, CATALOGUE) as ledger:
        rows = [one("2022-01-01", f"{one.__name__} {name}", subject=name) for name in "ab" for one in (gift, fine)]
        assert not ledger.add([texts(row) for row in rows]).problems
        ledger.enrol([texts(notice(name)) for name in "ab"])
        again(ledger)
        yield ledger
    drop_database(ledger.address)


def address(ledger: Store) -> str:
    return str(ledger._secret)  # type: ignore[attr-defined]


def trouble(ledger: Store) -> str:
    with pytest.raises(BonitasError) as caught:
        refresh(RULES, ledger, on=ON, known_at=KNOWN)
    return str(caught.value.problems[0].code)


def test_a_rater_refreshes_and_others_do_not(kept: Store) -> None:
    kept.add([texts(fine("2022-02-01", "x", subject="a"))])
    for role in ("bonitas_reader", "bonitas_keeper", "bonitas_furnisher"):
        with open_ledger(login(address(kept), role), catalogue=CATALOGUE) as ledger:
            assert trouble(ledger) == "L524", role
    with open_ledger(login(address(kept), "bonitas_rater"), catalogue=CATALOGUE) as ledger:
        assert again(ledger).changed == 1
    with open_ledger(login(address(kept), "bonitas_reader"), catalogue=CATALOGUE) as ledger:
        assert [row["subject"] for row in changes(RULES, ledger)] == ["a"]
        assert len(standings(RULES, ledger)) == 2


def test_what_was_told_is_not_changed_by_anybody(kept: Store) -> None:
    with psycopg.connect(address(kept), autocommit=True) as owner:
        for table in ("standing_changes", "standing_refreshes", "standing_texts"):
            for action in (
                f"DELETE FROM bonitas.{table}",
                f"TRUNCATE bonitas.{table}",
                f"UPDATE bonitas.{table} SET rulebook = 'x'",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="is refused"):
                    owner.execute(action.encode())


def test_a_removal_is_told_and_the_name_goes(kept: Store) -> None:
    with psycopg.connect(address(kept), autocommit=True) as owner:
        owner.execute(
            "SELECT * FROM bonitas.remove('the time is over', (SELECT array_agg(entry) FROM bonitas.records WHERE ref = 'fine a'))"
        )
    done = again(kept)
    assert (done.rated, done.everybody, done.why) == (1, False, {"removal": 1})
    with psycopg.connect(address(kept), autocommit=True) as owner:
        owner.execute("SELECT * FROM bonitas.remove('as asked', subject => 'a')")
    assert [row["subject"] for row in standings(RULES, kept).rows()] == ["b"], (
        "the standing goes with its subject, before any refresh"
    )
    done = again(kept)
    assert (done.subjects, done.changed) == (1, 0)
    (told,) = changes(RULES, kept)
    assert told["subject"].startswith("~removed-"), "the name is gone from what was told before, too"


def test_a_second_refresh_is_told(kept: Store) -> None:
    with open_postgres_standings(address(kept), "small", write=True):
        assert trouble(kept) == "L541"
        with open_postgres_standings(address(kept), "other", write=True):
            pass
    assert again(kept).changed == 0


def test_without_a_refresh_there_is_nothing_to_read(kept: Store) -> None:
    with pytest.raises(BonitasError, match="L542 There are no standing ratings of 'other' for this ledger"):
        open_postgres_standings(address(kept), "other", write=False)


def test_the_server_goes_away_before_all_is_kept(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.add([texts(fine("2022-02-01", "x", subject="a"))])
    append = PostgresStandings._append

    def cut(store: PostgresStandings, table: str, rows: object) -> None:
        if table == "head":
            with psycopg.connect(address(kept), autocommit=True) as owner:
                owner.execute("SELECT pg_terminate_backend(%s)", [store._link.talk.info.backend_pid])
        append(store, table, rows)

    monkeypatch.setattr(PostgresStandings, "_append", cut)
    assert trouble(kept) == "L523"
    monkeypatch.undo()
    assert changes(RULES, kept) == []
    assert again(kept).changed == 1
    assert list(standings(RULES, kept).rows()) == list(rate(RULES, kept, on=ON, known_at=KNOWN).rows())


def test_others_add_while_a_refresh_reads(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = PostgresStandings.keep

    def slowly(store: PostgresStandings, brought: object) -> None:
        with open_ledger(address(kept), write=True, catalogue=CATALOGUE) as other:
            other.add([texts(fine("2022-02-01", "meanwhile", subject="b"))])
        keep(store, brought)  # type: ignore[arg-type]

    monkeypatch.setattr(PostgresStandings, "keep", slowly)
    assert refresh(RULES, kept, on=ON, known_at=KNOWN).changed == 0
    monkeypatch.undo()
    assert again(kept).changed == 1
