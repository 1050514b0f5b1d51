"""Times one contestant in a process of its own, so that its peak memory is its own too; prints one JSON object.

`python -m benchmarks.measure NAME --subjects N` is what `run.py` calls; it can be called by hand to look at one contestant.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from benchmarks import ours
from benchmarks.contestants import CONTESTANTS, Contestant, Setting
from benchmarks.spec import read_spec
from benchmarks.world import ASKED, World

#: Subjects that are explained, spread over the world, and how many of them only warm up.
EXPLAINED: Final = 60
WARM_UP: Final = 10
#: A modulus for a checksum that notices scores given to the wrong subject.
PRIME: Final = 1009
KIB: Final = 1024


def peak_mib() -> float:
    """The largest resident memory of this process so far."""
    status = Path("/proc/self/status")
    if status.exists():  # there the figure is of this program alone; `ru_maxrss` may carry over that of its parent
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / KIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / KIB / KIB if sys.platform == "darwin" else peak / KIB


def checksum(ratings: Path, below: int) -> list[int]:
    """How many subjects below number `below`, the sum of their scores in thousandths, and the sum weighted by their numbers."""
    with duckdb.connect() as con:
        types = dict(row[:2] for row in con.execute(f"DESCRIBE FROM '{ratings}'").fetchall())
        number = "substr(subject, 2)::INTEGER" if types["subject"] == "VARCHAR" else "subject"
        score = "score" if types["score"] in ("BIGINT", "INTEGER") else "(score * 1000)::BIGINT"
        query = f"""SELECT count(*), sum(score), sum(score * (n % {PRIME}))
            FROM (SELECT {number} AS n, {score} AS score FROM '{ratings}') WHERE n < {below}"""
        found = con.execute(query).fetchone()
    assert found is not None
    return [int(value or 0) for value in found]


def timed(contestant: Contestant, setting: Setting, repeats: int, samples: list[int]) -> dict[str, Any]:
    """Seconds of each repeat after one warm-up, the peak memory, and checksums over all subjects and over each sample."""
    job = contestant.make(setting)
    before = peak_mib()
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "ratings.parquet"
        for _ in range(repeats + 1):
            out.unlink(missing_ok=True)
            start = time.perf_counter()
            job(out)
            seconds.append(time.perf_counter() - start)
        sums = {str(n): checksum(out, n) for n in samples if n <= (contestant.sample or n)} if contestant.checked else {}
    return {"warm_up": seconds[0], "seconds": seconds[1:], "peak_mib": peak_mib(), "ready_mib": before, "checksums": sums}


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
