"""Deciding a dispute: with reasons, by somebody who is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bonitas.common.days import iso
from bonitas.common.problems import BonitasError
from bonitas.engine.question import Day
from bonitas.ledger.excerpt import excerpt
from bonitas.ledger.store import Store
from bonitas.rights.contest.codes import trouble
from bonitas.rights.contest.dispute import amend_all, amendment
from bonitas.rights.contest.record import contested, day_of

DECISIONS: Final = ("upheld", "rejected", "corrected")


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided. `content` is what `decide --json` prints."""

    content: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """What `decide --json` prints."""
        return self.content


def decide(  # noqa: PLR0913 - a decision says all of this
    ledger: Store, record: str, *, as_: str, because: str, by: str, values: Mapping[str, str] | None = None,
    on: Day | None = None, zone: str = "UTC",
) -> Decided:  # fmt: skip
    """Decide the open dispute about the record FURNISHER/REF: `upheld` (it goes, as if it had never been), `rejected` (it counts
    again) or `corrected` (it counts again as `values` say, as if it had always said so).

    A decision as corrected is two amendments of one moment: the correction, and the end of the hold. BonitasError: G101, G103,
    G105, G106, G110 to G115, and what `amend` says of a value.
    """
    found, given = contested(ledger, record), dict(values or {})
    if as_ not in DECISIONS:
        raise trouble("G115", found=as_)
    for what, said in (("a reason", because), ("whoever decides", by)):
        if not said.strip():
            raise trouble("G111", what=what)
    if found.gone is not None:
        raise trouble("G103", found=record, on=iso(found.gone))
    since = found.open_since()
    if since is None:
        raise trouble("G110", found=record)
    if as_ == "corrected" and not given:
        raise trouble("G112")
    if as_ != "corrected" and given:
        raise trouble("G113", found=as_)
    day = day_of(on, zone)
    if day < since:
        raise trouble("G114", found=str(iso(day)), on=iso(since))
    rows = [amendment(found, as_, day, because.strip(), by)]
    if as_ == "corrected":
        rows = [{**rows[0], **given}, {**rows[0], "change": "rejected", **dict.fromkeys(given)}]
        tried(ledger, found.record.subject, rows)
    amend_all(ledger, rows)
    content = {"record": found.as_dict(), "subject": found.record.subject, "disputed_on": iso(since), "decided_on": iso(day)}
    return Decided({**content, "as": as_, "because": because.strip(), "by": by.strip(), "corrected": given})


def tried(ledger: Store, subject: str, rows: list[dict[str, Any]]) -> None:
    """BonitasError if an amendment would be refused: of two that belong together neither is added then."""
    with excerpt(ledger, subject) as own:
        problems = own.amend(rows).problems
    if problems:
        raise BonitasError([replace(one, file="--set", line=None, column=None) for one in problems])
