"""Small parts of trees: points, dated values, and a tree as YAML."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from .days import CHANGES, START

#: Plain data: maps, lists, texts, whole and decimal numbers, dates, True and None.
Tree = dict[Any, Any]

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 %_.*-]*[A-Za-z0-9%*]|[A-Za-z]")
_READ_AS_SOMETHING_ELSE = re.compile(r"[\d.]+|\d{4}-\d\d-\d\d|true|false|null|[-.\d]+e\d+", re.IGNORECASE)


def points() -> st.SearchStrategy[int | Decimal]:
    """Points of either sign; whole ones mostly."""
    whole = st.sampled_from((-60, -30, -20, -10, -10, -5, 5, 10, 10, 20, 40))
    return st.one_of(whole, whole, whole, st.sampled_from([Decimal(t) for t in ("-2.5", "0.5", "0", "-0.001", "7.125")]))


def disputes() -> st.SearchStrategy[Any]:
    """What a dispute does, and by when it must be decided."""
    deadline = st.builds(
        written,
        hold=st.sampled_from((None, True)),
        decide_within=st.sampled_from(("1 month", "28 days", "7 working days", "1 working day", "1 year")),
        extended_by=st.sampled_from((None, "15 days", "1 month", "3 working days")),
        then=st.sampled_from(("removed", "counts")),
    )
    by_calendar = st.builds(
        written,
        decide_within=st.sampled_from(("7 working days", "3 working days")),
        then=st.sampled_from(("removed", "counts")),
        calendar=st.sampled_from(("CN", "DE-BE", "weekdays")),
    )
    return st.one_of(st.sampled_from((None, "hold", "count")), deadline, deadline, by_calendar)


def maybe(strategy: st.SearchStrategy[Any], *, one_in: int = 3) -> st.SearchStrategy[Any]:
    """A value once in so many times, else None: not written at all."""
    return st.integers(1, one_in).flatmap(lambda n: strategy if n == one_in else st.none())


def dated(strategy: st.SearchStrategy[Any], *, may_end: bool = False) -> st.SearchStrategy[Any]:
    """The value as it is, or now and then in two versions, each perhaps with its source, the last perhaps null."""
    return st.integers(1, 6).flatmap(lambda n: _versions(strategy, may_end=may_end) if n == 1 else strategy)


@st.composite
def _versions(draw: st.DrawFn, strategy: st.SearchStrategy[Any], *, may_end: bool) -> Tree:
    first, second = draw(strategy), draw(strategy)
    if may_end and draw(st.booleans()):
        second = None
    elif draw(st.booleans()):
        second = {"value": second, "source": "law"}
    return {START: first, draw(st.sampled_from(CHANGES)): second}


def written(**fields: Any) -> Tree:
    """A map of the fields that are not None; a trailing underscore of a name is dropped, and `for_` is `for`."""
    return {name.rstrip("_"): value for name, value in fields.items() if value is not None}


def to_yaml(tree: Mapping[Any, Any]) -> str:
    """A tree as YAML 1.2 text, block style.

    >>> print(to_yaml({"base": 100, "again": {"table": [-1, Decimal("-2.5")]}, "when": "a > 1", "removed": True}), end="")
    base: 100
    again:
      table:
        - -1
        - -2.5
    when: "a > 1"
    removed: yes
    """
    return "".join(f"{line}\n" for line in _lines(tree))


def _lines(value: Mapping[Any, Any] | list[Any]) -> list[str]:
    if isinstance(value, Mapping):
        return [line for key, item in value.items() for line in _entry(f"{_scalar(key)}:", item)]
    return [line for item in value for line in _entry("-", item)]


def _entry(start: str, item: Any) -> list[str]:
    if isinstance(item, (Mapping, list)) and item:
        return [start, *("  " + line for line in _lines(item))]
    return [f"{start} {_scalar(item)}"]


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and not _READ_AS_SOMETHING_ELSE.fullmatch(value)
        return value if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    return {"None": "null", "{}": "{}", "[]": "[]"}.get(str(value), str(value))
