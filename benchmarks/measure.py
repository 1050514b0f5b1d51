"""Times one contestant in a process of its own, so that its peak memory is its own too; prints one JSON object.

`python -m benchmarks.measure NAME --subjects N` is what `run.py` calls; it can be called by hand to look at one contestant.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from benchmarks import ours
from benchmarks.contestants import CONTESTANTS, Contestant, Setting
from benchmarks.memory import Watch, peak_mib
from benchmarks.spec import read_spec
from benchmarks.world import ASKED, World

#: Subjects that are explained, spread over the world, and how many of them only warm up.
EXPLAINED: Final = 60
WARM_UP: Final = 10
#: A modulus for a checksum that notices scores given to the wrong subject.
PRIME: Final = 1009


def checksum(ratings: Path, below: int) -> list[int]:
    """How many subjects below number `below`, the sum of their scores in thousandths, and the sum weighted by their numbers;
    of a file or of a folder of files."""
    files = ratings / "*.parquet" if ratings.is_dir() else ratings
    with duckdb.connect() as con:
        types = dict(row[:2] for row in con.execute(f"DESCRIBE FROM '{files}'").fetchall())
        number = "substr(subject, 2)::INTEGER" if types["subject"] == "VARCHAR" else "subject"
        score = "score" if types["score"] in ("BIGINT", "INTEGER") else "(score * 1000)::BIGINT"
        query = f"""SELECT count(*), sum(score), sum(score * (n % {PRIME}))
            FROM (SELECT {number} AS n, {score} AS score FROM '{files}') WHERE n < {below}"""
        found = con.execute(query).fetchone()
    assert found is not None
    return [int(value or 0) for value in found]


def timed(contestant: Contestant, setting: Setting, repeats: int, samples: list[int]) -> dict[str, Any]:
    """Seconds of each repeat after one warm-up, the peak memory, and checksums over all subjects and over each sample."""
    job = contestant.make(setting)
    before = peak_mib()
    seconds = []
    watch = Watch((os.getpid(), *contestant.elsewhere(setting))) if contestant.elsewhere else None
    with tempfile.TemporaryDirectory() as folder, watch or nullcontext():
        out = Path(folder) / "ratings.parquet"
        for _ in range(repeats + 1):
            _remove(out)
            start = time.perf_counter()
            job(out)
            seconds.append(time.perf_counter() - start)
        sums = {str(n): checksum(out, n) for n in samples if n <= (contestant.sample or n)} if contestant.checked else {}
    peak = watch.peak if watch else peak_mib()
    return {"warm_up": seconds[0], "seconds": seconds[1:], "peak_mib": peak, "ready_mib": before, "checksums": sums}


def _remove(out: Path) -> None:
    if out.is_dir():
        shutil.rmtree(out)
    out.unlink(missing_ok=True)


def explain_times(setting: Setting, store: str) -> dict[str, Any]:
    """Milliseconds to explain one subject of the world: middle and 95th percentile."""
    job = ours.explaining(setting.world, store, setting.asked)
    numbers = np.linspace(0, setting.world.subjects - 1, EXPLAINED).astype(int).tolist()
    times = []
    for number in numbers:
        start = time.perf_counter()
        job(number)
        times.append((time.perf_counter() - start) * 1000)
    kept = sorted(times[WARM_UP:])
    late = kept[int(0.95 * len(kept))]
    return {"p50_ms": statistics.median(kept), "p95_ms": late, "first_ms": times[0], "peak_mib": peak_mib()}


def main() -> None:
    """Time one contestant and print what was found, or why it could not run."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("name")
    parser.add_argument("--subjects", type=int, required=True)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    setting = Setting(World(options.subjects, options.records), read_spec(), ASKED)
    try:
        if options.name.startswith("explain-"):
            found = explain_times(setting, options.name.removeprefix("explain-"))
        else:
            contestant = next(c for c in CONTESTANTS if c.name == options.name)
            samples = sorted({options.subjects, *(min(c.sample, options.subjects) for c in CONTESTANTS if c.sample)})
            found = timed(contestant, setting, options.repeats, samples)
    except (ImportError, AttributeError, NotImplementedError) as missing:
        found = {"absent": f"{type(missing).__name__}: {missing}"}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
