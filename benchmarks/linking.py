"""Finding pairs: how well, on sets whose doubles are known, and how fast, on a million people.

`python -m benchmarks.linking` prints the table of quality; `--people 1000000` makes so many rows, finds their doubles in a process of its
own and prints time and memory; `--held 5000` prints the table of two registers of people and two of companies that the comparison was
not written with, five times each. Febrl and fake_1000 lie in the folder of `--data`.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from benchmarks.linking_held import Two, companies, people
from benchmarks.linking_sets import Truth, fake_1000, febrl, invented
from benchmarks.memory import peak_mib
from bonitas.unify.match.companies import COMPANIES
from bonitas.unify.match.comparing import Configuration
from bonitas.unify.match.costs import Costs, thresholds
from bonitas.unify.match.find import rows_of
from bonitas.unify.match.people import PEOPLE
from bonitas.unify.match.scoring import Scores, score
from bonitas.unify.names.read import read_names

DATA: Final = Path(__file__).parents[2] / "shared" / "data"
#: What Splink's own demonstrations publish at a probability of one half: true, false and missed pairs; and the best F1 at any.
PUBLISHED: Final = {"febrl3": ((6_448, 2, 90), 0.9954), "fake_1000": ((1_371, 1, 660), 0.8617)}
HALF: Final = 500_000
#: Where a link begins with the costs that are taken without a word.
LINK: Final = thresholds(Costs()).link


@dataclass(frozen=True, slots=True)
class Quality:
    """Pairs found rightly, wrongly and not at all at one half, and the best F1 at any certainty, with that certainty (millionths)."""

    true: int
    false: int
    missed: int
    best_f1: float
    best_at: int


def scored(truth: Truth, *, seed: int = 1, least: int = 1) -> tuple[Any, Scores]:
    """The rows of a set and the pairs among them."""
    names = read_names(truth.names, lambda scheme, number: "")
    rows = rows_of({"all": names}, False)
    found = score(rows, PEOPLE, across=False, seed=seed, least=least)
    assert found is not None
    return rows, found


def quality(truth: Truth, *, seed: int = 1) -> Quality:
    """How well the doubles of a set are found."""
    rows, found = scored(truth, seed=seed)
    subjects = rows.column("subject").to_pylist()
    ranked = sorted(
        ((one.certainty, truth.person[subjects[one.a]] == truth.person[subjects[one.b]]) for one in found.pairs), reverse=True
    )
    right = wrong = 0
    at_half, best, best_at = (0, 0), 0.0, 0
    for at, (certainty, same) in enumerate(ranked):
        right, wrong = right + same, wrong + (not same)
        if at + 1 < len(ranked) and ranked[at + 1][0] == certainty:
            continue
        if certainty >= HALF:
            at_half = right, wrong
        f1 = 2 * right / (right + wrong + truth.pairs)
        if f1 > best:
            best, best_at = f1, certainty
    return Quality(*at_half, truth.pairs - at_half[0], best, best_at)


def sets(data: Path) -> dict[str, Truth]:
    """The public sets."""
    found = {f"febrl{n}": febrl(data / "febrl" / f"dataset{n}.csv") for n in (1, 2, 3)}
    return {**found, "fake_1000": fake_1000(data / "fake_1000" / "fake_1000.csv")}


def table(data: Path) -> str:
    """The table of quality, in Markdown."""
    lines = ["| set | pairs | true / false / missed at 0.5 | F1 | best F1 | Splink's own |", "|---|---|---|---|---|---|"]
    for name, truth in sets(data).items():
        one = quality(truth)
        f1 = 2 * one.true / (2 * one.true + one.false + one.missed)
        published = "–"
        if name in PUBLISHED:
            (true, false, missed), best = PUBLISHED[name]
            published = f"{true:,} / {false:,} / {missed:,}, best F1 {best}"
        lines.append(
            f"| {name} | {truth.pairs:,} | {one.true:,} / {one.false:,} / {one.missed:,} | {f1:.4f} | {one.best_f1:.4f} | {published} |"
        )
    return "\n".join(lines)


def between(two: Two, configuration: Configuration, *, seed: int = 1) -> list[tuple[int, bool]]:
    """The pairs of two registers as (certainty in millionths, whether they are one), the surest first."""
    names = {name: read_names(rows, lambda scheme, number: "") for name, rows in (("a", two.one), ("b", two.other))}
    rows = rows_of(names, configuration is COMPANIES)
    found = score(rows, configuration, across=True, seed=seed, least=1)
    subjects = rows.column("subject").to_pylist()
    return sorted(
        ((one.certainty, (subjects[one.a], subjects[one.b]) in two.same) for one in (found.pairs if found else ())), reverse=True
    )


def held_out(size: int, seeds: Sequence[int]) -> str:
    """How well sets are done on that the comparison was not written with, in Markdown: over all seeds together."""
    lines = [
        "| set | pairs | linked: true / false | looked at: true / false | missed | F1 at 0.5 | best F1 |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, make, configuration in (("people", people, PEOPLE), ("companies", companies, COMPANIES)):
        made = [make(size, seed=seed) for seed in seeds]
        found = sorted((pair for two in made for pair in between(two, configuration)), reverse=True)
        lines.append(f"| {name} | {_row(found, sum(len(two.same) for two in made))} |")
    return "\n".join(lines)


def _row(found: Sequence[tuple[int, bool]], pairs: int) -> str:
    limits = thresholds(Costs())
    linked = Counter(same for certainty, same in found if certainty >= limits.link)
    looked = Counter(same for certainty, same in found if limits.review <= certainty < limits.link)
    missed = pairs - linked[True] - looked[True]
    half = Counter(same for certainty, same in found if certainty >= HALF)
    ends = {certainty: at + 1 for at, (certainty, _) in enumerate(found)}
    right = [0, *accumulate(int(same) for _, same in found)]
    best = max((2 * right[at] / (at + pairs) for at in ends.values()), default=0.0)
    f1 = 2 * half[True] / (half[True] + half[False] + pairs)
    cells = [
        f"{linked[True]:,} / {linked[False]:,}",
        f"{looked[True]:,} / {looked[False]:,}",
        f"{missed:,}",
        f"{f1:.4f}",
        f"{best:.4f}",
    ]
    return f"{pairs:,} | {' | '.join(cells)}"


def large(count: int, seed: int) -> dict[str, Any]:
    """So many invented rows: seconds to read, to find the doubles, and memory at most."""
    truth = invented(count, seed=seed)
    made, load = peak_mib(), os.getloadavg()[0]
    start, used = time.perf_counter(), time.process_time()
    names = read_names(truth.names, lambda scheme, number: "")
    read = time.perf_counter()
    rows = rows_of({"all": names}, False)
    found = score(rows, PEOPLE, across=False, seed=seed, least=HALF)
    done, used = time.perf_counter(), time.process_time() - used
    assert found is not None
    subjects = rows.column("subject").to_pylist()
    same = [(one.certainty, truth.person[subjects[one.a]] == truth.person[subjects[one.b]]) for one in found.pairs]
    return {
        "rows": count, "pairs": truth.pairs, **_at(same, truth.pairs, HALF), **_at(same, truth.pairs, LINK),
        "compared at most": sum(one.pairs for one in found.grouped), "left out": {one.words: one.left_out for one in found.grouped if one.left_out},
        "read s": round(read - start, 1), "find s": round(done - read, 1), "processor s": round(used, 1),
        "MiB before": round(made), "MiB at most": round(peak_mib()),
        "load before": round(load, 1),
    }  # fmt: skip


def _at(same: list[tuple[int, bool]], pairs: int, least: int) -> dict[str, str]:
    """True, false and missed pairs from this certainty on."""
    right = sum(is_same for certainty, is_same in same if certainty >= least)
    wrong = sum(not is_same for certainty, is_same in same if certainty >= least)
    return {f"true / false / missed at {least / 1_000_000}": f"{right:,} / {wrong:,} / {pairs - right:,}"}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linking", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--held", type=int, default=0, metavar="ROWS")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.held:
        print(held_out(asked.held, range(asked.seed, asked.seed + 5)))
        return
    print(json.dumps(large(asked.people, asked.seed), indent=2) if asked.people else table(asked.data))


if __name__ == "__main__":
    main()
