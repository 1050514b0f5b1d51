"""Exchange rates of severity: what a share of one scale, taken for a conduct, is worth on another that takes for the same conduct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal

from bonitas.unify.compare.conducts import Row
from bonitas.unify.compare.figures import median
from bonitas.unify.compare.treatment import shown

Way = Literal["taken", "given"]


@dataclass(frozen=True, slots=True)
class Rate:
    """For conducts that both take (or give) points for: what 1 of `first` comes to in `second`, in the median of the conducts, and in the one
    in which it comes to least and most; as shares of the scales (`shares`: None where one has no width) and in points.

    `alike` and `reverse`: of every two of these conducts, how many both put in the same order of severity, and in the reverse; the others tie
    in one of them.
    """

    first: str
    second: str
    way: Way
    conducts: tuple[str, ...]
    shares: tuple[Fraction, Fraction, Fraction] | None
    points: tuple[Fraction, Fraction, Fraction]
    least: str
    most: str
    alike: int
    reverse: int

    def as_dict(self) -> dict[str, Any]:
        """As `compare --json` prints it."""
        names = ("lowest", "median", "highest")
        return {
            "first": self.first, "second": self.second, "way": self.way, "conducts": list(self.conducts),
            "shares": None if self.shares is None else dict(zip(names, map(shown, self.shares), strict=True)),
            "points": dict(zip(names, map(shown, self.points), strict=True)), "least": self.least, "most": self.most,
            "alike": self.alike, "reverse": self.reverse,
        }  # fmt: skip


def rates(rows: Sequence[Row], widths: Mapping[str, int | None]) -> Iterator[Rate]:
    """The rates of every two rulebooks, in their order; only where they share a conduct."""
    for first, second in combinations(widths, 2):
        for way in ("taken", "given"):
            both = list(_both(rows, first, second, way))
            if both:
                yield _rate(first, second, way, both, (widths[first], widths[second]))


def _both(rows: Iterable[Row], first: str, second: str, way: Way) -> Iterator[tuple[str, int, int]]:
    for row in rows:
        if first in row.positions and second in row.positions:
            a, b = row.positions[first], row.positions[second]
            one, other = (a.loss, b.loss) if way == "taken" else (a.gain, b.gain)
            if one and other and a.by_unit == b.by_unit:  # a unit is no match for a whole act
                yield row.conduct.id, one, other


def _rate(first: str, second: str, way: Way, both: list[tuple[str, int, int]], widths: tuple[int | None, int | None]) -> Rate:
    each = sorted((Fraction(b, a), name) for name, a, b in both)
    middle = median(rate for rate, _ in each)
    assert middle is not None
    points = each[0][0], middle, each[-1][0]
    scale = Fraction(widths[0], widths[1]) if widths[0] and widths[1] else None
    signs = [(a1 - a2) * (b1 - b2) for (_, a1, b1), (_, a2, b2) in combinations(both, 2)]
    return Rate(
        first, second, way, tuple(name for name, _, _ in both),
        None if scale is None else (points[0] * scale, points[1] * scale, points[2] * scale), points, each[0][1], each[-1][1],
        sum(sign > 0 for sign in signs), sum(sign < 0 for sign in signs),
    )  # fmt: skip
