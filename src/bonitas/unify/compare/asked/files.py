"""Made-up files, many at once, rated in one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bonitas.catalogue.model import Attribute, Catalogue, Kind
from bonitas.common.amounts import decimal_of
from bonitas.common.days import FIRST_DAY, add_months, date_of, day_number
from bonitas.engine.kernel import layout as ly
from bonitas.engine.rate import rate
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Bands, Period, Rulebook, Rules
from bonitas.unify.crosswalk.fits import Cells

FURNISHER: Final = "made up"
#: From when everybody takes part: the first day that a ledger can hold.
FIRST: Final = day_number(FIRST_DAY)
JOINED: Final = str(FIRST_DAY)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a made-up file: its kind, its values (see `crosswalk.fits`), and how long ago it occurred: months, then days."""

    kind: str
    cells: tuple[tuple[str, int | str | None], ...] = ()
    months: int = 0
    days: int = 1


File = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How one file stands: its score and band number (None: no score), and which rule left it without one (−1: none)."""

    score: int | None
    band: int | None
    why: int


@dataclass(frozen=True, slots=True)
class Asker:
    """A rulebook's measures on one day, without its clauses, and the catalogue of the records that they look at."""

    book: Rulebook
    day: int
    catalogue: Catalogue

    @classmethod
    def of(cls, book: Rulebook, rules: Rules, day: int) -> Asker:
        bands = Bands(tuple(replace(band, best=None) for band in rules.bands.bands), rules.bands.by)
        alone = replace(rules, clauses=(), shown=(), freezes=(), passes_on=(), consequences=(), bands=bands)
        return cls(replace(book, periods=(Period(day, day + 1, alone),)), day, Catalogue(book.kinds))

    def ask(self, files: Sequence[File]) -> list[Answer]:
        """How each file stands; every one is somebody of their own."""
        if not files:
            return []
        book, type_ = self.book, "organisation" if self.book.subjects == "organisation" else "person"
        who = [f"s{n:07d}" for n in range(len(files))]
        rows = [row for n, file in enumerate(files) for row in self._rows(who[n], type_, file)]
        settled = [self._settled(row) for row in rows if row.pop("settled", False)]
        joined = [
            {"subject": one, "subject_type": type_, "rulebook": book.id, "basis": book.participation, "from": JOINED, "recorded_at": _at(JOINED)}
            for one in who
        ] if book.participation != "none" else []  # fmt: skip
        with memory_ledger(rows, settled, joined, lab=True, catalogue=self.catalogue) as ledger:
            found = rate(book, ledger, on=date_of(self.day), subject=who, changes=False)
        return [_answer(one) for one in found.results.tolist()]

    def _rows(self, subject: str, type_: str, file: File) -> list[dict[str, Any]]:
        rows = []
        for n, entry in enumerate(file):
            kind, day = self.catalogue.kinds[entry.kind], max(add_months(self.day, -entry.months) - entry.days, FIRST)
            cells = dict(entry.cells)
            rows.append({
                "subject": subject, "subject_type": type_, "kind": kind.name, "occurred_on": str(date_of(day)), "recorded_at": _at(JOINED),
                "furnisher": FURNISHER, "ref": f"{subject}-{n}", "counterparty": f"partner {n}", "settled": cells.get("settled") == 1,
                **({"ended_on": str(date_of(day))} if kind.lasting and cells.get("ongoing") == 0 else {}), **_attributes(kind, cells, day),
            })  # fmt: skip
        return rows

    def _settled(self, row: Mapping[str, Any]) -> dict[str, str]:
        on = row["occurred_on"]
        return {"furnisher": FURNISHER, "ref": row["ref"], "change": "settled", "effective_on": on, "recorded_at": _at(JOINED)}


def _at(day: str) -> str:
    return f"{day}T00:00:00Z"


def _attributes(kind: Kind, cells: Cells, day: int) -> dict[str, str]:
    """The attributes as a file of records has them; every date is the day of the record."""
    return {
        one.name: str(date_of(day)) if one.type == "date" else _written(one, cells[one.name])
        for one in kind.attributes.values()
        if one.type == "date" or cells.get(one.name) is not None
    }


def _written(attribute: Attribute, value: int | str | None) -> str:
    if attribute.type == "yes_no":
        return "yes" if value else "no"
    return str(decimal_of(value)) if isinstance(value, int) else str(value)


def _answer(row: list[int]) -> Answer:
    scored = row[ly.R_STANDING] == ly.SCORED
    band = row[ly.R_BAND]
    return Answer(row[ly.R_SCORE] if scored else None, band if scored and band >= 0 else None, row[ly.R_NO_SCORE])
