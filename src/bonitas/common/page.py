"""A page under reading: takes values out of a YAML tree, and notes everything that is wrong with its place.

Codes are the page's prefix (`R` for rulebooks, `C` for catalogues) and a number. What cannot be read is noted and comes back
as None, so that reading goes on and finds the rest.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from bonitas.common.amounts import beyond, thousandths
from bonitas.common.days import FIRST_DAY, LAST_DAY, Duration, day_number
from bonitas.common.problems import Problem, Problems, Severity, nearest
from bonitas.common.texts import Text
from bonitas.common.yamltext import Entry, Items, Map, Node, Scalar, Tree, as_date

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_MOST_SHOWN: Final = 60


def kind_of(node: Node) -> str:
    """What a node is, in words."""
    if isinstance(node, Map):
        return "a map"
    return "a list" if isinstance(node, Items) else f"'{clipped(node.raw)}'"


def clipped(text: str) -> str:
    """A text short enough to be shown inside a sentence."""
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them.

    >>> listed(["a", "b", "c"])
    'a, b or c'
    """
    several = list(names)
    return " or ".join([", ".join(several[:-1]), several[-1]]) if len(several) > 1 else "".join(several)


@dataclass(slots=True)
class Page:
    """`file` names the text in problems; `prefix` begins each code."""

    file: str | None
    prefix: str
    problems: Problems = field(default_factory=Problems)

    def note(  # noqa: PLR0913 (all but three are by name)
        self, number: str, at: Node | None, message: str, *, offset: int = 0, found: str | None = None,
        known: Iterable[str] | None = None, remedy: str | None = None, severity: Severity = "error",
    ) -> None:  # fmt: skip
        """Note a problem at a node; `offset` counts characters into a scalar; `known` are names that `found` may have meant."""
        close = nearest(found, known) if found is not None and known is not None else None
        line, column = (at.line, _column(at, offset)) if at is not None else (1, 1)
        self.problems.add(
            Problem(self.prefix + number, message, severity, self.file, line, column, found, close, None if close else remedy)
        )

    def warn(self, number: str, at: Node | None, message: str, *, found: str | None = None, remedy: str | None = None) -> None:
        """Note a warning."""
        self.note(number, at, message, found=found, remedy=remedy, severity="warning")

    def faults(self, tree: Tree) -> None:
        """Note what made a text no plain tree."""
        for f in tree.faults:
            self.problems.add(
                Problem(self.prefix + f.number, f.message, "error", self.file, f.line, f.column, f.found, None, f.remedy)
            )

    # ------------------------------------------------------------ shapes

    def fields(
        self, node: Node, what: str, known: Collection[str], required: Collection[str] = (), at: Node | None = None
    ) -> Map | None:
        """A map with none but `known` keys and all of `required`; `at` is where a missing key is reported (the map's own key)."""
        if not isinstance(node, Map):
            self.note("103", node, f"{what} must be a map, not {kind_of(node)}.", remedy=f"Its keys are {listed(known)}.")
            return None
        for name, entry in node.entries.items():
            if name not in known:
                message = f"{what} has no key '{clipped(name)}'."
                self.note("101", entry.key, message, found=name, known=known, remedy=f"Its keys are {listed(known)}.")
        for name in required:
            if name not in node.entries:
                self.note("102", at or node, f"{what} lacks the key '{name}'.", remedy=f"Add '{name}: …'.")
        return node

    def map_of(self, node: Node | None, what: str) -> list[Entry]:
        """The entries of a map with free keys; nothing if it is absent or null."""
        if node is None or (isinstance(node, Scalar) and node.value is None):
            return []
        if not isinstance(node, Map):
            self.note("103", node, f"{what} must be a map, not {kind_of(node)}.")
            return []
        return list(node)

    def one_or_list(self, node: Node | None) -> list[Node]:
        """The items of a list, or the one value that stands in its place."""
        if node is None:
            return []
        return list(node.items) if isinstance(node, Items) else [node]

    # ------------------------------------------------------------ values

    def scalar(self, node: Node, what: str) -> Scalar | None:
        """A scalar that is not empty."""
        if not isinstance(node, Scalar):
            self.note("103", node, f"{what} must be a text, not {kind_of(node)}.")
            return None
        if not node.raw.strip() or (node.value is None and not node.style):
            self.note("103", node, f"{what} is empty.")
            return None
        return node

    def text(self, node: Node, what: str) -> str | None:
        """A text, as written."""
        found = self.scalar(node, what)
        return found.raw.strip() if found else None

    def word(self, node: Node, what: str, allowed: Collection[str]) -> str | None:
        """One of a few words."""
        word = self.text(node, what)
        if word is None or word in allowed:
            return word
        remedy = f"Write {listed(allowed)}."
        self.note("104", node, f"{what} cannot be '{clipped(word)}'.", found=word, known=allowed, remedy=remedy)
        return None

    def yes_no(self, node: Node, what: str) -> bool | None:
        """`yes`, `no`, `true` or `false`."""
        found = self.scalar(node, what)
        if found is None:
            return None
        if found.raw in ("yes", "true", "no", "false"):
            return found.raw in ("yes", "true")
        self.note("108", node, f"{what} must be yes or no, not '{clipped(found.raw)}'.", found=found.raw)
        return None

    def number(self, node: Node, what: str) -> int | None:
        """A number with at most three decimals, in thousandths."""
        found = self.scalar(node, what)
        if found is None:
            return None
        if isinstance(found.value, bool) or not isinstance(found.value, int | Decimal):
            self.note("105", node, f"{what} must be a number, not '{clipped(found.raw)}'.", found=found.raw)
            return None
        return self.exact(found, found.raw, what)

    def exact(self, at: Node, raw: str, what: str, offset: int = 0) -> int | None:
        """The digits `raw` in thousandths."""
        try:
            return thousandths(raw)
        except ValueError:
            pass
        value = Decimal(raw)
        if beyond(value):
            self.note("106", at, f"{what} is beyond ±10^12.", offset=offset, found=raw)
        else:
            self.note("105", at, f"{what} has more than three decimals.", offset=offset, found=raw, remedy="Round it.")
        return None

    def day(self, node: Node, what: str) -> int | None:
        """A date between 1900 and 2199, as a day number."""
        found = self.scalar(node, what)
        return self.day_text(found, found.raw, what) if found else None

    def day_text(self, at: Node, raw: str, what: str, offset: int = 0) -> int | None:
        """The ISO date `raw` as a day number."""
        day: dt.date | None = as_date(raw)
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            message = f"{what} must be a date from 1900 to 2199, not '{clipped(raw)}'."
            self.note("107", at, message, offset=offset, found=raw, remedy="Write it as 2020-01-31.")
            return None
        return day_number(day)

    def duration(self, node: Node, what: str) -> Duration | None:
        """A duration such as '6 months'."""
        found = self.scalar(node, what)
        return self.duration_text(found, found.raw, what) if found else None

    def duration_text(self, at: Node, raw: str, what: str) -> Duration | None:
        """The same from a piece of text."""
        try:
            return Duration.parse(raw)
        except ValueError:
            message = f"{what} must be a duration, not '{clipped(raw)}'."
            self.note("113", at, message, found=raw, remedy="Write '28 days', '6 months' or '1 year'.")
            return None

    def texts(self, node: Node | None, what: str) -> Text:
        """A text, or a map from languages to texts; nothing if absent."""
        if node is None:
            return Text()
        if not isinstance(node, Map):
            word = self.text(node, what)
            return Text((("en", word),)) if word else Text()
        versions = []
        for entry in node:
            if not _LANGUAGE.match(entry.key.raw):
                message = f"'{clipped(entry.key.raw)}' is not a language code."
                self.note("109", entry.key, message, found=entry.key.raw, remedy="Write 'en', 'de' or 'zh'.")
            word = self.text(entry.value, what)
            if word:
                versions.append((entry.key.raw, word))
        return Text(tuple(versions))


def _column(at: Node, offset: int) -> int:
    """The column of a character of a scalar, as well as its quoting lets it be told."""
    if not offset or not isinstance(at, Scalar) or not at.single:
        return at.column
    before = at.raw[:offset]
    if at.style == "'":
        return at.column + 1 + offset + before.count("'")
    if at.style == '"':
        return at.column + 1 + offset + before.count('"') + before.count("\\")
    return at.column + offset
