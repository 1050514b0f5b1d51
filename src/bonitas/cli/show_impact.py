"""What a change of rules would do, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import STANDINGS, day_in_words, share, signed
from bonitas.unify.impact.words import MEASURES, apart, error_words, interval, part_words, percent

_SPREAD: Final = {"mean": "mean", "p05": "5 of 100 at most", "p50": "half at most", "p95": "95 of 100 at most"}
#: So many clauses are listed for each rulebook; `--json` has all.
_MOST: Final = 5
_COSTLIEST: Final = 3
_TWO: Final = 2


def show_impact(content: Mapping[str, Any], report: Path | None = None) -> None:
    """Write an impact (`Impact.as_dict`), and where its report is."""
    found = cleaned(content)
    names = _names(found["rulebooks"])
    count = found["subjects"]
    if not count:
        say("There is no subject to rate.")
        return
    arrow = " → " if len(names) == _TWO else ", "
    say(f"{count:,} subjects on {day_in_words(found['on'])}: {arrow.join(names)}")
    say()
    if len(names) == _TWO:
        if found["moves"][0]["score_change"] is not None or not found["compared"]:
            _scores(found, count)
        else:
            _moves(found["moves"], [(names[0], names[1])])
            say("The scores are on different scales: 'higher' and 'lower' would say nothing.")
        _bands(found, count)
    else:
        _books(found["rulebooks"], names)
        say()
        _moves(found["moves"], [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]])
    _rests(found["rulebooks"], names)
    _wrong(found["rulebooks"], names)
    if found["groups"] is not None:
        _groups(found["groups"], [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]], found["smallest"])
    if report is not None:
        say(f"\nThe report: {report}")


def _names(books: Sequence[Mapping[str, Any]]) -> list[str]:
    """Id and version; two drafts of one version are told apart by their hashes."""
    names = [f"{book['rulebook']} {book['version']}" for book in books]
    if len(set(names)) == len(names):
        return names
    return [f"{name} ({book['hash'][:8]})" for name, book in zip(names, books, strict=True)]


# ---------------------------------------------------------------- two rulebooks


def _scores(found: Mapping[str, Any], count: int) -> None:
    counted = found.get("compared", count)
    rows = [[words, f"{found[key]:,}", share(found[key], counted)] for key, words in _changes(found)]
    show(table([Column("score"), Column("subjects", right=True), Column("share", right=True)], rows))
    if found["score_change"]:
        say()
        spread = [[words, signed(found["score_change"][key])] for key, words in _SPREAD.items()]
        show(table([Column("change of the score"), Column("points", right=True)], spread))


def _bands(found: Mapping[str, Any], count: int) -> None:
    say()
    columns = [Column("from"), Column("to"), Column("subjects", right=True), Column("share", right=True)]
    bands = [
        [row["from"] or "–", row["to"] or "–", f"{row['subjects']:,}", share(row["subjects"], count)] for row in found["bands"]
    ]
    show(table([Column("band from"), *columns[1:]], bands))
    moved = [row for row in found["standings"] if row["from"] != row["to"]]
    if moved:
        say()
        cells = [[STANDINGS[r["from"]], STANDINGS[r["to"]], f"{r['subjects']:,}", share(r["subjects"], count)] for r in moved]
        show(table([Column("standing from"), *columns[1:]], cells))


def _changes(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(key, words) for key, words in (("better", "higher"), ("unchanged", "the same"), ("worse", "lower")) if key in found]


# ---------------------------------------------------------------- several


def _books(books: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    columns = [Column("rulebook"), *(Column(words, right=True) for words in STANDINGS.values())]
    rows = [
        [name, *(f"{book['standings'][standing]:,}" for standing in STANDINGS)] for book, name in zip(books, names, strict=True)
    ]
    show(table(columns, rows))


def _moves(moves: Sequence[Mapping[str, Any]], pairs: Sequence[tuple[str, str]]) -> None:
    rows = []
    for one, (old, new) in zip(moves, pairs, strict=True):
        by = one["by_band"] or one["by_place"]
        shares = [f"{by[name]:,} ({share(by[name], one['compared'])})" if one["compared"] else "" for name in MEASURES["place"]]
        rows.append([old, new, f"{one['compared']:,}", one["measure"], *shares])
    columns = [Column("from"), Column("to"), Column("compared", right=True), Column("by")]
    show(table([*columns, *(Column(name, right=True) for name in ("better", "the same", "worse"))], rows))
    say("By place: better and worse are those who move by more than a tenth of all.")


def _rests(books: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    say()
    say("Whose band rests on one part of the rulebook: without that part alone they would stand in another.")
    rows: list[list[str]] = []
    for book, name in zip(books, names, strict=True):
        rests = book["rests_on_one"]
        if not rests["of_parts"]:
            rows.append([name, "(there is nothing to leave out)", "", "", "", ""])
            continue
        rows.append([name, "any one", f"{rests['count']:,}", percent(rests["share"]), "", ""])
        for one in [one for one in rests["parts"] if one["holds_up"] or one["holds_down"]][:_MOST]:
            both = one["holds_up"] + one["holds_down"]
            rows.append(["", part_words(one), f"{both:,}", "", f"{one['holds_down']:,}", f"{one['holds_up']:,}"])
    heads = [Column(name, right=True) for name in ("subjects", "of those scored", "better then", "worse then")]
    show(table([Column("rulebook"), Column("without"), *heads], rows))


def _wrong(books: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    """What one wrong record costs: drawn from all records, and of the kinds that cost most."""
    rows, kinds = [], []
    for book, name in zip(books, names, strict=True):
        for one in book["wrong_record"]:
            rows.append([name, error_words(one["error"]), *_costs(one)])
            costly = sorted(one["kinds"], key=lambda kind: (-kind["worse"]["share"], kind["kind"]))[:_COSTLIEST]
            kinds += [
                [name, error_words(one["error"]), kind["kind"], *_costs(kind)[:2]] for kind in costly if kind["worse"]["count"]
            ]
    if not rows:
        return
    heads = [Column(name, right=True) for name in ("tried", "worse", "better", "mean", "worst")]
    say()
    say("What one wrong record costs, tried on files drawn at random; shares with their 95 % interval, points")
    show(table([Column("rulebook"), Column("the error"), *heads], rows))
    if kinds:
        say()
        show(table([Column("rulebook"), Column("the error"), Column("costliest kinds of record", keep=False), *heads[:2]], kinds))


def _costs(one: Mapping[str, Any]) -> list[str]:
    change = one["score_change"]
    points = [signed(change["mean"]), signed(one["worst"])] if change else ["", ""]
    return [f"{one['tried']:,}", interval(one["worse"]), interval(one["better"]), *points]


# ---------------------------------------------------------------- by group


def _groups(groups: Mapping[str, Any], pairs: Sequence[tuple[str, str]], smallest: int) -> None:
    for move, (old, new) in zip(groups["moves"], pairs, strict=True):
        say()
        say(f"By group, {old} → {new} (by {move['measure']}; ·: a count under {smallest}, or one that would give it away)")
        apart_of = {one["group"]: apart(one) for one in move["differences"]["groups"]}
        rows = []
        for row in move["groups"]:
            counts = row["counts"]
            shares = ["·" if counts[name] is None else percent(counts[name]["share"]) for name in ("better", "same")]
            rows.append(
                [row["group"], f"{row['subjects']:,}", *shares, interval(counts["worse"]), apart_of.get(row["group"], "")]
            )
        heads = [Column(name, right=True) for name in ("subjects", "better", "the same", "worse", "less the largest group")]
        show(table([Column("group", keep=False), *heads], rows))
