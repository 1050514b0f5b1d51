"""Many small worlds, or all cases of a rulebook, as one: each with subjects and names of records of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bonitas.engine.cases_rows import SUBJECT, amendment_rows, other_rows, participation_rows, record_rows
from bonitas.rulebook.model import Rulebook
from reference.world import World


@dataclass(slots=True)
class Asked:
    """One asked day of one case: whom, when, known when, and what must come out."""

    case: Mapping[str, Any]
    subject: str
    on: str
    known_at: str | None
    expect: Mapping[str, Any]


@dataclass(slots=True)
class Cases:
    """All cases of some rulebooks as rows of one ledger, and what is asked of each rulebook."""

    records: list[dict[str, Any]] = field(default_factory=list)
    amendments: list[dict[str, Any]] = field(default_factory=list)
    participations: list[dict[str, Any]] = field(default_factory=list)
    asked: dict[str, list[Asked]] = field(default_factory=dict)

    def add(self, book: Rulebook, case: Mapping[str, Any]) -> None:
        """The rows and questions of one case. Names of furnishers stay, since rules may ask for them."""
        mine = self.asked.setdefault(book.id, [])
        name = f"{book.id} {len({one.subject for one in mine}):03}"
        more, enrolled = other_rows(book, case)
        self.records += [_of(name, row) for row in (*record_rows(case), *more)]
        self.amendments += [{**row, "ref": f"{name} {row['ref']}"} for row in amendment_rows(case)]
        self.participations += [_of(name, row) for row in (*participation_rows(book, case), *enrolled)]
        for one in case.get("asks") or [case]:
            known = one.get("known_at") or case.get("known_at")
            known = f"{known}T00:00:00Z" if known and "T" not in known else known  # the first instant of a day
            mine.append(Asked(case, f"{name} {SUBJECT}", str(one["on"]), known, one.get("expect") or {}))


def _of(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    named = {"subject": f"{name} {row['subject']}"}
    if "ref" in row:
        named["ref"] = f"{name} {row['ref']}"
    return {**row, **named}


def together(many: Sequence[World]) -> World:
    """Several worlds as one."""
    records, amendments, participations, types = [], [], [], {}
    for n, world in enumerate(many):
        for r in world.records:
            other = None if r.counterparty is None else named(n, r.counterparty)
            records.append(replace(r, subject=named(n, r.subject), ref=named(n, r.ref), counterparty=other))
        for a in world.amendments:
            corrected = dict(a.corrected)
            if isinstance(corrected.get("counterparty"), str):
                corrected["counterparty"] = named(n, str(corrected["counterparty"]))
            amendments.append(replace(a, ref=named(n, a.ref), corrected=corrected))
        participations += [replace(p, subject=named(n, p.subject)) for p in world.participations]
        types |= {named(n, subject): type_ for subject, type_ in world.types.items()}
    return World(tuple(records), tuple(amendments), tuple(participations), types)


def named(n: int, name: str) -> str:
    """What a subject or record of the world number n is called among the others."""
    return f"w{n:02} {name}"
