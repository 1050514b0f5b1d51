"""The command that rates."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from bonitas.cli.accesses import Asker, By, For, Purpose, noted, noted_all
from bonitas.cli.console import emit
from bonitas.cli.errors import wrong
from bonitas.cli.licensed import is_licensed, left_out, opened_through, running, sight, under_licence
from bonitas.cli.options import Certainty, Json, KnownAt, Lang, Language, Ledger, On, Rulebook
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
Out = Annotated[
    str | None,
    typer.Option(
        "--out", metavar="FILE",
        help="Write all rows to this .parquet, .csv or .jsonl file; or, if it ends in /, to a folder of Parquet parts.",
    ),
]  # fmt: skip
Threads = Annotated[int, typer.Option("--threads", min=0, metavar="N", help="Use so many threads; 0 for all cores.")]
BatchRows = Annotated[
    int | None, typer.Option("--batch-rows", min=1, metavar="N", help="Hold about so many records in memory at once.")
]
Master = Annotated[
    str | None, typer.Option("--master", metavar="URL", help="Where Spark runs, such as local[4]; else as it is configured.")
]
Anew = Annotated[bool, typer.Option("--anew", help="With a folder: do not go on with what an earlier run left there; remove it.")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(under_licence(rate))


def rate(
    rulebook: Rulebook, ledger: Ledger, on: On = None, known_at: KnownAt = None, subject: Subjects = None, asked: Asked = None,
    out: Out = None, anew: Anew = False, threads: Threads = 0, batch_rows: BatchRows = None, lang: Language = Lang.en,
    purpose: Purpose = None, by: By = None, recipient: For = None, master: Master = None, certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Rate subjects of a ledger by a rulebook.

    Without --subject or --asked, every subject on one day. Shown are the first rows and the totals; --out and --json give all
    rows: subject, on, standing (scored, no_score, not_rated), score, band, because, next_change_on, rulebook, version, hash. Rows
    come sorted by subject, then date.

    Where subjects are many, let --out end in /: a folder is filled part by part, and after a stop, whatever it came from, the same
    command goes on with the parts that are missing.

    \b
    Examples:
      bonitas rate de-schufa-2026 standing.duckdb --on 2026-11-23
      bonitas rate de-schufa-2026 standing.duckdb --subject C1 --subject C2 --json
      bonitas rate my-rules/ standing.duckdb --asked history.csv --out ratings.parquet
      bonitas rate de-schufa-2026 standing.duckdb --on 2026-11-23 --out ratings/
      bonitas rate de-schufa-2026 spark:lake/standing --on 2026-11-23 --out ratings/
    """
    check_options(asked, on, subject, out)
    if ledger.startswith("spark:"):
        not_on_spark()
        from bonitas.cli.commands.rate_spark import rate_spark

        rate_spark(rulebook, ledger, on, known_at, subject, asked, out, lang.value, master, json=json)
        return
    check_folder(out, anew, master)
    from bonitas.engine.run import BATCH_ROWS

    book = running(rulebook)
    rows = asked_in(asked)
    how: dict[str, Any] = {"on": on, "known_at": known_at, "subject": subject or None, "asked": rows, "threads": threads}
    seen = sight(book, recipient, subject or sorted({row[0] for row in rows or ()}))
    if seen is not None and is_folder(out):
        wrong("What is handed on to another operator goes into no folder of parts. Let --out end in .parquet, .csv or .jsonl.")
    with opened_through(ledger, certainty=certainty, known_at=known_at) as store:
        refuse_own_moments(store, rows)
        asker = Asker(purpose, by, recipient)
        ratings = rated(book, store, asker, out, anew, {**how, "batch_rows": batch_rows or BATCH_ROWS, "lang": lang.value}, seen)
    tell(ratings, book, seen, lang.value, out, json=json)


def tell(ratings: Any, book: Any, seen: Any, lang: str, out: str | None, *, json: bool) -> None:
    """Write ratings: all as JSON, or the first rows and the totals; and what of the rulebook could not be asked, or is withheld."""
    from bonitas.cli.show_licence import show_left_out
    from bonitas.cli.show_ratings import show_ratings
    from bonitas.engine.ratings import plain

    part = {} if (left := left_out(book)) is None else {"left_out": [one["clause"] for one in left]}
    if json:
        for row in ratings.rows():
            emit(plain({**row, **part}))
    else:
        show_ratings(ratings, lang, out)
        show_left_out(book, seen)


def refuse_own_moments(store: Any, rows: list[tuple[str, str, str | None]] | None) -> None:
    """BonitasError U247 where rows ask at moments of their own through links, which are read as of one moment."""
    if rows and hasattr(store, "group_of") and any(row[2] for row in rows):
        from bonitas.unify.links.codes import trouble

        raise trouble("U247")


def asked_in(file: str | None) -> list[tuple[str, str, str | None]] | None:
    """The rows of a file of asked rows, if one was given."""
    if file is None:
        return None
    from bonitas.cli.asked import read_asked

    return read_asked(file)


def not_on_spark() -> None:
    """BonitasError U724: what a licence says is enforced where a ledger is read, and tables on Spark are no ledger."""
    if is_licensed():
        from bonitas.engine.licence.codes import trouble

        raise trouble("U724")


def rated(book: Any, store: Any, asker: Asker, out: str | None, anew: bool, how: dict[str, Any], seen: Any = None) -> Any:
    """Rate into a folder, into a file or into memory, with progress; who asked is written down before anything is handed out. `seen`: what
    another operator sees of it."""
    import bonitas
    from bonitas.cli.terminal import stepping, working

    with stepping("Rating") as steps:
        if out is not None and is_folder(out):
            note_asked(book, store, asker, how)
            return bonitas.rate_into(book, store, out, anew=anew, begun=steps.begun, progress=steps.more, **how)
        named = how["asked"] or how["subject"]
        if named:
            steps.begun(len(named), 0)
        ratings = bonitas.rate(book, store, progress=steps.more, **how)
    if seen is not None:
        from bonitas.engine.licence.handed import HandedOn

        ratings = HandedOn.of(ratings, seen)
    if named:
        noted(store, asker, "rate", ratings.rows())
    else:
        noted_all(store, asker, "rate", book, how["on"])
    if out is not None:
        with working(f"Writing {out}"):
            ratings.write(out)
    return ratings


def note_asked(book: Any, store: Any, asker: Asker, how: dict[str, Any]) -> None:
    """Write down who is asked about, before it is known what comes of it: parts of a folder are handed out one by one."""
    named = how["asked"] or [(subject, how["on"]) for subject in how["subject"] or ()]
    if named:
        said = {"rulebook": book.id, "version": book.version, "hash": book.hash}
        noted(store, asker, "rate", ({"subject": row[0], "on": row[1], **said} for row in named))
    else:
        noted_all(store, asker, "rate", book, how["on"])


def is_folder(out: str | None) -> bool:
    """Whether ratings are to go into a folder of parts: its name ends in a slash, or it is there and does not look like a file."""
    return out is not None and (out.endswith("/") or (Path(out).is_dir() and Path(out).suffix not in ENDINGS))


def check_folder(out: str | None, anew: bool, master: str | None) -> None:
    """What only a folder of parts or tables on Spark can be told."""
    if master is not None:
        wrong("--master is for tables on Spark. Name a ledger spark:…, or leave it out.")
    if anew and not is_folder(out):
        wrong("--anew is about a folder of parts. Let --out end in /.")


def check_options(asked: str | None, on: str | None, subject: list[str] | None, out: str | None) -> None:
    """Options that do not go together, and a place that cannot be written to, are said before the work begins."""
    if asked is not None and subject:
        wrong("--asked names its own subjects. Leave out --subject, or --asked.")
    if asked is not None and on is not None:
        wrong("--asked names its own dates. Leave out --on, or --asked.")
    if out is None or is_folder(out):
        return
    path = Path(out)
    if path.suffix not in ENDINGS:
        wrong(f"Ratings cannot be written to '{path.name}'. Let it end in .parquet, .csv or .jsonl. A folder of parts ends in /.")
    if not os.access(path.parent, os.W_OK) or path.is_dir():
        why = "it is a folder" if path.is_dir() else "its folder is not there, or may not be written to"
        problem = Problem("E121", f"'{path.name}' cannot be written: {why}.", file=out, remedy="Choose another place.")
        raise BonitasError(problem)
