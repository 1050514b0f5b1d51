"""Reading licences: what they come to, and every problem with its words and place."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.licence import read, read_parts
from bonitas.engine.licence.model import ASPECTS, LAYERS
from bonitas.engine.licence.read import licences_of, read_licences
from bonitas.engine.licence.schema import schema, schema_text
from bonitas.ledger.allowed import Run

from .joint import LICENCES, licences


def test_what_licences_come_to() -> None:
    found = licences()
    assert (found.id, found.title.say(), found.file) == ("joint-2026", "Who may do what in the joint scheme", "licences.yaml")
    clerk = found.operators["clerk"]
    allowed = clerk.allowed(found.digest)
    assert (clerk.layer, allowed.operator, allowed.everything, allowed.digest) == ("bureau", "clerk", False, found.digest)
    assert [allowed.reads(kind) for kind in ("payment.default", "court_register.judgment", "traffic.penalty")] == [
        True,
        None,
        False,
    ]
    assert allowed.runs == {"joint": Run("joint", part=True)}
    assert found.operators["steward"].allowed().everything
    assert found.operators["auditor"].sees == {"joint": ("standing", "score", "reasons")}
    assert found.operators["steward"].hands_on == ("joint",)


def test_a_licence_is_held_on_some_days() -> None:
    found = licences()
    assert found.operator("old", dt.date(2021, 12, 31)).span == "from 2021-01-01 until 2022-01-01"
    with pytest.raises(
        BonitasError, match=r"U711 'old' holds no licence on 2022-01-01: it is in force from 2021-01-01 until 2022"
    ):
        found.operator("old", dt.date(2022, 1, 1))
    with pytest.raises(BonitasError, match="U710 There is no operator 'banc' in the licences 'joint-2026'. Did you mean 'bank'?"):
        found.operator("banc")
    assert found.operator("bank", dt.date(2020, 1, 1)).span == "from 2020-01-01"  # the file's own time holds for all
    with pytest.raises(BonitasError, match="U711"):
        found.operator("bank", dt.date(2019, 12, 31))


def said(text: str) -> list[str]:
    """Every problem of a text, as it is printed."""
    with pytest.raises(BonitasError) as caught:
        licences_of(text.encode(), "l.yaml")
    return [str(one) for one in caught.value.problems]


HEAD = "licences: joint\nreserved: {to: [state, court], contexts: [enforcement, justice]}\noperators:\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "",
            "l.yaml:1:1: U700 The file is empty.",
        ),
        ("a: [", "l.yaml:1:5: U700 The YAML cannot be read here. Mend the indentation, quotes or brackets."),
        (
            "- a",
            "l.yaml:1:1: U703 A file of licences is a map of keys and values. Begin with 'licences: name'.",
        ),
        ("licences: a\noperators: {}", "l.yaml:2:1: U734 The licences are for nobody. Name an operator with its layer, what it reads and what it runs."),
        (
            "licences: a\noperators: {b: {layer: court}}\nopertors: 1",
            "l.yaml:3:1: U701 A file of licences has no key 'opertors'. Did you mean 'operators'?",
        ),
        (HEAD + "  b: {}", "l.yaml:4:3: U702 The licence of 'b' lacks the key 'layer'. Add 'layer: …'."),
        (
            HEAD + "  b: {layer: burea}",
            "l.yaml:4:14: U704 The licence of 'b': 'layer' cannot be 'burea'. Did you mean 'bureau'?",
        ),
        (HEAD + "  B: {layer: court}", "l.yaml:4:3: U738 An operator cannot be called 'B'. Use lower case letters, digits and '-', and begin with a letter."),
        (
            HEAD + "  b: {layer: court, in_force: {from: 2026-01-01, until: 2025-01-01}}",
            "l.yaml:4:57: U737 The licence ends before it begins. Let 'until' be after 'from'.",
        ),
        (
            HEAD + "  b: {layer: court, in_force: {from: 1 May}}",
            "l.yaml:4:38: U707 'from' must be a date from 1900 to 2199, not '1 May'. Write it as 2020-01-31.",
        ),
        (HEAD + "  b: {layer: court, reads: {contexts: credt, basis: x}}", "l.yaml:4:39: U730 There is no context 'credt'. Did you mean 'credit'?"),
        (
            HEAD + "  b: {layer: court, reads: {kinds: [trafic.*], basis: x}}",
            "l.yaml:4:37: U731 There is no kind of record 'trafic.*'. Did you mean 'traffic.penalty'?",
        ),
        (HEAD + "  b: {layer: court, reads: {contexts: credit}}", "l.yaml:4:28: U702 An entry of 'reads' lacks the key 'basis'. Add 'basis: …'."),
        (
            HEAD + "  b: {layer: court, reads: {basis: x}}",
            "l.yaml:4:28: U733 What is read must be named: contexts or kinds. Write 'contexts: [credit]', 'contexts: all' or 'kinds: [court.judgment]'.",
        ),
        (
            HEAD + "  b: {layer: bureau, reads: {contexts: [credit, enforcement], basis: x}}",
            "l.yaml:4:49: U732 'b' (bureau) reads all of 'enforcement', which is reserved to state or court. Name the single kinds that it has a basis for, "
            "each with that basis.",
        ),
        (
            HEAD + "  b: {layer: court, runs: [a, a]}",
            "l.yaml:4:31: U735 The rulebook 'a' is there twice. Keep one of them.",
        ),
        (HEAD + "  b: {layer: court, sees: {a: bnd}}", "l.yaml:4:31: U704 What is seen cannot be 'bnd'. Did you mean 'band'?"),
        (
            HEAD + "  b: {layer: court, runs: {rulebook: a, part: readable}, hands_on: a}",
            "l.yaml:4:68: U736 'b' hands on what comes of 'a' and may not run the whole of it. Put it under 'runs'.",
        ),
        (
            HEAD + "  b: {layer: court, title: {En: x}}",
            "l.yaml:4:29: U709 'En' is not a language code. Write 'en', 'de' or 'zh'.",
        ),
    ],
)  # fmt: skip
def test_every_problem_has_its_words_and_its_place(text: str, problem: str) -> None:
    assert problem in said(text)


def test_a_commercial_operator_has_no_way_around_what_is_reserved() -> None:
    for reads in ("{contexts: all, basis: x}", "{kinds: [court.*], basis: x}"):
        found = said(HEAD + f"  b: {{layer: platform, reads: {reads}}}")
        assert found and all("U732 'b' (platform) reads all of " in one for one in found)
    single = HEAD + "  b: {layer: platform, reads: {kinds: court.defaulter_listing, basis: § 882b ZPO}}"
    assert licences_of(single.encode()).operators["b"].allowed().reads("court.defaulter_listing")


def test_all_problems_are_listed_at_once() -> None:
    found = said(HEAD + "  b: {layer: x, foo: 1, reads: {contexts: nope, basis: ''}}\n  c: 3")
    assert [one.split()[1] for one in found] == ["U704", "U701", "U730", "U703", "U703"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BonitasError, match="U708 The licences cannot be read. Check that the file is there and may be read."):
        read_licences(tmp_path / "none.yaml")
    there = tmp_path / "licences.yaml"
    there.write_bytes(LICENCES)
    assert read_licences(there).operators == licences().operators


def test_the_schema_says_what_the_reader_takes() -> None:
    top = schema()
    operator = top["properties"]["operators"]["additionalProperties"]
    reads = operator["properties"]["reads"]["anyOf"][0]
    run = operator["properties"]["runs"]["anyOf"][0]["anyOf"][1]
    assert tuple(top["properties"]) == read.KEYS
    assert tuple(operator["properties"]) == read.OPERATOR
    assert tuple(reads["properties"]) == read_parts.READS
    assert tuple(run["properties"]) == read_parts.RUN
    assert operator["properties"]["layer"]["enum"] == list(LAYERS)
    assert operator["properties"]["sees"]["additionalProperties"]["anyOf"][0]["enum"] == list(ASPECTS)
    assert json.loads(schema_text()) == top
