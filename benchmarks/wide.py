"""The whole rulebook of Wendeng District over made-up records: whether the time grows with records, or with records × clauses.

`python -m benchmarks.wide` measures every size of `SIZES` in a process of its own and prints the table; `--write` puts it into
`docs/performance.md`. The worlds are made once, under `bench-data/`. `--sizes 2000x5 2000x10` takes other sizes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from benchmarks.frame import put, told_of_machine
from benchmarks.memory import peak_mib
from benchmarks.world import DATA
from bonitas.catalogue.model import Kind
from bonitas.catalogue.read import read_catalogue
from bonitas.common.days import day_number
from bonitas.engine.rate import rate
from bonitas.lab.people.values import column
from bonitas.ledger import Store, new_ledger, open_ledger
from bonitas.ledger.base import Need
from bonitas.rulebook.model import Period, Rulebook
from bonitas.rulebook.read import read_rulebook

BOOK: Final = "cn-wendeng-2020"
SEED: Final = 20_200_101
FIRST: Final = dt.date(2021, 1, 1)
DAYS: Final = 5 * 365
ASKED: Final = "2025-12-31"
#: So many clauses has the rulebook that the whole one is held beside.
FEW: Final = 30
#: Subjects, and records for each; `few`: of the kinds of the thirty clauses alone, so that both rulebooks read the same records.
SIZES: Final = ("100000x5", "100000x10", "100000x20", "100000x40", "1000000x5", "1000000x10")
PAIRED: Final = ("100000x20",)
BATCH: Final = 500_000
PAGE: Final = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN: Final = "<!-- wide: begin (written by `python -m benchmarks.wide --write`; do not edit) -->"
END: Final = "<!-- wide: end -->"


@dataclass(frozen=True, slots=True)
class Wide:
    """One world: so many subjects, with so many records each on average, of all kinds or of the few."""

    subjects: int
    each: int
    few: bool = False

    @classmethod
    def parse(cls, text: str, *, few: bool = False) -> Wide:
        subjects, each = text.split("x")
        return cls(int(subjects), int(each), few)

    @property
    def name(self) -> str:
        return f"{self.subjects}x{self.each}{'-few' if self.few else ''}"

    def ledger(self) -> Path:
        """The ledger of this world, filled if it is not there."""
        target = DATA / f"wide-{self.name}-{SEED}.duckdb"
        if not target.exists():
            part = target.with_name(f"part-{target.name}")
            part.unlink(missing_ok=True)
            DATA.mkdir(exist_ok=True)
            with new_ledger(part, lab=True) as ledger:
                fill(ledger, self)
            part.rename(target)
        return target


def thirty(book: Rulebook) -> Rulebook:
    """The same rulebook with thirty of its clauses: every sixteenth or so, so that all sorts are among them."""
    rules = book.periods[0].rules
    step = len(rules.clauses) // FEW
    clauses = rules.clauses[::step][:FEW]
    named = {clause.id for clause in clauses}
    freezes = tuple(freeze for freeze in rules.freezes if freeze.clause is None or freeze.clause in named)
    period = Period(book.periods[0].start, book.periods[0].end, replace(rules, clauses=clauses, freezes=freezes))
    return replace(book, periods=(period,))


def kinds_of(book: Rulebook) -> list[str]:
    """Every kind of record that its clauses look at."""
    return sorted({kind for clause in book.periods[0].rules.clauses for kind in clause.kinds})


def fill(ledger: Store, world: Wide) -> None:
    """Made-up records, evenly spread over the kinds, subjects and days; and a notice for everybody."""
    book, catalogue = read_rulebook(BOOK), read_catalogue()
    kinds = [catalogue.kinds[name] for name in kinds_of(thirty(book) if world.few else book)]
    rng = np.random.default_rng(SEED)
    for at in range(0, world.subjects * world.each, BATCH):
        report = ledger.add(pa.concat_tables(pieces(rng, world, kinds, at), promote_options="default"))
        assert not report.rejected, report.problems[:3]
    for at in range(0, world.subjects, BATCH):
        ids = names("p", np.arange(at, min(at + BATCH, world.subjects)))
        n = len(ids)
        start = pa.repeat(pa.scalar(FIRST - dt.timedelta(days=1), pa.date32()), n)
        rows = {"subject": ids, "rulebook": pa.repeat(BOOK, n), "basis": pa.repeat("notice", n), "from": start}
        ledger.enrol(pa.table(rows))


def pieces(rng: np.random.Generator, world: Wide, kinds: Sequence[Kind], at: int) -> Iterator[pa.Table]:
    """The records from number `at` on, one table a kind."""
    n = min(BATCH, world.subjects * world.each - at)
    kind = rng.integers(0, len(kinds), n)
    subject, day = rng.integers(0, world.subjects, n), rng.integers(0, DAYS, n) + day_number(FIRST)
    for i, found in enumerate(kinds):
        mine = np.flatnonzero(kind == i)
        rows: dict[str, Any] = {
            "subject": names("p", subject[mine]),
            "kind": pa.repeat(found.name, len(mine)),
            "occurred_on": pa.array(day[mine].astype(np.int32)).view(pa.date32()),
            "furnisher": pa.repeat("made-up", len(mine)),
            "ref": names("r", mine + at),
            "chosen_points": pa.repeat(-10, len(mine)),
            "chosen_by": pa.repeat("made up", len(mine)),
            "chosen_because": pa.repeat("made up", len(mine)),
        }
        rows |= {name: column(rng, attribute, {}, day[mine]).cast(pa.string()) for name, attribute in found.attributes.items()}
        yield pa.table(rows)


def names(first: str, numbers: Any) -> pa.Array:
    """`p0000042` for 42."""
    digits = pa.compute.utf8_lpad(pa.array(numbers).cast(pa.string()), 8, "0")
    return pa.compute.binary_join_element_wise(first, digits, "")


def timed(world: Wide, clauses: int, repeats: int) -> dict[str, Any]:
    """Processor seconds to rate everybody with one thread, the best of several; how many records there are; the peak memory."""
    book = read_rulebook(BOOK) if clauses == 0 else thirty(read_rulebook(BOOK))
    with open_ledger(world.ledger()) as ledger:
        records = ledger.size(Need(tuple(kinds_of(book)), ()))
        times = []
        for _ in range(repeats + 1):  # the first warms up
            start = time.process_time()
            rows = len(rate(book, ledger, on=ASKED, threads=1))
            times.append(time.process_time() - start)
    return {
        "subjects": rows, "records": records, "clauses": len(book.periods[0].rules.clauses), "seconds": min(times[1:]),
        "middle": statistics.median(times[1:]), "peak_mib": peak_mib(), "few": world.few,
    }  # fmt: skip


def measured(size: str, *, few: bool, clauses: int, repeats: int) -> dict[str, Any]:
    """One size in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.wide", "--one", size, "--clauses", str(clauses), "--repeats", str(repeats)]
    done = subprocess.run([*command, *(["--few"] if few else [])], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def markdown(found: Sequence[dict[str, Any]], when: str) -> str:
    """The table, and what it was measured on."""
    rows = ["| clauses | subjects | records | of kinds | seconds | µs a record | peak memory |", "|--:|--:|--:|---|--:|--:|--:|"]
    for one in found:
        each = one["seconds"] / one["records"] * 1e6
        kinds = "of the thirty clauses" if one["few"] else "all"
        rows.append(
            f"| {one['clauses']} | {one['subjects']:,} | {one['records']:,} | {kinds} | {one['seconds']:.2f} | {each:.2f}"
            f" | {one['peak_mib'] / 1024:.2f} GiB |"
        )
    told = [
        f"Measured on {when}: processor seconds, those of all threads added up, the best of {found[0]['repeats']} after a warm-up, from the ledger to"
        " the ratings with their next changes.",
        *told_of_machine(),
    ]
    return "\n".join([*rows, "", *(f"- {line}" for line in told)])


def main() -> None:
    """Measure one size, as JSON, or all of them, as a table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--one", help="measure this size alone, and print JSON")
    parser.add_argument("--few", action="store_true", help="with --one: records of the kinds of thirty clauses alone")
    parser.add_argument("--clauses", type=int, default=0, choices=(0, FEW), help="with --one: 0 for the whole rulebook")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sizes", nargs="+", default=SIZES, help="subjects x records for each")
    parser.add_argument("--paired", nargs="*", default=PAIRED, help="sizes at which the thirty clauses are held beside the whole")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    if options.one:
        found = timed(Wide.parse(options.one, few=options.few), options.clauses, options.repeats)
        print(json.dumps({**found, "repeats": options.repeats}))
        return
    jobs = [(size, False, 0) for size in options.sizes] + [(size, True, n) for size in options.paired for n in (FEW, 0)]
    for size, few, _ in jobs:
        Wide.parse(size, few=few).ledger()
    table = markdown(
        [measured(size, few=few, clauses=clauses, repeats=options.repeats) for size, few, clauses in jobs],
        dt.datetime.now(dt.UTC).date().isoformat(),
    )
    print(table)
    if options.write:
        put(PAGE, BEGIN, END, table)


if __name__ == "__main__":
    main()
