"""Asking a register."""

from __future__ import annotations

import typer

from bonitas.cli.accesses import Asker, By, For, Purpose, noted_one
from bonitas.cli.console import emit
from bonitas.cli.licensed import left_out, not_handed_on, opened_through, running, under_licence
from bonitas.cli.options import Certainty, Json, KnownAt, Lang, Language, Ledger, On, Rulebook, Subject


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(under_licence(lookup))


def lookup(
    rulebook: Rulebook, ledger: Ledger, subject: Subject, on: On = None, known_at: KnownAt = None,
    lang: Language = Lang.en, purpose: Purpose = None, by: By = None, recipient: For = None,
    certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Look a subject up in a register: the entries shown on a day.

    Each entry stands with what it is shown as, since when and until when, what would end or change it earlier, and its other two
    clocks: until when it counts in a rating, and until when its record is kept. It is no rating: nobody's consent is asked for,
    and nothing is shown but what the rulebook says is shown.

    \b
    Examples:
      bonitas lookup uk-judgments standing.duckdb C1 --on 2026-11-23
      bonitas lookup de-schuldnerverzeichnis standing.duckdb C1 --lang de --json
    """
    import bonitas
    from bonitas.cli.show_licence import show_left_out
    from bonitas.cli.show_lookup import show_lookup

    book = running(rulebook)
    not_handed_on(recipient, "lookup", subject)
    with opened_through(ledger, certainty=certainty, known_at=known_at) as store:
        found = bonitas.lookup(book, store, subject=subject, on=on, known_at=known_at, lang=lang.value).as_dict()
        found |= {} if (left := left_out(book)) is None else {"left_out": left}
        noted_one(store, Asker(purpose, by, recipient), "lookup", book, found)
    if json:
        emit(found)
    else:
        show_lookup(book, found)
        show_left_out(book, None)
