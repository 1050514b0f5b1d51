"""Reading a catalogue, and every problem it can have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bonitas.catalogue.codes import CODES
from bonitas.catalogue.model import Attribute
from bonitas.catalogue.read import read_catalogue
from bonitas.common.days import Duration
from bonitas.common.problems import BonitasError
from bonitas.common.shipped import shipped
from bonitas.common.texts import Text

SMALL = Path(__file__).parent.parent / "catalogue_small"


def test_kinds_and_attributes() -> None:
    catalogue = read_catalogue(SMALL)
    default = catalogue.kinds["payment.default"]
    assert (default.context, default.keep, default.lasting) == ("credit", Duration(months=36), False)
    assert default.title.say("de") == "Zahlungsausfall"
    assert default.attributes["amount"] == Attribute(
        "amount", "money", currency="EUR", text=Text((("en", "The amount that was not paid"),))
    )
    assert default.attributes["sector"].choices == ("banking", "telecom", "retail")
    assert default.attributes["months_late"] == Attribute("months_late", "integer")
    assert catalogue.kinds["account.opened"].lasting
    assert catalogue.matching("traffic.*") == ("traffic.penalty", "traffic.accident")


def test_the_shipped_catalogue_reads() -> None:
    if not shipped("catalogue").is_dir():
        pytest.skip("no catalogue is shipped yet")
    assert read_catalogue().kinds
    assert read_catalogue() is read_catalogue()


def test_who_makes_it_happen(tmp_path: Path) -> None:
    text = "context: x\nkinds:\n  a: {keep: 1 year, by: oneself}\n  b: {keep: 1 year, by: others}\n  c: {keep: 1 year}\n"
    (tmp_path / "x.yaml").write_text(text)
    assert [kind.by for kind in read_catalogue(tmp_path).kinds.values()] == ["oneself", "others", "others"]
    assert read_catalogue().kinds["identity.check"].by == "oneself"
    assert read_catalogue().kinds["payment.default"].by == "others"


def test_what_contexts_and_choices_are_called(tmp_path: Path) -> None:
    called = "{type: choice, choices: {low: {en: a low one, zh: 从轻}, top: {zh: 顶格}}}"
    other = "{type: choice, choices: [top, new]}"
    kinds = "".join(f"  {name}: {{keep: 1 year, attributes: {{range: {of}}}}}\n" for name, of in (("a", called), ("b", other)))
    (tmp_path / "x.yaml").write_text(f"context: x\ntitle: {{en: A thing, zh: 事}}\nkinds:\n{kinds}")
    found = read_catalogue(tmp_path)
    assert found.contexts["x"].say("zh") == "事"
    assert found.kinds["a"].attributes["range"].choices == ("low", "top")
    assert {value: text.say("zh") for value, text in found.attributes["range"].words} == {"low": "从轻", "top": "顶格"}


def kind(attributes: str = "", rest: str = "keep: 1 year") -> str:
    return f"context: credit\nkinds:\n  a.b: {{{rest}, attributes: {{{attributes}}}}}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "x.yaml:1:1: C012 The file is empty."),
        (b"\xff", "x.yaml:1:1: C004 The file is not UTF-8 text. Save it as UTF-8."),
        (b" " * 5_000_001, "x.yaml: C003 The file is larger than 5 MB. Split it, or leave out what is not needed."),
        ("\x01", "x.yaml:1:1: C005 The control character U+0001 does not belong in a text. Remove it."),
        ("a: @", "x.yaml:1:4: C006 A text cannot begin with this sign. Put it in quotes."),
        ("context: a\ncontext: a\nkinds: {}", "x.yaml:2:1: C007 The key 'context' is here twice;"
         " it was first in line 1. Keep one of them."),
        ("a: !x y", "x.yaml:1:4: C008 The tag '!x' is not allowed. Remove it."),
        ("a: *b", "x.yaml:1:4: C009 No anchor '&b' stands before '*b'. Write the value out."),
        ("a: " + "[" * 51, "x.yaml:1:53: C010 Maps and lists are nested more than 50 deep. Write it flatter."),
        ("a: 1\n--- \nb: 1", "x.yaml:2:1: C011 The file holds several documents. Keep one; remove the line '---'."),
        ("[a]: 1", "x.yaml:1:1: C014 A map or list cannot be a key. Use a text, a number or a date as key."),
        ("context: credit\nkinds: {}\nkind: {}", "x.yaml:3:1: C101 A catalogue file has no key 'kind'. Did you mean 'kinds'?"),
        ("context: credit", "x.yaml:1:1: C102 A catalogue file lacks the key 'kinds'. Add 'kinds: …'."),
        ("[]", "x.yaml:1:1: C103 A catalogue file must be a map, not a list. Its keys are context, title, relates_to, reveals or kinds."),
        (kind("x: number"), "x.yaml:3:39: C104 The attribute 'x': its type cannot be 'number'."
         " Write integer, decimal, money, text, choice, yes_no or date."),
        (kind("", "keep: 1 year, lasting: maybe"), "x.yaml:3:32: C108 The kind 'a.b': 'lasting' must be yes or no, not 'maybe'."),
        (kind("", "keep: 1 year, by: me"), "x.yaml:3:27: C104 The kind 'a.b': 'by' cannot be 'me'. Write oneself or others."),
        (kind("", "keep: 1 year, title: {english: x}"), "x.yaml:3:31: C109 'english' is not a language code."
         " Write 'en', 'de' or 'zh'."),
        (kind("X y: text"), "x.yaml:3:36: C110 An attribute cannot be called 'X y'."
         " Use lower case letters, digits and '_', and begin with a letter."),
        (kind("", "keep: long"), "x.yaml:3:15: C113 The kind 'a.b': 'keep' must be a duration, not 'long'."
         " Write '28 days', '6 months' or '1 year'."),
        (kind("x: choice"), "x.yaml:3:36: C122 The attribute 'x' is a choice without choices."
         " Write '{type: choice, choices: [a, b]}'."),
        (kind("x: {type: text, choices: [a]}"), "x.yaml:3:36: C122 The attribute 'x' has choices but is no choice."
         " Write '{type: choice, choices: [a, b]}'."),
        (kind("x: money"), "x.yaml:3:36: C123 The attribute 'x' is money without a currency."
         " Write '{type: money, currency: EUR}'."),
        (kind("x: {type: money, currency: euro}"), "x.yaml:3:63: C123 'euro' is not a currency."
         " Write its three capital letters, such as EUR."),
        (kind("settled: yes_no"), "x.yaml:3:36: C124 No attribute may be called 'settled';"
         " every record has it already, or it is a word of expressions."),
    ],
)  # fmt: skip
def test_a_problem(tmp_path: Path, text: str | bytes, said: str) -> None:
    (tmp_path / "x.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert problems(tmp_path) == [said]


def problems(folder: Path) -> list[str]:
    with pytest.raises(BonitasError) as caught:
        read_catalogue(folder)
    assert all(problem.code in CODES for problem in caught.value.problems)
    return [str(replace(problem, file=Path(problem.file or "").name)) for problem in caught.value.problems]


def test_problems_between_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(kind("x: integer, m: {type: money, currency: EUR}"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(kind("x: text, m: {type: money, currency: CNY}"), encoding="utf-8")
    assert problems(tmp_path) == [
        "b.yaml:1:10: C125 The context 'credit' is already in a.yaml. Put both in one file.",
        "b.yaml:3:3: C120 The kind 'a.b' is declared twice. Keep one of them.",
        "b.yaml:3:3: C121 The attribute 'm' is money CNY in 'a.b' but money EUR in 'a.b'. Give one of them another name.",
        "b.yaml:3:3: C121 The attribute 'x' is text in 'a.b' but integer in 'a.b'. Give one of them another name.",
    ]


def test_no_catalogue(tmp_path: Path) -> None:
    (found,) = problems(tmp_path)
    assert found.endswith(f"C001 No catalogue is in '{tmp_path.name}'. Give a folder with one YAML file a context.")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    assert problems(tmp_path) == ["a.yaml:1:1: C001 The file cannot be read. Check that it is there and may be read."]
