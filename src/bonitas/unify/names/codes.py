"""Every problem that a file of names can have: its code, its words and what to do about it. U101 to U119.

No cell and no unknown column is ever repeated: whoever forgets the header would find somebody's name in a log.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.problems import BonitasError, Problem

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "U101": (
            "The file holds two encodings: most of it is UTF-8, and this line is not.",
            "Save the whole file with one encoding, best UTF-8.",
        ),
        "U102": ("The encoding of the file cannot be told.", "Say which it is: --encoding, such as {known}."),
        "U103": (
            "The file is not {encoding}: this line cannot be read so.",
            "Give the encoding that it was saved with, or none.",
        ),
        "U104": ("'{found}' is no encoding that is read here.", "Known: {known}."),
        "U105": ("There is no column of this name in a file of names.", "Remove or rename it. Known: {known}."),
        "U106": ("The row names no subject.", "Say whose name it is: 'subject' is the ledger's own id."),
        "U107": ("The ledger has no such subject.", "Add a record or a participation first, or correct the id."),
        "U108": ("The subject has a row already, in line {first}; that one is used.", "Keep one row for each subject."),
        "U109": (
            "The type of a subject is person or organisation; this is neither.",
            "Correct 'subject_type' or leave it empty.",
        ),
        "U110": ("The ledger knows the subject as {known}.", "Correct 'subject_type' or leave it empty."),
        "U111": (
            "This cannot be a {title}: {why}. It is not used.",
            "Compare it with the document it was read from. The rest of the row is used.",
        ),
        "U112": ("A {title} is not for {what}. It is not used.", "Correct the column or the type of the subject."),
        "U113": ("The birth date is no date that is read here. It is not used.", "Write it as 1987-06-05."),
        "U114": ("The row says nothing to compare: no name, no number, no address.", "Fill it in or leave the row out."),
        "U115": ("The file has no column of names, numbers or addresses.", "Besides 'subject' it needs one of {known}."),
        "U116": ("Another subject of this file has the same {title}, in line {first}.", "Two subjects may be one: compare them."),
    }
)


def problem(
    code: str, *, file: str | None = None, line: int | None = None, at: int | None = None, words: Mapping[str, object] = MappingProxyType({}),
    **more: object,
) -> Problem:  # fmt: skip
    """The problem `code` with its words filled in; `at` is the number of the cell in its row, from 1.

    >>> print(problem("U106", file="names.csv", line=7, at=1))
    names.csv:7:1: U106 The row names no subject. Say whose name it is: 'subject' is the ledger's own id.
    """
    message, remedy = WORDS[code]
    filled = {**words, **more}
    found = filled.get("found")
    told = remedy.format(**filled) or None
    return Problem(
        code, message.format(**filled), file=file, line=line, column=at, found=None if found is None else str(found), remedy=told
    )  # fmt: skip


def trouble(code: str, file: object, *, line: int | None = None, **words: object) -> BonitasError:
    """The exception for a file of names that cannot be used at all."""
    return BonitasError(problem(code, file=str(file), line=line, words=words))
