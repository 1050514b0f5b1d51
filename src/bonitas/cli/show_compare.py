"""Several rulebooks side by side, for people."""

from __future__ import annotations

from typing import Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.errors import shown
from bonitas.cli.terminal import Column, show, table
from bonitas.common.days import iso
from bonitas.unify.compare.compare import Comparison
from bonitas.unify.compare.words import HEAD, abreast, cells, figures, times

#: So many conducts are shown, unless all are asked for.
FIRST: Final = 20


def show_compare(found: Comparison, every: bool) -> None:
    """Write a comparison; the first conducts that two rulebooks know, or `every` one that some rulebook knows."""
    sides = cleaned([side.as_dict(found.lang) for side in found.sides])
    for n, some in enumerate(abreast(sides)):
        if n:
            say()
        show(table([Column("", keep=False), *(Column(side["name"], right=True, keep=False) for side in some)], figures(some)))
    for side in found.sides:
        if side.elsewhere:
            say(shown(f"{side.name} is not in force on that day: asked on {iso(side.day)}, the nearest on which it is."))
        if side.unasked:
            say(shown(f"Of {side.name} the measures are left out: no made-up file was found that has a score."))
    say()
    rows = list(found.rows) if every else sorted(found.shared, key=lambda row: (not row.conflict, -len(row.positions)))
    first = rows if every else rows[:FIRST]
    say(
        f"Conducts that one of them knows: {len(found.rows):,}; two or more: {len(found.shared):,}; with conflict: {len(found.conflicts):,}."
    )
    if first:
        say()
        kept = {"conduct": False, "rulebook": True}
        heads = [Column(name, keep=kept.get(name, False)) for name in HEAD]
        show(table(heads, cleaned([line for row in first for line in cells(row, found.lang)])))
    if len(first) < len(rows):
        say()
        say(f"And {len(rows) - len(first):,} more conducts that two or more know: --all, --json or --out FILE.html has them.")
    if found.within or found.across:
        say()
        say(
            f"Where one record counts in several places: {len(found.within):,}. Conducts from different records: {len(found.across):,}."
        )
    if found.rates:
        say()
        say("What 1 % of the first scale comes to on the second, in % of it, for the same conduct:")
        columns = [
            Column("first"),
            Column("second"),
            Column("points"),
            *(Column(name, right=True) for name in ("conducts", "least", "median", "most")),
        ]
        show(table(columns, [
            [one.first, one.second, one.way, len(one.conducts), *([times(rate) for rate in one.shares] if one.shares else ["–"] * 3)] for one in found.rates
        ]))  # fmt: skip
