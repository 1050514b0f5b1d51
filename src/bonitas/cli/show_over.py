"""All systems over the same people, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, Literal

import typer

from bonitas.cli.console import emit
from bonitas.cli.errors import tell_problems
from bonitas.cli.licensed import allowed_now, opened_through
from bonitas.cli.terminal import Column, show, table, working
from bonitas.common.days import iso
from bonitas.common.problems import BonitasError, Problem
from bonitas.engine.licence.part import Part
from bonitas.engine.licence.run import runs
from bonitas.engine.refuse import refuse_outside_lab
from bonitas.lab.side import Side, agreements, concerns, side_by_side
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import check_rulebook, published

DAY: Final = 86_400_000_000
TYPES: Final[tuple[Literal["person", "organisation"], ...]] = ("person", "organisation")
#: So many systems stand side by side in a table of agreement.
ABREAST: Final = 10


def tell_over(address: str, on: str | None, json: bool) -> None:
    """Rate everybody in a ledger by every published rulebook that may run on it, and print them side by side.

    Without `on`, on the last day on which anything was recorded.
    """
    books, problems = _readable()
    books, unlicensed = _licensed(books)
    with opened_through(address) as ledger:
        barred = [book for book in books if _is_barred(book, ledger)]
        books = [book for book in books if book not in barred]
        day = on or iso(ledger.latest_entry_at() // DAY) or ""
        with working("Rating by every system", total=len(books), unit="systems") as progress:
            sides = side_by_side(books, ledger, day, progress)
        people = len(ledger.subjects()[0])
    tell_problems(problems)
    if json:
        for row in rows_of(sides):
            emit(row)
    else:
        show_over(sides, people, day)
        if barred:
            show(f"\nIn a lab ledger only: {', '.join(book.id for book in barred)}.")
        in_part = [book.id for book in books if isinstance(book, Part)]
        if in_part:
            show(f"\nIn part, and not the standing by the whole: {', '.join(in_part)}.")
        if unlicensed:
            show(f"\nNot run, for the licence does not go so far: {', '.join(unlicensed)}.")
    if problems:
        raise typer.Exit(1)


def _licensed(books: Sequence[Rulebook]) -> tuple[list[Rulebook], list[str]]:
    """The rulebooks as they may be run, and the names of those that may not, or not without records that may not be read."""
    allowed = allowed_now()
    if allowed is None:
        return list(books), []
    found: list[Rulebook] = []
    for book in books:
        with suppress(BonitasError):
            found.append(runs(book, allowed))
    there = {book.id for book in found}
    return found, [book.id for book in books if book.id not in there]


def _is_barred(book: Rulebook, ledger: Ledger) -> bool:
    try:
        refuse_outside_lab(book, ledger)
    except BonitasError:
        return True
    return False


def _readable() -> tuple[list[Rulebook], list[Problem]]:
    """Every published rulebook that can be read, and what is wrong with those that cannot."""
    found = [check_rulebook(name) for name in published()]
    return [book for book, _ in found if book is not None], [one for book, said in found if book is None for one in said]


def rows_of(sides: Sequence[Side]) -> list[dict[str, Any]]:
    """One object for each system, then one for each pair and type of subject, as `--json` prints them."""
    pairs = [
        {"rulebooks": list(pair), "subjects": who, "agreement": _short(value)}
        for who in TYPES
        for pair, value in agreements(sides, who).items()
    ]
    return [*(side.as_dict() for side in sides), *pairs]


def show_over(sides: Sequence[Side], people: int, day: str) -> None:
    """Who is rated and how; then, for each two systems that rate the same people, whether they agree on the order."""
    show(f"{people:,} subjects, every system over the same records\n")
    columns = [Column("no"), Column("rulebook"), Column("on"), Column("rated", right=True), Column("no score", right=True),
               Column("bands, of those with a score, best first", keep=False)]  # fmt: skip
    show(table(columns, [_row(number, side, people) for number, side in enumerate(sides, 1)]))
    elsewhere = [side.rulebook for side in sides if side.on and side.on != day]
    if elsewhere:
        show(f"\nNot in force on {day}, so asked on the nearest day on which it was: {', '.join(elsewhere)}.")
    for who in TYPES:
        mine = [(number, side) for number, side in enumerate(sides, 1) if concerns(side, who)]
        if len(mine) > 1:
            show(f"\nDo two systems put {who}s in the same order? 1.00: the same, 0: no relation, −1.00: the reverse (Spearman)")
            _show_matrix(mine, agreements(sides, who))


def _row(number: int, side: Side, people: int) -> list[object]:
    rated = side.scored + side.no_score
    bands = ", ".join(f"{name} {_percent(count, side.scored)}" for name, count in side.bands) if side.scored else ""
    return [number, side.rulebook, side.on, _percent(rated, people), _percent(side.no_score, rated), bands]


def _show_matrix(mine: Sequence[tuple[int, Side]], found: Mapping[tuple[str, str], float | None]) -> None:
    """Each system against those before it, some columns at a time so that none is cut short."""
    for start in range(0, len(mine) - 1, ABREAST):
        columns = [
            Column(""),
            *(Column(str(number), right=True) for number, _ in mine[start : min(start + ABREAST, len(mine) - 1)]),
        ]
        rows = []
        for at in range(start + 1, len(mine)):
            number, side = mine[at]
            cells = [_agreed(found[other.rulebook, side.rulebook]) for _, other in mine[start:at][: len(columns) - 1]]
            rows.append([f"{number} {side.rulebook}", *cells, *[""] * (len(columns) - 1 - len(cells))])
        show("")
        show(table(columns, rows))


def _agreed(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
