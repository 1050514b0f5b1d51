"""The common outcome of subjects, from a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bonitas.unify.equate.codes import problem
from bonitas.unify.said import read_said


def read_outcomes(file: str | Path) -> dict[str, bool]:
    """Subject → whether it turned out badly, from a CSV, JSON Lines or Parquet file with the columns `subject` and `bad` (yes or no).

    BonitasError lists everything wrong with it, by line: what is wrong with the file or a row, and U420 for two outcomes of one.
    """
    said = read_said(file, "outcomes", "bad", partial(problem, "U420"), words=("yes", "no"))
    return {subject: bad == "yes" for subject, bad in said.items()}
