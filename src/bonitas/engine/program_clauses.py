"""Clauses into tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

from bonitas.engine.kernel import layout as ly
from bonitas.engine.tables import CALENDAR, Builder, lapse, longest_days, timed
from bonitas.rulebook.model import (
    Again, ByTable, CalendarPeriod, Chosen, Clause, Fixed, LastsBySize, LastsByTable, Limit, PerUnit, Repair, Rolling, Rules,
)  # fmt: skip


def keyed(owner: str, limits: Sequence[Limit]) -> list[tuple[tuple[object, ...], Limit]]:
    """Each limit with what tells it from others: versions of a clause share the limit at the same place with the same period."""
    return [((owner, place, limit.per, limit.each_counterparty), limit) for place, limit in enumerate(limits)]


def period(per: CalendarPeriod | Rolling | None) -> tuple[int, int]:
    """A period as (kind, n)."""
    if per is None:
        return ly.PER_NONE, 0
    if isinstance(per, CalendarPeriod):
        return ly.PER_CALENDAR, CALENDAR[per.unit]
    duration = per.duration
    return (ly.PER_MONTHS, duration.months) if duration.months else (ly.PER_DAYS, duration.days)


@dataclass(slots=True)
class ClauseTables:
    """Walks the clauses once and fills the tables that only clauses use."""

    builder: Builder
    rules: Rules
    clauses: list[list[int]] = field(default_factory=list)
    lasts: list[tuple[int, int, int]] = field(default_factory=list)
    again: list[int] = field(default_factory=list)
    decay: list[tuple[int, int, int]] = field(default_factory=list)
    repairs: list[list[int]] = field(default_factory=list)
    limits: list[list[int]] = field(default_factory=list)
    clause_limits: list[tuple[int, int]] = field(default_factory=list)
    freezes: list[tuple[int, int]] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)
    again_keys: int = 0
    waits: bool = False
    chosen: bool = False
    timed: bool = False
    _ids: dict[str, int] = field(default_factory=dict)
    _own_keys: dict[str, int] = field(default_factory=dict)
    _group_keys: dict[str, int] = field(default_factory=dict)
    _limit_of: dict[tuple[object, ...], int] = field(default_factory=dict)
    running: dict[tuple[str, object], int] = field(default_factory=dict)

    def build(self) -> ClauseTables:
        """Fill the tables; returns itself."""
        for clause in self.rules.clauses:
            self._ids.setdefault(clause.id, len(self._ids))
            if clause.again is not None:
                keys = self._own_keys if clause.again.group is None else self._group_keys
                name = clause.id if clause.again.group is None else clause.again.group
                if name not in keys:
                    keys[name] = self.again_keys
                    self.again_keys += 1
        self._number_limits()
        for clause in self.rules.clauses:
            self.clauses.append(self._clause(clause))
        for freeze in self.rules.freezes:
            clause_id = -1 if freeze.clause is None else self._ids[freeze.clause]
            how = {"unsettled": ly.FZ_UNSETTLED, "ongoing": ly.FZ_ONGOING, "in effect": ly.FZ_IN_EFFECT}[freeze.is_]
            self.freezes.append((clause_id, how))
            self.facts.update({"unsettled": {"settled"}, "ongoing": {"ongoing"}, "in effect": set[str]()}[freeze.is_])
        return self

    def _number_limits(self) -> None:
        """Clauses' own limits first, then the groups'; versions of one clause share theirs."""
        for clause in self.rules.clauses:
            for key, limit in keyed(f"clause {clause.id}", clause.limits):
                self._add_limit(key, limit)
        for group in self.rules.groups.values():
            for key, limit in keyed(f"group {group.name}", group.limits):
                self._add_limit(key, limit)

    def _add_limit(self, key: tuple[object, ...], limit: Limit) -> None:
        if key in self._limit_of:
            row = self.limits[self._limit_of[key]]
            row[ly.LM_POINTS] = min(row[ly.LM_POINTS], limit.points)  # the least of its versions: below it nothing is cut
            return
        self._limit_of[key] = len(self.limits)
        self.limits.append([limit.points, *period(limit.per), int(limit.each_counterparty)])
        if limit.each_counterparty:
            self.facts.add("counterparty")

    def _clause(self, clause: Clause) -> list[int]:
        row = [-1] * ly.C_WIDTH
        row[ly.C_ID], row[ly.C_ORDER], row[ly.C_SIGN] = self._ids[clause.id], clause.order, crc32(clause.id.encode())
        row[ly.C_SINCE], row[ly.C_UNTIL] = clause.since, clause.until
        row[ly.C_WHEN] = self.builder.expression(clause.when)
        self._value(clause, row)
        self._running(clause, row)
        row[ly.C_GRADE] = -1 if clause.grade is None else self.rules.bands.index(clause.grade)
        longest = self._lasts(clause, row)
        row[ly.C_CLOCK_END] = int(clause.clock == "end")
        if clause.clock == "end":
            self.facts.add("ended_on")
        self._again(clause.again, row)
        row[ly.C_OWN_KEY] = self._own_keys.get(clause.id, -1)
        row[ly.C_GROUP_KEY] = self._group_keys.get(clause.group or "", -1)
        row[ly.C_DECAY] = len(self.decay)
        for step in clause.decay:
            self.decay.append((*lapse(step.after), step.share))
        row[ly.C_DECAY_END] = len(self.decay)
        row[ly.C_REPAIR] = len(self.repairs)
        self.repairs.extend(self._repair(repair) for repair in clause.repairs)
        row[ly.C_REPAIR_END] = len(self.repairs)
        periodic = self._limits(clause, row)
        row[ly.C_HISTORY] = int(
            self.rules.overlap == "strongest"
            or periodic
            or row[ly.C_OWN_KEY] >= 0
            or row[ly.C_GROUP_KEY] >= 0
            or row[ly.C_AGAIN] > 0
            or row[ly.C_RUN_KEY] >= 0
        )
        row[ly.C_LONGEST] = 10**6 if clause.clock == "end" or clause.repairs else longest
        self._timed(clause, row)
        return row

    def _value(self, clause: Clause, row: list[int]) -> None:
        match clause.points:
            case None:
                row[ly.C_VALUE] = ly.V_NONE
            case Fixed(points=points):
                row[ly.C_VALUE], row[ly.C_VALUE_ARG] = ly.V_FIXED, points
            case PerUnit(by=by, tiers=tiers, fractions=fractions):
                row[ly.C_VALUE], row[ly.C_FRACTIONS] = ly.V_UNITS, int(fractions)
                row[ly.C_VALUE_ARG], row[ly.C_VALUE_END] = self.builder.tier_rows(tiers)
                row[ly.C_VALUE_EXPR] = self.builder.expression(by)
            case ByTable(by=by, table=table):
                row[ly.C_VALUE] = ly.V_TABLE
                row[ly.C_VALUE_ARG], row[ly.C_VALUE_END] = self.builder.table(table, self.builder.text_code(by))
                row[ly.C_VALUE_EXPR] = self.builder.expression(by)
            case Chosen(low=low, high=high):
                row[ly.C_VALUE], row[ly.C_VALUE_ARG], row[ly.C_VALUE_END] = ly.V_CHOSEN, low, high
                self.chosen = True

    def _running(self, clause: Clause, row: list[int]) -> None:
        """Versions of a clause with the same period share their running total."""
        per = clause.points.running if isinstance(clause.points, PerUnit | ByTable) else None
        if per is not None:
            row[ly.C_RUN_KEY] = self.running.setdefault((clause.id, per), len(self.running))
            row[ly.C_RUN_PER], row[ly.C_RUN_N] = period(per)

    def _lasts(self, clause: Clause, row: list[int]) -> int:
        """Fill in how long; the most days it can be."""
        lasts = clause.lasts
        if isinstance(lasts, LastsBySize):
            row[ly.C_LASTS], row[ly.C_LASTS_A] = ly.LASTS_SIZE, len(self.lasts)
            self.lasts.extend((ly.MISSING if up_to is None else up_to, *lapse(value)) for up_to, value in lasts.rows)
            row[ly.C_LASTS_B] = len(self.lasts)
            return max(longest_days(value) for _, value in lasts.rows)
        if isinstance(lasts, LastsByTable):
            code = self.builder.text_code(lasts.by)
            row[ly.C_LASTS], row[ly.C_LASTS_A] = ly.LASTS_TABLE, len(self.lasts)
            self.lasts.extend((code(text), *lapse(value)) for text, value in lasts.rows)
            self.lasts.append((ly.MISSING, *lapse(lasts.otherwise)))
            row[ly.C_LASTS_B] = len(self.lasts)
            row[ly.C_LASTS_EXPR] = self.builder.expression(lasts.by)
            return max(longest_days(value) for value in (*(v for _, v in lasts.rows), lasts.otherwise))
        row[ly.C_LASTS] = ly.LASTS_ONE
        row[ly.C_LASTS_A], row[ly.C_LASTS_B] = lapse(lasts)
        return longest_days(lasts)

    def _again(self, again: Again | None, row: list[int]) -> None:
        row[ly.C_AGAIN] = ly.AGAIN_NONE
        if again is None or row[ly.C_GRADE] >= 0:  # a direct grade is not multiplied
            return
        name_keys = self._own_keys if again.group is None else self._group_keys
        owner = self.rules.clauses[len(self.clauses)].id if again.group is None else again.group
        row[ly.C_AGAIN_KEY] = name_keys[owner]
        if again.table is not None:
            row[ly.C_AGAIN], row[ly.C_AGAIN_A] = ly.AGAIN_TABLE, len(self.again)
            self.again.extend(again.table)
            row[ly.C_AGAIN_B] = len(self.again)
        else:
            row[ly.C_AGAIN], row[ly.C_AGAIN_A] = ly.AGAIN_TIMES, 1000 if again.times is None else again.times

    def _repair(self, repair: Repair) -> list[int]:
        row = [-1] * ly.RP_WIDTH
        row[ly.RP_WHEN] = self.builder.expression(repair.when)
        row[ly.RP_REMOVED] = int(repair.removed)
        row[ly.RP_POINTS] = ly.MISSING if repair.points is None else repair.points
        row[ly.RP_GRADE] = -1 if repair.grade is None else self.rules.bands.index(repair.grade)
        if repair.lasts is not None:
            row[ly.RP_LAPSE], row[ly.RP_N] = lapse(repair.lasts)
        if repair.after is not None:
            row[ly.RP_AFTER], row[ly.RP_AFTER_N] = lapse(repair.after)
            self.waits = True
        self.facts.add("settled_on")
        return row

    def _limits(self, clause: Clause, row: list[int]) -> bool:
        """Fill in which limits hold for a clause; whether one of them has a period."""
        group = self.rules.groups.get(clause.group or "")
        owned = keyed(f"clause {clause.id}", clause.limits)
        owned += keyed(f"group {group.name}", group.limits) if group else []
        row[ly.C_LIMIT] = len(self.clause_limits)
        self.clause_limits.extend((self._limit_of[key], limit.points) for key, limit in owned)
        row[ly.C_LIMIT_END] = len(self.clause_limits)
        return any(limit.per is not None for _, limit in owned)

    def _timed(self, clause: Clause, row: list[int]) -> None:
        """Note which of a clause's expressions can turn with the asked day alone."""
        exprs = [(clause.when, row[ly.C_WHEN])]
        if isinstance(clause.points, PerUnit | ByTable):
            exprs.append((clause.points.by, row[ly.C_VALUE_EXPR]))
        for repair, index in zip(clause.repairs, range(row[ly.C_REPAIR], row[ly.C_REPAIR_END]), strict=True):
            exprs.append((repair.when, self.repairs[index][ly.RP_WHEN]))
        row[ly.C_TIMED] = self.builder.timed_list(exprs)
        self.timed = self.timed or any(timed(expr) for expr, _ in exprs)
