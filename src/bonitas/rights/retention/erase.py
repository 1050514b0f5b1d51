"""Erasure: somebody asks that what is held about them goes. What the law lets go goes; what stays is said, with why and until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from bonitas.common.days import iso
from bonitas.engine.question import now
from bonitas.engine.rate import catalogue_of
from bonitas.ledger.base import Int32s
from bonitas.ledger.codes import trouble as ledger_trouble
from bonitas.ledger.store import Store
from bonitas.rights.retention.certificate import FORM, Removed, carried_out, looked_at
from bonitas.rights.retention.fates import BECAUSE, GOES, UNKNOWN, Fates, fates
from bonitas.rights.retention.retain import MICROSECONDS_A_DAY

WHY: Final = "asked for by whom it is about"


def erase(  # noqa: PLR0913 - who answers, and what follows
    ledger: Store, subject: str, *, really: bool = False, by: str = "", out: str | Path | None = None,
    after: Callable[[], Mapping[str, Any]] | None = None,
) -> Removed:  # fmt: skip
    """What is held about a subject and may go, and what stays and why; removed only if `really`.

    Stays: what the law demands (`keep_at_least` of the catalogue), what a dispute is open about, what goes on. If nothing of these is
    left, the subject goes altogether: participations, identifiers, standing ratings and accesses with them, and `after` is done (what else
    is to forget it; what it answers is in the certificate). BonitasError: G302, L610 for a subject that is not there, and those of
    `Store.remove`.

    >>> import bonitas
    >>> with bonitas.memory_ledger([{"subject": "ann", "kind": "credit.enquiry", "occurred_on": "2026-01-02"}]) as ledger:
    ...     bonitas.erase(ledger, "ann", really=True).as_dict()["rows"]
    {'parties': 1, 'records': 1, 'subjects': 1}
    """
    codes, _, _ = ledger.subjects([subject])
    if codes[0] < 0:
        raise ledger_trouble("L610", ledger.address, subject=subject)
    day = now() // MICROSECONDS_A_DAY
    with ledger.still():
        found = fates(ledger, catalogue_of(ledger), day, now(), erasing=True, subjects=codes)
        unknown = _unknown(ledger, codes, found)
        rows = _rows(ledger, found, codes) + unknown
    whole = all(row["goes"] for row in rows)
    content: dict[str, Any] = {
        "certificate": FORM, "basis": "erasure", "why": WHY, "on": iso(day), "by": by, "whole": whole,
        "goes": [_said(row) for row in rows if row["goes"]], "stays": [_said(row) for row in rows if not row["goes"]],
    }  # fmt: skip
    going = found.entry[found.fate == GOES].tolist()
    if not really or not (whole or going):
        return looked_at(content)
    return carried_out(ledger, content, going, [subject] if whole else [], out, after if whole else None)


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "goes"}


def _rows(ledger: Store, found: Fates, codes: Int32s) -> list[dict[str, Any]]:
    """Each record by its number, with its kind and what becomes of it: nothing else, for the certificate outlives it."""
    kinds = (
        dict(zip(np.unique(found.kind).tolist(), ledger.words(np.unique(found.kind).tolist()), strict=True))
        if len(found.kind)
        else {}
    )
    columns = (found.entry, found.kind, found.until, found.fate)
    return [
        {"entry": entry, "kind": kinds[kind], "kept_until": iso(until), "because": BECAUSE[fate], "goes": fate == GOES}
        for entry, kind, until, fate in sorted(zip(*(column.tolist() for column in columns), strict=True))
    ]


def _unknown(ledger: Store, codes: Int32s, found: Fates) -> list[dict[str, Any]]:
    """Records of kinds that the catalogue does not know."""
    with ledger._asking() as asking:
        rows = asking.rows(
            f"SELECT r.entry, w.word FROM records r JOIN words w ON w.no = r.kind WHERE {asking.among('r.subject', codes)} ORDER BY r.entry"
        )
    seen = set(found.entry.tolist())
    told = {"kept_until": None, "because": BECAUSE[UNKNOWN], "goes": False}
    return [{"entry": int(entry), "kind": str(kind), **told} for entry, kind in rows if int(entry) not in seen]
