"""Commands about a person's whole file: file, recompute."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bonitas.cli.accesses import By, For, Purpose
from bonitas.cli.console import emit
from bonitas.cli.licensed import not_handed_on, opened_through, under_licence
from bonitas.cli.options import Certainty, Json, Lang, Language, Ledger, On, Subject

Out = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="The folder to make; it must not be there yet.", show_default=False)
]
Books = Annotated[
    list[str] | None,
    typer.Option(
        "--rulebook", metavar="RULEBOOK", help="Rate by this one too, or: here is the text of one. More than once, if need be."
    ),
]
Names = Annotated[bool, typer.Option("--names", help="Say which employee asked, too.")]
Key = Annotated[
    str | None, typer.Option("--key", metavar="FILE", help="Sign the ledger's log as it is now, for the proof in the file.")
]
Checkpoint = Annotated[
    str | None, typer.Option("--checkpoint", metavar="FILE", help="Let the proof lead to this signed one instead.")
]
Keys = Annotated[
    list[str] | None,
    typer.Option("--public-key", metavar="FILE", help="Whose signature of the log counts. More than once, if need be."),
]
Published = Annotated[
    str | None, typer.Option("--checkpoint", metavar="FILE", help="One that was published, to be that of the file.")
]
Dir = Annotated[str, typer.Argument(metavar="DIR", help="A person's file, as `bonitas file` makes it.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(under_licence(file))
    app.command()(recompute)


def file(
    ledger: Ledger, subject: Subject, out: Out, on: On = None, rulebook: Books = None, names: Names = False,
    key: Key = None, checkpoint: Checkpoint = None, lang: Language = Lang.en, purpose: Purpose = None, by: By = None,
    recipient: For = None, certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Make a person's whole file: what is held, who asked, how they stand and why, and the rules.

    The folder holds pages to read (index.html, index.md), the records, amendments and participations as lines of JSON, every rating with its
    explanation by each rulebook that the subject takes part in, those rulebooks and the catalogue. Other people among the counterparties
    are shown without their ids. Of a sealed ledger it holds the proof that the entries are in its log. That the file was made is noted in
    `bonitas accesses`.

    \b
    Examples:
      bonitas file standing.duckdb C1 --out C1-file --purpose "asked for by herself" --by "data protection desk"
      bonitas file standing.duckdb C1 --out C1-file --rulebook my-rules/ --on 2026-11-23 --lang de
      bonitas file standing.duckdb C1 --out C1-file --key /safe/place/log.key
    """
    import bonitas
    from bonitas.cli.show_file import show_file

    books = [bonitas.read_rulebook(one) for one in rulebook or ()]
    not_handed_on(recipient, "file", subject)
    with opened_through(ledger, certainty=certainty) as store:
        made = bonitas.subject_file(
            store, subject, out, on=on, rulebooks=books, names=names, lang=lang.value, key=key, checkpoint=checkpoint, by=by or "", purpose=purpose or "",
            recipient=recipient or "",
        )  # fmt: skip
    if json:
        emit(made.as_dict())
    else:
        show_file(made)


def recompute(folder: Dir, public_key: Keys = None, checkpoint: Published = None, json: Json = False) -> None:
    """Rate again from a person's file alone, and say what differs.

    It needs nothing but the folder: no ledger, no network. Every part is held against the digests in its list, the rules against their
    hash, each rating and its explanation against what comes out now, and each entry against the log of the ledger that it came from, where the
    file holds the proof. Exit code 1 if anything is not as the file says.

    \b
    Examples:
      bonitas recompute C1-file
      bonitas recompute C1-file --public-key log.key.pub
    """
    import bonitas
    from bonitas.cli.errors import tell_problems
    from bonitas.cli.show_file import show_recomputed

    found = bonitas.recompute(folder, public_key or (), checkpoint)
    tell_problems(found.problems)
    if json:
        emit(found.as_dict())
    else:
        show_recomputed(found)
    if not found.ok:
        raise typer.Exit(1)
