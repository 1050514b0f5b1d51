"""The rulebooks of a person's file: which they are, and their texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from bonitas.common.problems import BonitasError
from bonitas.rights.file.codes import problem, trouble
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.normal import normalised
from bonitas.rulebook.read import published, read_rulebook


def books_for(subject: str, enrolled: Iterable[str], given: Sequence[Rulebook]) -> list[Rulebook]:
    """The rulebooks given and, of those that the subject takes part in, the published ones, in order of id.

    BonitasError: G201 for each that is neither, G206 if two of those given have one id.
    """
    found: dict[str, Rulebook] = {}
    for book in given:
        if book.id in found:
            raise trouble("G206", found=book.id)
        found[book.id] = book
    lacking = sorted(set(enrolled) - found.keys())
    known = set(published())
    unknown = [problem("G201", found=name, subject=subject) for name in lacking if name not in known]
    if unknown:
        raise BonitasError(unknown)
    found |= {name: read_rulebook(name) for name in lacking}
    return [found[name] for name in sorted(found)]


def text_of_rules(book: Rulebook) -> str:
    """The text of a rulebook, as it was written where that stands alone; else in its normal form, which has the same hash."""
    if book.file is not None and not book.extends:
        return Path(book.file).read_text(encoding="utf-8-sig")
    return normalised(book)
