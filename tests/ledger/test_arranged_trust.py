"""An arrangement is passed over where it is not to be believed, and goes before anything is removed."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError
from bonitas.ledger import Store, memory_ledger, new_ledger, open_ledger
from bonitas.ledger.allowed import Allowed, Grant
from bonitas.ledger.arranged import write
from bonitas.ledger.arranged.model import folder_of
from bonitas.ledger.arranged.write import arrange

from .arranging import MANY, gifts, rows, used
from .seen import contents, need
from .test_removal import entry_of


def test_everything_goes_before_anything_is_removed(arranged: Store, address: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(address)
    gone = entry_of(arranged, "r97")
    assert b"r97" in b"".join(path.read_bytes() for path in folder.iterdir())
    monkeypatch.setattr(type(arranged), "_remove", lambda *_: pytest.fail("so far"))
    with pytest.raises(pytest.fail.Exception, match="so far"):
        arranged.remove(entries=[gone], why="the time is over", basis="retention")
    assert not folder.exists()
    assert not used(arranged)
    monkeypatch.undo()
    before = arrange(arranged)
    left = [folder / "records-dead.arrow", folder / ".spill" / "duckdb_temp_1"]  # by processes that were killed
    left += [address.with_name(f"{address.name}.tmp") / "duckdb_temp_1_0_storage_DEFAULT-0.tmp"] if address.is_file() else []
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_text("r97")
    arranged.remove(entries=[gone], why="the time is over", basis="retention")
    assert not folder.exists()
    assert not any(path.exists() for path in left)
    assert not used(arranged)
    assert len(contents(arranged)) == len(MANY) - 1
    assert arrange(arranged).records == before.records - 1
    assert b"r97" not in b"".join(path.read_bytes() for path in folder.iterdir())
    assert used(arranged)


def test_one_of_before_a_removal_is_not_believed(arranged: Store, address: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(address)
    shutil.copytree(folder, kept := folder.with_name("kept"))
    arranged.remove(entries=[3], why="the time is over", basis="retention")
    shutil.copytree(kept, folder)  # somebody brings it back
    arranged._forget()
    assert not used(arranged)
    assert len(rows(arranged, need())) == len(MANY) - 1
    arrange(arranged)
    assert used(arranged)
    assert sorted(path.name for path in folder.glob("*.arrow")) == sorted(
        part["file"] for part in json.loads((folder / "arranged.json").read_text())["files"].values()
    )


def test_made_while_something_is_removed(arranged: Store, address: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arranged.add(gifts("a", first=300))
    run = write.Writing.run

    def removing(self: write.Writing, ledger: Store, now: Any) -> Any:
        made = run(self, ledger, now)
        ledger.remove(entries=[3], why="the time is over", basis="retention")
        return made

    monkeypatch.setattr(write.Writing, "run", removing)
    with pytest.raises(BonitasError, match="L547 Something was removed from the ledger while it was arranged"):
        arrange(arranged)
    assert not used(arranged)
    assert not list(folder_of(address).glob("*"))


def harmed(folder: Path) -> Iterator[str]:
    """The files of an arrangement, spoiled in one way after another."""
    manifest = folder / "arranged.json"
    for harm in ("shorter", "lost", "format", "no json", "not arrow", "half"):
        (path,) = folder.glob("records-*")
        said = json.loads(manifest.read_text())
        match harm:
            case "shorter":
                os.truncate(path, path.stat().st_size - 1)
            case "lost":
                path.unlink()
            case "not arrow":
                path.write_bytes(b"x" * path.stat().st_size)
            case _:
                text = {**said, "bonitas_arrangement": 99} if harm == "format" else {"bonitas_arrangement": 1}
                manifest.write_text("{" if harm == "no json" else json.dumps(text))
        yield harm


def test_what_is_not_believed(arranged: Store, address: Path) -> None:
    folder = folder_of(address)
    for harm in harmed(folder):
        arranged._forget()
        assert not used(arranged), harm
        assert len(rows(arranged, need())) == len(MANY)
        arrange(arranged)  # it takes the place of what was there
        assert used(arranged), harm
        assert len(list(folder.glob("*.arrow"))) == 6


def test_that_of_another_ledger(arranged: Store, address: Path, catalogue: Catalogue) -> None:
    other = address.with_name(f"other{address.suffix}")
    shutil.copytree(folder_of(address), folder_of(other))
    with new_ledger(other, sealed=False, catalogue=catalogue) as ledger:
        assert ledger.add(gifts(MANY, first=40)).added == len(MANY)
        assert not used(ledger)
        assert len(contents(ledger)) == len(MANY)


def test_a_limited_ledger_is_never_read_from_it(arranged: Store, address: Path, catalogue: Catalogue) -> None:
    arranged.close()
    wide = replace(need(), kinds=("civic.gift", "traffic.penalty"))
    some = Allowed("o", "market", (Grant(("civic.gift",), ("a",)),))
    with open_ledger(address, catalogue=catalogue, allowed=some) as ledger:
        assert not used(ledger)
        assert ledger.latecomers() is None
        assert {one.furnisher for one in ledger.full_records([row[7] for row in rows(ledger, wide)])} == {"a"}
    with open_ledger(address, catalogue=catalogue, allowed=Allowed("o", "market", None)) as ledger:
        assert used(ledger)


def test_the_ledger_of_an_earlier_day(arranged: Store, address: Path, catalogue: Catalogue, tmp_path: Path) -> None:
    """A copy of the ledger is put back that has fewer records than were arranged."""
    arranged.close()
    keep = shutil.copytree if address.is_dir() else shutil.copy
    keep(address, old := tmp_path / f"old{address.suffix}")
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        ledger.add(gifts("abc", first=400))
        arrange(ledger)
    shutil.rmtree(address) if address.is_dir() else address.unlink()
    keep(old, address)
    with open_ledger(address, catalogue=catalogue) as ledger:
        assert not used(ledger)
        assert len(rows(ledger, need())) == len(MANY)


def test_another_process_adds_to_a_folder_and_arranges(tmp_path: Path, catalogue: Catalogue) -> None:
    address = tmp_path / "a_ledger"
    with new_ledger(address, catalogue=catalogue) as ledger:
        ledger.add(gifts(MANY))
        arrange(ledger)
    with open_ledger(address, catalogue=catalogue) as early, open_ledger(address, catalogue=catalogue) as late:
        assert used(early)
        with open_ledger(address, write=True, catalogue=catalogue) as writer:
            writer.add(gifts("abc", first=500))
            arrange(writer)
            assert len(rows(writer, need())) == len(MANY) + 3
        assert len(rows(early, need())) == len(MANY)  # as it was when it was opened
        assert not used(late)  # what is arranged goes further than what it sees
        assert len(rows(late, need())) == len(MANY)


def test_where_nothing_is_arranged(address: Path, catalogue: Catalogue) -> None:
    with (
        memory_ledger(catalogue=catalogue) as memory,
        pytest.raises(BonitasError, match="L545 Records are arranged beside a DuckDB"),
    ):
        arrange(memory)
    with new_ledger(address, catalogue=catalogue) as ledger:
        assert ledger.latecomers() is None
        empty = arrange(ledger)
        assert (empty.records, empty.bytes) == (0, 0)
        assert not folder_of(address).exists()


def test_two_at_once_and_what_a_killed_one_left(arranged: Store, address: Path) -> None:
    folder = folder_of(address)
    (folder / "records-dead.arrow").write_text("left")
    arranged.add(gifts("a", first=600))
    with (folder / "arranging.lock").open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(BonitasError, match="L546 This ledger is being arranged by somebody else"):
            arrange(arranged)
    arrange(arranged)
    assert not (folder / "records-dead.arrow").exists()
    mode = (address / "ledger.json" if address.is_dir() else address).stat().st_mode
    assert all(path.stat().st_mode == mode for path in folder.glob("*.arrow"))
