"""Passing records on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bonitas.cli.accesses import Asker, By, For, Purpose, noted_all
from bonitas.cli.console import emit
from bonitas.cli.licensed import not_handed_on, opened, opened_to_write, running, under_licence
from bonitas.cli.options import Json, Ledger, On, Rulebook

if TYPE_CHECKING:
    from bonitas.engine.passing import PassedOn

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write the records to this .csv, .jsonl or .parquet file.", show_default=False),
]
Into = Annotated[str | None, typer.Option("--into", metavar="LEDGER", help="Add the records to this ledger.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("pass-on")(under_licence(pass_on))


def pass_on(
    rulebook: Rulebook, ledger: Ledger, on: On = None, out: Out = None, into: Into = None, purpose: Purpose = None,
    by: By = None, recipient: For = None, json: Json = False,
) -> None:  # fmt: skip
    """Make the records that a rulebook passes on: from records to others, from standings to the next record.

    They are records of their own, furnished by 'passed on by RULEBOOK', and each names its origin. Without --out or --into they
    are only shown. Running it again adds nothing. With --into, what was passed on from a record that was withdrawn or upheld since
    is withdrawn too.

    \b
    Examples:
      bonitas pass-on cn-wendeng-2020-village village --on 2026-01-15 --out stars.csv
      bonitas pass-on cn-wendeng-2020-companies lab --into lab
      bonitas pass-on joint town.duckdb --into town.duckdb --as office --licences licences.yaml
    """
    if out is not None and into is not None:
        raise typer.BadParameter("--out and --into do not go together.")
    not_handed_on(recipient, "pass-on")
    from bonitas.cli.errors import tell_problems
    from bonitas.cli.show_passing import show_passing

    found = passed(rulebook, ledger, on, out, into, Asker(purpose, by, recipient))
    tell_problems(found.problems)
    if json:
        emit(found.as_dict())
        for row in found.rows:
            emit(row)
    else:
        show_passing(found, str(out) if out else None, into)
    if found.problems:
        raise typer.Exit(1)


def passed(rulebook: str, ledger: str, on: str | None, out: Path | None, into: str | None, asker: Asker) -> PassedOn:
    """Pass on within one ledger, or from one to another."""
    import bonitas
    from bonitas.cli.terminal import working

    book = running(rulebook)
    same = into is not None and Path(into).resolve() == Path(ledger).resolve()
    with opened_to_write(ledger) if same else opened(ledger) as store, working("Passing on"):
        noted_all(store, asker, "pass-on", book, on)
        if same:
            return bonitas.pass_on(book, store, on=on, into=store)
        if into is None:
            return bonitas.pass_on(book, store, on=on, out=out)
        with opened_to_write(into) as other:
            return bonitas.pass_on(book, store, on=on, into=other)
