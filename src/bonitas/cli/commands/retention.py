"""Commands about how long things are kept: retain, erase, clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bonitas.cli.accesses import Asker, By, For, Purpose, noted
from bonitas.cli.console import emit, say
from bonitas.cli.licensed import not_handed_on, opened_through, running, under_licence
from bonitas.cli.options import Certainty, Json, KnownAt, Ledger, On, Subject

Yes = Annotated[bool, typer.Option("--yes", help="Remove it; without this it is only shown.")]
Answering = Annotated[str | None, typer.Option("--by", metavar="WHO", envvar="BONITAS_BY", help="Who answers for the removal.")]
Certificate = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="CERTIFICATE", help="Write what went and why to this new JSON file, and in words to a .txt beside it."
    ),
]
Books = Annotated[
    list[str] | None,
    typer.Option(
        "--rulebook", metavar="RULEBOOK", help="Until when it is shown and counted by this one. More than once, if need be."
    ),
]
InLinks = Annotated[
    list[str] | None,
    typer.Option(
        "--links", metavar="LINKS", help="A file of links that is to forget the subject too. May be given more than once."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (retain, erase, under_licence(clocks)):
        app.command()(command)


def retain(
    ledger: Ledger, on: On = None, yes: Yes = False, out: Certificate = None, by: Answering = None, json: Json = False
) -> None:  # fmt: skip
    """Remove what is no longer kept: show what is due and why, and with --yes let it go.

    A record is due when the time that its kind is kept for is over. What a dispute is open about, what goes on, and what the law demands
    stays. What went leaves the ledger's files for good; its numbers and the reason stay, and with --out a certificate.

    \b
    Examples:
      bonitas retain standing.duckdb
      bonitas retain standing.duckdb --yes --by "records office" --out removed-2026-11.json
    """
    import bonitas
    from bonitas.rights.retention.certificate import goes, readable

    with bonitas.open_ledger(ledger, write=yes, keeper=True) as store:
        found = bonitas.retain(store, on=on, really=yes, by=by or "", out=out).as_dict()
    if json:
        emit(found)
    else:
        say(readable(found))
        _hint(yes or not goes(found))


def erase(
    ledger: Ledger, subject: Subject, yes: Yes = False, out: Certificate = None, by: Answering = None, links: InLinks = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Erase what is held about a subject: show what may go and what stays and why, and with --yes let it go.

    If nothing must stay the subject goes altogether, with participations, identifiers, standing ratings and the rows about them among
    the accesses, and with --links from files of links too, where its links are undone and its id does not stay. The certificate names nobody.

    \b
    Examples:
      bonitas erase standing.duckdb C1
      bonitas erase standing.duckdb C1 --yes --by "data protection desk" --out erased-17.json
      bonitas erase standing.duckdb C1 --yes --by "data protection desk" --links ours.links
    """
    import bonitas
    from bonitas.rights.retention.certificate import goes, readable

    with bonitas.open_ledger(ledger, write=yes, keeper=True) as store:
        after = None if not links else forgetting(links, ledger, subject, by or "")
        found = bonitas.erase(store, subject, really=yes, by=by or "", out=out, after=after).as_dict()
    if json:
        emit(found)
    else:
        say(readable(found))
        _hint(yes or not goes(found))


def forgetting(links: Sequence[str], ledger: str, subject: str, by: str) -> Callable[[], Mapping[str, Any]]:
    """What takes a subject out of files of links; BonitasError now where it could not (U201 to U205, U223, U249)."""
    from bonitas.unify.links.book import open_book
    from bonitas.unify.links.forget import forget_one, place_in, refuse_unnamed

    for one in links:
        refuse_unnamed(one, by)
        with open_book(one, write=True) as book:
            place_in(book, ledger)
    return lambda: {"links": forget_one(links, ledger, subject, by=by)}


def _hint(settled: bool) -> None:
    if not settled:
        say("\nWith --yes it is removed, for good.")


def clocks(
    ledger: Ledger, subject: Subject, rulebook: Books = None, on: On = None, known_at: KnownAt = None, purpose: Purpose = None,
    by: By = None, recipient: For = None, certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Show the three clocks of a subject's records: until when each is kept, shown to others, and counted.

    How long a record is kept says the catalogue; whether and until when it is shown and counted says each rulebook that is named.

    \b
    Example:
      bonitas clocks standing.duckdb C1 --rulebook de-schufa-2026 --rulebook de-schuldnerverzeichnis
    """
    import bonitas
    from bonitas.cli.show_clocks import show_clocks

    books = [running(one) for one in rulebook or ()]
    not_handed_on(recipient, "clocks", subject)
    with opened_through(ledger, certainty=certainty, known_at=known_at) as store:
        found = bonitas.clocks(store, subject, books=books, on=on, known_at=known_at)
        noted(store, Asker(purpose, by, recipient), "clocks", [found])
    if json:
        emit(found)
    else:
        show_clocks(found)
