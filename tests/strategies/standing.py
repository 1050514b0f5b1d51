"""From measures to the standing, as trees: scorecard, dimensions, bands, no-score conditions and consequences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from .conditions import CUTS, Drawn, over_measures
from .plain import Tree, dated, maybe, points, written

BANDS = ["AAA", "A", "B", "C", "D"]
_NUMERIC = tuple(CUTS)
_BINNED = (*_NUMERIC, "text", "yes_no")


@st.composite
def tables(draw: st.DrawFn, measure: Drawn) -> Tree:
    """A TABLE whose bins cover all that the measure can be."""
    rows: Tree = {"missing": draw(points())} if measure.missing else {}
    if measure.type == "yes_no":
        return {**rows, "no": draw(points()), "yes": draw(points())}
    if measure.type == "text":
        texts = measure.texts or ("x", "y z")
        rows |= {text: draw(points()) for text in texts[: draw(st.integers(1, len(texts)))]}
        if measure.texts is None or len(texts) > len(rows.keys() - {"missing"}) or draw(st.booleans()):
            rows["otherwise"] = draw(points())
        return rows
    cuts = draw(st.lists(st.sampled_from(CUTS[measure.type]), min_size=1, max_size=3, unique=True))
    cuts.sort(key=CUTS[measure.type].index)
    first = "0" if measure.from_zero and draw(st.booleans()) else f"under {cuts[0]}"
    if measure.type == "number" and measure.whole and measure.from_zero and draw(st.booleans()):
        first = f"0 to {int(cuts[0]) - 1}"
    last = draw(st.sampled_from((cuts[-1], f"{cuts[-1]} or more")))
    return rows | {key: draw(points()) for key in map(_key, (first, *cuts[:-1], last))}


def _key(text: str) -> str | int:
    """A whole number stands without quotes."""
    return int(text) if text.isdigit() else text


@st.composite
def _by_unit(draw: st.DrawFn, measure: Drawn) -> Tree:
    gives = draw(st.sampled_from((1, -2)))
    tree = written(
        measure=measure.name, each=draw(st.sampled_from((1, 3))), gives=gives, up_to=draw(st.sampled_from((None, 8 * gives)))
    )
    return tree | ({"missing": draw(points())} if measure.missing else {})


@st.composite
def scorecards(draw: st.DrawFn, measures: list[Drawn]) -> Tree:
    """A line for some of the measures: by its name, with an id of its own, or by the unit."""
    tree: Tree = {}
    for measure in measures:
        if measure.type not in _BINNED or draw(st.booleans()):
            continue
        match draw(st.integers(0, 3)):
            case 0 if measure.type == "number":
                tree[f"per_{measure.name}"] = draw(_by_unit(measure))
            case 1:
                tree[f"of_{measure.name}"] = {"measure": measure.name, "table": draw(tables(measure)), "text": {"en": "A line"}}
            case _:
                tree[measure.name] = draw(dated(tables(measure)))
    return tree


_WEIGHTS = (("100%",), ("35%", "65%"), ("33.333%", "33.333%", "33.334%"))


@st.composite
def dimensions(draw: st.DrawFn, measures: list[Drawn]) -> Tree | None:
    """Dimensions over numeric measures, if there are any; the weights sum to 100%."""
    numeric = [m for m in measures if m.type in _NUMERIC]
    if not numeric:
        return None
    tree: Tree = {"range": draw(st.sampled_from(("350 to 950", "0 to 100")))}
    for n, weight in enumerate(draw(st.sampled_from(_WEIGHTS))):
        measure = draw(st.sampled_from(numeric))
        low, high = draw(st.sampled_from(((0, 60), (60, 0), (-3, 4), (1, Decimal("7.5")))))
        part = {"weight": weight, "of": measure.name, "from": low, "to": high}
        tree[f"d{n}"] = part | ({"missing": draw(st.sampled_from((0, Decimal("0.25"), 1)))} if measure.missing else {})
    return tree


@st.composite
def base(draw: st.DrawFn, measures: list[Drawn]) -> Any:
    number = st.sampled_from((0, 100, 100, Decimal("99.5")))
    if draw(st.integers(0, 3)):
        return draw(dated(number))
    return {"first": [{"when": draw(over_measures(measures)), "is": draw(number)}, {"is": 90}]}


@st.composite
def bands(draw: st.DrawFn, measures: list[Drawn], *, above: int) -> Tree:
    """Every name of BANDS, best first, over the score (which starts from `above`) or over a measure; the last is `below`."""
    by = draw(maybe(st.sampled_from([None, *(m.name for m in measures if m.type == "number")]), one_in=6))
    steps = (30, 3, 2, 0) if by else (120, 100, 85, 60)
    tree: Tree = {"by": by} if by else {}
    for name, step in zip(BANDS, steps, strict=False):
        floor = step + (0 if by else above)
        tree[name] = draw(_floor(floor, measures))
    return {**tree, "D": "below"}


@st.composite
def _floor(draw: st.DrawFn, floor: int, measures: list[Drawn]) -> Any:
    match draw(st.integers(0, 5)):
        case 0:
            return f"above {floor}"
        case 1 if measures:
            return {"from": floor, "when": draw(over_measures(measures)), "title": {"en": "A band"}}
        case 2:
            return {"from": f"above {floor}", "title": {"en": "A band"}}
        case _:
            return draw(dated(st.sampled_from((floor, floor, floor + 5))))


def score_rules() -> st.SearchStrategy[Tree | None]:
    rule = st.builds(
        written,
        min=st.sampled_from((None, 0, 50)),
        max=st.sampled_from((None, 120, 900)),
        round_=st.sampled_from((None, 1, 5, Decimal("0.1"))),
        rounding=st.sampled_from((None, "half away", "down", "up")),
    )
    return maybe(rule.map(lambda tree: tree or {"min": 0}), one_in=2)


@st.composite
def no_scores(draw: st.DrawFn, measures: list[Drawn]) -> Any:
    found = [{"when": draw(over_measures(measures)), "because": {"en": "So it is."}} for _ in range(draw(st.integers(1, 2)))]
    return found[0] if len(found) == 1 else found


@st.composite
def consequences(draw: st.DrawFn, measures: list[Drawn]) -> Tree:
    tree: Tree = {}
    for n in range(draw(st.integers(1, 2))):
        what = draw(st.sampled_from(("benefit", "detriment")))
        tree[f"q{n}"] = written(
            **{what: {"en": "Something follows."}},
            for_=draw(st.sampled_from(("A and above", "C and below", "B", ["AAA", "D"]))),
            provider="An office",
            context=draw(st.sampled_from(("trade", "civic"))),
            when=draw(maybe(over_measures(measures), one_in=3)),
            lasts=draw(maybe(st.just("1 year"), one_in=4)),
        )
    return tree
