"""A concordance as a file."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bonitas.unify.equate.codes import trouble

if TYPE_CHECKING:
    from bonitas.unify.equate.equate import Equated

COLUMNS = ("score", "equals", "error", "low", "high", "at_or_below", "band", "equals_band")


def write_table(found: Equated, path: Path) -> None:
    """The rows of the table as CSV, whole or not at all. BonitasError U406 if it cannot be written."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.as_dict() for row in found.rows)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text.getvalue(), encoding="utf-8")
        os.replace(part, path)
    except OSError as exc:
        part.unlink(missing_ok=True)
        raise trouble("U406", found=path.name, why=exc.strerror or "it failed") from exc
