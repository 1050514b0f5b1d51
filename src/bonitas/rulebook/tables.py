"""Tables of bins: what each row means, and the proof that the rows cover every possible value exactly once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bonitas.common.amounts import UNIT, shown
from bonitas.common.page import clipped, listed
from bonitas.common.yamltext import Entry, Node, Scalar
from bonitas.rulebook.expression import Type
from bonitas.rulebook.model import Row, Table
from bonitas.rulebook.quantity import unit_of
from bonitas.rulebook.reading import Reading
from bonitas.rulebook.scale import Worth


@dataclass(frozen=True, slots=True)
class Domain:
    """What a binned value can be: its type, its texts, whether it is whole, its lowest and highest value in thousandths.

    `missing`: True if a `missing` row is needed, False if it is needless, None if either will do.
    """

    type: Type
    missing: bool | None
    choices: tuple[str, ...] | None = None
    whole: bool = False
    low: int | None = None
    high: int | None = None


@dataclass(slots=True)
class _Bin:
    """A row and its key; `open` until the next key closes it (a bare `X`)."""

    key: Scalar
    row: Row
    open: bool = False


_YES_NO: Final = {"no": (None, 1), "yes": (1, None)}


def read_table(  # noqa: PLR0913 (the last by name)
    reading: Reading, entries: list[Entry], domain: Domain, what: str, at: Node, *, worth: Worth | None = None
) -> Table:  # fmt: skip
    """The rows of `entries` in the author's order, `missing` and texts as they come; every gap and overlap is noted."""
    page, worth = reading.page, worth or Worth(reading.page)
    if domain.type == "date":
        page.note("413", at, f"{what}: a date has no bins.", remedy="Use an age: 'age_of'.")
        return Table(())
    bins: list[_Bin] = []
    for entry in entries:
        points = worth.number(entry.value, f"{what}: the points of '{clipped(entry.key.raw)}'") or 0
        found = _bin(reading, entry.key, points, domain, what)
        if found is not None:
            bins.append(found)
    ranges = [found for found in bins if found.row.kind == "range"]
    _close(ranges)
    if len(bins) == len(entries):
        if domain.type == "text":
            _check_texts(reading, bins, domain, what, at)
        else:
            _check_ranges(reading, ranges, domain, what, at)
    _check_missing(reading, bins, domain, what, at)
    return Table(tuple(found.row for found in bins))


def _bin(reading: Reading, key: Scalar, points: int, domain: Domain, what: str) -> _Bin | None:
    raw = key.raw.strip()
    if raw == "missing":
        return _Bin(key, Row("missing", raw, points))
    if domain.type == "text":
        return _Bin(key, Row("otherwise", raw, points) if raw == "otherwise" else Row("text", raw, points, text=raw))
    if domain.type == "yes_no":
        raw = {"true": "yes", "false": "no"}.get(raw, raw)
        if raw in _YES_NO:
            low, high = _YES_NO[raw]
            return _Bin(key, Row("range", raw, points, low, high))
        reading.page.note("401", key, f"{what}: '{clipped(raw)}' is no bin here.", found=raw, remedy="Write 'yes' and 'no'.")
        return None
    return _range(reading, key, points, domain, what)


def _range(reading: Reading, key: Scalar, points: int, domain: Domain, what: str) -> _Bin | None:
    """`under X`, `X`, `X or more`, `X to Y` or `X to under Y`."""
    raw = key.raw.strip()
    said = f"{what}: the bin '{clipped(raw)}'"
    if " to " in raw:
        ends = _from_to(reading, key, domain, said)
        return _Bin(key, Row("range", raw, points, *ends)) if ends else None
    under, more = raw.startswith("under "), raw.endswith(" or more")
    value = reading.amount_text(key, raw[6:] if under else raw[:-8] if more else raw, domain.type, said)
    if value is None:
        return None
    row = Row("range", raw, points, None, value) if under else Row("range", raw, points, value, None)
    return _Bin(key, row, open=not under and not more)


def _from_to(reading: Reading, key: Scalar, domain: Domain, said: str) -> tuple[int, int | None] | None:
    """The ends of `X to Y` (Y is in, so it must be whole, or the highest there is) or `X to under Y`."""
    raw = key.raw.strip()
    below = " to under " in raw
    one, _, two = raw.partition(" to under " if below else " to ")
    low = reading.amount_text(key, one, domain.type, said, unit_of(two) if not unit_of(one) else "")
    high = reading.amount_text(key, two, domain.type, said)
    if low is None or high is None:
        return None
    if below:
        return low, high
    if domain.high == high:
        return low, None
    if domain.whole:
        return low, high + UNIT
    remedy = f"Write '{one} to under {two}'."
    reading.page.note("401", key, f"{said} ends at a value that need not be whole.", found=raw, remedy=remedy)
    return None


def _close(ranges: list[_Bin]) -> None:
    """A bare `X` goes up to the next key; the last one is open."""
    for found, following in zip(ranges, ranges[1:], strict=False):
        if found.open:
            high = following.row.low if following.row.low is not None else following.row.high
            found.row = replace(found.row, high=high)


def _named(amount: int, domain: Domain) -> str:
    unit = {"percent": "%", "number": "", "yes_no": ""}.get(domain.type, f" {domain.type}")
    return shown(amount) + unit


def _between(low: int | None, high: int | None, domain: Domain) -> str:
    if low is None:
        return f"values below {_named(high or 0, domain)}"
    if high is None:
        return f"values from {_named(low, domain)} on"
    if domain.whole and (high - low) % UNIT == 0:
        last = high - UNIT
        return f"the value {_named(low, domain)}" if last == low else f"the values {shown(low)} to {_named(last, domain)}"
    return f"the values from {shown(low)} to under {_named(high, domain)}"


def _check_ranges(reading: Reading, ranges: list[_Bin], domain: Domain, what: str, at: Node) -> None:
    """From the lowest possible value on, each bin must begin where the one before it ended."""
    page = reading.page
    if domain.type == "yes_no":
        for name in {"yes", "no"} - {found.row.label for found in ranges}:
            page.note("403", at, f"{what}: no bin covers '{name}'.", found=name, remedy="Add a bin for it.")
        return
    upto, before = domain.low, ""
    for number, found in enumerate(ranges):
        row = found.row
        low = row.low if row.low is not None else (None if number else domain.low)
        if row.high is not None and low is not None and row.high <= low and not (found.open and row.high < low):
            page.note("414", found.key, f"{what}: the bin '{row.label}' holds nothing.", found=row.label)
        elif number and (low is None or (row.low is not None and _begins_earlier(ranges[number - 1], row.low))):
            page.note(
                "406",
                found.key,
                f"{what}: the bin '{row.label}' is out of order.",
                found=row.label,
                remedy="Write bins from low to high.",
            )
            return
        elif number and (upto is None or (low is not None and low < upto)):
            message = f"{what}: the bins '{before}' and '{row.label}' overlap ({_between(low, _least(upto, row.high), domain)})."
            page.note("402", found.key, message, found=row.label, remedy="Each value belongs in one bin.")
        elif low is not None and (upto is None or low > upto):
            gap = _between(None if not number and upto is None else upto, low, domain)
            page.note(
                "403", found.key, f"{what}: no bin covers {gap}.", found=row.label, remedy="Bins must cover every value once."
            )
        upto, before = row.high, row.label
    if not ranges:
        page.note("403", at, f"{what} has no bins.", remedy="Add bins such as 'under 5', '5 or more'.")
    elif upto is not None:
        page.note(
            "403",
            ranges[-1].key,
            f"{what}: no bin covers {_between(upto, None, domain)}.",
            remedy=f"Add '{_named(upto, domain)} or more'.",
        )


def _begins_earlier(before: _Bin, low: int) -> bool:
    """Whether a bin that begins at `low` begins before the one above it."""
    return before.row.low is not None and low < before.row.low


def _least(one: int | None, two: int | None) -> int | None:
    return two if one is None else one if two is None else min(one, two)


def _check_texts(reading: Reading, bins: list[_Bin], domain: Domain, what: str, at: Node) -> None:
    """Every text a choice can be needs a row, or `otherwise`; no row names a text it cannot be."""
    page = reading.page
    named = [found for found in bins if found.row.kind == "text"]
    if domain.choices is None:
        return
    for found in named:
        if found.row.label not in domain.choices:
            message = f"{what}: '{clipped(found.row.label)}' is not a possible value."
            remedy = f"Possible are {listed(domain.choices)}."
            page.note(
                "407", found.key, message, found=found.row.label, known=(*domain.choices, "otherwise", "missing"), remedy=remedy
            )
    lacking = [choice for choice in domain.choices if choice not in {found.row.label for found in named}]
    if lacking and not any(found.row.kind == "otherwise" for found in bins):
        page.note("408", at, f"{what}: no bin covers '{listed(lacking)}'.", found=lacking[0], remedy="Add it, or 'otherwise'.")


def _check_missing(reading: Reading, bins: list[_Bin], domain: Domain, what: str, at: Node) -> None:
    missing = next((found for found in bins if found.row.kind == "missing"), None)
    needed = domain.missing
    if domain.type == "text" and domain.choices is None and not any(found.row.kind == "otherwise" for found in bins):
        needed = True if needed is not None else None  # a text that no row fits counts as missing
    if needed and missing is None:
        reading.page.note("404", at, f"{what} lacks a bin 'missing'.", remedy="The value can be missing: add 'missing: …'.")
    if needed is False and missing is not None:
        reading.page.note("405", missing.key, f"{what} has a bin 'missing', but the value is never missing.", remedy="Remove it.")
