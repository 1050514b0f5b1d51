"""`make bench`: every contestant on the same world in one run, printed as ratios.

`python -m benchmarks.run --subjects 2000` takes seconds; without options it is the full size.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from benchmarks import ours, postgres
from benchmarks.contestants import CONTESTANTS, FILES
from benchmarks.report import show, write_markdown
from benchmarks.results import Run, disagreements, lines_of, machine, versions
from benchmarks.world import THREADS, World

ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = Path(__file__).parent / "results"
PAGE: Final = ROOT / "docs" / "performance.md"
#: Libraries that choose their own number of threads are told so here; DuckDB is told when it connects.
SAME_THREADS: Final = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")


def measure(name: str, world: World, repeats: int) -> dict[str, Any]:
    """Run one contestant in a process of its own; its report, or why there is none."""
    sizes = ["--subjects", str(world.subjects), "--records", str(world.records), "--repeats", str(repeats)]
    there = {**os.environ, **dict.fromkeys(SAME_THREADS, str(THREADS))}
    command = [sys.executable, "-m", "benchmarks.measure", name, *sizes]
    done = subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return {"absent": f"it failed: {last}"}
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def make_world(world: World, console: Console) -> None:
    """Every form of the world, before anything is timed."""
    peers = (
        world.arrival, world.unsorted, world.sorted, world.people, world.records_file, world.participations_file,
        lambda: postgres.coded(world),
    )  # fmt: skip
    for make in (*peers, *(partial(ours.ledger_path, world, store) for store in ours.STORES)):
        try:
            path = make()
            console.print(f"world: {path.name}, {_size(path) / 2**20:,.0f} MiB")
        except (ImportError, AttributeError) as missing:
            console.print(f"world: cannot be made here: {missing}")


def run(world: World, rounds: int, repeats: int, only: str, console: Console) -> Run:
    """Everything measured, in rounds, so that a slow spell of the machine does not fall on one contestant alone."""
    host = machine()  # before anything runs, so that the load is that of others
    names = [contestant.name for contestant in CONTESTANTS if only in contestant.name]
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names:
            report = measure(name, world, repeats)
            found[name].append(report)
            best = f"{min(report['seconds']):.2f} s" if "seconds" in report else f"absent: {report['absent']}"
            console.print(f"round {number + 1}: {name}: {best}")
    explained = {store: measure(f"explain-{store}", world, repeats) for one in FILES for store in (one, f"{one}{ours.ARRANGED}")}
    when = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    return Run(
        when, world.subjects, world.records, rounds, repeats, lines_of(found, world.subjects), explained, disagreements(found),
        host, versions(), ours.arranging(world),
    )  # fmt: skip


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*")) if path.is_dir() else path.stat().st_size


def main() -> int:
    """Time Bonitas beside its peers. Exits 1, and writes nothing, if their answers differ."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, help="20 a subject if not given")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default="", help="only contestants whose name contains this")
    parser.add_argument("--write", action="store_true", help="write benchmarks/results and docs/performance.md")
    options = parser.parse_args()
    console = Console()
    world = World(options.subjects, options.records or 20 * options.subjects)
    make_world(world, console)
    result = run(world, options.rounds, options.repeats, options.only, console)
    show(result, console)
    if result.disagreements:
        return 1
    if options.write:
        console.print(f"written: {result.write(RESULTS).name}")
        write_markdown(result, PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
