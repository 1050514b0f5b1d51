"""The benchmark's world: the same invented people and records every time, in each form that a contestant reads.

`python -m benchmarks.world --subjects 1000000` makes it once, under `bench-data/`. Records come in order of arrival; a person has
20 on average, more or fewer as people do. A small share of the attributes is missing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import fcntl
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.spec import ABSENT, ABSENT_CHANNEL, CHANNELS, KINDS
from bonitas.common.days import day_number

SEED: Final = 20_260_301
FIRST: Final = dt.date(2020, 3, 15)
DAYS: Final = 5 * 365 + 1
#: The asked day: the end of a February, so that adding months meets months of other lengths; a few records come after it.
ASKED: Final = dt.date(2025, 2, 28)
DATA: Final = Path(__file__).parent.parent / "bench-data"
#: How often each kind occurs, in the order of `KINDS`.
SHARES: Final = (0.40, 0.10, 0.05, 0.06, 0.08, 0.12, 0.04, 0.02, 0.05, 0.08)
#: Largest `level` of each kind (0: it has none), the middle `amount` in hundredths (0: none), and whether it has a `channel`.
LEVELS: Final = (0, 180, 0, 0, 0, 0, 5, 5, 60, 0)
AMOUNTS: Final = (20_000, 30_000, 15_000, 300_000, 150_000, 0, 0, 60_000, 0, 0)
HAS_CHANNEL: Final = (True, False, False, True, False, True, False, False, False, True)
MISSING_SHARE: Final = 0.01
DAY_SECONDS: Final = 86_400
BATCH: Final = 1_000_000
FURNISHERS: Final = 25
#: What every contestant that has threads is given of them.
THREADS: Final = 2

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Columns:
    """Coded records in order of arrival, as the peers read them; `arrived` in seconds since 1970."""

    subject: Ints
    kind: Ints
    occurred_on: Ints
    level: Ints
    amount: Ints
    channel: Ints
    arrived: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.subject)


@dataclass(frozen=True, slots=True)
class World:
    """Where one world lies. Each form is made when it is first asked for."""

    subjects: int
    records: int
    root: Path = DATA

    @property
    def folder(self) -> Path:
        return self.root / f"{self.subjects}x{self.records}-{SEED}"

    def path(self, name: str) -> Path:
        return self.folder / name

    def ensure(self, name: str, make: Callable[[Path], None]) -> Path:
        """The file or folder `name`, made by `make` if it is not there; half-made ones are never taken for whole."""
        target = self.path(name)
        if target.exists():
            return target
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.path(f".{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be making it just now
            if not target.exists():
                part = self.path(f"part-{name}")
                shutil.rmtree(part, ignore_errors=True)
                part.unlink(missing_ok=True)
                make(part)
                part.rename(target)
        return target

    def arrival(self) -> Path:
        """A DuckDB file with the tables `r` (coded columns, in order of arrival) and `people` (whom to rate)."""
        return self.ensure("coded.duckdb", self._make_arrival)

    def sorted(self) -> Path:
        """The same columns in Parquet, sorted by subject: for the SQL peers."""
        return self.ensure("coded_sorted.parquet", self._make_sorted)

    def unsorted(self) -> Path:
        """The same columns in Parquet, in order of arrival: for the peers that read no DuckDB file."""
        return self.ensure("coded.parquet", self._make_unsorted)

    def people(self) -> Path:
        """Whom to rate, in Parquet."""
        return self.ensure("people.parquet", self._make_people)

    def records_file(self) -> Path:
        """The records as a furnisher would hand them over, in the interface's columns, in order of arrival."""
        return self.ensure("records.parquet", lambda part: _write(part, _batches(draw(self.subjects, self.records))))

    def participations_file(self) -> Path:
        """A served notice for everybody."""
        return self.ensure("participations.parquet", self._make_participations)

    def _make_arrival(self, part: Path) -> None:
        columns = draw(self.subjects, self.records)
        with duckdb.connect(str(part)) as con:
            con.register("coded", _coded(columns))
            con.execute("CREATE TABLE r AS SELECT * FROM coded")
            con.execute(f"CREATE TABLE people AS SELECT i::INTEGER AS subject FROM range({self.subjects}) t(i)")

    def _make_sorted(self, part: Path) -> None:
        with duckdb.connect() as con:
            con.execute(f"ATTACH '{self.arrival()}' AS w (READ_ONLY)")
            con.execute(f"COPY (SELECT * FROM w.r ORDER BY subject, occurred_on) TO '{part}' (FORMAT parquet)")

    def _make_unsorted(self, part: Path) -> None:
        with duckdb.connect() as con:
            con.execute(f"ATTACH '{self.arrival()}' AS w (READ_ONLY)")
            con.execute(f"COPY w.r TO '{part}' (FORMAT parquet)")

    def _make_people(self, part: Path) -> None:
        pq.write_table(pa.table({"subject": pa.array(np.arange(self.subjects, dtype=np.int32))}), part)

    def _make_participations(self, part: Path) -> None:
        ids = subject_ids(np.arange(self.subjects, dtype=np.int32))
        count = len(ids)
        start = pa.repeat(pa.scalar(FIRST, pa.date32()), count)
        when = pa.repeat(pa.scalar(dt.datetime.combine(FIRST, dt.time(), dt.UTC), pa.timestamp("us", "UTC")), count)
        rulebook, basis = (pa.repeat(word, count) for word in ("bench-thirty", "notice"))
        names = ["subject", "rulebook", "basis", "from", "recorded_at"]
        pq.write_table(pa.table([ids, rulebook, basis, start, when], names=names), part)


def draw(subjects: int, records: int, seed: int | Sequence[int] = SEED) -> Columns:
    """All records, by one seed: the same on every machine with the same NumPy."""
    rng = np.random.default_rng(seed)
    weights = rng.gamma(6.0, size=subjects)
    counts = 1 + rng.multinomial(records - subjects, weights / weights.sum())  # nobody is left without a record
    occurred = rng.integers(0, DAYS, records)
    lag = rng.integers(0, 20 * DAY_SECONDS, records)
    order = np.argsort(occurred * DAY_SECONDS + lag, kind="stable")
    subject = np.repeat(np.arange(subjects, dtype=np.int32), counts)[order]
    occurred, lag = occurred[order], lag[order]
    kind = rng.choice(len(KINDS), size=records, p=SHARES)
    middle = np.array(AMOUNTS)[kind]
    amount = np.minimum(middle * rng.lognormal(0.0, 1.0, records), 10_000_000).astype(np.int64)
    level = rng.integers(1, np.maximum(np.array(LEVELS)[kind], 1) + 1)
    channel = rng.choice(len(CHANNELS), size=records, p=(0.2, 0.5, 0.1, 0.2))
    has_channel = np.array(HAS_CHANNEL)[kind]
    here = rng.random((3, records)) >= MISSING_SHARE
    start = day_number(FIRST)
    return Columns(
        subject,
        kind.astype(np.int32),
        (occurred + start).astype(np.int32),
        np.where((np.array(LEVELS)[kind] > 0) & here[0], level, ABSENT).astype(np.int32),
        np.where((middle > 0) & here[1], amount, ABSENT).astype(np.int32),
        np.where(has_channel & here[2], channel, ABSENT_CHANNEL).astype(np.int32),
        (occurred + start) * DAY_SECONDS + lag,
    )


def subject_ids(codes: Ints) -> pa.Array:
    """`P0000042` for 42."""
    digits = pa.compute.utf8_lpad(pa.array(codes).cast(pa.string()), 7, "0")
    return pa.compute.binary_join_element_wise("P", digits, "")


def _coded(columns: Columns) -> pa.Table:
    """The narrowest types that hold the values."""
    types = {"subject": pa.int32(), "kind": pa.int8(), "level": pa.int16(), "amount": pa.int32(), "channel": pa.int8()}
    table = {name: pa.array(getattr(columns, name)).cast(kind) for name, kind in types.items()}
    table["occurred_on"] = pa.array(columns.occurred_on).cast(pa.date32())
    return pa.table({name: table[name] for name in ("subject", "kind", "occurred_on", "level", "amount", "channel")})


def _batches(columns: Columns) -> Iterator[pa.Table]:
    """The interface's columns, a piece at a time, so that texts never fill the memory."""
    for at in range(0, len(columns), BATCH):
        part = Columns(*(getattr(columns, name)[at : at + BATCH] for name in Columns.__slots__))
        number = np.arange(at, at + len(part))
        furnisher = pa.array((number % FURNISHERS).astype(np.int32))
        kinds = pa.DictionaryArray.from_arrays(pa.array(part.kind), pa.array(KINDS)).cast(pa.string())
        channel = pa.array(part.channel, mask=part.channel == ABSENT_CHANNEL)
        money = pa.array(part.amount, mask=part.amount == ABSENT).cast(pa.decimal128(12, 0))
        furnishers = pa.array([f"F{n:02d}" for n in range(FURNISHERS)])
        yield pa.table(
            {
                "subject": subject_ids(part.subject),
                "kind": kinds,
                "occurred_on": pa.array(part.occurred_on).cast(pa.date32()),
                "recorded_at": pa.array(part.arrived * 1_000_000).cast(pa.timestamp("us", "UTC")),
                "furnisher": pa.DictionaryArray.from_arrays(furnisher, furnishers).cast(pa.string()),
                "ref": pa.array(number).cast(pa.string()),
                "level": pa.array(part.level, mask=part.level == ABSENT),
                "amount": money.view(pa.decimal128(12, 2)),  # the same whole number, read as hundredths
                "channel": pa.DictionaryArray.from_arrays(channel, pa.array(CHANNELS)).cast(pa.string()),
            }
        )


def _write(part: Path, tables: Iterator[pa.Table]) -> None:
    first = next(tables)
    with pq.ParquetWriter(part, first.schema) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)


def main() -> None:
    """Make every form of a world of the size asked for."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, default=None, help="20 a subject if not given")
    options = parser.parse_args()
    world = World(options.subjects, options.records or 20 * options.subjects)
    for make in (world.arrival, world.sorted, world.people, world.records_file, world.participations_file):
        print(make())


if __name__ == "__main__":
    main()
