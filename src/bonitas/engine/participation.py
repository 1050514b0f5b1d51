"""Step 1: who is rated at all. Nobody is rated unawares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bonitas.engine.kernel.jit import outermost
from bonitas.engine.kernel.layout import NEVER, Ints
from bonitas.ledger.base import Int32s, Int64s, Participations
from bonitas.rulebook.model import Rulebook


Flags = npt.NDArray[np.bool_]
#: Up to so many subjects are searched for; for more, a table of all codes is made, unless they are fewer than one of so many codes.
ALONE = 64
SPREAD = 64


@dataclass(frozen=True, slots=True)
class Coverage:
    """Participations that count for a rulebook: those of the subject at place i are at[i]…at[i + 1]. `needed` is False where
    nobody's is asked for."""

    at: Ints
    start: Ints
    end: Ints
    recorded: Ints
    replaced: Ints
    needed: bool

    def until(self, places: Ints, days: Ints, knowns: Ints) -> tuple[Flags, Ints]:
        """For each asked (subject, day, instant): whether the day is covered, and the first later day on which that is otherwise
        (NEVER if there is none)."""
        covered = np.ones(len(places), np.bool_)
        turns = np.full(len(places), NEVER, np.int64)
        if self.needed:
            cover(self.at, self.start, self.end, self.recorded, self.replaced, places, days, knowns, covered, turns)
        return covered, turns


def coverage(book: Rulebook, found: Participations, subjects: Int32s) -> Coverage:
    """The participations of `subjects` that the rulebook accepts: a consent always, a notice unless it demands consent."""
    columns: tuple[Int32s | Int64s, ...] = (found.start, found.end, found.recorded_at, found.replaced_at)
    all_count = book.participation != "consent" or bool(found.consent.all())
    if all_count and np.array_equal(found.subject, subjects):  # one each, in their order, as in most ledgers
        start, end, recorded, replaced = (values.astype(np.int64, copy=False) for values in columns)
        return Coverage(np.arange(len(subjects) + 1), start, end, recorded, replaced, needed=book.participation != "none")
    mine = places_of(found.subject, subjects)
    taken = mine >= 0 if all_count else found.consent & (mine >= 0)
    if not taken.all():
        rows = np.flatnonzero(taken)
        mine, columns = mine[rows], tuple(values[rows] for values in columns)
    many = np.bincount(mine, minlength=len(subjects))
    at = np.concatenate([[0], np.cumsum(many)]).astype(np.int64)
    if many.max(initial=0) <= 1:  # nothing to be put in order: each goes where it belongs
        where = at[mine]
        start, end, recorded, replaced = (_put(values, where) for values in columns)
    else:
        order = np.argsort(mine, kind="stable")
        start, end, recorded, replaced = (values[order].astype(np.int64) for values in columns)
    return Coverage(at, start, end, recorded, replaced, needed=book.participation != "none")


def _put(values: Int32s | Int64s, where: Ints) -> Ints:
    """Each value at its place."""
    found = np.empty(len(values), np.int64)
    found[where] = values
    return found


def places_of(codes: Int32s, subjects: Int32s) -> Ints:
    """The place of each code among `subjects` (each there once, but −1), −1 for those that are not there."""
    known = np.flatnonzero(subjects >= 0)
    most = int(max(subjects.max(initial=0), codes.max(initial=0)))
    if len(known) <= ALONE or (len(known) + len(codes)) * SPREAD < most:
        order = known[np.argsort(subjects[known])]
        at = np.searchsorted(subjects[order], codes)
        found = np.append(order, -1)[at]
        return np.where(np.append(subjects[order], -1)[at] == codes, found, -1)
    place = np.full(most + 1, -1, np.int64)
    place[subjects[known]] = known
    mine: Ints = place[codes]
    return mine


def once_each(book: Rulebook, found: Participations, place: Int32s, days: Ints, knowns: Ints) -> tuple[Flags, Ints] | None:
    """As `Coverage.until`, where everybody is asked about once, in their order, and nobody has several participations; else None.
    `place`: where the subject with each code stands."""
    covered, turns = np.zeros(len(days), np.bool_), np.full(len(days), NEVER, np.int64)
    alone = cover_once(
        as_read(found.subject), as_read(found.consent), as_read(found.start), as_read(found.end), as_read(found.recorded_at),
        as_read(found.replaced_at), book.participation == "consent", place, days, knowns, covered, turns,
    )  # fmt: skip
    return (covered, turns) if alone else None


def as_read(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same numbers, not to be written to from here: the kernel is compiled for one sort of array."""
    found = np.ascontiguousarray(values).view()
    found.flags.writeable = False
    return found


@outermost
def cover_once(
    subject: Int32s, consent: Flags, start: Int32s, end: Int32s, recorded: Int64s, replaced: Int64s, demanded: bool, place: Int32s,
    days: Ints, knowns: Ints, covered: Flags, turns: Ints,
) -> bool:  # fmt: skip
    """Fill in `covered` and `turns`, as `cover` does; False as soon as a second participation of one subject comes."""
    met = np.zeros(len(days), np.bool_)
    for j in range(len(subject)):
        s = place[subject[j]] if subject[j] < len(place) else -1
        if s < 0 or (demanded and not consent[j]):
            continue
        if met[s]:
            return False
        met[s] = True
        if recorded[j] <= knowns[s] < replaced[j]:
            if start[j] <= days[s] < end[j]:
                covered[s], turns[s] = True, end[j]
            elif days[s] < start[j] < end[j]:
                turns[s] = start[j]
    return True


@outermost
def cover(
    at: Ints,
    start: Ints,
    end: Ints,
    recorded: Ints,
    replaced: Ints,
    places: Ints,
    days: Ints,
    knowns: Ints,
    covered: Flags,
    turns: Ints,
) -> None:
    """Fill in `covered` and `turns`: see `Coverage.until`."""
    for i in range(len(places)):
        s, k = places[i], knowns[i]
        reach, grew = days[i], True
        while grew:  # participations may follow one another without a gap
            grew = False
            for j in range(at[s], at[s + 1]):
                if recorded[j] <= k < replaced[j] and start[j] <= reach < end[j]:
                    reach = end[j]
                    grew = True
        covered[i] = reach > days[i]
        turns[i] = min(reach, NEVER) if reach > days[i] else NEVER
        if not covered[i]:
            for j in range(at[s], at[s + 1]):
                if recorded[j] <= k < replaced[j] and days[i] < start[j] < turns[i] and start[j] < end[j]:
                    turns[i] = start[j]
