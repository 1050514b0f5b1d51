"""The command that shows who asked."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

from bonitas.cli.accesses import Asker, By, For, Purpose, noted
from bonitas.cli.console import emit, say
from bonitas.cli.errors import wrong
from bonitas.cli.options import Json, Ledger

Whom = Annotated[str | None, typer.Argument(metavar="SUBJECT", help="Only accesses to this subject.", show_default=False)]
Since = Annotated[int, typer.Option("--since", min=0, metavar="NO", help="Only the accesses numbered above NO.")]
Check = Annotated[bool, typer.Option("--check", help="See whether any access was changed or taken out, and name it.")]
Head = Annotated[str | None, typer.Option("--head", metavar="NO:LINK", help="What --check said earlier, kept elsewhere.")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(accesses)


def accesses(
    ledger: Ledger, subject: Whom = None, since: Since = 0, check: Check = False, head: Head = None, purpose: Purpose = None,
    by: By = None, recipient: For = None, json: Json = False,
) -> None:  # fmt: skip
    """Show who asked about whom: when, what for, and what was handed out.

    Every look-up in a ledger of real people is written down before its answer is shown; this one too. With --check, the book is
    gone through: each access holds a digest of the one before, so that what was changed or taken out is named. Keep what it says
    of the last access elsewhere, and give it to --head later: then not even a book written anew goes unseen.

    \b
    Examples:
      bonitas accesses standing.duckdb C1
      bonitas accesses standing.duckdb --since 1200 --json
      bonitas accesses standing.duckdb --check --head 1200:9f86d0…
    """
    from bonitas.ledger.open import open_ledger
    from bonitas.unify.links.book import is_links

    if is_links(ledger):
        if subject is None or since or check or head is not None:
            not_of_links(ledger)
        of_links(ledger, subject, Asker(purpose, by, recipient), json)
        return
    if check or head is not None:
        checked(ledger, seen_before(head), json)
        return
    from bonitas.cli.show_accesses import as_row, show_accesses
    from bonitas.ledger.access import EVERYBODY, open_accesses

    with open_ledger(ledger, keeper=True) as store:
        noted(store, Asker(purpose, by, recipient), "accesses", [{"subject": subject or EVERYBODY}])
        with open_accesses(store) as book:
            found = [one for one in (book.since(since) if subject is None else book.of(subject)) if one.no > since]
    if json:
        for one in found:
            emit(as_row(one))
    else:
        show_accesses(found)


def not_of_links(links: str) -> NoReturn:
    """BonitasError U246: each ledger has a book of its own."""
    from bonitas.unify.links.codes import trouble

    raise trouble("U246", found=links)


def of_links(links: str, subject: str, asker: Asker, json: bool) -> None:
    """Show who asked about one subject, in whichever ledger it was noted."""
    from bonitas.cli.show_accesses import as_row, show_accesses
    from bonitas.ledger.access import looks
    from bonitas.unify.links.reading import open_joined

    with open_joined(links, keeper=True) as joined:
        noted(joined, asker, "accesses", [{"subject": subject}])
        found = looks(joined, subject)
    if json:
        for name, one in found:
            emit({"ledger": name, **as_row(one)})
    else:
        show_accesses([one for _, one in found], [name for name, _ in found])


def seen_before(head: str | None) -> tuple[int, str] | None:
    """A number and a link, as --check gives them."""
    if head is None:
        return None
    no, _, link = head.partition(":")
    if not (no.isdecimal() and len(no) < 20 and link):
        wrong("--head is what --check said of the last access: NO:LINK.")
    return int(no), link


def checked(ledger: str, head: tuple[int, str] | None, json: bool) -> None:
    """Go through the book; exit code 1 if something is wrong with it."""
    from bonitas.cli.errors import tell_problems
    from bonitas.ledger.access import open_accesses
    from bonitas.ledger.open import open_ledger

    with open_ledger(ledger, keeper=True) as store, open_accesses(store) as book:
        found = book.verify(head)
        no, link = book.head()
    tell_problems(found)
    if json:
        emit({"accesses": no, "head": f"{no}:{link}" if no else None, "problems": [one.as_dict() for one in found]})
    elif not found:
        say(f"{no:,} accesses, all as they were written." if no else "Nobody has asked yet.")
        if no:
            say(f"The last: {no}:{link}")
    if found:
        raise typer.Exit(1)
