"""Commands of the lab: people that nobody is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from bonitas.cli.console import emit, say
from bonitas.cli.edge import Edge
from bonitas.cli.options import Json, Ledger, a_day

lab = typer.Typer(cls=Edge, rich_markup_mode=None, help="Synthetic people, and nobody else's records.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group of commands to `app`."""
    app.add_typer(lab, name="lab")


@lab.callback()
def group() -> None:
    """Synthetic people, and nobody else's records."""


@lab.command()
def people(
    ledger: Ledger,
    n: Annotated[int, typer.Option("--n", help="How many subjects.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed makes the same people.")] = 7,
    subjects: Annotated[
        Literal["person", "organisation"] | None,
        typer.Option("--subjects", help="Of one type only; else one in ten is a company."),
    ] = None,
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", callback=a_day, help="The last day of their records.")
    ] = "2026-06-30",
    json: Json = False,
) -> None:
    """Make a synthetic population: records of every kind in the catalogue, later changes, and notices.

    The ledger is made if it is not there, and is marked as a lab's for good. How often things happen is supposed, not known:
    the people exercise every rule and say nothing of how anybody behaves. Running it again adds nothing.

    \b
    Example:
      bonitas lab people town.duckdb --n 100000 --seed 7
      bonitas systems --over town.duckdb
    """
    from bonitas.cli.terminal import working
    from bonitas.lab.people import make_people
    from bonitas.ledger.open import new_ledger, open_ledger

    with (
        open_ledger(ledger, write=True) if Path(ledger).exists() else new_ledger(ledger, lab=True) as store,
        working("Making people", total=n, unit="subjects") as progress,
    ):
        made = make_people(store, n, seed=seed, subjects=subjects, until=until, progress=progress)
    if json:
        emit({"ledger": ledger, "seed": seed, "until": until, **made.as_dict()})
        return
    say(
        f"{ledger}: {made.persons:,} made-up people and {made.organisations:,} made-up organisations, seed {seed}, until {until}."
    )
    say(
        f"Added {made.records:,} records, {made.amendments:,} later changes and {made.participations:,} participations"
        + (f"; {made.there:,} entries were there already." if made.there else ".")
    )
