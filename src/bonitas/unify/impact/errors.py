"""Files with one error each, for a sample of people: one record of somebody else in the file, or one of their own missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from bonitas.engine.kernel import layout as ly
from bonitas.engine.participation import places_of
from bonitas.engine.program import used_kinds
from bonitas.engine.question import Question
from bonitas.engine.ratings import Ratings
from bonitas.engine.variants import NONE, Variants
from bonitas.engine.versions import taken
from bonitas.ledger.base import Ledger, Need, Records

#: What is wrong with a file.
Error = Literal["stranger", "missing"]
ERRORS: Final[tuple[Error, ...]] = ("stranger", "missing")
#: Of each kind of record so many errors are tried; one of which fewer can be had has no line of its own.
PER_KIND: Final = 50
FEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """One sort of error: which of the files have it (`first` to `last`), and of what kind the record is that is there or missing. The
    first `any_kind` are drawn from all records, those behind them kind by kind."""

    error: Error
    first: int
    last: int
    any_kind: int
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """Files with one error each, of every sort. `rows`: whose they are (rows of the question)."""

    samples: tuple[Sample, ...]
    rows: ly.Ints
    variants: Variants


@dataclass(frozen=True, slots=True)
class Pool:
    """What may be drawn: records, and for each the place in the sample of the subject whom it is about (−1: somebody who only lends
    records). `rows`: the sample."""

    records: Records
    owner: ly.Ints
    rows: ly.Ints

    def pick(self, error: Error, among: ly.Ints, n: int, random: np.random.Generator) -> int:
        """For the n-th subject one of some records: its own where one is to be missing, else anybody else's; −1 if there is none."""
        mine = self.owner[among] == n
        fit = among[mine if error == "missing" else ~mine]
        return int(random.choice(fit)) if len(fit) else -1

    def pairs(self, error: Error, kinds: Sequence[int], random: np.random.Generator) -> tuple[list[tuple[int, int]], int]:
        """(subject, record) of every error, and how many of them are of any kind: one for each subject, then some of each of `kinds`."""
        every = np.arange(len(self.owner))
        found = [(n, self.pick(error, every, n, random)) for n in range(len(self.rows))]
        found = [(n, record) for n, record in found if record >= 0]
        any_kind = len(found)
        for kind in kinds:
            among = np.flatnonzero(self.records.kind == kind)
            whom = np.arange(len(self.rows)) if error == "stranger" else np.unique(self.owner[among])
            whom = random.permutation(whom[whom >= 0])[:PER_KIND]
            drawn = [(int(n), self.pick(error, among, int(n), random)) for n in whom]
            drawn = [(n, record) for n, record in drawn if record >= 0]
            found += drawn if len(drawn) >= FEWEST else []
        return found, any_kind


def draw(every: Sequence[Ratings], ledger: Ledger, size: int, seed: int) -> Files | None:
    """Draw up to `size` subjects of those who have a score under every rulebook, and an error of each sort for each of them; None where
    there is nobody or nothing to draw.

    A stranger's record is one of those and of as many others who are rated, with a score or without. What is drawn depends on the
    seed and on what the ledger holds, not on the store. Only records of kinds that one of the rulebooks looks at are drawn, that have
    occurred, are known and were never amended.
    """
    question, standing = every[0].question, every[0].results[:, ly.R_STANDING]
    random = np.random.default_rng(seed)
    scored = np.all([ratings.results[:, ly.R_STANDING] == ly.SCORED for ratings in every], axis=0)
    rows, lenders = (
        np.sort(random.choice(one, min(size, len(one)), replace=False))
        for one in (np.flatnonzero(scored), np.flatnonzero(standing != ly.NOT_RATED))
    )
    codes = question.codes[question.place[rows]]
    found = _records(every, ledger, np.union1d(codes, question.codes[question.place[lenders]])) if len(rows) else None
    if found is None:
        return None
    numbers = np.unique(found.kind).tolist()
    kinds = [number for _, number in sorted(zip(ledger.words(numbers), numbers, strict=True))]  # codes differ from store to store
    pool = Pool(found, places_of(found.subject, codes), rows)
    samples: list[Sample] = []
    pairs: list[tuple[int, int]] = []
    for error in ERRORS:
        drawn, any_kind = pool.pairs(error, kinds, random)
        words = ledger.words(found.kind[[record for _, record in drawn]].tolist()) if drawn else []
        samples.append(Sample(error, len(pairs), len(pairs) + len(drawn), any_kind, tuple(words)))
        pairs += drawn
    return _files([sample for sample in samples if sample.any_kind], ledger, question, pool, pairs) if pairs else None


def _files(samples: Sequence[Sample], ledger: Ledger, question: Question, pool: Pool, pairs: Sequence[tuple[int, int]]) -> Files:
    """The files of some subjects of the pool, each with the record drawn for it there or missing."""
    who, record = (np.array(side, np.int64) for side in zip(*pairs, strict=True))
    rows, drawn = pool.rows[who], taken(pool.records, record)
    assert drawn.entry is not None
    less, more = np.full(len(rows), NONE, np.int64), np.full(len(rows), NONE, np.int64)
    for sample in samples:
        changed = more if sample.error == "stranger" else less
        changed[sample.first : sample.last] = drawn.entry[sample.first : sample.last]
    place = question.place[rows]
    return Files(
        tuple(samples), rows, Variants(ledger, question.codes[place], less, more, drawn.subject, question.organisation[place])
    )


def _records(every: Sequence[Ratings], ledger: Ledger, codes: Any) -> Records | None:
    """The records that may be drawn, in an order that every store gives them: by furnisher and ref."""
    question = every[0].question
    day, known = int(question.days[0]), int(question.knowns[0])
    rules = [found for ratings in every if (found := ratings.book.rules_on(day)) is not None]
    kinds = tuple(sorted({kind for one in rules for kind in used_kinds(one)}))
    need = Need(kinds, (), entry=True, subjects=codes.astype(np.int32))
    amended = np.array([change.entry for change in ledger.amendments(need)], np.int64)
    pieces = [piece for piece in ledger.read(need) if len(piece)]
    if not kinds or not pieces:
        return None
    subject, kind, entry = (np.concatenate([getattr(piece, name) for piece in pieces]) for name in ("subject", "kind", "entry"))
    occurred, recorded = (np.concatenate([getattr(piece, name) for piece in pieces]) for name in ("occurred_on", "recorded_at"))
    kept = np.flatnonzero((occurred <= day) & (recorded <= known) & ~np.isin(entry, amended))
    if not len(kept):
        return None
    kept = kept[np.argsort(ledger.tie_order(entry[kept]), kind="stable")]
    return Records(subject[kept], kind[kept], occurred[kept], {}, entry=entry[kept])
