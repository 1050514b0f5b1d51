"""Who is asked for in a run: everybody in a ledger, a stretch at a time, or rows of their own, which the caller holds anyway."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

from bonitas.common.days import date_of, iso
from bonitas.engine.large.stretches import Stretch, stretches
from bonitas.engine.question import Day, Instant, Question, of_instant, to_day, today
from bonitas.engine.rate import ask
from bonitas.ledger.base import Walked
from bonitas.rulebook.model import Rulebook

Asked = Iterable[tuple[str, Day] | tuple[str, Day, Instant | None]]


class Whom(Protocol):
    """Who is asked for, in order of id."""

    @property
    def on(self) -> str | None:
        """The asked day; None where rows have days of their own."""

    @property
    def digest(self) -> str | None:
        """A digest of the asked rows; None for everybody."""

    def moments(self) -> list[tuple[int, int]]:
        """Every asked day and instant."""

    def cut(self, most: int) -> list[Stretch]:
        """Stretches of about so many records at most."""

    def question(self, cut: Sequence[Stretch], number: int) -> Question:
        """The question about one of the stretches."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """Every subject of a ledger on one day, from what was known at one instant."""

    ledger: Walked
    day: int
    known: int
    digest: str | None = None

    @property
    def on(self) -> str | None:
        """The asked day."""
        return iso(self.day)

    def moments(self) -> list[tuple[int, int]]:
        """The one day and instant."""
        return [(self.day, self.known)]

    def cut(self, most: int) -> list[Stretch]:
        """Stretches by the records that each subject has."""
        return stretches(((ids, np.ones(len(ids), np.int64), records) for ids, records in self.ledger.weights()), most)

    def question(self, cut: Sequence[Stretch], number: int) -> Question:
        """Everybody in one of the stretches."""
        codes, ids, organisation = self.ledger.subjects_between(cut[number].first, cut[number].last)
        n = len(codes)
        return Question(
            ids,
            codes,
            organisation,
            np.arange(n),
            np.full(n, self.day, np.int64),
            np.full(n, self.known, np.int64),
            everybody=False,
        )


@dataclass(frozen=True, slots=True)
class Pairs:
    """Asked rows of their own, all in one question."""

    asked: Question
    on: str | None = None

    @property
    def digest(self) -> str | None:
        """Over ids, days and instants."""
        found = hashlib.sha256()
        for name in self.asked.ids:
            found.update(str(name).encode() + b"\0")
        for column in (self.asked.place, self.asked.days, self.asked.knowns):
            found.update(column.astype("<i8").tobytes())
        return found.hexdigest()

    def moments(self) -> list[tuple[int, int]]:
        """Every day and instant that is asked about."""
        both = np.unique(np.stack([self.asked.days, self.asked.knowns], axis=1), axis=0)
        return [(int(day), int(known)) for day, known in both]

    def cut(self, most: int) -> list[Stretch]:
        """Stretches by the rows about each subject; the store is then asked for no more records at once than fit."""
        rows = np.bincount(self.asked.place, minlength=len(self.asked.ids)).astype(np.int64)
        return stretches([(pa.array(self.asked.ids, pa.string()), rows, np.zeros(len(rows), np.int64))], most)

    def question(self, cut: Sequence[Stretch], number: int) -> Question:
        """The asked rows of one of the stretches."""
        asked = self.asked
        start = sum(one.rows for one in cut[:number])
        end = start + cut[number].rows
        first, last = int(asked.place[start]), int(asked.place[end - 1]) + 1
        return Question(
            asked.ids[first:last], asked.codes[first:last], asked.organisation[first:last], asked.place[start:end] - first,
            asked.days[start:end], asked.knowns[start:end], everybody=False,
        )  # fmt: skip


def whom(
    book: Rulebook, ledger: Walked, *, on: Day | None, known: int, subject: str | Sequence[str] | None, asked: Asked | None
) -> Everybody | Pairs:
    """Who is asked for, with every default filled in: see `rate`."""
    day = today(book) if on is None else to_day(on)
    if asked is None and subject is None:
        return Everybody(ledger, day, known)
    question = ask(book, ledger, on=date_of(day), known_at=of_instant(known), subject=subject, asked=asked)
    return Pairs(question, None if asked is not None else iso(day))


def everybody_of(who: Everybody | Pairs, ledger: Walked, moment: tuple[int, int]) -> Everybody:
    """Everybody on a day that is asked about: bands by share are drawn over them."""
    return who if isinstance(who, Everybody) else Everybody(ledger, *moment)
