"""Who the subjects of a ledger are and what they take part in, as somebody keeps it beside the ledger, so that a few of them are found without
going through everybody. What the ledger has learnt since is asked of it; after a removal it is asked everything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bonitas.common.days import NEVER
from bonitas.ledger.arrays import days_of, int32s, numbers, runs_of, truths
from bonitas.ledger.base import NEVER_KNOWN, Int32s, Int64s, Ledger, Participations
from bonitas.ledger.following import Following
from bonitas.ledger.replaced import with_replacements
from bonitas.ledger.sql import among


@dataclass(frozen=True, slots=True)
class People:
    """All subjects (`party`: codes, in order) and whether each is an organisation (1) or not (0); all participations in one rulebook, in order
    of `subject`, with `consent` 1 or 0. `rows`: how many rows the table of subjects had; `removals`: the number of the last removal;
    `participation`: that of the last participation, `nameless`: how many have no number."""

    rows: int
    removals: int
    participation: int
    nameless: int
    party: Int32s
    organisation: npt.NDArray[np.int8]
    subject: Int32s
    consent: npt.NDArray[np.int8]
    start: Int32s
    end: Int32s
    recorded_at: Int64s


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of people, with what the ledger has learnt since."""

    people: People
    ledger: Following
    rulebook: str
    same_types: bool
    """Whether nobody has come since, and nobody's type was said."""

    def subjects(self, codes: Int32s) -> tuple[Int32s, npt.NDArray[np.bool_]]:
        """Those of these codes (in order, each once) that are subjects, and whether each is an organisation."""
        party = self.people.party
        if self.same_types and len(party):
            at = np.minimum(np.searchsorted(party, codes), len(party) - 1)
            if bool((party[at] == codes).all()):
                return codes, self.people.organisation[at] != 0
        with self.ledger._asking() as asking:
            said = "SELECT party, COALESCE(bool_or(organisation), false) AS organisation FROM subjects"
            table = asking.table(f"{said} WHERE {asking.among('party', codes)} GROUP BY party ORDER BY party")
        return int32s(table.column(0)), truths(table.column(1))

    def participations(self, codes: Int32s) -> Participations:
        """Those of these subjects (in order, each once), as `Ledger.participations`."""
        found = [_of(self.people, codes), *([] if self._none_since() else [self._since(codes)])]
        columns = [np.concatenate(one) for one in zip(*found, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        subject, consent, start, end, recorded_at = (column[order] for column in columns)
        never = np.full(len(subject), NEVER_KNOWN, np.int64)
        place = np.searchsorted(codes, subject).astype(np.int32)  # a few small numbers, whoever they are
        told = with_replacements(Participations(place, consent.astype(np.bool_), start, end, recorded_at, never))
        return replace(told, subject=subject)

    def _none_since(self) -> bool:
        return self.ledger._tally("participations").highest <= self.people.participation

    def _since(self, codes: Int32s) -> tuple[Int32s | Int64s | npt.NDArray[np.int8], ...]:
        """Columns of what was added since."""
        with self.ledger._asking() as asking:
            mine = (
                f"{among('rulebook', [self.rulebook])} AND no > {self.people.participation} AND {asking.among('subject', codes)}"
            )
            subject, consent, start, end, recorded_at = asking.table(self.ledger._numbered(f"{COLUMNS} WHERE {mine}")).columns
        return (
            int32s(subject), truths(consent).astype(np.int8), days_of(start), days_of(end, NEVER), numbers(recorded_at, np.int64)
        )  # fmt: skip


COLUMNS = 'SELECT subject, consent, "from", "until", recorded_at FROM participations'


def _of(people: People, codes: Int32s) -> tuple[Int32s | Int64s | npt.NDArray[np.int8], ...]:
    """Columns of what is kept of some subjects."""
    first, end = (np.searchsorted(people.subject, codes, side=side) for side in ("left", "right"))
    rows = runs_of(first, end - first)
    return people.subject[rows], people.consent[rows], people.start[rows], people.end[rows], people.recorded_at[rows]


def people_of(ledger: Ledger, rulebook: str) -> People | None:
    """What is to be kept of the people in a ledger, with their participations in a rulebook; None where it would not serve: others may add to
    the ledger meanwhile, or not everything may be read."""
    if not _serves(ledger):
        return None
    assert isinstance(ledger, Following)
    with ledger._asking() as asking:
        said = asking.table("SELECT party, COALESCE(organisation, false) FROM subjects")
        joined = asking.table(f"{COLUMNS} WHERE {among('rulebook', [rulebook])}")
    parties, typed = int32s(said.column(0)), truths(said.column(1))
    known = np.zeros((2, int(parties.max(initial=-1)) + 1), np.int8)
    known[0, parties], known[1, parties[typed]] = 1, 1
    party = np.flatnonzero(known[0]).astype(np.int32)
    subject = int32s(joined.column(0))
    order = np.argsort(subject, kind="stable")
    consent, start, end = truths(joined.column(1)).astype(np.int8), days_of(joined.column(2)), days_of(joined.column(3), NEVER)
    return People(
        len(said), ledger._removed().last, ledger.mark().participation, ledger._tally("participations").nameless, party, known[1, party],
        subject[order], consent[order], start[order], end[order], numbers(joined.column(4), np.int64)[order],
    )  # fmt: skip


def known_now(people: People | None, ledger: Ledger, rulebook: str) -> Known | None:
    """What is kept of people, if it is of use: nothing was removed since, and every participation that came has a number."""
    if people is None or not _serves(ledger):
        return None
    assert isinstance(ledger, Following)
    unnumbered = ledger._tally("participations").nameless
    if (ledger._removed().last, unnumbered) != (people.removals, people.nameless):
        return None
    rows = ledger._once("people", lambda: int(ledger._one("SELECT count(*) FROM subjects")), "subjects")
    return Known(people, ledger, rulebook, same_types=rows == people.rows)


def _serves(ledger: Ledger) -> bool:
    return isinstance(ledger, Following) and ledger._answers is not None and not ledger._limits
