"""The report of a demonstration: one page that says what was asked, what came out, and how to get it again.

Self-contained: the charts are drawings in the page, and there is no script and nothing to fetch. What a chart shows also stands
in a table. `templates/report.html` holds the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import jinja2
import numpy as np
import numpy.typing as npt

from bonitas.common.amounts import UNIT
from bonitas.lab import charts
from bonitas.lab.separation import Share, by_score

#: The width of a step in "default rate by score", in points.
STEP: Final = 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, for one group of people: AUC and KS as shares of 1."""

    people: str
    count: int
    auc: Fraction
    ks: Fraction


@dataclass(frozen=True, slots=True)
class DemoReport:
    """Everything the page says, as plain data.

    `bands` best first, with the share that had the outcome; `scores` in thousandths and `outcome` in the same order, of those
    who have a score. `figures`: the measured separation by group; `published`: (name, AUC) of others to hold it against.
    `explanation` and `forecast` are as `explain --json` and `forecast --json` give them, for one person, asked on `on`.
    `counts`: standing → people. `timings`: step → seconds.
    """

    on: str
    rulebook: str
    title: str
    about: str
    version: str
    hash: str
    records: int
    counts: Mapping[str, int]
    bands: Sequence[Share]
    scores: npt.NDArray[np.int64]
    outcome: npt.NDArray[np.bool_]
    figures: Sequence[Figure]
    explanation: Mapping[str, Any]
    forecast: Sequence[Mapping[str, Any]]
    published: Sequence[tuple[str, str]] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    band_titles: Mapping[str, str] = field(default_factory=dict)


def write_report(path: Path, content: DemoReport) -> None:
    """Write the page to `path` (UTF-8, replaced if it is there)."""
    path.write_text(page_of(content), encoding="utf-8")


def page_of(content: DemoReport) -> str:
    """The page as HTML text. The same content gives the same page."""
    steps = by_score(content.scores, content.outcome, STEP * UNIT)
    return _template().render(
        c=content,
        people=sum(content.counts.values()),
        had=int(np.count_nonzero(content.outcome)),
        steps=[(low // UNIT, low // UNIT + STEP, one) for low, one in steps],
        points=_points(content.explanation),
        until=_ends(content.explanation),
        why=content.explanation,
        width=STEP,
        charts={
            "bands": charts.bands(content.bands, content.band_titles),
            "spread": charts.spread(content.scores, content.outcome, STEP),
            "rates": charts.rates([(low // UNIT, one) for low, one in steps], STEP),
            "forecast": charts.forecast(content.on, content.explanation, content.forecast),
        },
    )


def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("bonitas.lab")
    made = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    made.filters.update(grouped=grouped, percent=percent, signed=signed, decimals=decimals)
    return made.get_template("report.html")


def _points(why: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The items of an explanation, largest effect first; items worth nothing are left to the machine-readable form."""
    worth = [item for item in why.get("points", ()) if Decimal(str(item["points"]))]
    return sorted(worth, key=lambda item: -abs(Decimal(str(item["points"]))))


def _ends(why: Mapping[str, Any]) -> dict[str, str]:
    """For each item, until when: the first and last end of its records, as one phrase; '' where no record ends."""
    found = {}
    for item in why.get("points", ()):
        ends = sorted({str(record["ends_on"]) for record in item.get("records", ()) if record.get("ends_on")})
        found[str(item["item"])] = "" if not ends else ends[0] if len(ends) == 1 else f"{ends[0]} to {ends[-1]}"
    return found


def grouped(number: int) -> str:
    """A whole number with a narrow space between thousands.

    >>> grouped(30000) == "30\\u202f000"
    True
    """
    return f"{number:,}".replace(",", "\u202f")


def percent(share: float | None) -> str:
    """A share of 1 in percent, with one decimal; a dash for none.

    >>> percent(0.2212), percent(None)
    ('22.1 %', '–')
    """
    return "–" if share is None else f"{100 * share:.1f} %"


def signed(points: object) -> str:
    """Points with their sign, as people write it.

    >>> signed("-12.5"), signed(20)
    ('−12.5', '+20')
    """
    number = Decimal(str(points))
    text = f"{abs(number):f}"
    return f"−{text}" if number < 0 else f"+{text}"


def decimals(value: Fraction) -> str:
    """A fraction with four decimals, rounded half away from zero.

    >>> decimals(Fraction(2, 3))
    '0.6667'
    """
    ten_thousandths = (2 * value.numerator * 10_000 + value.denominator) // (2 * value.denominator)
    return f"{Decimal(ten_thousandths) / 10_000:.4f}"
