"""From points to a score: the base, when there is no score, and how it is clamped and rounded."""

from __future__ import annotations

from typing import Final, Literal, cast

from bonitas.common.yamltext import Items, Map, Node, Scalar
from bonitas.rulebook.model import BaseCase, NoScore, ScoreRule
from bonitas.rulebook.names import Names
from bonitas.rulebook.reading import Reading
from bonitas.rulebook.scale import Worth

_ROUNDING: Final = ("half away", "down", "up")


def read_base(reading: Reading, node: Node | None, names: Names, at: Node | None, worth: Worth) -> tuple[BaseCase, ...]:
    """A number, or the first case that holds; if nothing is said 0, or even odds on the scale."""
    if node is None:
        return (BaseCase(None, worth.start()),)
    if not isinstance(node, Map):
        return (BaseCase(None, worth.base(node, "'base'") or 0),)
    fields = reading.page.fields(node, "'base'", ("first",), ("first",), at)
    first = node.get("first")
    if fields is None or first is None:
        return ()
    cases: list[BaseCase] = []
    items = reading.page.one_or_list(first)
    for number, item in enumerate(items):
        case = reading.page.fields(item, "A case of 'base'", ("when", "is"), ("is",), item)
        if case is None:
            continue
        points = case.get("is")
        start = worth.base(points, "'is'") if points is not None else None
        condition = case.get("when")
        if condition is None and number != len(items) - 1:
            reading.page.note("709", item, "This case of 'base' always holds; what follows is never used.", remedy="Put it last.")
        cases.append(BaseCase(reading.when(condition, names, "'when'"), start or 0))
    if not items or not isinstance(items[-1], Map) or "when" in items[-1].entries:
        reading.page.note(
            "709", items[-1] if items else first, "'base' has no last case for all others.", remedy="Add '{is: 100}' at the end."
        )
    return tuple(cases)


def read_no_score(reading: Reading, node: Node | None, names: Names) -> tuple[NoScore, ...]:
    """One condition or a list of them, each with the words that are shown."""
    found: list[NoScore] = []
    items = node.items if isinstance(node, Items) else [node] if node is not None else []
    for item in items:
        fields = reading.page.fields(item, "'no_score'", ("when", "because", "source"), ("when", "because"), item)
        if fields is None:
            continue
        when = reading.when(fields.get("when"), names, "'no_score': 'when'")
        because = reading.texts(fields.get("because"), "'no_score': 'because'")
        source = reading.source(fields)
        if when is not None:
            found.append(NoScore(when, because, source))
    return tuple(found)


def read_score_rule(reading: Reading, node: Node | None, at: Node | None) -> ScoreRule:
    """`{min, max, round, rounding}`."""
    page = reading.page
    fields = page.fields(node, "'score'", ("min", "max", "round", "rounding"), (), at) if node is not None else None
    if fields is None:
        return ScoreRule()
    low_at, high_at, step_at, way_at = (fields.get(name) for name in ("min", "max", "round", "rounding"))
    low = page.number(low_at, "'score': 'min'") if low_at is not None else None
    high = page.number(high_at, "'score': 'max'") if high_at is not None else None
    step = page.number(step_at, "'score': 'round'") if step_at is not None else None
    way = page.word(way_at, "'score': 'rounding'", _ROUNDING) if way_at is not None else None
    if low is not None and high is not None and low >= high:
        page.note("708", high_at, "'score': 'max' must be more than 'min'.")
    if step is not None and step <= 0:
        page.note("708", step_at, "'score': 'round' must be more than 0.", remedy="Write 'round: 1' for whole points.")
        step = None
    return ScoreRule(low, high, step or 1, cast(Literal["half away", "down", "up"], way or "half away"))


def read_overlap(reading: Reading, node: Node | None) -> Literal["all", "strongest"]:
    """`strongest` or `all`."""
    word = reading.page.word(node, "'overlap'", ("all", "strongest")) if node is not None else None
    return "strongest" if word == "strongest" else "all"


def is_null(node: Node | None) -> bool:
    """Whether a value is absent or null."""
    return node is None or (isinstance(node, Scalar) and node.value is None)
