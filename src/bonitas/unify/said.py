"""A file that says one thing of each subject: the group it is in, or how it turned out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError, Problem
from bonitas.ledger.columns import Form
from bonitas.ledger.explain import Explainer
from bonitas.ledger.sources.chunk import LINE
from bonitas.ledger.sources.which import source_of


def read_said(
    file: str | Path, what: Literal["groups", "outcomes"], column: str, twice: Callable[..., Problem], words: tuple[str, ...] = ()
) -> dict[str, str]:
    """Subject → what a CSV, JSON Lines or Parquet file says in a column. `words`: the only ones that may stand there, if not all may.

    BonitasError lists everything wrong with the file, by line; of a subject of which two things are said it is what `twice` makes of
    `file`, `line`, `found`, `subject`, `said` and `first` (the line of the first).
    """
    form = Form(what, Catalogue({}))
    source = source_of(file, form)
    found: dict[str, str] = {}
    first: dict[str, int] = {}
    problems: list[Problem] = []
    for chunk in source.chunks():
        problems += [one for row in chunk.bad for one in row.problems]
        explainer = Explainer(form, source.name, source.header)
        for cells in chunk.table.to_pylist():
            line = cells.pop(LINE)
            subject, said = cells.get("subject"), cells.get(column)
            if not subject or not said or (words and said not in words):
                problems += explainer.problems(line, cells)
            elif found.setdefault(subject, said) != said:
                told = {"subject": subject, "said": found[subject], "first": first[subject]}
                problems.append(twice(file=source.name, line=line, found=said, **told))
            first.setdefault(subject or "", line)
    lacking = [name for name in form.required if name not in source.header]
    if lacking and not problems:  # a JSON file is not known to lack a column until it has been read
        problems += Explainer(form, source.name, source.header).problems(1, {})
    if problems:
        raise BonitasError(sorted(problems, key=lambda one: (one.line or 0, one.column or 0)))
    return found
