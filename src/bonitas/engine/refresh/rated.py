"""Rating those who are to be rated again, as rows to keep."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Question, everybody
from bonitas.engine.rate import answer
from bonitas.engine.ratings import Ratings
from bonitas.engine.refresh.few import Few, asked_of_few, subjects_of
from bonitas.engine.refresh.moment import Moment
from bonitas.engine.refresh.whom import FEW, MOST, Whom
from bonitas.engine.run import Settings
from bonitas.engine.shares import Drawn, Tally, draw_floors, scores_of
from bonitas.ledger.base import Int32s, Int64s, Ledger
from bonitas.ledger.people import Known
from bonitas.ledger.standings.base import Standings, StandingStore


class Texts:
    """The texts that bands and reasons are kept as numbers of; new ones get the next numbers."""

    def __init__(self, known: list[str]) -> None:
        self._numbers = {text: no for no, text in enumerate(known)}
        self._known = len(known)

    def numbers(self, texts: tuple[str, ...], index: ly.Ints) -> Int32s:
        """The number of the text that each row's index names; −1 where the index is negative."""
        table = np.array([*(self._numbers.setdefault(text, len(self._numbers)) for text in texts), -1], np.int32)
        found: Int32s = table[np.where(index < 0, len(texts), index)]
        return found

    @property
    def new(self) -> list[str]:
        return list(self._numbers)[self._known :]


@dataclass(frozen=True, slots=True)
class Rated:
    """Rows in order of code, their ids, whether they are everybody, the floors of bands by share as text, and whether those moved."""

    rows: Standings
    ids: pa.Array
    everybody: bool
    floors: str
    moved: bool


@dataclass(frozen=True, slots=True)
class Before:
    """What was kept before: the floors of bands by share as text (empty: none that may be used), how many standings there were, those of whoever
    is to be rated again, and what is known of people."""

    floors: str
    total: int
    was: Standings
    known: Known | None


def rate_again(
    moment: Moment, who: Whom, store: StandingStore, settings: Settings, lang: str, texts: Texts, before: Before
) -> Rated:  # fmt: skip
    """Rate those of `who`; everybody, if they are most of all, or if the floors of bands by share have moved."""
    all_of_them = who.everybody or (len(who.codes) * MOST > before.total > FEW)
    ledger, question, codes = _all(moment) if all_of_them else _some(moment, who.codes, store, before)
    settings = replace(settings, threads=1) if isinstance(ledger, Few) else settings  # others could not be started as soon
    floors: tuple[Drawn, ...] = ()
    drawn, told, moved = np.full(len(question), ly.MISSING, np.int64), "", False
    if moment.shares_now and not moment.shares_ahead:
        drawn = scores_of(moment.book, ledger, question, settings)
        mine = drawn if all_of_them else np.concatenate([drawn, _of_others(store, who.codes)])
        one = draw_floors(moment.book, moment.head.on, moment.head.known, {moment.head.on: Tally.of(mine)})
        floors, told = (one,), _told(moment, one)
        moved = bool(before.floors) and told != before.floors
        if moved and not all_of_them:
            some, all_of_them = codes, True
            ledger, question, codes = _all(moment)
            drawn = _merged(codes, some, drawn, store)
    ratings = answer(moment.book, ledger, question, settings, lang, floors=floors)
    rows, ids = _rows(ratings, codes, drawn, texts), question.ids
    ids = ids if isinstance(ids, pa.Array) else pa.array(ids, pa.string())
    if not (codes[1:] > codes[:-1]).all():
        order = np.argsort(codes, kind="stable")
        rows, ids = rows.take(order), ids.take(pa.array(order))
    return Rated(rows, ids, all_of_them, told, moved)


def _all(moment: Moment) -> tuple[Ledger, Question, Int32s]:
    """The question about everybody, and whom it is about."""
    question = everybody(moment.ledger, moment.head.on, moment.head.known)
    return moment.ledger, question, question.codes


def _some(moment: Moment, codes: Int32s, store: StandingStore, before: Before) -> tuple[Ledger, Question, Int32s]:
    """The question about these subjects (about fewer, if some are none any more), whom to ask it, and whom it is about."""
    found, ids, organisation = subjects_of(moment.ledger, codes, before.known, store, before.was.code)
    n, ledger = len(found), asked_of_few(moment.ledger, found, before.known)
    days, knowns = np.full(n, moment.head.on, np.int64), np.full(n, moment.head.known, np.int64)
    theirs = np.arange(n, dtype=np.int32) if isinstance(ledger, Few) else found
    return ledger, Question(ids, theirs, organisation, np.arange(n), days, knowns, everybody=False), found


def _of_others(store: StandingStore, codes: Int32s) -> Int64s:
    """The scores that shares are drawn over, of all but these."""
    kept = store.all()
    others: Int64s = kept.drawn[~np.isin(kept.code, codes)]
    return others


def _merged(codes: Int32s, some: Int32s, drawn: Int64s, store: StandingStore) -> Int64s:
    """The scores that shares are drawn over, of all these: those kept, but for the ones of `some`, which were made again."""
    kept = store.all()
    scores = np.full(int(max(codes.max(initial=0), kept.code.max(initial=0), some.max(initial=0))) + 1, ly.MISSING, np.int64)
    scores[kept.code] = kept.drawn
    scores[some] = drawn
    found: Int64s = scores[codes]
    return found


def _told(moment: Moment, drawn: Drawn) -> str:
    """The floors of the day as text."""
    start = moment.period.start if moment.period else 0
    return json.dumps({"from": start, "floors": [[one.band.name, one.lowest] for one in drawn.draws]})


def _rows(ratings: Ratings, codes: Int32s, drawn: Int64s, texts: Texts) -> Standings:
    """Ratings of these subjects as they are kept, in their own order."""
    results = ratings.results
    scored = results[:, ly.R_STANDING] == ly.SCORED
    bands, band = ratings.band_names()
    return Standings(
        code=codes,
        standing=results[:, ly.R_STANDING].astype(np.int32),
        score=np.where(scored, results[:, ly.R_SCORE], ly.MISSING),
        band=texts.numbers(bands, np.where(scored, band, -1)),
        because=texts.numbers(ratings.because.texts, ratings.because.index),
        next=ratings.nexts.astype(np.int32),
        drawn=drawn,
    )
