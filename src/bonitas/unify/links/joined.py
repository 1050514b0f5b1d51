"""Several ledgers read as one, through links: a `Ledger` that the engine asks as it asks any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.base import Amendment, FullRecord, Int32s, Int64s, Need, Participations, Records
from bonitas.ledger.replaced import with_replacements
from bonitas.ledger.schema import WORDY
from bonitas.ledger.store import Store
from bonitas.unify.links.doubles import Doubles, names_of
from bonitas.unify.links.following import Following
from bonitas.unify.links.taking import taken_of
from bonitas.unify.links.who import Who
from bonitas.unify.links.wording import Words


class Joined(Following):
    """Ledgers by name (in order), and who of them is one. A united subject has the records and amendments of all its members; a record that
    two of them have (same furnisher, ref, kind and day) is one. It is enrolled where any member is. A subject that is united with nobody is
    called LEDGER:SUBJECT. Closes its ledgers when it is closed.
    """

    beside = None
    catalogue: Catalogue | None

    def __init__(
        self,
        ledgers: Mapping[str, Store],
        who: Who,
        *,
        also: Mapping[str, str] | None = None,
        address: str = "",
        words: Words | None = None,
    ) -> None:
        """`who`: who is one, and by which codes. `also`: ids that were merged into others. `address`: the file of links."""
        super().__init__(tuple(ledgers), tuple(ledgers.values()), who, also or {}, words)
        self.lab = any(part.lab for part in self.parts)
        self.purposes = any(part.purposes for part in self.parts)
        self.licensed = any(part.licensed for part in self.parts)
        self.address = address
        self.catalogue = next((part.catalogue for part in self.parts if part.catalogue is not None), None)
        self.attributes = {name: type_ for part in self.parts for name, type_ in part.attributes.items()}
        self.allowed = next((part.allowed for part in self.parts if part.allowed is not None), None)
        self.doubles = Doubles(self.parts, self.who, self._words)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Within the block every question is answered from one state of each ledger."""
        with ExitStack() as stack:
            for part in self.parts:
                stack.enter_context(part.still())
            yield

    # ------------------------------------------------------------ records

    def latest_entry_at(self) -> int:
        """The latest `recorded_at` of anything in the ledgers (microseconds), or 0 if all are empty."""
        return max(part.latest_entry_at() for part in self.parts)

    def size(self, need: Need) -> int:
        """How many records `read` would deliver, at most."""
        return sum(part.size(mine) for _, part, mine in self._needs(need))

    def _needs(self, need: Need) -> Iterator[tuple[int, Store, Need]]:
        """What each ledger is asked, of those that have anybody who is asked about."""
        there = None if need.subjects is None else self.who.there(need.subjects)
        for part, ledger in enumerate(self.parts):
            if there is None:
                yield part, ledger, need
            elif len(there[part]):
                yield part, ledger, replace(need, subjects=there[part])

    def read(self, need: Need) -> Iterator[Records]:
        """The records needed, in pieces."""
        dropped = self.doubles.dropped(need.subjects, need.kinds)
        for part, ledger, mine in self._needs(need):
            theirs = dropped.get(part)
            for piece in ledger.read(replace(mine, entry=need.entry or theirs is not None)):
                if theirs is not None:
                    assert piece.entry is not None
                    piece = _only(piece, ~np.isin(piece.entry, theirs))  # noqa: PLW2901 - the same piece without doubles
                yield self._here(part, piece, entry=need.entry)

    def _here(self, part: int, piece: Records, *, entry: bool) -> Records:
        """A ledger's records in codes of here."""
        values = {
            name: self._words.here(part, column) if self.attributes.get(name) in WORDY else column
            for name, column in piece.attributes.items()
        }
        party = piece.counterparty
        return replace(
            piece, subject=self.who.here(part, piece.subject), kind=self._words.here(part, piece.kind), attributes=values,
            counterparty=None if party is None else self.who.here(part, party),
            furnisher=None if piece.furnisher is None else self._words.here(part, piece.furnisher),
            entry=self.who.entries(part, piece.entry) if entry and piece.entry is not None else None,
        )  # fmt: skip

    def amendments(self, need: Need) -> list[Amendment]:
        """All amendments of the records needed; those of a record that two ledgers have are of the one that counts."""
        kept = self.doubles.kept(need.subjects, need.kinds)
        found = []
        for part, ledger, mine in self._needs(need):
            theirs = ledger.amendments(mine)
            entries = self.who.entries(part, np.array([one.entry for one in theirs], np.int64)).tolist()
            subjects = self.who.here(part, np.array([one.subject for one in theirs], np.int32)).tolist()
            corrected = self._corrected(part, [one.corrected for one in theirs])
            found += [
                Amendment(kept.get(entry, entry), subject, one.change, one.effective_on, one.recorded_at, values, one.reason)
                for one, entry, subject, values in zip(theirs, entries, subjects, corrected, strict=True)
            ]
        return found

    def _corrected(self, part: int, corrected: list[Mapping[str, int]]) -> list[Mapping[str, int]]:
        """Corrected values in codes of here: each word and each party is looked up once."""
        words, parties = dict[int, int](), dict[int, int]()
        wordy = {name for name, kind in self.attributes.items() if kind in WORDY}
        for names, known, here in ((wordy, words, self._words.here), ({"counterparty"}, parties, self.who.here)):
            met = np.array(sorted({value for one in corrected for name, value in one.items() if name in names}), np.int32)
            known.update(zip(met.tolist(), here(part, met).tolist(), strict=True))
        return [
            {name: words[v] if name in wordy else parties[v] if name == "counterparty" else v for name, v in one.items()}
            for one in corrected
        ]

    def participations(self, rulebook: str, subjects: Int32s | None = None) -> Participations:
        """All participations in one rulebook, of whichever ledger."""
        there = None if subjects is None else self.who.there(subjects)
        found = []
        for part, ledger in enumerate(self.parts):
            if there is None or len(there[part]):
                theirs = ledger.participations(rulebook, None if there is None else there[part])
                found.append(replace(theirs, subject=self.who.here(part, theirs.subject)))
        if not found:
            found = [self.parts[0].participations(rulebook, np.empty(0, np.int32))]
        columns = ("subject", "consent", "start", "end", "recorded_at", "replaced_at")
        whole = Participations(*(np.concatenate([getattr(one, name) for one in found]) for name in columns))
        rows = np.flatnonzero(self.who.is_united(whole.subject))
        if len(rows):  # a later word in one ledger on an end replaces that in another
            shared = with_replacements(Participations(*(getattr(whole, name)[rows] for name in columns)))
            whole.replaced_at[rows] = shared.replaced_at
        return whole

    # ------------------------------------------------------------ single entries

    def tie_order(self, entries: Int64s, about: Int32s | None = None) -> Int64s:
        """For each entry its rank in order of furnisher and ref (by code point) among those given; of one name, as they are called here."""
        once, place = np.unique(entries, return_inverse=True)
        tables = []
        for part, ledger in enumerate(self.parts):
            mine = once[once % self.who.count == part] // self.who.count
            if len(mine):
                table = names_of(ledger, mine)
                here = pa.array(self.who.entries(part, table.column("entry").to_numpy()))
                tables.append(table.set_column(table.column_names.index("entry"), "entry", here))
        rank = np.empty(len(once), np.int64)
        if tables:
            whole = pa.concat_tables(tables)
            order = [(name, "ascending") for name in ("furnisher", "ref", "recorded_at", "entry")]
            sorted_ = whole.column("entry").take(pc.sort_indices(whole, order)).to_numpy()
            rank[np.searchsorted(once, sorted_)] = np.arange(len(once))
        return rank[place]

    def full_records(self, entries: Sequence[int], about: Int32s | None = None) -> list[FullRecord]:
        """Records in words, in the order asked."""
        there = None if about is None else self.who.there(about)
        found: dict[int, FullRecord] = {}
        for part, ledger in enumerate(self.parts):
            mine = sorted({int(entry) // self.who.count for entry in entries if int(entry) % self.who.count == part})
            theirs = ledger.full_records(mine, None if there is None else there[part]) if mine else []
            ids = list(dict.fromkeys(one for row in theirs for one in (row.subject, row.counterparty) if one is not None))
            here: dict[str | None, str | None] = {None: None, **dict(zip(ids, self.called(part, ids), strict=True))}
            for one in theirs:
                entry, subject = one.entry * self.who.count + part, here[one.subject] or ""
                found[entry] = replace(one, entry=entry, subject=subject, counterparty=here[one.counterparty])
        called = self.doubles.called(self.parties(sorted({one.subject for one in found.values()})) if about is None else about)
        return [replace(found[e], ref=called[e]) if e in called else found[e] for e in map(int, entries)]

    def taken(self, subject: str) -> Mapping[str, pa.Table]:
        """All that the members of a subject have, as rows of the tables of one ledger (`base.Filed`)."""
        return taken_of(self, subject)

    def word_codes(self, part: int, codes: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Codes of a ledger's words as codes here."""
        return self._words.here(part, codes)

    def ledger_of(self, entry: int) -> str:
        """The ledger that an entry lies in."""
        return self.names[entry % self.who.count]

    # ------------------------------------------------------------ who is asked about, and the end

    def without(self, link: int) -> Joined:
        """The same ledgers as if a link did not count. Not to be closed."""
        who = self.who.with_unions(self.unions.without(link))
        return Joined(dict(zip(self.names, self.parts, strict=True)), who, address=self.address, words=self._words)

    def close(self) -> None:
        for part in self.parts:
            part.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _only(piece: Records, rows: npt.NDArray[np.bool_]) -> Records:
    """Some rows of a piece."""
    columns = ("subject", "kind", "occurred_on", "ended_on", "counterparty", "furnisher", "recorded_at", "entry")
    cut: dict[str, Any] = {name: column[rows] for name in columns if (column := getattr(piece, name)) is not None}
    return replace(piece, **cut, attributes={name: column[rows] for name, column in piece.attributes.items()})
