"""Ratings for people: the first rows, then how many stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.errors import shown
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import STANDINGS, band_titles, day_in_words, share
from bonitas.common.amounts import decimal_of
from bonitas.common.days import iso
from bonitas.engine.ratings import Ratings

#: So many rows are shown; --out and --json give all.
FIRST: Final = 20
#: For so many days it is said where bands by share begin.
DAYS: Final = 3


def show_ratings(ratings: Ratings, lang: str, out: Path | None) -> None:
    """The first rows, the totals, and where the rest is."""
    book, count = ratings.book, len(ratings)
    rows = cleaned(list(islice(ratings.rows(), FIRST)))
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
    _totals(ratings, lang)
    if out is not None:
        say()
        say(shown(f"Written: {out} ({count:,} rows)."))
    say()
    say(f"hash {book.hash}")


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


def _totals(ratings: Ratings, lang: str) -> None:
    """How many stand where, why some have no score, and how the bands share the rest."""
    listed = ratings.to_arrow()
    standings = Counter({item["values"]: item["counts"] for item in listed["standing"].value_counts().to_pylist()})
    pairs = listed.select(["standing", "because"]).group_by(["standing", "because"]).aggregate([([], "count_all")]).to_pylist()
    rows = []
    for name, words in STANDINGS.items():
        reasons = [(-pair["count_all"], pair["because"]) for pair in pairs if pair["standing"] == name and pair["because"]]
        several = len(reasons) > 1
        because = [f"{-n:,}: {text}" if several else text for n, text in sorted(reasons)]
        rows.append([words, f"{standings[name]:,}", because[0] if because else ""])
        rows += [["", "", text] for text in because[1:]]
    show(table([Column("standing"), Column("count", right=True), Column("because", keep=False)], cleaned(rows)))
    if not standings["scored"]:
        return
    bands = Counter({item["values"]: item["counts"] for item in listed["band"].value_counts().to_pylist() if item["values"]})
    titles = band_titles(ratings.book, listed["on"][0].as_py().isoformat(), lang)
    ordered = [*titles, *sorted(name for name in bands if name not in titles)]
    say()
    columns = [Column("band"), Column("count", right=True), Column("share", right=True)]
    cells = [[name, f"{bands[name]:,}", share(bands[name], standings["scored"])] for name in ordered]
    show(table(columns, cleaned(cells)))
    _drawn(ratings)


def _drawn(ratings: Ratings) -> None:
    """Where bands by share begin, day by day."""
    for drawn in ratings.drawn[:DAYS]:
        day = f" on {iso(drawn.day)}" if len(ratings.drawn) > 1 else ""
        for one in drawn.draws:
            lowest = "nobody does" if one.lowest is None else f"{one.within:,} of {one.over:,}, from {decimal_of(one.lowest)} on"
            share = f"the best {decimal_of(one.band.best or 0)} % of all rated who reach it"
            say(shown(f"{one.band.name} is relative{day}: {share} ({lowest})."))
    if len(ratings.drawn) > DAYS:
        say(f"… and {len(ratings.drawn) - DAYS:,} more days; `bonitas explain` says it for each.")
