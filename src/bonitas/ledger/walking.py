"""Going through a ledger in stretches of subjects, so that no more than one of them need be in memory."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.ledger.arrays import int32s, numbers, truths
from bonitas.ledger.asking import Asking
from bonitas.ledger.base import Ids, Int32s, Int64s

#: Subjects of a piece that `weights` yields, at most.
PIECE: Final = 1_000_000
#: Fewer texts than this are compared one by one.
FEW: Final = 10_000


class Walking:
    """The questions of `base.Walked`."""

    @abstractmethod
    def _asking(self) -> AbstractContextManager[Asking]:
        """A way of its own to the tables for one question."""

    def subjects_between(self, first: str, last: str) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """As `subjects`: all from one id to another, both included."""
        with self._asking() as asking:
            select = f"""
                SELECT p.no, p.id, COALESCE(bool_or(s.organisation), false) AS organisation
                FROM parties p JOIN subjects s ON s.party = p.no
                WHERE {asking.between("p.id", first, last)} GROUP BY p.no, p.id ORDER BY p.id"""
            return listed(asking.table(select))

    def weights(self) -> Iterator[tuple[pa.StringArray, Int64s]]:
        """In pieces, in order of id: every subject, and how many records it has."""
        counted = "SELECT subject, count(*) AS records FROM records GROUP BY subject"
        select = f"""
            SELECT p.id, COALESCE(r.records, 0) AS records FROM parties p LEFT JOIN ({counted}) r ON r.subject = p.no
            WHERE p.no IN (SELECT party FROM subjects) ORDER BY p.id"""
        with self._asking() as asking:
            for batch in asking.batches(select, PIECE):
                if batch.num_rows:
                    yield batch.column(0), numbers(batch.column(1), np.int64)


def listed(table: pa.Table) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
    """Codes, ids and whether each is an organisation, from columns without nulls."""
    no, names, organisation = table.columns
    return int32s(no), names.combine_chunks(), truths(organisation)


def in_order(ids: pa.ChunkedArray) -> bool:
    """Whether texts without nulls are in order (by code point, as bytes of UTF-8 are), each once.

    >>> in_order(pa.chunked_array([["a", "b"]])), in_order(pa.chunked_array([["b", "a"]]))
    (True, False)
    >>> many = [f"{n:06}" for n in range(FEW)]
    >>> in_order(pa.chunked_array([many])), in_order(pa.chunked_array([many, ["000000"]]))
    (True, False)
    """
    if len(ids) < FEW:
        return all(one < other for one, other in pairwise(ids.to_pylist()))
    import pyarrow.compute as pc  # noqa: PLC0415 - takes longer to import than few subjects to rate

    rest = max(len(ids) - 1, 0)
    return bool(pc.all(pc.less(ids.slice(0, rest), ids.slice(1)), min_count=0).as_py())


def everybody(parties: pa.Table, said: pa.Table) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
    """Codes, ids and whether each is an organisation, of all parties (no, id) that are subjects (party, organisation)."""
    no, ids = int32s(parties.column(0)), parties.column(1).combine_chunks()
    party, organisation = int32s(said.column(0)), truths(said.column(1))
    known = np.zeros((2, max(int(no.max(initial=-1)), int(party.max(initial=-1))) + 1), np.bool_)
    known[0, party] = True
    known[1, party[organisation]] = True
    rows = np.flatnonzero(known[0, no])
    if len(rows) < len(no):
        no, ids = no[rows], ids.take(pa.array(rows))
    return no, ids, known[1, no]
