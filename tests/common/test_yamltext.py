"""YAML text as a plain tree with places."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bonitas.common.page import Page
from bonitas.common.yamlbuild import parse_bytes, parse_text
from bonitas.common.yamltext import Map, Scalar, as_plain, plain_value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("False", False), ("yes", "yes"), ("12", 12), ("-3", -3),
        ("+4", 4), ("0.10", Decimal("0.10")), (".5", Decimal("0.5")), ("1e3", Decimal("1e3")),
        ("2020-01-31", dt.date(2020, 1, 31)),
        ("2020-02-31", "2020-02-31"), ("1.2.3", "1.2.3"), ("9" * 50, "9" * 50), ("-", "-"), (".inf", ".inf"), ("0x1F", "0x1F"),
        ("५", "५"),
    ],
)  # fmt: skip
def test_plain_values(raw: str, value: object) -> None:
    found = plain_value(raw)
    assert (found, type(found)) == (value, type(value))


def test_places_are_kept() -> None:
    root = parse_text("a: 1\nb:\n  - x\n  - 'y z'\n").root
    assert isinstance(root, Map)
    assert (root.entries["b"].key.line, root.entries["b"].key.column) == (2, 1)
    assert as_plain(root) == {"a": 1, "b": ["x", "y z"]}


def test_quoted_values_stay_texts_and_dates_become_texts() -> None:
    root = parse_text("a: '1'\nb: 2020-01-01\nc: !!str 5\n1: x\n").root
    assert root is not None
    assert as_plain(root) == {"a": "1", "b": "2020-01-01", "c": "5", "1": "x"}


def test_aliases_are_written_out() -> None:
    root = parse_text("a: &x [1, 2]\nb: *x\n").root
    assert root is not None
    assert as_plain(root) == {"a": [1, 2], "b": [1, 2]}


def test_aliases_cannot_nest_deeper_than_lists() -> None:
    text = "a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 30 + "*a" + "]" * 30 + "\n"
    assert [fault.number for fault in parse_text(text).faults] == ["010"]


def test_a_byte_order_mark_is_no_fault() -> None:
    root = parse_bytes(b"\xef\xbb\xbfa: 1\n").root
    assert root is not None
    assert as_plain(root) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("k: abc", 1, 5), ("k: 'abc'", 1, 6), ("k: '''bc'", 1, 7), ('k: "abc"', 1, 6), ("k: >\n  abc", 1, 4), ("k: a\n  b", 1, 4)],
)
def test_the_column_of_a_character(text: str, line: int, column: int) -> None:
    root = parse_text(text).root
    assert isinstance(root, Map)
    node = root.get("k")
    assert isinstance(node, Scalar)
    page = Page("f.yaml", "X")
    page.note("100", node, "Here.", offset=1)
    (problem,) = page.problems
    assert (problem.line, problem.column) == (line, column)


def test_duplicate_keys_are_all_found() -> None:
    faults = parse_text("a: 1\na: 2\nb: {c: 1, c: 2}\n").faults
    assert [(fault.number, fault.line, fault.column) for fault in faults] == [("007", 2, 1), ("007", 3, 11)]
