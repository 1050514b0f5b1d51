"""What would have changed the result: the rating without the records behind a factor, and the way to the next better band."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bonitas.engine.explain import explain
from bonitas.engine.path import path
from bonitas.engine.question import Day, Instant, to_day
from bonitas.engine.rate import rate
from bonitas.engine.shares import is_relative
from bonitas.ledger.base import Filed
from bonitas.ledger.memory import memory_ledger
from bonitas.ledger.said import said_of
from bonitas.rights.letter.factors import Factor
from bonitas.rulebook.model import Rulebook

_TOLD = ("standing", "score", "band")


@dataclass(frozen=True, slots=True)
class Without:
    """How the subject would stand without some records: those behind `factor`, or (without a score) all of one `kind`."""

    row: Mapping[str, Any]
    factor: Factor | None = None
    kind: str = ""
    records: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that the letter is about."""

    book: Rulebook
    ledger: Filed
    subject: str
    on: Day
    known_at: Instant
    lang: str

    @property
    def how(self) -> dict[str, Any]:
        """As the engine's functions take it."""
        return {"subject": self.subject, "on": self.on, "known_at": self.known_at, "lang": self.lang}


def without(asked: Asked, why: Mapping[str, Any], found: Sequence[Factor]) -> list[Without]:
    """Rate again without the records of each factor, one factor at a time; only what would have changed the result is listed.

    Nothing where bands are drawn by share (one person alone says nothing of them), and where the subject's own entries do not come to the
    same rating (it rests on others' too): a number that is not exact is not given.
    """
    if is_relative(asked.book):
        return []
    said = said_of(asked.ledger, asked.subject)
    if not _same(_rated(asked, said, frozenset()), why):
        return []
    listed = list(_by_kind(asked, said) if why["standing"] == "no_score" else _by_factor(asked, said, found))
    return [one for one in listed if not _same(one.row, why)]


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[name] == other[name] for name in _TOLD)


def _by_factor(asked: Asked, said: Mapping[Any, Any], found: Sequence[Factor]) -> Iterator[Without]:
    for factor in found:
        if factor.records:
            gone = frozenset((one["furnisher"], one["ref"]) for one in factor.records)
            yield Without(_rated(asked, said, gone), factor, records=factor.records)


def _by_kind(asked: Asked, said: Mapping[Any, Any]) -> Iterator[Without]:
    """Without a score no points say which records mattered: each kind is left out in turn, and what then gives a score did."""
    for kind in sorted({row["kind"] for row in said["records"]}):
        rows = [row for row in said["records"] if row["kind"] == kind]
        row = _rated(asked, said, frozenset((one["furnisher"], one["ref"]) for one in rows))
        if row["standing"] == "scored":
            yield Without(row, kind=kind, records=tuple(rows))


def _rated(asked: Asked, said: Mapping[Any, Any], gone: frozenset[tuple[str, str]]) -> Mapping[str, Any]:
    """The rating from the subject's own entries, without some records."""
    records, amendments = (
        [row for row in said[what] if (row["furnisher"], row["ref"]) not in gone] for what in ("records", "amendments")
    )
    ledger = asked.ledger
    with memory_ledger(records, amendments, said["participations"], lab=ledger.lab, catalogue=ledger.catalogue) as own:
        if not records:  # a ledger without records rates as well as any; the subject is known by taking part
            return explain(asked.book, own, **asked.how).as_dict()
        return next(rate(asked.book, own, **asked.how).rows())


def ways(asked: Asked, why: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The ways to the next better band by waiting or one step; None where there is none better, or no score."""
    rules = asked.book.rules_on(to_day(why["on"]))
    names = [band.name for band in rules.bands.bands] if rules is not None else []
    if why["standing"] != "scored" or why["band"] not in names or names.index(why["band"]) == 0:
        return None
    to = names[names.index(why["band"]) - 1]
    return path(asked.book, asked.ledger, to=to, most_steps=1, **asked.how).as_dict()
