"""A forecast for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bonitas.cli.console import cleaned, say
from bonitas.cli.errors import shown
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import STANDINGS, day_in_words


def show_forecast(subject: str, rows: Sequence[Mapping[str, Any]], until: str | None) -> None:
    """The coming dates on which the standing changes."""
    end = f" until {day_in_words(until)}" if until else ""
    if not rows:
        say(shown(f"{subject}: if nothing new is recorded, nothing changes{end or ' any more'}."))
        return
    say(shown(f"{subject}: if nothing new is recorded, this changes{end}:"))
    say()
    columns = [Column("from"), Column("score", right=True), Column("band"), Column("because", keep=False)]
    show(table(columns, [_cells(row) for row in cleaned(rows)]))


def _cells(row: Mapping[str, Any]) -> list[object]:
    score = row["score"] if row["score"] is not None else STANDINGS.get(row.get("standing", ""), "no score")
    return [row["on"], score, row["band"], row["because"]]
