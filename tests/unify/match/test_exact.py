"""Pairs by verified numbers, and the costs that decide where a link begins. No further library is needed for these."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bonitas.common.problems import BonitasError
from bonitas.ledger import Store, memory_ledger, new_ledger
from bonitas.ledger.identity import IdentityBook, identify
from bonitas.ledger.identity.book import beside
from bonitas.unify.match import find
from bonitas.unify.match.codes import WORDS, problem
from bonitas.unify.match.costs import Costs, Thresholds, thresholds
from bonitas.unify.match.find import find_pairs
from bonitas.unify.match.pairs import CERTAIN, Pair, Source

CITIZEN, OTHER_CITIZEN = "11010519491231002X", "440524188001010014"
TAX, LEI = "36574261809", "213800KUD8LAJWSQ9D15"
KEY = bytes(range(32))


def row(subject: str, **cells: str) -> dict[str, str]:
    return {"subject": subject, **{name.replace("_", "-"): cell for name, cell in cells.items()}}


def found(a: list[dict[str, str]], b: list[dict[str, str]], **more: Any) -> tuple[Pair, ...]:
    return find_pairs([Source("a", names=a), Source("b", names=b)], exact_only=True, **more).pairs


def test_the_same_number_is_one_subject() -> None:
    [pair] = found(
        [row("1", cn_citizen=CITIZEN)], [row("x", cn_citizen=OTHER_CITIZEN), row("y", cn_citizen="110105 19491231 002x")]
    )
    assert pair == Pair("a", "1", "b", "y", CERTAIN, "exact", (("citizen number", "the same verified number"),))


def test_two_schemes_that_disagree_are_looked_at() -> None:
    [pair] = found([row("1", cn_citizen=CITIZEN, de_tax=TAX)], [row("x", cn_citizen=OTHER_CITIZEN, de_tax=TAX)])
    assert (pair.certainty, pair.basis) == (CERTAIN // 2, "probable")
    assert dict(pair.evidence) == {
        "German tax identification number": "the same verified number",
        "citizen number": "another verified number",
    }


def test_a_wrong_check_digit_links_nobody_and_is_listed() -> None:
    answer = find_pairs(
        [Source("a", names=[row("1", cn_citizen=CITIZEN[:-1] + "0")]), Source("b", names=[row("x", cn_citizen=CITIZEN)])],
        exact_only=True,
    )
    assert answer.pairs == ()
    assert [one.code for one in answer.problems] == ["U111"]


def test_doubles_of_one_ledger_only_where_asked_for(tmp_path: Path) -> None:
    with ledger_of(tmp_path / "one.duckdb", {"p": (), "q": ()}) as one:
        identify(one, [{"subject": "p", "scheme": "cn-citizen", "number": CITIZEN}], KEY)
        with IdentityBook(beside(one.address), KEY) as book:
            source = Source("a", one, [row("q", cn_citizen=CITIZEN)], book)
            other = Source("b", names=[row("z", cn_citizen=OTHER_CITIZEN)])
            assert find_pairs([source, other], exact_only=True).pairs == ()
            [pair] = find_pairs([source], exact_only=True, within=True).pairs
            assert pair.ends == ("a", "p", "a", "q")


def test_known_pairs_are_not_given_again_and_only_new_subjects_are_looked_for() -> None:
    a = [row("1", cn_citizen=CITIZEN), row("2", de_tax=TAX)]
    b = [row("x", cn_citizen=CITIZEN), row("y", de_tax=TAX)]
    assert [pair.subject_a for pair in found(a, b)] == ["1", "2"]
    assert [pair.subject_a for pair in found(a, b, known=[("b", "x", "a", "1")])] == ["2"]
    assert [pair.subject_a for pair in found(a, b, only={"b": {"y"}})] == ["2"]
    assert found(a, b, only={"a": set()}) == ()


def ledger_of(path: Path, subjects: dict[str, tuple[str, ...]], **more: Any) -> Store:
    ledger = new_ledger(path, **more)
    assert ledger.add([{"subject": who, "kind": "payment.default", "occurred_on": "2026-01-01"} for who in subjects]).ok
    return ledger


def test_books_with_one_key_and_a_file(tmp_path: Path) -> None:
    """Numbers of a book are compared with those of another book, and with those of a file."""
    with ledger_of(tmp_path / "a.duckdb", {"1": ()}) as a, ledger_of(tmp_path / "b.duckdb", {"x": (), "y": ()}) as b:
        identify(
            a,
            [{"subject": "1", "scheme": "cn-citizen", "number": CITIZEN}, {"subject": "1", "scheme": "de-tax", "number": TAX}],
            KEY,
        )
        identify(b, [{"subject": "x", "scheme": "cn-citizen", "number": CITIZEN}], KEY)
        with IdentityBook(beside(a.address), KEY) as one, IdentityBook(beside(b.address), KEY) as other:
            answer = find_pairs([Source("a", a, book=one), Source("b", b, [row("y", de_tax=TAX)], other)], exact_only=True)
    assert [pair.ends for pair in answer.pairs] == [("a", "1", "b", "x"), ("a", "1", "b", "y")]
    assert (answer.read["a"].numbers, answer.read["b"].numbers, answer.read["b"].rows) == (2, 2, 1)


def test_books_with_two_keys(tmp_path: Path) -> None:
    with ledger_of(tmp_path / "a.duckdb", {"1": ()}) as a, ledger_of(tmp_path / "b.duckdb", {"x": ()}) as b:
        identify(a, [{"subject": "1", "scheme": "cn-citizen", "number": CITIZEN}], KEY)
        identify(b, [{"subject": "x", "scheme": "cn-citizen", "number": CITIZEN}], bytes(32))
        with (
            IdentityBook(beside(a.address), KEY) as one,
            IdentityBook(beside(b.address), bytes(32)) as other,
            pytest.raises(
                BonitasError, match="U123 The identifiers beside 'b' were hashed with another key than those beside 'a'"
            ),
        ):
            find_pairs([Source("a", a, book=one), Source("b", b, book=other)])


def test_what_cannot_be_searched_together(tmp_path: Path) -> None:
    names = [row("1", cn_citizen=CITIZEN)]
    for sources, code in (
        ([Source("a", names=names), Source("a", names=names)], "U121 Two of the ledgers are called 'a'"),
        ([Source("a"), Source("b")], "U122 There is nothing to find pairs by"),
        ([Source("a", names=names)], "U129 One source has nobody to be linked with"),
        ([Source(" ", names=names), Source("b", names=names)], "U128"),
    ):
        with pytest.raises(BonitasError, match=code):
            find_pairs(sources, exact_only=True)
    with (
        ledger_of(tmp_path / "lab.duckdb", {"1": ()}, lab=True) as lab,
        memory_ledger([{"subject": "1", "kind": "payment.default", "occurred_on": "2026-01-01"}]) as real,
        pytest.raises(BonitasError, match="U124 'lab' is a lab's ledger and 'real' is not"),
    ):
        find_pairs([Source("real", real, names), Source("lab", lab, names)])


def test_without_the_libraries_names_are_refused_and_numbers_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "missing_libraries", lambda: ("splink", "pypinyin"))
    names = [row("1", cn_citizen=CITIZEN, name="Ann Lee")]
    sources = [Source("a", names=names), Source("b", names=names)]
    with pytest.raises(
        BonitasError, match=r"U120 .*not installed: splink, pypinyin.*pip install 'bonitas\[link\]'.*--exact-only"
    ):
        find_pairs(sources)
    assert len(find_pairs(sources, exact_only=True).pairs) == 1


@pytest.mark.parametrize("costs", [(100, 10, 1), (1_000, 1, 1), (5, 5, 1), (1, 1, 1), (3, 7, 2), (1, 100, 1), (2, 3, 50)])
def test_thresholds_cost_least(costs: tuple[int, int, int]) -> None:
    """On both sides of each threshold, and everywhere between, the decision costs no more than the two others would."""
    false, missed, look = costs
    limits = thresholds(Costs(false, missed, look))
    for certainty in range(0, 1_000_001, 617):
        p = Fraction(certainty, 1_000_000)
        cost = {"link": (1 - p) * false, "leave": p * missed, "look": Fraction(look)}
        chosen = "link" if certainty >= limits.link else "look" if certainty >= limits.review else "leave"
        assert cost[chosen] <= min(cost.values()) + Fraction(max(costs), 1_000_000), (certainty, cost, chosen)


def test_known_thresholds() -> None:
    assert thresholds(Costs()) == Thresholds(link=990_000, review=100_000)
    assert thresholds(Costs(2, 1, 1)) == Thresholds(link=666_667, review=666_667)


@pytest.mark.parametrize("bad", [{"false": 0}, {"missed": -1}, {"look": 1.5}, {"false": True}])
def test_costs_that_are_none(bad: dict[str, Any]) -> None:
    with pytest.raises(BonitasError, match=r"U125 The cost of a (false link|missed link|look) is .*: --cost-false"):
        Costs(**bad)


def test_every_code_can_be_said() -> None:
    words = dict.fromkeys(("missing", "what", "other", "which", "why"), "x")
    for code in WORDS:
        assert "{" not in str(problem(code, found="x", **words)), code
