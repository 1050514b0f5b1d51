"""What a refresh did, and how ratings changed, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.errors import shown
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import STANDINGS, day_in_words
from bonitas.engine.refresh.refresh import Refreshed

#: So many changes are shown; --json gives all.
FIRST: Final = 50
#: Why, in words: of one subject, and of everybody.
WHY: Final = {
    "record": "a new record", "amendment": "an amendment", "participation": "a participation", "removal": "a removal",
    "day": "a day that came", "rulebook": "other rules", "shares": "others' scores", "ledger": "another ledger",
}  # fmt: skip
EVERYBODY: Final = {
    "day": "the day lies before the last one, or rules came into force or went out of it",
    "rulebook": "the rulebook, the catalogue or the program has changed",
    "shares": "bands by share begin elsewhere",
    "ledger": "the ledger is not the one that was rated before",
}


def show_refreshed(done: Refreshed, title: str, feed: Path | None, out: Path | None) -> None:
    """How many were rated again, and how many changed."""
    say(shown(f"{title} ({done.rulebook}, version {done.version}), on {day_in_words(done.on)}"))
    say()
    if done.first:
        say(f"{done.subjects:,} subjects rated for the first time; from now on, changes are told.")
    else:
        whom = "Everybody was" if done.everybody else f"{done.rated:,} of {done.subjects:,} subjects were"
        why = f", because {' and '.join(EVERYBODY[word] for word in done.because)}" if done.because else ""
        say(f"{whom} rated again{why}.")
        say(f"{done.changed:,} {'rating' if done.changed == 1 else 'ratings'} changed{_numbers(done)}.")
    if done.changed:
        say()
        rows = [[WHY[word], f"{count:,}"] for word, count in done.why.items()]
        show(table([Column("because of"), Column("changes", right=True)], rows))
    for path in (feed, out):
        if path is not None:
            say()
            say(shown(f"Written: {path}."))


def _numbers(done: Refreshed) -> str:
    if not done.changed:
        return ""
    return f", number {done.until:,}" if done.changed == 1 else f", numbers {done.since + 1:,} to {done.until:,}"


def show_changes(rows: Sequence[Mapping[str, Any]]) -> None:
    """The first changes."""
    if not rows:
        say("Nothing has changed.")
        return
    columns = [Column("no", right=True), Column("on"), Column("subject"), Column("from"), Column("to"), Column("why", keep=False)]
    cells = [
        [row["seq"], row["on"], row["subject"], _side(row["from"]), _side(row["to"]), ", ".join(WHY[word] for word in row["why"])]
        for row in cleaned(list(rows[:FIRST]))
    ]
    show(table(columns, cells))
    if len(rows) > FIRST:
        say(f"… {FIRST} of {len(rows):,} changes. Get all with --json, or go on with --since {rows[FIRST - 1]['seq']}.")


def _side(side: Mapping[str, Any] | None) -> str:
    """A rating in a few words: score and band, or why there is none."""
    if side is None:
        return "–"
    if side["standing"] != "scored":
        return STANDINGS[side["standing"]]
    return f"{side['score']} {side['band']}" if side["band"] else str(side["score"])
