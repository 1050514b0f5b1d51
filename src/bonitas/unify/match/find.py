"""Finding pairs: verified numbers first, names for the rest."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.ledger.identity.key import hashed
from bonitas.unify.match.codes import trouble
from bonitas.unify.match.companies import COMPANIES
from bonitas.unify.match.comparing import Configuration
from bonitas.unify.match.costs import Costs, Thresholds, thresholds
from bonitas.unify.match.engine import missing_libraries
from bonitas.unify.match.exact import End, Numbers, compared, exact_pairs, gathered
from bonitas.unify.match.learning import Learnt
from bonitas.unify.match.model import as_text, from_text
from bonitas.unify.match.pairs import Pair, Pairs, Read, Source
from bonitas.unify.match.people import PEOPLE
from bonitas.unify.match.scoring import JOINED, Scores, score
from bonitas.unify.names.numbers import Digest, Numbered
from bonitas.unify.names.read import Names, read_names

#: How each type of subject is compared.
KINDS: Final[Mapping[str, Configuration]] = MappingProxyType({"person": PEOPLE, "organisation": COMPANIES})
Ends = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all parts of one search have in common."""

    within: bool
    seed: int
    limits: Thresholds
    fresh: Mapping[str, frozenset[str]] | None
    known: frozenset[Ends]

    def without(self, searched: Mapping[str, Collection[str]], there: Mapping[str, frozenset[str]]) -> _Asked:
        """The same of those whose names no search has compared."""
        return replace(self, fresh={name: mine - frozenset(searched.get(name, ())) for name, mine in there.items()})

    @property
    def of_nobody(self) -> bool:
        """Are only new subjects asked for, and is there none?"""
        return self.fresh is not None and not any(self.fresh.values())

    def is_new(self, pair: Ends) -> bool:
        """Is it not known yet, and of a new subject if only those are asked for?"""
        if pair in self.known:
            return False
        return self.fresh is None or any(pair[at + 1] in self.fresh.get(pair[at], ()) for at in (0, 2))


def find_pairs(  # noqa: PLR0913 - the terms of one search
    sources: Sequence[Source],
    *,
    costs: Costs | None = None,
    seed: int = 0,
    known: Iterable[Ends] = (),
    only: Mapping[str, Collection[str]] | None = None,
    searched: Mapping[str, Collection[str]] | None = None,
    within: bool = False,
    exact_only: bool = False,
    model: str | None = None,
) -> Pairs:
    """The pairs of subjects of these sources that are one, or may be.

    `costs` decide where a link begins and where a person looks; pairs below that are left out. `known`: pairs (ledger, subject, ledger,
    subject) that are not given again. `only`: the new subjects by ledger; pairs of others are not looked for. `searched`: by ledger, whose
    names an earlier search compared; numbers are held together for all. `within`: also doubles of one ledger, and of a single source
    only those. `exact_only`: by verified numbers alone, without a further library. `model`: what an earlier answer learnt, to judge alike.

    The same sources, costs and seed give the same pairs, whatever the number of threads. Subjects that have two different numbers of
    one scheme are never a probable pair. BonitasError: U120 to U129, and what `read_names` raises.
    """
    _checked(sources, within, exact_only=exact_only)
    limits = thresholds(costs or Costs())
    names, numbers = _read(sources, exact_only)
    there = {ledger: frozenset(one.table.column("subject").to_pylist()) for ledger, one in names.items()}
    asked = _Asked(within, seed, limits, _fixed(only), frozenset(_in_order(pair) for pair in known))
    exact = [pair for pair in exact_pairs(numbers, within=within) if asked.is_new(pair.ends) and pair.certainty >= limits.review]
    given = {} if model is None else from_text(model)
    asked = asked if searched is None else asked.without(searched, there)
    scores = {} if exact_only or asked.of_nobody else _scores(names, asked, given)
    likely = [pair for rows, found in scores.values() for pair in _pairs(rows, found, numbers, asked)]
    learnt = {**given, **{kind: found.learnt for kind, (_, found) in scores.items()}}
    return Pairs(
        tuple(
            sorted({**{one.ends: one for one in likely}, **{one.ends: one for one in exact}}.values(), key=lambda one: one.ends)
        ),
        as_text(learnt),
        limits,
        tuple(problem for one in names.values() for problem in one.problems),
        MappingProxyType({source.name: _told(source, names, numbers) for source in sources}),
        sum(grouped.pairs for _, found in scores.values() for grouped in found.grouped),
        MappingProxyType({one.words: one.left_out for _, found in scores.values() for one in found.grouped if one.left_out}),
        MappingProxyType({} if exact_only else there),
    )


def _fixed(only: Mapping[str, Collection[str]] | None) -> dict[str, frozenset[str]] | None:
    return None if only is None else {ledger: frozenset(subjects) for ledger, subjects in only.items()}


def _checked(sources: Sequence[Source], within: bool, *, exact_only: bool) -> None:
    """Sources that can be searched together. BonitasError U120 to U124, U128, U129."""
    if any(not source.name.strip() for source in sources):
        raise trouble("U128")
    seen: set[str] = set()
    for source in sources:
        if source.name in seen:
            raise trouble("U121", found=source.name)
        seen.add(source.name)
    if len(sources) < 2 and not within:
        raise trouble("U129")
    if all(source.names is None and source.book is None for source in sources):
        raise trouble("U122", what="no names and no identifiers")
    labs = [source for source in sources if source.ledger is not None and source.ledger.lab]
    real = [source for source in sources if source.ledger is not None and not source.ledger.lab]
    if labs and real:
        raise trouble("U124", found=labs[0].name, other=real[0].name)
    books = [(source.name, source.book.proof) for source in sources if source.book is not None]
    for name, proof in books[1:]:
        if proof != books[0][1]:
            raise trouble("U123", found=name, other=books[0][0])
    if not exact_only and any(source.names is not None for source in sources) and missing_libraries():
        raise trouble("U120", missing=", ".join(missing_libraries()))


def _in_order(pair: Ends) -> Ends:
    one, other = pair[:2], pair[2:]
    return (*one, *other) if one <= other else (*other, *one)


def _read(sources: Sequence[Source], exact_only: bool) -> tuple[dict[str, Names], Numbers]:
    """The names of every source that has any, and the numbers of all: those of books, then those of files."""
    digest: Digest = next((source.book.digest for source in sources if source.book is not None), _passing())
    names: dict[str, Names] = {}
    numbers: dict[str, list[Numbered]] = {}
    for source in sorted(sources, key=lambda one: one.name):
        mine = numbers.setdefault(source.name, list(_of_book(source)))
        if source.names is not None:
            read = read_names(source.names, digest, encoding=source.encoding, ledger=source.ledger, numbers_only=exact_only)
            names[source.name] = read
            mine.extend(read.numbers)
    return names, gathered(numbers)


def _of_book(source: Source) -> Iterator[Numbered]:
    """The numbers of the book beside a ledger; under a licence, of those subjects only that may be seen."""
    every = [Numbered(*row) for row in source.book.digests()] if source.book is not None else []
    if source.ledger is None or source.ledger.allowed is None:
        yield from every
        return
    ids = sorted({one.subject for one in every})
    seen = {name for name, code in zip(ids, source.ledger.subjects(ids)[0], strict=True) if code >= 0}
    yield from (one for one in every if one.subject in seen)


def _passing() -> Digest:
    """Hashes with a key that nobody ever sees: for numbers of files alone, which are forgotten with it."""
    return partial(hashed, secrets.token_bytes(32))


def _scores(names: Mapping[str, Names], asked: _Asked, given: Mapping[str, Learnt]) -> dict[str, tuple[Any, Scores]]:
    """By type of subject: the rows and their scores, where there is anything to compare."""
    found: dict[str, tuple[Any, Scores]] = {}
    for kind, configuration in KINDS.items():
        rows = rows_of(names, kind == "organisation", asked.fresh)
        scored = score(
            rows, configuration, across=not asked.within, seed=asked.seed, least=asked.limits.review, newly=asked.fresh is not None,
            learnt=given.get(kind),
        ) if rows.num_rows > 1 else None  # fmt: skip
        if scored is not None:
            found[kind] = rows, scored
    return found


def rows_of(names: Mapping[str, Names], organisation: bool, fresh: Mapping[str, frozenset[str]] | None = None) -> Any:
    """The rows of one type of subject of all sources, numbered in order of ledger and subject. `names` in order of ledger."""
    tables = []
    for at, (ledger, one) in enumerate(names.items()):
        table = one.table.filter(pc.equal(one.table.column("organisation"), organisation)).drop_columns(["organisation"])
        new = (
            [True] * table.num_rows
            if fresh is None
            else [s in fresh.get(ledger, ()) for s in table.column("subject").to_pylist()]
        )
        table = table.append_column("ledger", pa.array([ledger] * table.num_rows, pa.string()))
        table = table.append_column("source", pa.array(np.full(table.num_rows, at, np.int32)))
        tables.append(table.append_column("fresh", pa.array(new, pa.bool_())))
    rows = pa.concat_tables(tables, promote_options="default") if tables else pa.table({"subject": pa.array([], pa.string())})
    for name, made_of, how in JOINED:
        if set(made_of) <= set(rows.column_names):
            rows = rows.append_column(name, pc.binary_join_element_wise(*(rows.column(one) for one in made_of), how))
    if "street" in rows.column_names:
        house = rows.column("house") if "house" in rows.column_names else pa.nulls(rows.num_rows, pa.string())
        home = pc.binary_join_element_wise(rows.column("street"), pc.coalesce(house, ""), " ")
        rows = rows.append_column("home", home)
    return rows.append_column("id", pa.array(np.arange(rows.num_rows, dtype=np.int64)))


def _pairs(rows: Any, scores: Scores, numbers: Numbers, asked: _Asked) -> Iterator[Pair]:
    """Scored rows as pairs of subjects, without those that two verified numbers call two."""
    ledgers, subjects = rows.column("ledger").to_pylist(), rows.column("subject").to_pylist()
    for one in scores.pairs:
        a: End = (ledgers[one.a], subjects[one.a])
        b: End = (ledgers[one.b], subjects[one.b])
        if asked.is_new((*a, *b)) and not compared(numbers, a, b)[1]:
            yield Pair(*a, *b, one.certainty, "probable", one.evidence)


def _told(source: Source, names: Mapping[str, Names], numbers: Numbers) -> Read:
    read = names.get(source.name)
    count = sum(len(mine) for (ledger, _), mine in numbers.items() if ledger == source.name)
    return Read(read.rows, read.encoding, read.table.num_rows, count) if read is not None else Read(numbers=count)
