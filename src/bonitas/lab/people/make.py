"""Putting a synthetic population into a lab ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.common.problems import BonitasError, Problem
from bonitas.engine.question import to_day
from bonitas.lab.people.lives import BLOCK, ONE_IN, Block, World, amendments, instants, records, traits
from bonitas.lab.people.plan import Plan, Who, plans
from bonitas.ledger import Report, Store
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import check_rulebook, published

#: The last day that is drawn, unless another is asked for. Fixed, so that a seed means the same tomorrow.
UNTIL: Final = "2026-06-30"
#: Years of records before it.
YEARS: Final = 5
#: The share of subjects that take part in a rulebook.
ENROLLED: Final = 0.97

#: So many blocks are brought into the ledger together.
TOGETHER: Final = 10
#: So many columns of attributes a table has at most, unless one kind alone has more.
COLUMNS: Final = 30

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """How many subjects, records, amendments and participations the population has, and how many were there already."""

    persons: int
    organisations: int
    records: int
    amendments: int
    participations: int
    there: int

    def as_dict(self) -> dict[str, int]:
        """As `lab people --json` prints it."""
        return asdict(self)


def make_people(  # noqa: PLR0913 - what a population is made of
    ledger: Store,
    n: int,
    *,
    seed: int,
    subjects: Who | None = None,
    until: str = UNTIL,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
) -> Made:
    """Add `n` made-up subjects to a lab ledger: records of every kind in the catalogue, amendments, and participations in every
    published rulebook.

    The same `seed`, `subjects` and `until` give the same people, whatever `n`: 1,000 are among the first of 10,000. One subject in ten is an
    organisation, unless `subjects` names one type. Adding them again changes nothing and is counted. `progress` is called with the
    number of subjects done. Raises BonitasError D030 for a ledger that is not a lab's, D031 for a number that makes no population.
    """
    if not ledger.lab:
        remedy = "Make one with 'bonitas new LEDGER --lab'."
        raise BonitasError(Problem("D030", "People are made up in lab ledgers only.", file=ledger.address, remedy=remedy))
    if not 1 <= n <= 100_000_000:
        raise BonitasError(Problem("D031", f"A population of {n:,} cannot be made.", remedy="Ask for 1 to 100,000,000."))
    kinds = catalogue or read_catalogue()
    books = [book for book in (check_rulebook(name)[0] for name in published()) if book is not None]
    companies = {None: n // ONE_IN, "person": 0, "organisation": n}[subjects]
    last = to_day(until)
    made = Made(n - companies, companies, 0, 0, 0, 0)
    counts: dict[Who, int] = {"person": n - companies, "organisation": companies}
    for who, count in counts.items():
        world = World(seed, who, last - round(YEARS * 365.25), last, subjects is None)
        drawn = plans(kinds, books, who)
        for blocks in _groups(world, count):
            made = _bring(ledger, world, blocks, drawn, books, made)
            if progress:
                progress(min(blocks[-1].number * BLOCK + BLOCK, count) + (counts["person"] if who == "organisation" else 0))
    return made


def ids(seed: int, who: str, first: int, count: int) -> pa.Array:
    """Ids such as p7-0000001: type, seed and number.

    >>> ids(7, "person", 0, 2).to_pylist()
    ['p7-0000001', 'p7-0000002']
    """
    return pa.array([f"{who[0]}{seed}-{number:07d}" for number in range(first + 1, first + count + 1)], pa.string())


def _bring(  # noqa: PLR0913, PLR0917 - what a population is made of
    ledger: Store, world: World, blocks: list[Block], all_plans: list[Plan], books: Iterable[Rulebook], made: Made
) -> Made:
    """Bring some subjects into the ledger, some kinds at a time."""
    for mine in _bundles(all_plans):
        drawn = [(plan, block, found) for plan in mine for block in blocks if (found := records(world, block, plan)) is not None]
        if not drawn:
            continue
        added = _sound(ledger.add(pa.concat_tables([found for _, _, found in drawn], promote_options="default")))
        later = [one for plan, block, found in drawn if (one := amendments(world, plan, block.number, found)) is not None]
        changed = _sound(ledger.amend(pa.concat_tables(later))) if later else Report()
        made = replace(
            made, records=made.records + added.added, amendments=made.amendments + changed.added,
            there=made.there + added.already_there + changed.already_there,
        )  # fmt: skip
    joined = _sound(ledger.enrol(pa.concat_tables(_participations(world, blocks, books))))
    return replace(made, participations=made.participations + joined.added, there=made.there + joined.already_there)


def _bundles(all_plans: Iterable[Plan]) -> Iterator[list[Plan]]:
    """Kinds to bring in together: each call has its cost, and so has each column that most rows leave empty."""
    mine: list[Plan] = []
    columns: set[str] = set()
    for plan in all_plans:
        if mine and len(columns | set(plan.kind.attributes)) > COLUMNS:
            yield mine
            mine, columns = [], set()
        mine.append(plan)
        columns |= set(plan.kind.attributes)
    yield mine


def _groups(world: World, count: int) -> Iterator[list[Block]]:
    """The subjects of one type in blocks, a few blocks at a time."""
    numbers = range(-(-count // BLOCK))
    for start in range(0, len(numbers), TOGETHER):
        yield [
            Block(
                number,
                ids(world.seed, world.who, number * BLOCK, BLOCK),
                traits(world, number),
                np.arange(number * BLOCK, (number + 1) * BLOCK) < count,
            )
            for number in numbers[start : start + TOGETHER]
        ]


def _participations(world: World, blocks: Iterable[Block], books: Iterable[Rulebook]) -> list[pa.Table]:
    """Nearly everybody takes part in every rulebook that rates such subjects, from before the first record on."""
    found = []
    start = np.int64(world.first - 366)
    for book in books:
        if book.subjects not in (world.who, "both") or book.participation == "none":
            continue
        for block in blocks:
            rng = world.stream("enrolled", book.id, block.number)
            who = block.ids.filter(pa.array((rng.random(BLOCK) < ENROLLED) & block.kept))
            n = len(who)
            found.append(
                pa.table(
                    {
                        "subject": who,
                        "subject_type": pa.repeat(world.who, n),
                        "rulebook": pa.repeat(book.id, n),
                        "basis": pa.repeat(book.participation, n),
                        "from": pa.array(np.full(n, start, np.int32)).view(pa.date32()),
                        "recorded_at": instants(np.full(n, start)),
                    }
                )
            )
    return found


def _sound(report: Report) -> Report:
    """What the lab makes must be what a ledger takes; if not, that is the program's fault and is said with its first problem."""
    if report.problems:
        raise BonitasError(report.problems[:1])
    return report
