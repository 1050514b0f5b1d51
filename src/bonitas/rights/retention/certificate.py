"""What went, what stays and why: for the file of whoever must show it, without a word about anybody."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bonitas.common.counts import how_many
from bonitas.ledger.store import Store
from bonitas.rights.retention.codes import trouble

#: The form of a certificate.
FORM: Final = "bonitas-removal-1"
NOTHING: Final = "- nothing"
NO_LONGER_ARRANGED: Final = (
    "The arrangement of the ledger's records, where they lay once more, was taken away; 'bonitas arrange' makes another."
)


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


def looked_at(content: Mapping[str, Any]) -> Removed:
    """What is due to go and what stays, with nothing removed."""
    return Removed({**content, "removed": False, "removal": None, "at": None, "rows": {}, "entries": []})


def carried_out(  # noqa: PLR0913, PLR0917 - what is removed, and what is told of it
    ledger: Store,
    content: Mapping[str, Any],
    entries: Sequence[int],
    subjects: str | Sequence[str],
    out: str | Path | None,
    after: Callable[[], Mapping[str, Any]] | None = None,
) -> Removed:
    """Remove, and write the certificate: what `content` says, with what the ledger answers; of entries their numbers and, if they were
    sealed, leaf and digest. Its place is taken before anything goes, and given back if nothing does. `after`: what else is done once it is
    gone, and what is to be said of that; where it fails, the certificate says what went all the same.

    BonitasError: G302 no place for the certificate, and those of `Store.remove`.
    """
    place = None if out is None else claimed(Path(out))
    try:
        removal = ledger.remove(entries=entries, subject=subjects, why=content["why"], basis=content["basis"], by=content["by"])
    except BaseException:
        if place is not None:
            place.unlink(missing_ok=True)
        raise
    at = dt.datetime.fromtimestamp(removal.at // 10**6, dt.UTC).isoformat().replace("+00:00", "Z")
    rows = [{key: value for key, value in row.items() if value is not None} for row in removal.entries.to_pylist()]
    told = {**content, "removed": True, "removal": removal.no, "at": at, "rows": dict(removal.counts), "entries": rows}
    told |= {"arrangement": "taken away"} if removal.arranged else {}
    try:
        told |= {} if after is None else after()
    finally:
        if place is not None:
            write_certificate(place, told)
    return Removed(told)


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
    done, going = content["removed"], _going(content)
    looked = "nothing removed yet" if going else "there is nothing to remove"
    head = f"Removal {content['removal']} of {content['at']}" if done else f"On {content['on']}, {looked}"
    asked = f", answered for by {content['by']}" if content["by"] else ""
    lines = [f"{head}: {content['why']}{asked}.", "", "Went:" if done else "Would go:", *(going or [NOTHING])]
    lines += ["", "Stays:", *(_listed(content["stays"]) or [NOTHING])]
    if done:
        lines += ["", "Rows written down as removed: " + ", ".join(_rows(table, rows) for table, rows in content["rows"].items())]
        lines += [NO_LONGER_ARRANGED] if content.get("arrangement") else []
    return "\n".join(lines)


def goes(content: Mapping[str, Any]) -> bool:
    """Whether there is anything to remove."""
    return bool(_going(content))


def _going(content: Mapping[str, Any]) -> list[str]:
    """What was or would be removed, a line each."""
    lines = _listed(content["goes"])
    if content.get("subjects"):
        lines.append(f"- {how_many(content['subjects'], 'subject')} of whom nothing is left")
    if content.get("whole"):
        lines.append("- the subject altogether: participations, identifiers, standing ratings and accesses too")
    for one in content.get("links", ()):
        undone = how_many(one["undone"], "link")
        lines.append(
            f"- {how_many(one['ids'], 'id')} in {one['file']}, where {undone} {'was' if one['undone'] == 1 else 'were'} undone by it"
        )
    return lines


def _rows(table: str, rows: int) -> str:
    """A number of rows, by what a table holds.

    >>> _rows("parties", 1), _rows("records", 2)
    ('1 party', '2 records')
    """
    return how_many(rows, "party", "parties") if table == "parties" else how_many(rows, table.removesuffix("s"))


def _listed(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    found = []
    for row in rows:
        what = how_many(row["records"], "record") if "records" in row else f"record {row['entry']}"
        until = f", kept until {row['kept_until']}" if row.get("kept_until") else ""
        found.append(f"- {what} of {row['kind']}{until}: {row['because']}")
    return found
