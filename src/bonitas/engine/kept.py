"""Until when a record is kept: the third of its three clocks, beside how long it is shown and how long it counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bonitas.catalogue.model import Catalogue, Kind
from bonitas.common.days import NEVER, NO_DAY
from bonitas.engine.question import Question
from bonitas.ledger.base import Amendment, FullRecord, Ledger, Need

#: Amendments after which a record counts nowhere any more.
GONE: Final = ("upheld", "withdrawn")


def over_on(kind: Kind, occurred_on: int, ended_on: int, changes: Iterable[Amendment], day: int) -> int:
    """The day on which the matter of a record was over, as seen on `day`: settled, or ended if its kind lasts, or else the day it
    occurred; NEVER while it goes on. A record that was withdrawn, or wrong (a dispute upheld), has no matter left. `changes`: its
    amendments, in order."""
    settled, gone = NO_DAY, NEVER
    for change in changes:
        occurred_on = change.corrected.get("occurred_on", occurred_on)
        ended_on = change.corrected.get("ended_on", ended_on)
        settled = change.effective_on if change.change == "settled" else settled
        gone = min(gone, change.effective_on) if change.change in GONE and change.effective_on <= day else gone
    if NO_DAY < settled <= day:
        return min(settled, gone)
    if not kind.lasting:
        return min(occurred_on, gone)
    return min(ended_on, gone) if NO_DAY < ended_on <= day else gone


class Changes:
    """What was known, at the moment and on the day of a question, of the amendments of one subject's records."""

    def __init__(self, ledger: Ledger, question: Question, kinds: Iterable[str], attributes: tuple[str, ...] = ()) -> None:
        self.day, known = int(question.days[0]), int(question.knowns[0])
        self._of: dict[int, list[Amendment]] = {}
        amendments = ledger.amendments(Need(tuple(kinds), attributes, recorded_at=False, subjects=question.codes))
        for change in sorted(amendments, key=lambda c: (c.recorded_at, c.effective_on, c.change)):
            if change.recorded_at <= known:
                self._of.setdefault(change.entry, []).append(change)

    def of(self, record: FullRecord) -> list[Amendment]:
        """The amendments of a record, in order."""
        return self._of.get(record.entry, [])

    def corrected(self, record: FullRecord, name: str, value: int) -> int:
        """A value of a record as the last correction has it."""
        for change in self.of(record):
            value = change.corrected.get(name, value)
        return value

    def occurred_on(self, record: FullRecord) -> int:
        """As corrected."""
        return self.corrected(record, "occurred_on", record.occurred_on)

    def ended_on(self, record: FullRecord) -> int | None:
        """As corrected; None if it has not ended by the day of the question."""
        day = self.corrected(record, "ended_on", record.ended_on)
        return day if NO_DAY < day <= self.day else None

    def settled_on(self, record: FullRecord) -> int | None:
        """None if it is not settled by the day of the question."""
        days = [change.effective_on for change in self.of(record) if change.change == "settled"]
        return days[-1] if days and days[-1] <= self.day else None

    def kept_until(self, record: FullRecord, catalogue: Catalogue) -> int:
        """The first day on which a record need no longer be kept, counted from the day the matter was over: settled, or ended if its kind
        lasts, or else the day it occurred. NEVER while the matter goes on."""
        kind = catalogue.kinds[record.kind]
        over = over_on(kind, record.occurred_on, record.ended_on, self.of(record), self.day)
        return NEVER if over == NEVER else kind.keep.after(over)
