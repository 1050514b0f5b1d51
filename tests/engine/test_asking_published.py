"""The three questions, asked by every published system of the people in its own cases."""

from __future__ import annotations

from typing import Any

import pytest

from bonitas.catalogue.read import read_catalogue
from bonitas.common.problems import BonitasError
from bonitas.engine.cases import cases_file
from bonitas.engine.cases_rows import SUBJECT, amendment_rows, other_rows, participation_rows, record_rows
from bonitas.engine.cases_text import read_cases
from bonitas.engine.explain import explain
from bonitas.engine.offers import offers
from bonitas.engine.path import path
from bonitas.engine.question import to_day
from bonitas.engine.shares import is_relative
from bonitas.engine.what_if import what_if
from bonitas.ledger.duck import DuckLedger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import published, read_rulebook

#: Of each system so many cases are asked about.
CASES = 1


def rulebooks() -> list[str]:
    """The published systems that give a standing."""
    return [name for name in published() if any(period.rules.rates for period in read_rulebook(name).periods)]


def ledger_of(book: Rulebook, case: dict[str, Any]) -> DuckLedger:
    others, others_part = other_rows(book, case)
    return memory_ledger(
        [*record_rows(case), *others],
        amendment_rows(case),
        [*participation_rows(book, case), *others_part],
        catalogue=read_catalogue(),
        lab=True,
    )


@pytest.mark.parametrize("name", rulebooks())
def test_a_published_system_answers(name: str) -> None:
    book = read_rulebook(name)
    cases = read_cases(cases_file(name))
    for case in cases[:: max(len(cases) // CASES, 1)][:CASES]:
        one: dict[str, Any] = dict((case.get("asks") or [case])[0])
        asks = {"subject": SUBJECT, "on": one["on"]}
        with ledger_of(book, dict(case)) as found:
            nothing = what_if(book, found, **asks).as_dict()
            assert nothing["real"] == nothing["what_if"]
            assert (nothing["changes"], nothing["score_change"] or 0) == ([], 0)
            told, why = offers(book, found, **asks).as_dict(), explain(book, found, **asks).as_dict()
            assert told["standing"] != "scored" or [c["id"] for c in told["in_force"]] == [c["id"] for c in why["consequences"]]
            leads_there(book, found, asks)


def leads_there(book: Rulebook, found: DuckLedger, asks: dict[str, Any]) -> None:
    """Each way to the best band of up to one step is what a what-if of it says."""
    rules = book.rules_on(to_day(asks["on"]))
    if rules is None:
        return
    ways = path(book, found, **asks, to=rules.bands.bands[0].name, most_steps=1).as_dict()["options"]
    for way in ways:
        if any(step["do"] == "end" for step in way["steps"]) or (is_relative(book) and way["on"] != asks["on"]):
            continue
        settle = [f"{step['furnisher']}/{step['ref']}@{asks['on']}" for step in way["steps"] if step["do"] == "settle"]
        rows = [{"kind": s["kind"], "on": asks["on"], **s["attributes"]} for s in way["steps"] if s["do"] == "record"]
        then = what_if(book, found, subject=asks["subject"], on=way["on"], records=rows, settle=settle).as_dict()["what_if"]
        assert then["score"] == way["score"]
        assert str(then["band"]).startswith(way["band"]) or then["fallen_from"]


def test_a_register_gives_no_standing() -> None:
    names = set(published()) - set(rulebooks())
    for name in sorted(names)[:1]:
        with memory_ledger(lab=True, catalogue=read_catalogue()) as found, pytest.raises(BonitasError, match="E112"):
            path(read_rulebook(name), found, subject="s", to="A")
