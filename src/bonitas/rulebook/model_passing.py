"""The model of a rulebook, part five: records made by a rule, from records (spill-over) and from standings (transfer)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bonitas.common.texts import Text
from bonitas.rulebook.expression import Const, Expr


@dataclass(frozen=True, slots=True)
class Spill:
    """From each record of `kinds` under `when`, a record of somebody else, on the same day.

    `to`: the record's own `counterparty`; or, `of` a kind, each `counterparty` of the subject's records of it, or each `subject` whose
    record of it names this subject as counterparty, that is ongoing on that day. `as_` None: the same kind, with the same
    attributes. `attributes`: each attribute of the new record, from the old one.
    """

    id: str
    kinds: tuple[str, ...]
    to: Literal["counterparty", "subject"]
    of: str | None
    as_: str | None
    when: Expr | None = None
    attributes: tuple[tuple[str, Expr], ...] = ()
    text: Text = Text()
    source: str | None = None

    @property
    def every_kind(self) -> tuple[str, ...]:
        """Every kind that the rule reads or makes."""
        return tuple(dict.fromkeys((*self.kinds, *(kind for kind in (self.of, self.as_) if kind is not None))))


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day of each year; `later`: of so many years after. 29 February is 28 February where there is none."""

    month: int
    day: int
    later: int = 0


@dataclass(frozen=True, slots=True)
class Transfer:
    """From the standing of each scored subject on day `on` of every year, under `when` (over measures), a record of the same subject,
    of the day `dated` (None: the next day). `attributes`: the band, the score, or something fixed. `into` says which rulebook they
    are meant for, and does nothing."""

    id: str
    on: DayOfYear
    as_: str
    when: Expr | None = None
    dated: DayOfYear | None = None
    attributes: tuple[tuple[str, Literal["band", "score"] | Const], ...] = ()
    into: str | None = None
    text: Text = Text()
    source: str | None = None

    @property
    def every_kind(self) -> tuple[str, ...]:
        """Every kind that the rule reads or makes."""
        return (self.as_,)
