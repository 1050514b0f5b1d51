"""Who is who among joined ledgers: codes of parties of each, and of united subjects, over arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.ledger.allowed import visible
from bonitas.ledger.arrays import numbers
from bonitas.ledger.base import Int32s, Int64s
from bonitas.ledger.store import Store
from bonitas.unify.links.uniting import Unions

#: Of whom their ledger knows nothing any more.
GONE: Final = -1
#: Up to so many ids are looked up one by one.
FEW: Final = 1_000


@dataclass(frozen=True, slots=True)
class Who:
    """Codes of parties across `count` ledgers. One that nobody is united with is its code there × count + the ledger's number; united ones
    share the code of the first of them. Members that their ledger does not know any more are passed over.

    `end_code`: for each end of `unions` its code there. `maps`: for each ledger what its first codes are here. `codes`: those of united
    subjects, in order, and `groups` their numbers in
    `unions`. `member_of`, `member_part`, `member_code`: for each member its code here (in order), its ledger, and its code there.
    """

    count: int
    unions: Unions
    end_code: Int32s
    maps: tuple[Int32s, ...]
    codes: Int32s
    groups: Int64s
    member_of: Int32s
    member_part: Int64s
    member_code: Int32s

    def here(self, part: int, codes: npt.NDArray[np.integer]) -> Int32s:
        """Codes of a ledger's parties as codes here; −1 stays."""
        known = self.maps[part]
        inside = (codes >= 0) & (codes < len(known))
        if len(known) and inside.all():
            whole: Int32s = known[codes]
            return whole
        found = np.where(codes < 0, -1, codes.astype(np.int64) * self.count + part).astype(np.int32)
        if len(known):
            found[inside] = known[codes[inside]]
        return found

    def there(self, codes: Int32s) -> list[Int32s]:
        """Codes here as codes of each ledger, each once, in order."""
        whole = np.unique(codes[codes >= 0])
        united = self.is_united(whole)
        alone, mine = whole[~united], self._members(whole[united])
        found = []
        for part in range(self.count):
            theirs = self.member_code[mine[self.member_part[mine] == part]]
            found.append(np.unique(np.concatenate([alone[alone % self.count == part] // self.count, theirs])).astype(np.int32))
        return found

    def _members(self, codes: Int32s) -> Int64s:
        """The places of the members of united subjects."""
        first, last = np.searchsorted(self.member_of, codes), np.searchsorted(self.member_of, codes, side="right")
        many = last - first
        return np.repeat(first - np.cumsum(many) + many, many) + np.arange(many.sum())

    def is_united(self, codes: Int32s) -> npt.NDArray[np.bool_]:
        """Whether codes are those of united subjects."""
        if not len(self.codes):
            return np.zeros(len(codes), np.bool_)
        found: npt.NDArray[np.bool_] = self.codes[np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)] == codes
        return found

    def names(self, codes: Int32s) -> pa.StringArray:
        """What united subjects are called, by their codes."""
        return self.unions.names.take(pa.array(self.groups[np.searchsorted(self.codes, codes)]))

    def shared(self, codes: Int32s | None = None) -> Int32s:
        """Those (of these codes) that have members in more than one ledger, or several in one."""
        many = np.searchsorted(self.member_of, self.codes, side="right") - np.searchsorted(self.member_of, self.codes)
        found = self.codes[many > 1]
        return found if codes is None else found[np.isin(found, codes)]

    def codes_of(self, groups: Int64s) -> Int32s:
        """The codes of groups of `unions`; −1 where no ledger knows any of the members."""
        order = np.argsort(self.groups)
        at = np.minimum(np.searchsorted(self.groups, groups, sorter=order), max(len(order) - 1, 0))
        if not len(order):
            return np.full(len(groups), GONE, np.int32)
        return np.where(self.groups[order[at]] == groups, self.codes[order[at]], GONE).astype(np.int32)

    def group_of(self, code: int) -> int:
        """The number of the group that has a code."""
        return int(self.groups[np.searchsorted(self.codes, code)])

    def ids_there(self, part: int, codes: Int32s) -> list[str]:
        """What the members of united subjects are called in a ledger."""
        ends = self.unions.ends
        groups = self.groups[np.searchsorted(self.codes, codes[self.is_united(codes)])]
        starts, last = self.unions.starts[groups], self.unions.starts[groups + 1]
        inside = [self.unions.order[a:b] for a, b in zip(starts.tolist(), last.tolist(), strict=True)]
        mine = np.concatenate([np.empty(0, np.int64), *inside])
        found: list[str] = ends.subject.take(pa.array(mine[ends.ledger[mine] == part])).to_pylist()
        return found

    def entries(self, part: int, entries: Int64s) -> Int64s:
        """Entry numbers of a ledger as numbers here."""
        return entries * self.count + part

    def with_unions(self, unions: Unions) -> Who:
        """The same ledgers, with the same ends united otherwise."""
        return _made(self.count, unions, self.end_code)


def who_is_who(ledgers: Sequence[Store], unions: Unions) -> Who:
    """The codes of parties of these ledgers (in order of name, as the ends of `unions` have them)."""
    ends = unions.ends
    code = np.full(len(ends), GONE, np.int32)
    for part, ledger in enumerate(ledgers):
        mine = np.flatnonzero(ends.ledger == part)
        code[mine] = codes_of(ledger, ends.subject.take(pa.array(mine)))
    return _made(len(ledgers), unions, code)


def codes_of(ledger: Store, ids: pa.StringArray) -> Int32s:
    """The codes of parties of a ledger, −1 for one never seen, as `Ledger.parties` gives them; of many without a look at each."""
    wanted = ids.to_pylist()
    if len(wanted) <= FEW:
        return ledger.parties(wanted)
    with ledger._asking() as asking:
        table = asking.table(f"SELECT id, no FROM parties WHERE {asking.among('id', wanted)}")
        place = pc.index_in(ids, value_set=table.column("id").combine_chunks())
        codes = np.append(numbers(table.column("no"), np.int32), np.int32(GONE))  # a missing place takes the last
        found: Int32s = codes[pc.fill_null(place, len(codes) - 1).to_numpy()]
        return visible(asking, found) if ledger._limits else found


def _made(count: int, unions: Unions, end_code: Int32s) -> Who:
    order = unions.order[end_code[unions.order] != GONE]
    group, part, code = unions.group[order], unions.ends.ledger[order], end_code[order]
    groups, first, many = np.unique(group, return_index=True, return_counts=True)
    codes = code[first].astype(np.int64) * count + part[first]  # the first member's
    by_code = np.argsort(codes)
    here = np.repeat(codes, many)
    maps = []
    for ledger in range(count):
        mine = part == ledger
        most = int(code[mine].max()) + 1 if mine.any() else 0
        known = np.arange(most, dtype=np.int64) * count + ledger
        known[code[mine]] = here[mine]
        maps.append(known.astype(np.int32))
    rows = np.argsort(here, kind="stable")
    return Who(
        count, unions, end_code, tuple(maps), codes[by_code].astype(np.int32), groups[by_code],
        here[rows].astype(np.int32), part[rows], code[rows],
    )  # fmt: skip
