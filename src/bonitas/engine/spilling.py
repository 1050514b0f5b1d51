"""Spill-over: from each record that a rule matches, records of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bonitas.catalogue.model import COMMON_ATTRIBUTES, Catalogue
from bonitas.common.amounts import MISSING, decimal_of
from bonitas.common.days import NO_DAY, iso
from bonitas.engine.judging import Asked, Judged, judged
from bonitas.engine.kernel import layout as ly
from bonitas.ledger.base import FullRecord, Ids, Int32s, Ledger
from bonitas.rulebook.expression import Attr, Const, Expr, Fact, Type, type_of
from bonitas.rulebook.model import Hold, Spill
from bonitas.rulebook.names import TYPE_OF

#: A row of a records file.
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Nobody:
    """A record that a rule would pass on, and nobody whom it could be passed on to: `recipient` is not known as a subject (None: no
    one is named)."""

    rule: str
    origin: str
    recipient: str | None


@dataclass(slots=True)
class Spilled:
    """The records made, each with its rule, and those that nobody takes."""

    rows: list[tuple[str, Row]] = field(default_factory=list)
    nobody: list[Nobody] = field(default_factory=list)


def origin_of(furnisher: str, ref: str) -> str:
    """How a ref names the record it comes from; a slash within the furnisher's name is not taken for the one behind it.

    >>> origin_of("bank/2", "r1")
    'bank%2F2/r1'
    """
    return f"{furnisher.replace('%', '%25').replace('/', '%2F')}/{ref}"


def spill(
    rules: Sequence[Spill], catalogue: Catalogue, ledger: Ledger, furnisher: str, day: int, known: int, *, hold: Hold | None
) -> Spilled:
    """Every record that the rules make from what is seen on `day` and known at `known`, in order of rule, origin and recipient.

    Records furnished by `furnisher`, which were passed on themselves, are not passed on.
    """
    codes, ids, _ = ledger.subjects()
    asked = [Asked(rule.kinds, rule.when, tuple(expr for _, expr in given(rule, catalogue))) for rule in rules]
    offices = tuple(dict.fromkeys(rule.of for rule in rules if rule.of is not None))
    found = judged(
        [*asked, *(Asked((kind,), None) for kind in offices)], catalogue, ledger, codes, day, known, hold=hold
    )  # fmt: skip
    own = int(ledger.codes([furnisher])[0])
    spilled = Spilled()
    for number, rule in enumerate(rules):
        _Rule(rule, catalogue, ledger, found, codes, ids, furnisher).into(spilled, found.true[number], found.values[number], own)
    return spilled


def given(rule: Spill, catalogue: Catalogue) -> list[tuple[str, Expr]]:
    """What each attribute of a new record is worth: for one of the same kind, by default what the old one has."""
    said = dict(rule.attributes)
    if rule.as_ is None:
        every = {**catalogue.attributes}
        names = [*COMMON_ATTRIBUTES, *(name for kind in rule.kinds for name in catalogue.kinds[kind].attributes)]
        said = {**{name: Attr(name, TYPE_OF[every[name].type]) for name in names}, **said}
    return list(said.items())


@dataclass(slots=True)
class _Rule:
    """One rule at work."""

    rule: Spill
    catalogue: Catalogue
    ledger: Ledger
    found: Judged
    codes: Int32s
    ids: Ids
    furnisher: str
    names: list[tuple[str, Expr]] = field(default_factory=list)
    place: dict[int, int] = field(default_factory=dict)
    """The place of each subject by its code."""
    ended: ly.Ints = field(default_factory=lambda: np.empty(0, np.int64))
    party: ly.Ints = field(default_factory=lambda: np.empty(0, np.int64))
    days: ly.Ints = field(default_factory=lambda: np.empty(0, np.int64))
    entry: ly.Ints = field(default_factory=lambda: np.empty(0, np.int64))

    def into(self, spilled: Spilled, rows: ly.Ints, values: ly.Matrix, own: int) -> None:
        """Add what the rule makes of these rows."""
        if not len(rows):
            return
        self.names = given(self.rule, self.catalogue)
        self.place = {int(code): i for i, code in enumerate(self.codes)}
        ended = self.found.column(ly.L_ENDED)
        self.ended = np.where((ended == NO_DAY) | (ended == MISSING), ly.NEVER, ended)
        self.party, self.days, self.entry = self.found.column(ly.L_COUNTERPARTY), self.found.days, self.found.column(ly.L_ENTRY)
        mine = self.found.column(ly.L_FURNISHER)[rows] != own
        rows, values = rows[mine], values[mine]
        entries = self.entry[rows].tolist()
        full = dict(zip(entries, self.ledger.full_records(entries), strict=True)) if entries else {}
        words = self._words(values)
        whom = self._whom()
        made: list[tuple[tuple[str, str, str], Row]] = []
        nobody: list[tuple[str, int | None]] = []
        for row, cells in zip(rows.tolist(), values.tolist(), strict=True):
            record = full[int(self.entry[row])]
            origin = origin_of(record.furnisher, record.ref)
            recipients = list(whom(row))
            if not recipients:
                nobody.append((origin, None))
            for code, by in recipients:
                at = self.place.get(code)
                if at is None:
                    nobody.append((origin, int(self.entry[by])))
                    continue
                name = str(self.ids[at])
                ref = f"{self.rule.id}:{origin}" + ("" if self.rule.of is None else f"/{name}")
                made.append(((record.furnisher, record.ref, name), self._row(row, record, name, ref, cells, words)))
        spilled.rows += [(self.rule.id, row) for _, row in sorted(made, key=lambda pair: pair[0])]
        spilled.nobody += self._nobody(nobody)

    def _nobody(self, found: Sequence[tuple[str, int | None]]) -> list[Nobody]:
        """Those that nobody takes, each with the name that the record (by number) which names a recipient gives."""
        entries = sorted({entry for _, entry in found if entry is not None})
        full = dict(zip(entries, self.ledger.full_records(entries), strict=True)) if entries else {}
        named = [(origin, None if entry is None else full[entry].counterparty) for origin, entry in found]
        return [Nobody(self.rule.id, origin, name) for origin, name in sorted(named, key=lambda one: (one[0], one[1] or ""))]

    def _row(self, at: int, record: FullRecord, subject: str, ref: str, cells: Sequence[int], words: Mapping[int, str]) -> Row:
        kind = self.rule.as_ or record.kind
        row: Row = {
            "subject": subject, "kind": kind, "occurred_on": iso(int(self.days[at])), "furnisher": self.furnisher, "ref": ref,
            "counterparty": record.subject,
        }  # fmt: skip
        if self.catalogue.kinds[kind].lasting and int(self.ended[at]) < ly.NEVER:
            row["ended_on"] = iso(int(self.ended[at]))
        declared = {*self.catalogue.kinds[kind].attributes, *COMMON_ATTRIBUTES}
        for (name, expr), value in zip(self.names, cells, strict=True):
            if name in declared and value != MISSING:
                row[name] = self._cell(expr, value, record, words)
        return row

    def _cell(self, expr: Expr, value: int, record: FullRecord, words: Mapping[int, str]) -> str:
        """A value as the cell of a file."""
        kind: Type = type_of(expr)
        if isinstance(expr, Const) and isinstance(expr.value, str):
            return expr.value
        if kind == "text" and isinstance(expr, Fact) and expr.name == "counterparty":
            at = self.place.get(value)
            return str(self.ids[at]) if at is not None else record.counterparty or ""
        if kind == "text":
            return words[value]
        if kind == "date":
            return iso(value) or ""
        return ("yes" if value else "no") if kind == "yes_no" else str(decimal_of(value))

    def _words(self, values: ly.Matrix) -> dict[int, str]:
        """The words behind the codes of all texts."""
        codes: set[int] = set()
        for column, (_, expr) in enumerate(self.names):
            party = isinstance(expr, Fact) and expr.name == "counterparty"
            if type_of(expr) == "text" and not isinstance(expr, Const) and not party:
                codes |= set(values[:, column].tolist())
        known = sorted(code for code in codes if code >= 0)
        return dict(zip(known, self.ledger.words(known), strict=True))

    def _whom(self) -> Callable[[int], Iterable[tuple[int, int]]]:
        """Who takes a record, by its row: (code, row that names them), each once, never the subject it is about."""
        rule, subject = self.rule, self.found.subject
        if rule.of is None:
            return lambda row: [(code, row)] if (code := int(self.party[row])) >= 0 and code != self.codes[subject[row]] else []
        held: dict[int, list[tuple[int, int, int, int]]] = {}
        for row in self.found.kind(rule.of).tolist():
            mine, theirs = int(self.codes[subject[row]]), int(self.party[row])
            key, taker = (mine, theirs) if rule.to == "counterparty" else (theirs, mine)
            if taker >= 0 and key >= 0 and taker != key:
                held.setdefault(key, []).append((int(self.days[row]), int(self.ended[row]), taker, row))

        def whom(row: int) -> Iterable[tuple[int, int]]:
            day = int(self.days[row])
            takers = held.get(int(self.codes[subject[row]]), ())
            return {taker: by for start, end, taker, by in reversed(takers) if start <= day < end}.items()

        return whom
