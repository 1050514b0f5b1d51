"""The command about law: what of a rulebook may not be operated."""

from __future__ import annotations

from typing import Annotated

import typer

from bonitas.cli.console import emit
from bonitas.cli.errors import wrong
from bonitas.cli.options import Json, Rulebook

In = Annotated[
    list[str] | None,
    typer.Option("--in", metavar="CODE", help="By the law of this place in place of the rulebook's own: EU, DE, US or CN."),
]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(law)


def law(rulebook: Rulebook, where: In = None, json: Json = False) -> None:
    """Say what of a rulebook may not be operated, and why.

    Each finding has a code, its place, the article and what that demands, how sure the reading is, and, where the law is unclear,
    both readings. What bars is refused by everything that rates real people; what warns is for its author to answer. Exit code 1
    if something bars. It is no legal advice.

    \b
    Examples:
      bonitas law de-schufa-2026
      bonitas law cn-suining-2010 --in EU
    """
    from bonitas.cli.show_law import show_law
    from bonitas.law.law import law as look
    from bonitas.law.where import holding
    from bonitas.rulebook.read import read_rulebook

    for code in where or ():
        if not holding([code]):
            wrong(f"The law of '{code}' is not checked here. --in takes EU or one of its members, US or CN.")
    book = read_rulebook(rulebook)
    found = look(book, jurisdictions=where)
    if json:
        emit([one.as_dict() for one in found])
    else:
        show_law(book, found, tuple(where or book.jurisdictions))
    if any(one.severity == "bars" for one in found):
        raise typer.Exit(1)
