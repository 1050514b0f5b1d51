"""Refreshing standing ratings: rate whom it concerns, keep the result, and tell what changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bonitas.common.days import iso
from bonitas.engine.licence.refuse import refuse_some
from bonitas.engine.question import Day, Instant, now, of_instant, to_day, to_instant, today
from bonitas.engine.refresh.feed import write_feed
from bonitas.engine.refresh.moment import Moment
from bonitas.engine.refresh.standing import KEPT
from bonitas.engine.refresh.moved import aligned, is_other, moves
from bonitas.engine.refresh.rated import Before, Rated, Texts, rate_again
from bonitas.engine.refresh.whom import Whom, whom
from bonitas.engine.refuse import refuse_outside_lab, refuse_registers
from bonitas.engine.run import BATCH_ROWS, Settings
from bonitas.ledger.base import Housed, Int32s
from bonitas.ledger.people import known_now, people_of
from bonitas.ledger.standings import base
from bonitas.ledger.standings.base import Head, Kept, Moves, Standings, StandingStore, reasons_of
from bonitas.ledger.standings.open import open_to_refresh
from bonitas.rulebook.model import Rulebook

#: Once as many rows as one part in so many of all standings were written singly, all are written together again.
TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did. `first`: there was nothing before, so no changes are told. `everybody`: all were rated again, for the reasons
    `because`. `rated`, `subjects`, `changed`: how many; `since`, `until`: the changes told are numbered from since + 1 to until.
    `why`: how many of the changes for which reason (a change may have several)."""

    rulebook: str
    version: str
    hash: str
    on: str
    known_at: str
    first: bool
    everybody: bool
    because: list[str]
    rated: int
    subjects: int
    changed: int
    since: int
    until: int
    why: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def refresh(
    book: Rulebook,
    ledger: Housed,
    *,
    on: Day | None = None,
    known_at: Instant | None = None,
    feed: Path | str | None = None,
    threads: int = 0,
    batch_rows: int = BATCH_ROWS,
    progress: Callable[[int], None] | None = None,
    lang: str = "en",
) -> Refreshed:
    """Bring the standing ratings of everybody up to date: afterwards they are what `rate` would give.

    Rated again are those with new records, amendments or participations, those whose next change has come, and everybody where the
    rulebook, the catalogue or the program changed or the day lies before the last one. `on`: the day (default: today in the rulebook's
    zone); `known_at` (default: now) is what was known. `feed`: a JSON Lines file that the changes are appended to, each exactly once.
    Raises BonitasError: E101 to E104, E110 to E112 as `rate` does; E160 and E161 for a feed that cannot be written or is another's; L540 for a
    ledger in memory; L541 while another refresh is at work; U718 for who may not read every record.
    """
    refuse_registers(book)
    refuse_outside_lab(book, ledger)
    refuse_some(ledger, KEPT)
    day = today(book) if on is None else to_day(on)
    settings = Settings(threads, batch_rows, progress)
    with open_to_refresh(ledger, book.id) as store, ledger.still():
        known = now() if known_at is None else to_instant(known_at)
        found = _brought_up(Moment.of(book, ledger, day, known, lang), store, settings, lang)
        if feed is not None:
            write_feed(store, Path(feed), book.id)
    return found


def _brought_up(moment: Moment, store: StandingStore, settings: Settings, lang: str) -> Refreshed:
    old = store.head()
    who = whom(moment, old, store)
    if who.every & base.LEDGER:
        store.recode(moment.ledger)
    texts = Texts(store.texts())
    before = _before(moment, old, who, store)
    rated = rate_again(moment, who, store, settings, lang, texts, before)
    was = store.all() if rated.everybody else before.was
    gone: Int32s = np.setdiff1d(was.code, rated.rows.code).astype(np.int32)
    told = _none(rated) if old is None else moves(store, was, rated, gone, who, base.SHARES if rated.moved else 0)
    rows, ids = rated.rows, rated.ids
    if not rated.everybody:
        changed = np.flatnonzero(is_other(aligned(was, rows.code), rows))
        rows, ids = rows.take(changed), ids.take(changed)
    count = len(rated.rows) if rated.everybody else before.total + len(np.setdiff1d(rated.rows.code, was.code)) - len(gone)
    head = _head(moment.head, old, rated, told, count, len(rows))
    people_anew = before.known is None and not rated.everybody
    people = partial(people_of, moment.ledger, moment.book.id)
    store.keep(Kept(head, ids, rows, gone, texts.new, told, rated.everybody, people, people_anew))
    return _said(head, old, who, rated, told)


def _before(moment: Moment, old: Head | None, who: Whom, store: StandingStore) -> Before:
    """What is kept of those to be rated again."""
    total = 0 if old is None else store.count() if who.after_removals else old.count
    floors = old.floors if old and not who.afresh else ""
    return Before(floors, total, store.among(who.codes), known_now(store.people(), moment.ledger, moment.book.id))


def _none(rated: Rated) -> Moves:
    """The first refresh founds the standings: it tells no changes."""
    nobody = rated.rows.take(np.empty(0, np.int64))
    return Moves(rated.ids[:0], nobody.standing, nobody, nobody)


def _head(head: Head, old: Head | None, rated: Rated, told: Moves, count: int, written: int) -> Head:
    seq = (old.seq if old else 0) + len(told)
    replaced = 0 if rated.everybody else (old.replaced if old else 0) + written
    together = replaced * TOGETHER > count
    return replace(head, floors=rated.floors, seq=seq, count=count, replaced=0 if together else replaced)


def _said(head: Head, old: Head | None, who: Whom, rated: Rated, told: Moves) -> Refreshed:
    counts = {word: int((told.why & 1 << n != 0).sum()) for n, word in enumerate(base.REASONS)}
    return Refreshed(
        rulebook=head.rulebook,
        version=head.version,
        hash=head.hash,
        on=str(iso(head.on)),
        known_at=of_instant(head.known).isoformat(),
        first=old is None,
        everybody=rated.everybody,
        because=reasons_of(who.every | (base.SHARES if rated.moved else 0)),
        rated=len(rated.rows),
        subjects=head.count,
        changed=len(told),
        since=old.seq if old else 0,
        until=head.seq,
        why={word: count for word, count in counts.items() if count},
    )


__all__ = ["Refreshed", "Standings", "refresh"]
