"""What a draft has beside its clauses: lines of a scorecard, cases without a score, freezes, requirements of bands, records made by a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from bonitas.unify.draft.books import Book

Section = Literal["measures", "scorecard", "no_score", "freeze", "bands", "passes_on"]
#: What each is called in the papers, in their order.
SECTIONS: Final[dict[Section, str]] = {
    "scorecard": "Lines of the scorecard",
    "no_score": "When there is no score",
    "bands": "What bands require",
    "freeze": "Freezes",
    "passes_on": "Records made by a rule",
    "measures": "Measures",
}
_NO_NAME: Final = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Whence:
    """Where in a rulebook something stands: by its keys."""

    book: Book
    keys: tuple[str, ...]

    @property
    def line(self) -> int | None:
        return self.book.line(*self.keys)

    @property
    def said(self) -> str:
        """`town-one, scorecard dues, line 13`."""
        line = f", line {self.line}" if self.line is not None else ""
        return f"{self.book.id}, {' '.join(self.keys)}{line}"

    def as_dict(self) -> dict[str, Any]:
        book = self.book.book
        return {"rulebook": book.id, "version": book.version, "hash": book.hash, "part": " ".join(self.keys), "line": self.line}


@dataclass(frozen=True, slots=True)
class Part:
    """One of them. `body` is its text as plain data; `conducts` those that a line was chosen for; `uses` the measures of the draft that
    it names; `take`: the policy names the rulebook that it is from, by hand."""

    section: Section
    id: str
    body: Any = field(repr=False)
    rule: str
    because: str
    origins: tuple[Whence, ...]
    conducts: tuple[str, ...] = ()
    uses: frozenset[str] = frozenset()
    by_hand: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {
            "section": self.section, "id": self.id, "rule": self.rule, "because": self.because or None, "by_hand": self.by_hand,
            "conducts": list(self.conducts), "origins": [one.as_dict() for one in self.origins],
        }  # fmt: skip


def name_for(book: Book, *names: str) -> str:
    """A name in the draft for a part of a rulebook, such as an expression can hold: `town_one_dues`."""
    name = _NO_NAME.sub("_", "_".join((book.id, *names)))
    return name if not name[0].isdigit() else f"b{name}"


def cited_by(parts: Sequence[Part]) -> Iterator[str]:
    """The sources that parts cite, dated bodies included."""
    waiting = [part.body for part in parts]
    while waiting:
        body = waiting.pop()
        if isinstance(body, Mapping):
            yield from (str(value) for key, value in body.items() if key == "source")
            waiting += body.values()
