"""What subjects and words of joined ledgers are called here, and who is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.ledger.base import Ids, Int32s, Int64s
from bonitas.ledger.store import Store
from bonitas.unify.links.codes import trouble
from bonitas.unify.links.model import shown
from bonitas.unify.links.uniting import United
from bonitas.unify.links.who import Who
from bonitas.unify.links.wording import Words


class Naming:
    """Ledgers by name (in order), who of them is one, and the words of all: the part of `Joined` that tells codes and ids."""

    def __init__(
        self, names: tuple[str, ...], parts: tuple[Store, ...], who: Who, also: Mapping[str, str], words: Words | None
    ) -> None:
        self.names, self.parts, self.who, self.unions = names, parts, who, who.unions
        self._words = words or Words(parts)
        self._also = dict(also)
        self._everybody: tuple[Int32s, pa.StringArray, npt.NDArray[np.bool_]] | None = None

    def codes(self, words: Sequence[str]) -> Int32s:
        """The code of each word; −1 for one that no ledger has seen."""
        return self._words.codes(words)

    def words(self, codes: Sequence[int]) -> list[str]:
        """The words behind codes."""
        return self._words.words(codes)

    def parties(self, ids: Sequence[str]) -> Int32s:
        """The code of each subject or counterparty by id (a united one, or LEDGER:SUBJECT); −1 for one never seen."""
        places = np.array(self.unions.places([self._also.get(one, one) for one in ids]), np.int64)
        found = self.who.codes_of(places)
        by: dict[int, tuple[list[int], list[str]]] = {}
        for at in np.flatnonzero(places < 0).tolist():
            ledger, colon, subject = ids[at].partition(":")
            if colon and ledger in self.names:
                rows, theirs = by.setdefault(self.names.index(ledger), ([], []))
                rows.append(at)
                theirs.append(subject)
        for part, (rows, theirs) in by.items():
            found[rows] = self.who.here(part, self.parts[part].parties(theirs))
        return found

    def subjects(self, ids: Sequence[str] | None = None) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """Codes, ids and whether each is an organisation: all in order of id, or those asked, in the order asked."""
        if ids is None:
            return self._all()
        codes = self.parties(ids)
        first: dict[int, str] = {}
        for one, code in zip(ids, codes.tolist(), strict=True):
            if code >= 0 and first.setdefault(code, one) != one:
                raise trouble("U241", found=first[code], other=one)
        told = self._told(ids, codes)
        organisation = np.array([told.get(code, False) for code in codes.tolist()], np.bool_)
        return np.where([code in told for code in codes.tolist()], codes, -1).astype(np.int32), list(ids), organisation

    def _told(self, ids: Sequence[str], codes: Int32s) -> dict[int, bool]:
        """Those of some codes that are subjects in any ledger, with whether any says that it is an organisation."""
        found: dict[int, bool] = {}
        for part, name in enumerate(self.names):
            theirs = self.who.ids_there(part, codes) + [
                one[len(name) + 1 :]
                for one, united in zip(ids, self.who.is_united(codes).tolist(), strict=True)
                if not united and one.startswith(f"{name}:")
            ]
            there, _, flags = self.parts[part].subjects(theirs) if theirs else (np.empty(0, np.int32), [], np.empty(0, np.bool_))
            for code, flag in zip(self.who.here(part, there).tolist(), flags.tolist(), strict=True):
                if code >= 0:
                    found[code] = found.get(code, False) or flag
        return found

    def _all(self) -> tuple[Int32s, pa.StringArray, npt.NDArray[np.bool_]]:
        if self._everybody is None:
            self._everybody = self._gathered([part.subjects() for part in self.parts])
        return self._everybody

    def _gathered(
        self, theirs: Sequence[tuple[Int32s, Ids, npt.NDArray[np.bool_]]]
    ) -> tuple[Int32s, pa.StringArray, npt.NDArray[np.bool_]]:
        """Subjects of each ledger as subjects here, each once, in order of id."""
        everybody = np.concatenate([self.who.here(part, codes) for part, (codes, _, _) in enumerate(theirs)])
        ids = [
            pc.binary_join_element_wise(pa.scalar(name), pa.array(called, pa.string()), ":")
            for name, (_, called, _) in zip(self.names, theirs, strict=True)
        ]
        once, first, place = np.unique(everybody, return_index=True, return_inverse=True)
        flags = np.concatenate([organisation for _, _, organisation in theirs])
        organisations = np.bincount(place, weights=flags, minlength=len(once)) > 0
        called = pa.chunked_array(ids).combine_chunks().take(pa.array(first))
        shared = self.who.is_united(once)
        called = pc.replace_with_mask(called, pa.array(shared), self.who.names(once[shared]))
        order = pc.sort_indices(called).to_numpy()
        return once[order].astype(np.int32), called.take(pa.array(order)), organisations[order]

    def subjects_between(self, first: str, last: str) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """As `subjects`: all from one id to another, both included."""
        codes, ids, organisation = self._all()
        inside = pc.and_(pc.greater_equal(ids, first), pc.less_equal(ids, last)).to_numpy(zero_copy_only=False)
        return codes[inside], ids.filter(pa.array(inside)), organisation[inside]

    def weights(self) -> Iterator[tuple[pa.StringArray, Int64s]]:
        """In order of id: every subject, and how many records it has."""
        codes, ids, _ = self._all()
        place = np.argsort(codes)
        total = np.zeros(len(codes), np.int64)
        for part, ledger in enumerate(self.parts):
            theirs = self.who.here(part, ledger.subjects()[0])
            counts = np.concatenate([np.empty(0, np.int64), *(counts for _, counts in ledger.weights())])
            at = place[np.searchsorted(codes, theirs, sorter=place)]
            total += np.bincount(at, weights=counts, minlength=len(total)).astype(np.int64)
        if len(ids):
            yield ids, total

    def called(self, part: int, ids: Sequence[str]) -> list[str]:
        """What a ledger's subjects or counterparties are called here."""
        codes = self.who.here(part, self.parts[part].parties(ids))
        united = self.who.is_united(codes)
        names = iter(self.who.names(codes[united]).to_pylist())
        return [next(names) if one else shown((self.names[part], own)) for one, own in zip(united.tolist(), ids, strict=True)]

    def group_of(self, subject: str) -> United | None:
        """The members and links of a united subject; None for one that is united with nobody."""
        code = self.parties([subject])
        return self.unions.united(self.who.group_of(int(code[0]))) if self.who.is_united(code)[0] else None

    def through(self, subject: str) -> list[dict[str, Any]]:
        """The links by which the members of a subject are one (`base.Filed`)."""
        group = self.group_of(subject)
        return [] if group is None else [link.told() for link in group.links]

    def apart(self, subject: str) -> list[tuple[Store, str]]:
        """The ledgers that know a subject now, and what it is called there."""
        group = self.group_of(subject)
        if group is not None:
            members = [(self.parts[self.names.index(ledger)], mine) for ledger, mine in group.members]
            return [(part, mine) for part, mine in members if int(part.parties([mine])[0]) >= 0]
        ledger, _, mine = subject.partition(":")
        return [(self.parts[self.names.index(ledger)], mine)] if ledger in self.names else []
