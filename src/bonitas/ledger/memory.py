"""A ledger from Python rows, for cases and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError
from bonitas.ledger.duck import DuckLedger, memory_store

Rows = Sequence[Mapping[str, Any]]


def memory_ledger(
    records: Rows = (), amendments: Rows = (), participations: Rows = (), *, lab: bool = False, catalogue: Catalogue | None = None
) -> DuckLedger:
    """A ledger in memory that holds these rows: dicts with the columns of files. `lab`: they are of synthetic people.

    BonitasError lists every row that is wrong.
    """
    ledger = memory_store(lab=lab, catalogue=catalogue)
    found = [
        one
        for rows, bring in ((records, ledger.add), (amendments, ledger.amend), (participations, ledger.enrol))
        if rows
        for one in bring(list(rows)).problems
    ]
    if found:
        ledger.close()
        raise BonitasError(found)
    return ledger
