"""The normalised text, the hash and the schema."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from bonitas.common.shipped import shipped
from bonitas.common.yamlbuild import parse_text
from bonitas.common.yamltext import as_plain
from bonitas.rulebook.header import HEADER, RULES
from bonitas.rulebook.normal import normalised
from bonitas.rulebook.read import read_rulebook, read_text
from bonitas.rulebook.schema import FILE, json_schema, schema_text, write_schema
from rulebook.small import CATALOGUE, HEAD, HERE, book, text_of

RICH = HERE / "rich.yaml"


def test_normalised_text_reads_back_equal() -> None:
    rich = read_rulebook(RICH, CATALOGUE)
    text = normalised(rich)
    assert read_text(text, str(RICH), CATALOGUE) == rich
    assert normalised(read_text(text, None, CATALOGUE)) == text
    assert "#" not in text


@pytest.mark.parametrize(
    "title", ["a: b", "- x", "'", '"', "é 信用", "yes", "null", "12", "2020-01-01", "a\u2028b", "# no", "tab\there", "line\nline"]
)
def test_texts_of_every_kind_survive(title: str) -> None:
    one = book("", head=HEAD.replace("title: A small one", f"title: {{en: {json.dumps(title)}}}"))
    again = read_text(normalised(one), "small.yaml", CATALOGUE)
    assert again == one
    assert again.title.say() == title


def test_versions_keep_their_digits() -> None:
    for version in ("1.0", "1.10", "007", '"2"'):
        one = book("", head=HEAD + f"version: {version}\n")
        assert one.version == version.strip('"')
        assert read_text(normalised(one), "small.yaml", CATALOGUE) == one


def test_formatting_and_comments_leave_the_hash() -> None:
    flow = book("base: 5\nclauses: {a: {for: feedback, points: 1.50}}")
    block = book("# why\nbase:   5\nclauses:\n  'a':\n    for: \"feedback\"   # x\n    points: 1.5")
    assert flow.hash == block.hash
    assert len(flow.hash) == 64


def test_meaning_changes_the_hash() -> None:
    hashes = {
        book(text).hash
        for text in ("", "base: 5", "base: 6", "clauses: {a: {for: feedback, points: 1}, b: {for: feedback, points: 1}}",
                     "clauses: {b: {for: feedback, points: 1}, a: {for: feedback, points: 1}}")
    }  # fmt: skip
    assert len(hashes) == 5


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return float(value) if isinstance(value, Decimal) else value


def test_the_schema_takes_what_the_reader_takes() -> None:
    schema = json_schema()
    checker = jsonschema.Draft202012Validator
    checker.check_schema(schema)
    assert list(checker(schema).iter_errors(plain(dict(read_rulebook(RICH, CATALOGUE).tree)))) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("pionts: 5", "pionts"),
        ("clauses: {a: {for: feedback, pionts: 5}}", "is not valid under any of the given schemas"),
        ("overlap: weakest", "is not valid under any of the given schemas"),
    ],
)
def test_the_schema_refuses_what_is_no_key(body: str, words: str) -> None:
    root = parse_text(text_of(body)).root
    assert root is not None
    found = list(jsonschema.Draft202012Validator(json_schema()).iter_errors(plain(as_plain(root))))
    assert any(words in error.message for error in found)


def test_the_schema_names_every_key() -> None:
    assert set(json_schema()["properties"]) == {*HEADER, *RULES, "extends"}


def test_the_schema_file_is_current(tmp_path: Path) -> None:
    assert write_schema(tmp_path).read_text(encoding="utf-8") == schema_text()
    assert (shipped("rulebooks") / FILE).read_text(encoding="utf-8") == schema_text(), "run bonitas.rulebook.schema.write_schema"
