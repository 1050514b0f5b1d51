"""YAML text as a plain tree that remembers where everything stands.

Only YAML's data is taken: maps, lists, texts, exact numbers, dates, true, false and null. Nothing is made by tag, no number
becomes a float, and input made to exhaust the reader is refused before it is built.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

MOST_BYTES: Final = 5_000_000
MOST_DEPTH: Final = 50
#: Nodes of a text with aliases, counted as if each alias were written out.
MOST_NODES: Final = 20_000

Plain = None | bool | int | Decimal | str | dt.date


@dataclass(slots=True, eq=False)
class Scalar:
    """One value: `raw` as written (quotes undone), `value` as YAML 1.2 reads it. `line` and `column` count from 1.

    `style` is '' for plain, else the quote or block sign; `single` is True if it stands on one line.
    `cited` is the source of a dated value that this was taken from.
    """

    raw: str
    value: Plain
    line: int
    column: int
    style: str = ""
    single: bool = True
    cited: Scalar | None = None


@dataclass(slots=True, eq=False)
class Items:
    """A list."""

    items: list[Node]
    line: int
    column: int
    cited: Scalar | None = None


@dataclass(slots=True, eq=False)
class Entry:
    key: Scalar
    value: Node


@dataclass(slots=True, eq=False)
class Map:
    """A map by the raw text of its keys, in the order written."""

    entries: dict[str, Entry]
    line: int
    column: int
    cited: Scalar | None = None

    def get(self, name: str) -> Node | None:
        """The value of a key, if it is there."""
        entry = self.entries.get(name)
        return entry.value if entry else None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())


Node = Scalar | Items | Map

_NUMBER: Final = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\Z", re.ASCII)
_WHOLE: Final = re.compile(r"[-+]?\d+\Z", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_WORDS: Final[dict[str, Plain]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
#: Longer rows of digits stay text: no number here is near so long, and turning them costs time.
_MOST_DIGITS: Final = 40


def plain_value(raw: str) -> Plain:
    """What an unquoted scalar means: null, true or false, a whole number, an exact decimal, a date, else a text.

    >>> plain_value("12"), plain_value("0.10"), plain_value("yes"), plain_value("2020-02-30")
    (12, Decimal('0.10'), 'yes', '2020-02-30')
    """
    if raw in _WORDS:
        return _WORDS[raw]
    if raw[0] not in "+-.0123456789" or len(raw) > _MOST_DIGITS:
        return raw
    if _WHOLE.match(raw):
        return int(raw)
    if _NUMBER.match(raw):
        number = Decimal(raw)
        return number if abs(number.adjusted()) <= _MOST_DIGITS else raw  # written out, 1e999999999 would fill the memory
    if _DATE.match(raw):
        return as_date(raw) or raw
    return raw


def as_date(raw: str) -> dt.date | None:
    """The ISO date that a text spells, if it is one.

    >>> as_date("2024-02-29"), as_date("2023-02-29")
    (datetime.date(2024, 2, 29), None)
    """
    if not _DATE.match(raw):
        return None
    try:
        return dt.date.fromisoformat(raw)
    except ValueError:
        return None


def as_plain(node: Node) -> object:
    """The node as plain data: dicts, lists, texts, ints, decimals, true, false, None; dates as ISO text."""
    if isinstance(node, Map):
        return {name: as_plain(entry.value) for name, entry in node.entries.items()}
    if isinstance(node, Items):
        return [as_plain(item) for item in node.items]
    return node.raw if isinstance(node.value, dt.date) else node.value


@dataclass(slots=True)
class Fault(Exception):
    """Why the text is no plain tree: the number of a code (`006`), words, and where."""

    number: str
    message: str
    line: int | None = None
    column: int | None = None
    found: str | None = None
    remedy: str | None = None


@dataclass(slots=True)
class Tree:
    """What was read: the root (None if nothing could be), and every fault."""

    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)
