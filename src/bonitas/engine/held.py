"""Step 2: the days on which disputes hold a record out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bonitas.common.days import NEVER
from bonitas.common.holidays import calendar_version
from bonitas.ledger.base import Amendment
from bonitas.rulebook.model import Deadline, Hold


@dataclass(frozen=True, slots=True)
class Held:
    """Held out on start ≤ day < end; `due` is the last day on which the dispute can still be decided (NEVER: no deadline)."""

    start: int
    end: int
    due: int = NEVER


def holds(changes: Sequence[Amendment], hold: Hold | None) -> list[Held]:
    """What the disputes among amendments (in their order) come to; nothing where disputed records count."""
    if hold is None:
        return []
    rejected = [c.effective_on for c in changes if c.change == "rejected"]
    disputed = sorted(c.effective_on for c in changes if c.change == "disputed")
    found = [Held(start, decided(start, NEVER, rejected)) for start in disputed]
    if hold.deadline is not None:
        found = with_deadline(disputed, rejected, hold.deadline)
    return [one for one in found if one.end > one.start]


def decided(start: int, due: int, rejected: Sequence[int]) -> int:
    """The first rejection, in the order of the amendments, that is neither effective before the dispute nor too late; NEVER for none."""
    return next((day for day in rejected if start <= day <= due), NEVER)


def with_deadline(disputed: Sequence[int], rejected: Sequence[int], deadline: Deadline) -> list[Held]:
    """Holds that a deadline ends, or makes good for ever. A dispute filed while one is open is no new one."""
    found: list[Held] = []
    for i, start in enumerate(disputed):
        if found and start < found[-1].end:
            continue
        due = deadline.within.after(start)
        open_until = min(decided(start, due, rejected), due)
        if deadline.extended_by is not None and any(again < open_until for again in disputed[i + 1 :]):
            due = deadline.extended_by.after(due)
        end = decided(start, due, rejected)
        found.append(Held(start, due if end == NEVER and deadline.then == "counts" else end, due))
    return found


def counted_by(deadline: Deadline | None) -> dict[str, str]:
    """The calendar that a deadline is counted by and its edition, if public holidays have a say in it; else nothing."""
    if deadline is None or not deadline.calendar:
        return {}
    return {"calendar": deadline.calendar, "calendar_version": calendar_version()}
