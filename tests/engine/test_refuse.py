"""Specimens, and whatever scores a sensitive ground, run in lab ledgers and in their own cases, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.cases import run_cases
from bonitas.engine.explain import explain
from bonitas.engine.forecast import forecast
from bonitas.engine.impact import impact
from bonitas.engine.rate import rate
from bonitas.ledger.base import Ledger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from engine.small import HEADER, book, fine, ledger
from strategies.small import CATALOGUE

PLAIN = "clauses: {fined: {for: traffic.fine, points: -10}}\n"
SENSITIVE = """\
clauses:
  fined: {for: traffic.fine, points: -10}
  one: {for: traffic.fine, points: -1, ground: petition}
  two: {for: traffic.fine, points: -1, ground: [religion, speech]}
  three: {for: traffic.fine, points: -1, ground: other}
  four: {for: traffic.fine, points: -1, ground: party_life}
  five: {for: traffic.fine, points: -1, ground: health}
"""
E110 = (
    "E110 'small' is a specimen: it runs on the synthetic people of a lab ledger only. "
    "Make a lab ledger with `bonitas new LEDGER --lab`, or choose a rulebook of your own."
)
E111 = (
    "E111 'small' scores sensitive grounds, which no ledger of real people may be rated by: the clause 'one' (petition); "
    "the clause 'two' (speech, religion); the clause 'three' (other); and 2 more. "
    "Run it in a lab ledger (`bonitas new LEDGER --lab`), or make a rulebook of your own without these."
)
WAYS: dict[str, Callable[[Rulebook, Ledger], Any]] = {
    "rate": lambda rules, kept: rate(rules, kept, on="2022-04-01"),
    "rate one": lambda rules, kept: rate(rules, kept, on="2022-04-01", subject="s"),
    "explain": lambda rules, kept: explain(rules, kept, subject="s", on="2022-04-01"),
    "forecast": lambda rules, kept: forecast(rules, kept, subject="s", on="2022-04-01"),
    "impact from": lambda rules, kept: impact(rules, book(PLAIN), kept, on="2022-04-01"),
    "impact to": lambda rules, kept: impact(book(PLAIN), rules, kept, on="2022-04-01"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("text", "standing", "words"),
    [(PLAIN, "specimen", E110), (SENSITIVE, "own", E111), (SENSITIVE, "specimen", f"{E110}\n{E111}")],
)
def test_refused_outside_a_lab(way: str, text: str, standing: str, words: str) -> None:
    rules = book(text, standing=standing)
    with ledger(fine("2022-03-01", "1"), lab=True) as lab:
        assert WAYS[way](rules, lab) is not None
    with ledger(fine("2022-03-01", "1")) as real, pytest.raises(BonitasError) as raised:
        WAYS[way](rules, real)
    assert str(raised.value) == words


def test_few_grounds_are_all_named() -> None:
    rules = book("measures: {n: {count: traffic.fine, ground: union}}\nscorecard: {n: {each: 1, gives: -1, ground: relatives}}\n")
    with ledger(fine("2022-03-01", "1")) as real, pytest.raises(BonitasError) as raised:
        rate(rules, real, on="2022-04-01")
    assert "by: the measure 'n' (union); the scorecard line 'n' (relatives). Run" in str(raised.value)


def test_rows_in_memory_are_of_real_people_unless_they_are_said_not_to_be() -> None:
    rows = [{**fine("2022-03-01", "1"), "recorded_at": "2000-01-01T00:00:00Z"}]
    with memory_ledger(rows, catalogue=CATALOGUE) as kept, pytest.raises(BonitasError, match="E110"):
        rate(book(PLAIN, standing="specimen"), kept, on="2022-04-01")


def test_a_specimen_runs_in_its_own_cases(tmp_path: Path) -> None:
    head = "".join(f"{key}: {value}\n" for key, value in {**HEADER, "standing": "specimen"}.items())
    (tmp_path / "rulebook.yaml").write_text(head + SENSITIVE)
    (tmp_path / "cases.yaml").write_text(
        "cases:\n  - name: fined\n    on: 2022-04-01\n"
        "    records: [{kind: traffic.fine, occurred_on: 2022-03-01}]\n    expect: {score: 85}\n"
    )
    assert [one.differences for one in run_cases(tmp_path, CATALOGUE)] == [()]
