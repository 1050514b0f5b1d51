"""Commands about who is who: new-key, rotate-key, identify, who, new-sealing-key, unseal."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from bonitas.cli.accesses import Asker, By, For, Purpose, noted
from bonitas.cli.console import emit, say
from bonitas.cli.errors import wrong
from bonitas.cli.options import Json, Ledger, Subject

Key = Annotated[
    str | None,
    typer.Option(
        "--key", metavar="FILE", show_default=False,
        help="The file with the key that numbers are hashed with; without it BONITAS_KEY_FILE names it, or BONITAS_KEY is the key.",
    ),
]  # fmt: skip
Files = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="CSV with a header, JSON Lines or Parquet.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("new-key")(make_key)
    app.command("rotate-key")(rotate)
    app.command()(identify)
    app.command()(who)
    app.command("new-sealing-key")(make_sealing_key)
    app.command()(unseal)


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


def rotate(
    ledger: Ledger,
    new: Annotated[str, typer.Option("--new", metavar="FILE", help="Where the new key is to lie.", show_default=False)],
    key: Key = None,
    json: Json = False,
) -> None:
    """Give a ledger's identifiers another key, when somebody may have seen the old one.

    The hashes are hashed on with the new key, all at once; no number is needed for that. The new file holds everything that is needed
    from then on: keep a copy of it, and destroy the old one. If it is stopped, run it again: it finishes.

    \b
    Example:
      bonitas rotate-key standing.duckdb --key standing.key --new standing-2027.key
    """
    from bonitas.ledger.identity import rotate_key

    done = rotate_key(ledger, _secret(key), new)
    if json:
        emit({"key": new, "identifiers": done.identifiers, "already": done.already})
    elif done.already:
        say(f"{done.identifiers:,} identifiers have this key already.")
    else:
        say(f"{done.identifiers:,} identifiers have the key in {new} now. Nothing opens with the old one any more.")


def identify(
    ledger: Ledger,
    files: Files,
    key: Key = None,
    sealed_to: Annotated[
        str | None,
        typer.Option(
            "--sealed-to", metavar="FILE", help="Keep a copy that only this public key's holder can open.", show_default=False
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Add verified identifiers of subjects: credit codes, citizen numbers, LEIs, VAT and tax numbers.

    A file has the columns subject, scheme and number. Each number is checked, its check digit included; what is kept, in a file
    beside the ledger (in PostgreSQL: in tables apart), is the subject and a keyed hash. Rows that are wrong are listed and leave exit code 1.

    \b
    Schemes: cn-uscc, cn-citizen, lei, eu-vat, de-tax, de-register, uk-utr, us-ssn, us-ein.

    \b
    Examples:
      bonitas identify standing.duckdb companies.csv --key standing.key
      bonitas identify standing.duckdb people.csv --key standing.key --sealed-to officer.pem.pub
    """
    from bonitas.cli.commands.ledger import tell_report
    from bonitas.ledger.identity import identify as bring
    from bonitas.ledger.identity import read_public
    from bonitas.ledger.open import open_ledger

    secret = _secret(key)
    public = None if sealed_to is None else read_public(sealed_to)
    well = True
    with open_ledger(ledger, keeper=True) as store:
        for file in files:
            report = bring(store, file, secret, sealed_to=public)
            well = well and report.ok
            tell_report(file, report, json)
    if not well:
        raise typer.Exit(1)


def who(  # noqa: PLR0913 - a look-up has many sides
    ledger: Ledger,
    scheme: Annotated[str, typer.Argument(metavar="SCHEME", help="Such as cn-uscc or lei.", show_default=False)],
    number: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER", help="The number, with or without spaces; - reads it from standard input.", show_default=False
        ),
    ],
    key: Key = None,
    purpose: Purpose = None,
    by: By = None,
    recipient: For = None,
    json: Json = False,
) -> None:
    """Which subject has this number?

    A number on the command line stays in the shell's history and is seen by whoever lists processes: with - it is read from standard
    input, on a terminal without being shown. Who was found is written into the book of accesses.

    \b
    Examples:
      bonitas who standing.duckdb lei 213800KUD8LAJWSQ9D15 --key standing.key
      bonitas who standing.duckdb cn-citizen - --key standing.key --purpose "application 17" --by "desk 4"
    """
    from bonitas.ledger.identity import who as holder
    from bonitas.ledger.open import open_ledger

    secret = _secret(key)
    with open_ledger(ledger, keeper=True) as store:
        found = holder(ledger, scheme, _asked(number), secret)
        if found is not None:
            noted(store, Asker(purpose, by, recipient), "who", [{"subject": found}])
    if json:
        emit({"subject": found})
    else:
        say(found if found is not None else "Nobody in this ledger has that number on file.")
    if found is None:
        raise typer.Exit(1)


def make_sealing_key(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where the private key is to lie.", show_default=False)],
    json: Json = False,
) -> None:
    """Make a pair of keys for sealed copies of numbers.

    FILE.pub seals, and may lie with those who identify. FILE opens: give it to somebody else, and keep a copy.

    \b
    Example:
      bonitas new-sealing-key officer.pem
    """
    from bonitas.ledger.identity import new_sealing_key

    public = str(new_sealing_key(file))
    if json:
        emit({"private": file, "public": public})
    else:
        say(f"Made a private key, which opens: {file}\nMade a public key, which seals: {public}")


def unseal(  # noqa: PLR0913 - an opening has many sides
    ledger: Ledger,
    subject: Subject,
    key: Annotated[str, typer.Option("--key", metavar="FILE", help="The private key for sealed copies.", show_default=False)],
    purpose: Purpose = None,
    by: By = None,
    recipient: For = None,
    scheme: Annotated[str | None, typer.Option("--scheme", help="Only the number of this scheme.", show_default=False)] = None,
    json: Json = False,
) -> None:
    """Open the sealed copies of a subject's numbers.

    Each opening is written into the book of accesses, with its purpose and who asked, before anything is opened; the subject sees it.

    \b
    Example:
      bonitas unseal standing.duckdb C1 --key officer.pem --purpose "court order 4 O 12/26" --by "data protection officer"
    """
    from bonitas.ledger.identity import open_sealed, read_private
    from bonitas.ledger.open import open_ledger

    with open_ledger(ledger, keeper=True) as store:
        asker = {"purpose": purpose or "", "by": by or "", "recipient": recipient or ""}
        found = open_sealed(store, subject, read_private(key), scheme=scheme, **asker)
    if json:
        emit({"subject": subject, "numbers": found})
    else:
        for name, number in found.items():
            say(f"{name}  {number}")


def _secret(file: str | None) -> bytes:
    """The key for hashing, from where it was said to be; nowhere is a wrong command line."""
    from bonitas.ledger.identity import the_key
    from bonitas.ledger.identity.key import FILE_VARIABLE, VARIABLE

    if file is None and not os.environ.get(VARIABLE) and not os.environ.get(FILE_VARIABLE):
        wrong(f"No key is given. Name its file with --key or in {FILE_VARIABLE}, or put the key itself in {VARIABLE}.")
    return the_key(file)


def _asked(number: str) -> str:
    """The number, from standard input if it is not to be on the command line."""
    if number != "-":
        return number
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass("Number: ").strip()
    return sys.stdin.readline().strip()
