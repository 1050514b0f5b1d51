"""Which group each subject is in, from a file; groups too small to be shown stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Question
from bonitas.unify.impact.codes import problem, trouble
from bonitas.unify.said import read_said

#: Subjects whom the file does not name.
UNNAMED: Final = "(no group)"
#: Groups that are too small to stand alone.
TOGETHER: Final = "(small groups together)"


@dataclass(frozen=True, slots=True)
class Groups:
    """`names[index]` of each asked row; the largest first, and of groups alike in size the first by name. Every group has as many
    subjects as may be shown at least. `joined`: how many groups of the file stand together because they have fewer."""

    names: tuple[str, ...]
    index: ly.Ints
    joined: int = 0

    @property
    def sizes(self) -> ly.Ints:
        """How many subjects each has."""
        sizes: ly.Ints = np.bincount(self.index, minlength=len(self.names)).astype(np.int64)
        return sizes


def read_groups(file: str | Path) -> dict[str, str]:
    """Subject → group, from a CSV, JSON Lines or Parquet file with the columns `subject` and `group`.

    BonitasError lists everything wrong with it, by line: what is wrong with the file or a row, and U611 for a subject in two groups.
    """
    return read_said(file, "groups", "group", partial(problem, "U611"))


def groups_of(given: Mapping[str, str], question: Question, smallest: int) -> Groups:
    """The group of each asked row. BonitasError: U612 if nobody of the ledger is named, U613 if all groups are too small."""
    ids = question.ids
    names = [given.get(str(name), UNNAMED) for name in (ids if isinstance(ids, list) else ids.to_pylist())]  # type: ignore[union-attr]
    if given and all(name == UNNAMED for name in names):
        raise trouble("U612", count=f"{len(given):,}")
    sizes = Counter(names[place] for place in question.place.tolist())
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    small = [name for name in order if sizes[name] < smallest]
    while small and len(small) < len(order) and sum(sizes[name] for name in small) < smallest:
        small.insert(
            0, order[len(order) - len(small) - 1]
        )  # the next one must stand with them, or they could be told from the total
    if not order or sum(sizes.values()) < smallest:
        raise trouble("U613", smallest=smallest)
    large = [name for name in order if name not in small]
    shown = (*large, TOGETHER) if small else tuple(large)
    number = {name: at for at, name in enumerate(large)}
    index = np.array([number.get(name, len(large)) for name in names], np.int64)[question.place]
    return Groups(shown, index, len(small))
