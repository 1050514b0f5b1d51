"""The checked model of a rulebook: what the text means, with every name resolved and every number exact.

Points are integer thousandths, days are numbers (`bonitas.common.days`), names have been proved to exist. The engine compiles
this, the prose is written from it, and the independent evaluator of the tests interprets it; nothing else reads the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bonitas.catalogue.model import Kind
from bonitas.common.days import Term, WorkingDays
from bonitas.common.texts import Text
from bonitas.rulebook.model_clauses import (
    Again,
    CalendarEnd,
    Clause,
    DecayStep,
    Freeze,
    Group,
    Lapse,
    Lasts,
    LastsBySize,
    LastsByTable,
    Limit,
    Repair,
    Shown,
    ShownRepair,
)  # fmt: skip
from bonitas.rulebook.model_frame import Local, Remedy, Withdraws
from bonitas.rulebook.model_measures import Grouping, How, Measure
from bonitas.rulebook.model_passing import DayOfYear, Spill, Transfer
from bonitas.rulebook.model_standing import (
    Band,
    Bands,
    BaseCase,
    Consequence,
    Dimension,
    Dimensions,
    Grades,
    Memory,
    NoScore,
    Scale,
    ScoreItem,
    ScoreRule,
)  # fmt: skip
from bonitas.rulebook.model_values import ByTable, CalendarPeriod, Chosen, Fixed, PerUnit, Rolling, Row, Table, Tier, Value

__all__ = [
    "Again", "Band", "Bands", "BaseCase", "ByTable", "CalendarEnd", "CalendarPeriod", "Chosen", "Clause", "Consequence",
    "DayOfYear", "Deadline", "DecayStep", "Dimension", "Dimensions", "Fixed", "Freeze", "Grades", "Group", "Grouping",
    "Hold", "How", "Lapse", "Lasts", "LastsBySize", "LastsByTable", "Limit", "Local", "Measure", "Memory", "NoScore",
    "PerUnit", "Period", "Place", "Remedy", "Repair", "Rolling", "Row", "Rulebook", "Rules", "Scale", "ScoreItem", "ScoreRule", "Shown",
    "ShownRepair", "Source", "Spill", "Table", "Tier", "Transfer", "Value", "Withdraws",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    publisher: str = ""
    address: str = ""
    seen: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column in the rulebook's text, from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a dispute must be decided: `within` its day. If it is not, the record stays out for good (`removed`) or counts again
    (`counts`). A second dispute while the first is open moves the deadline by `extended_by`, once."""

    within: Term
    then: Literal["removed", "counts"]
    extended_by: Term | None = None

    @property
    def calendar(self) -> str | None:
        """By whose holidays its working days are counted (empty: Monday to Friday); None if it counts no working days."""
        found = [term.calendar for term in (self.within, self.extended_by) if isinstance(term, WorkingDays)]
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Hold:
    """That disputes hold records out; until they are decided, or their deadline passes."""

    deadline: Deadline | None = None


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
    scale: Scale | None = None
    dimensions: Dimensions | None = None
    score: ScoreRule = ScoreRule()
    grades: Grades = Grades()
    bands: Bands = Bands(())
    consequences: tuple[Consequence, ...] = ()
    shown: tuple[Clause, ...] = ()
    """The clauses with a publicity window. Those that do nothing else are here only, and not among `clauses`."""
    passes_on: tuple[Spill | Transfer, ...] = ()

    @property
    def rates(self) -> bool:
        """Whether anybody is rated at all; a register only shows."""
        return bool(self.bands.bands)

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
    place: Text = Text()
    """Where the scheme is or was run."""
    numbers: Literal["published", "secondary", "partly_ours", "ours"] | None = None
    """How sure its numbers are: read in the publisher's own text; quoted by others; in part or all our own. None: not said."""
    deadline: Deadline | None = None
    """By when a dispute must be decided; None if the rulebook does not say."""
    withdraws: Withdraws | None = None
    local: Local | None = None
    """What a local supplement may add; None: there may be none."""
    decisions: Literal["automated", "by a person", "none"] | None = None
    """What follows from a standing; None: not said."""
    remedy: Remedy | None = None
    extends: str = ""
    """The id of the base that this supplements; empty for a rulebook of its own."""
    tree: Mapping[str, object] = field(default_factory=dict)
    """The text as plain data (dated values as written), for the normalised text and for prose."""
    file: str | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict, compare=False, repr=False)
    """Every kind of record that its rules look at, as the catalogue declared it when the rulebook was read."""
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """Where its parts stand in the text, by their keys: `clauses/late/lasts`. See `place_of`."""
    known: dict[str, object] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was worked out from it once, by what it is called (`law.bars`); a changed copy begins without."""

    def place_of(self, *keys: str) -> Place | None:
        """Where a part stands: its own key, or that of the nearest part around it; None if the text does not say."""
        found = (self.places.get("/".join(keys[:n])) for n in range(len(keys), 0, -1))
        return next((place for place in found if place is not None), None)

    @property
    def hold(self) -> Hold | None:
        """How disputes hold records out; None where disputed records count."""
        return Hold(self.deadline) if self.disputes == "hold" else None

    def rules_on(self, day: int) -> Rules | None:
        """The rules in force on a day; None before the first and after the last."""
        return next((p.rules for p in self.periods if p.start <= day < p.end), None)
