"""A ledger as a refresh asks it about a few subjects: with what is kept beside it of people, and programs made once for as long as it is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.engine.at_hand import FEW, AtHand, Shelf, _key
from bonitas.ledger.arranged.some import Some
from bonitas.ledger.arrays import distinct, fixed
from bonitas.ledger.base import Amendment, Followed, Ids, Int32s, Int64s, Need, Participations, Records
from bonitas.ledger.entries import Entries
from bonitas.ledger.following import Following
from bonitas.ledger.people import Known
from bonitas.ledger.standings.base import StandingStore


@dataclass(slots=True)
class Few(AtHand):
    """A ledger of which a few subjects (`whom`: codes in order) are asked for. Here each one's code is its place among them: so no table of all
    codes is made for a few."""

    whom: Int32s = field(default_factory=lambda: np.empty(0, np.int32))
    known: Known | None = None
    _some: Some | None = None
    """By whom the records were numbered that were read last; None: they have their own numbers."""

    def _asked(self, need: Need) -> tuple[Need, Int32s]:
        """What the ledger is asked; and the codes that those asked about have here."""
        here = np.arange(len(self.whom), dtype=np.int32) if need.subjects is None else distinct(need.subjects)
        return replace(need, subjects=self.whom.take(here)), here

    def read(self, need: Need) -> Iterator[Records]:
        """The records needed, and nothing beside. Where none was amended, it makes no difference how they are numbered, so long as ties are put in
        order (`Some`); else they are kept with their numbers, by which it is found out whom ties are about."""
        asked, here = self._asked(need)
        self._some = self._soonest(asked)
        if self._some is not None:
            assert isinstance(self.ledger, Entries)
            found = self._some.records(asked, self.ledger._first_days(asked))
            if len(found):
                yield replace(found, subject=fixed(here.take(found.subject)))
            return
        pieces = list(self.ledger.read(asked))
        if need.entry:
            self._pieces[_key(asked)] = pieces
        yield from (replace(piece, subject=fixed(self._here(piece.subject))) for piece in pieces)

    def _here(self, codes: Int32s) -> Int32s:
        """The codes that subjects have here."""
        return np.searchsorted(self.whom, codes).astype(np.int32)

    def _soonest(self, asked: Need) -> Some | None:
        """The `Some` to read these from, if it may be used."""
        return (self._some or self.ledger.some()) if isinstance(self.ledger, Entries) and self._unamended(asked) else None

    def tie_order(self, entries: Int64s, about: Int32s | None = None) -> Int64s:
        """For each of the records that were read last a rank: in order of furnisher and ref among those of one subject and day."""
        if self._some is not None:
            return self._some.tie_order(entries)
        return AtHand.tie_order(self, entries, None if about is None else self.whom.take(about))

    def amendments(self, need: Need) -> list[Amendment]:
        """All amendments of the records needed."""
        found = AtHand.amendments(self, self._asked(need)[0])
        here = self._here(np.array([one.subject for one in found], np.int32)).tolist()
        return [replace(one, subject=code) for one, code in zip(found, here, strict=True)]

    def participations(self, rulebook: str, subjects: Int32s | None = None) -> Participations:
        """All participations in one rulebook."""
        whom = self.whom if subjects is None else self.whom.take(distinct(subjects))
        kept = self.known if self.known is not None and self.known.rulebook == rulebook else None
        found = AtHand.participations(self, rulebook, whom) if kept is None else kept.participations(whom)
        return replace(found, subject=self._here(found.subject))

    def size(self, need: Need) -> int:
        """How many records `read` would deliver, at most; cheap."""
        return self.ledger.size(self._asked(need)[0])


def asked_of_few(ledger: Followed, codes: Int32s, known: Known | None) -> Followed | Few:
    """The ledger to ask about these subjects (in order): itself, if they are many."""
    return Few(ledger, _shelf(ledger), whom=codes, known=known) if len(codes) <= FEW else ledger


def _shelf(ledger: Followed) -> Shelf:
    """What was worked out for this ledger since it was opened; nothing where nothing is kept."""
    return ledger._once("programs", Shelf, "programs") if isinstance(ledger, Following) else Shelf()


def subjects_of(
    ledger: Followed, codes: Int32s, known: Known | None, store: StandingStore, standing: Int32s
) -> tuple[Int32s, pa.Array, npt.NDArray[np.bool_]]:
    """Those of these codes (in order, each once) that are subjects, in order of code: with ids, and whether each is an organisation. `standing`: those
    of them that have a standing (in order), whose ids are kept with it."""
    if known is None:
        return _in_order(*ledger.subjects_of(codes))
    found, organisation = known.subjects(codes)
    strangers = np.flatnonzero(~np.isin(found, standing, assume_unique=True))
    if not len(strangers):
        return found, store.named(found), organisation
    names = store.named(np.delete(found, strangers)).to_pylist()
    others, called, _ = ledger.subjects_of(found[strangers])
    name = dict(zip(others.tolist(), map(str, called), strict=True)) | dict(
        zip(np.delete(found, strangers).tolist(), names, strict=True)
    )
    return found, pa.array([name[code] for code in found.tolist()], pa.string()), organisation


def _in_order(found: Int32s, ids: Ids, organisation: npt.NDArray[np.bool_]) -> tuple[Int32s, pa.Array, npt.NDArray[np.bool_]]:
    order = np.argsort(found)
    named = ids if isinstance(ids, pa.Array) else pa.array(ids, pa.string())
    return found[order], named.take(pa.array(order)), organisation[order]
