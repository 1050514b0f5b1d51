"""Stopped in the middle of a run into a folder, by a kill, by Ctrl-C or by a full disk, the same call finishes it; nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bonitas.engine.large.into import rate_into
from bonitas.engine.rate import rate
from bonitas.ledger import new_ledger, open_ledger
from bonitas.ledger.duck import DuckLedger
from engine.large_child import HOW, RULES
from engine.small import fine, gift, notice, texts
from house.tree import ROOT
from strategies.small import CATALOGUE

PEOPLE = 120


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of 120 people with two records each: 12 parts of ten."""
    path: Path = tmp_path_factory.mktemp("large") / "people.duckdb"
    rows = [gift("2022-01-01", f"g{n}", subject=f"s{n:03}", amount=n * 7 % 31) for n in range(PEOPLE)]
    rows += [fine("2022-02-01", f"f{n}", subject=f"s{n:03}") for n in range(PEOPLE)]
    with new_ledger(path, catalogue=CATALOGUE) as made:
        assert made.add([texts(row) for row in rows]).added == 2 * PEOPLE
        assert made.enrol([texts(notice(f"s{n:03}")) for n in range(PEOPLE)]).added == PEOPLE
        assert isinstance(made, DuckLedger)
    return path


def child(address: Path, folder: Path, limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "engine.large_child", str(address), str(folder), str(limit)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / name) for name in ("src", ".", "tests"))}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def stopped(process: subprocess.Popen[str], how: signal.Signals, parts: int = 3) -> str:
    """Disturb the child when so many parts are there; what it said after that."""
    assert process.stdout is not None
    for _ in range(parts):
        assert process.stdout.readline() == "part\n", process.communicate()
    process.send_signal(how)
    said, _ = process.communicate(timeout=60)
    return said


def finished(address: Path, folder: Path) -> int:
    """Run it again, undisturbed: the answer is whole, and what was there was not touched. How many parts were there."""
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.glob("part-*")}
    with open_ledger(address, catalogue=CATALOGUE) as ledger:
        found = rate_into(RULES, ledger, folder, **HOW)
        expected = rate(RULES, ledger, on=HOW["on"], known_at=HOW["known_at"])
    assert (len(found), len(found.files), found.already) == (PEOPLE, 12, len(before))
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in before} == before
    assert pq.read_table(folder).to_pylist() == expected.to_arrow().to_pylist()
    return found.already


def test_killed_in_the_middle(address: Path, tmp_path: Path) -> None:
    process = child(address, tmp_path / "out")
    stopped(process, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert 3 <= finished(address, tmp_path / "out") < 12


def test_stopped_with_ctrl_c(address: Path, tmp_path: Path) -> None:
    process = child(address, tmp_path / "out")
    said = stopped(process, signal.SIGINT)
    there = len(list((tmp_path / "out").glob("part-*")))
    assert process.returncode == 130
    assert said.splitlines()[-1] == f"Stopped. {there} of 12 parts are there; the same command goes on with the others."
    assert finished(address, tmp_path / "out") == there < 12


def test_the_disk_is_full(address: Path, tmp_path: Path) -> None:
    """No file may grow beyond what a part needs; then beyond what `_run.json` needs."""
    folder = tmp_path / "out"
    finished(address, folder)
    for number in (3, 7, 11):
        (folder / f"part-{number:06}.parquet").unlink()
    said, errors = child(address, folder, limit=1000).communicate(timeout=60)
    assert said == (
        "E153 'out' could not be written: file too large. 9 of 12 parts are there. "
        "Make room and run the same again: it goes on with the other parts.\n"
    ), errors
    assert not list(folder.glob(".*")), "nothing half-written is left"
    assert finished(address, folder) == 9
    said, errors = child(address, tmp_path / "full", limit=10).communicate(timeout=60)
    assert said.startswith("E153 'full' could not be written: file too large. 0 of 12 parts are there."), said + errors
    assert list((tmp_path / "full").iterdir()) == []
