"""Whatever is in the file, the reader answers with problems, never with another exception, and in good time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonitas.common.problems import BonitasError
from bonitas.rulebook.read import check_text, read_text
from rulebook.small import CATALOGUE, HERE, text_of

RICH = (HERE / "rich.yaml").read_text(encoding="utf-8")
LINES = RICH.splitlines()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, len(RICH) - 1),
    st.integers(0, 12),
    st.sampled_from(["", ":", "- ", "{", "'", "x", "\n", "&a ", "*a", "5", "null", "\t"]),
)
def test_a_slip_of_the_pen_is_no_crash(at: int, length: int, put: str) -> None:
    check_text(RICH[:at] + put + RICH[at + length :], "slip.yaml", CATALOGUE)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_lines_in_any_order_are_no_crash(lines: list[str]) -> None:
    check_text("\n".join(lines), "lines.yaml", CATALOGUE)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="amount sector()'<>=!+-*/%., 0123456789andornotinismissing", max_size=60))
def test_any_expression_is_no_crash(text: str) -> None:
    body = "clauses:\n  a:\n    for: payment.default\n    points: 1\n    when: '" + text.replace("'", "''") + "'\n"
    check_text(text_of(body), "expression.yaml", CATALOGUE)


@pytest.mark.parametrize(
    "value",
    [
        "null",
        "[]",
        "{}",
        "x",
        "5",
        "[[]]",
        "{a: {}}",
        "{a: []}",
        "{a: x}",
        "{a: null}",
        "[null]",
        "{2020-01-01: x}",
        "{2020-01-01: null}",
    ],
)
def test_every_key_with_every_shape_is_no_crash(value: str) -> None:
    keys = [
        "rulebook",
        "version",
        "title",
        "about",
        "subjects",
        "standing",
        "in_force",
        "participation",
        "context",
        "zone",
        "disputes",
        "rules_of",
        "jurisdictions",
        "sources",
        "lasts",
        "base",
        "clauses",
        "groups",
        "overlap",
        "freeze",
        "grades",
        "measures",
        "no_score",
        "scorecard",
        "dimensions",
        "score",
        "bands",
        "consequences",
    ]
    for key in keys:
        lines = [line for line in text_of("").splitlines() if not line.startswith(f"{key}:")]
        check_text("\n".join([*lines, f"{key}: {value}"]) + "\n", "shape.yaml", CATALOGUE)
    inside = (
        [
            "for",
            "when",
            "points",
            "grade",
            "lasts",
            "clock",
            "again",
            "limit",
            "decay",
            "repaired",
            "group",
            "text",
            "source",
            "in_force",
        ],
        [
            "count",
            "sum",
            "max",
            "age_of",
            "share",
            "formula",
            "state",
            "when",
            "of",
            "within",
            "dated",
            "once_per",
            "net_per",
            "clamp",
            "when_missing",
            "value",
            "in",
            "text",
        ],
    )
    for section, names, base in (
        ("clauses", inside[0], "for: feedback, points: 1"),
        ("measures", inside[1], "sum: feedback.value"),
    ):
        for name in names:
            kept = ", ".join(part for part in base.split(", ") if not part.startswith(f"{name}:"))
            check_text(text_of(f"{section}: {{a: {{{kept}{', ' if kept else ''}{name}: {value}}}}}"), "shape.yaml", CATALOGUE)


def test_problems_come_with_the_exception() -> None:
    with pytest.raises(BonitasError, match="no band can be|has no key 'pionts'"):
        read_text(text_of("pionts: 1"), "a.yaml", CATALOGUE)


def test_a_large_rulebook_is_read_in_time() -> None:
    clauses = "".join(
        f"  c{n}:\n    for: payment.default\n    when: amount > {n} and sector in ('banking', 'telecom') and not settled\n"
        "    points: {by: amount, each: 100, gives: -1, up_to: -10}\n    lasts: 1 year\n    text: {en: Words, de: Worte}\n"
        for n in range(150)
    )
    began = time.process_time()
    book, _ = check_text(text_of("clauses:\n" + clauses), "large.yaml", CATALOGUE)
    assert book is not None
    assert time.process_time() - began < 3
