"""Every check, on a rulebook that it finds something in and on the nearest that it does not: `fixtures/CODE.yaml`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bonitas.catalogue.read import read_catalogue
from bonitas.common.yamlbuild import parse_bytes
from bonitas.common.yamltext import as_plain
from bonitas.law.checks import CHECKS
from bonitas.law.codes import CODES
from bonitas.law.law import law
from bonitas.law.model import Check
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text

HERE = Path(__file__).parent
CATALOGUE = read_catalogue(HERE / "catalogue")
BASE: dict[str, Any] = {
    "rulebook": "small", "title": "Small", "subjects": "person", "standing": "own", "in_force": {"from": "2020-01-01"},
    "participation": "notice", "context": "life", "sources": {"s": {"title": "S"}}, "base": 100,
    "disputes": {"hold": "yes", "decide_within": "30 days", "then": "removed"},
    "remedy": {"contest": "Write.", "review": "An officer."},
    "clauses": {"late": {"for": "life.late", "points": -10, "lasts": "1 year", "source": "s"}},
    "bands": {"good": 90, "fair": 50, "poor": "below"},
}  # fmt: skip


def small(changes: dict[str, Any]) -> Rulebook:
    """The base with some of its keys replaced."""
    return read_text(json.dumps(BASE | changes, default=str), catalogue=CATALOGUE)


def fixture(code: str) -> dict[str, dict[str, Any]]:
    tree = parse_bytes((HERE / "fixtures" / f"{code}.yaml").read_bytes())
    plain = as_plain(tree.root) if tree.root is not None else None
    assert isinstance(plain, dict), tree.faults
    return plain


def there(check: Check) -> list[str]:
    return ["US"] if check.jurisdiction == "ANY" else [check.jurisdiction]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_check_finds_what_fails_and_lets_pass_what_passes(check: Check) -> None:
    given = fixture(check.code)
    failing = [one for one in law(small({"jurisdictions": there(check), **given["fails"]})) if one.code == check.code]
    assert [one.severity for one in failing] == [check.severity]
    assert failing[0].article == check.article.cite
    assert failing[0].line is not None or failing[0].part in ("kind of record", "rulebook")
    assert [one for one in law(small({"jurisdictions": there(check), **given["passes"]})) if one.code == check.code] == []


def test_every_code_has_a_check_and_a_fixture() -> None:
    assert [check.code for check in CHECKS] == list(CODES)
    assert {path.stem for path in (HERE / "fixtures").glob("*.yaml")} == set(CODES)


def test_the_base_is_without_fault() -> None:
    for code in ("EU", "DE", "US", "CN"):
        assert law(small({"jurisdictions": [code]})) == []
