"""The model of a rulebook, part one: tables of bins, and what a clause is worth.

Points are integer thousandths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bonitas.common.days import Calendar, Duration
from bonitas.rulebook.expression import Expr


@dataclass(frozen=True, slots=True)
class Row:
    """One bin: `missing`, a text value, `otherwise` (any other text), or a half-open range low ≤ x < high in thousandths.

    `low` or `high` None means unbounded. `label` is the bin as its author wrote it; `points` its worth in thousandths.
    """

    kind: Literal["missing", "text", "otherwise", "range"]
    label: str
    points: int
    low: int | None = None
    high: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Bins that cover every value exactly once. A value that no row fits exists only for text without `otherwise`."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """`gives` points for each whole `each`, up to `up_to` points (None: without end). Tiers fill in turn: a full tier
    uses up `each * up_to / gives` of the amount and the next tier counts what is left. `up_to` is a multiple of `gives`."""

    each: int
    gives: int
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class Rolling:
    """A rolling period: the days d − duration < day ≤ d."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    unit: Calendar


@dataclass(frozen=True, slots=True)
class Fixed:
    points: int


@dataclass(frozen=True, slots=True)
class PerUnit:
    """Points by amount. Whole units only, unless `fractions`: then the last part unit of the amount counts in proportion,
    the product rounded half away from zero to a thousandth, per tier. A negative amount counts as 0; a missing one cannot be
    judged. With `running` a match is worth what the total over the clause's matches of the same period, up to and with it, gives,
    less what the total before it gave."""

    by: Expr
    tiers: tuple[Tier, ...]
    fractions: bool = False
    running: CalendarPeriod | Rolling | None = None


@dataclass(frozen=True, slots=True)
class ByTable:
    """Points by the bin that a value falls in; a missing value with no `missing` row cannot be judged. `running`: as in `PerUnit`;
    before the first match of a period the total has given nothing."""

    by: Expr
    table: Table
    running: CalendarPeriod | Rolling | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Points chosen by a named decider within low ≤ p ≤ high: the record carries `chosen_points`, `chosen_by` and
    `chosen_because`. Any of them missing, or points out of range: cannot be judged, and that is a problem."""

    low: int
    high: int


Value = Fixed | PerUnit | ByTable | Chosen
