"""The report of an impact: one page to be read, printed and handed on. No script, nothing to fetch, the same bytes each time.

It leaves the house, so small counts are left out by group and in the tables of who moves where; totals of the whole ledger are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bonitas.common.days import iso
from bonitas.engine.written import reason, whole
from bonitas.rulebook.prose.document import Block, Bullets, Document, Heading, Paragraph, Picture, Table
from bonitas.rulebook.prose.html import to_html
from bonitas.unify.impact import pictures
from bonitas.unify.impact.codes import trouble
from bonitas.unify.impact.found import Impact
from bonitas.unify.impact.moves import Move
from bonitas.unify.impact.protect import hidden
from bonitas.unify.impact.report_groups import by_group
from bonitas.unify.impact.words import (
    MEASURES,
    METHOD,
    cell,
    counted,
    error_words,
    grouped,
    interval,
    part_words,
    percent,
    signed,
    standing_words,
)  # fmt: skip

#: So many clauses and kinds of record are listed; the machine-readable form has all.
MOST = 12


def write_report(found: Impact, path: Path) -> None:
    """Write the page; it appears whole or not at all. BonitasError: U603 if it cannot be written."""
    check_place(path)
    try:
        with whole(path) as beside:
            beside.write_text(to_html(report(found)), encoding="utf-8")
    except OSError as exc:
        raise trouble("U603", found=str(path), why=reason(exc)) from exc


def check_place(path: Path) -> None:
    """Raise BonitasError (U603) for a place where no report can be, before anything is reckoned."""
    if path.suffix.lower() not in {".html", ".htm"}:
        raise trouble("U603", found=str(path), why="the ending is not .html")
    if not path.parent.is_dir():
        raise trouble("U603", found=str(path), why="there is no such folder")
    if path.is_dir():
        raise trouble("U603", found=str(path), why="it is a folder")


def report(found: Impact) -> Document:
    """The report as a document."""
    said = found.as_dict()
    names = labels(found)
    title = f"Impact: {' → '.join(names)}"
    blocks: list[Block] = [Paragraph(_lead(found, names), lead=True)]
    blocks += [Heading(2, "The rulebooks", "rulebooks"), _books(said["rulebooks"], names)]
    blocks += [Heading(2, "Who would stand where", "moves"), *_streams(found, names)]
    for move, pair in zip(found.moves, _pairs(names), strict=True):
        blocks += _move(found, move, pair)
    blocks += [Heading(2, "Whose band rests on one clause", "one"), *_rests(said["rulebooks"], names, found.smallest)]
    if any(found.wrong):
        blocks += [Heading(2, "What one wrong record costs", "wrong"), *_wrong(said["rulebooks"], names)]
    if said["groups"] is not None:
        blocks += [Heading(2, "By group", "groups"), *by_group(said["groups"], names, _pairs(names), found.smallest)]
    blocks += [Heading(2, "How this was reckoned", "how"), Bullets(METHOD), Paragraph(_again(found))]
    return Document(title, "en", tuple(blocks), "Contents")


def labels(found: Impact) -> list[str]:
    """What each rulebook is called here: its id, with version and hash where that is not enough to tell them apart."""
    books = [ratings.book for ratings in found.ratings]
    names = [book.id for book in books]
    if len(set(names)) < len(names):
        names = [f"{book.id} {book.version}" for book in books]
    if len(set(names)) < len(names):
        names = [f"{book.id} {book.version} ({book.hash[:8]})" for book in books]
    return names


def _pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(names[i], names[j]) for i in range(len(names)) for j in range(i + 1, len(names))]


def _lead(found: Impact, names: Sequence[str]) -> str:
    count = grouped(len(found.ratings[0]))
    others = "another" if len(names) == 2 else f"{len(names) - 1} others"  # noqa: PLR2004
    return f"{count} subjects on {iso(found.on)}: what would change for those who take part in {names[0]}, by {others}."


def _books(books: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Block:
    rows = []
    for book, name in zip(books, names, strict=True):
        counts = (grouped(book["standings"][standing]) for standing in ("scored", "no_score", "not_rated"))
        rows.append((name, book["title"], *counts))
    return Table(("rulebook", "title", "scored", "no score", "not rated"), tuple(rows), (2, 3, 4))


def _streams(found: Impact, names: Sequence[str]) -> Iterator[Block]:
    """The streams from each rulebook to the next."""
    consecutive, at = [], 0
    for i in range(len(names) - 1):
        consecutive.append(found.moves[at])
        at += len(names) - 1 - i
    if not len(found.ratings[0]):
        return
    shown = [_shown(move, found.smallest) for move in consecutive]
    bands = [[standing_words(name) for name in standings.names] for standings in found.standings]
    sizes = [standings.counts.tolist() for standings in found.standings]
    caption = (
        "Each stream is as wide as the people it stands for, and coloured by the band it comes from. Where a count is not shown, "
    )
    yield Picture(pictures.sankey(names, bands, sizes, shown), f"{caption}the stream is not drawn and its place stays empty.")


def _shown(move: Move, smallest: int) -> list[list[int | None]]:
    """The table of who goes where, small counts left out."""
    hide = hidden(move.matrix, smallest)
    return [
        [None if h else n for n, h in zip(*row, strict=True)] for row in zip(move.matrix.tolist(), hide.tolist(), strict=True)
    ]


def _move(found: Impact, move: Move, pair: tuple[str, str]) -> Iterator[Block]:
    yield Heading(3, f"{pair[0]} → {pair[1]}")
    said = move.as_dict()
    by = said["by_band"] or said["by_place"]
    compared = said["compared"]
    counts = [f"{counted(by[name], found.smallest)} {words}" for name, words in MEASURES[move.measure].items()]
    yield Paragraph(f"Of {grouped(compared)} with a score under both: {'; '.join(counts)}.")
    if said["by_band"] is not None:
        places = [f"{counted(said['by_place'][name], found.smallest)} {words}" for name, words in MEASURES["place"].items()]
        yield Paragraph(f"By place in the order of all: {'; '.join(places)}.")
    if said["score_change"]:
        change = said["score_change"]
        yield Paragraph(
            f"The score changes by {signed(change['mean'])} on average; for half by {signed(change['p50'])} at most, "
            f"for 95 of 100 by {signed(change['p95'])} at most, for 5 of 100 by {signed(change['p05'])} or less."
        )
    if not len(move.old):
        return
    shown = _shown(move, found.smallest)
    before, after = ([standing_words(name) for name in one.names] for one in (move.before, move.after))
    caption = f"Rows: where people stand by {pair[0]}. Columns: by {pair[1]}. Darker is a larger share of the row; a dot is a count that is not shown."
    yield Picture(pictures.heat_map(before, after, shown, pair), caption)
    rows = [
        (name, *(cell(n) for n in row), grouped(int(total)))
        for name, row, total in zip(before, shown, move.matrix.sum(axis=1).tolist(), strict=True)
    ]
    total = ("all", *(grouped(int(n)) for n in move.matrix.sum(axis=0)), grouped(len(move.old)))
    yield Table((f"{pair[0]} ↓", *after, "all"), (*rows, total), tuple(range(1, len(after) + 2)))


def _rests(books: Sequence[Mapping[str, Any]], names: Sequence[str], smallest: int) -> Iterator[Block]:
    for book, name in zip(books, names, strict=True):
        rests = book["rests_on_one"]
        yield Heading(3, name)
        if not rests["of_parts"]:
            yield Paragraph("There is no clause, line or dimension that could be left out: its bands rest on measures.")
            continue
        count = counted(rests["count"], smallest)
        yield Paragraph(
            f"{count} of {grouped(book['standings']['scored'])} ({percent(rests['share'])}) would stand in another band."
        )
        parts = [one for one in rests["parts"] if one["holds_up"] or one["holds_down"]]
        rows = [
            (part_words(one), counted(one["holds_down"], smallest), counted(one["holds_up"], smallest)) for one in parts[:MOST]
        ]
        if rows:
            yield Table(("without this", "would stand better", "would stand worse"), tuple(rows), (1, 2))
        if len(parts) > MOST:
            yield Paragraph(f"And {len(parts) - MOST} more, with fewer each.")


def _wrong(books: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Iterator[Block]:
    tried = max((one["tried"] for book in books for one in book["wrong_record"]), default=0)
    yield Paragraph(f"Tried in the files of {grouped(tried)} subjects drawn at random, the same errors under every rulebook.")
    rows, kinds = [], []
    for book, name in zip(books, names, strict=True):
        for one in book["wrong_record"]:
            change = one["score_change"]
            rows.append(
                (
                    name, error_words(one["error"]), interval(one["worse"]), interval(one["better"]), grouped(one["no_score"]),
                    signed(change["mean"]) if change else "–", signed(one["worst"]) if change else "–",
                )
            )  # fmt: skip
            listed = sorted(one["kinds"], key=lambda kind: -kind["worse"]["count"])
            kinds += [
                (name, error_words(one["error"]), kind["kind"], grouped(kind["tried"]), interval(kind["worse"]))
                for kind in listed[:MOST]
                if kind["worse"]["count"]
            ]
    head = ("rulebook", "the error", "worse", "better", "no score", "mean change", "worst change")
    yield Table(head, tuple(rows), (4, 5, 6))
    if kinds:
        yield Paragraph("By kind of record, where one cost somebody a band; tried apart, in up to fifty files:")
        yield Table(("rulebook", "the error", "kind of record", "tried", "worse"), tuple(kinds), (3,))


def _again(found: Impact) -> str:
    hashes = ", ".join(f"{ratings.book.id} version {ratings.book.version} {ratings.book.hash}" for ratings in found.ratings)
    named = " ".join(ratings.book.id for ratings in found.ratings)
    return (
        f"To get the same again: bonitas impact {named} LEDGER --on {iso(found.on)} --sample {found.sample} --seed {found.seed} "
        f"--smallest {found.smallest}. The same ledger and the same rulebooks give the same figures on any machine. Their hashes: {hashes}."
    )
