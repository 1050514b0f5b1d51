"""A rulebook's own cases: situations with the standing that they must give, and where that expectation comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.common.days import Duration, date_of
from bonitas.common.problems import BonitasError, Problem
from bonitas.engine.cases_text import read_cases
from bonitas.engine.explain import explain
from bonitas.engine.question import to_day
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import find_rulebook, read_rulebook

SUBJECT = "the subject"


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
        return not self.differences


def run_cases(where: str | Path, catalogue: Catalogue | None = None) -> list[CaseResult]:
    """Run the cases beside a rulebook (`cases.yaml` in its folder). BonitasError: the rulebook or the cases cannot be read (E13x)."""
    kinds = catalogue or read_catalogue()
    book = read_rulebook(where, kinds)
    file = find_rulebook(where)
    if isinstance(file, Problem):
        raise BonitasError(file)
    path = file.with_name("cases.yaml")
    results: list[CaseResult] = []
    for case in read_cases(path):
        results += run_case(book, kinds, case, path)
    return results


def run_case(book: Rulebook, catalogue: Catalogue, case: Mapping[str, Any], path: Path) -> list[CaseResult]:
    """Every asked day of one case, in a ledger of its own."""
    try:
        ledger = memory_ledger(
            records=record_rows(case),
            amendments=amendment_rows(case),
            participations=participation_rows(book, case),
            catalogue=catalogue,
        )
    except BonitasError as exc:
        return [_result(case, case, path, [str(problem) for problem in exc.problems])]
    with ledger:
        return [_result(case, one, path, differences(book, ledger, case, one)) for one in case.get("asks") or [case]]


def _result(case: Mapping[str, Any], one: Mapping[str, Any], path: Path, found: Sequence[str]) -> CaseResult:
    return CaseResult(
        name=str(case["name"]),
        on=str(one.get("on", "")),
        differences=tuple(found),
        working=str(one.get("working") or case.get("working", "")),
        source=str(one.get("source") or case.get("source", "")),
        file=path.name,
        line=int(case["line"]),
    )


def record_rows(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The records of a case as rows of a file: `times` and `every` written out, subject, type, furnisher and ref filled in."""
    rows: list[dict[str, Any]] = []
    for number, record in enumerate(case.get("records") or [], 1):
        every = Duration.parse(str(record["every"])) if "every" in record else None
        day = to_day(str(record["occurred_on"]))
        for n in range(1, int(record.get("times", 1)) + 1):
            row = {
                key: value.replace("{n}", str(n)) if isinstance(value, str) else value
                for key, value in record.items()
                if key not in {"times", "every"}
            }
            row["occurred_on"] = date_of(day)
            row.setdefault("subject", SUBJECT)
            row.setdefault("furnisher", "case")
            row.setdefault("ref", f"record {number}" if "times" not in record else f"record {number}.{n}")
            row.setdefault("recorded_at", "1900-01-01T00:00:00Z")
            if "subject_type" in case:
                row.setdefault("subject_type", case["subject_type"])
            rows.append({key: cell(value) for key, value in row.items()})
            day = every.after(day) if every else day
    return rows


def amendment_rows(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {"furnisher": "case", "recorded_at": "1900-01-01T00:00:00Z", **amendment} for amendment in case.get("amendments") or []
    ]
    return [{key: cell(value) for key, value in row.items()} for row in rows]


def participation_rows(book: Rulebook, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`none`: nobody takes part; a list: as it says; otherwise as the rulebook demands, for all days."""
    said = case.get("participation")
    if said == "none" or book.participation == "none":
        return []
    basis = "consent" if book.participation == "consent" else "notice"
    default: dict[str, Any] = {"subject": SUBJECT, "rulebook": book.id, "basis": basis, "from": dt.date(1900, 1, 1)}
    default |= {"recorded_at": "1900-01-01T00:00:00Z"} | (
        {"subject_type": case["subject_type"]} if "subject_type" in case else {}
    )
    rows = [{**default, **row} for row in said] if isinstance(said, list) else [default]
    return [{key: cell(value) for key, value in row.items()} for row in rows]


def cell(value: Any) -> str | None:
    """A YAML value as the cell of a file."""
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case dt.date() | dt.datetime():
            return value.isoformat()
        case _:
            return str(value)


def differences(book: Rulebook, ledger: Any, case: Mapping[str, Any], one: Mapping[str, Any]) -> list[str]:
    """What came out otherwise than expected, in words."""
    known_at = one.get("known_at") or case.get("known_at")
    if known_at is not None and "T" not in known_at:
        known_at = f"{known_at}T00:00:00Z"
    found = explain(book, ledger, subject=SUBJECT, on=one["on"], known_at=known_at).as_dict()
    out: list[str] = []
    for key, expected in (one.get("expect") or {}).items():
        out += compare(key, expected, found)
    return out


def compare(key: str, expected: Any, found: Mapping[str, Any]) -> list[str]:
    """One expectation against what came out."""
    match key:
        case "points":
            actual = {item["item"]: item["points"] for item in found["points"]}
            return [
                text
                for name, value in expected.items()
                for text in _one(f"points of {name}", value, actual.get(name, Decimal(0)))
            ]
        case "measures":
            return [text for name, value in expected.items() for text in _one(f"measure {name}", value, _measured(found, name))]
        case "consequences":
            actual = {item["id"] for item in found["consequences"]}
            return [
                text for name, value in expected.items() for text in _one(f"consequence {name}", is_yes(value), name in actual)
            ]
        case "because":
            return [] if str(expected) in (found["because"] or "") else _one(key, expected, found["because"])
        case "steps":
            actual = {item["step"] for item in found["steps"]}
            return [f"no step '{name}' was taken" for name in expected if name not in actual]
        case "band":
            return _one(key, expected, found["band"])
        case _:
            return _one(key, expected, found[key])


def _measured(found: Mapping[str, Any], name: str) -> Any:
    if name not in found["measures"]:
        return "no such measure"
    value = found["measures"][name]
    return "missing" if value is None else value


def is_yes(value: Any) -> bool:
    return value in (True, "yes")


def _one(what: str, expected: Any, actual: Any) -> list[str]:
    if isinstance(expected, bool) or isinstance(actual, bool):
        same = is_yes(expected) == is_yes(actual)
    elif isinstance(expected, int | Decimal) and isinstance(actual, int | Decimal):
        same = Decimal(expected) == Decimal(actual)
    else:
        same = (expected is None and actual is None) or str(expected) == str(actual)
    return [] if same else [f"{what}: expected {expected}, came out {actual}"]
