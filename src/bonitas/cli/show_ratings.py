"""Ratings for people: the first rows, then how many stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.errors import shown
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import STANDINGS, band_titles, day_in_words, share
from bonitas.common.amounts import decimal_of
from bonitas.common.days import iso
from bonitas.engine.large.rated import RatedFolder
from bonitas.engine.ratings import Ratings
from bonitas.engine.shares import Drawn
from bonitas.rulebook.model import Rulebook

#: So many rows are shown; --out and --json give all.
FIRST: Final = 20
#: For so many days it is said where bands by share begin.
DAYS: Final = 3
#: What the totals are counted by.
KEYS: Final = ["standing", "because", "band"]


#: How many rows there are of each standing, reason and band.
Counts = Counter[tuple[str, str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of ratings, wherever they lie: the first rows and the counts. `parts`: what to say of the parts they are in."""

    book: Rulebook
    rows: Sequence[dict[str, Any]]
    counts: Counts
    drawn: Sequence[Drawn]
    parts: str = ""


def show_ratings(ratings: Ratings | RatedFolder, lang: str, out: str | None) -> None:
    """The first rows, the totals, and where the rest is."""
    rows = list(islice(ratings.rows(), FIRST))
    counts: Counts = ratings.counts() if isinstance(ratings, Ratings) else Counter()
    for listed in [] if isinstance(ratings, Ratings) else ratings.tables():
        for pair in listed.select(KEYS).group_by(KEYS).aggregate([([], "count_all")]).to_pylist():
            counts[pair["standing"], pair["because"], pair["band"]] += pair["count_all"]
    show_counted(Shown(ratings.book, rows, counts, ratings.drawn, _in_parts(ratings)), lang, out)


def show_counted(found: Shown, lang: str, out: str | None) -> None:
    """The same, of what is known already."""
    book, count = found.book, found.counts.total()
    rows = cleaned(list(found.rows))
    days = sorted({row["on"] for row in rows})
    when = f", on {day_in_words(days[0])}" if len(days) == 1 and count <= FIRST else ""
    say(shown(f"{book.title.say(lang)} ({book.id}, version {book.version}){when}"))
    if not count:
        say("There is no subject to rate.")
        return
    say()
    _rows(rows)
    if count > len(rows):
        where = "" if out is not None else " Get all with --out FILE or --json."
        say(f"… {len(rows)} of {count:,} rows.{where}")
    say()
    _totals(found, lang)
    if out is not None:
        say()
        say(shown(f"Written: {out} ({count:,} rows{found.parts})."))
    say()
    say(f"hash {book.hash}")


def _in_parts(ratings: Ratings | RatedFolder) -> str:
    """How many parts a folder has, and how many of them an earlier run had written."""
    if isinstance(ratings, Ratings):
        return ""
    parts = len(ratings.files)
    before = f", {ratings.already:,} of them from before" if ratings.already else ""
    return f" in {parts:,} part{'' if parts == 1 else 's'}{before}"


def _rows(rows: Sequence[dict[str, Any]]) -> None:
    why = any(row["because"] for row in rows)
    columns = [
        Column("subject"), Column("on"), Column("standing"), Column("score", right=True), Column("band"), Column("next change"),
        *([Column("because", keep=False)] if why else []),
    ]  # fmt: skip
    cells = [
        [
            row["subject"], row["on"], STANDINGS[row["standing"]], row["score"], row["band"], row["next_change_on"],
            *([row["because"]] if why else []),
        ]
        for row in rows
    ]  # fmt: skip
    show(table(columns, cells))


def _totals(found: Shown, lang: str) -> None:
    """How many stand where, why some have no score, and how the bands share the rest."""
    _standings(found.counts)
    bands: Counter[str] = Counter()
    for (_, _, band), n in found.counts.items():
        if band:
            bands[band] += n
    scored = sum(n for (standing, _, _), n in found.counts.items() if standing == "scored")
    if scored:
        _bands(bands, scored, band_titles(found.book, found.rows[0]["on"], lang))
        _drawn(found.drawn)


def _standings(counts: Counts) -> None:
    rows = []
    for name, words in STANDINGS.items():
        reasons: Counter[str] = Counter()
        for (standing, because, _), n in counts.items():
            if standing == name and because:
                reasons[because] += n
        ordered = sorted((-n, text) for text, n in reasons.items())
        told = [f"{-n:,}: {text}" if len(ordered) > 1 else text for n, text in ordered]
        total = sum(n for (standing, _, _), n in counts.items() if standing == name)
        rows.append([words, f"{total:,}", told[0] if told else ""])
        rows += [["", "", text] for text in told[1:]]
    show(table([Column("standing"), Column("count", right=True), Column("because", keep=False)], cleaned(rows)))


def _bands(bands: Mapping[str, int], scored: int, titles: Iterable[str]) -> None:
    known = list(titles)
    ordered = [*known, *sorted(name for name in bands if name not in known)]
    say()
    columns = [Column("band"), Column("count", right=True), Column("share", right=True)]
    cells = [[name, f"{bands.get(name, 0):,}", share(bands.get(name, 0), scored)] for name in ordered]
    show(table(columns, cleaned(cells)))


def _drawn(floors: Sequence[Drawn]) -> None:
    """Where bands by share begin, day by day."""
    for drawn in floors[:DAYS]:
        day = f" on {iso(drawn.day)}" if len(floors) > 1 else ""
        for one in drawn.draws:
            lowest = "nobody does" if one.lowest is None else f"{one.within:,} of {one.over:,}, from {decimal_of(one.lowest)} on"
            share = f"the best {decimal_of(one.band.best or 0)} % of all rated who reach it"
            say(shown(f"{one.band.name} is relative{day}: {share} ({lowest})."))
    if len(floors) > DAYS:
        say(f"… and {len(floors) - DAYS:,} more days; `bonitas explain` says it for each.")
