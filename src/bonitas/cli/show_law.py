"""What the law says of a rulebook: what bars first, each kind of finding once with its article, then its places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Final

from bonitas.cli.console import say
from bonitas.cli.errors import shown
from bonitas.law.codes import CODES
from bonitas.law.model import Finding
from bonitas.rulebook.model import Rulebook

#: Of each code, so many places are shown; --json has all.
MOST: Final = 5
_WIDTH: Final = 118
SURE: Final = {
    "looked up": "looked up in the text, or in one that quotes it",
    "secondary": "from others who describe it; read the gazette before relying on it",
    "memory": "from memory; read it before relying on it",
    "ours": "our own rule",
}


def show_law(book: Rulebook, found: Sequence[Finding], jurisdictions: Sequence[str]) -> None:
    """The whole, as a person reads it."""
    for line in lines(book, found, jurisdictions):
        say(line)


def lines(book: Rulebook, found: Sequence[Finding], jurisdictions: Sequence[str]) -> Iterator[str]:
    """The lines of the report."""
    where = ", ".join(jurisdictions) or "nowhere in particular"
    yield shown(f"{book.title.say() or book.id} ({book.id}, version {book.version}), operated in: {where}")
    barred = sum(one.severity == "bars" for one in found)
    doubtful = len(found) - barred
    bar, warn = "bars" if barred == 1 else "bar", "is a warning" if doubtful == 1 else "are warnings"
    yield f"{_several(barred, 'finding')} {bar} it from operation; {doubtful:,} {'more ' if barred else ''}{warn}."
    if book.standing == "specimen":
        yield "It is a specimen, and runs in a lab only, whatever is found."
    order = sorted(found, key=lambda one: (one.severity, one.code))
    for (severity, code), group in groupby(order, key=lambda one: (one.severity, one.code)):
        yield from _group(code, severity, list(group))
    yield ""
    yield "Findings are the program's reading of a rulebook, and no legal advice. Nothing found is no proof that all is lawful."


def _group(code: str, severity: str, found: Sequence[Finding]) -> Iterator[str]:
    first = found[0]
    yield ""
    yield f"{code}  {severity}  {CODES[code][0].upper()}{CODES[code][1:]}"
    yield from _wrapped(f"{first.article}: {first.demands} ({SURE[first.sure]})")
    for one in found[:MOST]:
        name = f"{one.part} {one.id}".strip()
        yield from _wrapped(f"{_place(one)}{name}: {one.message}", "    - ", "      ")
    if len(found) > MOST:
        yield f"    - and {len(found) - MOST:,} more; --json lists them all."
    if first.readings is not None:
        yield from _wrapped(f"Strictly: {first.readings[0]}")
        yield from _wrapped(f"Or: {first.readings[1]}")
    yield from _wrapped(f"What to do: {first.remedy}")


def _place(one: Finding) -> str:
    file = Path(one.file).name if one.file else ""
    parts = [str(part) for part in (file, one.line, one.column) if part]
    return f"{':'.join(parts)}  " if one.line else ""


def _wrapped(text: str, first: str = "    ", then: str = "    ") -> list[str]:
    return wrap(shown(text), _WIDTH, initial_indent=first, subsequent_indent=then, break_on_hyphens=False)


def _several(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
