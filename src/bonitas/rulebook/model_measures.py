"""The model of a rulebook, part three: measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bonitas.common.days import Calendar, Duration
from bonitas.common.texts import Text
from bonitas.rulebook.expression import Expr, Type

How = Literal["count", "sum", "min", "max", "latest", "oldest", "age", "share", "distinct", "formula", "state"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group a record falls in: its values of `keys` (attributes, `counterparty`, `furnisher` or `kind`), and a calendar
    period or a run of `run` days that starts at the group's first record (the next group starts with the first record ≥ `run`
    days later)."""

    keys: tuple[str, ...] = ()
    calendar: Calendar | None = None
    run: Duration | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity drawn from a subject's seen records on the asked day; it can be missing.

    Records of `kinds` whose day (`dated`: occurred_on, settled_on or a date attribute) lies in the window (day ≤ t; with a
    Duration t − d < day; with a calendar unit, t's own period) and for which `when` is true. Then `once_per` keeps the first
    of each group, by (day, occurred_on, furnisher, ref); `net_per` (sum only) adds `value` within each group and clamps it.
    count: how many · sum, min, max: of `value` · latest, oldest: `value` of the last or first record by (day, occurred_on,
    furnisher, ref) that has one · age: from the `pick`ed (oldest or latest) record's day to t in whole `unit`s · share:
    percent, with three decimals, of those with `of` that also have `when` (here `when` does not filter; once_per keeps the
    first with `of`) · distinct: different values of `value` · formula, state: over other measures (never in a circle).
    Records whose `value` is missing are left out of sum, min, max, latest, oldest, distinct. Over nothing, count is 0 and all
    others are missing. `when_missing` (thousandths) then stands in, if the rulebook gives it.
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
    grounds: tuple[str, ...] = ()

    @property
    def can_be_missing(self) -> bool:
        """Whether a `missing` bin is needed. (A state ends in `otherwise` or can be missing.)"""
        if self.how == "count" or self.when_missing is not None:
            return False
        return not (self.how == "state" and self.states[-1][1] is None)
