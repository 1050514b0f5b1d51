"""The published rulebooks, listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from bonitas.cli.console import cleaned
from bonitas.cli.terminal import Column, show, table
from bonitas.common.days import iso
from bonitas.common.problems import Problem
from bonitas.common.yamlbuild import parse_bytes
from bonitas.common.yamltext import Items, Map
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import check_rulebook, published

_SUBJECTS: Final = {"person": "persons", "organisation": "organisations", "both": "both"}


def listed() -> tuple[list[dict[str, Any]], list[Problem]]:
    """One row for each published rulebook that can be read, and the problems of those that cannot."""
    rows, problems = [], []
    for name in published():
        book, found = check_rulebook(name)
        if book is None:
            problems += found
        else:
            rows.append(row_of(book))
    return rows, problems


def row_of(book: Rulebook) -> dict[str, Any]:
    """A rulebook as `systems --json` prints it."""
    return {
        "rulebook": book.id,
        "version": book.version,
        "title": book.title.say("en"),
        "jurisdictions": list(book.jurisdictions),
        "from": iso(book.periods[0].start) if book.periods else None,
        "until": iso(book.periods[-1].end) if book.periods else None,
        "subjects": book.subjects,
        "standing": book.standing,
        "participation": book.participation,
        "context": book.context,
        "languages": list(book.languages),
        "cases": count_cases(book),
        "hash": book.hash,
    }


def count_cases(book: Rulebook) -> int:
    """How many test cases stand beside a rulebook."""
    path = Path(book.file or "").with_name("cases.yaml")
    if not path.is_file():
        return 0
    root = parse_bytes(path.read_bytes()).root
    cases = root.get("cases") if isinstance(root, Map) else root
    return len(cases.items) if isinstance(cases, Items) else 0


def show_systems(rows: list[dict[str, Any]]) -> None:
    """The rows as a table."""
    columns = [
        Column("rulebook"), Column("title", keep=False), Column("place"), Column("in force"), Column("rates"), Column("standing"),
        Column("cases", right=True),
    ]  # fmt: skip
    cells = [
        [
            row["rulebook"], row["title"], ", ".join(row["jurisdictions"]),
            f"{row['from']} to {row['until']}" if row["until"] else f"since {row['from']}",
            _SUBJECTS[row["subjects"]], row["standing"], row["cases"],
        ]
        for row in cleaned(rows)
    ]  # fmt: skip
    show(table(columns, cells))
