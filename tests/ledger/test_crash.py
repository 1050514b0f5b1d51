"""All or nothing: killed, interrupted or out of room, a call leaves all its rows or none; running it again finishes the job."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.ledger import new_ledger, open_ledger

from .seen import need

ROWS = 30_000
ROOT = Path(__file__).parents[2]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    lines = [f"s{i % 999},civic.gift,2026-01-{1 + i % 28:02},{i},note number {i * 7919}" for i in range(ROWS)]
    path.write_text("subject,kind,occurred_on,ref,note\n" + "\n".join(lines) + "\n")
    return path


def child(address: Path, rows: Path, limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.ledger.crash_child", str(address), str(rows), str(limit)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("src", ".", "tests"))}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_until_it_reads(process: subprocess.Popen[str]) -> None:
    """The child says so line by line; one that ends before would never say it."""
    assert process.stdout is not None
    assert any(line.startswith("read") for line in iter(process.stdout.readline, "")), process.communicate()[1]


def held(address: Path) -> int:
    with open_ledger(address) as ledger:
        return sum(len(piece) for piece in ledger.read(need()))


def finish(address: Path, rows: Path, catalogue: Catalogue) -> None:
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        report = ledger.add(rows)
        assert report.added + report.already_there == ROWS
        assert not report.problems
    assert held(address) == ROWS


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15])
def test_killed_in_the_middle(address: Path, rows: Path, catalogue: Catalogue, delay: float) -> None:
    new_ledger(address).close()
    process = child(address, rows)
    wait_until_it_reads(process)
    time.sleep(delay)
    process.kill()
    process.wait()
    process.communicate()
    assert held(address) in (0, ROWS)
    finish(address, rows, catalogue)


def test_interrupted(address: Path, rows: Path, catalogue: Catalogue) -> None:
    new_ledger(address).close()
    process = child(address, rows)
    wait_until_it_reads(process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0 or "KeyboardInterrupt" in errors
    assert "BonitasError" not in errors
    assert held(address) in (0, ROWS)
    finish(address, rows, catalogue)


def test_out_of_room(address: Path, rows: Path, catalogue: Catalogue) -> None:
    with new_ledger(address, catalogue=catalogue) as ledger:
        ledger.add([{"subject": "first", "kind": "civic.gift", "occurred_on": "2026-01-01"}])
    limit = 64 * 1024 if address.is_dir() else address.stat().st_size
    process = child(address, rows, limit)
    said, errors = process.communicate(timeout=60)
    assert "L507 The disk is full or the file may not grow. Nothing of this call was kept." in said, said + errors
    assert process.returncode == 1, said + errors
    assert held(address) == 1
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        assert ledger.add(rows).added == ROWS
    assert held(address) == ROWS + 1
