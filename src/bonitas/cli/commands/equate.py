"""The command that puts two scales side by side: equate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bonitas.cli.console import emit, say
from bonitas.cli.errors import wrong
from bonitas.cli.licensed import opened, running, under_licence
from bonitas.cli.options import Json, KnownAt, Ledger, On, rulebook_names

One = Annotated[
    str,
    typer.Argument(metavar="ONE", help="The rulebook whose scores are known.", autocompletion=rulebook_names, show_default=False),
]
Other = Annotated[
    str,
    typer.Argument(
        metavar="OTHER", help="The rulebook in whose scores they are wanted.", autocompletion=rulebook_names, show_default=False
    ),
]


class Method(StrEnum):
    """The ways of equating."""

    linear = "linear"
    equipercentile = "equipercentile"
    odds = "odds"


How = Annotated[Method, typer.Option("--method", help="Through subjects scored by both (the first two), or through an outcome.")]
Outcome = Annotated[
    Path | None, typer.Option("--outcome", metavar="FILE", help="For odds: a file with 'subject' and 'bad' (yes or no).")
]
Smooth = Annotated[
    int | None,
    typer.Option("--smooth", metavar="N", help="How many moments smoothing keeps, 0 for none; as AIC says if not given."),
]
AtLeast = Annotated[float, typer.Option("--at-least", metavar="RHO", help="The rank correlation below which it is refused.")]
Draws = Annotated[int, typer.Option("--draws", metavar="N", help="Draws for the standard errors; 0 for none.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, help="What the draws begin from.")]
Through = Annotated[
    str | None,
    typer.Option(
        "--through", metavar="THIRD", help="A third rulebook that each has subjects in common with; the two need none.",
        autocompletion=rulebook_names,
    ),
]  # fmt: skip
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the table to this .csv file too.")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(under_licence(equate))


def equate(  # noqa: PLR0913, PLR0917 - each is an option
    one: One, other: Other, ledger: Ledger, method: How = Method.equipercentile, outcome: Outcome = None, smooth: Smooth = None,
    at_least: AtLeast = 0.866, draws: Draws = 200, seed: Seed = 1, through: Through = None, on: On = None, known_at: KnownAt = None, out: Out = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Show what a score under one rulebook corresponds to under another.

    Over the subjects of a ledger who take part in both, on one day. Where the two put people in different orders, have too few
    subjects in common or too few different scores, it is refused and the reason is given.

    \b
    Examples:
      bonitas equate us-fico-style us-vantagescore-4 standing.duckdb
      bonitas equate mine/ theirs/ standing.duckdb --method odds --outcome defaults.csv
      bonitas equate mine/ theirs/ standing.duckdb --through known-to-both/
    """
    if out is not None and out.suffix.lower() != ".csv":
        wrong(f"A table cannot be written to '{out.name}'. Let it end in .csv.")
    import bonitas
    from bonitas.cli.show_equate import show_equate
    from bonitas.cli.terminal import working
    from bonitas.engine.ratings import plain
    from bonitas.unify.equate.written import write_table

    books, anchor = (running(one), running(other)), None if through is None else running(through)
    with opened(ledger) as store, working("Equating"):
        found = bonitas.equate(
            *books, store, method=method.value, outcome=outcome, on=on, known_at=known_at, smooth=smooth, at_least=at_least,
            draws=draws, seed=seed, through=anchor,
        )  # fmt: skip
    if out is not None:
        write_table(found, out)
    if json:
        emit(plain(found.as_dict()))
        return
    show_equate(found.as_dict())
    if out is not None:
        say(f"\nWritten: {out}.")
