"""A million people of two ledgers rated as one, beside the same people in one ledger: the same bits, time and memory.

`python -m benchmarks.joined` parts the ledger of a world into two (each person has half of the records in each, under another id), links
everybody, rates both ways, each in a process of its own, and prints the table. `--subjects 10000` takes seconds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from benchmarks import ours
from benchmarks.memory import peak_mib
from benchmarks.spec import RULEBOOK
from benchmarks.world import ASKED, World
from bonitas.ledger import open_ledger
from bonitas.unify.links.book import new_book
from bonitas.unify.links.reading import open_joined
from bonitas.unify.links.witness import witness

#: The two ledgers, and what the ids of each begin with.
PARTS: Final = {"bank": "B", "shop": "S"}
PRIME: Final = 1009


def parted(whole: Path, folder: Path) -> None:
    """Two ledgers: every second record in each. Consents and notices are in the bank's."""
    for number, (name, letter) in enumerate(PARTS.items()):
        with duckdb.connect(str(folder / f"{name}.duckdb")) as con:
            con.execute(f"ATTACH '{whole}' AS whole (READ_ONLY)")
            tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'whole'").fetchall()
            for (table,) in tables:
                which = {"records": f"WHERE entry % 2 = {number}", "participations": f"WHERE {number} = 0"}.get(table, "")
                what = f"* REPLACE ('{letter}' || id AS id)" if table == "parties" else "*"
                con.execute(f'CREATE TABLE "{table}" AS SELECT {what} FROM whole."{table}" {which}')


def linked(world: World, folder: Path) -> float:
    """Links between everybody's two ids, and the seconds that it took to write them down."""
    people = [f"P{n:07d}" for n in range(world.subjects)]
    addresses = {name: str(folder / f"{name}.duckdb") for name in PARTS}
    witnesses = {}
    for name, address in addresses.items():
        with open_ledger(address) as ledger:
            witnesses[name] = witness(ledger)
    start = time.perf_counter()
    with new_book(folder / "both.links", lab=False) as book, book.writing():
        book.name(addresses, witnesses)
        ends = [
            (("bank", f"B{one}"), ("shop", f"S{one}"), 1_000_000, "exact", [("verified number", "the same")]) for one in people
        ]
        book.decide(list(book.add(ends)), ["linked"] * len(ends), "benchmark", [""] * len(ends))
    return time.perf_counter() - start


def measured(how: str, where: str) -> dict[str, Any]:
    """Seconds to open and to rate everybody, memory at most, and a checksum over scores by subject."""
    package, catalogue = ours.bonitas(), ours.bonitas_catalogue()
    book = package.read_rulebook(RULEBOOK, catalogue=catalogue)
    start, used = time.perf_counter(), time.process_time()
    ledger = package.open_ledger(where, catalogue=catalogue) if how == "one" else open_joined(where)
    ledger.catalogue = catalogue
    with ledger:
        opened = time.perf_counter() - start
        ratings = package.rate(book, ledger, on=ASKED, threads=2)
        rated, used = time.perf_counter() - start - opened, time.process_time() - used
        table = ratings.to_arrow()
    numbers = np.array(
        [int(one.rpartition(":")[2]) - 1 if how == "two" else int(one[1:]) for one in table.column("subject").to_pylist()]
    )
    scores = np.array([int(one * 1000) if one is not None else -1 for one in table.column("score").to_pylist()], np.int64)
    return {
        "open s": round(opened, 1), "rate s": round(rated, 1), "processor s": round(used, 1), "MiB at most": round(peak_mib()),
        "checksum": [len(numbers), int(scores.sum()), int((scores * (numbers % PRIME)).sum())],
    }  # fmt: skip


def alone(how: str, where: Path) -> dict[str, Any]:
    """The same in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.joined", "--measure", how, str(where)], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def main() -> None:
    """Print both ways side by side."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--measure", nargs=2, metavar=("HOW", "WHERE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measured(*given.measure)))
        return
    world = World(given.subjects, 20 * given.subjects)
    whole = Path(ours.ledger_address(world, "arrival"))
    folder = Path(tempfile.mkdtemp(prefix="bonitas-joined-"))
    try:
        parted(whole, folder)
        wrote = linked(world, folder)
        found = {"one": alone("one", whole), "two": alone("two", folder / "both.links")}
    finally:
        shutil.rmtree(folder)
    print(f"{world.subjects:,} people, {world.records:,} records; links written in {wrote:.0f} s")
    for how, one in found.items():
        print(how, one)
    assert found["one"]["checksum"] == found["two"]["checksum"]


if __name__ == "__main__":
    main()
