"""Following joined ledgers: how far they go, about whom something is new, and whether it is still the same ledgers and the same people."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.ledger.base import Changed, Ids, Int32s, Mark
from bonitas.unify.links.naming import Naming

#: Each ledger's numbers take so many bits of a mark.
BITS: Final = 48


class Following(Naming):
    """The part of `Joined` that tells what has come since (`base.Followed`)."""

    def mark(self) -> Mark:
        """How far the ledgers go now, all together, and who is one: another one once anything was added or linked. It names no entry."""
        marks = [part.mark() for part in self.parts]
        entry, amendment, participation = (
            sum(getattr(one, field.name) + 1 << BITS * part for part, one in enumerate(marks)) for field in fields(Mark)
        )
        return Mark(entry - 1, amendment - 1, (participation << 32 | self.unions.sign()) - 1)

    def _marks(self, mark: Mark) -> list[Mark]:
        """A mark as the marks of each ledger."""
        numbers = mark.entry + 1, mark.amendment + 1, mark.participation + 1 >> 32
        return [Mark(*((one >> BITS * part & (1 << BITS) - 1) - 1 for one in numbers)) for part in range(len(self.parts))]

    def changed_since(self, mark: Mark, rulebook: str, known_from: int, known_until: int) -> Changed:
        """Subjects with something numbered above the mark, or that came to be known in (known_from, known_until], in any ledger. It says
        nothing of links: where these have changed, everybody is to be asked again (`sealed_at`)."""
        found = [
            part.changed_since(one, rulebook, known_from, known_until)
            for part, one in zip(self.parts, self._marks(mark), strict=True)
        ]
        return Changed(
            *(
                np.unique(np.concatenate([self.who.here(part, getattr(one, field.name)) for part, one in enumerate(found)]))
                for field in fields(Changed)
            )
        )

    def sealed_at(self, mark: Mark) -> str:
        """A hash that is another one where a ledger is another one, or came or went, or where somebody else is one."""
        told = [(name, part.sealed_at(one)) for name, part, one in zip(self.names, self.parts, self._marks(mark), strict=True)]
        return hashlib.sha256(repr((told, self.unions.sign())).encode()).hexdigest()

    def subjects_of(self, codes: Int32s) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """As `subjects`: those of these codes that have a record or a participation in any ledger, in order of id."""
        there = self.who.there(codes)
        return self._gathered([part.subjects_of(mine) for part, mine in zip(self.parts, there, strict=True)])

    def exactly(self, ids: Sequence[str]) -> Int32s:
        """The code of whoever is called so, by this id and no other; −1 where nobody is. Of one that is united with others now there is
        none under the id of before."""
        codes = self.parties(ids)
        rows = np.flatnonzero(self.who.is_united(codes))
        called = self.who.names(codes[rows])
        same = pc.equal(called, pa.array([ids[row] for row in rows.tolist()], pa.string())).to_numpy(zero_copy_only=False)
        codes[rows[~same]] = -1
        return codes
