"""Figures as the pages say them: rounded once, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

Row = Mapping[str, Any]


def number(value: float | int | None) -> str:
    """With commas between thousands, and a true minus sign; a dash for none.

    >>> number(12000), number(-0.5), number(None)
    ('12,000', '−0.5', '–')
    """
    if value is None:
        return "–"
    return f"{int(value) if float(value).is_integer() else value:,}".replace("-", "−")


def dec(value: float | None, places: int = 2) -> str:
    """With so many decimals; nothing is less than 0 by a hair.

    >>> dec(-0.256), dec(-0.001), dec(None)
    ('−0.26', '0.00', '–')
    """
    return "–" if value is None else f"{round(value, places) + 0.0:,.{places}f}".replace("-", "−")


def percent(share: float | None) -> str:
    """A share in percent with one decimal.

    >>> percent(0.1234), percent(None)
    ('12.3 %', '–')
    """
    return "–" if share is None else f"{100 * share:.1f} %"


def interval(said: Row) -> str:
    """The 95 % interval of a share.

    >>> interval({"low": 0.1, "high": 0.2})
    '10.0 to 20.0'
    """
    return "" if said["low"] is None else f"{100 * said['low']:.1f} to {100 * said['high']:.1f}"


def counts(move: Row) -> Row:
    """Who is better and worse off after a move, by band where that can be said, else by place."""
    found: Row = move["by_place"] if move["by_band"] is None else move["by_band"]
    return found


def share_of(*keys: str) -> Callable[[Row], str]:
    """The share of those compared to whom one of some things happens."""
    return lambda move: percent(sum(counts(move)[key] for key in keys) / move["compared"] if move["compared"] else None)


def correlation(move: Row, orders: Sequence[Row]) -> float | None:
    """The rank correlation of the two rulebooks of a move."""
    names = move["from"]["rulebook"], move["to"]["rulebook"]
    return next((one["correlation"] for one in orders if (one["one"], one["other"]) == names), None)


def costliest(error: Row) -> Row | None:
    """The kind of record of which an error costs most often; of equals the first by name."""
    each = sorted(error["kinds"], key=lambda one: (-(one["worse"]["share"] or 0), one["kind"]))
    return each[0] if each and each[0]["worse"]["count"] else None


def things(draft: Row, topic: str) -> int:
    """How many things of a topic stay open in a draft."""
    return next((int(one["things"]) for one in draft["open"] if one["topic"] == topic), 0)


def findings(draft: Row, severity: str, code: str) -> int:
    """How often the law finds something in a draft."""
    return sum(int(one["findings"]) for one in draft["law"] if (one["severity"], one["code"]) == (severity, code))


#: What the templates can say of a figure.
FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "number": number, "dec": dec, "percent": percent, "interval": interval, "correlation": correlation, "costliest": costliest,
    "things": things, "findings": findings, "by": lambda move: "place" if move["by_band"] is None else "band",
    "better_share": share_of("better"), "worse_share": share_of("worse"), "same_share": share_of("same"),
    "moved_share": share_of("better", "worse"),
}  # fmt: skip
