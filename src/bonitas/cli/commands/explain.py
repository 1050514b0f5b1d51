"""Commands about one subject: explain, forecast."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bonitas.cli.accesses import Asker, By, For, Purpose, noted_one
from bonitas.cli.console import emit
from bonitas.cli.licensed import left_out, opened_through, running, sight, under_licence
from bonitas.cli.options import Certainty, Json, KnownAt, Lang, Language, Ledger, On, Rulebook, Subject, a_day

Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", callback=a_day, help="Look no further than this day."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (explain, forecast):
        app.command()(under_licence(command))


def explain(
    rulebook: Rulebook, ledger: Ledger, subject: Subject, on: On = None, known_at: KnownAt = None,
    lang: Language = Lang.en, purpose: Purpose = None, by: By = None, recipient: For = None,
    certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Explain one rating: reasons first, then every point.

    Every point stands with the record it comes from, the clause, its source and the day it ends; then the steps from the points
    to the score, what follows from the band, and how to contest or recompute it.

    \b
    Examples:
      bonitas explain de-schufa-2026 standing.duckdb C1 --on 2026-11-23
      bonitas explain de-schufa-2026 standing.duckdb C1 --lang de --json
    """
    import bonitas
    from bonitas.cli.show_explanation import show_explanation
    from bonitas.cli.show_licence import show_left_out
    from bonitas.engine.ratings import plain
    from bonitas.rights.contest.like import with_like_cases

    book = running(rulebook)
    seen = sight(book, recipient, [subject])
    with opened_through(ledger, certainty=certainty, known_at=known_at) as store:
        why = bonitas.explain(book, store, subject=subject, on=on, known_at=known_at, lang=lang.value).as_dict()
        why = with_like_cases(book, store, why, known_at)
        if hasattr(store, "group_of"):
            from bonitas.unify.links.resting import with_links

            why = with_links(book, store, why, known_at=known_at)
        why |= {} if (left := left_out(book)) is None else {"left_out": left}
        why = why if seen is None else seen.explanation(why)
        noted_one(store, Asker(purpose, by, recipient), "explain", book, why)
    if json:
        emit(plain(why))
    else:
        show_explanation(book, why, lang.value)
        show_links(why)
        show_left_out(book, seen)


def forecast(
    rulebook: Rulebook, ledger: Ledger, subject: Subject, on: On = None, until: Until = None, known_at: KnownAt = None,
    lang: Language = Lang.en, purpose: Purpose = None, by: By = None, recipient: For = None,
    certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """List the coming dates on which a standing changes, if nothing new happens.

    Effects end, ages grow, enquiries fall out of their window: each such day is listed with the score, the band and the reason.

    \b
    Examples:
      bonitas forecast de-schufa-2026 standing.duckdb C1
      bonitas forecast de-schufa-2026 standing.duckdb C1 --on 2026-11-23 --until 2028-01-01 --json
    """
    if on is not None and until is not None and until < on:
        raise typer.BadParameter("--until is before --on.")
    import bonitas
    from bonitas.cli.show_forecast import show_forecast
    from bonitas.cli.show_licence import show_left_out
    from bonitas.engine.ratings import plain

    book = running(rulebook)
    seen = sight(book, recipient, [subject])
    with opened_through(ledger, certainty=certainty, known_at=known_at) as store:
        rows = bonitas.forecast(book, store, subject=subject, on=on, until=until, known_at=known_at, lang=lang.value)
        rows = rows if seen is None else seen.forecast(rows)
        noted_one(store, Asker(purpose, by, recipient), "forecast", book, {"subject": subject, "on": on})
    if json:
        emit(plain(rows))
    else:
        show_forecast(subject, rows, until)
        show_left_out(book, seen)


def show_links(why: dict[str, Any]) -> None:
    """What rests on links, where ledgers were read through them."""
    if why.get("links"):
        from bonitas.cli.show_links import show_resting

        show_resting(why)
