"""The command that compares two rulebooks over the same people."""

from __future__ import annotations

from typing import Annotated

import typer

from bonitas.cli.console import emit
from bonitas.cli.options import Json, KnownAt, Ledger, On, rulebook_names

Old = Annotated[
    str,
    typer.Argument(metavar="OLD", help="The rulebook as it is.", autocompletion=rulebook_names, show_default=False),
]
New = Annotated[
    str,
    typer.Argument(metavar="NEW", help="The rulebook as it would be.", autocompletion=rulebook_names, show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(impact)


def impact(old: Old, new: New, ledger: Ledger, on: On = None, known_at: KnownAt = None, json: Json = False) -> None:
    """Show who would move if one rulebook took the place of another.

    Both rate every subject of the ledger on the same day. Shown are how many stay, rise and fall, from which band to which, and
    by how many points.

    \b
    Example:
      bonitas impact rules-2026/ rules-2027/ standing.duckdb --on 2027-01-01
    """
    import bonitas
    from bonitas.cli.show_impact import show_impact
    from bonitas.cli.terminal import working
    from bonitas.engine.ratings import plain

    before, after = bonitas.read_rulebook(old), bonitas.read_rulebook(new)
    with bonitas.open_ledger(ledger) as store, working("Rating twice"):
        found = bonitas.impact(before, after, store, on=on, known_at=known_at).as_dict()
    if json:
        emit(plain(found))
    else:
        show_impact(found)
