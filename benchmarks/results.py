"""What a run of the benchmark found, and the machine it found it on."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.contestants import CONTESTANTS, Contestant

#: Ratios nearer to 1 than this are not resolved: machines like these change their speed by as much.
UNRESOLVED: Final = 1.5
PACKAGES: Final = ("bonitas", "duckdb", "numpy", "numba", "pyarrow", "openfisca-core", "zen-engine")


@dataclass(frozen=True, slots=True)
class Line:
    """One contestant: best seconds for the whole world (scaled up if it ran on a sample), the ratio to Bonitas on the same store,
    and peak memory in MiB; `absent` says why there are none."""

    name: str
    title: str
    store: str
    seconds: float | None = None
    all_seconds: tuple[float, ...] = ()
    ratio: float | None = None
    peak_mib: float | None = None
    sample: int | None = None
    absent: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the benchmark. `disagreements` is empty, or the run is void."""

    when: str
    subjects: int
    records: int
    rounds: int
    repeats: int
    lines: tuple[Line, ...]
    explained: dict[str, dict[str, Any]]
    disagreements: tuple[str, ...]
    machine: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """To `<date>.json` in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.when[:10]}.json"
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        return path


def lines_of(found: dict[str, list[dict[str, Any]]], subjects: int) -> tuple[Line, ...]:
    """One line a contestant from what its processes reported, with ratios to Bonitas."""
    lines = [_line(contestant, found[contestant.name], subjects) for contestant in CONTESTANTS if contestant.name in found]
    ours = {line.store: line.seconds for line in lines if line.name.startswith("bonitas-")}
    ours["memory"] = ours.get("sorted")  # the samples lie in memory sorted by subject
    return tuple(_with_ratio(line, ours.get(line.store)) for line in lines)


def _line(contestant: Contestant, reports: list[dict[str, Any]], subjects: int) -> Line:
    same = (contestant.name, contestant.title, contestant.store)
    absent = next((str(report["absent"]) for report in reports if "absent" in report), None)
    if absent is not None:
        return Line(*same, absent=absent)
    sample = None if contestant.sample is None or contestant.sample >= subjects else contestant.sample
    scale = subjects / sample if sample else 1.0
    seconds = tuple(scale * second for report in reports for second in report["seconds"])
    return Line(*same, min(seconds), seconds, None, max(report["peak_mib"] for report in reports), sample)


def _with_ratio(line: Line, ours: float | None) -> Line:
    if ours is None or line.seconds is None:
        return line
    same = (line.name, line.title, line.store, line.seconds, line.all_seconds)
    return Line(*same, line.seconds / ours, line.peak_mib, line.sample)


def disagreements(found: dict[str, list[dict[str, Any]]]) -> tuple[str, ...]:
    """Which contestants' scores differ, over as many subjects as both of two rated: then the comparison is void."""
    first: dict[str, tuple[str, list[int]]] = {}
    problems = []
    for name, reports in found.items():
        for report in reports:
            for size, checksum in report.get("checksums", {}).items():
                other, expected = first.setdefault(size, (name, checksum))
                if checksum != expected:
                    problems.append(f"{name} and {other} differ over {size} subjects: {checksum} and {expected}")
    return tuple(dict.fromkeys(problems))


def machine() -> dict[str, str]:
    """The processor, how many cores this process may use, the memory, the system, and what else it is busy with."""
    info = Path("/proc/cpuinfo")
    model = platform.processor() or platform.machine()
    if info.exists():
        rows = (row.partition(":") for row in info.read_text(encoding="utf-8").splitlines())
        model = next((value.strip() for name, _, value in rows if name.startswith("model name")), model)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    load = f"{os.getloadavg()[0]:.1f}"
    return {"cpu": model, "cores": str(cores), "memory": f"{memory:.0f} GiB", "system": system, "load": load}


def versions() -> dict[str, str]:
    """The versions of what took part; those that are not installed are left out."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
