"""The common outcome of subjects, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError, Problem
from bonitas.ledger.columns import Form
from bonitas.ledger.explain import Explainer
from bonitas.ledger.sources.chunk import LINE
from bonitas.ledger.sources.which import source_of
from bonitas.unify.equate.codes import problem

FORM: Final = Form("outcomes", Catalogue({}))


def read_outcomes(file: str | Path) -> dict[str, bool]:
    """Subject → whether it turned out badly, from a CSV, JSON Lines or Parquet file with the columns `subject` and `bad` (yes or no).

    BonitasError lists everything wrong with it, by line: what is wrong with the file or a row, and U420 for two outcomes of one.
    """
    source = source_of(file, FORM)
    found: dict[str, bool] = {}
    first: dict[str, int] = {}
    problems: list[Problem] = []
    for chunk in source.chunks():
        problems += [one for row in chunk.bad for one in row.problems]
        explainer = Explainer(FORM, source.name, source.header)
        for cells in chunk.table.to_pylist():
            line = cells.pop(LINE)
            subject, bad = cells.get("subject"), cells.get("bad")
            if not subject or bad not in ("yes", "no"):
                problems += explainer.problems(line, cells)
            elif found.setdefault(subject, bad == "yes") != (bad == "yes"):
                problems.append(problem("U420", file=source.name, line=line, found=bad, subject=subject, first=first[subject]))
            first.setdefault(subject or "", line)
    lacking = [name for name in FORM.required if name not in source.header]
    if lacking and not problems:  # a JSON file is not known to lack a column until it has been read
        problems += Explainer(FORM, source.name, source.header).problems(1, {})
    if problems:
        raise BonitasError(sorted(problems, key=lambda one: (one.line or 0, one.column or 0)))
    return found
