"""The demonstration: the main job on real data, start to finish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bonitas.cli.console import emit
from bonitas.cli.options import Json

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the ledger and the report go.")]
People = Annotated[
    int | None,
    typer.Option("--people", metavar="N", min=100, max=30_000, help="Take only so many people; all 30,000 if not given."),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Make the demonstration's ledger anew.")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(demo)


def demo(out: Out = Path("bonitas-demo"), people: People = None, fresh: Fresh = False, json: Json = False) -> None:
    """Rate 30,000 real people, and see what became of them.

    Makes a ledger of card clients of one bank in Taiwan (2005), adds their statements, enrols them, rates all by the rulebook
    example-card-conduct, holds the ratings beside who then defaulted, explains one person's rating in words, and writes a report
    to read in a browser. Run again, it goes on with the ledger that is there.

    \b
    Examples:
      bonitas demo
      bonitas demo --out tryout --people 1000
    """
    from bonitas.cli.show_demo import Watch, show_demo
    from bonitas.engine.ratings import plain
    from bonitas.lab.demo import run_demo

    try:
        told = run_demo(out, people=people, fresh=fresh, watch=Watch())
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"Stopped; what is in '{out}' is whole. Run it again to go on.") from None
    if json:
        emit(plain(told.as_dict()))
    else:
        show_demo(told)
