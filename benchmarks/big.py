"""How time and memory grow with the ledger, up to more than fits in memory: everybody rated into a folder of parts.

`python -m benchmarks.big` rates 10,000, 100,000, 1,000,000 and 10,000,000 people with 20 records each and prints a table. Each run is a process of its
own, so that its peak memory is its own; its time is that of the call, with a kernel that is compiled and loaded. With `--kill`
the largest is run once more, killed when half its parts are there, and run again. The worlds are made first, where they are not there (`big_world.py`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from benchmarks import ours
from benchmarks.big_world import EACH, STRETCH, big_ledger
from benchmarks.measure import peak_mib
from benchmarks.spec import RULEBOOK
from benchmarks.world import ASKED, DATA

SIZES: Final = (10_000, 100_000, 1_000_000, 10_000_000)
KNOWN: Final = "2026-01-01T00:00:00Z"
MILLION: Final = 1_000_000


def run_one(subjects: int, folder: str, threads: int, batch_rows: int) -> None:
    """In a process of its own: rate everybody, saying each part as it is done, and at the end what it took."""
    package, catalogue = ours.bonitas(), ours.bonitas_catalogue()
    book = package.read_rulebook(RULEBOOK, catalogue=catalogue)
    planned: list[float] = []
    with package.open_ledger(big_ledger(subjects), catalogue=catalogue) as ledger:
        package.rate(book, ledger, on=ASKED, subject="P0000000")  # the kernel is brought from its cache
        ready, start, used = peak_mib(), time.perf_counter(), time.process_time()
        found = package.rate_into(
            book, ledger, folder, on=ASKED, known_at=KNOWN, threads=threads, batch_rows=batch_rows,
            begun=lambda *_: planned.append(time.perf_counter() - start), progress=lambda _: print("part", flush=True),
        )  # fmt: skip
    took, cpu = time.perf_counter() - start, time.process_time() - used
    took_all = {"seconds": took, "processor": cpu, "planning": planned[0], "peak_mib": peak_mib(), "ready_mib": ready}
    print(json.dumps({"subjects": len(found), "parts": len(found.files), "already": found.already, **took_all}))


def started(subjects: int, folder: Path, threads: int, batch_rows: int) -> subprocess.Popen[str]:
    """Such a process."""
    command = [sys.executable, "-m", "benchmarks.big", "--one", str(subjects), str(folder)]
    command += ["--threads", str(threads), "--batch-rows", str(batch_rows)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent)


def said(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What it took; the run fails if the process does."""
    out, _ = process.communicate()
    if process.returncode:
        sys.exit(f"a run ended with {process.returncode}")
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def digest(folder: Path, subjects: int) -> str:
    """Of the ratings of the first so many subjects, row by row: the same wherever they lie."""
    with duckdb.connect() as con:
        rows = con.sql(f"SELECT * EXCLUDE (hash) FROM '{folder}/*.parquet' WHERE subject < 'P{subjects:07d}' ORDER BY subject")
        found = hashlib.sha256()
        for batch in rows.to_arrow_reader(MILLION):
            for column in batch.columns:
                found.update("\0".join(map(str, column.to_pylist())).encode())
    return found.hexdigest()


def killed(subjects: int, folder: Path, parts: int, threads: int, batch_rows: int) -> dict[str, Any]:
    """Kill a run when half of its parts are there, then run it again: what that took, and how many parts were done twice."""
    process = started(subjects, folder, threads, batch_rows)
    assert process.stdout is not None
    for _ in range(max(parts // 2, 1)):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    there = {path.name: path.stat().st_mtime_ns for path in folder.glob("part-*.parquet")}
    found = said(started(subjects, folder, threads, batch_rows))
    again = sum((folder / name).stat().st_mtime_ns != moment for name, moment in there.items())
    return {**found, "there": len(there), "done_twice": again}


def growth(sizes: Sequence[int], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One run of each size. The first people of a larger world are those of a smaller one, and must be rated alike."""
    first: dict[int, str] = {}
    for subjects in sizes:
        big_ledger(subjects)
        best: dict[str, Any] = {}
        with tempfile.TemporaryDirectory(dir=DATA) as scratch:
            for repeat in range(options.repeats):
                folder = Path(scratch) / str(repeat)
                found = said(started(subjects, folder, options.threads, options.batch_rows))
                best = min(best or found, found, key=lambda one: one["seconds"])
                if repeat:
                    shutil.rmtree(folder)
            folder = Path(scratch) / "0"
            best["bytes"] = sum(path.stat().st_size for path in folder.iterdir())
            if subjects >= STRETCH:
                first[subjects] = digest(folder, STRETCH)
            if options.kill and subjects == max(sizes):
                best["killed"] = killed(subjects, Path(scratch) / "killed", best["parts"], options.threads, options.batch_rows)
                best["killed"]["equal"] = digest(folder, subjects) == digest(Path(scratch) / "killed", subjects)
        yield best
    if len(set(first.values())) > 1:
        sys.exit(f"the first {STRETCH:,} people are not rated alike in every world: {first}")


def table(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The runs as Markdown."""
    yield "| subjects | records | parts | seconds | processor s | µs a record | peak MiB | ratings MiB |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    for one in found:
        records = one["subjects"] * EACH
        pace = one["seconds"] / records * MILLION
        yield (
            f"| {one['subjects']:,} | {records:,} | {one['parts']} | {one['seconds']:.2f} | {one['processor']:.2f} | {pace:.3f} "
            f"| {one['peak_mib']:,.0f} | {one['bytes'] / 2**20:,.1f} |"
        )
    for one in found:
        if "killed" in one:
            again = one["killed"]
            yield ""
            yield (
                f"Killed with {again['there']} of {again['parts']} parts there and run again: {again['seconds']:.2f} s more, "
                f"{again['done_twice']} parts done twice, ratings {'equal' if again['equal'] else 'NOT EQUAL'}."
            )


def main() -> None:
    """Measure, and print the table; `--json FILE` keeps the numbers."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--subjects", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--threads", type=int, default=ours.THREADS)
    parser.add_argument("--batch-rows", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--kill", action="store_true", help="kill the largest run in the middle and go on")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("SUBJECTS", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run_one(int(options.one[0]), options.one[1], options.threads, options.batch_rows)
        return
    load = os.getloadavg()[0]
    found = list(growth(options.subjects, options))
    print("\n".join(table(found)))
    print(f"\n{options.threads} threads, {options.batch_rows:,} records a batch; load before the run {load:.1f}.")
    if options.json:
        options.json.write_text(json.dumps({"load": load, "threads": options.threads, "runs": found}, indent=1) + "\n")
    if any("killed" in one and not one["killed"]["equal"] for one in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
