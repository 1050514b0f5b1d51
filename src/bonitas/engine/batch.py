"""From what a ledger delivers to the rows that the kernel folds: grouped, in order, amended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bonitas.engine.grouping import (
    Places, count_rows, in_threads, list_ties, order_ties, ranges, scatter, scatter_column, sort_rows,
)  # fmt: skip
from bonitas.engine.kernel import layout as ly
from bonitas.engine.participation import ALONE, places_of
from bonitas.engine.program import Compiled
from bonitas.engine.versions import amended
from bonitas.ledger.base import Amendment, Int32s, Ledger, Need, Records
from bonitas.rulebook.model import Hold


#: What disputes do unless a rulebook says otherwise.
ALWAYS_HELD = Hold()
#: So many columns are written with the key in one go; a record's row is then touched once.
TOGETHER = 4
NOTHING = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of some subjects as the kernel reads them."""

    at: ly.Ints
    """Rows at[i]…at[i + 1] are those of the i-th subject."""
    cells: ly.Matrix
    lay: ly.Ints

    @property
    def largest(self) -> int:
        """The most rows that one subject has."""
        return int(np.diff(self.at).max(initial=0))


def load(
    compiled: Compiled,
    ledger: Ledger,
    subjects: Int32s,
    known_at: int | None,
    threads: int,
    *,
    some: bool,
    hold: Hold | None = ALWAYS_HELD,
    entry: bool = False,
    changes: Sequence[Amendment] | None = None,
    since: tuple[int, ...] = (),
) -> Batch:
    """Read, group, amend and order the records of `subjects` (codes, each once). `known_at`: nothing known later is asked for
    (None: records need not carry when they were recorded). `some`: the store is told which subjects. `hold`: how disputes hold records out.
    `changes`: their amendments, where the caller has them already. `since`: from which day on records of each kind matter (`Need.since`)."""
    need = compiled.need(recorded_at=known_at is not None, entry=False)
    need = for_subjects(need, subjects if some else None)
    if changes is None:
        changes = ledger.amendments(need) if compiled.kinds else []
    entry = entry or compiled.needs_ties or bool(changes)
    need = for_subjects(compiled.need(recorded_at=known_at is not None or bool(changes), entry=entry), need.subjects)
    if not any("occurred_on" in change.corrected for change in changes):  # one that was moved may matter from where it is now
        need = replace(need, since=since)
    pieces = [piece for piece in ledger.read(need) if len(piece)] if compiled.kinds else []
    return group(compiled, ledger, pieces, subjects, changes, threads, hold=hold)


def for_subjects(need: Need, subjects: Int32s | None) -> Need:
    """The same need, for some subjects only (None: all)."""
    return replace(need, subjects=subjects)


def group(
    compiled: Compiled,
    ledger: Ledger,
    pieces: list[Records],
    subjects: Int32s,
    changes: Sequence[Amendment],
    threads: int,
    *,
    hold: Hold | None,
) -> Batch:
    """Rows of `subjects` in the order given."""
    if changes:
        pieces = amended(pieces, changes, hold=hold)
    layout, names = column_order(compiled, optional(pieces), bool(changes))
    columns = Columns(compiled, names)
    if len(subjects) <= ALONE:
        pieces, subjects = few(pieces, subjects)
    place = place_of(subjects, pieces)
    local_kind = local_kinds(compiled, ledger)
    counts = count(pieces, place, len(subjects), threads)
    at = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    cells = np.empty((int(at[-1]), int(layout[ly.L_WIDTH])), np.int64)
    cursor = at[:-1].copy()
    runs = ranges(counts, threads)
    in_threads([(pieces, columns, place, local_kind, a, b, cursor, cells) for a, b in runs], scatter_run, threads)
    groups = compiled.order_groups
    tied = np.zeros(len(subjects), np.bool_)
    work = [(at, cells, a, b, np.empty((1, cells.shape[1]), np.int64), groups, tied) for a, b in runs]
    ties = sum(int(str(n)) for n in in_threads(work, sort_rows, threads))
    if ties:
        rows = np.empty(ties, np.int64)
        list_ties(at, cells, np.flatnonzero(tied), groups, rows)
        entries = cells[rows, layout[ly.L_ENTRY]]
        unique, inverse = np.unique(entries, return_inverse=True)
        order_ties(at, cells, rows, ledger.tie_order(unique)[inverse])
    return Batch(at=at, cells=cells, lay=layout[: ly.L_WIDTH])


def local_kinds(compiled: Compiled, ledger: Ledger) -> Int32s:
    """For each code of a kind that the rules look at, its number in the program."""
    codes = ledger.codes(compiled.kinds)
    numbers = np.full(max(int(codes.max(initial=-1)) + 1, 1), 0, np.int32)
    numbers[codes[codes >= 0]] = np.flatnonzero(codes >= 0)
    return numbers


def first_days(compiled: Compiled, ledger: Ledger, since: tuple[int, ...]) -> Int32s:
    """For each code of a kind the first day on which a record of it can matter (`Need.since`); NEVER for kinds that the rules do not look at."""
    codes = ledger.codes(compiled.kinds)
    days = np.full(max(int(codes.max(initial=-1)) + 1, 1), ly.NEVER, np.int32)
    days[codes[codes >= 0]] = np.array(since or [ly.ALWAYS] * len(codes))[codes >= 0]
    return days


def count(pieces: Sequence[Records], place: Int32s, subjects: int, threads: int) -> ly.Ints:
    """How many rows each subject has: each thread counts every so-manieth piece for itself, and the counts are added."""
    shares = [(pieces[i::threads], place, np.zeros(subjects, np.int64)) for i in range(max(threads, 1))]
    in_threads(shares, count_share, threads)
    total: ly.Ints = np.sum([counts for _, _, counts in shares], axis=0)
    return total


def count_share(pieces: Sequence[Records], place: Int32s, counts: ly.Ints) -> None:
    for piece in pieces:
        count_rows(piece.subject, place, counts)


def scatter_run(
    pieces: Sequence[Records],
    columns: Columns,
    place: Int32s,
    local_kind: Int32s,
    low: int,
    high: int,
    cursor: ly.Ints,
    cells: ly.Matrix,
) -> None:
    """Write the records of subjects low…high into their rows. Each thread has subjects of its own, so that nothing depends on their pace;
    a piece that holds none of them is passed over (in a ledger clustered by subject, most are)."""
    for piece in pieces:
        codes = piece.subject
        if len(codes) == 0:
            continue  # every record of it was withdrawn
        at = place[int(codes.min()) : int(codes.max()) + 1]
        if not ((at >= low) & (at < high)).any():
            continue
        listed = columns(piece)
        first, more = listed[:TOGETHER], listed[TOGETHER:]
        where: Places = np.full(len(piece) if more else 0, -1, np.int64)
        one, two, three, four = [column for _, column in first] + [NOTHING] * (TOGETHER - len(first))
        scatter(
            codes,
            place,
            piece.kind,
            local_kind,
            piece.occurred_on,
            low,
            high,
            cursor,
            cells,
            where,
            one,
            two,
            three,
            four,
            len(first),
        )
        for column, numbers in more:
            scatter_column(where, 0, numbers, cells, column)


def few(pieces: Sequence[Records], subjects: Int32s) -> tuple[list[Records], Int32s]:
    """The same with codes from 0 on: a table of all codes would take longer to make than a few subjects to rate."""
    other = len(subjects)
    local = [places_of(piece.subject, subjects) for piece in pieces]
    own = [replace(p, subject=np.where(at < 0, other, at).astype(np.int32)) for p, at in zip(pieces, local, strict=True)]
    return own, np.where(subjects >= 0, np.arange(len(subjects)), -1).astype(np.int32)


def place_of(subjects: Int32s, pieces: Sequence[Records]) -> Int32s:
    """For each subject code its place among those asked for, or −1."""
    return asked_place(subjects, max((int(p.subject.max(initial=0)) for p in pieces), default=0))


def asked_place(subjects: Int32s, largest: int = 0) -> Int32s:
    """For each code up to that of the last subject asked for, or to `largest`, its place among them, or −1."""
    place = np.full(max(int(subjects.max(initial=0)), largest) + 1, -1, np.int32)
    known = subjects >= 0
    if known.all():
        place[subjects] = np.arange(len(subjects), dtype=np.int32)
    else:
        place[subjects[known]] = np.flatnonzero(known)
    return place


class Columns:
    """Which columns of a piece go where in the cells."""

    def __init__(self, compiled: Compiled, names: Sequence[str]) -> None:
        self.attributes = compiled.attributes
        self.names = names

    def __call__(self, piece: Records) -> list[tuple[int, ly.Ints]]:
        """(column, values as int64) of each column but the key."""
        found = [(1 + i, piece.attributes[name]) for i, name in enumerate(self.attributes)]
        for i, name in enumerate(self.names):
            values = piece.attributes[name] if name.startswith("@") else getattr(piece, name)
            found.append((1 + len(self.attributes) + i, np.ascontiguousarray(values, dtype=np.int64)))
        return found


#: What lies in the cells behind the attributes, where it was read.
FACTS = ((ly.L_ENDED, "ended_on"), (ly.L_COUNTERPARTY, "counterparty"), (ly.L_FURNISHER, "furnisher"), (ly.L_ENTRY, "entry"))
#: What takes the place of the instant of recording, where records have versions.
VERSIONS = (
    (ly.L_SETTLED, "@settled"), (ly.L_SEEN_FROM, "@seen_from"), (ly.L_SEEN_UNTIL, "@seen_until"),
    (ly.L_KNOWN_FROM, "@known_from"), (ly.L_KNOWN_UNTIL, "@known_until"),
)  # fmt: skip


def column_order(compiled: Compiled, has: Collection[str], versions: bool) -> tuple[ly.Ints, list[str]]:
    """Where each fact lies in the cells (`LAY`, and behind it how wide they are), and the names of the columns behind the attributes.
    `has`: which of those that are not always read there are."""
    layout = np.full(ly.L_WIDTH + 1, -1, np.int64)
    facts = [(place, name) for place, name in FACTS if name in has]
    if has and versions:
        facts += VERSIONS
    elif "recorded_at" in has:
        facts.append((ly.L_RECORDED, "recorded_at"))
    for column, (place, _) in enumerate(facts, 1 + len(compiled.attributes)):
        layout[place] = column
    layout[ly.L_WIDTH] = 1 + len(compiled.attributes) + len(facts)
    return layout, [name for _, name in facts]


def optional(pieces: Sequence[Records]) -> set[str]:
    """Which columns the records have of those that are not always read."""
    names = ("ended_on", "counterparty", "furnisher", "entry", "recorded_at")
    return {name for name in names if getattr(pieces[0], name) is not None} if pieces else set()
