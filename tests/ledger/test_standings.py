"""Standing ratings in their folder: what a killed process leaves, damage, older files, and that who is forgotten leaves no trace."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from bonitas.common.problems import BonitasError
from bonitas.ledger.base import Int32s, Mark
from bonitas.ledger.schema import creation
from bonitas.ledger.standings import files as in_files
from bonitas.ledger.standings import rows as in_rows
from bonitas.ledger.standings.base import RECORD, Head, Kept, Moves, Standings
from bonitas.ledger.standings.files import FileStandings
from bonitas.ledger.standings.held import Held
from bonitas.ledger.standings.opening import readable, writable
from bonitas.ledger.standings.tables import TABLES, change_rows, refresh_rows, standing_rows

IDS = {0: "ann", 2: "bob", 5: "cem", 7: "dora"}


def head(**more: Any) -> Head:
    return Head("r", "1", "h", "m", 19000, 7, 7, Mark(3, -1, -1), "seal", **more)


def rows(scores: dict[int, int], following: int = 20000) -> Standings:
    """Standings of these codes, scored so."""
    n, codes = len(scores), np.array(list(scores), np.int32)
    zero, one = np.zeros(n, np.int32), np.ones(n, np.int32)
    score = np.array(list(scores.values()), np.int64)
    return Standings(codes, zero, score, zero, one * -1, one * following, score)


def moves(was: Standings, now: Standings) -> Moves:
    ids = pa.array([IDS[code] for code in now.code.tolist()], pa.string())
    return Moves(ids, np.full(len(now), RECORD, np.int32), was, now)


def kept(now: Standings, *, gone: Int32s | None = None, told: Moves | None = None, whole: bool = False, **more: Any) -> Kept:
    nobody = rows({})
    ids = pa.array([IDS[code] for code in now.code.tolist()], pa.string())
    gone = np.empty(0, np.int32) if gone is None else gone
    return Kept(head(**more), ids, now, gone, ["A"] if whole else [], told or moves(nobody, nobody), whole)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three people's standings; then one changed, and one came. The day of the changed one comes first."""
    place = tmp_path / "a.duckdb.standings" / "r"
    with writable(place) as store:
        store.keep(kept(rows({0: 1000, 2: 2000, 5: 3000}), whole=True, count=3))
        changed = rows({2: 2500, 7: 4000}, 19500)
        store.keep(kept(changed, told=moves(rows({2: 2000, 7: 0}), changed), seq=2, count=4, replaced=2))
    return place


def found(place: Path) -> dict[str, int]:
    """Everybody's score, in order of subject."""
    with readable(place) as store:
        table = store.ratings()
        return dict(zip(table.column("subject").to_pylist(), table.column("score").to_pylist(), strict=True))


ALL = {"ann": 1000, "bob": 2500, "cem": 3000, "dora": 4000}


def test_what_came_last_counts(folder: Path) -> None:
    assert found(folder) == ALL
    with writable(folder) as store:
        assert store.due(19499).tolist() == []
        assert store.due(19500).tolist() == [2, 7]
        assert store.due(20000).tolist() == [0, 2, 5, 7]
        assert store.among(np.array([7, 3, 2, 0], np.int32)).score.tolist() == [1000, 2500, 4000]
        assert store.ids(np.array([7, 0, 7], np.int32)) == ["dora", "ann", "dora"]
        assert (store.count(), store.texts()) == (4, ["A"])
        assert [row["seq"] for row in store.changes(0)] == [1, 2]
        (last,) = store.changes(1)
        assert (last["subject"], last["from"], last["to"]["band"], last["why"]) == (
            "dora", {"standing": "scored", "score": 0, "band": "A", "because": None}, "A", ["record"],
        )  # fmt: skip
        store.keep(kept(rows({5: 3500}, 18000), gone=np.array([2], np.int32), seq=2, count=3, replaced=4))
        assert store.due(20000).tolist() == [0, 5, 7], "nobody falls due who is there no more"
        assert (store.count(), store.among(np.array([2], np.int32)).code.tolist()) == (3, [])
    assert found(folder) == {"ann": 1000, "cem": 3500, "dora": 4000}


def test_all_are_written_together_when_the_head_says_so(folder: Path) -> None:
    with writable(folder) as store:
        store.keep(kept(rows({0: 1500}), gone=np.array([5], np.int32), seq=2, count=3, replaced=0))
    after = {"ann": 1500, "bob": 2500, "dora": 4000}
    assert found(folder) == after
    assert not [path.name for path in folder.iterdir() if path.name.startswith(("newer", "named"))]
    with writable(folder) as store:
        assert store.ids(np.array([7, 2], np.int32)) == ["dora", "bob"]
        assert [row["seq"] for row in store.changes(0)] == [1, 2]


def test_what_a_killed_process_left_does_not_count(folder: Path) -> None:
    for name in ("newer-2.rows", "named-2.jsonl", "changes-2.arrows"):
        with (folder / name).open("ab") as file:
            file.write(b"\x01 half of something")
    (folder / "base-3.arrow").write_bytes(b"begun")
    assert found(folder) == ALL
    with writable(folder) as store:
        assert not (folder / "base-3.arrow").exists()
        changed = rows({0: 1700})
        store.keep(kept(changed, told=moves(rows({0: 1000}), changed), seq=3, count=4, replaced=3))
    assert found(folder) == {**ALL, "ann": 1700}
    with readable(folder) as store:
        assert [row["subject"] for row in store.changes(0)] == ["bob", "dora", "ann"]


def test_who_is_forgotten_leaves_no_trace(folder: Path) -> None:
    with writable(folder) as store:
        store.forget(["dora", "nobody"])
    assert found(folder) == {name: score for name, score in ALL.items() if name != "dora"}
    assert not [path.name for path in folder.iterdir() if b"dora" in path.read_bytes()]
    with readable(folder) as store:
        assert [row["subject"] for row in store.changes(0)] == ["bob", "~removed-7"]


@pytest.mark.parametrize("how", ["short", "other", "newer", "gone", "text"])
def test_damage_is_said(folder: Path, how: str) -> None:
    book = json.loads((folder / "book.json").read_text())
    base = folder / book["base"]["file"]
    if how == "short":
        base.write_bytes(base.read_bytes()[:-1])
    elif how == "other":
        base.write_bytes(b"x" * book["base"]["bytes"])
    elif how == "gone":
        base.unlink()
    elif how == "newer":
        (folder / "book.json").write_text(json.dumps({**book, "bonitas_standings": 99}))
    else:
        (folder / "book.json").write_text("{")
    words = {
        "short": "the file base-1.arrow is missing or shorter than it should be",
        "gone": "the file base-1.arrow is missing or shorter than it should be",
        "other": "the file base-1.arrow cannot be read",
        "text": "its book.json cannot be read",
    }
    for opening in (readable, writable):
        with pytest.raises(BonitasError) as caught:
            opening(folder)
        assert caught.value.problems[0].code == ("L502" if how == "newer" else "L543")
        if how != "newer":
            assert re.search(
                r"L543 These standing ratings are damaged: (its book\.json|the file \S+) .*\. Delete the folder: the next refresh makes them anew, "
                r"and its feed begins anew\. The ledger itself is not concerned\.",
                str(caught.value),
            )
        assert words.get(how, "format 99") in str(caught.value)


def test_only_one_refreshes_and_several_read(folder: Path) -> None:
    with readable(folder), readable(folder), pytest.raises(BonitasError, match="L541"):
        writable(folder)
    with writable(folder):
        for opening in (readable, writable):
            with pytest.raises(BonitasError, match="L541"):
                opening(folder)


@pytest.mark.parametrize("oldest", [False, True])
def test_what_an_earlier_program_kept_is_read_and_brought_over(folder: Path, oldest: bool) -> None:
    place = folder.with_name("old")
    _older(place, oldest=oldest)
    told = ["bob", "dora"]
    assert found(place) == ALL
    with readable(place) as store:
        assert [row["subject"] for row in store.changes(0)] == told
        before, lines = store.head(), list(store.changes(0))
    assert not place.exists()
    with writable(place) as now:
        assert now.head() == before
        assert list(now.changes(0)) == lines
        assert now.due(19999).tolist() == [2, 7]
        assert now.texts() == ["A"]
    assert found(place) == ALL
    assert [path.name for path in place.parent.iterdir() if path.name.startswith("old")] == ["old.lock", "old"]


def test_an_earlier_file_without_any_change_is_brought_over(tmp_path: Path) -> None:
    _older(tmp_path / "old", oldest=False)
    with duckdb.connect(str(tmp_path / "old.duckdb")) as con:
        con.execute("DELETE FROM changes")
        con.execute("DELETE FROM refreshes")
        con.execute("UPDATE head SET head = ?", [head(count=4).text()])
    with writable(tmp_path / "old") as now:
        assert (list(now.changes(0)), now.count()) == ([], 4)
    _older(tmp_path / "none", oldest=False)
    with duckdb.connect(str(tmp_path / "none.duckdb")) as con:
        for table in TABLES:  # it was stopped before anything was kept
            con.execute(f"DELETE FROM {table}")
    with writable(tmp_path / "none") as now:
        assert (now.head(), now.count()) == (None, 0)


def _older(place: Path, *, oldest: bool) -> None:
    """The same standings as an earlier program kept them; the oldest had all in one table."""
    was, now = rows({0: 1000, 2: 2000, 5: 3000}), rows({2: 2500, 7: 4000}, 19500)
    together = {"standings": standing_rows(was, ["ann", "bob", "cem"]), "newer": standing_rows(now, ["bob", "dora"])}
    if oldest:
        rest = was.take(np.array([0, 2]))
        together = {"standings": pa.concat_tables([standing_rows(rest, ["ann", "cem"]), together["newer"]])}
    last = head(seq=2, count=4)
    given = {
        "head": pa.table({"head": [last.text()]}),
        "texts": pa.table({"no": pa.array([0], pa.int32()), "word": ["A"]}),
        **together,
        "refreshes": refresh_rows(last, 1),
        "changes": change_rows(moves(rows({2: 2000, 7: 0}), now), 0),
    }
    with duckdb.connect(str(place.with_name(f"{place.name}.duckdb"))) as con:
        for table, filled in given.items():
            con.execute(creation(table, TABLES["standings" if table == "newer" else table]))
            con.register("given", filled)
            con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM given")
            con.unregister("given")
    place.with_name(f"{place.name}.lock").touch()


def scores(store: FileStandings) -> list[int]:
    codes = np.array([0, 2, 5, 7], np.int32)
    found = store.among(codes)
    assert store.due(19999).tolist() == found.code[found.next <= 19999].tolist()
    return found.score.tolist()


@pytest.mark.parametrize("many", [0, 20_000])
def test_what_is_held_is_read_again_only_after_somebody_else(folder: Path, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_rows, "MANY", many)
    held = Held()
    with writable(folder, held) as store:
        assert scores(store) == [1000, 2500, 3000, 4000]
        base = held.base
        store.keep(kept(rows({0: 1700, 7: 4500}), seq=2, count=4, replaced=4))
        assert scores(store) == [1700, 2500, 3000, 4500]
    with writable(folder, held) as store:
        assert held.base is base
        assert scores(store) == [1700, 2500, 3000, 4500]
        store.keep(kept(rows({5: 3900}), gone=np.array([7], np.int32), seq=2, count=3, replaced=6))
    with writable(folder) as other:
        assert scores(other) == [1700, 2500, 3900]
        other.keep(kept(rows({2: 2600}, 19700), seq=2, count=3, replaced=7))
    with writable(folder, held) as store:
        assert held.base is not base
        assert scores(store) == [1700, 2600, 3900]
        base = held.base
        monkeypatch.setattr(in_files, "write_book", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.keep(kept(rows({2: 9900}), seq=2, count=3, replaced=8))
    monkeypatch.undo()
    with writable(folder, held) as store:  # what did not come to be kept is not there
        assert held.base is not base
        assert scores(store) == [1700, 2600, 3900]
        base = held.base
    os.utime(folder / "base-1.arrow", ns=(1, 1))
    with writable(folder, held) as store:
        assert held.base is not base
        store.keep(kept(rows({0: 1, 2: 2}), whole=True, count=2))
        assert scores(store) == [1, 2]
    with writable(folder, held) as store:
        assert scores(store) == [1, 2]
