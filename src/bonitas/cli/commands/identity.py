"""Commands about who is who: new-key, identify, who."""

from __future__ import annotations

from typing import Annotated

import typer

from bonitas.cli.console import emit, say
from bonitas.cli.options import Json, Ledger

Key = Annotated[
    str, typer.Option("--key", metavar="FILE", help="The file with the key that numbers are hashed with.", show_default=False)
]
Files = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="CSV with a header, JSON Lines or Parquet.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("new-key")(make_key)
    app.command()(identify)
    app.command()(who)


def make_key(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where the key is to lie.", show_default=False)], json: Json = False
) -> None:
    """Make a key for hashing identifiers.

    Keep it apart from the ledger, and keep a copy: without it no number can be looked up again.

    \b
    Example:
      bonitas new-key /safe/place/standing.key
    """
    from bonitas.ledger.identity import new_key

    new_key(file)
    if json:
        emit({"key": file})
    else:
        say(f"Made a key: {file}")


def identify(ledger: Ledger, files: Files, key: Key, json: Json = False) -> None:
    """Add verified identifiers of subjects: credit codes, citizen numbers, LEIs, VAT and tax numbers.

    A file has the columns subject, scheme and number. Each number is checked, its check digit included; what is kept, in a file
    beside the ledger (in PostgreSQL: in tables apart), is the subject and a keyed hash. Rows that are wrong are listed and leave exit code 1.

    \b
    Schemes: cn-uscc, cn-citizen, lei, eu-vat, de-tax, de-register, uk-utr, us-ssn, us-ein.

    \b
    Example:
      bonitas identify standing.duckdb companies.csv --key standing.key
    """
    from bonitas.cli.commands.ledger import tell_report
    from bonitas.ledger.identity import identify as bring
    from bonitas.ledger.identity import read_key
    from bonitas.ledger.open import open_ledger

    secret = read_key(key)
    well = True
    with open_ledger(ledger) as store:
        for file in files:
            report = bring(store, file, secret)
            well = well and report.ok
            tell_report(file, report, json)
    if not well:
        raise typer.Exit(1)


def who(
    ledger: Ledger,
    scheme: Annotated[str, typer.Argument(metavar="SCHEME", help="Such as cn-uscc or lei.", show_default=False)],
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The number, with or without spaces.", show_default=False)],
    key: Key,
    json: Json = False,
) -> None:
    """Which subject has this number?

    \b
    Example:
      bonitas who standing.duckdb lei 213800KUD8LAJWSQ9D15 --key standing.key
    """
    from bonitas.ledger.identity import read_key
    from bonitas.ledger.identity import who as holder

    found = holder(ledger, scheme, number, read_key(key))
    if json:
        emit({"subject": found})
    else:
        say(found if found is not None else "Nobody in this ledger has that number on file.")
    if found is None:
        raise typer.Exit(1)
