"""Learning from the data, without any answer given, how pairs of one subject differ: Splink's expectation maximisation, steadied.

- `u`, how often two different subjects agree by chance, is counted over a sample of all pairs that depends on the seed alone.
- `m`, how often two rows of one subject agree, comes from expectation maximisation within groups that agree in other columns.
- Both are drawn towards what was assumed before (`comparing.Level`), as if that had been seen in `M_BEFORE` and `U_BEFORE` pairs: with a
  thousand pairs of one subject that is nothing, with five it is nearly everything, and two short lists still compare sensibly.
- All are rounded once, to `DIGITS` digits. What the number of threads can change in a sum lies far beyond these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bonitas.unify.match.comparing import Comparison, Configuration, Odds, as_settings, starting
from bonitas.unify.match.engine import U_BEFORE, Engine

#: What was assumed of pairs of one subject counts as so many.
M_BEFORE: Final = 20
#: Pairs that chance agreement is counted over, and that one round of expectation maximisation looks at, at most.
U_PAIRS: Final = 2_000_000
EM_PAIRS: Final = 1_000_000
#: A round with fewer pairs learns nothing.
FEWEST: Final = 20
#: Of what two rows agree in by chance, at least this part is left when the pairs of one subject among them are taken away.
LEAST_LEFT: Final = 0.1
#: Significant digits of what is learnt.
DIGITS: Final = 7


@dataclass(frozen=True, slots=True)
class Learnt:
    """How likely two rows are one subject before anything is compared, and the m and u of every level."""

    prior: float
    odds: Mapping[str, Sequence[Odds]]


def learn(engine: Engine, configuration: Configuration, *, seed: int) -> Learnt:
    """What the table `rows` teaches. Deterministic for a seed, whatever the number of threads."""
    before = starting(configuration.comparisons)
    linker = engine.linker(as_settings(configuration.comparisons, before), ())
    pairs = engine.possible_pairs()
    matches = engine.pairs_of_any(configuration.surely)
    prior = min(0.1, max(matches, 0.5) / configuration.surely_found / pairs)
    all_of_them = pairs <= U_PAIRS  # else in parts, until every level has been seen often enough
    linker.training.estimate_u_using_random_sampling(max_pairs=U_PAIRS, seed=seed, num_chunks=1 if all_of_them else 10)
    untaught = {one.name for one in configuration.comparisons}
    for columns in (*configuration.learn, *configuration.else_learn):
        if columns in configuration.learn or untaught:
            found = engine.pairs_of_groups(columns)
            if found >= FEWEST:
                untaught &= engine.maximise(linker, columns, found, EM_PAIRS)
    return Learnt(
        _rounded(prior), _steadied(linker.misc.save_model_to_json(), configuration, matches, min(pairs, U_PAIRS), prior)
    )


def _steadied(
    model: Mapping[str, Any], configuration: Configuration, matches: int, sampled: int, prior: float
) -> dict[str, list[Odds]]:  # fmt: skip
    learnt = {
        one["output_column_name"]: [x for x in one["comparison_levels"] if not x.get("is_null_level")]
        for one in model["comparisons"]
    }
    found: dict[str, list[Odds]] = {}
    for comparison in configuration.comparisons:
        levels = learnt[comparison.name]
        free = [at for at, level in enumerate(comparison.levels) if not level.fixed]
        before = [comparison.levels[at] for at in free]
        ms = _drawn([levels[at].get("m_probability") for at in free], [x.m for x in before], matches, M_BEFORE)
        us = _drawn([levels[at].get("u_probability") for at in free], [x.u for x in before], sampled, U_BEFORE)
        odds = {at: (_rounded(m), _rounded(_by_chance(u, m, prior))) for at, m, u in zip(free, ms, us, strict=True)}
        found[comparison.name] = _as_others_say(comparison, [odds.get(at, (x.m, x.u)) for at, x in enumerate(comparison.levels)])
    return found


def _as_others_say(comparison: Comparison, odds: list[Odds]) -> list[Odds]:
    """The odds with those of levels that say as much as others: m as it is, u in the ratio of all of these together."""
    of = {level.words: pair for level, pair in zip(comparison.levels, odds, strict=True)}
    return [
        (m, _rounded(m * sum(of[one][1] for one in level.says) / sum(of[one][0] for one in level.says))) if level.says else (m, u)
        for level, (m, u) in zip(comparison.levels, odds, strict=True)
    ]


def _by_chance(u: float, m: float, prior: float) -> float:
    """How often two different subjects agree, of how often two rows do: a sample of all pairs holds pairs of one subject too."""
    return max(u - prior * m, u * LEAST_LEFT) / (1 - prior)


def _drawn(seen: Sequence[Any], before: Sequence[float], times: int, weight: int) -> list[float]:
    """What was seen so many times, drawn towards what was assumed. A level that was never seen has no number."""
    numbers = [float(x) if isinstance(x, int | float) else 0.0 for x in seen]
    total = sum(numbers)
    if total <= 0:
        return list(before)
    return [(times * x / total + weight * b) / (times + weight) for x, b in zip(numbers, before, strict=True)]


def _rounded(x: float) -> float:
    return float(f"{x:.{DIGITS}g}")
