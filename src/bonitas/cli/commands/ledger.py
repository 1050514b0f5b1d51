"""Commands that make a ledger and add to it: new, add, amend, enrol, compact, upgrade."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bonitas.cli.console import emit, say
from bonitas.cli.options import Json, Ledger

if TYPE_CHECKING:
    from bonitas.ledger.report import Report
    from bonitas.ledger.store import Store

Files = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="CSV with a header, JSON Lines or Parquet.", show_default=False)
]
Rejects = Annotated[
    Path | None,
    typer.Option("--rejects", metavar="FILE", help="Write rejected rows to this CSV file, each with what is wrong with it."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (new, add, amend, enrol, compact, upgrade):
        app.command()(command)


def new(
    ledger: Ledger,
    lab: Annotated[bool, typer.Option("--lab", help="A ledger of synthetic people, where specimens run. For good.")] = False,
    purposes: Annotated[bool, typer.Option("--purposes", help="Nobody is looked up without a stated purpose. For good.")] = False,
    licensed: Annotated[bool, typer.Option("--licensed", help="It is read only under a licence (--as). For good.")] = False,
    unsealed: Annotated[bool, typer.Option("--unsealed", help="Keep no log that shows tampering.")] = False,
    json: Json = False,
) -> None:
    """Make an empty ledger.

    An address that ends in .duckdb or .db becomes a DuckDB file, postgresql://… a schema `bonitas` in that database, any other a
    folder of Parquet. What is there already is left alone, and is a problem.

    \b
    Examples:
      bonitas new standing.duckdb
      bonitas new wendeng --lab
      bonitas new postgresql://owner@db/standing
    """
    from bonitas.ledger.open import new_ledger

    with new_ledger(ledger, lab=lab, purposes=purposes, licensed=licensed, sealed=not (lab or unsealed)) as made:
        shown = made.address
    if json:
        emit({"ledger": shown, "lab": lab, "purposes": purposes, "licensed": licensed, "sealed": not (lab or unsealed)})
    else:
        say(f"Made an empty {'lab ' if lab else ''}ledger: {shown}")


def add(ledger: Ledger, files: Files, rejects: Rejects = None, json: Json = False) -> None:
    """Add records to a ledger.

    Good rows are added, in one transaction a file; bad rows are listed, with file, line and what to do, and leave exit code 1.
    A record that is there already, by furnisher and ref, changes nothing: a file may be added again.

    \b
    Examples:
      bonitas add standing.duckdb records.csv
      bonitas add standing.duckdb january.parquet february.parquet --rejects bad.csv
    """
    bring("add", ledger, files, rejects, json)


def amend(ledger: Ledger, files: Files, rejects: Rejects = None, json: Json = False) -> None:
    """Add amendments: later entries about records that are there.

    A change is settled, disputed, upheld, rejected, corrected or withdrawn, effective on a day. The record itself is kept as it
    was, so that a question about an earlier time gets the answer of that time.

    \b
    Example:
      bonitas amend standing.duckdb amendments.csv
    """
    bring("amend", ledger, files, rejects, json)


def enrol(ledger: Ledger, files: Files, rejects: Rejects = None, json: Json = False) -> None:
    """Add participations: consents and served notices.

    Nobody is rated unawares: a person is rated only while a participation in that rulebook is on file.

    \b
    Example:
      bonitas enrol standing.duckdb participations.csv
    """
    bring("enrol", ledger, files, rejects, json)


def compact(ledger: Ledger, json: Json = False) -> None:
    """Put a ledger's records in order of subject and day.

    What the ledger says stays the same; reading one subject gets faster after many additions.

    \b
    Example:
      bonitas compact standing.duckdb
    """
    from bonitas.cli.terminal import working
    from bonitas.ledger.open import open_ledger

    with open_ledger(ledger, write=True) as store, working("Ordering records"):
        store.compact()
    if json:
        emit({"ledger": store.address, "compacted": True})
    else:
        say(f"Compacted: {store.address}")


def upgrade(ledger: Ledger, json: Json = False) -> None:
    """Bring the tables of a ledger in PostgreSQL up to date with this program.

    All steps are taken or none. It is for the owner of the tables; files and folders need no upgrade.

    \b
    Example:
      bonitas upgrade postgresql://owner@db/standing
    """
    from bonitas.ledger.open import upgrade_ledger

    before, now = upgrade_ledger(ledger)
    if json:
        emit({"from": before, "to": now})
    else:
        say(f"Version {now} already: nothing to do." if before == now else f"Brought from version {before} to {now}.")


def bring(what: Literal["add", "amend", "enrol"], address: str, files: Sequence[str], rejects: Path | None, json: bool) -> None:
    """Bring files into a ledger, one after the other; leave with code 1 if any of them had a problem."""
    from bonitas.ledger.open import open_ledger

    well = True
    with open_ledger(address, write=True) as store:
        for number, file in enumerate(files):
            report = brought(store, what, file, _part(rejects, number, len(files)), files[:number])
            well = well and report.ok
            tell_report(file, report, json)
    if rejects is not None and len(files) > 1:
        from bonitas.cli.rejects import merge

        merge(rejects, [(file, _part(rejects, number, len(files))) for number, file in enumerate(files)])
    if not well:
        raise typer.Exit(1)


def _part(rejects: Path | None, number: int, count: int) -> Path | None:
    """Where the rejected rows of one of several files wait until all are merged into one."""
    return rejects if rejects is None or count == 1 else rejects.with_name(f".{rejects.name}.{number}.part")


def brought(store: Store, what: str, file: str, rejects: Path | None, before: Sequence[str]) -> Report:
    """One file brought in. Stopped within it, nothing of it is kept; what came before stays."""
    from bonitas.cli.terminal import working

    try:
        with working(f"Reading {file}", unit="rows") as progress:
            report: Report = getattr(store, what)(file, rejects=rejects, progress=progress)
            return report
    except KeyboardInterrupt:
        if not before:
            raise
        said = f"Stopped; nothing of '{file}' was kept. Done before: {', '.join(before)}."
        raise KeyboardInterrupt(said) from None


def tell_report(file: str, report: Report, json: bool) -> None:
    """What came of one file: problems on standard error, counts on standard output."""
    from bonitas.cli.errors import shown, tell_problems

    tell_problems(report.problems)
    if json:
        counts = {"added": report.added, "already_there": report.already_there, "rejected": report.rejected}
        emit({"file": file, **counts, "problems": [problem.as_dict() for problem in report.problems]})
    else:
        say(f"{shown(file)}: {report.added:,} added, {report.already_there:,} already there, {report.rejected:,} rejected.")
