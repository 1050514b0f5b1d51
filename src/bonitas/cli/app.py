"""All commands, in the order in which `bonitas --help` lists them."""

from __future__ import annotations

from typing import Annotated

import typer

from bonitas.cli.commands import (
    accesses,
    arrange,
    asking,
    compare,
    contest,
    demo,
    equate,
    explain,
    file,
    identity,
    impact,
    lab,
    law,
    ledger,
    letter,
    licence,
    link,
    lookup,
    passing,
    proof,
    rate,
    refresh,
    retention,
    rulebook,
    seal,
    unify,
)
from bonitas.cli.edge import Edge

app = typer.Typer(
    cls=Edge,
    name="bonitas",
    rich_markup_mode=None,  # plain help: the coloured one costs half a second
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback(invoke_without_command=True)
def bonitas(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Rate people and organisations by published rules, with every reason.

    A rulebook says what counts; a ledger holds dated records; a rating is one question asked of both: what is the standing of
    these subjects, on these dates, by this rulebook, from what was known then, and why?

    A LEDGER is a DuckDB file (standing.duckdb) or a folder of Parquet. A RULEBOOK is a folder, a file, or the name of a
    published one (`bonitas systems` lists them). Every command takes --json, and --help with examples.

    \b
    First steps:
      bonitas demo
      bonitas read de-schufa-2026
      bonitas new standing.duckdb
    """
    if version:
        from bonitas import __version__

        typer.echo(f"bonitas {__version__}")
    elif ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


for register in (
    demo.register,
    ledger.register,
    arrange.register,
    identity.register,
    rate.register,
    refresh.register,
    explain.register,
    lookup.register,
    contest.register,
    asking.register,
    passing.register,
    accesses.register,
    file.register,
    letter.register,
    proof.register,
    retention.register,
    seal.register,
    impact.register,
    link.register,
    compare.register,
    equate.register,
    unify.register,
    rulebook.register,
    law.register,
    licence.register,
    lab.register,
):
    register(app)
