"""The charts of the study, as SVG files. What they show also stands in a table of the page or in a CSV file beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from bonitas.common.drawing import BLUE, FAINT, GREY, INK, SAND, drawn
from bonitas.unify.impact.pictures import shade
from examples.unification.words import dec

_LABELS: Final = 260
_FILE: Final = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" style="background:#fff" '


def as_file(svg: str) -> str:
    """A drawing that stands alone: with its namespaces, and white behind it."""
    return svg.replace('<svg aria-hidden="true" focusable="false" ', _FILE, 1) + "\n"


def orders(found: dict[str, Any]) -> str:
    """The rank correlation of every two rulebooks: blue is the same order, sand the reverse; a frame where it is the same."""
    names = [
        side["rulebook"] for side in found["sides"] if any(side["rulebook"] in (p["one"], p["other"]) for p in found["pairs"])
    ]
    values = [
        {"across": pair["one"], "down": pair["other"], "rho": rho, "words": dec(rho), "same": pair["same_order"],
         "dark": abs(rho) > 0.6}
        for pair in found["pairs"] if (rho := pair["correlation"]) is not None
    ]  # fmt: skip
    base = alt.Chart(alt.InlineData(values)).encode(
        x=alt.X("across:N", sort=names, title=None, axis=alt.Axis(labelAngle=-40, labelLimit=_LABELS)),
        y=alt.Y("down:N", sort=names, title=None, axis=alt.Axis(labelLimit=_LABELS)),
    )
    scale = alt.Scale(domain=[-1, 0, 1], range=[SAND, "#f7f8f9", BLUE], interpolate="rgb")
    cells = base.mark_rect(stroke="#fff").encode(color=alt.Color("rho:Q", scale=scale, legend=None))
    frames = base.transform_filter("datum.same").mark_rect(filled=False, stroke=INK, strokeWidth=2)
    ink = alt.condition("datum.dark", alt.value("#fff"), alt.value(INK))
    words = base.mark_text(fontSize=10).encode(text="words:N", color=ink)
    return as_file(drawn(alt.layer(cells, frames, words), height=24 * max(len(names), 1), width=34 * max(len(names), 1)))


def symmetry(measures: Sequence[dict[str, Any]]) -> str:
    """Points taken for each point given, on a doubling scale."""
    values = [{"book": one["rulebook"], "rate": rate} for one in measures if (rate := one["taken_for_each_given"])]
    base = alt.Chart(alt.InlineData(values)).encode(
        y=alt.Y("book:N", sort=[one["book"] for one in values], title=None, axis=alt.Axis(labelLimit=_LABELS, grid=True))
    )
    across = alt.X("rate:Q", title="points taken for each point given (doubling steps)", scale=alt.Scale(type="log", base=2))
    dots = base.mark_circle(color=BLUE, size=110, opacity=1).encode(x=across)
    even = alt.Chart(alt.InlineData([{"rate": 1}])).mark_rule(color=INK, strokeDash=[4, 4]).encode(x="rate:Q")
    return as_file(drawn(alt.layer(even, dots), height=22 * max(len(values), 1), width=420))


def specificity(measures: Sequence[dict[str, Any]]) -> str:
    """How specific the rules are that take, and those that give."""
    values = [
        {"book": one["rulebook"], "rules": f"rules that {does}", "index": index}
        for one in measures for does, key in (("take", "specific_taking"), ("give", "specific_giving")) if (index := one[key]) is not None
    ]  # fmt: skip
    domain = ["rules that take", "rules that give"]
    chart = alt.Chart(alt.InlineData(values)).mark_point(filled=True, size=100, opacity=1).encode(
        x=alt.X("index:Q", title="how specific", axis=alt.Axis(format="%", tickCount=6), scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("book:N", sort=list(dict.fromkeys(one["book"] for one in values)), title=None, axis=alt.Axis(labelLimit=_LABELS, grid=True)),
        color=alt.Color("rules:N", scale=alt.Scale(domain=domain, range=[SAND, BLUE])),
        shape=alt.Shape("rules:N", scale=alt.Scale(domain=domain, range=["square", "circle"])),
    )  # fmt: skip
    return as_file(drawn(chart, height=22 * max(len({one["book"] for one in values}), 1), width=420))


def bands(rulebooks: Sequence[dict[str, Any]]) -> str:
    """The share of those with a score in each band, best band on the left; a band has its colour also where nobody is in those above it."""
    values: list[dict[str, Any]] = []
    for one in rulebooks:
        values += _bands(one)
    colours = list(dict.fromkeys(value["colour"] for value in values))
    base = alt.Chart(alt.InlineData(values)).encode(
        y=alt.Y("book:N", sort=[one["rulebook"] for one in rulebooks], title=None, axis=alt.Axis(labelLimit=_LABELS))
    )
    across = alt.X(
        "left:Q", title="share of those with a score, best band first", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])
    )
    colour = alt.Color("colour:N", scale=alt.Scale(domain=colours, range=colours), legend=None)
    bars = base.mark_bar(stroke="#fff", height=22).encode(x=across, x2="right:Q", color=colour)
    return as_file(drawn(alt.layer(bars, _words(base)), height=30 * max(len(rulebooks), 1), width=560))


def _bands(one: dict[str, Any]) -> list[dict[str, Any]]:
    """The bars of one rulebook."""
    names = [band["band"] for band in one["bands"]]
    ladder = one["ladder"] if set(names) <= set(one["ladder"]) else names
    total, left, values = sum(band["subjects"] for band in one["bands"]) or 1, 0.0, []
    for band in one["bands"]:
        place, share = ladder.index(band["band"]), band["subjects"] / total
        words = band["band"] if share > 0.012 * len(band["band"]) + 0.01 else ""
        values.append(
            {"book": one["rulebook"], "left": round(left, 5), "right": round(left + share, 5), "middle": round(left + share / 2, 5),
             "words": words, "colour": shade(place, len(ladder)), "dark": 2 * place < len(ladder) - 1}
        )  # fmt: skip
        left += share
    return values


def _words(base: alt.Chart) -> alt.Chart:
    """What a bar is, written on it: white on blue."""
    ink = alt.condition("datum.dark", alt.value("#fff"), alt.value(INK))
    return base.mark_text(fontSize=11).encode(x="middle:Q", text="words:N", color=ink)


def winners(moves: Sequence[dict[str, Any]]) -> str:
    """Of those compared, who stands higher, about the same and lower after a move."""
    colours = {"higher": BLUE, "about the same": FAINT, "lower": SAND}
    values = []
    for one in moves:
        said = one["by_place"] if one["by_band"] is None else one["by_band"]
        total, left = one["compared"] or 1, 0.0
        for words, key in (("higher", "better"), ("about the same", "same"), ("lower", "worse")):
            share = said[key] / total
            values.append({"move": f"{one['from']['rulebook']} → {one['to']['rulebook']}", "then": words, "left": left, "right": left + share,
                           "middle": left + share / 2, "words": f"{100 * share:.0f} %" if share > 0.06 else "", "dark": key == "better"})  # fmt: skip
            left += share
    base = alt.Chart(alt.InlineData(values)).encode(
        y=alt.Y("move:N", sort=list(dict.fromkeys(one["move"] for one in values)), title=None, axis=alt.Axis(labelLimit=420))
    )
    bars = base.mark_bar(stroke=GREY, strokeWidth=0.5, height=20).encode(
        x=alt.X("left:Q", title="share of those with a score under both", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        x2="right:Q", color=alt.Color("then:N", sort=list(colours), scale=alt.Scale(domain=list(colours), range=list(colours.values()))),
    )  # fmt: skip
    return as_file(drawn(alt.layer(bars, _words(base)), height=26 * max(len(moves), 1), width=420))
