"""A rulebook in part: only what an operator may ask, under another version and another hash, so that it cannot pass as the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Final

from bonitas.common.texts import Text
from bonitas.engine.licence.codes import trouble
from bonitas.ledger.allowed import Allowed, Run
from bonitas.rulebook.model import Clause, Rulebook, Rules

#: What is said behind the title of a part, by language.
_IN_PART: Final = {"en": "in part", "de": "in Teilen", "zh": "部分"}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A clause of which nothing, or not everything, could be asked: the kinds left out (`kinds`), and those of which only some
    furnishers' records are read (`some`)."""

    clause: str
    kinds: tuple[str, ...]
    some: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """As an explanation has it."""
        return {"clause": self.clause, "kinds": list(self.kinds), "some_furnishers": list(self.some)}


@dataclass(frozen=True, slots=True)
class Part(Rulebook):
    """What is left of `whole` for `operator`: its clauses ask fewer kinds of record. Nothing follows from its bands, and it passes
    nothing on: consequences are bound to the whole standing."""

    whole: Rulebook | None = None
    operator: str = ""
    left_out: tuple[LeftOut, ...] = ()


def part_of(book: Rulebook, run: Run, allowed: Allowed) -> Part:
    """The part of a rulebook that an operator may ask. BonitasError: U715 it does not come apart, U716 nothing is left."""
    asked = _asked(run, allowed)
    for measure, kind in _drawn(book):
        if not asked(kind) or allowed.reads(kind) is None:
            raise trouble("U715", operator=allowed.operator, rulebook=book.id, measure=measure, kind=kind)
    periods = tuple(replace(period, rules=_rules(period.rules, asked)) for period in book.periods)
    if not any(clause.kinds for p in periods for clause in (*p.rules.clauses, *p.rules.shown)) and not any(_drawn(book)):
        raise trouble("U716", operator=allowed.operator, rulebook=book.id)
    same = {one.name: getattr(book, one.name) for one in fields(Rulebook) if one.init}
    title = Text(tuple((lang, f"{text} ({_IN_PART.get(lang, _IN_PART['en'])})") for lang, text in book.title.versions))
    changed = {
        "version": f"{book.version}, in part", "hash": part_hash(book, run, allowed), "title": title, "periods": periods,
        "kinds": {name: kind for name, kind in book.kinds.items() if asked(name)},
    }  # fmt: skip
    left = tuple(_left(book, asked, allowed))
    return Part(**{**same, **changed}, whole=book, operator=allowed.operator, left_out=left)


def whole_of(book: Rulebook) -> Rulebook:
    """The rulebook that a part was taken of; itself for every other."""
    return book.whole if isinstance(book, Part) and book.whole is not None else book


def looked_at(book: Rulebook) -> tuple[str, ...]:
    """Every kind that its clauses (shown ones too), measures and rules that pass on look at, in order of name."""
    found = {kind for _, kind in _drawn(book)}
    for period in book.periods:
        rules = period.rules
        found |= {kind for clause in (*rules.clauses, *rules.shown) for kind in clause.kinds}
        found |= {kind for rule in rules.passes_on for kind in rule.every_kind}
    return tuple(sorted(found))


def _drawn(book: Rulebook) -> Iterator[tuple[str, str]]:
    """(measure, kind) for every kind that a measure is drawn from."""
    for period in book.periods:
        for measure in period.rules.measures:
            yield from ((measure.name, kind) for kind in measure.kinds)


def _rules(rules: Rules, asked: Callable[[str], bool]) -> Rules:
    """The rules of one period. A clause stays in its place, so that whatever names it (limits, freezes, repeats) finds it: it asks less."""

    def less(clause: Clause) -> Clause:
        return replace(clause, kinds=tuple(kind for kind in clause.kinds if asked(kind)))

    return replace(
        rules, clauses=tuple(map(less, rules.clauses)), shown=tuple(map(less, rules.shown)), consequences=(), passes_on=()
    )  # fmt: skip


def _left(book: Rulebook, asked: Callable[[str], bool], allowed: Allowed) -> Iterator[LeftOut]:
    """The clauses that ask less than they say, each once, in the order of the rulebook."""
    told = set()
    for period in book.periods:
        for clause in (*period.rules.clauses, *period.rules.shown):
            gone = tuple(kind for kind in clause.kinds if not asked(kind))
            some = tuple(kind for kind in clause.kinds if asked(kind) and allowed.reads(kind) is None)
            if (gone or some) and clause.id not in told:
                told.add(clause.id)
                yield LeftOut(clause.id, gone, some)


def _asked(run: Run, allowed: Allowed) -> Callable[[str], bool]:
    """Whether records of a kind are asked, be it those of some furnishers only."""

    def asked(kind: str) -> bool:
        return (run.kinds is None or kind in run.kinds) and allowed.reads(kind) is not False

    return asked


def part_hash(book: Rulebook, run: Run, allowed: Allowed) -> str:
    """SHA-256 over lines: the whole's hash, then each kind asked, in order, with the furnishers whose records alone are read."""
    lines = ["bonitas part", book.hash]
    asked = _asked(run, allowed)
    for kind in looked_at(book):
        if asked(kind):
            only = () if allowed.reads(kind) else _furnishers(kind, allowed)
            lines.append("\t".join([kind, *only]))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _furnishers(kind: str, allowed: Allowed) -> tuple[str, ...]:
    """Whose records of a kind are read, where not everybody's are."""
    found = {name for grant in allowed.grants or () if kind in grant.kinds for name in grant.furnishers or ()}
    return tuple(sorted(found))


def furnishers_of(kind: str, allowed: Allowed) -> str:
    """The same, as a sentence lists them."""
    return " and ".join(_furnishers(kind, allowed))
