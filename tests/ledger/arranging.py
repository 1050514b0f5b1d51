"""Ledgers to be arranged, and all that is asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from bonitas.ledger import Need, Store
from bonitas.ledger.base import Participations, Records

from .seen import contents, need


def gifts(names: str, first: int = 0) -> list[dict[str, object]]:
    """Records of several subjects, one a letter, of two furnishers whose names do not sort as they were first seen."""
    return [
        {
            "subject": name, "kind": ("civic.gift", "traffic.penalty")[number % 3 == 0], "occurred_on": f"2026-01-0{9 - number % 4}",
            "furnisher": "b" if number % 2 else "a", "ref": f"r{(first + number) * 7 % 10}{first + number}",
            **({} if number % 3 == 0 else {"note": f"n{number % 2}", "amount": "1.50"}),
            **({"fine": "2", "ended_on": "2026-03-01", "counterparty": "z"} if number % 6 == 0 else {}),
        }
        for number, name in enumerate(names)
    ]  # fmt: skip


MANY = "cabbacabcddacbabdcaaabbbcddd"


#: One word on an end is replaced by a later one; one organisation; two rulebooks.
JOINED = [
    {"subject": "a", "rulebook": "r", "basis": "notice", "from": "2026-01-01", "recorded_at": "2026-01-01T00:00:00Z"},
    {"subject": "a", "rulebook": "r", "basis": "notice", "from": "2026-01-01", "until": "2026-02-01", "recorded_at": "2026-01-09T00:00:00Z"},
    {"subject": "f", "subject_type": "organisation", "rulebook": "s", "basis": "consent", "from": "2026-01-01"},
    {"subject": "b", "rulebook": "s", "basis": "consent", "from": "2026-01-01", "until": "2027-01-01"},
    {"subject": "b", "rulebook": "r", "basis": "consent", "from": "2025-01-01"},
]  # fmt: skip


def said(piece: Records, entries: Sequence[int] | None) -> list[tuple[Any, ...]]:
    """A piece row by row, in an order of its own. `entries`: the numbers by which its records go, if that is to be told."""
    columns = [
        piece.subject,
        piece.kind,
        piece.occurred_on,
        piece.ended_on,
        piece.counterparty,
        piece.furnisher,
        piece.recorded_at,
    ]
    told = [column.tolist() for column in columns if column is not None]
    told += [] if entries is None else [list(entries)]
    return sorted(zip(*told, *(column.tolist() for column in piece.attributes.values()), strict=True))


def rows(ledger: Store, wanted: Need) -> list[tuple[Any, ...]]:
    """What `read` gives, row by row, in an order of its own."""
    pieces = list(ledger.read(wanted))
    numbers = [None if piece.entry is None else piece.entry.tolist() for piece in pieces]
    return sorted(row for piece, entries in zip(pieces, numbers, strict=True) for row in said(piece, entries))


def stored(ledger: Store, wanted: Need) -> list[str]:
    """What `columns` gives, row by row, with everything that it lacks as missing."""
    lacking = dict.fromkeys(wanted.attributes)
    return sorted(str(sorted({**lacking, **row}.items())) for fetch in ledger.columns(wanted) for row in fetch().to_pylist())


def answers(ledger: Store) -> list[object]:
    """What a ledger answers to whatever an arrangement has a part in."""
    codes = np.setdiff1d(ledger.parties(list("abcdez")), [-1])
    found: list[object] = [contents(ledger, moments=True)]
    for kinds in (need().kinds, ("civic.gift",), ("nothing",)):
        for some in (None, codes, codes[1:3], codes[:0]):
            wanted = replace(need(), kinds=kinds, subjects=some)
            found += [rows(ledger, wanted), stored(ledger, wanted)]
    entries = np.array(sorted((row[7] for row in rows(ledger, need())), reverse=True), np.int64)
    found += [
        ledger.tie_order(entries).tolist(),
        ledger.tie_order(entries, codes).tolist(),
        ledger.tie_order(entries[3:9], codes).tolist(),
    ]
    found += [
        *map(told, (ledger.subjects(), ledger.subjects(list("fyaz")), ledger.subjects_of(codes), ledger.subjects_of(codes[:0])))
    ]
    found += [
        sorted(joined(ledger.participations(*asked))) for asked in (("r",), ("s",), ("t",), ("r", codes), ("s", codes[1:2]))
    ]
    return [*found, ledger.parties(list("fyaz")).tolist(), ledger.size(replace(need(), subjects=codes)), ledger.size(need())]


def told(found: Any) -> list[object]:
    codes, ids, organisation = found
    return [codes.tolist(), list(map(str, ids)), organisation.tolist()]


def joined(found: Participations) -> list[tuple[Any, ...]]:
    return [*zip(*(getattr(found, one.name).tolist() for one in fields(found)), strict=True)]


def plainly(ledger: Store, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The same answers from the store alone."""
    with monkeypatch.context() as patch:
        patch.setattr(type(ledger), "_arranged", lambda _: None)
        return answers(ledger)


def used(ledger: Store) -> bool:
    return ledger._arranged() is not None
