"""All that several ledgers hold about one subject, as the tables of a ledger of their own: what a question about that subject alone starts from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.ledger.schema import WORDY
from bonitas.ledger.sql import column_of

if TYPE_CHECKING:
    from bonitas.unify.links.joined import Joined

#: Columns that hold the number of a party, and of a word, whichever table they are in.
PARTIES: Final = frozenset({"subject", "counterparty", "party"})
WORDS: Final = frozenset({"kind", "furnisher"})
Numbers = npt.NDArray[Any]


def taken_of(joined: Joined, subject: str) -> Mapping[str, pa.Table]:
    """What all members of a subject have, as `base.Filed.taken` gives it: without records that another of them has too, and each record by a
    name of its own."""
    own = int(joined.parties([subject])[0])
    if own < 0:
        return {}
    found: dict[str, list[pa.Table]] = {}
    for store, theirs in joined.apart(subject):
        part = joined.parts.index(store)
        for table, rows in store.taken(theirs).items():
            found.setdefault(table, []).append(_here(joined, part, table, rows))
    whole = {table: pa.concat_tables(rows, promote_options="permissive") for table, rows in found.items()}
    return {table: _settled(joined, own, subject, table, rows) for table, rows in whole.items()}


def _here(joined: Joined, part: int, table: str, rows: pa.Table) -> pa.Table:
    """A ledger's rows in numbers of here; parties are called as they are here."""
    wordy = {column_of(name) for name, kind in joined.parts[part].attributes.items() if kind in WORDY}
    for place, name in enumerate(rows.column_names):
        column = rows.column(name)
        if name in PARTIES or (table, name) == ("parties", "no"):
            made = _mapped(column, lambda codes: joined.who.here(part, codes))
        elif name in WORDS or name in wordy or (table, name) == ("words", "no"):
            made = _mapped(column, lambda codes: joined.word_codes(part, codes))
        elif name == "entry":
            made = pa.array(joined.who.entries(part, column.to_numpy()))
        elif (table, name) == ("parties", "id"):
            made = pa.array(joined.called(part, column.to_pylist()), pa.string())
        else:
            continue
        rows = rows.set_column(place, name, made)
    return rows


def _mapped(column: pa.ChunkedArray, here: Callable[[Numbers], Numbers]) -> pa.Array:
    """A column of numbers of which some may be missing."""
    missing = pc.is_null(column).to_numpy()
    return pa.array(here(pc.fill_null(column.cast(pa.int32()), -1).to_numpy()), pa.int32(), mask=missing)


def _settled(joined: Joined, own: int, subject: str, table: str, rows: pa.Table) -> pa.Table:
    """A table of all members' rows: each word, each party and each record once, each record by a name of its own."""
    codes = np.array([own], np.int32)
    match table:
        case "words":
            return _once(rows, "word")
        case "parties":
            rows = _once(rows, "id")
            return _with(rows, "id", [subject if no == own else one for no, one in zip(*_cells(rows, "no", "id"), strict=True)])
        case "records":
            kept, called = joined.doubles.kept(codes), joined.doubles.called(codes)
            rows = rows.filter(pa.array([entry not in kept for (entry,) in zip(*_cells(rows, "entry"), strict=True)], pa.bool_()))
            return _with(rows, "ref", [called.get(entry, ref) for entry, ref in zip(*_cells(rows, "entry", "ref"), strict=True)])
        case "amendments":
            kept = joined.doubles.kept(codes)
            rows = _with(rows, "entry", [kept.get(entry, entry) for (entry,) in zip(*_cells(rows, "entry"), strict=True)])
            return _with(rows, "no", range(len(rows)))
        case "participations":
            return _with(rows, "no", range(len(rows)))
        case _:
            return rows


def _cells(rows: pa.Table, *names: str) -> list[list[Any]]:
    return [rows.column(name).to_pylist() for name in names]


def _with(rows: pa.Table, name: str, cells: Iterable[Any]) -> pa.Table:
    """The table with other cells in a column."""
    return rows.set_column(rows.column_names.index(name), name, pa.array(cells, rows.schema.field(name).type))


def _once(rows: pa.Table, name: str) -> pa.Table:
    """One row for each number."""
    return rows.group_by("no", use_threads=False).aggregate([(name, "first")]).rename_columns(["no", name])
