"""Ratings: one row for each asked subject and date, as Arrow, Polars, pandas, rows or a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
        nexts = np.where((self.nexts == ly.NEVER) | (not self.with_changes), 0, self.nexts).astype(np.int32)
        subject = q.ids if isinstance(q.ids, pa.Array) else pa.array(q.ids, pa.string())
        if not (len(subject) == n and np.array_equal(q.place, np.arange(n))):
            subject = subject.take(pa.array(q.place))
        return pa.table(
            {
                "subject": subject,
                "on": pa.array(q.days.astype(np.int32)).view(pa.date32()),
                "standing": _dictionary(standing, STANDINGS),
                "score": _decimals(self.results[:, ly.R_SCORE], scored),
                "band": _dictionary(np.where(scored, band_index, -1), bands),
                "because": _dictionary(self.because.index, self.because.texts),
                "next_change_on": pa.array(nexts, mask=(self.nexts == ly.NEVER) | (not self.with_changes)).view(pa.date32()),
                "rulebook": _dictionary(np.zeros(n, np.int64), (self.book.id,)),
                "version": _dictionary(np.zeros(n, np.int64), (self.book.version,)),
                "hash": _dictionary(np.zeros(n, np.int64), (self.book.hash,)),
            }
        )

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


def _dictionary(index: ly.Ints, texts: tuple[str, ...]) -> pa.DictionaryArray:
    """Each row's text, by its number; null where it is negative."""
    codes = pa.array(np.maximum(index, 0).astype(np.int32), mask=index < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(texts or ("",), pa.string()))


def _decimals(amounts: ly.Ints, there: npt.NDArray[np.bool_]) -> pa.Array:
    """Thousandths as decimal128(18, 3), by laying them out as Arrow does: 16 bytes, little-endian, sign-extended."""
    wide = np.empty((len(amounts), 2), np.int64)
    wide[:, 0], wide[:, 1] = amounts, amounts >> 63
    valid = pa.array(there).buffers()[1] if len(there) else None
    return pa.Array.from_buffers(pa.decimal128(18, 3), len(amounts), [valid, pa.py_buffer(wide)])
