"""Filing a dispute: in full words, with papers by their digests. It holds the record out from the moment it is filed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bonitas.common.days import iso
from bonitas.common.problems import BonitasError
from bonitas.engine.question import Day
from bonitas.ledger.store import Store
from bonitas.rights.contest.codes import problem, trouble
from bonitas.rights.contest.record import Contested, contested, day_of


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed. `content` is what `dispute --json` prints."""

    content: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """What `dispute --json` prints."""
        return self.content


def dispute(  # noqa: PLR0913 - a dispute says all of this
    ledger: Store,
    record: str,
    *,
    text: str,
    attach: Iterable[str | Path] = (),
    by: str = "",
    on: Day | None = None,
    zone: str = "UTC",
) -> Filed:
    """File a dispute about the record FURNISHER/REF, as of a day (default: today in `zone`).

    `text` is kept as it is, of the files only their SHA-256, `by` as whoever filed it. Where a rulebook holds disputes, the record is
    out of every rating from that day on until it is decided. A further dispute while one is open is new evidence, and may move
    the deadline once. BonitasError: G101 to G107, and what `amend` says.
    """
    found = contested(ledger, record)
    if not text.strip():
        raise trouble("G102")
    if found.gone is not None:
        raise trouble("G103", found=record, on=iso(found.gone))
    day = day_of(on, zone)
    if day < found.record.occurred_on:
        raise trouble("G107", found=str(iso(day)), on=iso(found.record.occurred_on))
    papers = digests(attach)
    row = amendment(found, "disputed", day, text.strip(), by)
    row["attachments"] = " ".join(digest for _, digest in papers) or None
    added = amend_all(ledger, [row])
    return Filed(
        {
            "record": found.as_dict(),
            "subject": found.record.subject,
            "filed_on": iso(day),
            "new": bool(added),
            "further": found.open_since() is not None,
            "attachments": [{"file": name, "sha256": digest} for name, digest in papers],
        }
    )


def digests(files: Iterable[str | Path]) -> list[tuple[str, str]]:
    """Name and SHA-256 of each file, each content once. BonitasError G104 lists all that cannot be read."""
    found: dict[str, str] = {}
    problems = []
    for file in files:
        path = Path(file)
        try:
            with path.open("rb") as opened:
                found.setdefault(hashlib.file_digest(opened, "sha256").hexdigest(), path.name)
        except OSError as exc:
            problems.append(problem("G104", name=str(file), why=(exc.strerror or str(exc)).lower()))
    if problems:
        raise BonitasError(problems)
    return [(name, digest) for digest, name in found.items()]


def amendment(found: Contested, change: str, day: int, reason: str, by: str) -> dict[str, Any]:
    """A row of a file of amendments."""
    return {
        "furnisher": found.record.furnisher, "ref": found.record.ref, "change": change, "effective_on": iso(day),
        "reason": reason, "by": by.strip() or None,
    }  # fmt: skip


def amend_all(ledger: Store, rows: Sequence[dict[str, Any]]) -> int:
    """Add amendments; how many were new. BonitasError with what is wrong with them, if anything is."""
    report = ledger.amend(list(rows))
    if report.problems:
        raise BonitasError(list(report.problems))
    return report.added
