"""Measures into tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bonitas.common.days import Duration
from bonitas.engine.kernel import layout as ly
from bonitas.engine.tables import CALENDAR, CALLS, TIME_CALLS, Builder, timed
from bonitas.rulebook.expression import Call, Expr
from bonitas.rulebook.model import Grouping, Measure, Rules

HOW: Mapping[str, int] = {
    "count": ly.H_COUNT, "sum": ly.H_SUM, "min": ly.H_MIN, "max": ly.H_MAX, "latest": ly.H_LATEST, "oldest": ly.H_OLDEST,
    "age": ly.H_AGE, "share": ly.H_SHARE, "distinct": ly.H_DISTINCT, "formula": ly.H_FORMULA, "state": ly.H_STATE,
}  # fmt: skip


@dataclass(slots=True)
class Looks:
    """How a measure is looked at by all that stands on it: through fixed bounds only (`bounds`), or also otherwise (`every`)."""

    bounds: set[int] = field(default_factory=set)
    every: bool = False


@dataclass(slots=True)
class MeasureTables:
    """Walks the measures once and fills the tables that only measures use; `looks` says which of their bounds anything watches."""

    builder: Builder
    rules: Rules
    looks: Mapping[str, Looks]
    measures: list[list[int]] = field(default_factory=list)
    group_keys: list[tuple[int, int]] = field(default_factory=list)
    states: list[tuple[int]] = field(default_factory=list)
    thresholds: list[int] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)

    def build(self) -> MeasureTables:
        """Fill the tables; returns itself."""
        for measure in self.rules.measures:
            self.measures.append(self._measure(measure))
        return self

    def _measure(self, m: Measure) -> list[int]:
        row = [-1] * ly.M_WIDTH
        row[ly.M_HOW] = HOW[m.how]
        row[ly.M_VALUE] = self.builder.expression(m.value)
        row[ly.M_WHEN] = self.builder.expression(m.when)
        row[ly.M_OF] = self.builder.expression(m.of)
        row[ly.M_FORMULA] = self.builder.expression(m.formula)
        self._window(m, row)
        row[ly.M_DATED] = self._dated(m.dated)
        row[ly.M_PICK_LATEST] = int(m.pick == "latest")
        self._grouping(m, row)
        row[ly.M_STATE] = len(self.states)
        self.states.extend((self.builder.expression(when),) for _, when in m.states)
        row[ly.M_STATE_END] = len(self.states)
        row[ly.M_DEFAULT] = ly.MISSING if m.when_missing is None else m.when_missing
        row[ly.M_UNIT] = {"days": ly.U_DAYS, "months": ly.U_MONTHS, "years": ly.U_YEARS}.get(m.type, -1)
        self._watch(m, row)
        return row

    def _window(self, m: Measure, row: list[int]) -> None:
        row[ly.M_WINDOW], row[ly.M_WINDOW_N] = ly.W_NONE, 0
        if isinstance(m.within, Duration):
            months = m.within.months
            row[ly.M_WINDOW], row[ly.M_WINDOW_N] = (ly.W_MONTHS, months) if months else (ly.W_DAYS, m.within.days)
        elif m.within is not None:
            row[ly.M_WINDOW], row[ly.M_WINDOW_N] = ly.W_CALENDAR, CALENDAR[m.within]

    def _dated(self, name: str) -> int:
        if name == "occurred_on":
            return ly.DATED_OCCURRED
        if name == "settled_on":
            self.facts.add("settled_on")
            return ly.DATED_SETTLED
        return self.builder.column(name)

    def _grouping(self, m: Measure, row: list[int]) -> None:
        grouping = m.once_per or m.net_per
        row[ly.M_GROUPED], row[ly.M_NET] = int(grouping is not None), int(m.net_per is not None)
        row[ly.M_RUN_MONTHS], row[ly.M_RUN_DAYS] = 0, 0
        row[ly.M_GROUP] = row[ly.M_GROUP_END] = len(self.group_keys)
        low, high = m.clamp or (None, None)
        row[ly.M_CLAMP_LOW] = ly.MISSING if low is None else low
        row[ly.M_CLAMP_HIGH] = ly.MISSING if high is None else high
        if grouping is None:
            return
        self.group_keys.extend(self._key(key) for key in grouping.keys)
        row[ly.M_GROUP_END] = len(self.group_keys)
        self._periods(grouping, row)

    def _periods(self, grouping: Grouping, row: list[int]) -> None:
        if grouping.calendar is not None:
            row[ly.M_GROUP_CALENDAR] = CALENDAR[grouping.calendar]
        if grouping.run is not None:
            row[ly.M_RUN_MONTHS], row[ly.M_RUN_DAYS] = grouping.run.months, grouping.run.days

    def _key(self, name: str) -> tuple[int, int]:
        if name == "kind":
            return ly.K_KIND, 0
        if name in {"counterparty", "furnisher"}:
            self.facts.add(name)
            return (ly.K_PARTY if name == "counterparty" else ly.K_FURNISHER), 0
        return ly.K_ATTRIBUTE, self.builder.column(name)

    def _watch(self, m: Measure, row: list[int]) -> None:
        """Which days can change the measure: bounds that an age passes, expressions that look at the calendar."""
        looks = self.looks.get(m.name, Looks())
        row[ly.M_EVERY] = int(looks.every)
        row[ly.M_THRESHOLD] = len(self.thresholds)
        self.thresholds.extend(sorted(looks.bounds))
        row[ly.M_THRESHOLD_END] = len(self.thresholds)
        exprs: list[tuple[Expr | None, int]] = [(m.when, row[ly.M_WHEN]), (m.of, row[ly.M_OF]), (m.formula, row[ly.M_FORMULA])]
        exprs += [(when, self.states[row[ly.M_STATE] + i][0]) for i, (_, when) in enumerate(m.states)]
        bare = isinstance(m.value, Call) and m.value.function in TIME_CALLS and not timed(m.value.args[0])
        if bare and not looks.every and m.how in {"min", "max", "latest", "oldest"}:
            assert isinstance(m.value, Call)
            start, end = self.builder.expr_at[row[ly.M_VALUE]], self.builder.expr_at[row[ly.M_VALUE] + 1]
            codes = {CALLS[name] for name in TIME_CALLS}
            row[ly.M_BARE] = next(i for i in range(start, end) if self.builder.ops[i][0] in codes)
        else:
            exprs.append((m.value, row[ly.M_VALUE]))
        row[ly.M_TIMED] = self.builder.timed_list(exprs)
