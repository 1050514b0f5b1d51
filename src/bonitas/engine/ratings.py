"""Ratings: one row for each asked subject and date, as Arrow, Polars, pandas, rows or a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.common.amounts import decimal_of
from bonitas.common.days import date_of, iso
from bonitas.engine.because import Because
from bonitas.engine.banded import shown_bands
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Question
from bonitas.engine.shares import Drawn
from bonitas.engine.written import COLUMNS, plain, write
from bonitas.rulebook.model import Rulebook

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["COLUMNS", "STANDINGS", "Ratings", "plain"]

STANDINGS = ("scored", "no_score", "not_rated")
#: So many rows are made into a table at a time, where they are written.
PIECE: Final = 131_072


@dataclass(frozen=True, slots=True)
class Ratings:
    """The answer to a question, in order of subject, then date. `results` holds R_* for each row, `nexts` the next change.

    `drawn`: where bands are drawn by share, the floors of each asked day and instant.
    """

    book: Rulebook
    question: Question
    results: ly.Matrix
    nexts: ly.Ints
    because: Because
    with_changes: bool = True
    drawn: tuple[Drawn, ...] = ()

    def __len__(self) -> int:
        return len(self.question)

    def band_names(self) -> tuple[tuple[str, ...], ly.Ints]:
        """Every band as shown, and which one each row has (−1: none)."""
        return shown_bands(self.book, self.question.days, self.results)

    def counts(self) -> Counter[tuple[str, str | None, str | None]]:
        """How many rows there are of each standing, reason and band."""
        bands, band_index = self.band_names()
        standing, texts = self.results[:, ly.R_STANDING], self.because.texts
        band = np.where(standing == ly.SCORED, band_index, -1) + 1
        wide = len(texts) + 1
        number = (band * wide + self.because.index + 1) * len(STANDINGS) + standing
        found: Counter[tuple[str, str | None, str | None]] = Counter()
        for key, count in enumerate(np.bincount(number).tolist()):
            if count:
                rest, at = divmod(key, len(STANDINGS))
                b, why = divmod(rest, wide)
                found[STANDINGS[at], texts[why - 1] if why else None, bands[b - 1] if b else None] += count
        return found

    def to_arrow(self) -> pa.Table:
        """The columns of COLUMNS; `on` and `next_change_on` as dates, `score` as decimal(18, 3), the others as texts."""
        q, n = self.question, len(self)
        standing = self.results[:, ly.R_STANDING]
        bands, band_index = self.band_names()
        scored = standing == ly.SCORED
        unchanging = self.nexts == ly.NEVER if self.with_changes else np.ones(n, np.bool_)
        nexts = np.where(unchanging, 0, self.nexts).astype(np.int32)
        same = pa.array(np.zeros(n, np.int32))
        return pa.table(
            {
                "subject": _named(q),
                "on": pa.array(q.days.astype(np.int32)).view(pa.date32()),
                "standing": _dictionary(standing, STANDINGS),
                "score": _decimals(self.results[:, ly.R_SCORE], scored),
                "band": _dictionary(np.where(scored, band_index, -1), bands),
                "because": _dictionary(self.because.index, self.because.texts),
                "next_change_on": pa.array(nexts, mask=unchanging if unchanging.any() else None).view(pa.date32()),
                "rulebook": pa.DictionaryArray.from_arrays(same, [self.book.id]),
                "version": pa.DictionaryArray.from_arrays(same, [self.book.version]),
                "hash": pa.DictionaryArray.from_arrays(same, [self.book.hash]),
            }
        )

    def pieces(self) -> Iterator[pa.Table]:
        """The rows of `to_arrow` in turn, at most `PIECE` at a time: quick to make, as they stay in the processor's cache."""
        whole = self
        if len(self) > PIECE and not isinstance(self.question.ids, pa.Array):
            whole = replace(self, question=replace(self.question, ids=pa.array(self.question.ids, pa.string())))
        for first in range(0, max(len(self), 1), PIECE):
            yield whole.between(first, first + PIECE).to_arrow()

    def between(self, first: int, last: int) -> Self:
        """Rows first…last alone, without a copy."""
        rows = slice(first, last)
        because = Because(self.because.texts, self.because.index[rows])
        question = self.question.between(first, last)
        return replace(self, question=question, results=self.results[rows], nexts=self.nexts[rows], because=because)

    def to_polars(self) -> pl.DataFrame:
        """As a Polars frame (Polars must be installed)."""
        import polars  # noqa: PLC0415 - an optional extra

        frame = polars.from_arrow(self.to_arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame

    def to_pandas(self) -> pd.DataFrame:
        """As a pandas frame (pandas must be installed)."""
        return self.to_arrow().to_pandas()

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as plain data: dates as ISO text, the score as an exact Decimal."""
        bands, band_index = self.band_names()
        for i in range(len(self)):
            standing = int(self.results[i, ly.R_STANDING])
            scored = standing == ly.SCORED
            because = int(self.because.index[i])
            yield {
                "subject": str(self.question.ids[int(self.question.place[i])]),
                "on": date_of(int(self.question.days[i])).isoformat(),
                "standing": STANDINGS[standing],
                "score": decimal_of(int(self.results[i, ly.R_SCORE])) if scored else None,
                "band": bands[int(band_index[i])] if scored and band_index[i] >= 0 else None,
                "because": self.because.texts[because] if because >= 0 else None,
                "next_change_on": iso(int(self.nexts[i])) if self.with_changes else None,
                "rulebook": self.book.id,
                "version": self.book.version,
                "hash": self.book.hash,
            }

    def write(self, path: Path | str) -> None:
        """To a Parquet, CSV or JSON Lines file, by its ending; the file appears whole or not at all.

        BonitasError: E120 for another ending, E121 if it cannot be written.
        """
        write(self, Path(path))


def _named(question: Question) -> pa.StringArray:
    """The id that each row asks for; where rows ask for one after the other, as they lie in memory."""
    ids, place, n = question.ids, question.place, len(question)
    first = int(place[0]) if n else 0
    if n and int(place[-1]) - first == n - 1 and np.array_equal(place, np.arange(first, first + n)):
        mine = ids[first : first + n]
        return mine if isinstance(mine, pa.Array) else pa.array(mine, pa.string())
    return (ids if isinstance(ids, pa.Array) else pa.array(ids, pa.string())).take(pa.array(place))


def _dictionary(index: ly.Ints, texts: tuple[str, ...]) -> pa.DictionaryArray:
    """Each row's text, by its number; null where it is negative."""
    codes = index.astype(np.int32)
    missing = codes < 0
    there = pa.array(np.maximum(codes, 0), mask=missing) if missing.any() else pa.array(codes)
    return pa.DictionaryArray.from_arrays(there, pa.array(texts or ("",), pa.string()))


def _decimals(amounts: ly.Ints, there: npt.NDArray[np.bool_]) -> pa.Array:
    """Thousandths as decimal128(18, 3), by laying them out as Arrow does: 16 bytes, little-endian, sign-extended."""
    wide = np.empty((len(amounts), 2), np.int64)
    wide[:, 0], wide[:, 1] = amounts, amounts >> 63
    valid = pa.array(there).buffers()[1] if len(there) else None
    return pa.Array.from_buffers(pa.decimal128(18, 3), len(amounts), [valid, pa.py_buffer(wide)])
