"""Participations in the natural types of their columns, coded by whole columns, as `plain` codes records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.common.days import NEVER
from bonitas.ledger.arrays import days_of, int32s, numbers, truths
from bonitas.ledger.base import NEVER_KNOWN, Int32s, Int64s, Participations
from bonitas.ledger.columns import BASES
from bonitas.spark.plain import NotPlain, day_column, decoded, encoded, filled, is_text, moments


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Participations in all rulebooks: `number` is the place of each one's rulebook in `rulebooks`."""

    rulebooks: list[str]
    number: Int32s
    rows: Participations

    def of(self, rulebook: str, subjects: Int32s | None) -> Participations:
        """Those in one rulebook, of all or of some subjects."""
        if rulebook not in self.rulebooks:
            return nobody()
        mine: npt.NDArray[np.bool_] = self.number == self.rulebooks.index(rulebook)
        if subjects is not None:
            mine &= np.isin(self.rows.subject, subjects)
        if mine.all():
            return self.rows
        rows = self.rows
        return Participations(
            rows.subject[mine],
            rows.consent[mine],
            rows.start[mine],
            rows.end[mine],
            rows.recorded_at[mine],
            rows.replaced_at[mine],
        )


def nobody() -> Participations:
    """No participation at all."""
    days, instants = np.empty(0, np.int32), np.empty(0, np.int64)
    return Participations(days, np.empty(0, np.bool_), days, days, instants, instants)


def enrolled(table: Any, subject: Any, moment: int) -> Enrolled:
    """The rows of a table of participations; `subject`: the codes of theirs. Raises NotPlain, also where one participation is there twice:
    whether it is the same, or its end was said anew, is for `enrol` to find."""
    columns = {name: filled(table.column(name)) for name in table.column_names}
    rulebook, basis, start = (columns[name] for name in ("rulebook", "basis", "from"))
    until = columns.get("until", pa.nulls(len(start), pa.date32()))
    if rulebook.null_count or basis.null_count or start.null_count or not (is_text(rulebook) and is_text(basis)):
        raise NotPlain
    books, bases = encoded(rulebook), encoded(basis)
    if not set(bases.dictionary.to_pylist()) <= set(BASES):
        raise NotPlain
    first, last = day_column(start), day_column(until)
    if pc.any(pc.less_equal(last, first)).as_py():
        raise NotPlain
    consent = truths(pc.equal(decoded(bases), BASES[0]))
    number, of = int32s(books.indices.cast(pa.int32())), int32s(subject)
    recorded_at: Int64s = numbers(moments(columns.get("recorded_at"), len(start), moment), np.int64)
    rows = Participations(of, consent, days_of(first), days_of(last, NEVER), recorded_at, np.full(len(of), NEVER_KNOWN, np.int64))
    if twice(of, number, consent, rows.start):
        raise NotPlain
    return Enrolled(books.dictionary.to_pylist(), number, rows)


def twice(subject: Int32s, number: Int32s, consent: npt.NDArray[np.bool_], start: Int32s) -> bool:
    """Whether two rows are alike in all of these."""
    columns = (subject, start, number, consent)
    order = np.lexsort(columns[::-1])
    same = np.ones(max(len(order) - 1, 0), np.bool_)
    for column in columns:
        ordered = column[order]
        same &= ordered[1:] == ordered[:-1]
    return bool(same.any())
