"""The report's charts (see `bonitas.common.drawing`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import altair as alt
import numpy as np
import numpy.typing as npt

from bonitas.common.amounts import UNIT
from bonitas.common.drawing import BLUE, GREY, INK, SAND, drawn
from bonitas.lab.separation import Share


def bands(rows: Sequence[Share], titles: Mapping[str, str]) -> str:
    """The share of each band that had the outcome, with its interval; best band on top."""
    values = [
        {"band": titles.get(row.name, row.name), "rate": row.rate, "low": row.low, "high": row.high}
        for row in rows
        if row.rate is not None
    ]
    order = [str(value["band"]) for value in values]
    base = alt.Chart(alt.InlineData(values)).encode(y=alt.Y("band:N", sort=order, title=None))
    across = alt.X("rate:Q", title="share that then defaulted", axis=alt.Axis(format="%", tickCount=6))
    bars = base.mark_bar(color=BLUE, height=18).encode(x=across)
    reach = base.mark_rule(color=INK, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    return drawn(alt.layer(bars, reach), height=34 * max(len(values), 1))


def spread(scores: npt.NDArray[np.int64], outcome: npt.NDArray[np.bool_], step: int) -> str:
    """How the scores of those with and without the outcome spread, each as shares of its own group."""
    steps = scores // (step * UNIT) * step
    values = []
    for name, group in (("paid", steps[~outcome]), ("defaulted", steps[outcome])):
        lows, counts = np.unique(group, return_counts=True)
        values += [
            {"low": low, "high": low + step, "share": count / len(group), "then": name}
            for low, count in zip(lows.tolist(), counts.tolist(), strict=True)
        ]
    colour = alt.Color("then:N", scale=alt.Scale(domain=["paid", "defaulted"], range=[BLUE, SAND]))
    chart = alt.Chart(alt.InlineData(values)).mark_bar(opacity=0.65).encode(
        x=alt.X("low:Q", title="score", scale=alt.Scale(zero=False, nice=False)), x2="high:Q",
        y=alt.Y("share:Q", title="share of the group", stack=None, axis=alt.Axis(format="%", tickCount=5)),
        y2=alt.datum(0), color=colour,
    )  # fmt: skip
    return drawn(chart, height=200)


def rates(steps: Sequence[tuple[int, Share]], step: int) -> str:
    """The share with the outcome at each step of the score, with its interval; larger dots stand for more people."""
    values = [
        {"score": low + step / 2, "rate": one.rate, "low": one.low, "high": one.high, "people": one.count} for low, one in steps
    ]
    base = alt.Chart(alt.InlineData(values)).encode(x=alt.X("score:Q", title="score", scale=alt.Scale(zero=False, nice=False)))
    along = alt.Y(
        "rate:Q", title="share that then defaulted", axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(domain=[0, 1])
    )
    reach = base.mark_rule(color=GREY).encode(y="low:Q", y2="high:Q")
    sizes = alt.Size("people:Q", legend=None, scale=alt.Scale(range=[16, 300]))
    dots = base.mark_circle(color=BLUE, opacity=1, clip=False).encode(y=along, size=sizes)
    return drawn(alt.layer(reach, dots), height=220)


def forecast(on: str, now: Mapping[str, Any], coming: Sequence[Mapping[str, Any]]) -> str:
    """The score of one person from the asked day on, as steps, if nothing new is recorded; it stops where there is no score."""
    values: list[dict[str, Any]] = []
    for day, score in [(on, now.get("score")), *((str(row["on"]), row.get("score")) for row in coming)]:
        if score is None:
            values += [{"on": day, "score": values[-1]["score"], "last": True}] if values else []
            break
        values.append({"on": day, "score": float(Decimal(str(score))), "last": False})
    base = alt.Chart(alt.InlineData(values)).encode(
        x=alt.X("on:T", title=None, axis=alt.Axis(format="%-d %b %Y", tickCount=6)),
        y=alt.Y("score:Q", title="score", scale=alt.Scale(zero=False, padding=20)),
    )
    line = base.mark_line(interpolate="step-after", color=BLUE, strokeWidth=2)
    dots = base.transform_filter("!datum.last").mark_circle(color=BLUE, size=50, opacity=1)
    words = (
        base.transform_filter("!datum.last").mark_text(dx=4, dy=-10, align="left", color=INK, fontSize=12).encode(text="score:Q")
    )
    return drawn(alt.layer(line, dots, words), height=160)
