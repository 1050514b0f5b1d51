"""What a run of the benchmark found, and the machine it found it on."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from benchmarks.contestants import CONTESTANTS, GROUPS, Contestant

#: Ratios nearer to 1 than this are not resolved: machines like these change their speed by as much.
UNRESOLVED: Final = 1.5
PACKAGES: Final = (
    "bonitas", "duckdb", "numpy", "numba", "pyarrow", "polars", "adbc-driver-postgresql", "pyspark", "openfisca-core", "zen-engine",
)  # fmt: skip
#: What the ratios of each group are taken to: Bonitas, and the six columns delivered (on Spark: looked at, where they stay).
OURS: Final = {group: f"bonitas-{group}" for group in GROUPS}
READINGS: Final = {"arrival": "arrow-arrival", "sorted": "arrow-sorted", "postgres": "postgres-arrow", "spark": "spark-read"}


@dataclass(frozen=True, slots=True)
class Line:
    """One contestant: best seconds for the whole world (scaled up if it ran on a sample), the ratios to Bonitas and to plain reading
    in its group, and peak memory in MiB; `absent` says why there are none."""

    name: str
    title: str
    data: str
    group: str
    seconds: float | None = None
    all_seconds: tuple[float, ...] = ()
    ratio: float | None = None
    reading: float | None = None
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
    arranging: dict[str, dict[str, float]] = field(default_factory=dict)
    """What making the arrangements took, by store: seconds, bytes, records."""

    def write(self, folder: Path) -> Path:
        """To `<date>.json` in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.when[:10]}.json"
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        return path


def lines_of(found: dict[str, list[dict[str, Any]]], subjects: int) -> tuple[Line, ...]:
    """One line a contestant from what its processes reported, with ratios within its group."""
    lines = [_line(contestant, found[contestant.name], subjects) for contestant in CONTESTANTS if contestant.name in found]
    seconds = {line.name: line.seconds for line in lines}
    return tuple(
        replace(line, ratio=_ratio(line, seconds.get(OURS[line.group])), reading=_ratio(line, seconds.get(READINGS[line.group])))
        for line in lines
    )


def _line(contestant: Contestant, reports: list[dict[str, Any]], subjects: int) -> Line:
    line = Line(contestant.name, contestant.title, contestant.data, contestant.group)
    absent = next((str(report["absent"]) for report in reports if "absent" in report), None)
    if absent is not None:
        return replace(line, absent=absent)
    sample = None if contestant.sample is None or contestant.sample >= subjects else contestant.sample
    scale = subjects / sample if sample else 1.0
    seconds = tuple(scale * second for report in reports for second in report["seconds"])
    peak = max(report["peak_mib"] for report in reports)
    return replace(line, seconds=min(seconds), all_seconds=seconds, peak_mib=peak, sample=sample)


def _ratio(line: Line, beside: float | None) -> float | None:
    return None if beside is None or line.seconds is None else line.seconds / beside


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
