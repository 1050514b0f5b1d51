"""Passing on: the records that a rulebook's rules make, each once, and what becomes of them when their origin is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


from bonitas.catalogue.model import Catalogue
from bonitas.common.days import iso
from bonitas.common.problems import Problem
from bonitas.engine.codes import trouble
from bonitas.engine.licence.refuse import refuse_passing
from bonitas.engine.question import Day, now, to_day, today
from bonitas.engine.rate import catalogue_of
from bonitas.engine.refuse import refuse_outside_lab
from bonitas.engine.spilling import Nobody, Row, Spilled, origin_of, spill
from bonitas.engine.transferring import transfer
from bonitas.ledger.base import Ledger, Need
from bonitas.ledger.store import Store
from bonitas.rulebook.model import Rulebook, Spill, Transfer

#: Whoever furnishes what a rulebook passed on.
FURNISHER = "passed on by {}"


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that was passed on, and whose origin was withdrawn or upheld since."""

    rule: str
    ref: str
    subject: str
    origin: str


@dataclass(slots=True)
class PassedOn:
    """What passing on came to. `rows`: the new records, as rows of a records file; `made` and `already_there`: how many by rule;
    `nobody`: records that nobody takes; `gone`: records passed on earlier whose origin is gone, not withdrawn themselves yet."""

    rows: list[Row] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)
    already_there: dict[str, int] = field(default_factory=dict)
    nobody: list[Nobody] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    added: int = 0
    withdrawn: int = 0
    incomplete: bool = False
    """Whether standings were reckoned without records that this very call made: they are in no ledger yet."""
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """What `pass-on --json` prints first: everything but the rows."""
        return {
            "made": self.made, "already_there": self.already_there, "added": self.added, "withdrawn": self.withdrawn,
            "nobody": [{"rule": one.rule, "origin": one.origin, "recipient": one.recipient} for one in self.nobody],
            "gone": [{"rule": one.rule, "ref": one.ref, "subject": one.subject, "origin": one.origin} for one in self.gone],
            "incomplete": self.incomplete, "problems": [one.as_dict() for one in self.problems],
        }  # fmt: skip


def pass_on(
    book: Rulebook, ledger: Ledger, *, on: Day | None = None, into: Store | None = None, out: str | Path | None = None
) -> PassedOn:
    """Make the records that `passes_on` says, from everybody in the ledger, as of `on` (default: today) and of what is known now.

    They are added to `into` (which may be the same ledger, opened for writing) or written to the file `out`; with neither they are
    only returned. What is in `into` (or, without it, in the ledger) already is not made again. BonitasError: E114 for a rulebook
    that passes nothing on, E115 for records of a lab that would leave it, E110 and E111 as for `rate`, E120 and E121 for `out`, U718 and
    U741 under a licence that does not allow it.
    """
    refuse_outside_lab(book, ledger)
    refuse_passing(book, ledger)
    if not any(period.rules.passes_on for period in book.periods):
        raise trouble("E114", rulebook=book.id)
    if into is not None:
        refuse_outside_lab(book, into)
        refuse_passing(book, into)
        if ledger.lab and not into.lab:
            raise trouble("E115", rulebook=book.id)
    day = today(book) if on is None else to_day(on)
    call = _Call(book, ledger, into, day)
    call.run()
    if out is not None:
        from bonitas.engine.passing_file import write_rows  # noqa: PLC0415 - slow to import

        write_rows(call.found.rows, Path(out))
    return call.found


@dataclass(slots=True)
class _Call:
    """One call, and what it has found so far."""

    book: Rulebook
    ledger: Ledger
    into: Store | None
    day: int
    found: PassedOn = field(default_factory=PassedOn)

    @property
    def catalogue(self) -> Catalogue:
        return catalogue_of(self.ledger)

    @property
    def furnisher(self) -> str:
        return FURNISHER.format(self.book.id)

    def run(self) -> None:
        """Records from records first: the standings that are passed on rest on them too."""
        rules = self.book.rules_on(self.day)
        spills = [rule for rule in rules.passes_on if isinstance(rule, Spill)] if rules is not None else []
        made, there = self.taken()
        if spills:
            spilled = spill(spills, self.catalogue, self.ledger, self.furnisher, self.day, now(), hold=self.book.hold)
            self.check(spilled)
            self.found.nobody = spilled.nobody
            self.keep(spilled.rows, made)
            self.found.gone = self.origins_gone(spills, there)
            self.withdraw()
        if any(isinstance(rule, Transfer) for period in self.book.periods for rule in period.rules.passes_on):
            self.found.incomplete = bool(self.found.rows) and self.into is not self.ledger
            self.keep(transfer(self.book, self.catalogue, self.ledger, self.furnisher, self.day, now()), made)

    def taken(self) -> tuple[set[str], list[tuple[str, str]]]:
        """The refs of what was passed on before, and (ref, subject) of those that were not withdrawn since."""
        where = self.into if self.into is not None else self.ledger
        kinds = tuple(sorted({kind for p in self.book.periods for rule in p.rules.passes_on for kind in _made(rule)}))
        need = Need(kinds, (), furnisher=True, recorded_at=False, entry=True)
        code = int(where.codes([self.furnisher])[0])
        entries: list[int] = []
        for piece in where.read(need) if code >= 0 else ():
            assert piece.furnisher is not None
            assert piece.entry is not None
            entries += piece.entry[piece.furnisher == code].tolist()
        out = (
            {change.entry for change in where.amendments(need) if change.change in {"withdrawn", "upheld"}} if entries else set()
        )
        full = where.full_records(entries) if entries else []
        return {record.ref for record in full}, [(record.ref, record.subject) for record in full if record.entry not in out]

    def check(self, spilled: Spilled) -> None:
        """Two origins never share a ref; should they, nothing is made."""
        refs = [str(row["ref"]) for _, row in spilled.rows]
        if len(set(refs)) < len(refs):
            twice = next(ref for n, ref in enumerate(sorted(refs)[1:]) if ref == sorted(refs)[n])
            raise trouble("E116", found=twice)

    def keep(self, rows: Sequence[tuple[str, Row]], made: set[str]) -> None:
        """Keep what is new, and add it where it is to go."""
        new = [(rule, row) for rule, row in rows if row["ref"] not in made]
        for rule, row in rows:
            count = self.found.already_there if row["ref"] in made else self.found.made
            count[rule] = count.get(rule, 0) + 1
        fresh = [row for _, row in new]
        self.found.rows += fresh
        if self.into is not None and fresh:
            report = self.into.add(_even(fresh))
            self.found.added += report.added
            self.found.problems += report.problems

    def origins_gone(self, spills: Sequence[Spill], there: Sequence[tuple[str, str]]) -> list[Gone]:
        """Of the records that were passed on, those whose origin was withdrawn or upheld."""
        kinds = tuple(sorted({kind for rule in spills for kind in rule.kinds}))
        changes = self.ledger.amendments(Need(kinds, (), recorded_at=False, entry=True)) if there else []
        entries = sorted({change.entry for change in changes if change.change in {"withdrawn", "upheld"}})
        origins = {origin_of(record.furnisher, record.ref) for record in (self.ledger.full_records(entries) if entries else [])}
        ways = {rule.id: rule.of is not None for rule in spills}
        found = []
        for ref, subject in there:
            rule, _, rest = ref.partition(":")
            origin = rest.removesuffix(f"/{subject}") if ways.get(rule) else rest
            if rule in ways and origin in origins:
                found.append(Gone(rule, ref, subject, origin))
        return sorted(found, key=lambda one: (one.rule, one.ref))

    def withdraw(self) -> None:
        """Withdraw them, where records are added at all."""
        if self.into is None or not self.found.gone:
            return
        change = {
            "furnisher": self.furnisher,
            "change": "withdrawn",
            "effective_on": iso(self.day),
            "reason": "its origin is gone",
        }
        report = self.into.amend([{**change, "ref": one.ref} for one in self.found.gone])
        self.found.withdrawn += report.added
        self.found.problems += report.problems


def _made(rule: Spill | Transfer) -> Iterator[str]:
    """The kinds of record that a rule makes."""
    if isinstance(rule, Spill) and rule.as_ is None:
        yield from rule.kinds
    elif rule.as_ is not None:
        yield rule.as_


def _even(rows: Sequence[Row]) -> list[Row]:
    """Rows that all have the same columns."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]
