"""Small rulebooks and ledgers, for numbers worked by hand: one subject `s`, furnisher `f`, the small catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bonitas.ledger.duck import DuckLedger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text
from strategies.small import CATALOGUE

Row = dict[str, Any]
#: Everything in these ledgers has always been known, unless a row says otherwise.
LONG_AGO = "2000-01-01T00:00:00Z"
HEADER: dict[str, str] = {
    "rulebook": "small",
    "title": "{en: A small rulebook, de: Ein kleines Regelwerk}",
    "subjects": "both",
    "standing": "own",
    "in_force": "{from: 2020-01-01}",
    "participation": "notice",
    "context": "trade",
    "base": "100",
    "lasts": "1 year",
    "bands": "{A: 100, B: 50, C: 0, D: below}",
}


def book(text: str = "", **header: str) -> Rulebook:
    """A rulebook from YAML: base 100, bands A from 100, B from 50, C from 0 and D; effects last a year; notice will do."""
    lines = "".join(f"{key}: {value}\n" for key, value in {**HEADER, **header}.items() if value)
    return read_text(lines + text, catalogue=CATALOGUE)


def fine(on: str, ref: str, **more: Any) -> Row:
    return row("traffic.fine", on, ref, **more)


def gift(on: str, ref: str, **more: Any) -> Row:
    return row("civic.gift", on, ref, **more)


def listing(on: str, ref: str, **more: Any) -> Row:
    return row("court.listing", on, ref, **more)


def row(kind: str, on: str, ref: str, **more: Any) -> Row:
    """A record of subject s."""
    start: Row = {"subject": "s", "kind": kind, "occurred_on": on, "furnisher": "f", "ref": ref, "recorded_at": LONG_AGO}
    return {**start, **more}


def change(ref: str, what: str, on: str, **more: Any) -> Row:
    """An amendment of a record that furnisher f gave."""
    return {"furnisher": "f", "ref": ref, "change": what, "effective_on": on, "recorded_at": LONG_AGO, **more}


def notice(subject: str = "s", start: str = "2000-01-01", **more: Any) -> Row:
    """A participation in the small rulebook."""
    known: Row = {"subject": subject, "rulebook": "small", "basis": "notice", "from": start, "recorded_at": LONG_AGO}
    return {**known, **more}


def ledger(
    *records: Row, amendments: Sequence[Row] = (), participations: Sequence[Row] | None = None, lab: bool = False
) -> DuckLedger:
    """A ledger in memory; everybody with a record takes part, unless participations are given. Close it after use."""
    everybody = dict.fromkeys(str(one["subject"]) for one in records) or {"s": None}
    enrolled = [notice(name) for name in everybody] if participations is None else participations
    return memory_ledger(
        records=[texts(one) for one in records],
        amendments=[texts(one) for one in amendments],
        participations=[texts(one) for one in enrolled],
        catalogue=CATALOGUE,
        lab=lab,
    )


def texts(given: Row) -> Row:
    """Cells as text, as a file has them."""
    return {key: None if value is None else str(value) for key, value in given.items()}
