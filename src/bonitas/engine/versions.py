"""Step 2: what amendments make of records.

A record that was amended becomes several rows, of which at most one is seen at a time.

Each row is seen on days seen_from ≤ t < seen_until by those who ask with known_from ≤ k < known_until.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from bonitas.common.days import NEVER, NO_DAY
from bonitas.engine.held import holds
from bonitas.ledger.base import NEVER_KNOWN, Amendment, Records
from bonitas.rulebook.model import Hold

VERSION_COLUMNS = ("@settled", "@seen_from", "@seen_until", "@known_from", "@known_until")
#: Corrections of these are columns of their own, all others are attributes.
PLAIN_COLUMNS = ("occurred_on", "ended_on", "counterparty")
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Version:
    """One row that a record becomes."""

    known_from: int
    known_until: int
    seen_from: int
    seen_until: int
    settled: int
    corrected: Mapping[str, int]


def free_days(start: int, held: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches from `start` on that no hold covers."""
    free: list[tuple[int, int]] = []
    for a, b in sorted(held):
        if a > start:
            free.append((start, a))
        start = max(start, b)
    if start < NEVER:
        free.append((start, NEVER))
    return free


def versions(recorded_at: int, occurred_on: int, changes: Sequence[Amendment], *, hold: Hold | None) -> list[Version]:
    """All rows of one record: for each stretch of what was known, each stretch of days on which it is seen."""
    ordered = sorted(changes, key=lambda c: (c.recorded_at, c.effective_on, c.change))
    moments = sorted({recorded_at, *(max(c.recorded_at, recorded_at) for c in ordered)})
    found: list[Version] = []
    for known_from, known_until in itertools.pairwise([*moments, NEVER_KNOWN]):
        so_far = [c for c in ordered if c.recorded_at <= known_from]
        if any(c.change in {"withdrawn", "upheld"} for c in so_far):
            continue
        corrected: dict[str, int] = {}
        settled = NO_DAY
        for change in so_far:
            corrected.update(change.corrected)
            settled = change.effective_on if change.change == "settled" else settled
        start = corrected.get("occurred_on", occurred_on)
        held = [(one.start, one.end) for one in holds(so_far, hold)]
        for seen_from, seen_until in free_days(start, held):
            found.append(Version(known_from, known_until, seen_from, seen_until, settled, corrected))
    return found


def amended(pieces: Sequence[Records], changes: Sequence[Amendment], *, hold: Hold | None) -> list[Records]:
    """Pieces in which every row carries the version columns, and amended records stand as all their versions."""
    by_entry: dict[int, list[Amendment]] = {}
    for change in changes:
        by_entry.setdefault(change.entry, []).append(change)
    touched = np.array(sorted(by_entry), np.int64)
    result: list[Records] = []
    for piece in pieces:
        assert piece.entry is not None
        assert piece.recorded_at is not None
        mine = np.isin(piece.entry, touched)
        result.append(_plain(taken(piece, np.flatnonzero(~mine))))
        if mine.any():
            result.append(_versions(piece, np.flatnonzero(mine), by_entry, hold=hold))
    return [piece for piece in result if len(piece)] or result[:1]


def taken(piece: Records, rows: Places) -> Records:
    """Some rows of a piece."""
    optional = {
        name: None if getattr(piece, name) is None else getattr(piece, name)[rows]
        for name in ("ended_on", "counterparty", "furnisher", "recorded_at", "entry")
    }
    attributes = {name: values[rows] for name, values in piece.attributes.items()}
    return Records(piece.subject[rows], piece.kind[rows], piece.occurred_on[rows], attributes, **optional)


def _plain(piece: Records) -> Records:
    """Version columns of records that nobody amended."""
    assert piece.recorded_at is not None
    n = len(piece)
    extra = {
        "@settled": np.full(n, NO_DAY, np.int64),
        "@seen_from": piece.occurred_on.astype(np.int64),
        "@seen_until": np.full(n, NEVER, np.int64),
        "@known_from": piece.recorded_at,
        "@known_until": np.full(n, NEVER_KNOWN, np.int64),
    }
    return replace(piece, attributes={**piece.attributes, **extra})


def _versions(piece: Records, rows: Places, by_entry: Mapping[int, list[Amendment]], *, hold: Hold | None) -> Records:
    """Every version of the records in some rows, as rows of their own."""
    assert piece.entry is not None
    assert piece.recorded_at is not None
    source: list[int] = []
    made: list[Version] = []
    for row in rows.tolist():
        entry = int(piece.entry[row])
        for version in versions(int(piece.recorded_at[row]), int(piece.occurred_on[row]), by_entry[entry], hold=hold):
            source.append(row)
            made.append(version)
    out = taken(piece, np.array(source, np.int64))
    attributes = {name: values.copy() for name, values in out.attributes.items()}
    attributes["@settled"] = np.array([v.settled for v in made], np.int64)
    for name in VERSION_COLUMNS[1:]:
        attributes[name] = np.array([getattr(v, name[1:]) for v in made], np.int64)
    columns: dict[str, Any] = {name: None if getattr(out, name) is None else getattr(out, name).copy() for name in PLAIN_COLUMNS}
    for i, version in enumerate(made):
        for name, value in version.corrected.items():
            target = columns.get(name) if name in PLAIN_COLUMNS else attributes.get(name)
            if target is not None:  # a corrected column that this rulebook does not look at
                target[i] = value
    return replace(out, attributes=attributes, **columns)
