"""A ledger as a refresh asks it about a few subjects: with what is kept beside it of people, and programs made once for as long as it is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.engine.at_hand import FEW, AtHand, Shelf, _key
from bonitas.ledger.arranged.some import Some
from bonitas.ledger.base import Followed, Int32s, Int64s, Need, Participations, Records
from bonitas.ledger.entries import Entries
from bonitas.ledger.following import Following
from bonitas.ledger.people import Known
from bonitas.ledger.standings.base import StandingStore


@dataclass(slots=True)
class Few(AtHand):
    """A ledger of which a few subjects are asked for."""

    known: Known | None = None
    _some: Some | None = None
    """By whom the records were numbered that were read last; None: they have their own numbers."""

    def read(self, need: Need) -> Iterator[Records]:
        """The records needed, and nothing beside. Where none was amended, it makes no difference how they are numbered, so long as ties are put in
        order (`Some`); else they are kept with their numbers, by which it is found out whom ties are about."""
        self._some = self._soonest(need)
        if self._some is not None:
            assert isinstance(self.ledger, Entries)
            some = self._some.records(need, self.ledger._first_days(need))
            if len(some):
                yield some
            return
        found = list(self.ledger.read(need))
        if need.entry:
            self._pieces[_key(need)] = found
        yield from found

    def _soonest(self, need: Need) -> Some | None:
        """The `Some` to read these from, if it may be used."""
        if not isinstance(self.ledger, Entries) or need.subjects is None or len(need.subjects) > FEW or not self._unamended(need):
            return None
        return self._some or self.ledger.some()

    def tie_order(self, entries: Int64s, about: Int32s | None = None) -> Int64s:
        """For each of the records that were read last a rank: in order of furnisher and ref among those of one subject and day."""
        return AtHand.tie_order(self, entries, about) if self._some is None else self._some.tie_order(entries)

    def participations(self, rulebook: str, subjects: Int32s | None = None) -> Participations:
        """All participations in one rulebook."""
        if self.known is None or subjects is None or rulebook != self.known.rulebook:
            return AtHand.participations(self, rulebook, subjects)
        return self.known.participations(np.unique(subjects))


def asked_of_few(ledger: Followed, codes: Int32s, known: Known | None) -> Followed | Few:
    """The ledger to ask about these subjects: itself, if they are many."""
    return Few(ledger, _shelf(ledger), known=known) if len(codes) <= FEW else ledger


def _shelf(ledger: Followed) -> Shelf:
    """What was worked out for this ledger since it was opened; nothing where nothing is kept."""
    return ledger._once("programs", Shelf, "programs") if isinstance(ledger, Following) else Shelf()


def subjects_of(
    ledger: Followed, codes: Int32s, known: Known | None, store: StandingStore, standing: Int32s
) -> tuple[Int32s, pa.Array, npt.NDArray[np.bool_]]:
    """As `Ledger.subjects`: those of these codes (in order, each once) that are subjects, in order of id. `standing`: those of them that have a
    standing, whose ids are kept with it."""
    if known is None:
        found, ids, organisation = ledger.subjects_of(codes)
        return found, ids if isinstance(ids, pa.Array) else pa.array(ids, pa.string()), organisation
    found, organisation = known.subjects(codes)
    new = np.setdiff1d(found, standing).astype(np.int32)
    name = dict(zip(standing.tolist(), store.ids(standing), strict=True))
    if len(new):
        others, called, _ = ledger.subjects_of(new)
        name |= zip(others.tolist(), map(str, called), strict=True)
    named = [name[code] for code in found.tolist()]
    order = np.array(sorted(range(len(named)), key=named.__getitem__), np.int64)
    return found[order], pa.array([named[row] for row in order.tolist()], pa.string()), organisation[order]
