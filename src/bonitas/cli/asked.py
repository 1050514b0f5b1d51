"""Reads a file of asked rows: subject, on and, if wanted, known_at."""

from __future__ import annotations

from typing import Final

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError, Problem
from bonitas.ledger.columns import Form
from bonitas.ledger.explain import Explainer
from bonitas.ledger.sources.chunk import LINE
from bonitas.ledger.sources.which import source_of

#: Subject, day, and from what was known when (None: as the command says).
AskedRow = tuple[str, str, str | None]
FORM: Final = Form("asked", Catalogue({}))


def read_asked(file: str) -> list[AskedRow]:
    """The rows of a CSV, JSON Lines or Parquet file. BonitasError lists everything wrong with it, by line."""
    source = source_of(file, FORM)
    rows: list[AskedRow] = []
    problems: list[Problem] = []
    sound: set[tuple[str | None, str | None]] = set()
    for chunk in source.chunks():
        problems += [problem for row in chunk.bad for problem in row.problems]
        explainer = Explainer(FORM, source.name, source.header)
        for cells in chunk.table.to_pylist():
            line = cells.pop(LINE)
            subject, on, known_at = cells.get("subject"), cells.get("on"), cells.get("known_at")
            # Dates and times repeat: each is looked at once.
            if not subject or (on, known_at) not in sound:
                found = explainer.problems(line, cells)
                problems += found
                if found:
                    continue
                sound.add((on, known_at))
            rows.append((subject, on, known_at))
    lacking = [name for name in FORM.required if name not in source.header]
    if lacking and not problems:  # a JSON file is not known to lack a column until it has been read
        problems += Explainer(FORM, source.name, source.header).problems(1, {})
    if problems:
        raise BonitasError(sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0)))
    return rows
