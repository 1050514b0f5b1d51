"""Two rulebooks over one ledger: what comes out, and when it is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.ledger.duck import DuckLedger
from bonitas.unify.equate.outcomes import read_outcomes
from engine.small import Row, book, fine, gift, ledger, notice

ON = "2022-03-01"
PEOPLE = 160
GIVEN = "clauses: {given: {for: civic.gift, points: {by: amount, each: 1, gives: %d}}}\n"
ONE, OTHER = book(GIVEN % 1), book(GIVEN % 3, rulebook="other", base="500", bands="{top: 560, low: below}")
FALLING = book(GIVEN % -2, rulebook="falling", base="300", bands="{A: 0, B: below}")
FINED = book("clauses: {fined: {for: traffic.fine, points: -5}}\n", rulebook="fined")
FLAT = book("clauses: {fined: {for: court.listing, points: -5}}\n", rulebook="flat")
BOOKS = ("small", "other", "falling", "fined", "flat")


def town(people: int = PEOPLE) -> DuckLedger:
    """So many people, of whom each gave as much as its number says (of 40), and one in three was fined."""
    rows: list[Row] = []
    enrolled: list[Row] = []
    for n in range(people):
        who = f"s{n:03}"
        rows += [gift("2022-01-01", f"g{n}", subject=who, amount=n % 40)]
        rows += [fine("2022-01-01", f"f{n}", subject=who)] if n % 3 == 0 else []
        enrolled += [notice(who, rulebook=name) for name in BOOKS]
    return ledger(*rows, participations=enrolled)


def refused(one: Any, other: Any, people: int = PEOPLE, **more: Any) -> str:
    with town(people) as kept, pytest.raises(BonitasError) as caught:
        bonitas.equate(one, other, kept, on=more.pop("on", ON), **more)
    return str(caught.value)


@pytest.mark.parametrize("method", ["linear", "equipercentile"])
def test_scores_that_stand_alike_correspond(method: Any) -> None:
    with town() as kept:
        found = bonitas.equate(ONE, OTHER, kept, on=ON, method=method, smooth=0 if method == "equipercentile" else None, draws=20)
        assert [(row.score, row.equal) for row in found.rows] == [(100_000 + 1_000 * n, 500_000 + 3_000 * n) for n in range(40)]
        assert {row.equal_band for row in found.rows if row.score >= 120_000} == {"top"}
        assert found.at(139_000) == 617_000
        assert [(row.score, row.equal) for row in found.back][:2] == [(500_000, 100_000), (503_000, 101_000)]
        assert found.rows[20].low is not None and found.rows[20].low <= 560_000 <= (found.rows[20].high or 0)
        again = bonitas.equate(
            ONE, OTHER, kept, on=ON, method=method, smooth=0 if method == "equipercentile" else None, draws=20, threads=3
        )
        assert json.dumps(again.as_dict(), default=str) == json.dumps(found.as_dict(), default=str)
        said = found.as_dict()
        assert (said["scored_by_both"], said["relation"]["rank_correlation"], said["relation"]["falling"]) == (PEOPLE, 1.0, False)


def test_scales_that_run_against_each_other() -> None:
    with town() as kept:
        found = bonitas.equate(ONE, FALLING, kept, on=ON, method="linear", draws=0)
    assert found.relation is not None and found.relation.falling
    assert [found.at(score) for score in (100_000, 110_000)] == [300_000, 280_000]
    assert found.rows[0].error is None


def test_whoever_does_not_take_part_is_not_used() -> None:
    with town() as kept:
        rows = [gift("2022-01-01", "x", subject="apart", amount=9_999)]
        assert kept.add([{key: str(cell) for key, cell in row.items()} for row in rows]).ok
        assert kept.enrol([notice("apart")]).ok  # in one of the two
        found = bonitas.equate(ONE, OTHER, kept, on=ON, method="linear", draws=0)
    said = found.as_dict()
    assert (said["scored_by_one"], said["scored_by_other"], said["scored_by_both"]) == (PEOPLE + 1, PEOPLE, PEOPLE)
    assert found.at(139_000) == 617_000


def outcomes(path: Path, *lines: str) -> Path:
    path.write_text("subject,bad\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_odds_through_a_common_outcome(tmp_path: Path) -> None:
    """One in two who gave little turned out badly, one in eight of the others."""
    bad = [(n // 40 < 2) if n % 40 < 20 else (n // 40 == 0 and n % 2 == 1) for n in range(PEOPLE)]
    said = [f"s{n:03},{'yes' if one else 'no'}" for n, one in enumerate(bad)]
    file = outcomes(tmp_path / "o.csv", *said)
    with town() as kept:
        found = bonitas.equate(ONE, OTHER, kept, on=ON, method="odds", outcome=file, draws=10)
    to: Any = found.to
    assert to.b.pdo == pytest.approx(3 * to.a.pdo)  # the same people on a scale three times as wide
    assert math.isclose(to.a.odds(120_000), to.b.odds(560_000))
    assert found.at(120_000) == 560_000
    assert found.as_dict()["points_to_double_odds"][0] > 0


def test_why_not(tmp_path: Path) -> None:
    assert "U410 40 subjects have a score under both rulebooks, of 40 scored by 'small' and 40 by 'other': too few" in refused(
        ONE, OTHER, 40
    )
    assert "U411 'flat' gives all of these subjects the same score, 100: a scale with one value cannot be equated." in refused(
        ONE, FLAT
    )
    assert (
        "U412 'fined' gives these 160 subjects 2 different scores: too few for equipercentile equating (at least 5)."
        in refused(ONE, FINED)
    )
    said = refused(ONE, FINED, method="linear")
    assert "U413 The two put these 160 subjects in orders too different to be one scale: rank correlation " in said
    assert "asked is 0.866 at least, whichever way the scales run. Show both standings side by side." in said
    assert "U402 'small' is not in force on 2019-01-01." in refused(ONE, OTHER, on="2019-01-01")
    persons, companies = (book(GIVEN % 1, rulebook=name, subjects=name) for name in ("person", "organisation"))
    assert "U401 'person' rates persons and 'organisation' rates organisations: they have no subjects" in refused(
        persons, companies
    )
    assert "U403 Odds need a common outcome." in refused(ONE, OTHER, method="odds")
    assert "U404 An outcome is used by the method 'odds' only." in refused(ONE, OTHER, outcome="o.csv")
    assert "U405 The method cannot be guess. Choose one of linear, equipercentile, odds." in refused(ONE, OTHER, method="guess")
    assert "U405 The moments to keep cannot be 9. Say 2 to 6" in refused(ONE, OTHER, smooth=9)
    assert "U405 The least rank correlation cannot be 2. Say a number from 0 to 1." in refused(ONE, OTHER, at_least=2)
    assert "U405 The number of draws cannot be -1. Say 0 to 10,000." in refused(ONE, OTHER, draws=-1)


def test_why_no_odds(tmp_path: Path) -> None:
    def odds(*lines: str) -> str:
        return refused(ONE, OTHER, method="odds", outcome=outcomes(tmp_path / "o.csv", *lines))

    assert "U421 Of the subjects in the file (1) none has a score under 'small'." in odds("nobody,yes")
    assert "U414 By 'small' 159 of the subjects with a known outcome turned out well and 1 badly" in odds(
        *(f"s{n:03},{'no' if n else 'yes'}" for n in range(PEOPLE))
    )
    assert "U416 The scores of 'small' part the two outcomes completely" in odds(
        *(f"s{n:03},{'yes' if n % 40 < 20 else 'no'}" for n in range(PEOPLE))
    )
    assert "U415 The scores of 'small' do not tell the two outcomes apart (slope " in odds(
        *(f"s{n:03},{'yes' if (n // 40) % 2 else 'no'}" for n in range(PEOPLE))
    )


def test_a_file_of_outcomes_with_faults(tmp_path: Path) -> None:
    file = outcomes(tmp_path / "o.csv", "s1,yes", "s1,no", ",yes", "s2,maybe")
    with pytest.raises(BonitasError) as caught:
        read_outcomes(file)
    said = str(caught.value)
    assert "o.csv:3: U420 's1' has another outcome already (line 2). Leave one of the two lines." in said
    assert "o.csv:4:1: L201 'subject' is empty." in said
    assert "o.csv:5:2:" in said and "'maybe'" in said
    (tmp_path / "p.csv").write_text("subject,outcome\ns1,1\n", encoding="utf-8")
    with pytest.raises(BonitasError, match="L107 There is no column 'outcome'"):
        read_outcomes(tmp_path / "p.csv")
