"""What is compared, in the terms that Splink takes: comparisons with levels, groups to compare within, rules to learn from.

There is one configuration for people and one for companies. What of it is used is decided by one rule: a comparison, a group or a rule
takes part if every column that it needs is filled in both sources; of comparisons with one name the first that can.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Level:
    """How alike two cells are. `words` for people; `sql` over columns with `_l` and `_r`.

    `m` and `u`: how often the level is seen of pairs that are one subject and of pairs that are two, before anything is learnt from the
    data (of all levels of a comparison they add to 1, but for the fixed ones). `frequency`: the column whose rare values say more than
    its common ones. `fixed`: m and u are as they stand, whatever the data say. `says`: as much as these other levels together; for what
    is too rare to be counted by chance. `doubt`: whatever else agrees, the pair is at most as likely one subject as two.
    """

    words: str
    sql: str
    m: float
    u: float
    frequency: str | None = None
    fixed: bool = False
    says: tuple[str, ...] = ()
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels from the most alike to the least; the last is everything else. Not compared where `missing` holds."""

    name: str
    words: str
    needs: tuple[str, ...]
    missing: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows with the same key are compared. `key` and `finer`: SQL over the columns of one row; where a group is too large it is parted
    by the first of `finer`, then by the next."""

    words: str
    needs: tuple[str, ...]
    key: tuple[str, ...]
    finer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything for one type of subject. `learn`: columns to group by while learning how pairs of one subject differ in the others;
    `else_learn`: those that others have in common too, as families do, for what is learnt by none of the first.
    `surely`: columns whose agreement hardly ever errs; about `surely_found` of all pairs agree in one of these ways."""

    comparisons: tuple[Comparison, ...]
    groups: tuple[Group, ...]
    learn: tuple[tuple[str, ...], ...]
    else_learn: tuple[tuple[str, ...], ...]
    surely: tuple[tuple[str, ...], ...]
    surely_found: float = 0.7

    def for_columns(self, there: Collection[str]) -> Configuration:
        """What of it these columns allow."""
        first: dict[str, Comparison] = {}
        for one in self.comparisons:
            if set(one.needs) <= set(there):
                first.setdefault(one.name, one)
        return Configuration(
            tuple(first.values()),
            tuple(group for group in self.groups if set(group.needs) <= set(there)),
            _allowed(self.learn, there),
            _allowed(self.else_learn, there),
            _allowed(self.surely, there),
            self.surely_found,
        )


def _allowed(ways: Sequence[tuple[str, ...]], there: Collection[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(columns for columns in ways if set(columns) <= set(there))


#: The odds of one level: m and u.
Odds = tuple[float, float]


def as_settings(comparisons: Sequence[Comparison], odds: Mapping[str, Sequence[Odds]]) -> list[dict[str, Any]]:
    """Comparisons as Splink takes them, with the m and u of each level."""
    return [_one(comparison, odds[comparison.name]) for comparison in comparisons]


def starting(comparisons: Sequence[Comparison]) -> dict[str, list[Odds]]:
    """The m and u of before anything is learnt."""
    return {one.name: [(level.m, level.u) for level in one.levels] for one in comparisons}


def _one(comparison: Comparison, odds: Sequence[Odds]) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.missing, "label_for_charts": f"{comparison.name} missing", "is_null_level": True}
    ]
    for level, (m, u) in zip(comparison.levels, odds, strict=True):
        made: dict[str, Any] = {
            "sql_condition": level.sql,
            "label_for_charts": level.words,
            "m_probability": m,
            "u_probability": u,
        }
        if level.fixed:
            made |= {"fix_m_probability": True, "fix_u_probability": True}
        if level.frequency is not None:
            made |= {"tf_adjustment_column": level.frequency, "tf_adjustment_weight": 1.0}
        levels.append(made)
    return {"output_column_name": comparison.name, "comparison_levels": levels, "comparison_description": comparison.words}
