"""Files of cases that cannot be read, and cases that come out otherwise: each problem with its place and its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.cases import run_case, run_cases
from bonitas.engine.cases_text import read_cases
from bonitas.rulebook.read import read_text
from engine.small import HEADER
from strategies.small import CATALOGUE

BOOK = (
    "".join(f"{key}: {value}\n" for key, value in HEADER.items())
    + """
clauses: {fined: {for: traffic.fine, points: -10}}
measures: {gifts: {count: civic.gift}, hours: {max: civic.gift.hours}}
no_score: {when: gifts > 5 or hours > 100, because: Too much.}
consequences: {rent: {benefit: No deposit., for: A, provider: A landlord, context: trade}}
"""
)


def said(tmp_path: Path, text: str) -> list[str]:
    """What is wrong with a file of cases."""
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BonitasError) as raised:
        read_cases(path)
    return [str(problem) for problem in raised.value.problems]


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(BonitasError) as raised:
        read_cases(tmp_path / "cases.yaml")
    assert str(raised.value) == (
        "cases.yaml: E130 There is no 'cases.yaml' beside the rulebook. "
        "Write the situations that the rulebook must get right beside it."
    )


def test_a_rulebook_that_is_not_there() -> None:
    with pytest.raises(BonitasError):
        run_cases("no-such-rulebook")


def test_not_yaml(tmp_path: Path) -> None:
    (problem,) = said(tmp_path, "cases: [\n")
    assert problem.startswith("cases.yaml:2:1: E131 The file of cases is not plain YAML: ")
    (problem,) = said(tmp_path, "")
    assert problem.startswith("cases.yaml: E131") or problem.startswith("cases.yaml:1:1: E131")


@pytest.mark.parametrize("text", ["a: 1\n", "cases: none\n", "- a\n"])
def test_no_list_of_cases(tmp_path: Path, text: str) -> None:
    (problem,) = said(tmp_path, text)
    assert problem == (
        "cases.yaml:1:1: E132 The file must be a map whose 'cases' is a list. Begin with 'cases:' and list the cases below it."
    )


GOOD = "on: 2022-04-01, expect: {score: 100}"


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        ("§a text", "E132 A case must be a map, not 'a text'."),
        (f"{{name: a, {GOOD}, records: §5}}", "E132 'records' must be a list, not '5'."),
        (f"{{name: a, {GOOD}, records: [§5]}}", "E132 Each of 'records' must be a map, not '5'."),
        (f"{{name: a, {GOOD}, amendments: [§[]]}}", "E132 Each of 'amendments' must be a map, not a list."),
        (f"{{name: a, {GOOD}, participation: §some}}", "E132 'participation' must be a list, not 'some'."),
        ("{name: a, asks: §now}", "E132 'asks' must be a list, not 'now'."),
        ("{name: a, asks: [§now]}", "E132 Each of 'asks' must be a map, not 'now'."),
        ("{name: a, on: 2022-04-01, expect: §5}", "E132 'expect' must be a map, not '5'."),
        ("{name: a, on: 2022-04-01, expect: {points: §5}}", "E132 'points' must be a map, not '5'."),
        ("{name: a, on: 2022-04-01, expect: {steps: §sum}}", "E132 'steps' must be a list, not 'sum'."),
        (
            f"{{name: a, {GOOD}, records: [§{{times: many}}]}}",
            "E132 'times' must be a whole number from 1 to 10,000.",
        ),
        (
            f"{{name: a, {GOOD}, records: [§{{times: 2, every: day}}]}}",
            "E132 'every' must be a length of time such as '28 days', '6 months' or '1 year'.",
        ),
        (
            f"{{name: a, {GOOD}, records: [§{{times: 2, every: 1 day}}]}}",
            "E132 The 'occurred_on' of a record with 'times' must be a date from 1900 to 2199.",
        ),
        (
            f"{{name: a, {GOOD}, records: [§{{times: 999, every: 1 year, occurred_on: 2022-01-01}}]}}",
            "E132 'times' and 'every' must be small enough that the last record is before 2200.",
        ),
        (f"{{name: a, {GOOD}, §record: []}}", "E133 A case has no key 'record'. Did you mean 'records'?"),
        (
            f"{{name: a, {GOOD}, §zzz: 1}}",
            "E133 A case has no key 'zzz'. Its keys are name, on, known_at, subject_type, records, amendments, "
            "participation, others, expect, asks, working or source.",
        ),
        (f"{{name: a, asks: [{{{GOOD}, §record: 1}}]}}", "E133 Each of 'asks' has no key 'record'."),
        ("{name: a, on: 2022-04-01, expect: {§scor: 1}}", "E133 'expect' has no key 'scor'. Did you mean 'score'?"),
        (f"§{{{GOOD}}}", "E134 A case lacks the key 'name'. Add 'name: …'."),
        ("§{name: a, expect: {score: 1}}", "E134 A case lacks the key 'on'. Add 'on: …'."),
        ("{name: a, asks: [§{on: 2022-04-01}]}", "E134 Each of 'asks' lacks the key 'expect'. Add 'expect: …'."),
        (
            "{name: a, on: §soon, expect: {score: 1}}",
            "E101 'soon' is not a date. Write it as YYYY-MM-DD, for example 2026-11-23.",
        ),
        (
            f"{{name: a, {GOOD}, known_at: §2022-04-01T12:00:00}}",
            "E103 '2022-04-01T12:00:00' has no time zone. Write it with a zone, for example 2026-11-23T12:00:00Z.",
        ),
    ],
)
def test_a_case_of_the_wrong_shape(tmp_path: Path, case: str, problem: str) -> None:
    """§ stands before what is wrong."""
    line = f"  - {case}"
    (found,) = said(tmp_path, "cases:\n" + line.replace("§", "") + "\n")
    assert found.startswith(f"cases.yaml:2:{line.index('§') + 1}: {problem}")


def test_every_problem_is_listed(tmp_path: Path) -> None:
    found = said(tmp_path, "cases:\n  - {on: soon, expect: 5}\n  - {name: b, recs: []}\n")
    assert [text.split()[0] + " " + text.split()[1] for text in found] == [
        "cases.yaml:2:5: E134", "cases.yaml:2:10: E101", "cases.yaml:2:24: E132", "cases.yaml:3:15: E133",
        "cases.yaml:3:5: E134", "cases.yaml:3:5: E134",
    ]  # fmt: skip


def differences(tmp_path: Path, case: str) -> list[str]:
    """What comes out of one case otherwise than expected."""
    path = tmp_path / "cases.yaml"
    path.write_text(f"cases:\n  - {case}\n", encoding="utf-8")
    (read,) = read_cases(path)
    book = read_text(BOOK, catalogue=CATALOGUE)
    return [text for one in run_case(book, CATALOGUE, read, path.name) for text in one.differences]


def test_every_difference_is_said(tmp_path: Path) -> None:
    expect = (
        "{standing: no_score, score: 80, band: C, because: A gift, next_change_on: 2023-04-01, base: 90, fallen_from: A, "
        "points: {fined: -20, fine: 0}, measures: {gifts: 1, hours: 0, days: 1}, consequences: {rent: yes, rents: no}, "
        "steps: [sum, freeze]}"
    )
    records = "[{kind: traffic.fine, occurred_on: 2022-03-01}]"
    assert differences(tmp_path, f"{{name: a, on: 2022-04-01, records: {records}, expect: {expect}}}") == [
        "standing: expected no_score, came out scored",
        "score: expected 80, came out 90",
        "band: expected C, came out B",
        "because: expected A gift, came out None",
        "next_change_on: expected 2023-04-01, came out 2023-03-01",
        "base: expected 90, came out 100",
        "fallen_from: expected A, came out None",
        "points of fined: expected -20, came out -10",
        "points of fine: expected 0, came out no such item",
        "measure gifts: expected 1, came out 0",
        "measure hours: expected 0, came out missing",
        "measure days: expected 1, came out no such measure",
        "consequence rent: expected True, came out False",
        "consequence rents: expected False, came out no such consequence",
        "no step 'freeze' was taken",
    ]


def test_what_comes_out_as_expected_is_no_difference(tmp_path: Path) -> None:
    records = "[{kind: traffic.fine, times: 2, every: 1 month, occurred_on: 2022-03-01, stars: '{n}'}]"
    case = (
        f"{{name: a, records: {records}, asks: ["
        "{on: 2022-03-15, expect: {score: 90.0, points: {fined: -10}, measures: {hours: missing}, consequences: {rent: no}}}, "
        "{on: 2022-04-01, known_at: 2022-04-02, expect: {score: 80, next_change_on: 2023-03-01, because: null}}]}"
    )
    assert differences(tmp_path, case) == []


def test_rows_that_the_ledger_refuses_are_differences(tmp_path: Path) -> None:
    case = "{name: a, on: 2022-04-01, records: [{kind: traffic.fines, occurred_on: soon}], expect: {score: 1}}"
    found = differences(tmp_path, case)
    assert any("There is no kind of record called 'traffic.fines'." in text for text in found)
    assert any("'occurred_on' is not a date: 'soon'." in text for text in found)


def test_nobody_takes_part(tmp_path: Path) -> None:
    case = (
        "{name: a, on: 2022-04-01, records: [{kind: traffic.fine, occurred_on: 2022-03-01}], participation: none, "
        "expect: {standing: not_rated, because: covers this day}}"
    )
    assert differences(tmp_path, case) == []
