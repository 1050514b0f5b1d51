"""Reads `--record 'kind=…, on=…, amount=…'`: one record on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from bonitas.common.problems import BonitasError, Problem

#: One `name=value` up to its comma; a value in quotes may hold commas.
_CELL: Final = re.compile(r"""\s*(?P<name>[^=,"']+?)\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^,"']*?)\s*(?:,|$)""")
_UP_TO_COMMA: Final = re.compile(r"[^,]*,?")


def read_records(texts: Sequence[str]) -> list[dict[str, str]]:
    """The rows of all `--record`; BonitasError lists what is no row, each with its place.

    >>> read_records(["kind=civic.gift, on=2026-11-01, note='a, b'"])
    [{'kind': 'civic.gift', 'on': '2026-11-01', 'note': 'a, b'}]
    """
    rows: list[dict[str, str]] = []
    problems: list[Problem] = []
    for number, text in enumerate(texts, 1):
        row: dict[str, str] = {}
        for name, value in cells(text):
            if value is None:
                problems.append(unread(name, f"--record {number}"))
            elif name in row:
                problems.append(twice(name, f"--record {number}"))
            else:
                row[name] = value
        rows.append(row)
    if problems:
        raise BonitasError(problems)
    return rows


def unread(found: str, place: str) -> Problem:
    """A piece that is no `name=value`."""
    remedy = "Write kind=…, on=DATE, ATTRIBUTE=…; put a value that has a comma in quotes."
    return Problem("E143", f"'{found}' is not NAME=VALUE.", file=place, found=found, remedy=remedy)


def twice(name: str, place: str) -> Problem:
    """A name that the row has already."""
    return Problem("E144", f"The name '{name}' is here twice.", file=place, found=name, remedy="Keep one of them.")


def cells(text: str) -> Iterator[tuple[str, str | None]]:
    """Each name with its value; what is no `name=value` comes with None.

    >>> list(cells("a=1, b, c="))
    [('a', '1'), ('b', None), ('c', '')]
    """
    at = 0
    while at < len(text):
        found = _CELL.match(text, at)
        if found:
            value = found["value"]
            yield found["name"], value[1:-1] if value[:1] in {'"', "'"} else value
        else:
            found = _UP_TO_COMMA.match(text, at)
            assert found is not None
            yield found[0].strip(" ,") or ",", None
        at = found.end()


@contextmanager
def placed() -> Iterator[None]:
    """Problems of a row, a record to settle or one to leave out, with the option that they come from for a place."""
    try:
        yield
    except BonitasError as error:
        first = {"record", "settle", "without"}
        raise BonitasError(
            [replace(one, file=f"--{one.file}") if (one.file or "").partition(" ")[0] in first else one for one in error.problems]
        ) from None
