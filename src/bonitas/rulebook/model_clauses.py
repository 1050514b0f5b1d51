"""The model of a rulebook, part two: clauses, with their ends, repeats, limits, decay and repairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bonitas.common.days import ALWAYS, NEVER, Calendar, Duration
from bonitas.common.texts import Text
from bonitas.rulebook.expression import Expr
from bonitas.rulebook.model_values import CalendarPeriod, Rolling, Value


@dataclass(frozen=True, slots=True)
class CalendarEnd:
    """An effect that ends with the calendar week, month, quarter or year its clock falls in."""

    unit: Calendar


Lapse = Duration | CalendarEnd


@dataclass(frozen=True, slots=True)
class LastsBySize:
    """By the size (absolute value, after `again`) of the points: the first row whose `up_to` ≥ size; the last row has None."""

    rows: tuple[tuple[int | None, Lapse], ...]


@dataclass(frozen=True, slots=True)
class LastsByTable:
    """By a text attribute of the record; a value that is missing or not listed takes `otherwise`."""

    by: Expr
    rows: tuple[tuple[str, Lapse], ...]
    otherwise: Lapse


Lasts = Lapse | LastsBySize | LastsByTable


@dataclass(frozen=True, slots=True)
class Again:
    """Repeat offences. A match is the n-th if n−1 earlier matches of the same clause (or, with `group`, of any clause of its
    group) still have effect on its day. `times` (thousandths, 2000 = double) multiplies the original value of every repeat;
    `table` gives the whole points of the 1st, 2nd, … match instead, the last entry for all beyond."""

    times: int | None = None
    table: tuple[int, ...] | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `points` (absolute; gains and losses each on their own) in a period, for each counterparty if so said.

    Without a period it caps what counts on the asked day (in effect, after decay). With one it is filled in order of date by the
    value of each match before decay, whether or not the match still has effect; what no longer fits counts 0 for ever.
    """

    points: int
    per: CalendarPeriod | Rolling | None = None
    each_counterparty: bool = False


@dataclass(frozen=True, slots=True)
class DecayStep:
    """From `after` the clock's day on, `share` (thousandths: 500 = half) of the value counts."""

    after: Duration
    share: int


@dataclass(frozen=True, slots=True)
class Repair:
    """What takes over from `settled_on` if `when` holds on the asked day (the first repair that does). `after`: not before so long
    after the clock's day.

    `removed`: the match has no effect any more. Otherwise `points` (None: as before), `grade` (None: the direct grade is lifted)
    and `lasts` (None: the old end stays), with the clock on the day it took over.
    """

    when: Expr
    removed: bool = False
    points: int | None = None
    grade: str | None = None
    lasts: Lapse | None = None
    after: Duration | None = None


@dataclass(frozen=True, slots=True)
class ShownRepair:
    """What becomes of an entry once its record is settled and `when` holds on the asked day (the first that does).

    It takes over from `settled_on`, or from the clock's day + `after` where that is later. `removed`: the entry goes. Otherwise it is
    shown `as_` (empty: as before) and, with `lasts`, to another end (None: the old one stays).
    """

    when: Expr
    removed: bool = False
    as_: Text = Text()
    lasts: Lapse | None = None
    after: Duration | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The publicity window: what a register shows of a clause's records, and for how long."""

    as_: Text
    lasts: Lapse | LastsByTable
    clock: Literal["event", "end"] = "event"
    repairs: tuple[ShownRepair, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """Records of `kinds`, under `when`, give `points`, put a ceiling (`grade`) or are shown to others (`shown`), for a time.

    `clock` says from which day `lasts` runs: `event` (occurred_on) or `end` (ended_on; while the act goes on it counts without
    end). `since` ≤ occurred_on < `until` bounds a version of a clause where the rulebook says `rules_of: the event`; such
    versions share `id`.
    """

    id: str
    order: int
    kinds: tuple[str, ...]
    when: Expr | None
    points: Value | None
    grade: str | None
    lasts: Lasts
    clock: Literal["event", "end"] = "event"
    again: Again | None = None
    limits: tuple[Limit, ...] = ()
    decay: tuple[DecayStep, ...] = ()
    repairs: tuple[Repair, ...] = ()
    group: str | None = None
    text: Text = Text()
    source: str | None = None
    grounds: tuple[str, ...] = ()
    """Sensitive grounds that the clause scores (`bonitas.rulebook.grounds`)."""
    since: int = ALWAYS
    until: int = NEVER
    shown: Shown | None = None
    section: Text = Text()
    """The heading that begins here: this clause and those after it stand under it, until the next one."""
    local: bool = False
    """Whether it is a local supplement's, and not its base's."""

    @property
    def counts(self) -> bool:
        """Whether it bears on the standing at all; one that does not is only shown."""
        return self.points is not None or self.grade is not None


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses that share limits (applied after each clause's own), or the memory of repeats. `text` is what people call it."""

    name: str
    limits: tuple[Limit, ...] = ()
    text: Text = Text()


@dataclass(frozen=True, slots=True)
class Freeze:
    """While a matching record of `clause` (None: any clause with a direct grade) is in effect and `is_` (`unsettled`, `ongoing`,
    `in effect`), gains whose effect starts on or after the earliest such start count 0."""

    clause: str | None
    is_: Literal["unsettled", "ongoing", "in effect"]
