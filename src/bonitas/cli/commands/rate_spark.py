"""The command that rates, of tables on Spark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bonitas.cli.commands.rate import is_folder
from bonitas.cli.errors import wrong
from bonitas.common.amounts import UNIT, decimal_of

if TYPE_CHECKING:
    from bonitas.rulebook.model import Rulebook
    from bonitas.spark.frames import Frame
    from bonitas.spark.ratings import SparkRatings

#: How the address of tables on Spark begins.
SCHEME = "spark:"


def rate_spark(
    rulebook: str, address: str, on: str | None, known_at: str | None, subject: list[str] | None, asked: str | None,
    out: str | None, lang: str, master: str | None, *, json: bool,
) -> None:  # fmt: skip
    """Rate the tables of a `spark:` address: into a folder of Parquet, as JSON lines, or just the first rows and the totals."""
    if out is not None and not is_folder(out):
        wrong("Ratings on Spark are written to a folder of Parquet. Let --out end in /.")
    if out is not None and json:
        wrong("On Spark, --json and --out would rate twice. Leave out one of them.")
    import bonitas
    from bonitas.cli.terminal import working
    from bonitas.spark.address import open_tables
    from bonitas.spark.rate import rate_frames
    from bonitas.spark.session import session

    book = bonitas.read_rulebook(rulebook)
    with working("Starting Spark"):
        spark = session(master)
    frames = open_tables(spark, address)
    rows = asked_rows(spark, asked)
    with working("Rating on Spark"):
        ratings = rate_frames(book, frames, on=on, known_at=known_at, subject=subject or None, asked=rows, lang=lang)
        if out is not None:
            ratings.write(out)
    if json:
        emit_all(ratings)
    else:
        shown = spark.read.parquet(out) if out is not None else ratings.frame.persist()
        show(book, ratings, shown, lang, out)


def asked_rows(spark: Any, asked: str | None) -> Any:
    """A table of asked rows (`spark:…`), the rows of a file here, or None."""
    if asked is None:
        return None
    if asked.startswith(SCHEME):
        from bonitas.spark.address import open_one

        return open_one(spark, asked)
    from bonitas.cli.asked import read_asked

    return read_asked(asked)


def emit_all(ratings: SparkRatings) -> None:
    """Every row as a JSON line."""
    from bonitas.cli.console import emit
    from bonitas.engine.ratings import plain

    for row in ratings.to_arrow().to_pylist():
        emit(plain(as_text(row)))


def as_text(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its dates as ISO text, and no more decimals than the score has."""
    found = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
    score = row["score"]
    return found if score is None else {**found, "score": decimal_of(int(score * UNIT))}


def show(book: Rulebook, ratings: SparkRatings, frame: Frame, lang: str, out: str | None) -> None:
    """The first rows and the totals."""
    from bonitas.cli.show_ratings import FIRST, Shown, show_counted
    from bonitas.spark.totals import first_rows, totals

    rows = [as_text(row) for row in first_rows(frame, FIRST)]
    show_counted(Shown(book, rows, totals(frame), ratings.drawn), lang, out)
