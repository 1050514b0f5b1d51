"""The command that sets rulebooks side by side: compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bonitas.cli.console import emit, say
from bonitas.cli.errors import shown, wrong
from bonitas.cli.options import Json, Lang, Language, On, rulebook_names

Rulebooks = Annotated[
    list[str],
    typer.Argument(
        metavar="RULEBOOK…", help="Two or more rulebooks, all of persons or all of organisations.", autocompletion=rulebook_names,
        show_default=False,
    ),
]  # fmt: skip
Crosswalk = Annotated[
    Path | None,
    typer.Option(
        "--crosswalk", metavar="FILE", help="Which kinds of record tell of the same conduct; the shipped one if not given."
    ),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write a report to this .html file.")]
All = Annotated[bool, typer.Option("--all", help="Show every conduct that one of them knows.")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(compare)


def compare(
    rulebooks: Rulebooks, crosswalk: Crosswalk = None, on: On = None, out: Out = None, every: All = False, lang: Language = Lang.en,
    json: Json = False,
) -> None:  # fmt: skip
    """Show what several rulebooks do with the same conduct.

    Points, share of the scale, how long it counts, what it does to the band; conflicts, gaps, double counting, exchange rates of
    severity; and how symmetric, specific, discretionary and bound to its purpose each of them is.

    \b
    Examples:
      bonitas compare cn-rongcheng-2019 cn-suining-2010
      bonitas compare de-schufa-2026 us-fico-style us-vantagescore-4 --out credit.html
    """
    if out is not None and out.suffix.lower() != ".html":
        wrong(f"A report cannot be written to '{out.name}'. Let it end in .html.")
    import bonitas
    from bonitas.cli.show_compare import show_compare
    from bonitas.cli.terminal import working
    from bonitas.engine.ratings import plain
    from bonitas.unify.crosswalk.read import read_crosswalk

    walk = read_crosswalk(crosswalk)
    books = [bonitas.read_rulebook(name) for name in rulebooks]
    with working("Comparing"):
        found = bonitas.compare(books, crosswalk=walk, on=on, lang=lang.value)
    if out is not None:
        found.write(out)
    if json:
        emit(plain(found.as_dict()))
    else:
        show_compare(found, every)
        if out is not None:
            say()
            say(shown(f"Report: {out}"))
