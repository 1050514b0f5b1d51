"""The verified numbers of a file of names: each checked against its scheme and hashed at once; wrong ones are listed and not used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from bonitas.common.problems import Problem
from bonitas.ledger.identity.schemes import SCHEMES, NoSuchNumber, Scheme, compact
from bonitas.ledger.sources.chunk import LINE
from bonitas.unify.names.codes import problem

#: What a number of a scheme is known by from then on.
Digest = Callable[[str, str], str]


class Numbered(NamedTuple):
    """A subject has a number of a scheme, which is known here as its keyed hash only."""

    subject: str
    scheme: str
    digest: str


def numbers_of(text: Any, digest: Digest, file: str | None, header: Sequence[str]) -> tuple[tuple[Numbered, ...], list[Problem]]:
    """The verified numbers in the columns that are called as schemes are, and the problems of those that cannot be used.

    `text`: rows as text with `subject`, `organisation` and line numbers. A number that two subjects of one file have is listed, and
    used for the first.
    """
    found: list[Numbered] = []
    problems: list[Problem] = []
    lines = text.column(LINE).to_pylist()
    subjects, organisation = text.column("subject").to_pylist(), text.column("organisation").to_pylist()
    for name in (column for column in text.column_names if column in SCHEMES):
        scheme, at_cell = SCHEMES[name], (header.index(name) + 1 if name in header else None)
        owner: dict[str, int] = {}
        for at, cell in enumerate(text.column(name).to_pylist()):
            if cell is None:
                continue
            known_by, wrong = _one(scheme, cell, organisation[at], digest)
            if wrong is None and known_by in owner:
                wrong = "U116", {"first": owner[known_by]}
            if wrong is not None:
                problems.append(
                    problem(wrong[0], file=file, line=lines[at], at=at_cell, words={"title": scheme.title, **wrong[1]})
                )
                continue
            owner[known_by] = lines[at]
            found.append(Numbered(subjects[at], name, known_by))
    return tuple(found), problems


def _one(scheme: Scheme, cell: str, organisation: bool, digest: Digest) -> tuple[str, tuple[str, dict[str, object]] | None]:
    """The hash of one number, or the code and words of what is wrong with it."""
    if scheme.of not in ("organisation" if organisation else "person", "both"):
        return "", ("U112", {"what": "an organisation" if organisation else "a person"})
    try:
        return digest(scheme.name, compact(scheme, cell)), None
    except NoSuchNumber as exc:
        return "", ("U111", {"why": exc.why})
