"""The drawings of a comparison. What they show also stands in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import altair as alt

from bonitas.common.drawing import BLUE, FAINT, INK, SAND, WIDTH, drawn
from bonitas.unify.compare.conducts import Row
from bonitas.unify.compare.words import percent

#: So many conducts a drawing shows at most.
MOST: Final = 40
_LABELS: Final = 330


def conducts(rows: Sequence[Row], books: Sequence[str], lang: str) -> str:
    """For each conduct and rulebook the larger of what one record takes and gives, as a share of the scale: sand takes, blue gives."""
    values: list[dict[str, Any]] = []
    for row in rows[:MOST]:
        for book, position in row.positions.items():
            taken, given = (share or Fraction(0) for share in position.share)
            net = taken if -taken >= given else given
            said = percent(net) if net else "grade" if position.grades else "no score" if position.no_score else "0"
            drawn_as = -1 if not net and (position.grades or position.no_score) else float(net)
            values.append(
                {
                    "conduct": row.conduct.title.say(lang) or row.conduct.id,
                    "book": book,
                    "share": max(min(drawn_as, 0.3), -0.3),
                    "said": said,
                }
            )
    order = [row.conduct.title.say(lang) or row.conduct.id for row in rows[:MOST]]
    base = alt.Chart(alt.InlineData(values)).encode(
        x=alt.X("book:N", sort=list(books), title=None, axis=alt.Axis(orient="top", labelAngle=-30 if len(books) > 4 else 0, labelLimit=180)),
        y=alt.Y("conduct:N", sort=order, title=None, axis=alt.Axis(labelLimit=_LABELS)),
    )  # fmt: skip
    colour = alt.Color(
        "share:Q", scale=alt.Scale(domain=[-0.3, 0, 0.3], range=[SAND, "#ffffff", BLUE], interpolate="rgb"), legend=None
    )
    squares = base.mark_rect(stroke=FAINT).encode(color=colour)
    return drawn(
        alt.layer(squares, base.mark_text(color=INK, fontSize=11).encode(text="said:N")),
        height=24 * max(len(order), 1),
        width=max(WIDTH, 58 * len(books)),
    )


def symmetry(sides: Sequence[dict[str, Any]]) -> str:
    """How many points each rulebook takes for every point it gives; 1 is as much as it gives."""
    values = [
        {"book": side["name"], "rate": float(rate)}
        for side in sides
        if (rate := side["measures"]["symmetry"]["taken_for_each_given"]) is not None and rate > 0
    ]
    base = alt.Chart(alt.InlineData(values)).encode(
        y=alt.Y("book:N", sort=[one["book"] for one in values], title=None, axis=alt.Axis(labelLimit=_LABELS))
    )
    across = alt.X("rate:Q", title="points taken for each point given (doubling steps)", scale=alt.Scale(type="log", base=2))
    dots = base.mark_circle(color=BLUE, size=130, opacity=1).encode(x=across)
    even = alt.Chart(alt.InlineData([{"rate": 1}])).mark_rule(color=INK, strokeDash=[4, 4]).encode(x="rate:Q")
    return drawn(alt.layer(even, dots), height=30 * max(len(values), 1))


def specificity(sides: Sequence[dict[str, Any]]) -> str:
    """How specific each rulebook's rules are, those that take and those that give."""
    values = [
        {"book": side["name"], "rules": f"rules that {does}", "index": float(index)}
        for side in sides
        for does, key in (("take", "taking"), ("give", "giving"))
        if (index := side["measures"]["specificity"][key]["index"]) is not None
    ]
    order = list(dict.fromkeys(one["book"] for one in values))
    domain = ["rules that take", "rules that give"]
    chart = alt.Chart(alt.InlineData(values)).mark_point(filled=True, size=130, opacity=1).encode(
        x=alt.X("index:Q", title="how specific", axis=alt.Axis(format="%", tickCount=6), scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("book:N", sort=order, title=None, axis=alt.Axis(labelLimit=_LABELS)),
        color=alt.Color("rules:N", scale=alt.Scale(domain=domain, range=[SAND, BLUE])),
        shape=alt.Shape("rules:N", scale=alt.Scale(domain=domain, range=["square", "circle"])),
    )  # fmt: skip
    return drawn(chart, height=30 * max(len(order), 1))
