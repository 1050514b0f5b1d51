"""Explaining: every point of a rating, with its record, its clause, its source and the day it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bonitas.common.amounts import decimal_of
from bonitas.common.days import iso
from bonitas.engine.at_hand import at_hand
from bonitas.engine.explain_items import items
from bonitas.engine.explain_steps import not_judged, share_steps, steps
from bonitas.engine.kernel import layout as ly
from bonitas.engine.lookup import mark_shown, shown_until
from bonitas.engine.phrases import phrase
from bonitas.engine.question import Day, Instant
from bonitas.engine.rate import answer, ask
from bonitas.engine.run import Settings
from bonitas.engine.trace import Trace, measure_value, trace
from bonitas.engine.shares import Drawn
from bonitas.engine.still import of_one_state
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook

#: So many reasons are given, strongest first (more than four are "not likely helpful": Reg B, 12 CFR 1002.9 commentary).
REASONS = 4


@dataclass(frozen=True, slots=True)
class Explanation:
    """One rating with all its reasons. `content` is what `explain --json` prints; amounts are exact Decimals, dates ISO text."""

    content: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """What `explain --json` prints."""
        return self.content

    @property
    def measures(self) -> dict[str, Any]:
        """Each measure by name: a Decimal, a text, or None where it is missing."""
        found: dict[str, Any] = self.content["measures"]
        return found

    @property
    def points(self) -> list[dict[str, Any]]:
        """Every point: `item`, `points`, `records`, `text`, `source`."""
        found: list[dict[str, Any]] = self.content["points"]
        return found

    @property
    def reasons(self) -> list[str]:
        """The few reasons that matter most, strongest first."""
        found: list[str] = self.content["reasons"]
        return found


@of_one_state
def explain(
    book: Rulebook, ledger: Ledger, *, subject: str, on: Day | None = None, known_at: Instant | None = None, lang: str = "en",
    floors: Sequence[Drawn] = (),
) -> Explanation:  # fmt: skip
    """Explain the rating of one subject on one day (see `rate` for the defaults and errors).

    For additive rulebooks `base` and all `points` add up to `score`, to the last thousandth; for all, `steps` lead from the
    points to the score. A subject who is not rated gets the reason and nothing else. `floors`: where bands are drawn by share, those
    that were drawn already.
    """
    ledger = at_hand(ledger)
    question = ask(book, ledger, on=on, known_at=known_at, subject=subject)
    ratings = answer(book, ledger, question, Settings(threads=1), lang, floors=floors)
    row = next(ratings.rows())
    content: dict[str, Any] = {**row, "title": book.title.say(lang)}
    if row["standing"] == "not_rated":
        empty: dict[str, Any] = {
            "base": None, "points": [], "scorecard": [], "measures": {}, "reasons": [row["because"]], "steps": [],
            "consequences": [], "fallen_from": None, "not_judged": [],
        }  # fmt: skip
        return Explanation({**content, **empty})
    drawn = ratings.drawn[0] if ratings.drawn else None
    found = trace(book, ledger, question, drawn.book if drawn else None)
    points = items(ledger, found, lang)
    mark_shown(points, shown_until(book, ledger, question))
    content |= {
        "base": decimal_of(int(found.result[ly.R_BASE])),
        "points": points,
        "scorecard": [item for item in points if "bin" in item],
        "measures": {m.name: _measure(found, ledger, i) for i, m in enumerate(found.compiled.rules.measures)},
        "reasons": reasons(found, points, row, lang),
        "steps": steps(book, ledger, found, question, lang) + (share_steps(drawn, lang) if drawn else []),
        "consequences": consequences(found, lang),
        "fallen_from": found.fallen_from,
        "not_judged": not_judged(found, lang),
    }
    return Explanation(content)


def _measure(found: Trace, ledger: Ledger, index: int) -> Any:
    """A measure as an explanation shows it."""
    measure = found.compiled.rules.measures[index]
    value = measure_value(found, ledger, measure)
    if not isinstance(value, int):
        return value
    if measure.type == "date":
        return iso(value)
    if measure.type == "yes_no":
        return bool(value)
    return decimal_of(value)


def reasons(found: Trace, points: Sequence[dict[str, Any]], row: dict[str, Any], lang: str) -> list[str]:
    """The few that matter most: why there is no score, a direct grade, then what each item took or gave, or lacks to its best."""
    first = [row["because"]] if row["standing"] == "no_score" else []
    if first:
        return first
    bands = found.compiled.rules.bands.bands
    for match in found.matches:
        if match.grade >= 0 and match.grade == int(found.result[ly.R_GRADE]):
            text = (match.clause.text.say(lang) or match.clause.id.replace("_", " ")).rstrip(".。")
            first.append(phrase(lang, "ceiling", text=text, band=bands[match.grade].name))
    weighed: list[tuple[int, int, str]] = []
    for order, item in enumerate(points):
        best = item.get("best")
        impact = item["points"] if best is None else item["points"] - best
        if impact == 0 or item["item"] == "range":
            continue
        name = "loss" if best is None else "line"
        sign = "+" if best is None and item["points"] > 0 else ""
        shown = f"{sign}{item['points']}".replace("-", "−")
        weighed.append(
            (-abs(int(impact * 1000)), order, phrase(lang, name, text=item["text"].rstrip(".。"), points=shown, best=best))
        )
    return list(dict.fromkeys([*first, *(text for _, _, text in sorted(weighed))]))[: max(REASONS, len(first))]


def consequences(found: Trace, lang: str) -> list[dict[str, Any]]:
    """What follows from the band."""
    in_force = set(found.consequences)
    return [
        {
            "id": c.id,
            "kind": c.kind,
            "text": c.text.say(lang),
            "provider": c.provider,
            "context": c.context,
            "lasts": None if c.lasts is None else str(c.lasts),
            "source": c.source,
        }
        for c in found.compiled.rules.consequences
        if c.id in in_force
    ]
