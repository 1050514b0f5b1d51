"""The commands that keep standing ratings up to date and tell how they changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bonitas.cli.accesses import Asker, By, For, Purpose, noted_all
from bonitas.cli.commands.rate import ENDINGS
from bonitas.cli.console import emit
from bonitas.cli.errors import wrong
from bonitas.cli.licensed import not_handed_on, opened_through, under_licence
from bonitas.cli.options import Certainty, Json, Lang, Language, Ledger, On, Rulebook
from bonitas.common.problems import BonitasError, Problem

Feed = Annotated[
    Path | None, typer.Option("--feed", metavar="FILE.jsonl", help="Append the changes to this file, each exactly once.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write everybody's rating to this .parquet, .csv or .jsonl file.")
]
Threads = Annotated[int, typer.Option("--threads", min=0, metavar="N", help="Use so many threads; 0 for all cores.")]
Since = Annotated[int, typer.Option("--since", min=0, metavar="SEQ", help="Only the changes numbered above SEQ.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(under_licence(refresh))
    app.command()(under_licence(changes))


def refresh(
    rulebook: Rulebook, ledger: Ledger, on: On = None, feed: Feed = None, out: Out = None, threads: Threads = 0,
    lang: Language = Lang.en, purpose: Purpose = None, by: By = None, recipient: For = None,
    certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Bring everybody's rating up to date by rating again only those whom something concerns.

    The first time everybody is rated, and the ratings are kept beside the ledger. After that, those with new records, amendments or
    participations are rated again, and those whose next change has come; everybody, if the rulebook has changed. What is kept is what
    `bonitas rate` would give. The changes are numbered and kept: see `bonitas changes`.

    \b
    Examples:
      bonitas refresh de-schufa-2026 standing.duckdb
      bonitas refresh de-schufa-2026 standing.duckdb --feed changes.jsonl --out ratings.parquet
    """
    check_options(feed, out)
    import bonitas
    from bonitas.cli.show_refresh import show_refreshed
    from bonitas.cli.terminal import stepping, working

    book = bonitas.read_rulebook(rulebook)
    not_handed_on(recipient, "refresh")
    with opened_through(ledger, certainty=certainty, whole="What 'refresh' keeps") as store:
        noted_all(store, Asker(purpose, by, recipient), "refresh", book, on)
        with stepping("Refreshing") as steps:
            done = bonitas.refresh(book, store, on=on, feed=feed, threads=threads, progress=steps.more, lang=lang.value)
        if out is not None:
            with working(f"Writing {out}"):
                bonitas.standings(book, store).write(out)
    if json:
        emit(done.as_dict())
    else:
        show_refreshed(done, book.title.say(lang.value), feed, out)


def changes(
    rulebook: Rulebook, ledger: Ledger, since: Since = 0, purpose: Purpose = None, by: By = None, recipient: For = None,
    certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Show how ratings have changed from one refresh to the next: who, from what to what, and why.

    \b
    Examples:
      bonitas changes de-schufa-2026 standing.duckdb
      bonitas changes de-schufa-2026 standing.duckdb --since 1200 --json
    """
    import bonitas
    from bonitas.cli.show_refresh import show_changes
    from bonitas.engine.ratings import plain

    book = bonitas.read_rulebook(rulebook)
    not_handed_on(recipient, "changes")
    with opened_through(ledger, certainty=certainty, whole="What 'changes' tells") as store:
        found = bonitas.changes(book, store, since=since)
        noted_all(store, Asker(purpose, by, recipient), "changes", book, None)
    if json:
        for row in found:
            emit(plain(row))
    else:
        show_changes(found)


def check_options(feed: Path | None, out: Path | None) -> None:
    """Places that cannot be written to are said before the work begins."""
    if feed is not None and feed.suffix not in (".jsonl", ".ndjson"):
        wrong(f"A feed cannot be written to '{feed.name}'. Let it end in .jsonl.")
    if out is not None and out.suffix not in ENDINGS:
        wrong(f"Ratings cannot be written to '{out.name}'. Let it end in .parquet, .csv or .jsonl.")
    for code, path in (("E160", feed), ("E121", out)):
        if path is not None and (not os.access(path.parent, os.W_OK) or path.is_dir()):
            why = "it is a folder" if path.is_dir() else "its folder is not there, or may not be written to"
            problem = Problem(code, f"'{path.name}' cannot be written: {why}.", file=str(path), remedy="Choose another place.")
            raise BonitasError(problem)
