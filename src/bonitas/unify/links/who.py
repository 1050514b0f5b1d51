"""Who is who among joined ledgers: codes of subjects of each part, and of united ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bonitas.ledger.base import Int32s, Int64s, Ledger
from bonitas.unify.links.model import End
from bonitas.unify.links.uniting import United

Places = npt.NDArray[np.intp]
#: Where a member is that is not in its ledger any more.
GONE: Final = -1


@dataclass(frozen=True, slots=True)
class Who:
    """Codes of parties across `count` ledgers. One that nobody is united with is its code there × count + the ledger's number; united ones
    share the code of the first of them. `ours`, `united`: for each ledger, its linked codes in order and what they are here.
    """

    count: int
    ours: tuple[Int32s, ...]
    united: tuple[Int32s, ...]
    ids: Mapping[int, str]
    """What united subjects are called, by code."""
    groups: Mapping[int, United]
    """Their members and links, by code."""
    members: Mapping[int, tuple[tuple[int, int], ...]]
    """For each united code, (ledger's number, code there) of those members that are there."""

    def here(self, part: int, codes: Int32s) -> Int32s:
        """Codes of a ledger's parties as codes here; −1 stays."""
        found = np.where(codes < 0, -1, codes.astype(np.int64) * self.count + part)
        ours = self.ours[part]
        if len(ours) and len(codes):
            at = np.minimum(np.searchsorted(ours, codes), len(ours) - 1)
            found = np.where(ours[at] == codes, self.united[part][at], found)
        return found.astype(np.int32)

    def there(self, codes: Int32s) -> list[Int32s]:
        """Codes here as codes of each ledger, each once, in order."""
        whole = np.unique(codes[codes >= 0]).astype(np.int64)
        shared = np.array(sorted(self.members), np.int64)
        is_united = np.isin(whole, shared)
        alone = whole[~is_united]
        found: list[list[int]] = [[] for _ in range(self.count)]
        for code in whole[is_united].tolist():
            for part, mine in self.members[code]:
                found[part].append(mine)
        return [
            np.unique(np.concatenate([alone[alone % self.count == part] // self.count, np.array(found[part], np.int64)])).astype(
                np.int32
            )
            for part in range(self.count)
        ]

    def entries(self, part: int, entries: Int64s) -> Int64s:
        """Entry numbers of a ledger as numbers here."""
        return entries * self.count + part


def who_is_who(names: Sequence[str], ledgers: Sequence[Ledger], groups: Mapping[str, United]) -> Who:
    """The codes of united subjects. `groups`: by united id. Members that their ledger does not know any more are passed over."""
    wanted: list[dict[str, int]] = [{} for _ in names]
    place = {name: at for at, name in enumerate(names)}
    for group in groups.values():
        for ledger, subject in group.members:
            if ledger in place:
                wanted[place[ledger]][subject] = GONE
    for part, mine in enumerate(wanted):
        mine.update(zip(mine, ledgers[part].parties(list(mine)).tolist(), strict=True))
    ids, by, members = dict[int, str](), dict[int, United](), dict[int, tuple[tuple[int, int], ...]]()
    pairs: list[list[tuple[int, int]]] = [[] for _ in names]
    for name, group in groups.items():
        there = [
            (place[m[0]], wanted[place[m[0]]][m[1]]) for m in group.members if m[0] in place and wanted[place[m[0]]][m[1]] != GONE
        ]
        if there:
            code = there[0][1] * len(names) + there[0][0]
            ids[code], by[code], members[code] = name, group, tuple(there)
            for part, mine_there in there:
                pairs[part].append((mine_there, code))
    ordered = [np.array(sorted(one), np.int32).reshape(-1, 2) for one in pairs]
    return Who(len(names), tuple(one[:, 0] for one in ordered), tuple(one[:, 1] for one in ordered), ids, by, members)


def places(groups: Mapping[str, United]) -> dict[End, str]:
    """The united id of each member."""
    return {member: name for name, group in groups.items() for member in group.members}
