"""Ratings as a Spark table: asked for lazily, and written or collected with problems said plainly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bonitas.common.problems import BonitasError
from bonitas.engine.shares import Drawn
from bonitas.engine.written import COLUMNS
from bonitas.rulebook.model import Rulebook
from bonitas.spark.codes import trouble
from bonitas.spark.failures import brought_back
from bonitas.spark.frames import Frame
from bonitas.spark.written import folder_of, unfinished, write_files

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


@dataclass(frozen=True, slots=True)
class SparkRatings:
    """The answer to a question on Spark. Nothing is computed until rows are asked for; asked twice, they are computed twice.

    `ordered`: the rows with the hidden column `known_at`, by which those of one subject and day are in order. `drawn`: where bands
    are drawn by share, the floors of each asked day and instant. `again`: by the code of a problem, the same asked in another way that
    does not have it: with every column where what the rulebook reads is not enough (S304), with files read by Spark (S305). `written`: the
    names of files that the workers write to a folder.
    """

    book: Rulebook
    ordered: Frame
    drawn: tuple[Drawn, ...] = ()
    again: Callable[[str], SparkRatings | None] = field(default=lambda code: None)
    written: Callable[[str], Frame] | None = None

    @property
    def frame(self) -> Frame:
        """A Spark DataFrame with the columns of COLUMNS, in no order. An action on it raises Spark's own errors."""
        return self.ordered.select(*COLUMNS)

    def to_arrow(self) -> Any:
        """All rows here, as `Ratings.to_arrow` gives them, in order of subject, then date."""
        table = self._or_again(lambda ratings: ratings.ordered.toArrow())
        ordered = table.sort_by([("subject", "ascending"), ("on", "ascending"), ("known_at", "ascending")])
        repeated = ("standing", "band", "because", "rulebook", "version", "hash")
        found = ordered.select(list(COLUMNS)).combine_chunks()
        for name in repeated:
            found = found.set_column(found.column_names.index(name), name, found.column(name).dictionary_encode())
        return found

    def to_polars(self) -> pl.DataFrame:
        """As a Polars frame (Polars must be installed)."""
        import polars  # noqa: PLC0415 - an optional extra

        frame = polars.from_arrow(self.to_arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame

    def to_pandas(self) -> pd.DataFrame:
        """As a pandas frame."""
        return self.to_arrow().to_pandas()

    def write(self, place: Path | str) -> None:
        """To a folder of Parquet that is not there yet: each part in order of subject, then date. The workers write it where it is on a path of
        the machines' own, else Spark does.

        BonitasError: S401 if something is there, S402 or S3xx if it cannot be done, and whatever is wrong with the rows.
        """
        self._or_again(lambda ratings: ratings._write(str(place)))

    def _write(self, place: str) -> None:
        folder = None if self.written is None else folder_of(self.ordered, place)
        if self.written is None or folder is None:
            write_parquet(self.frame, place)
        else:
            write_files(self.written, self.frame.limit(0).toArrow, folder)

    def _or_again(self, run: Callable[[SparkRatings], Any]) -> Any:
        """Run; where that meets a problem that another way does not have, once more in that way."""
        try:
            with brought_back():
                return run(self)
        except BonitasError as exc:
            other = self.again(exc.problems[0].code)
            if other is None:
                raise
        return other._or_again(run)


def write_parquet(frame: Frame, place: str) -> None:
    """The rows as Parquet at `place`. Spark says by a file `_SUCCESS` that all is there; without it, what an earlier run left is replaced."""
    mode = "overwrite" if unfinished(place) else "errorifexists"
    try:
        frame.write.mode(mode).parquet(place)
    except Exception as exc:
        if "PATH_ALREADY_EXISTS" in str(exc):
            raise trouble("S401", place=place) from exc
        raise
