"""Commands about rulebooks: systems, read, check, cases, schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bonitas.cli.console import emit, say
from bonitas.cli.errors import tell_problems, wrong
from bonitas.cli.licensed import under_licence
from bonitas.cli.options import Json, Lang, Language, On, Rulebook

Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to this .md, .html or .txt file.")]
_OUT = (".md", ".html", ".txt")


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (under_licence(systems), read, check, cases, schema):
        app.command()(command)


Over = Annotated[
    str | None,
    typer.Option("--over", metavar="LEDGER", help="Rate everybody in this ledger by each of them, and print them side by side."),
]


Uses = Annotated[
    str | None, typer.Option("--mechanism", metavar="CODE", help="Only those that use this mechanism, by its code: M1 to M34.")
]


def systems(
    over: Over = None, on: On = None, mechanism: Uses = None, lang: Language = Lang.en, json: Json = False
) -> None:  # fmt: skip
    """List the published rulebooks.

    Each with its place, the years it is in force, whom it rates, whether it is an operator's own, a reconstruction of a published
    scheme, or a specimen that runs on synthetic people only, how sure its numbers are, and which mechanisms of scoring it uses.
    --json also gives its title, what the mechanisms are called, how many test cases it has, and its hash.

    \b
    Examples:
      bonitas systems
      bonitas systems --mechanism M13
      bonitas systems --over town.duckdb
      bonitas systems --over town.duckdb --as office --licences licences.yaml
    """
    if over is not None:
        if mechanism is not None:
            wrong("--mechanism lists rulebooks; with --over they are all run. Leave out one of the two.")
        from bonitas.cli.show_over import tell_over

        tell_over(over, on, json)
        return
    if on is not None:
        wrong("--on goes with --over: without a ledger nobody is rated.")
    from bonitas.cli.show_systems import listed, show_systems
    from bonitas.rulebook.mechanisms import CODES

    mechanism = mechanism.upper() if mechanism is not None else None
    if mechanism is not None and mechanism not in CODES:
        wrong(f"There is no mechanism '{mechanism}'. The codes are {CODES[0]} to {CODES[-1]}.")
    rows, problems = listed(mechanism, lang.value)
    tell_problems(problems)
    if json:
        for row in rows:
            emit(row)
    else:
        show_systems(rows, mechanism, lang.value)
    if problems:
        raise typer.Exit(1)


def read(rulebook: Rulebook, lang: Language = Lang.en, on: On = None, out: Out = None, json: Json = False) -> None:
    """Write a rulebook out as prose.

    Everything that it says, in sentences: whom it rates, what counts and for how long, how the score and the bands come about,
    what follows from them, and the sources. With --on, by the rules of that day; else by the latest.

    \b
    Examples:
      bonitas read de-schufa-2026
      bonitas read de-schufa-2026 --lang de --out schufa.html
    """
    if out is not None and out.suffix not in _OUT:
        wrong(f"Prose cannot be written to '{out.name}'. Let it end in .md, .html or .txt.")
    from bonitas.cli.show_prose import show_prose
    from bonitas.rulebook.read import read_rulebook

    show_prose(read_rulebook(rulebook), lang.value, on, out, json)


def check(rulebook: Rulebook, json: Json = False) -> None:
    """List every problem in a rulebook.

    Each with its line and column, what was found, what was probably meant, and what to do. Exit code 1 if one of them is an
    error; warnings alone leave 0.

    \b
    Examples:
      bonitas check my-rules/
      bonitas check my-rules/rulebook.yaml --json
    """
    from bonitas.cli.show_problems import show_check
    from bonitas.rulebook.read import check_rulebook

    book, problems = check_rulebook(rulebook)
    if json:
        emit([problem.as_dict() for problem in problems])
    else:
        show_check(book, problems)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def cases(rulebook: Rulebook, json: Json = False) -> None:
    """Run a rulebook's own test cases.

    Each is a situation with the standing it must come to and how that was worked out. Exit code 1 if one of
    them comes out differently.

    \b
    Example:
      bonitas cases de-schufa-2026
    """
    import bonitas
    from bonitas.cli.show_cases import as_row, show_cases

    results = bonitas.run_cases(rulebook)
    if json:
        for one in results:
            emit(as_row(one))
    else:
        show_cases(results)
    if not all(one.passed for one in results):
        raise typer.Exit(1)


def schema(json: Json = False) -> None:
    """Print the JSON Schema of rulebooks, for editors.

    With it an editor completes keys and marks plain mistakes while you write. It is JSON with --json and without.

    \b
    Example:
      bonitas schema > rulebook.schema.json
    """
    from bonitas.rulebook.schema import json_schema, schema_text

    if json:
        emit(json_schema())
    else:
        say(schema_text().rstrip("\n"))
