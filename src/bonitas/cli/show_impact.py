"""What a change of rules would do, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import STANDINGS, day_in_words, share, signed

_SPREAD: Final = {"mean": "mean", "p05": "5 of 100 at most", "p50": "half at most", "p95": "95 of 100 at most"}


def show_impact(content: Mapping[str, Any]) -> None:
    """Write an impact (`Impact.as_dict`)."""
    found = cleaned(content)
    old, new = (f"{side['rulebook']} {side['version']}" for side in (found["old"], found["new"]))
    if old == new:  # two drafts of one version: their hashes tell them apart
        old, new = (f"{name} ({side['hash'][:8]})" for name, side in ((old, found["old"]), (new, found["new"])))
    count = found["subjects"]
    if not count:
        say("There is no subject to rate.")
        return
    say(f"{count:,} subjects on {day_in_words(found['on'])}: {old} → {new}")
    say()
    counted = found.get("compared", count)
    rows = [[words, f"{found[key]:,}", share(found[key], counted)] for key, words in _moves(found)]
    show(table([Column("score"), Column("subjects", right=True), Column("share", right=True)], rows))
    if found["score_change"]:
        say()
        spread = [[words, signed(found["score_change"][key])] for key, words in _SPREAD.items()]
        show(table([Column("change of the score"), Column("points", right=True)], spread))
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


def _moves(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(key, words) for key, words in (("better", "higher"), ("unchanged", "the same"), ("worse", "lower")) if key in found]
