"""The made-up people and companies: one lab, one seed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import bonitas
from bonitas.lab.people.make import UNTIL, make_people
from bonitas.ledger.base import Ledger
from examples.unification.systems import Who

#: One company for so many persons, but no fewer than can be equated on.
ONE_IN: Final = 5


@contextmanager
def population(who: Who, count: int, seed: int) -> Iterator[tuple[Ledger, dict[str, Any]]]:
    """A lab ledger with so many subjects of one type, and what it holds; it is gone afterwards."""
    with TemporaryDirectory() as folder, bonitas.new_ledger(Path(folder) / "lab.duckdb", lab=True) as ledger:
        made = make_people(ledger, count, seed=seed, subjects=who).as_dict()
        yield ledger, {**made, "seed": seed, "until": UNTIL, "subjects": count}
