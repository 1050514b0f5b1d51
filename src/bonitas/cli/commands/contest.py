"""Contesting a record: dispute, decide, disputes, messages; and how chosen points were chosen: discretion."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bonitas.cli.accesses import AskedBy, Asker, For, Purpose, noted
from bonitas.cli.console import emit
from bonitas.cli.errors import wrong
from bonitas.cli.licensed import not_handed_on, opened, opened_through, running, under_licence
from bonitas.cli.options import Certainty, Json, KnownAt, Ledger, On, Rulebook, a_day, rulebook_names

if TYPE_CHECKING:
    from bonitas.rulebook.model import Rulebook as Book


class Decision(StrEnum):
    """What a dispute can come to."""

    upheld = "upheld"
    rejected = "rejected"
    corrected = "corrected"


Record = Annotated[
    str, typer.Argument(metavar="FURNISHER/REF", help="A record, as `bonitas explain` names it.", show_default=False)
]
Day = Annotated[str | None, typer.Option("--on", metavar="DATE", callback=a_day, help="The day it is of; today if not given.")]
Zone = Annotated[str, typer.Option("--zone", help="The time zone in which it is today.")]
Books = Annotated[
    list[str] | None,
    typer.Option(
        "--rulebook", metavar="RULEBOOK", help="A rulebook to go by (may be repeated).", autocompletion=rulebook_names,
        show_default=False,
    ),
]  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (dispute, decide):
        app.command()(command)
    for reading in (disputes, messages, discretion):
        app.command()(under_licence(reading))


def dispute(
    ledger: Ledger,
    record: Record,
    text: Annotated[str, typer.Option("--text", help="What is wrong, in full words.")],
    attach: Annotated[
        list[Path] | None,
        typer.Option("--attach", metavar="FILE", help="A paper; only its SHA-256 is kept (may be repeated).", show_default=False),
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who files it; kept with it.")] = "",
    on: Day = None,
    zone: Zone = "UTC",
    json: Json = False,
) -> None:
    """Contest a record.

    Where a rulebook holds disputes, the record is out of every rating from that day on until the dispute is decided. The text is
    kept as it is; of the files nothing but a digest, so keep them. A further dispute is new evidence, and may give more time once.

    \b
    Example:
      bonitas dispute standing.duckdb telco/D-7 --text "I paid this in March." --attach receipt.pdf --by "the subject"
    """
    import bonitas
    from bonitas.cli.show_contest import show_filed

    with bonitas.open_ledger(ledger, write=True) as store:
        found = bonitas.dispute(store, record, text=text, attach=attach or (), by=by, on=on, zone=zone).as_dict()
    emit(found) if json else show_filed(found)


def decide(
    ledger: Ledger,
    record: Record,
    as_: Annotated[Decision, typer.Option("--as", help="upheld: it goes. rejected: it counts again. corrected: as --set says.")],
    because: Annotated[str, typer.Option("--because", help="The reason, in full words.")],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who decides; kept with it.")],
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="What is right (may be repeated).", show_default=False)
    ] = None,
    on: Day = None,
    zone: Zone = "UTC",
    json: Json = False,
) -> None:
    """Decide a dispute.

    Upheld, the record goes as if it had never been. Rejected, it counts again. Corrected, it counts as the new values say, as if it
    had always said so. `bonitas messages` then tells the furnisher, and everybody who was given something that this changes.

    \b
    Examples:
      bonitas decide standing.duckdb telco/D-7 --as upheld --because "The receipt is genuine." --by "desk 2"
      bonitas decide standing.duckdb telco/D-7 --as corrected --set amount=25.00 --because "A slip." --by "desk 2"
    """
    import bonitas
    from bonitas.cli.show_contest import show_decided

    given = pairs(values or ())
    with bonitas.open_ledger(ledger, write=True) as store:
        found = bonitas.decide(store, record, as_=as_.value, because=because, by=by, values=given, on=on, zone=zone).as_dict()
    emit(found) if json else show_decided(found)


def disputes(
    ledger: Ledger, rulebook: Books = None, on: On = None, known_at: KnownAt = None, purpose: Purpose = None, by: AskedBy = None,
    recipient: For = None, json: Json = False,
) -> None:  # fmt: skip
    """List the disputes that wait for a decision.

    Each stands with its words, since when it holds the record out, by when it must be decided under each rulebook, and what follows
    if it is not. Without --rulebook: under the published ones that the subject takes part in.

    \b
    Example:
      bonitas disputes standing.duckdb --rulebook us-fcra --on 2026-11-23
    """
    import bonitas
    from bonitas.cli.show_contest import show_disputes

    not_handed_on(recipient, "disputes")
    with opened(ledger) as store:
        rows = bonitas.disputes(store, read(rulebook), on=on, known_at=known_at)
        noted(
            store, Asker(purpose, by, recipient), "disputes", [{"subject": one} for one in sorted({r["subject"] for r in rows})]
        )
    if json:
        for row in rows:
            emit(row)
    else:
        show_disputes(rows)


def messages(
    ledger: Ledger,
    since: Annotated[int, typer.Option("--since", min=-1, metavar="SEQ", help="Only the messages numbered above SEQ.")] = -1,
    to: Annotated[str | None, typer.Option("--to", metavar="WHO", help="Only what this furnisher or recipient is told.")] = None,
    rulebook: Books = None,
    purpose: Purpose = None,
    by: AskedBy = None,
    recipient: For = None,
    json: Json = False,
) -> None:
    """Tell furnishers of disputes and decisions, and recipients that what they were given has changed.

    A furnisher gets the words of the dispute, the digests and the decision. Whoever was given a rating or a copy since the record
    was recorded gets the corrected rating. All messages of one amendment have one number; keep the last, and go on from it with --since.

    \b
    Examples:
      bonitas messages standing.duckdb --since 41 --json
      bonitas messages standing.duckdb --to telco
    """
    import bonitas
    from bonitas.cli.show_contest import show_messages
    from bonitas.engine.ratings import plain

    with opened(ledger, whole="What 'messages' tells") as store:
        rows = list(bonitas.messages(store, read(rulebook) or (), since=since, to=to))
        told = sorted({row["subject"] for row in rows})
        noted(store, Asker(purpose, by, recipient or to), "messages", [{"subject": one} for one in told])
    if json:
        for row in rows:
            emit(plain(row))
    else:
        show_messages(rows)


def discretion(
    rulebook: Rulebook,
    ledger: Ledger,
    clause: Annotated[str | None, typer.Option("--clause", help="Only this clause.")] = None,
    on: On = None,
    known_at: KnownAt = None,
    certainty: Certainty = None,
    json: Json = False,
) -> None:
    """Show how points that somebody chooses were chosen: by clause and by decider.

    Count, median, lowest and highest choice over all like cases. Groups about fewer than five subjects are not shown.

    \b
    Example:
      bonitas discretion cn-wendeng-2020 wendeng --clause volunteering
    """
    import bonitas
    from bonitas.cli.show_contest import show_discretion
    from bonitas.engine.ratings import plain

    book = running(rulebook)
    with opened_through(ledger, certainty=certainty, known_at=known_at) as store:
        rows = bonitas.discretion(book, store, clause=clause, on=on, known_at=known_at)
    if json:
        for row in rows:
            emit(plain(row))
    else:
        show_discretion(rows)


def read(rulebooks: Sequence[str] | None) -> list[Book] | None:
    """The rulebooks that were named; None if none was."""
    import bonitas

    return [bonitas.read_rulebook(name) for name in rulebooks] if rulebooks else None


def pairs(values: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE, each name once."""
    found: dict[str, str] = {}
    for one in values:
        name, mark, value = one.partition("=")
        if not mark or not name.strip() or not value.strip() or name.strip() in found:
            wrong(f"--set takes NAME=VALUE, each name once, not '{one}'.")
        found[name.strip()] = value.strip()
    return found
