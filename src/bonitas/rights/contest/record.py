"""The record that a contest is about, with what has been said of it so far."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bonitas.common.days import NEVER, day_number, iso
from bonitas.engine.held import holds
from bonitas.engine.question import Day, to_day
from bonitas.ledger.base import Amendment, FullRecord
from bonitas.ledger.contested import Said, amendments_said, entry_of
from bonitas.ledger.store import Store
from bonitas.rights.contest.codes import trouble
from bonitas.rulebook.model import Hold


@dataclass(frozen=True, slots=True)
class Contested:
    """A record, and its amendments in the engine's order."""

    record: FullRecord
    said: tuple[Said, ...]

    @property
    def name(self) -> str:
        return f"{self.record.furnisher}/{self.record.ref}"

    @property
    def gone(self) -> int | None:
        """The day on which it was upheld or withdrawn; None if it was not."""
        return next((one.effective_on for one in self.said if one.change in {"upheld", "withdrawn"}), None)

    def open_since(self) -> int | None:
        """The day of the dispute that nobody has decided yet; None if there is none."""
        if self.gone is not None:
            return None
        return min((one.start for one in holds(as_amendments(self.said), Hold()) if one.end == NEVER), default=None)

    def as_dict(self) -> dict[str, Any]:
        """The record by name, as everywhere."""
        return named(self.record)


def named(record: FullRecord) -> dict[str, Any]:
    """A record by name; what else it holds is not said."""
    return {"furnisher": record.furnisher, "ref": record.ref, "kind": record.kind, "occurred_on": iso(record.occurred_on)}


def contested(ledger: Store, name: str) -> Contested:
    """The record called FURNISHER/REF. BonitasError G101 if there is none."""
    entry = entry_of(ledger, name)
    if entry is None:
        raise trouble("G101", found=name)
    return Contested(ledger.full_records([entry])[0], tuple(amendments_said(ledger, entries=[entry])))


def as_amendments(said: Sequence[Said]) -> list[Amendment]:
    """As the engine takes them, for what disputes come to."""
    return [
        Amendment(one.entry, one.subject, one.change, one.effective_on, one.recorded_at, {}, one.reason)  # type: ignore[arg-type]
        for one in said
    ]


def day_of(on: Day | None, zone: str) -> int:
    """The day of a dispute or a decision: today in a zone, or a day that has come there. BonitasError G105, G106."""
    try:
        today = day_number(dt.datetime.now(zoneinfo.ZoneInfo(zone)).date())
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise trouble("G106", found=zone) from None
    day = today if on is None else to_day(on)
    if day > today:
        raise trouble("G105", found=str(iso(day)))
    return day
