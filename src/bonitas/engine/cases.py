"""A rulebook's own cases: situations with the standing that they must give, and where that expectation comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.common.problems import BonitasError, Problem
from bonitas.engine.cases_compare import differences, shown_differences
from bonitas.engine.cases_rows import SUBJECT, amendment_rows, other_rows, participation_rows, record_rows
from bonitas.engine.cases_text import SHOWN, read_cases
from bonitas.engine.explain import explain
from bonitas.engine.lookup import lookup
from bonitas.ledger.store import Store
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import find_rulebook, read_rulebook


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One asked day of one case. `differences` say what was expected and what came out; none means passed."""

    name: str
    on: str
    differences: tuple[str, ...]
    working: str
    source: str
    file: str
    line: int

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences


def run_cases(where: str | Path, catalogue: Catalogue | None = None) -> list[CaseResult]:
    """Run the cases beside a rulebook (`cases.yaml` in its folder).

    BonitasError: the rulebook or the cases cannot be read (E13x).
    """
    kinds = catalogue or read_catalogue()
    book = read_rulebook(where, kinds)
    path = cases_file(where)
    results: list[CaseResult] = []
    for case in read_cases(path):
        results += run_case(book, kinds, case, path.name)
    return results


def cases_file(where: str | Path) -> Path:
    """Where the cases of a rulebook lie; BonitasError if there is no such rulebook."""
    file = find_rulebook(where)
    if isinstance(file, Problem):
        raise BonitasError(file)
    return file.with_name("cases.yaml")


def run_case(book: Rulebook, catalogue: Catalogue, case: Mapping[str, Any], file: str) -> list[CaseResult]:
    """Every asked day of one case, in a ledger of its own."""
    records, participations = other_rows(book, case)
    try:
        ledger = memory_ledger(
            records=[*record_rows(case), *records],
            amendments=amendment_rows(case),
            participations=[*participation_rows(book, case), *participations],
            catalogue=catalogue,
            lab=True,
        )
    except BonitasError as exc:
        return [_result(case, case, file, [str(problem) for problem in exc.problems])]
    with ledger:
        return [_result(case, one, file, _answered(book, ledger, case, one)) for one in case.get("asks") or [case]]


def _answered(book: Rulebook, ledger: Store, case: Mapping[str, Any], one: Mapping[str, Any]) -> list[str]:
    """The same as `asked`; what cannot be asked of the rulebook (a score of a register) is a difference too."""
    try:
        return asked(book, ledger, case, one)
    except BonitasError as exc:
        return [str(problem) for problem in exc.problems]


def asked(book: Rulebook, ledger: Store, case: Mapping[str, Any], one: Mapping[str, Any]) -> list[str]:
    """What came out otherwise than expected on one asked day. A `known_at` that is a date means its first instant."""
    known_at = one.get("known_at") or case.get("known_at")
    if known_at is not None and "T" not in known_at:
        known_at = f"{known_at}T00:00:00Z"
    expect = one.get("expect") or {}
    shown = {key: value for key, value in expect.items() if key in SHOWN}
    rest = {key: value for key, value in expect.items() if key not in SHOWN}
    listed: list[str] = []
    if rest or not shown:
        found = explain(book, ledger, subject=SUBJECT, on=one["on"], known_at=known_at).as_dict()
        listed += differences(book, rest, found)
    if shown:
        entries = lookup(book, ledger, subject=SUBJECT, on=one["on"], known_at=known_at).as_dict()
        listed += shown_differences(shown, entries)
    return listed


def _result(case: Mapping[str, Any], one: Mapping[str, Any], file: str, found: Sequence[str]) -> CaseResult:
    return CaseResult(
        name=str(case["name"]),
        on=str(one.get("on", "")),
        differences=tuple(found),
        working=str(one.get("working") or case.get("working", "")),
        source=str(one.get("source") or case.get("source", "")),
        file=file,
        line=int(case["line"]),
    )
