"""The scale of log-odds: points for odds, where every so many points more double the odds (PDO).

points = factor · ln(odds) with factor = doubles_in / ln 2, and for the base score + factor · (ln(its odds) − ln(the scale's odds)).
Each is worked out once, when the rulebook is read, with 50 digits, and rounded half away from zero to a thousandth: the engine
then adds whole thousandths, as it does for every other rulebook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from bonitas.common.amounts import LARGEST, UNIT, beyond
from bonitas.common.page import Page, clipped
from bonitas.common.yamltext import Node
from bonitas.rulebook.model import Scale
from bonitas.rulebook.reading import Reading

_EXACT: Final = Context(prec=50)
_TWO: Final = Decimal(2).ln(_EXACT)
_ODDS: Final = re.compile(r"(-?\d+(?:\.\d+)?)\s*:\s*(-?\d+(?:\.\d+)?)\Z", re.ASCII)
#: Log-odds are written with at most so many decimals, odds with at most three.
DECIMALS: Final = 6
#: What differs by less is the same: two ways to the same logarithm differ in their last digits.
_SAME: Final = Decimal(10) ** -30
#: Stands for a scale that has been found at fault, so that the rest is still checked.
_UNSAID: Final = Scale(0, UNIT, UNIT, UNIT)


def read_scale(reading: Reading, node: Node | None, at: Node | None) -> Scale | None:
    """`{score: 600, odds: "50:1", doubles_in: 20}`."""
    page, names = reading.page, ("score", "odds", "doubles_in")
    if node is None:
        return None
    fields = page.fields(node, "'scale'", names, names, at)
    if fields is None:
        return _UNSAID
    score_at, odds_at, doubles_at = (fields.get(name) for name in names)
    score = page.number(score_at, "'scale': 'score'") if score_at is not None else None
    doubles = page.number(doubles_at, "'scale': 'doubles_in'") if doubles_at is not None else None
    odds = _read_odds(page, odds_at, "'scale': 'odds'") if odds_at is not None else None
    if doubles is not None and doubles <= 0:
        remedy = "Write how many points more double the odds: 'doubles_in: 20'."
        page.note("720", doubles_at, "'scale': 'doubles_in' must be more than 0.", remedy=remedy)
        return _UNSAID
    return Scale(score, *odds, doubles) if score is not None and odds is not None and doubles is not None else _UNSAID


def _read_odds(page: Page, node: Node, what: str) -> tuple[int, int] | None:
    """`50:1` in thousandths: 50 to 1."""
    raw = page.text(node, what)
    if raw is None:
        return None
    found = _ODDS.match(raw)
    if found is None:
        page.note("721", node, f"{what} cannot be '{clipped(raw)}'.", found=raw, remedy="Write odds such as '50:1'.")
        return None
    two = tuple(page.exact(node, part, what) for part in found.groups())
    good, bad = two
    if good is None or bad is None:
        return None
    if good <= 0 or bad <= 0:
        page.note("721", node, f"{what}: both sides of '{clipped(raw)}' must be more than 0.", found=raw)
        return None
    return good, bad


@dataclass(frozen=True, slots=True)
class Worth:
    """How the base and the scorecard are written: as points, or, with a scale, as odds or log-odds."""

    page: Page
    scale: Scale | None = None

    def raw(self, node: Node, what: str) -> Decimal | None:
        """The worth as written: thousandths of points, or the natural logarithm of the odds."""
        if self.scale is None:
            return self._plain(node, what)
        found = self.page.scalar(node, what)
        if found is None:
            return None
        if isinstance(found.value, int | Decimal) and not isinstance(found.value, bool):
            return self._log_odds(node, found.raw, what)
        if _ODDS.match(found.raw.strip()):
            odds = _read_odds(self.page, node, what)
            return _log(*odds) if odds else None
        message = f"{what} must be log-odds or odds, not '{clipped(found.raw)}'."
        self.page.note("721", node, message, found=found.raw, remedy="Write a number such as 0.693147, or odds such as '2:1'.")
        return None

    def points(self, raw: Decimal) -> int:
        """A worth in thousandths of points."""
        if self.scale is None:
            return int(raw)
        return _points(_EXACT.multiply(self.scale.doubles_in, _EXACT.divide(raw, _TWO)))

    def number(self, node: Node, what: str) -> int | None:
        """A worth, read and in thousandths of points; noted where it is out of range."""
        raw = self.raw(node, what)
        return None if raw is None else self._within(node, self.points(raw), what)

    def base(self, node: Node, what: str) -> int | None:
        """A base in thousandths of points."""
        raw = self.raw(node, what)
        if raw is None or self.scale is None:
            return None if raw is None else int(raw)
        return self._within(node, base_points(self.scale, raw), what)

    def start(self) -> int:
        """The base where none is given: 0, or with a scale the score of even odds."""
        return 0 if self.scale is None else base_points(self.scale, Decimal(0))

    def _plain(self, node: Node, what: str) -> Decimal | None:
        raw = getattr(node, "raw", None)
        if isinstance(raw, str) and _ODDS.match(raw.strip()):
            message = f"{what}: odds stand in the base and the scorecard only, beside a 'scale'."
            remedy = "Write points, or 'scale: {score: 600, odds: \"50:1\", doubles_in: 20}'."
            self.page.note("721", node, message, found=raw, remedy=remedy)
            return None
        points = self.page.number(node, what)
        return None if points is None else Decimal(points)

    def _log_odds(self, node: Node, raw: str, what: str) -> Decimal | None:
        value = Decimal(raw)
        if beyond(value):
            self.page.note("106", node, f"{what} is beyond ±10^12.", found=raw)
        elif value != value.quantize(Decimal(1).scaleb(-DECIMALS), context=_EXACT):
            self.page.note("105", node, f"{what} has more than six decimals.", found=raw, remedy="Round it.")
        else:
            return value
        return None

    def _within(self, node: Node, points: int, what: str) -> int | None:
        if abs(points) <= LARGEST * UNIT:
            return points
        self.page.note("106", node, f"{what} comes to points beyond ±10^12.", found=str(getattr(node, "raw", "")))
        return None


def base_points(scale: Scale, log_odds: Decimal) -> int:
    """The score of odds with that natural logarithm, in thousandths.

    >>> base_points(Scale(600_000, 50_000, 1_000, 20_000), Decimal(0))
    487123
    """
    away = _EXACT.subtract(log_odds, _log(scale.odds_for, scale.odds_against))
    return _points(_EXACT.add(scale.score, _EXACT.multiply(scale.doubles_in, _EXACT.divide(away, _TWO))))


def whole_steps(up_to: Decimal, gives: Decimal) -> int | None:
    """How often `gives` goes into `up_to`; None if it does not, or never.

    >>> whole_steps(Decimal(6), Decimal(2)), whole_steps(Decimal(5), Decimal(2)), whole_steps(Decimal(-6), Decimal(2))
    (3, None, None)
    """
    times = _EXACT.divide(up_to, gives)
    nearest = times.to_integral_value()
    return int(nearest) if nearest > 0 and abs(times - nearest) < _SAME * nearest else None


def _log(good: int, bad: int) -> Decimal:
    return _EXACT.subtract(_EXACT.ln(Decimal(good)), _EXACT.ln(Decimal(bad)))


def _points(thousandths: Decimal) -> int:
    """Rounded half away from zero."""
    return int(thousandths.to_integral_value(ROUND_HALF_UP))
