"""What a day costs on which one subject in a thousand changed: a refresh beside rating everybody, in one process.

`python -m benchmarks.refresh` copies the ledger of a world of a million subjects, rates everybody, refreshes once (which rates everybody and keeps it),
and then adds records about other subjects day by day, refreshing after each. Both processor time and time by the clock are measured, and
the ratio of one run is what counts. A refresh is measured with the ledger just opened and with one that is open already; each store as it
is, and with its records arranged beside it (docs/arranging.md), which rating everybody gains by, too. `--write` puts the table into
`docs/refresh.md`; `--subjects 2000` takes seconds; `--stores duckdb` leaves Parquet out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks import ours
from benchmarks.frame import of_its_own, put, told_of_machine
from benchmarks.spec import RULEBOOK
from benchmarks.world import ASKED, THREADS, World

#: Our ledgers, and what each is called in `ours`.
STORES: Final = {"duckdb": "arrival", "parquet": "sorted"}
NAMES: Final = {"duckdb": "DuckDB", "parquet": "Parquet"}
SEED: Final = 20_261_127
#: One subject in so many gets a record each day.
SHARE: Final = 1000
PAGE: Final = Path(__file__).parent.parent / "docs" / "refresh.md"
BEGIN: Final = "<!-- refresh: begin (written by `python -m benchmarks.refresh --write`; do not edit) -->"
END: Final = "<!-- refresh: end -->"

Took = tuple[float, float]


def timed(job: Callable[[], Any]) -> tuple[Any, Took]:
    """What a job gives, with its seconds by the clock and of the processor (all threads of this process)."""
    start, used = time.perf_counter(), time.process_time()
    found = job()
    return found, (time.perf_counter() - start, time.process_time() - used)


def measured(world: World, store: str, days: int, *, arranged: bool) -> dict[str, Any]:
    """Seconds (clock, processor) of rating everybody, and of each refresh: the ledger just opened, and open already."""
    source = ours.ledger_path(world, STORES[store])
    with tempfile.TemporaryDirectory(prefix="refresh-") as folder:
        address = Path(folder) / source.name
        if source.is_dir():
            shutil.copytree(source, address)
        else:
            shutil.copy(source, address)
        if arranged:
            with ours.bonitas().open_ledger(address, write=True) as ledger:
                ours.bonitas().arrange(ledger)
        return {"store": store, "arranged": arranged, "changed": _changed(world), **_days(world, address, days)}


def _days(world: World, address: Path, days: int) -> dict[str, Any]:
    package, catalogue = ours.bonitas(), ours.bonitas_catalogue()
    book = package.read_rulebook(RULEBOOK, catalogue=catalogue)
    rng = np.random.default_rng(SEED)

    def opened() -> Any:
        return package.open_ledger(address, write=True, catalogue=catalogue)

    with opened() as ledger:
        package.rate(book, ledger, on=ASKED, threads=THREADS)  # the kernel is brought from its cache, and the file into memory
        every = min(
            (timed(lambda: package.rate(book, ledger, on=ASKED, threads=THREADS))[1] for _ in range(3)), key=lambda one: one[1]
        )
        _, first = timed(lambda: package.refresh(book, ledger, on=ASKED, threads=THREADS))
        anew, again = [], []
        for day in range(days):
            _added(ledger, world, rng, day)
            again.append(_refreshed(lambda: package.refresh(book, ledger, on=ASKED, threads=THREADS), world))
    for day in range(days, 2 * days):
        with opened() as ledger:
            _added(ledger, world, rng, day)

        def whole() -> Any:
            with opened() as ledger:
                return package.refresh(book, ledger, on=ASKED, threads=THREADS)

        anew.append(_refreshed(whole, world))
    return {"every": every, "first": first, "open": again, "anew": anew}


def _changed(world: World) -> int:
    return max(world.subjects // SHARE, 1)


def _added(ledger: Any, world: World, rng: np.random.Generator, day: int) -> None:
    """A record each about subjects drawn at random."""
    who = rng.choice(world.subjects, _changed(world), replace=False).tolist()
    rows = [
        {
            "subject": f"P{one:07d}",
            "kind": "payment.late",
            "occurred_on": "2026-01-15",
            "level": 45,
            "furnisher": "F01",
            "ref": f"{day}-{one}",
        }
        for one in who
    ]
    report = ledger.add(rows)
    if report.added != len(rows):
        raise SystemExit(f"only {report.added} records were added: {report.problems[:1]}")


def _refreshed(job: Callable[[], Any], world: World) -> Took:
    found, took = timed(job)
    if found.everybody or found.rated != _changed(world):
        raise SystemExit(f"{found.rated} were rated again, not {_changed(world)}: {found.because}")
    return took


def lines(found: Sequence[dict[str, Any]], world: World, when: str) -> Iterator[str]:
    """The table, and what it was measured on."""
    yield "| store | | seconds | processor s | of rating everybody | of its processor time |"
    yield "|---|---|--:|--:|--:|--:|"
    for one in found:
        clock, used = one["every"]
        store = f"{NAMES[one['store']]}{', arranged' if one['arranged'] else ''}"
        yield f"| {store} | rating everybody, in memory | {clock:.3f} | {used:.3f} | 1 | 1 |"
        for what, said in (("anew", "a refresh, opening and closing the ledger"), ("open", "a refresh, the ledger open already")):
            mine = [statistics.median(part) for part in zip(*one[what], strict=True)]
            shares = f"{mine[0] / clock:.1%} | {mine[1] / used:.1%}"
            yield f"| {store} | {said} | {mine[0]:.3f} | {mine[1]:.3f} | {shares} |"
    yield ""
    yield (
        f"- Measured on {when}: {world.subjects:,} subjects with {world.records:,} records; {found[0]['changed']:,} of them got a record each day,"
        f" drawn at random; the middle of {len(found[0]['open'])} days; of rating everybody the best of 3."
    )
    yield from (f"- {line}" for line in told_of_machine())


def main() -> None:
    """Measure one store, as JSON, or all of them, as a table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, default=None, help="20 a subject if not given")
    parser.add_argument("--days", type=int, default=5, help="so many days with the ledger open, and as many with it opened anew")
    parser.add_argument("--stores", nargs="+", default=list(STORES), choices=STORES)
    parser.add_argument("--one", choices=STORES, help="measure this store alone, and print JSON")
    parser.add_argument("--arranged", action="store_true", help="with --one: with its records arranged beside it")
    parser.add_argument("--write", action="store_true", help="write docs/refresh.md")
    options = parser.parse_args()
    world = World(options.subjects, options.records or 20 * options.subjects)
    if options.one:
        print(json.dumps(measured(world, options.one, options.days, arranged=options.arranged)))
        return
    found = []
    for store in options.stores:
        ours.ledger_path(world, STORES[store])
        sizes = ["--subjects", str(world.subjects), "--records", str(world.records), "--days", str(options.days)]
        found += [of_its_own("benchmarks.refresh", "--one", store, *how, *sizes) for how in ([], ["--arranged"])]
    table = "\n".join(lines(found, world, dt.datetime.now(dt.UTC).date().isoformat()))
    print(table)
    if options.write:
        put(PAGE, BEGIN, END, table)


if __name__ == "__main__":
    main()
