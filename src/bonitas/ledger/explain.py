"""What is wrong with one row, in words. Only rows that `check` did not let through come here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Final

from bonitas.catalogue.model import COMMON_ATTRIBUTES, Catalogue
from bonitas.common.amounts import LARGEST
from bonitas.common.days import FIRST_DAY, LAST_DAY
from bonitas.common.problems import Problem, nearest
from bonitas.ledger.check import DECIMALS, DIGESTS, FIRST_TIME, INSTANT, LAST_TIME, NO, YES
from bonitas.ledger.codes import problem
from bonitas.ledger.columns import BASES, CHANGES, CORRECTABLE, SUBJECT_TYPES, CellType, Form
from bonitas.ledger.sources.chunk import Cells

NUMBER: Final = re.compile(r"[+-]?(\d+)(\.(\d+))?", re.ASCII)
DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TIME: Final = re.compile(INSTANT, re.ASCII)
UNZONED: Final = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?", re.ASCII)
Words = dict[str, str | None]
Said = tuple[str, Words]


@dataclass(frozen=True, slots=True)
class Amended:
    """The record that an amendment names, as it was added; all None if there is none. Days are ISO text."""

    kind: str | None
    occurred_on: str | None
    ended_on: str | None


@dataclass(frozen=True, slots=True)
class Explainer:
    """Says what is wrong with rows of one file. `header` gives each column its number."""

    form: Form
    file: str | None
    header: tuple[str, ...]

    def problems(self, line: int, cells: Cells) -> tuple[Problem, ...]:
        """Everything wrong with a row of records or participations."""
        return self._problems(line, cells, self._said(cells, cells.get("kind")))

    def amendment(self, line: int, cells: Cells, record: Amended) -> tuple[Problem, ...]:
        """Everything wrong with an amendment of `record`."""
        return self._problems(line, cells, chain(self._said(cells, record.kind), self._amended(cells, record)))

    def unexplained(self, line: int) -> Problem:
        """For a row that the check refused and nothing is seen wrong with: it must not vanish."""
        return problem("L218", file=self.file, line=line)

    def _problems(self, line: int, cells: Cells, said: Iterable[tuple[str, Said]]) -> tuple[Problem, ...]:
        found: list[Problem] = []
        for column, (code, words) in said:
            at = self.header.index(column) + 1 if column in self.header else None
            near, value = words.pop("nearest", None), words.pop("found", cells.get(column))
            names = {"column": column, **words}
            found.append(problem(code, file=self.file, line=line, at=at, found=value, nearest=near, words=names))
        return tuple(found)

    def _amended(self, cells: Cells, record: Amended) -> Iterator[tuple[str, Said]]:
        if record.kind is None and cells.get("furnisher") and cells.get("ref"):
            yield "ref", ("L301", {"furnisher": cells["furnisher"], "ref": cells["ref"]})
        filled = [name for name in (*CORRECTABLE, *self.form.attributes) if cells.get(name)]
        change = cells.get("change")
        if change == "corrected" and not filled:
            yield "change", ("L303", {})
        elif change in CHANGES and change != "corrected":
            for name in filled:
                yield name, ("L304", {"change": change})
        if ("occurred_on" in filled) != ("ended_on" in filled):
            start, end = _day(cells, "occurred_on") or record.occurred_on, _day(cells, "ended_on") or record.ended_on
            if start and end and end < start:
                yield ("ended_on" if "ended_on" in filled else "occurred_on"), ("L305", {})

    def _said(self, cells: Cells, kind: str | None) -> Iterator[tuple[str, Said]]:
        for column in self.form.required:
            if not cells.get(column):
                yield column, ("L201", {"what": self.form.what})
        for column, type_ in self.form.known.items():
            cell = cells.get(column)
            if cell:
                yield from ((column, said) for said in cell_faults(cell, type_, self.form.catalogue))
        for column in self.form.attributes:
            if cells.get(column):
                yield from ((column, said) for said in kind_faults(self.form.catalogue, column, str(cells[column]), kind))
        yield from order_faults(cells)


def cell_faults(cell: str, type_: CellType, catalogue: Catalogue) -> Iterator[Said]:
    """What is wrong with a cell by its type alone: code and words."""
    match type_:
        case "date":
            yield from _date(cell)
        case "instant":
            yield from _instant(cell)
        case "integer" | "money" | "decimal":
            yield from _number(cell, type_)
        case "yes_no" if cell.lower() not in YES + NO:
            yield "L213", {}
        case "digests" if not re.fullmatch(DIGESTS, cell):
            yield "L306", {}
        case "kind" if cell not in catalogue.kinds:
            yield "L202", {"nearest": nearest(cell, catalogue.kinds)}
        case "subject_type":
            yield from _one_of(cell, SUBJECT_TYPES, "L215")
        case "change":
            yield from _one_of(cell, CHANGES, "L302")
        case "basis":
            yield from _one_of(cell, BASES, "L401")


def _one_of(cell: str, words: Iterable[str], code: str) -> Iterator[Said]:
    if cell not in words:
        yield code, {"nearest": nearest(cell.lower(), words)}


def _date(cell: str) -> Iterator[Said]:
    if not DATE.fullmatch(cell):
        yield "L203", {}
        return
    try:
        day = dt.date.fromisoformat(cell)
    except ValueError:
        yield "L204", {}
        return
    if not FIRST_DAY <= day <= LAST_DAY:
        yield "L205", {}


def _instant(cell: str) -> Iterator[Said]:
    if UNZONED.fullmatch(cell):
        yield "L208", {}
    elif not TIME.fullmatch(cell):
        yield "L207", {}
    else:
        yield from _moment(cell)


def _moment(cell: str) -> Iterator[Said]:
    try:
        since = dt.datetime.fromisoformat(cell) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    except ValueError:
        yield "L204", {}
        return
    if not FIRST_TIME <= since // dt.timedelta(microseconds=1) <= LAST_TIME:
        yield "L205", {}


def _number(cell: str, type_: str) -> Iterator[Said]:
    found = NUMBER.fullmatch(cell)
    if not found:
        yield "L209", {}
        return
    places = DECIMALS[type_]
    if len((found[3] or "").rstrip("0")) > places:
        yield "L210", {"type": type_, "places": str(places)}
    if abs(Decimal(cell)) > LARGEST:
        yield "L211", {}


def kind_faults(catalogue: Catalogue, column: str, cell: str, kind: str | None) -> Iterator[Said]:
    """What is wrong with an attribute of a record of `kind`: not declared, or not one of its choices."""
    declared_kind = catalogue.kinds.get(kind or "")
    if declared_kind is None or column in COMMON_ATTRIBUTES:
        return
    declared = declared_kind.attributes.get(column)
    if declared is None:
        known = ", ".join(declared_kind.attributes) or "no attributes of its own"
        yield "L214", {"kind": declared_kind.name, "known": known}
    elif declared.type == "choice" and cell not in declared.choices:
        yield "L212", {"nearest": nearest(cell, declared.choices), "known": ", ".join(declared.choices)}


def order_faults(cells: Cells) -> Iterator[tuple[str, Said]]:
    """Days that come in the wrong order, where both are days at all."""
    for code, column, first, later, strictly in (
        ("L206", "ended_on", "occurred_on", "ended_on", False),
        ("L402", "until", "from", "until", True),
    ):
        a, b = _day(cells, first), _day(cells, later)
        if a and b and (b < a or (strictly and b == a)):
            yield column, (code, {})


def _day(cells: Mapping[str, str | None], column: str) -> str | None:
    """The cell, if it is a good date: ISO dates compare as they read."""
    cell = cells.get(column)
    return None if not cell or any(True for _ in _date(cell)) else cell
