"""The checked model of a rulebook: what the text means, with every name resolved and every number exact.

Points are integer thousandths, days are numbers (`bonitas.common.days`), names have been proved to exist. The engine compiles
this, the prose is written from it, and the independent evaluator of the tests interprets it; nothing else reads the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bonitas.common.days import ALWAYS, NEVER, Calendar, Duration
from bonitas.common.texts import Text
from bonitas.rulebook.expression import Expr, Type

# ---------------------------------------------------------------- tables and values


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
class Fixed:
    points: int


@dataclass(frozen=True, slots=True)
class PerUnit:
    """Points by amount. Whole units only, unless `fractions`: then the last part unit of the amount counts in proportion,
    the product rounded half away from zero to a thousandth, per tier. A negative amount counts as 0; a missing one cannot be judged."""

    by: Expr
    tiers: tuple[Tier, ...]
    fractions: bool = False


@dataclass(frozen=True, slots=True)
class ByTable:
    """Points by the bin that a value falls in; a missing value with no `missing` row cannot be judged."""

    by: Expr
    table: Table


@dataclass(frozen=True, slots=True)
class Chosen:
    """Points chosen by a named decider within low ≤ p ≤ high: the record carries `chosen_points`, `chosen_by` and
    `chosen_because`. Any of them missing, or points out of range: cannot be judged, and that is a problem."""

    low: int
    high: int


Value = Fixed | PerUnit | ByTable | Chosen

# ---------------------------------------------------------------- clauses


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
class Rolling:
    """A rolling period: the days d − duration < day ≤ d."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    unit: Calendar


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
    """What takes over from `settled_on` if `when` holds on the asked day (the first repair that does).

    `removed`: the match has no effect any more. Otherwise `points` (None: as before), `grade` (None: the direct grade is lifted)
    and `lasts` (None: the old end stays), with the clock on `settled_on`.
    """

    when: Expr
    removed: bool = False
    points: int | None = None
    grade: str | None = None
    lasts: Lapse | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """Records of `kinds`, under `when`, give `points` or put a ceiling (`grade`), for a time.

    `clock` says from which day `lasts` runs: `event` (occurred_on) or `end` (ended_on; while the act goes on it counts without end).
    `since` ≤ occurred_on < `until` bounds a version of a clause where the rulebook says `rules_of: the event`; such versions share `id`.
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
    since: int = ALWAYS
    until: int = NEVER


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses that share limits (applied after each clause's own)."""

    name: str
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Freeze:
    """While a matching record of `clause` (None: any clause with a direct grade) is in effect and `is_` (`unsettled`, `ongoing`,
    `in effect`), gains whose effect starts on or after the earliest such start count 0."""

    clause: str | None
    is_: Literal["unsettled", "ongoing", "in effect"]


# ---------------------------------------------------------------- measures

How = Literal["count", "sum", "min", "max", "latest", "oldest", "age", "share", "distinct", "formula", "state"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group a record falls in: its values of `keys` (attributes, `counterparty`, `furnisher` or `kind`), and a calendar
    period or a run of `run` days that starts at the group's first record (the next group starts with the first record ≥ `run` days later)."""

    keys: tuple[str, ...] = ()
    calendar: Calendar | None = None
    run: Duration | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity drawn from a subject's seen records on the asked day; it can be missing.

    Records of `kinds` whose day (`dated`: occurred_on, settled_on or a date attribute) lies in the window (day ≤ t; with a Duration
    t − d < day; with a calendar unit, t's own period) and for which `when` is true. Then `once_per` keeps the first of each group, by
    (day, occurred_on, furnisher, ref); `net_per` (sum only) adds `value` within each group and clamps it.
    count: how many · sum, min, max: of `value` · latest, oldest: `value` of the last or first record by (day, occurred_on, furnisher, ref)
    that has one · age: from the `pick`ed (oldest or latest) record's day to t in whole `unit`s · share: percent, with three decimals, of
    those with `of` that also have `when` (here `when` does not filter; once_per keeps the first with `of`) · distinct: different values
    of `value` · formula, state: over other measures (never in a circle).
    Records whose `value` is missing are left out of sum, min, max, latest, oldest, distinct. Over nothing, count is 0 and all others
    are missing. `when_missing` (thousandths) then stands in, if the rulebook gives it.
    """

    name: str
    how: How
    type: Type
    kinds: tuple[str, ...] = ()
    value: Expr | None = None
    when: Expr | None = None
    of: Expr | None = None
    within: Duration | Calendar | None = None
    dated: str = "occurred_on"
    pick: Literal["oldest", "latest"] = "oldest"
    once_per: Grouping | None = None
    net_per: Grouping | None = None
    clamp: tuple[int | None, int | None] | None = None
    formula: Expr | None = None
    states: tuple[tuple[str, Expr | None], ...] = ()
    """(name, condition) in order; the first that is true; a last one with None stands for `otherwise`."""
    when_missing: int | None = None
    text: Text = Text()
    source: str | None = None

    @property
    def can_be_missing(self) -> bool:
        """Whether a `missing` bin is needed. (A state ends in `otherwise` or can be missing.)"""
        if self.how == "count" or self.when_missing is not None:
            return False
        return not (self.how == "state" and self.states[-1][1] is None)


# ---------------------------------------------------------------- from measures to the standing


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One line of the scorecard: the points of a measure, by bin (`Table`) or by unit (`PerUnit`, whose `by` is the measure's Ref;
    `missing` then gives the points of a missing measure)."""

    id: str
    measure: str
    points: Table | PerUnit
    missing: int | None = None
    text: Text = Text()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """One weighted dimension: `of` scaled from `low`…`high` to 0…1 (clamped; low > high turns it round), times `weight` (thousandths
    of a percent; all weights sum to 100 000). Its points are half_away(span × weight × scaled), in thousandths, rounded once.
    `missing` (thousandths of 0…1) stands for a missing value."""

    id: str
    weight: int
    of: Expr
    low: int
    high: int
    missing: int | None
    text: Text = Text()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The range low…high (thousandths) that the dimensions are mapped to: points = low + Σ dimension points."""

    low: int
    high: int
    parts: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class BaseCase:
    when: Expr | None
    points: int


@dataclass(frozen=True, slots=True)
class NoScore:
    when: Expr
    because: Text
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A named range of the score (or of the measure `by`). `floor` None: everything below the others. `exclusive`: the floor itself is not in.
    `when`: a requirement over measures; unknown is not true."""

    name: str
    floor: int | None
    exclusive: bool = False
    when: Expr | None = None
    title: Text = Text()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """Best first. `by`: a measure in place of the score."""

    bands: tuple[Band, ...]
    by: str | None = None

    def index(self, name: str) -> int:
        return next(i for i, band in enumerate(self.bands) if band.name == name)


@dataclass(frozen=True, slots=True)
class Grades:
    """How direct grades work. `books_lowest`: while one is in effect, a score above the floor of its band is lowered to that floor (a band
    without a floor books nothing). `remembers`: the band is shown with the one fallen from behind it (D from A: DA)."""

    books_lowest: bool = False
    remembers: bool = False


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """Clamp to low…high (None: open), then one rounding to a multiple of `step` thousandths (1: none)."""

    low: int | None = None
    high: int | None = None
    step: int = 1
    rounding: Literal["half away", "down", "up"] = "half away"


@dataclass(frozen=True, slots=True)
class Consequence:
    """A benefit or a detriment bound to bands (and to a condition over measures), with provider, context and end."""

    id: str
    kind: Literal["benefit", "detriment"]
    bands: tuple[str, ...]
    text: Text
    provider: str
    context: str
    when: Expr | None = None
    lasts: Duration | None = None
    """None: as long as the band is held."""
    source: str | None = None


# ---------------------------------------------------------------- the whole


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    publisher: str = ""
    address: str = ""
    seen: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one period: every dated value resolved."""

    base: tuple[BaseCase, ...]
    clauses: tuple[Clause, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    overlap: Literal["all", "strongest"] = "all"
    freezes: tuple[Freeze, ...] = ()
    measures: tuple[Measure, ...] = ()
    """In an order in which each formula comes after the measures it names."""
    no_score: tuple[NoScore, ...] = ()
    scorecard: tuple[ScoreItem, ...] = ()
    dimensions: Dimensions | None = None
    score: ScoreRule = ScoreRule()
    grades: Grades = Grades()
    bands: Bands = Bands(())
    consequences: tuple[Consequence, ...] = ()

    def measure(self, name: str) -> Measure:
        return next(m for m in self.measures if m.name == name)


@dataclass(frozen=True, slots=True)
class Period:
    """start ≤ asked day < end, and the rules then in force."""

    start: int
    end: int
    rules: Rules


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One rulebook, read and checked. `periods` are in order and do not overlap; outside them no rules are in force."""

    id: str
    version: str
    hash: str
    title: Text
    about: Text
    subjects: Literal["person", "organisation", "both"]
    standing: Literal["own", "reconstruction", "specimen"]
    participation: Literal["consent", "notice", "none"]
    context: str
    zone: str
    disputes: Literal["hold", "count"]
    rules_of: Literal["the asked day", "the event"]
    sources: Mapping[str, Source]
    periods: tuple[Period, ...]
    languages: tuple[str, ...] = ("en",)
    jurisdictions: tuple[str, ...] = ()
    tree: Mapping[str, object] = field(default_factory=dict)
    """The text as plain data (dated values as written), for the normalised text and for prose."""
    file: str | None = None

    def rules_on(self, day: int) -> Rules | None:
        """The rules in force on a day; None before the first and after the last."""
        return next((p.rules for p in self.periods if p.start <= day < p.end), None)
