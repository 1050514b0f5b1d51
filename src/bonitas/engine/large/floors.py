"""The floors of bands by share where everybody is too many to be held: counted a stretch at a time, and kept beside the parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from bonitas.engine.large.folder import FLOORS, PartsFolder
from bonitas.engine.large.stretches import Stretch
from bonitas.engine.large.task import Task
from bonitas.engine.large.whom import Everybody
from bonitas.engine.run import Settings
from bonitas.engine.shares import Drawn, Tally, days_of_draws, draw_floors, tally
from bonitas.rulebook.model import Rulebook

Tallies = dict[int, Tally]


@dataclass(frozen=True, slots=True)
class Floors:
    """Draws the floors of one day and instant. `keep`: with each stretch's tally in a file of its own, a later run need not count again."""

    book: Rulebook
    who: Everybody
    cut: tuple[Stretch, ...]
    settings: Settings
    folder: PartsFolder
    task: Task
    keep: bool

    def drawn(self) -> Drawn:
        """Over everybody, for the asked day and, where next changes are wanted, the first of each later period."""
        days = list(days_of_draws(self.book, self.who.day, changes=self.settings.changes))
        nobody = np.zeros(0, np.int64)
        total = {day: Tally(nobody, nobody) for day in days}
        for part in self._parts(days):
            total = {day: total[day] + part[day] for day in days}
        return draw_floors(self.book, self.who.day, self.who.known, total)

    def _parts(self, days: list[int]) -> Iterator[Tallies]:
        for number in range(len(self.cut)):
            name = f"{FLOORS}{number:06d}.parquet"
            if self.keep and self.folder.has(name, self.task.id):
                yield _tallies(self.folder.read(name), days)
                continue
            found = self._count(number, days)
            if self.keep:
                self.folder.put(name, _table(found), self.task.id)
            yield found

    def _count(self, number: int, days: list[int]) -> Tallies:
        question = self.who.question(self.cut, number)
        asked = {day: replace(question, days=np.full(len(question), day, np.int64)) for day in days}
        return {day: tally(self.book, self.who.ledger, one, self.settings) for day, one in asked.items()}


def _table(found: Tallies) -> pa.Table:
    days = [np.full(len(one.scores), day, np.int64) for day, one in found.items()]
    columns = [days, [one.scores for one in found.values()], [one.counts for one in found.values()]]
    return pa.table(dict(zip(("day", "score", "count"), (np.concatenate(column) for column in columns), strict=True)))


def _tallies(table: pa.Table, days: list[int]) -> Tallies:
    day, scores, counts = (np.array(table.column(name).to_pylist(), np.int64) for name in ("day", "score", "count"))
    return {one: Tally(scores[day == one], counts[day == one]) for one in days}
