"""Bands by share on Spark: the workers count scores, the floors are drawn here, and the workers rate by them as fixed ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa

from bonitas.engine.answer import standings
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import everybody
from bonitas.engine.run import Settings
from bonitas.engine.shares import Draw, Drawn, Tally, days_of_draws, draw_floors, with_floors
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook

#: An asked day and instant.
Moment = tuple[int, int]
#: Floors as they travel: (day, instant, {first day of the period: {band: lowest score}}).
Floors = tuple[int, int, dict[int, dict[str, int]]]
COUNTS: Final = "day int, known bigint, on int, score bigint, many bigint"


def count_scores(book: Rulebook, ledger: Ledger, moments: Iterable[Moment], *, changes: bool) -> Iterator[Any]:
    """In a worker: how many of the partition's subjects have each score, on each day for which floors are drawn."""
    settings = Settings(threads=1, changes=False)
    for day, known in moments:
        for on in days_of_draws(book, day, changes=changes):
            results = standings(book, ledger, everybody(ledger, on, known), settings, book)[0].results
            tally = Tally.of(results[results[:, ly.R_STANDING] == ly.SCORED, ly.R_SCORE])
            n = len(tally.scores)
            same = (np.full(n, day, np.int32), np.full(n, known, np.int64), np.full(n, on, np.int32))
            columns = (*same, tally.scores, tally.counts)
            yield pa.RecordBatch.from_arrays([pa.array(c) for c in columns], names=["day", "known", "on", "score", "many"])


def drawn_over(book: Rulebook, counted: Any, moments: Iterable[Moment], *, changes: bool) -> list[Drawn]:
    """The floors of each moment, from a table of COUNTS, added up over all partitions."""
    day, known, on, score, many = (np.asarray(counted.column(i).to_numpy(), np.int64) for i in range(5))
    nobody = Tally(score[:0], many[:0])
    found = []
    for asked, instant in moments:
        tallies: dict[int, ly.Ints | Tally] = {}
        for one in days_of_draws(book, asked, changes=changes):
            at = (day == asked) & (known == instant) & (on == one)
            tallies[one] = nobody + Tally(score[at], many[at])  # in order of score
        found.append(draw_floors(book, asked, instant, tallies))
    return found


def as_data(book: Rulebook, drawn: Drawn) -> Floors:
    """Floors as they travel: the score from which each band by share begins, in each period that has been drawn for."""
    floors: dict[int, dict[str, int]] = {}
    for own, period in zip(book.periods, drawn.book.periods, strict=True):
        pairs = zip(own.rules.bands.bands, period.rules.bands.bands, strict=True)
        found = {band.name: resolved.floor for band, resolved in pairs if resolved is not band and resolved.floor is not None}
        if found:
            floors[own.start] = found
    return drawn.day, drawn.known, floors


def resolved(book: Rulebook, floors: Floors) -> Drawn:
    """In a worker: the floors again, with the rulebook that has them."""
    found = book
    for start, lowest in floors[2].items():
        period = next(p for p in found.periods if p.start == start)
        bands = period.rules.bands.bands
        draws = tuple(Draw(band, lowest[band.name], 0, 0) for band in bands if band.name in lowest)
        found = with_floors(found, period, draws)
    return Drawn(floors[0], floors[1], found, ())
