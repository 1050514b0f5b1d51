"""The model of a rulebook, part four: from measures to the standing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bonitas.common.days import Duration
from bonitas.common.texts import Text
from bonitas.rulebook.expression import Expr
from bonitas.rulebook.model_values import PerUnit, Table


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One line of the scorecard: the points of a measure, by bin (`Table`) or by unit (`PerUnit`, whose `by` is the measure's
    Ref; `missing` then gives the points of a missing measure)."""

    id: str
    measure: str
    points: Table | PerUnit
    missing: int | None = None
    text: Text = Text()
    source: str | None = None
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """One weighted dimension: `of` scaled from `low`…`high` to 0…1 (clamped; low > high turns it round), times `weight`
    (thousandths of a percent; all weights sum to 100 000). Its points are half_away(span × weight × scaled), in thousandths,
    rounded once. `missing` (thousandths of 0…1) stands for a missing value."""

    id: str
    weight: int
    of: Expr
    low: int
    high: int
    missing: int | None
    text: Text = Text()
    source: str | None = None
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The range low…high (thousandths) that the dimensions are mapped to: points = low + Σ dimension points."""

    low: int
    high: int
    parts: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Base and scorecard were written as log-odds: `score` stands for odds of `odds_for` to `odds_against` (all thousandths),
    and every `doubles_in` points more double the odds. Their points are worked out already."""

    score: int
    odds_for: int
    odds_against: int
    doubles_in: int


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
    """A named range of the score (or of the measure `by`). `floor` None: everything below the others. `exclusive`: the floor
    itself is not in. `when`: a requirement over measures; unknown is not true. `best` (thousandths of a percent): of all rated
    with a score on the day who reach the floor (None: of all), only so many, from the top; ties are in."""

    name: str
    floor: int | None
    exclusive: bool = False
    when: Expr | None = None
    title: Text = Text()
    source: str | None = None
    best: int | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """Best first; where some are drawn by share, as they are written. `by`: a measure in place of the score."""

    bands: tuple[Band, ...]
    by: str | None = None

    def index(self, name: str) -> int:
        return next(i for i, band in enumerate(self.bands) if band.name == name)


@dataclass(frozen=True, slots=True)
class Memory:
    """A band whose direct grades remember the one fallen from; `names`: how the band is then shown, by the band fallen from (a band
    that is not among them is not shown; None: the two names one behind the other)."""

    band: str
    names: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Grades:
    """How direct grades work. `books_lowest`: while one is in effect, a score above the floor of its band is lowered to that
    floor (a band without a floor books nothing), or to what `booked` says for it. `remembers`: the band is shown with the one fallen
    from behind it (D from A: DA); where there are `memories`, only theirs do, in their words."""

    books_lowest: bool = False
    remembers: bool = False
    booked: tuple[tuple[str, int], ...] = ()
    memories: tuple[Memory, ...] = ()

    def books(self, band: Band) -> int | None:
        """What a direct grade of a band lowers the score to; None: it stays."""
        return dict(self.booked).get(band.name, band.floor) if self.books_lowest else None

    def remembers_at(self, band: str) -> bool:
        """Whether a direct grade of a band remembers the one fallen from."""
        return self.remembers and (not self.memories or any(memory.band == band for memory in self.memories))

    def shown(self, bands: Bands, band: str, fallen_from: str) -> str:
        """How a band is shown to one who fell to it: by default with the better band fallen from behind it.

        >>> worse = Bands((Band("A", 0), Band("D", None)))
        >>> Grades(remembers=True).shown(worse, "D", "A"), Grades(remembers=True).shown(worse, "D", "D")
        ('DA', 'D')
        """
        names = next((memory.names for memory in self.memories if memory.band == band), None)
        if names is not None:
            return dict(names).get(fallen_from, band)
        better = self.remembers_at(band) and bands.index(fallen_from) < bands.index(band)
        return band + fallen_from if better else band


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
