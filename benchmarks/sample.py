"""The first subjects of the sorted world, as columns and as rows: for the peers that are run on a sample."""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt

from benchmarks.plain_check import Row
from benchmarks.world import World

Coded = dict[str, npt.NDArray[np.int32]]


def sample_columns(world: World, subjects: int) -> Coded:
    """Coded columns (int32; `occurred_on` as day numbers) of all records of the first `subjects` subjects, sorted by subject."""
    query = f"""SELECT subject, kind::INTEGER AS kind, (occurred_on - DATE '1970-01-01')::INTEGER AS occurred_on,
        level::INTEGER AS level, amount, channel::INTEGER AS channel
        FROM '{world.sorted()}' WHERE subject < {subjects} ORDER BY subject"""
    with duckdb.connect() as con:
        table = con.sql(query).to_arrow_table()
    return {name: table.column(name).to_numpy() for name in table.column_names}


def sample_rows(world: World, subjects: int) -> list[Row]:
    """The same as rows."""
    columns = sample_columns(world, subjects)
    names = ("subject", "kind", "occurred_on", "level", "amount", "channel")
    return list(zip(*(columns[name].tolist() for name in names), strict=True))
