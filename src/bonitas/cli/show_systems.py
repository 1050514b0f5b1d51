"""The published rulebooks, listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.terminal import Column, show, table
from bonitas.common.days import NEVER, iso
from bonitas.common.problems import Problem
from bonitas.common.yamlfile import read_tree
from bonitas.common.yamltext import Items, Map
from bonitas.rulebook.mechanisms import MECHANISMS, Mechanism, in_short, used
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import check_rulebook, published

#: A mechanism that every rulebook which rates has, and the table leaves out.
ENGINE: Final = "M33"
_SUBJECTS: Final = {"person": "persons", "organisation": "bodies", "both": "both"}


def listed(mechanism: str | None = None, lang: str = "en") -> tuple[list[dict[str, Any]], list[Problem]]:
    """One row for each published rulebook that can be read (and uses a mechanism, if one is named), and the problems of those that
    cannot."""
    rows, problems = [], []
    names = published()
    for name in names:
        book, found = check_rulebook(name)
        if book is None:
            problems += found
            continue
        uses = used(book, names)
        if mechanism is None or mechanism in {one.code for one in uses}:
            rows.append(row_of(book, uses, lang))
    return rows, problems


def row_of(book: Rulebook, uses: tuple[Mechanism, ...], lang: str) -> dict[str, Any]:
    """A rulebook as `systems --json` prints it."""
    return {
        "rulebook": book.id,
        "version": book.version,
        "title": book.title.say(lang),
        "place": book.place.say(lang) or None,
        "jurisdictions": list(book.jurisdictions),
        "from": iso(book.periods[0].start) if book.periods else None,
        "until": iso(book.periods[-1].end) if book.periods else None,
        "years": years(book),
        "subjects": book.subjects,
        "standing": book.standing,
        "numbers": book.numbers,
        "mechanisms": [{"code": one.code, "name": one.name.say(lang)} for one in uses],
        "participation": book.participation,
        "context": book.context,
        "languages": list(book.languages),
        "cases": count_cases(book),
        "hash": book.hash,
    }


def years(book: Rulebook) -> str:
    """The years in which a rulebook is in force: `2010–2014`, `2020`, or `2020–` if it has no end."""
    if not book.periods:
        return ""
    first = (iso(book.periods[0].start) or "")[:4]
    end = book.periods[-1].end
    last = "" if end == NEVER else (iso(end - 1) or "")[:4]
    return first if first == last else f"{first}–{last}"


def count_cases(book: Rulebook) -> int:
    """How many test cases stand beside a rulebook."""
    path = Path(book.file or "").with_name("cases.yaml")
    if not path.is_file():
        return 0
    root = read_tree(path).root
    cases = root.get("cases") if isinstance(root, Map) else root
    return len(cases.items) if isinstance(cases, Items) else 0


def show_systems(rows: list[dict[str, Any]], mechanism: str | None, lang: str) -> None:
    """The rows as a table that can be read at 100 columns; --json has more."""
    if mechanism is not None:
        name = next(one.name.say(lang) for one in MECHANISMS if one.code == mechanism)
        say(f"{mechanism}: {name}")
        say()
        if not rows:
            say("No published rulebook uses it.")
            return
    columns = [
        Column("rulebook"), Column("place", keep=False), Column("years"), Column("rates"), Column("standing"),
        Column("numbers", keep=False), Column("mechanisms", keep=False),
    ]  # fmt: skip
    cells = [
        [
            row["rulebook"], row["place"] or ", ".join(row["jurisdictions"]), row["years"], _SUBJECTS[row["subjects"]],
            row["standing"], (row["numbers"] or "").replace("_", " "), in_short([one["code"] for one in row["mechanisms"] if one["code"] != ENGINE]),
        ]
        for row in cleaned(rows)
    ]  # fmt: skip
    show(table(columns, cells))
    say()
    name = next(one.name.say(lang) for one in MECHANISMS if one.code == ENGINE)
    say(f"{ENGINE} ({name}) is the engine's, for whatever rates. What a code means: --mechanism CODE, or --json.")
