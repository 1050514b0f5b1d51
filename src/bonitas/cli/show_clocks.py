"""The three clocks of a subject's records, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bonitas.cli.console import cleaned, say
from bonitas.cli.terminal import Column, show, table
from bonitas.common.counts import how_many

GOES_ON = "goes on"


def show_clocks(found: Mapping[str, Any]) -> None:
    """A row for each record; two columns for each rulebook that was named."""
    content = cleaned(found)
    say(f"{content['subject']} on {content['on']}: {how_many(len(content['records']), 'record')}\n")
    if not content["records"]:
        return
    books = list(content["records"][0]["rulebooks"])
    columns = [Column("record"), Column("kind", keep=False), Column("of"), Column("kept until")]
    for name in books:
        columns += [Column(f"{name}: shown until", keep=False), Column("counts until")]
    rows = []
    for record in content["records"]:
        cells = [f"{record['furnisher']}/{record['ref']}", record["kind"], record["occurred_on"], record["kept_until"] or GOES_ON]
        for name in books:
            by = record["rulebooks"][name]
            cells.append((by["shown_until"] or GOES_ON) if by["shown"] else "not shown")
            cells.append((by["counted_until"] or GOES_ON) if by["counts"] else "does not count")
        rows.append(cells)
    show(table(columns, rows))
    disputed = [f"{one['furnisher']}/{one['ref']}" for one in content["records"] if one["disputed"]]
    if disputed:
        say(f"\nDisputed: {', '.join(disputed)}")
