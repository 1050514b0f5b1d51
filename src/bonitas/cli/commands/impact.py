"""The command that holds rulebooks against each other over the same people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from bonitas.cli.console import emit
from bonitas.cli.errors import tell_problems
from bonitas.cli.licensed import opened_through, running, under_licence
from bonitas.cli.options import Json, KnownAt, On, rulebook_names

#: Two rulebooks and a ledger.
FEWEST: Final = 3
Named = Annotated[
    list[str],
    typer.Argument(
        metavar="OLD NEW [MORE]... LEDGER", show_default=False, autocompletion=rulebook_names,
        help="The rulebook as it is, the one as it would be (or several), and a DuckDB file or a folder of Parquet.",
    ),
]  # fmt: skip
Groups = Annotated[
    str | None,
    typer.Option("--groups", metavar="FILE", help="Show it by group, too: a file with the columns subject and group."),
]
Smallest = Annotated[
    int, typer.Option("--smallest", min=2, metavar="N", help="By group and in the report no smaller count is shown.")
]
Out = Annotated[Path | None, typer.Option("--out", metavar="REPORT.html", help="Write a report with drawings and tables.")]
Sample = Annotated[
    int, typer.Option("--sample", min=0, metavar="N", help="Try what one wrong record costs in so many files; 0: do not.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Draw these files by this number.")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(under_licence(impact))


def impact(
    named: Named, on: On = None, known_at: KnownAt = None, groups: Groups = None, smallest: Smallest = 10, sample: Sample = 500,
    seed: Seed = 1, out: Out = None, json: Json = False,
) -> None:  # fmt: skip
    """Show who would move if another rulebook took the place of one.

    All rate every subject of the ledger on the same day. Shown are who goes from which band to which, who rises and falls, whose
    band rests on one clause alone, and what one wrong record costs under each; by group as well, with how sure the differences
    are and without counts that are too small.

    \b
    Examples:
      bonitas impact rules-2026/ rules-2027/ standing.duckdb --on 2027-01-01
      bonitas impact rules-2026/ rules-2027/ standing.duckdb --groups regions.csv --out impact.html
      bonitas impact de-schufa-2026 us-fico-style us-vantagescore-4 lab.duckdb --on 2026-11-23 --json
    """
    if len(named) < FEWEST:
        raise typer.BadParameter("Name at least two rulebooks and a ledger, in this order: OLD NEW LEDGER.")
    import bonitas
    from bonitas.cli.show_impact import show_impact
    from bonitas.cli.terminal import working
    from bonitas.engine.ratings import plain
    from bonitas.unify.impact.groups import read_groups
    from bonitas.unify.impact.report import check_place, write_report

    if out is not None:
        check_place(out)
    *names, ledger = named
    old, new, *more = (running(name) for name in names)
    among = None if groups is None else read_groups(groups)
    with opened_through(ledger, known_at=known_at) as store, working("Rating by each"):
        found = bonitas.impact(
            old, new, store, more=more, on=on, known_at=known_at, groups=among, smallest=smallest, sample=sample, seed=seed
        )
    tell_problems(found.warnings)
    if out is not None:
        write_report(found, out)
    if json:
        emit(plain(found.as_dict()))
    else:
        show_impact(found.as_dict(), out)
