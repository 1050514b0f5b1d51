"""Plain data: what the evaluator is asked about (`World`) and what it answers (`Outcome`).

Days are numbers since 1970-01-01, instants are microseconds since then in UTC. Attribute values are thousandths for
numbers of every kind, day numbers for dates, bool for yes_no and str for texts and choices; a missing one is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: What an attribute, a fact, a measure or an expression is worth; None is missing, and unknown where a condition is asked.
Value = int | str | bool | None

#: A record's name: furnisher and ref.
Key = tuple[str, str]

SubjectType = Literal["person", "organisation"]
Change = Literal["settled", "disputed", "upheld", "rejected", "corrected", "withdrawn"]


@dataclass(frozen=True, slots=True)
class RecordRow:
    subject: str
    kind: str
    occurred_on: int
    furnisher: str
    ref: str
    recorded_at: int
    ended_on: int | None = None
    counterparty: str | None = None
    attributes: Mapping[str, int | str | bool] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return (self.furnisher, self.ref)


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """`corrected` may hold attributes, `occurred_on`, `ended_on` and `counterparty`."""

    furnisher: str
    ref: str
    change: Change
    effective_on: int
    recorded_at: int
    corrected: Mapping[str, int | str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParticipationRow:
    """`start` ≤ day < `until`; None is without end."""

    subject: str
    rulebook: str
    basis: Literal["consent", "notice"]
    start: int
    recorded_at: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class World:
    records: tuple[RecordRow, ...] = ()
    amendments: tuple[AmendmentRow, ...] = ()
    participations: tuple[ParticipationRow, ...] = ()
    types: Mapping[str, SubjectType] = field(default_factory=dict)

    def of(self, subject: str) -> World:
        """The part of the world that is about one subject."""
        records = tuple(r for r in self.records if r.subject == subject)
        keys = {r.key for r in records}
        return World(
            records,
            tuple(a for a in self.amendments if (a.furnisher, a.ref) in keys),
            tuple(p for p in self.participations if p.subject == subject),
            {name: kind for name, kind in self.types.items() if name == subject},
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """One record as it is seen on a day: amended, with nothing in it that is still to come."""

    kind: str
    occurred_on: int
    ended_on: int | None
    settled_on: int | None
    furnisher: str
    ref: str
    counterparty: str | None
    attributes: Mapping[str, int | str | bool]

    @property
    def key(self) -> Key:
        return (self.furnisher, self.ref)

    @property
    def order(self) -> tuple[int, str, str]:
        return (self.occurred_on, self.furnisher, self.ref)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A standing with its parts; all points in thousandths.

    `points`: of every match in effect on the day, with 0 for those cut or frozen. `scorecard` and `dimensions`: points by item.
    `shown`: the band as it is shown. `no_score_index`: the first no-score condition that is true. `consequences`: ids of those in force.
    `bins`, `grades`, `frozen_since` and `conditions` are inner findings: the label of each item's bin, the matches whose
    direct grade is in effect, the day from which gains are frozen, and what every condition over measures is.
    """

    standing: Literal["scored", "no_score", "not_rated"]
    score: int | None = None
    band: str | None = None
    fallen_from: str | None = None
    shown: str | None = None
    base: int = 0
    points: Mapping[tuple[str, Key], int] = field(default_factory=dict)
    scorecard: Mapping[str, int] = field(default_factory=dict)
    dimensions: Mapping[str, int] = field(default_factory=dict)
    measures: Mapping[str, Value] = field(default_factory=dict)
    no_score_index: int | None = None
    consequences: tuple[str, ...] = ()
    bins: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[tuple[str, Key], str] = field(default_factory=dict)
    frozen_since: int | None = None
    conditions: tuple[Value, ...] = ()
