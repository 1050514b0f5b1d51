"""The command that lays a ledger's records beside it once more, in order: arrange."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from bonitas.cli.console import emit, say
from bonitas.cli.options import Json, Ledger
from bonitas.common.counts import how_many

if TYPE_CHECKING:
    from bonitas.ledger.arranged.model import Made


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(arrange)


def arrange(
    ledger: Ledger,
    remove: Annotated[bool, typer.Option("--remove", help="Take the arrangement away.")] = False,
    json: Json = False,
) -> None:
    """Lay a ledger's records beside it once more, in order, for faster reading.

    Rating everybody and reading some subjects get faster; no answer changes. What is added later counts at once; run it again when
    much has been added. It lies in LEDGER.arranged, may be deleted at any time, and goes by itself before anything is removed.

    \b
    Examples:
      bonitas arrange standing.duckdb
      bonitas arrange standing.duckdb --remove
    """
    from bonitas.cli.terminal import working
    from bonitas.ledger.arranged.model import folder_of
    from bonitas.ledger.arranged.write import arrange as arranged
    from bonitas.ledger.arranged.write import disarrange
    from bonitas.ledger.open import open_ledger

    with open_ledger(ledger, keeper=True) as store:
        if remove:
            _tell_removed(store.address, disarrange(store), str(folder_of(store.address)), json)
            return
        before = store._arranged()
        began = time.monotonic()
        with working("Arranging records"):
            made = arranged(store)
    _tell(store.address, made, time.monotonic() - began, before is None or before.made != made, json)


def _tell_removed(address: str, there: bool, folder: str, json: bool) -> None:
    if json:
        emit({"ledger": address, "removed": there})
    else:
        say(f"Taken away: {folder}" if there else "There is no arrangement.")


def _tell(address: str, made: Made, seconds: float, fresh: bool, json: bool) -> None:
    if json:
        told = {"records": made.records, "subjects": made.subjects, "bytes": made.bytes, "seconds": round(seconds, 3)}
        emit({"ledger": address, **told, "made": fresh and made.records > 0})
        return
    what = f"{how_many(made.records, 'record')} of {how_many(made.subjects, 'subject')}, {made.bytes / 1e6:,.1f} MB"
    if not made.records:
        say("There is nothing to arrange yet.")
    elif fresh:
        say(f"Arranged {what}, in {seconds:.1f} s.")
    else:
        say(f"Arranged already: {what}.")
