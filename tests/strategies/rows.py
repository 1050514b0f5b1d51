"""A world as rows in the columns of the interface's files: all cells are text, None is an empty cell."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bonitas.catalogue.model import AttributeType
from bonitas.common.amounts import decimal_of
from reference.dates import date
from reference.world import World

from .small import CATALOGUE

Row = dict[str, str | None]


def record_dicts(world: World) -> list[Row]:
    """Rows of a records file."""
    return [
        {
            "subject": r.subject,
            "subject_type": world.types.get(r.subject, "person"),
            "kind": r.kind,
            "occurred_on": _day(r.occurred_on),
            "ended_on": _day(r.ended_on),
            "recorded_at": _instant(r.recorded_at),
            "furnisher": r.furnisher,
            "counterparty": r.counterparty,
            "ref": r.ref,
            **_cells(r.attributes),
        }
        for r in world.records
    ]


def amendment_dicts(world: World) -> list[Row]:
    """Rows of an amendments file."""
    return [
        {
            "furnisher": a.furnisher,
            "ref": a.ref,
            "change": a.change,
            "effective_on": _day(a.effective_on),
            "recorded_at": _instant(a.recorded_at),
            "reason": "a reason",
            **_cells(a.corrected),
        }
        for a in world.amendments
    ]


def participation_dicts(world: World) -> list[Row]:
    """Rows of a participations file."""
    return [
        {
            "subject": p.subject,
            "rulebook": p.rulebook,
            "basis": p.basis,
            "from": _day(p.start),
            "until": _day(p.until),
            "recorded_at": _instant(p.recorded_at),
        }
        for p in world.participations
    ]


def _cells(values: Any) -> Row:
    types = {name: attribute.type for name, attribute in CATALOGUE.attributes.items()}
    types |= {"occurred_on": "date", "ended_on": "date", "counterparty": "text"}
    return {name: _cell(value, types[name]) for name, value in values.items()}


def _cell(value: int | str | bool, type_: AttributeType) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return _day(value) if type_ == "date" else str(decimal_of(value))


def _day(number: int | None) -> str | None:
    return None if number is None else date(number).isoformat()


def _instant(microseconds: int) -> str:
    """UTC with microseconds, to the last one."""
    at = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)
    return at.isoformat().replace("+00:00", "Z")
