"""The fold alone, in processor time: what the kernel takes for a record, without reading, grouping and writing.

`python -m benchmarks.fold --subjects 50000` prints nanoseconds a record, with and without the next change. Processor time of one thread says
more than seconds where other work shares the machine; to compare two versions, run each in its own tree, in turn, several times.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any, Final

import numpy as np

from benchmarks import ours
from benchmarks.spec import RULEBOOK
from benchmarks.world import ASKED, World

SECONDS: Final = 1e9


def prepared(world: World) -> tuple[list[Any], int]:
    """The arguments of the kernel's outermost function for everybody on the day asked, and how many records there are."""
    from bonitas.common.days import day_number  # noqa: PLC0415  (the peers must run without it)
    from bonitas.engine.batch import load  # noqa: PLC0415
    from bonitas.engine.kernel import layout as ly  # noqa: PLC0415
    from bonitas.engine.packing import bind, scratch  # noqa: PLC0415
    from bonitas.engine.program import compile_rules  # noqa: PLC0415

    package, catalogue = ours.bonitas(), ours.bonitas_catalogue()
    rules = package.read_rulebook(RULEBOOK, catalogue=catalogue).rules_on(day_number(ASKED))
    with package.open_ledger(ours.ledger_path(world, "arrival"), catalogue=catalogue) as ledger:
        compiled = compile_rules(rules, catalogue, ledger)
        codes, _, _ = ledger.subjects()
        batch = load(compiled, ledger, codes, None, 1, some=False)
    program = bind(compiled.program, batch.lay, batch.largest, compiled.clauses_per_kind)
    n = len(codes)
    days, knowns = np.full(n, day_number(ASKED), np.int64), np.full(n, 2**62, np.int64)
    results, nexts = np.empty((n, ly.R_WIDTH), np.int64), np.empty(n, np.int64)
    until = np.full(n, ly.NEVER, np.int64)
    every, none = np.arange(n), np.zeros(0, np.bool_)
    arguments = [
        program,
        batch.cells,
        scratch(program),
        batch.at,
        every,
        every,
        days,
        knowns,
        until,
        0,
        results,
        nexts,
        none,
        none,
    ]
    return arguments, len(batch.cells)


def fold_times(world: World, repeats: int) -> dict[str, float]:
    """Nanoseconds of processor time a record: the best of several repeats."""
    from bonitas.engine.kernel.fold import fold_many  # noqa: PLC0415

    arguments, records = prepared(world)
    found = {}
    for name, changes in (("fold", 0), ("fold_and_next_change", 1)):
        arguments[9] = changes
        times = []
        for _ in range(repeats + 1):  # the first warms up, and compiles
            start = time.thread_time()
            fold_many(*arguments)
            times.append(time.thread_time() - start)
        found[name] = min(times[1:]) * SECONDS / records
    return found


def main() -> None:
    """Print the times as one JSON object."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--subjects", type=int, default=50_000)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    print(json.dumps(fold_times(World(options.subjects, 20 * options.subjects), options.repeats)))


if __name__ == "__main__":
    main()
