"""The same figures by group: counts of which no small one can be reckoned, shares, and how sure differences between groups are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bonitas.engine.impact import named
from bonitas.engine.kernel import layout as ly
from bonitas.unify.impact.groups import Groups
from bonitas.unify.impact.moves import OUTCOMES, WORSE, Move, Standings
from bonitas.unify.impact.protect import hidden
from bonitas.unify.impact.shares import difference, share


@dataclass(frozen=True, slots=True)
class Crossed:
    """Counts by group (rows) and by something else (columns); `hide` marks the cells that are not shown."""

    groups: tuple[str, ...]
    columns: tuple[str, ...]
    counts: ly.Matrix
    hide: npt.NDArray[np.bool_]

    def rows(self) -> list[dict[str, Any]]:
        """One a group: its size, and each count with its share of the group; None where hidden."""
        found = []
        for at, group in enumerate(self.groups):
            size = int(self.counts[at].sum())
            cells = {
                name: None if self.hide[at, n] else share(int(self.counts[at, n]), size) for n, name in enumerate(self.columns)
            }
            found.append({"group": group, "subjects": size, "counts": cells})
        return found

    def differences(self, column: int) -> list[dict[str, Any]]:
        """The share of one column in each group less that in the first (the largest), with its interval; not where either is hidden."""
        sizes = self.counts.sum(axis=1)
        found: list[dict[str, Any]] = []
        for at, group in enumerate(self.groups[1:], 1):
            shown = not (self.hide[at, column] or self.hide[0, column])
            counts = [int(n) for n in (self.counts[at, column], sizes[at], self.counts[0, column], sizes[0])]
            told: Mapping[str, Any] = difference(*counts) if shown else {"difference": None, "low": None, "high": None}
            found.append({"group": group, "less": self.groups[0], **told})
        return found


def crossed(groups: Groups, index: ly.Ints, columns: Sequence[str], smallest: int) -> Crossed:
    """Count by group and by `index` (numbers of `columns`), and say what must stay hidden."""
    wide = len(columns)
    cells = np.bincount(groups.index * wide + index, minlength=len(groups.names) * wide)
    counts = cells.reshape(len(groups.names), wide).astype(np.int64)
    return Crossed(groups.names, tuple(columns), counts, hidden(counts, smallest))


def of_standings(groups: Groups, standings: Standings, smallest: int) -> Crossed:
    """Where the groups stand under one rulebook."""
    return crossed(groups, standings.index, standings.names, smallest)


def of_move(groups: Groups, move: Move, smallest: int) -> Crossed:
    """What becomes of the groups from one rulebook to another."""
    return crossed(groups, move.outcome, OUTCOMES, smallest)


def of_resting(groups: Groups, count: ly.Ints, scored: npt.NDArray[np.bool_], smallest: int) -> Crossed:
    """In each group, whose band rests on one part of a rulebook."""
    index = np.where(~scored, 2, np.where(count > 0, 0, 1))
    return crossed(groups, index, ("rests", "does_not", "no_score"), smallest)


def moved(groups: Groups, move: Move, smallest: int) -> dict[str, Any]:
    """As `impact --json` prints it."""
    table = of_move(groups, move, smallest)
    return {
        "from": named(move.old.book), "to": named(move.new.book), "measure": move.measure, "groups": table.rows(),
        "differences": {"of": "worse", "interval": "Newcombe 95 %", "groups": table.differences(WORSE)},
    }  # fmt: skip
