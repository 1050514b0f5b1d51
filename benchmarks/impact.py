"""What a change of rules does to a million people: how long each step of `impact` takes, and how much memory.

`python -m benchmarks.impact` holds the benchmark's rulebook against a stricter draft of it (and, as a third, a milder one), by five groups,
each case in a process of its own; `--write` puts the table into `docs/impact.md`. `--subjects 2000` takes seconds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks import ours
from benchmarks.frame import of_its_own, put, told_of_machine
from benchmarks.memory import peak_mib
from benchmarks.spec import RULEBOOK
from benchmarks.world import ASKED, World

#: In which store the ledger lies, and what else is asked: how many rulebooks, and whether by group.
CASES: Final = {
    "two rulebooks, DuckDB": ("arrival", 2, False),
    "two rulebooks, Parquet": ("sorted", 2, False),
    "two rulebooks by group, Parquet": ("sorted", 2, True),
    "three rulebooks by group, Parquet": ("sorted", 3, True),
}
STEPS: Final = {"Rating by": "rating", "Taking the parts": "one clause", "Trying wrong": "wrong records", "": "the rest"}
#: What `impact` says of its progress, and when.
Marks = list[tuple[str, float]]
#: What the drafts change: clause lines of the rulebook's text, and what takes their place.
STRICTER: Final = (("points: -6\n", "points: -9\n"), ("points: -20, lasts: 5 years", "points: -30, lasts: 5 years"))
MILDER: Final = (
    ("points: -15, lasts: 3 years", "points: -10, lasts: 2 years"),
    ("points: 4, lasts: 3 years", "points: 6, lasts: 3 years"),
)
GROUPS: Final = ("north", "east", "south", "west", "abroad")
PAGE: Final = Path(__file__).parent.parent / "docs" / "impact.md"
BEGIN: Final = "<!-- impact: begin (written by `python -m benchmarks.impact --write`; do not edit) -->"
END: Final = "<!-- impact: end -->"


def drafts(package: Any, catalogue: Any, how_many: int) -> list[Any]:
    """The rulebook and drafts of it."""
    text = RULEBOOK.read_text(encoding="utf-8")
    found = [package.read_rulebook(RULEBOOK, catalogue=catalogue)]
    with tempfile.TemporaryDirectory() as folder:
        for number, changes in enumerate((STRICTER, MILDER)[: how_many - 1], 2):
            draft = text.replace('version: "1"', f'version: "{number}"')
            for old, new in changes:
                assert old in draft, old
                draft = draft.replace(old, new)
            path = Path(folder) / f"{number}.yaml"
            path.write_text(draft, encoding="utf-8")
            found.append(package.read_rulebook(path, catalogue=catalogue))
    return found


def measured(world: World, case: str, rounds: int) -> dict[str, Any]:
    """Seconds of each step in the best of some rounds after a warm-up, and the peak memory of the process."""
    store, how_many, by_group = CASES[case]
    package, catalogue = ours.bonitas(), ours.bonitas_catalogue()
    old, new, *more = drafts(package, catalogue, how_many)
    groups = {f"P{n:07d}": GROUPS[n % 97 % len(GROUPS)] for n in range(world.subjects)} if by_group else None
    best: dict[str, float] = {}
    for _ in range(rounds):
        with package.open_ledger(ours.ledger_address(world, store), catalogue=catalogue) as ledger:
            marks: Marks = [("", time.perf_counter())]
            before = processor()
            found = package.impact(old, new, ledger, more=more, on=ASKED, groups=groups, progress=noting(marks))
            content = found.as_dict()
            marks.append(("end", time.perf_counter()))
        took = {**steps(marks), "processor": processor() - before}
        best = took if not best or took["whole"] < best["whole"] else best
    first = content["rulebooks"][0]["rests_on_one"]
    return {"case": case, "steps": best, "peak": peak_mib(), "subjects": content["subjects"], "rests": first["share"]}


def noting(marks: Marks) -> Callable[[str], None]:
    """What `impact` is to call with its progress."""
    return lambda what: marks.append((what, time.perf_counter()))


def processor() -> float:
    """Seconds that this process has used of all cores together: they say more than the clock where others are at work."""
    times = os.times()
    return times.user + times.system


def steps(marks: Marks) -> dict[str, float]:
    """Seconds of each step."""
    took = dict.fromkeys(STEPS.values(), 0.0)
    for (what, at), (_, until) in zip(marks, marks[1:], strict=False):
        name = next(said for begins, said in STEPS.items() if what.startswith(begins))
        took[name] += until - at
    return {**took, "whole": marks[-1][1] - marks[0][1]}


def markdown(found: Sequence[dict[str, Any]], world: World, when: str) -> str:
    """The table, and what it was measured on."""
    names = list(STEPS.values())
    rows = [f"| | {' | '.join(names)} | whole | processor | peak memory |", "|---|" + "--:|" * (len(names) + 3)]
    for one in found:
        cells = [f"{one['steps'][name]:.1f} s" for name in (*names, "whole", "processor")]
        rows.append(f"| {one['case']} | {' | '.join(cells)} | {one['peak'] / 1024:.1f} GiB |")
    told = [
        f"Measured on {when}: {world.subjects:,} subjects, {world.records:,} records, 30 clauses; the best of the rounds, from the open ledger to "
        "the figures as plain data. *Processor*: seconds of both cores together.",
        *told_of_machine(),
    ]
    return "\n".join([*rows, "", *(f"- {line}" for line in told)])


def main() -> None:
    """Measure one case, as JSON, or all of them, as a table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, default=None, help="20 a subject if not given")
    parser.add_argument("--rounds", type=int, default=2, help="the best counts")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES), help="some of them only")
    parser.add_argument("--one", choices=CASES, help="measure this case alone, and print JSON")
    parser.add_argument("--write", action="store_true", help="write docs/impact.md")
    options = parser.parse_args()
    world = World(options.subjects, options.records or 20 * options.subjects)
    if options.one:
        print(json.dumps(measured(world, options.one, options.rounds)))
        return
    found = []
    for case in options.cases:
        ours.ledger_path(world, CASES[case][0])
        sizes = ["--subjects", str(world.subjects), "--records", str(world.records), "--rounds", str(options.rounds)]
        found.append(of_its_own("benchmarks.impact", "--one", case, *sizes))
    table = markdown(found, world, dt.datetime.now(dt.UTC).date().isoformat())
    print(table)
    if options.write:
        put(PAGE, BEGIN, END, table)


if __name__ == "__main__":
    main()
