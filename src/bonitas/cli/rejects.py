"""Rejected rows of several files, put into one."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path


def merge(target: Path, parts: Sequence[tuple[str, Path | None]]) -> None:
    """Put the parts, (file they come from, its rejects), into `target` as CSV, with the columns of all and a first column `file`.

    Parts that are not there (of a file that could not be read at all) are passed over; the others are removed.
    """
    rows: list[dict[str, str]] = []
    header: dict[str, None] = {"file": None}
    for file, part in parts:
        if part is None or not part.exists():
            continue
        with part.open(newline="", encoding="utf-8") as text:
            reader = csv.DictReader(text)
            header.update(dict.fromkeys(name for name in reader.fieldnames or () if name != "problem"))
            rows += [{**row, "file": file} for row in reader]
        part.unlink()
    with target.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, [*header, "problem"], lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
