"""The command that rates."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bonitas.cli.console import emit
from bonitas.cli.errors import wrong
from bonitas.cli.options import Json, KnownAt, Lang, Language, Ledger, On, Rulebook
from bonitas.common.problems import BonitasError, Problem

#: What ratings can be written to, by ending.
ENDINGS = (".parquet", ".csv", ".jsonl", ".ndjson")

Subjects = Annotated[
    list[str] | None, typer.Option("--subject", metavar="ID", help="Rate this subject only. May be given more than once.")
]
Asked = Annotated[
    str | None,
    typer.Option("--asked", metavar="FILE", help="Rate these: a file with subject, on and, if wanted, known_at."),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write all rows to this .parquet, .csv or .jsonl file.")]
Threads = Annotated[int, typer.Option("--threads", min=0, metavar="N", help="Use so many threads; 0 for all cores.")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(rate)


def rate(
    rulebook: Rulebook, ledger: Ledger, on: On = None, known_at: KnownAt = None, subject: Subjects = None, asked: Asked = None,
    out: Out = None, threads: Threads = 0, lang: Language = Lang.en, json: Json = False,
) -> None:  # fmt: skip
    """Rate subjects of a ledger by a rulebook.

    Without --subject or --asked, every subject on one day. Shown are the first rows and the totals; --out and --json give all
    rows: subject, on, standing (scored, no_score, not_rated), score, band, because, next_change_on, rulebook, version, hash. Rows
    come sorted by subject, then date.

    \b
    Examples:
      bonitas rate de-schufa-2026 standing.duckdb --on 2026-11-23
      bonitas rate de-schufa-2026 standing.duckdb --subject C1 --subject C2 --json
      bonitas rate my-rules/ standing.duckdb --asked history.csv --out ratings.parquet
    """
    check_options(asked, on, subject, out)
    import bonitas
    from bonitas.cli.show_ratings import show_ratings
    from bonitas.cli.terminal import working
    from bonitas.engine.ratings import plain

    book = bonitas.read_rulebook(rulebook)
    rows = None
    if asked is not None:
        from bonitas.cli.asked import read_asked

        rows = read_asked(asked)
    with bonitas.open_ledger(ledger) as store:
        total = len(rows) if rows is not None else len(subject) if subject else None
        with working("Rating", total, "rated") as progress:
            ratings = bonitas.rate(
                book, store, on=on, known_at=known_at, subject=subject or None, asked=rows, threads=threads,
                progress=progress, lang=lang.value,
            )  # fmt: skip
    if out is not None:
        with working(f"Writing {out}"):
            ratings.write(out)
    if json:
        for row in ratings.rows():
            emit(plain(row))
    else:
        show_ratings(ratings, lang.value, out)


def check_options(asked: str | None, on: str | None, subject: list[str] | None, out: Path | None) -> None:
    """Options that do not go together, and a place that cannot be written to, are said before the work begins."""
    if asked is not None and subject:
        wrong("--asked names its own subjects. Leave out --subject, or --asked.")
    if asked is not None and on is not None:
        wrong("--asked names its own dates. Leave out --on, or --asked.")
    if out is None:
        return
    if out.suffix not in ENDINGS:
        wrong(f"Ratings cannot be written to '{out.name}'. Let it end in .parquet, .csv or .jsonl.")
    if not os.access(out.parent, os.W_OK) or out.is_dir():
        why = "it is a folder" if out.is_dir() else "its folder is not there, or may not be written to"
        problem = Problem("E121", f"'{out.name}' cannot be written: {why}.", file=str(out), remedy="Choose another place.")
        raise BonitasError(problem)
