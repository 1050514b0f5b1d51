"""What went, what stays and why: for the file of whoever must show it, without a word about anybody."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bonitas.ledger.removal.model import Removal
from bonitas.rights.retention.codes import trouble

#: The form of a certificate.
FORM: Final = "bonitas-removal-1"


@dataclass(frozen=True, slots=True)
class Removed:
    """What is due to go, or went, and what stays. `content` is what `--json` prints and a certificate holds."""

    content: dict[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether it was removed; else it was only looked at."""
        return bool(self.content["removed"])

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return self.content


def with_removal(content: Mapping[str, Any], removal: Removal | None) -> dict[str, Any]:
    """A certificate with what the ledger answered; of entries their numbers and, if they were sealed, leaf and digest."""
    told: dict[str, Any] = {**content, "removed": removal is not None, "removal": None, "at": None, "rows": {}, "entries": []}
    if removal is not None:
        at = dt.datetime.fromtimestamp(removal.at // 10**6, dt.UTC).isoformat().replace("+00:00", "Z")
        rows = [{key: value for key, value in row.items() if value is not None} for row in removal.entries.to_pylist()]
        told |= {"removal": removal.no, "at": at, "rows": dict(removal.counts), "entries": rows}
    return told


def claimed(path: Path) -> Path:
    """A place for a certificate, taken before anything is removed. BonitasError G302 if it cannot be written there."""
    try:
        if path.with_suffix(".txt").exists() or path.suffix == ".txt":
            raise FileExistsError
        with path.open("x", encoding="utf-8"):
            pass
    except FileExistsError:
        raise trouble("G302", found=path, why="there is something already") from None
    except OSError as exc:
        raise trouble("G302", found=path, why=(exc.strerror or str(exc)).lower()) from exc
    return path


def write_certificate(path: Path, content: Mapping[str, Any]) -> None:
    """Write a certificate to its place, for good, and beside it (`.txt`) what it says in words."""
    for place, text in ((path, json.dumps(content, indent=1, sort_keys=True)), (path.with_suffix(".txt"), readable(content))):
        with place.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())


def readable(content: Mapping[str, Any]) -> str:
    """What was or would be removed and what stays, in words."""
    done = content["removed"]
    head = f"Removal {content['removal']} of {content['at']}" if done else f"On {content['on']}, nothing removed yet"
    asked = f", answered for by {content['by']}" if content["by"] else ""
    lines = [f"{head}: {content['why']}{asked}.", "", "Went:" if done else "Would go:", *_listed(content["goes"])]
    if content.get("subjects"):
        lines.append(f"- {how_many(content['subjects'], 'subject')} of whom nothing is left")
    if content.get("whole"):
        lines.append("- the subject altogether: participations, identifiers, standing ratings and accesses too")
    lines += ["", "Stays:", *_listed(content["stays"])]
    if done:
        lines += [
            "",
            "Rows written down as removed: " + ", ".join(f"{rows:,} {table}" for table, rows in content["rows"].items()),
        ]
    return "\n".join(lines)


def how_many(count: int, what: str) -> str:
    """A number of things.

    >>> how_many(1, "record"), how_many(2000, "record")
    ('1 record', '2,000 records')
    """
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _listed(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    found = []
    for row in rows:
        what = how_many(row["records"], "record") if "records" in row else f"record {row['entry']}"
        until = f", kept until {row['kept_until']}" if row.get("kept_until") else ""
        found.append(f"- {what} of {row['kind']}{until}: {row['because']}")
    return found or ["- nothing"]
