"""What happens to some subjects: records and amendments of one kind, drawn a column at a time.

The stream of random numbers is named by seed, kind and block of subjects, so that a larger population holds the smaller one, and no
kind's draw depends on another's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.lab.people.plan import Plan, Tone
from bonitas.lab.people.values import Draw, Ints, column

#: Subjects drawn together. Part of what a seed means: another number would draw other people.
BLOCK: Final = 2_500
#: One subject in so many is an organisation.
ONE_IN: Final = 10
DAY: Final = 86_400_000_000
#: Shares of records that are disputed, and that are withdrawn by their furnisher.
DISPUTED: Final = 0.01
WITHDRAWN: Final = 0.002
#: Of lasting and of bad kinds that `habits.yaml` does not name: the share that ends, that is settled, and after how many days.
ENDED, ENDED_DAYS = 0.6, 300.0
SETTLED, SETTLED_DAYS = 0.5, 250.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """Some subjects of one type: their ids, and how much of each tone is in each of them (1 on average)."""

    number: int
    ids: pa.Array
    traits: Mapping[Tone, Floats]
    kept: npt.NDArray[np.bool_]
    """Which of them belong to the population: its last block is drawn whole and kept in part."""


@dataclass(frozen=True, slots=True)
class World:
    """The seed, the type of subject, the time that is drawn (first day ≤ day ≤ last), and whether there are people and companies."""

    seed: int
    who: str
    first: int
    last: int
    mixed: bool

    def stream(self, *names: object) -> Draw:
        """The random numbers of one name."""
        return np.random.Generator(np.random.PCG64([self.seed, *(crc32(str(name).encode()) for name in (self.who, *names))]))


def traits(world: World, block: int) -> dict[Tone, Floats]:
    """Most people do little of note and a few do much of it; who does much good does rather less bad."""
    rng = world.stream("traits", block)
    bad = rng.gamma(0.6, 1 / 0.6, BLOCK)
    good = rng.gamma(0.8, 1 / 0.8, BLOCK) * np.exp(-0.3 * np.minimum(bad - 1, 4))
    return {"bad": bad, "good": good, "plain": rng.gamma(3, 1 / 3, BLOCK)}


def records(world: World, block: Block, plan: Plan) -> pa.Table | None:
    """The records of one kind for one block, in the columns of a records file; None if nothing happens."""
    rng = world.stream(plan.kind.name, block.number)
    habit = plan.habit
    years = float(habit["back"]) if "back" in habit else (world.last - world.first) / 365.25
    whose = np.repeat(np.arange(BLOCK), _counts(rng, plan, years, block.traits[plan.tone]))
    n = len(whose)
    days = world.last - np.floor(rng.random(n) * years * 365.25).astype(np.int64)
    columns: dict[str, Any] = {
        "subject": block.ids.take(pa.array(whose)),
        "subject_type": pa.repeat(world.who, n),
        "kind": pa.repeat(plan.kind.name, n),
        "occurred_on": dates(days),
        "recorded_at": instants(days + rng.integers(1, 20, n)),
        "furnisher": pa.repeat(f"lab {plan.kind.context}", n),
        "ref": refs(world, block, plan, whose),
        **_ends(rng, plan, days, world.last),
        **_party(rng, world, habit, block.number * BLOCK + whose),
        **_choices(rng, plan, n),
    }
    for attribute in plan.kind.attributes.values():
        columns[attribute.name] = column(rng, attribute, habit.get("attributes", {}).get(attribute.name, {}), days)
    table = pa.table(columns).filter(pa.array(block.kept[whose]))
    return table if table.num_rows else None


def _counts(rng: Draw, plan: Plan, years: float, trait: Floats) -> Ints:
    """How many records of one kind each subject of a block has."""
    if "always" in plan.habit:
        return (rng.random(BLOCK) < float(plan.habit["always"])).astype(np.int64)
    return rng.poisson(plan.often * years * trait)


def amendments(world: World, plan: Plan, block: int, made: pa.Table) -> pa.Table | None:
    """What later became of the records just made: settled, disputed and decided, withdrawn."""
    rng = world.stream("later", plan.kind.name, block)
    days = made.column("occurred_on").combine_chunks().view(pa.int32()).to_numpy().astype(np.int64)
    n = len(days)
    settled = float(plan.habit.get("settled", SETTLED if plan.tone == "bad" else 0))
    after = np.floor(rng.exponential(float(plan.habit.get("settled_days", SETTLED_DAYS)), n)).astype(np.int64) + 1
    disputed, decided = rng.random(n) < DISPUTED, rng.random(n)
    filed = days + rng.integers(10, 100, n)
    answered = filed + rng.integers(5, 60, n)
    found = [
        _amended(made, rng.random(n) < settled, "settled", days + after, world.last),
        _amended(made, rng.random(n) < WITHDRAWN, "withdrawn", days + 40, world.last),
        _amended(made, disputed, "disputed", filed, world.last),
        _amended(made, disputed & (decided < 0.5), "rejected", answered, world.last),
        _amended(made, disputed & (decided > 0.7), "upheld", answered, world.last),
    ]
    table = pa.concat_tables(found)
    return table if table.num_rows else None


def _amended(made: pa.Table, which: npt.NDArray[np.bool_], change: str, days: Ints, last: int) -> pa.Table:
    rows = np.flatnonzero(which & (days <= last))
    chosen = made.select(["furnisher", "ref"]).take(pa.array(rows))
    return pa.table(
        {
            "furnisher": chosen.column("furnisher"),
            "ref": chosen.column("ref"),
            "change": pa.repeat(change, len(rows)),
            "effective_on": dates(days[rows]),
            "recorded_at": instants(days[rows] + 20),
        }
    )


def _ends(rng: Draw, plan: Plan, days: Ints, last: int) -> dict[str, pa.Array]:
    if not plan.kind.lasting:
        return {}
    n = len(days)
    ends = days + np.floor(rng.exponential(float(plan.habit.get("days", ENDED_DAYS)), n)).astype(np.int64)
    ended = (rng.random(n) < float(plan.habit.get("ended", ENDED))) & (ends <= last)
    return {"ended_on": pa.array(ends.astype(np.int32), mask=~ended).view(pa.date32())}


def _party(rng: Draw, world: World, habit: Mapping[str, Any], own: Ints) -> dict[str, pa.Array]:
    """Another subject, always one with a lower number than the subject's own: it is there however small the population is, and
    those with low numbers are met often, as some traders are."""
    wanted = str(habit.get("counterparty", ""))
    if not wanted:
        return {}
    n = len(own)
    company = {"person": np.zeros(n, np.bool_), "organisation": np.ones(n, np.bool_)}.get(wanted, rng.random(n) < 1 / ONE_IN)
    if not world.mixed:
        company = np.full(n, world.who == "organisation")
    people = own if world.who == "person" else (ONE_IN - 1) * (own + 1)
    companies = own if world.who == "organisation" else own // (ONE_IN - 1)
    among = np.where(company, companies, people)
    other = np.floor(rng.random(n) * among).astype(np.int64) + 1
    named = [f"{'o' if of_company else 'p'}{world.seed}-{number:07d}" for of_company, number in zip(company, other, strict=True)]
    return {"counterparty": pa.array(named, pa.string(), mask=among < 1)}


def _choices(rng: Draw, plan: Plan, n: int) -> dict[str, pa.Array]:
    """Points within a range, with who chose and why."""
    if plan.chosen is None:
        return {}
    low, high = plan.chosen
    return {
        "chosen_points": pa.array(rng.integers(low, high + 1, n)),
        "chosen_by": pa.array([f"desk {number}" for number in rng.integers(1, 6, n).tolist()], pa.string()),
        "chosen_because": pa.repeat("by its gravity", n),
    }


def dates(days: Ints) -> pa.Array:
    """Day numbers as dates."""
    return pa.array(days.astype(np.int32)).view(pa.date32())


def instants(days: Ints) -> pa.Array:
    """Midnight (UTC) of day numbers."""
    return pa.array(days * DAY).view(pa.timestamp("us", tz="UTC"))


def refs(world: World, block: Block, plan: Plan, whose: Ints) -> pa.Array:
    """The record's own name: the subject, the kind, and which of that kind it is."""
    first = np.r_[True, whose[1:] != whose[:-1]] if len(whose) else np.empty(0, np.bool_)
    starts = np.maximum.accumulate(np.where(first, np.arange(len(whose)), 0)) if len(whose) else whose
    nth = pa.array(np.arange(len(whose)) - starts + 1).cast(pa.string())
    return pc.binary_join_element_wise(block.ids.take(pa.array(whose)), plan.kind.name, nth, "-")
