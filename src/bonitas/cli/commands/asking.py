"""Commands that answer what a rated person asks: what-if, path, offers."""

from __future__ import annotations

from typing import Annotated

import typer

from bonitas.cli.accesses import AskedBy, Asker, By, For, Purpose, noted_one
from bonitas.cli.console import emit
from bonitas.cli.licensed import not_handed_on, opened_through, running, under_licence
from bonitas.cli.options import Certainty, Json, KnownAt, Lang, Language, Ledger, On, Rulebook, Subject, a_day

Records = Annotated[
    list[str] | None,
    typer.Option(
        "--record", metavar="ROW", help="Suppose a record: 'kind=…, on=DATE, ATTRIBUTE=…'. May be given more than once."
    ),
]
Settle = Annotated[
    list[str] | None,
    typer.Option(
        "--settle", metavar="NAME", help="Suppose that FURNISHER/REF is settled, on the asked day or on @DATE behind it."
    ),
]
Without = Annotated[
    list[str] | None, typer.Option("--without", metavar="NAME", help="Suppose that the record FURNISHER/REF is not there.")
]
To = Annotated[str, typer.Option("--to", metavar="BAND", help="The band to reach; a better one will do too.")]
ByDay = Annotated[
    str | None, typer.Option("--by", metavar="DATE", callback=a_day, help="The last day on which it may be reached.")
]
MostSteps = Annotated[int, typer.Option("--most-steps", min=0, max=10, metavar="N", help="Try up to so many steps at once.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("what-if")(under_licence(what_if))
    for command in (path, offers):
        app.command()(under_licence(command))


def what_if(
    rulebook: Rulebook, ledger: Ledger, subject: Subject, record: Records = None, settle: Settle = None, without: Without = None,
    on: On = None, known_at: KnownAt = None, lang: Language = Lang.en, purpose: Purpose = None, by: By = None,
    recipient: For = None, certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Show the standing as it would be, beside the real one.

    Records that are only supposed are checked as `bonitas add` checks them, and rated with the subject's own; the ledger is not
    written to. A value with a comma goes in quotes. A record of a later day shows with an --on from that day.

    \b
    Examples:
      bonitas what-if de-schufa-2026 standing.duckdb C2 --settle telco/r2
      bonitas what-if mine.yaml standing.duckdb C1 --record 'kind=payment.default, on=2026-11-01, amount=120'
      bonitas what-if mine.yaml standing.duckdb C2 --without telco/r2 --settle bank/L-1@2026-12-01 --on 2027-01-01 --json
    """
    import bonitas
    from bonitas.cli.show_what_if import show_what_if
    from bonitas.cli.supposed import placed, read_records
    from bonitas.engine.ratings import plain

    rows = read_records(record or ())
    book = running(rulebook)
    not_handed_on(recipient, "what-if", subject)
    with opened_through(ledger, certainty=certainty, known_at=known_at) as store, placed():
        found = bonitas.what_if(
            book, store, subject=subject, records=rows, settle=settle or (), without=without or (), on=on, known_at=known_at,
            lang=lang.value,
        ).as_dict()  # fmt: skip
        noted_one(store, Asker(purpose, by, recipient), "what-if", book, {"subject": subject, "on": on})
    if json:
        emit(plain(found))
    else:
        show_what_if(book, found, lang.value)


def path(
    rulebook: Rulebook, ledger: Ledger, subject: Subject, to: To, by: ByDay = None, on: On = None, known_at: KnownAt = None,
    most_steps: MostSteps = 3, lang: Language = Lang.en, purpose: Purpose = None, asked_by: AskedBy = None,
    recipient: For = None, certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Find the fewest steps, or the first day, that reach a band.

    Waiting is tried first, then one step, then two, and so on, all taken on the asked day. Steps are records of kinds that people
    make happen themselves (the catalogue says which), and settling or ending records that are open. Every way that is shown
    was rated.

    \b
    Examples:
      bonitas path de-schufa-2026 standing.duckdb C3 --to good
      bonitas path de-schufa-2026 standing.duckdb C3 --to acceptable --by 2028-01-01 --most-steps 2 --json
    """
    if on is not None and by is not None and by < on:
        raise typer.BadParameter("--by is before --on.")
    import bonitas
    from bonitas.cli.show_path import show_path
    from bonitas.cli.terminal import working
    from bonitas.engine.ratings import plain

    book = running(rulebook)
    not_handed_on(recipient, "path", subject)
    with (
        opened_through(ledger, certainty=certainty, known_at=known_at) as store,
        working("Trying", unit="combinations") as progress,
    ):
        found = bonitas.path(
            book, store, subject=subject, to=to, by=by, on=on, known_at=known_at, most_steps=most_steps, lang=lang.value,
            progress=progress,
        ).as_dict()  # fmt: skip
        noted_one(store, Asker(purpose, asked_by, recipient), "path", book, {"subject": subject, "on": on})
    if json:
        emit(plain(found))
    else:
        show_path(book, found, lang.value)


def offers(
    rulebook: Rulebook, ledger: Ledger, subject: Subject, on: On = None, known_at: KnownAt = None, lang: Language = Lang.en,
    purpose: Purpose = None, by: By = None, recipient: For = None, certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """List what a standing opens, and what the next better band would.

    Benefits and detriments in force, by whom, in which context and until when; then the next better band, how far it is, and
    what it would bring.

    \b
    Examples:
      bonitas offers ebay-feedback shop.duckdb seller-1
      bonitas offers ebay-feedback shop.duckdb seller-1 --on 2026-11-23 --json
    """
    import bonitas
    from bonitas.cli.show_offers import show_offers
    from bonitas.engine.ratings import plain

    book = running(rulebook)
    not_handed_on(recipient, "offers", subject)
    with opened_through(ledger, certainty=certainty, known_at=known_at) as store:
        found = bonitas.offers(book, store, subject=subject, on=on, known_at=known_at, lang=lang.value).as_dict()
        noted_one(store, Asker(purpose, by, recipient), "offers", book, {"subject": subject, "on": on})
    if json:
        emit(plain(found))
    else:
        show_offers(book, found, lang.value)
