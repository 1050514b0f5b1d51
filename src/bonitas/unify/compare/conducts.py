"""Each conduct, with what every rulebook does with it: who gives, who takes, who says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from bonitas.unify.compare.figures import median
from bonitas.unify.compare.treatment import Treatment, points, shown
from bonitas.unify.crosswalk.model import Conduct, Crosswalk

#: What a rulebook does: `looks` - at such records, of which one alone changes nothing; `shows` - to others, and no more.
Does = Literal["gives", "takes", "either", "looks", "shows"]


@dataclass(frozen=True, slots=True)
class Position:
    """All treatments of one conduct by one rulebook taken together. `width`: of its scale (thousandths). `severity`: the most that one
    record takes, in multiples of the median of all that the rulebook takes points for; None where it takes no points."""

    does: Does
    treatments: tuple[Treatment, ...]
    width: int | None = None
    severity: Fraction | None = None

    @property
    def loss(self) -> int:
        """The most points that one record takes, by the heaviest of the treatments (thousandths, ≥ 0)."""
        return max((one.loss or 0 for one in self.treatments), default=0)

    @property
    def gain(self) -> int:
        """The most points that one record gives."""
        return max((one.gain for one in self.treatments), default=0)

    @property
    def by_unit(self) -> bool:
        """Whether the most that it takes or gives is of one unit of an amount without bound."""
        return any(one.by_unit and max(one.loss or 0, one.gain) == max(self.loss, self.gain) for one in self.treatments)

    @property
    def share(self) -> tuple[Fraction | None, Fraction | None]:
        """The same as shares of the scale: taken (≤ 0) and given (≥ 0)."""
        return (None, None) if self.width is None else (Fraction(-self.loss, self.width), Fraction(self.gain, self.width))

    @property
    def days(self) -> int | None:
        """The longest that a record counts; None is without end."""
        each = [one.days_high for one in self.counting]
        return None if None in each else max((days for days in each if days is not None), default=0)

    @property
    def counting(self) -> tuple[Treatment, ...]:
        """The treatments that give or take; if none does, all."""
        return tuple(one for one in self.treatments if one.sign != "none") or self.treatments

    @property
    def bands(self) -> tuple[int | None, int | None]:
        """The most bands down (≤ 0), and up."""
        down = [one.bands_low for one in self.treatments if one.bands_low is not None]
        up = [one.bands_high for one in self.treatments if one.bands_high is not None]
        return min(down, default=None), max(up, default=None)

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades that follow directly, each once."""
        return tuple(dict.fromkeys(one.grade for one in self.treatments if one.grade is not None))

    @property
    def no_score(self) -> bool:
        return any(one.no_score for one in self.treatments)

    def as_dict(self, lang: str) -> dict[str, Any]:
        """As `compare --json` prints it."""
        return {
            "does": self.does, "taken": points(self.loss), "given": points(self.gain), "by_unit": self.by_unit,
            "share_taken": shown(self.share[0]), "share_given": shown(self.share[1]), "severity": shown(self.severity),
            "days": self.days, "bands": {"lowest": self.bands[0], "highest": self.bands[1]}, "grades": list(self.grades),
            "no_score": self.no_score, "chosen": any(one.chosen for one in self.treatments),
            "treatments": [one.as_dict(lang) for one in self.treatments],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """A rulebook that says nothing of a conduct; `instead`: wider or narrower conducts of which it does say something."""

    rulebook: str
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One conduct, and the positions of the rulebooks that know it."""

    conduct: Conduct
    positions: Mapping[str, Position]
    gaps: tuple[Gap, ...]

    @property
    def conflict(self) -> bool:
        """Whether one gives for it and another takes."""
        return {"gives", "takes"} <= {one.does for one in self.positions.values()}

    @property
    def agreed(self) -> bool:
        """Whether all do the same with it: all give, or all take."""
        does = {one.does for one in self.positions.values()}
        return not self.gaps and does in ({"gives"}, {"takes"})

    def as_dict(self, lang: str) -> dict[str, Any]:
        """As `compare --json` prints it."""
        return {
            "conduct": self.conduct.id, "title": self.conduct.title.say(lang), "part_of": self.conduct.part_of, "sure": self.conduct.sure,
            "conflict": self.conflict, "agreed": self.agreed,
            "rulebooks": {name: one.as_dict(lang) for name, one in self.positions.items()},
            "gaps": [{"rulebook": gap.rulebook, "instead": list(gap.instead)} for gap in self.gaps],
        }  # fmt: skip


def rows_of(found: Mapping[str, Sequence[Treatment]], crosswalk: Crosswalk, widths: Mapping[str, int | None]) -> tuple[Row, ...]:
    """Every conduct that some rulebook knows, in the crosswalk's order; `found` are the treatments by rulebook, `widths` of scales."""
    by_conduct: dict[str, dict[str, list[Treatment]]] = {}
    for book, several in found.items():
        for one in several:
            by_conduct.setdefault(one.conduct, {}).setdefault(book, []).append(one)
    typical = {book: median(one.loss for one in several if one.loss) for book, several in found.items()}
    known = {conduct.id: conduct for conduct in crosswalk.conducts}
    rows = []
    for name in [*(name for name in known if name in by_conduct), *(name for name in by_conduct if name not in known)]:
        conduct = known.get(name) or Conduct(name, by_conduct[name][next(iter(by_conduct[name]))][0].text, (), own=True)
        mine = {
            book: _position(by_conduct[name][book], widths[book], typical[book]) for book in found if book in by_conduct[name]
        }
        near = _near(conduct, crosswalk)
        gaps = tuple(
            Gap(book, tuple(other for other in near if book in by_conduct.get(other, ()))) for book in found if book not in mine
        )
        rows.append(Row(conduct, mine, gaps))
    return tuple(rows)


def _position(several: Iterable[Treatment], width: int | None, typical: Fraction | None) -> Position:
    treatments = tuple(several)
    heaviest = max((one.loss or 0 for one in treatments), default=0)
    severity = Fraction(heaviest) / typical if heaviest and typical else None
    return Position(_does(treatments), treatments, width, severity)


def _does(treatments: Sequence[Treatment]) -> Does:
    signs = {one.sign for one in treatments} - {"none"}
    if not signs:
        return "shows" if all(one.part == "shown" for one in treatments) else "looks"
    if signs == {"gain"}:
        return "gives"
    return "takes" if signs == {"loss"} else "either"


def _near(conduct: Conduct, crosswalk: Crosswalk) -> tuple[str, ...]:
    """The wider conducts that one is part of, the narrower ones that are part of it, and those that are part of the same."""
    if conduct.own:
        return ()
    wider = tuple(one.id for one in crosswalk.above(conduct))
    named = [(one.id, {up.id for up in crosswalk.above(one)}) for one in crosswalk.conducts if not one.own]
    below = tuple(name for name, above in named if conduct.id in above)
    beside = tuple(name for name, above in named if above & set(wider) and name != conduct.id)
    return tuple(dict.fromkeys((*wider, *below, *beside)))
