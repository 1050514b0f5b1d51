"""One subject of a million: how long a prepared rating and an explanation take, and how much of it is the store's look-up.

`python -m benchmarks.online` asks for subjects in random order, in each store in a process of its own, and prints the table; `--write`
puts it into `docs/online.md`. `--subjects 2000` takes seconds; `--stores duckdb parquet` leaves a store out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks import ours
from benchmarks.frame import of_its_own, put, told_of_machine
from benchmarks.spec import RULEBOOK
from benchmarks.world import ASKED, World

#: Our ledgers: in order of arrival, sorted, and in a server. What each is called here, and in `ours`.
STORES: Final = {
    "duckdb": "arrival", "duckdb-arranged": "arrival-arranged", "parquet": "sorted", "parquet-arranged": "sorted-arranged",
    "postgres": "postgres",
}  # fmt: skip
NAMES: Final = {
    "duckdb": "DuckDB", "duckdb-arranged": "DuckDB, arranged", "parquet": "Parquet", "parquet-arranged": "Parquet, arranged",
    "postgres": "PostgreSQL",
}  # fmt: skip
SEED: Final = 20_261_126
WARM_UP: Final = 30
#: So many are asked together.
TOGETHER: Final = 1000
#: So many are asked for without a service, each rulebook compiled anew.
ALONE: Final = 50
SHARES: Final = (0.5, 0.95, 0.99)
PAGE: Final = Path(__file__).parent.parent / "docs" / "online.md"
BEGIN: Final = "<!-- online: begin (written by `python -m benchmarks.online --write`; do not edit) -->"
END: Final = "<!-- online: end -->"


class Watched:
    """A ledger that adds up how long its answers take. It is asked from one thread."""

    def __init__(self, ledger: Any) -> None:
        self.ledger, self.seconds = ledger, 0.0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.ledger, name)
        return self._watched(found) if callable(found) and name != "still" else found

    def _watched(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: Any, **more: Any) -> Any:
            start = time.perf_counter()
            found = ask(*args, **more)
            found = iter(list(found)) if isinstance(found, Iterator) else found
            self.seconds += time.perf_counter() - start
            return found

        return asked

    def still(self) -> Any:
        """As the ledger's own; its beginning and end count as look-up."""
        return _Timed(self, self.ledger.still())


class _Timed:
    def __init__(self, watched: Watched, block: Any) -> None:
        self.watched, self.block = watched, block

    def __enter__(self) -> None:
        start = time.perf_counter()
        self.block.__enter__()
        self.watched.seconds += time.perf_counter() - start

    def __exit__(self, *error: Any) -> None:
        start = time.perf_counter()
        self.block.__exit__(*error)
        self.watched.seconds += time.perf_counter() - start


def measured(world: World, store: str, asked: int) -> dict[str, Any]:
    """Milliseconds at each of `SHARES` of `asked` random subjects: in all, in the engine, in the store; and of some asked together."""
    package, catalogue = ours.bonitas(), ours.bonitas_catalogue()
    book = package.read_rulebook(RULEBOOK, catalogue=catalogue)
    rng = np.random.default_rng(SEED)
    who = [f"P{n:07d}" for n in rng.integers(0, world.subjects, asked + WARM_UP).tolist()]
    some = [f"P{n:07d}" for n in rng.choice(world.subjects, min(TOGETHER, world.subjects), replace=False).tolist()]
    with package.open_ledger(ours.ledger_address(world, STORES[store]), catalogue=catalogue) as ledger:
        watched = Watched(ledger)
        with package.prepare(book, watched) as service:
            rated = _each(watched, lambda one: service.rate(one, on=ASKED), who)
            explained = _each(watched, lambda one: service.explain(one, on=ASKED), who)
            service.rate_many(some, on=ASKED)
            start = time.perf_counter()
            service.rate_many(some, on=ASKED)
            together = time.perf_counter() - start
        alone = _each(watched, lambda one: package.rate(book, watched, subject=one, on=ASKED), who[: WARM_UP + ALONE])
    return {
        "store": store, "asked": asked, "rate": rated, "explain": explained, "alone": alone, "together": 1000 * together,
        "some": len(some),
    }  # fmt: skip


def _each(watched: Watched, ask: Callable[[str], Any], who: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds at each of `SHARES`, after a warm-up: in all, and of that in the engine and in the store."""
    took = []
    for one in who:
        watched.seconds, start = 0.0, time.perf_counter()
        ask(one)
        whole = time.perf_counter() - start
        took.append((whole, whole - watched.seconds, watched.seconds))
    every = np.quantile(np.array(took[WARM_UP:]) * 1000, SHARES, axis=0)
    return {part: every[:, i].round(3).tolist() for i, part in enumerate(("whole", "engine", "store"))}


def markdown(found: Sequence[dict[str, Any]], world: World, when: str) -> str:
    """The table, and what it was measured on."""
    rows = [
        "| store | question | whole p50 | p95 | p99 | engine p50 | p95 | p99 | look-up p50 | p95 | p99 |",
        "|---|---|" + "--:|" * 9,
    ]
    for one in found:
        for what, said in (("rate", "rating"), ("explain", "explanation")):
            cells = [f"{ms:.2f}" for part in ("whole", "engine", "store") for ms in one[what][part]]
            rows.append(f"| {NAMES[one['store']]} | {said} | {' | '.join(cells)} |")
    rows += [
        "",
        f"| store | {found[0]['some']:,} asked together | one by one | times |  rated without a service, p50 |",
        "|---|--:|--:|--:|--:|",
    ]
    for one in found:
        single = one["rate"]["whole"][0] * one["some"]
        rows.append(
            f"| {NAMES[one['store']]} | {one['together']:,.0f} | {single:,.0f} | {single / one['together']:.0f} × | {one['alone']['whole'][0]:.1f} |"
        )
    told = [
        f"Measured on {when}: milliseconds; {found[0]['asked']:,} random subjects of {world.subjects:,} with {world.records:,} records,"
        f" after {WARM_UP} that only warmed up. *One by one* is the p50 of a rating times {found[0]['some']:,}.",
        *told_of_machine(),
    ]
    return "\n".join([*rows, "", *(f"- {line}" for line in told)])


def main() -> None:
    """Measure one store, as JSON, or all of them, as a table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, default=None, help="20 a subject if not given")
    parser.add_argument("--asked", type=int, default=1000, help="so many subjects are asked for, one by one")
    parser.add_argument("--stores", nargs="+", default=list(STORES), choices=STORES)
    parser.add_argument("--one", choices=STORES, help="measure this store alone, and print JSON")
    parser.add_argument("--write", action="store_true", help="write docs/online.md")
    options = parser.parse_args()
    world = World(options.subjects, options.records or 20 * options.subjects)
    if options.one:
        print(json.dumps(measured(world, options.one, options.asked)))
        return
    found = []
    for store in options.stores:
        ours.ledger_path(world, STORES[store])
        sizes = ["--subjects", str(world.subjects), "--records", str(world.records), "--asked", str(options.asked)]
        found.append(of_its_own("benchmarks.online", "--one", store, *sizes))
    table = markdown(found, world, dt.datetime.now(dt.UTC).date().isoformat())
    print(table)
    if options.write:
        put(PAGE, BEGIN, END, table)


if __name__ == "__main__":
    main()
