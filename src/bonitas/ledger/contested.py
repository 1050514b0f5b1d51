"""Amendments in words, with who made them and what was handed in: for contests, which the engine knows nothing of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bonitas.common.amounts import MISSING
from bonitas.common.days import iso
from bonitas.ledger.check import SCALE
from bonitas.ledger.schema import WORDY
from bonitas.ledger.sql import among, quoted
from bonitas.ledger.store import Store

_DAYS: Final = ("occurred_on", "ended_on")


@dataclass(frozen=True, slots=True)
class Said:
    """One amendment. `no` is None in ledgers made before amendments were numbered; `corrected` maps columns to new values in words;
    `attachments` are SHA-256 digests, hexadecimal."""

    no: int | None
    entry: int
    subject: int
    change: str
    effective_on: int
    recorded_at: int
    reason: str
    by: str
    attachments: tuple[str, ...]
    corrected: Mapping[str, str]


def entry_of(ledger: Store, name: str) -> int | None:
    """The number of the record called FURNISHER/REF; either may hold a slash itself. None if there is none."""
    parts = name.split("/")
    splits = [("/".join(parts[:at]), "/".join(parts[at:])) for at in range(1, len(parts))]
    codes = ledger.codes([furnisher for furnisher, _ in splits]).tolist()
    with ledger._asking() as asking:
        for code, (_, ref) in zip(codes, splits, strict=True):
            rows = (
                asking.rows(f"SELECT entry FROM records WHERE furnisher = {code} AND {among('ref', [ref])}") if code >= 0 else []
            )
            if rows:
                return int(rows[0][0])
    return None


def amendments_said(ledger: Store, *, entries: Sequence[int] | None = None, after: int | None = None) -> list[Said]:
    """Amendments as the engine orders them (moment, day, change): of some records, or all; those numbered above `after`."""
    names = list(ledger.attributes)
    columns = ["no", "entry", "subject", "change", "effective_on - DATE '1970-01-01'", "recorded_at"]
    columns += [f"COALESCE({quoted(name)}, '')" for name in ("reason", "by", "attachments")]
    columns += [f"{day} - DATE '1970-01-01'" for day in _DAYS] + ["counterparty", *map(ledger._number, names)]
    with ledger._asking() as asking:
        tests = ["true"] if entries is None else [asking.among("entry", list(entries))]
        tests += [] if after is None else [f"no > {int(after)}"]
        rows = asking.rows(ledger._numbered(f"SELECT {', '.join(columns)} FROM amendments WHERE {' AND '.join(tests)}"))
        parties = sorted({int(row[11]) for row in rows if row[11] is not None})
        ids = dict(asking.rows(f"SELECT no, id FROM parties WHERE {asking.among('no', parties)}"))
    wordy = [ledger.attributes[name] in WORDY for name in names]
    codes = sorted(
        {int(cell) for row in rows for cell, is_one in zip(row[12:], wordy, strict=True) if is_one and cell != MISSING}
    )
    word = dict(zip(codes, ledger.words(codes), strict=True))
    found = []
    for no, entry, subject, change, day, at, reason, by, attachments, occurred, ended, party, *cells in rows:
        corrected = {name: str(iso(value)) for name, value in zip(_DAYS, (occurred, ended), strict=True) if value is not None}
        corrected |= {} if party is None else {"counterparty": ids[party]}
        corrected |= {
            name: word[cell] if is_one else in_words(cell, ledger.attributes[name])
            for name, cell, is_one in zip(names, cells, wordy, strict=True)
            if cell != MISSING
        }
        found.append(Said(no, entry, subject, change, day, at, reason, by, tuple(attachments.split()), corrected))
    return sorted(found, key=lambda one: (one.recorded_at, one.effective_on, one.change, -1 if one.no is None else one.no))


def rulebooks_joined(ledger: Store, subjects: Sequence[int]) -> dict[int, list[str]]:
    """The rulebooks that each of some subjects (by code) has a participation in, of whatever time."""
    found: dict[int, list[str]] = {}
    with ledger._asking() as asking:
        mine = asking.among("subject", list(subjects))
        rows = asking.rows(f"SELECT DISTINCT subject, rulebook FROM participations WHERE {mine} ORDER BY rulebook")
    for subject, rulebook in rows:
        found.setdefault(int(subject), []).append(rulebook)
    return found


def in_words(value: Any, type_: str) -> str:
    """A stored number as a file has it.

    >>> in_words(1250, "money"), in_words(-500, "decimal"), in_words(1, "yes_no"), in_words(0, "date")
    ('12.50', '-0.500', 'yes', '1970-01-01')
    """
    if type_ == "date":
        return str(iso(value))
    if type_ == "yes_no":
        return "yes" if value else "no"
    scale = SCALE[type_]
    if scale == 1:
        return str(value)
    whole, part = divmod(abs(value), scale)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{len(str(scale)) - 1}d}"
