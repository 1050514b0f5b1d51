"""The benchmark's world where it is larger than memory: made and kept a stretch of subjects at a time, sorted by subject.

`python -m benchmarks.big_world --subjects 10000000` makes a ledger once, under `bench-data/`. Each stretch has a seed of its own. The tables of an
empty ledger are filled directly, with just what `add` and `enrol` would put there and `compact` would put in order; `tests/benchmarks` holds that
it rates as a ledger does that was filled the public way.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks import ours
from benchmarks.spec import ABSENT, ABSENT_CHANNEL, CHANNELS, KINDS
from benchmarks.world import FIRST, FURNISHERS, SEED, Columns, World, draw, subject_ids
from bonitas.common.days import day_number

#: Subjects of a stretch, and records of each on average.
STRETCH: Final = 100_000
EACH: Final = 20
#: Every word of the ledger; its place is its code.
WORDS: Final = (*KINDS, *CHANNELS, *(f"F{n:02d}" for n in range(FURNISHERS)))
MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Subjects `start` … `start + subjects`, whose records are numbered from `first` on in order of arrival."""

    start: int
    subjects: int

    @property
    def first(self) -> int:
        return self.start * EACH

    def columns(self) -> Columns:
        """Its records in order of arrival, subjects counted from 0."""
        return draw(self.subjects, self.subjects * EACH, [SEED, self.start])


def stretches(subjects: int) -> Iterator[Stretch]:
    """All subjects of a world, in order."""
    for start in range(0, subjects, STRETCH):
        yield Stretch(start, min(STRETCH, subjects - start))


def big_ledger(subjects: int) -> Path:
    """The ledger of so many subjects, made if it is not there."""
    return World(subjects, subjects * EACH).ensure("streamed.duckdb", lambda part: _make(part, subjects))


def _make(part: Path, subjects: int) -> None:
    ours.bonitas().new_ledger(part, catalogue=ours.bonitas_catalogue()).close()
    with duckdb.connect(str(part), config={"memory_limit": "2GB", "threads": 1}) as con:
        _attributes(con)
        _append(con, "words", pa.table({"no": _numbers(np.arange(len(WORDS))), "word": pa.array(WORDS)}))
        begun = time.monotonic()
        for stretch in stretches(subjects):
            con.execute("BEGIN")
            for table, rows in tables(stretch).items():
                _append(con, table, rows)
            con.execute("COMMIT")
            done = stretch.start + stretch.subjects
            print(f"{done:,} of {subjects:,} subjects, {time.monotonic() - begun:.0f} s", flush=True)
        con.execute("CHECKPOINT")


def _attributes(con: duckdb.DuckDBPyConnection) -> None:
    """The columns that the world's attributes lie in, as the first record that fills them would have made them."""
    from bonitas.ledger.schema import WITH_ATTRIBUTES, in_words, type_of  # noqa: PLC0415 - the peers must run without it
    from bonitas.ledger.sql import column_of  # noqa: PLC0415

    types = {"level": "integer", "amount": "money", "channel": "choice"}
    for name, kind in types.items():
        con.execute("INSERT INTO attributes VALUES (?, ?)", [name, kind])
        for table in WITH_ATTRIBUTES:
            con.execute(f"ALTER TABLE {table} ADD COLUMN {column_of(name)} {type_of(kind)}")
    con.execute(in_words(types))


def _append(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("rows", rows)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows")
    con.unregister("rows")


def tables(stretch: Stretch) -> dict[str, pa.Table]:
    """What the stretch adds to each table of the ledger."""
    codes = np.arange(stretch.start, stretch.start + stretch.subjects, dtype=np.int32)
    count = len(codes)
    parties = pa.table({"no": pa.array(codes), "id": subject_ids(codes)})
    subjects = pa.table({"party": pa.array(codes), "organisation": pa.nulls(count, pa.bool_())})
    notices = {
        "subject": pa.array(codes),
        "rulebook": pa.repeat("bench-thirty", count),
        "consent": pa.repeat(pa.scalar(False), count),  # noqa: FBT003 - a value
        "from": pa.repeat(pa.scalar(FIRST, pa.date32()), count),
        "recorded_at": pa.repeat(pa.scalar(day_number(FIRST) * 86_400 * MICROSECONDS, pa.int64()), count),
    }
    return {"parties": parties, "subjects": subjects, "records": records(stretch), "participations": pa.table(notices)}


def records(stretch: Stretch) -> pa.Table:
    """Its records as the ledger keeps them: in order of subject and day, words as codes, amounts as whole numbers."""
    drawn = stretch.columns()
    order = np.lexsort((drawn.occurred_on, drawn.subject))
    drawn = Columns(*(getattr(drawn, name)[order] for name in Columns.__slots__))
    number = order + stretch.first
    return pa.table(
        {
            "entry": pa.array(number),
            "subject": pa.array(drawn.subject + np.int32(stretch.start)),
            "kind": pa.array(drawn.kind),
            "occurred_on": pa.array(drawn.occurred_on).cast(pa.date32()),
            "recorded_at": pa.array(drawn.arrived * MICROSECONDS),
            "furnisher": _numbers(len(KINDS) + len(CHANNELS) + number % FURNISHERS),
            "ref": pa.array(number).cast(pa.string()),
            "a_level": pa.array(drawn.level.astype(np.int64), mask=drawn.level == ABSENT),
            "a_amount": pa.array(drawn.amount.astype(np.int64), mask=drawn.amount == ABSENT),
            "a_channel": pa.array(drawn.channel + np.int32(len(KINDS)), mask=drawn.channel == ABSENT_CHANNEL),
        }
    )


def _numbers(values: Any) -> pa.Array:
    return pa.array(values.astype(np.int32))


def main() -> None:
    """Make the ledger of so many subjects."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--subjects", type=int, default=10_000_000)
    print(big_ledger(parser.parse_args().subjects))


if __name__ == "__main__":
    main()
