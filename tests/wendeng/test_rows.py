"""Every row of the companies' and the villagers' tables stands in exactly one clause, with the numbers of the table.

The numbers were taken from the tables, not from the rulebooks; a clause says in a comment behind its id which rows it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from bonitas.rulebook.model import CalendarEnd, Clause
from bonitas.rulebook.read import read_rulebook
from wendeng.rows import Row, caps_of, clauses_of, district_rows, rows_of, worths, years_of

COMPANIES, VILLAGE = "cn-wendeng-2020-companies", "cn-wendeng-2020-village"
TABLES = {COMPANIES: ("companies", r"C[BCD]?\d{2,3}"), VILLAGE: ("village", r"V\d{3}")}
#: The village's own rows, which each village fills: they are the bounds of `local`.
OWN_ROWS = {"V100", "V228"}


def clauses_and_rows(name: str) -> Iterator[tuple[Clause, list[Row]]]:
    table, pattern = TABLES[name]
    rows = rows_of(table)
    for clause, ids in clauses_of(name, pattern).values():
        yield clause, [rows[one] for one in ids]


@pytest.mark.parametrize("name", TABLES)
def test_every_row_stands_once(name: str) -> None:
    table, pattern = TABLES[name]
    named = Counter(one for _, ids in clauses_of(name, pattern).values() for one in ids)
    assert [one for one, times in named.items() if times != 1] == []
    assert set(named) == set(rows_of(table)) - OWN_ROWS


def test_how_many_there_are() -> None:
    assert Counter(one.rstrip("0123456789") for one in rows_of("companies")) == {"C": 129, "CB": 16, "CC": 16, "CD": 11}
    assert len(rows_of("village")) == 228


@pytest.mark.parametrize("name", TABLES)
def test_the_points_are_those_of_the_table(name: str) -> None:
    for clause, rows in clauses_and_rows(name):
        if clause.grade is not None:
            continue
        if all(row.points is not None for row in rows):
            assert sorted(set(worths(clause))) == sorted({row.points for row in rows if row.points}), clause.id
        elif len(rows) == 1 and rows[0].ends != {0}:
            assert set(worths(clause)) <= {*rows[0].ends} | {1, -1}, clause.id


@pytest.mark.parametrize("name", TABLES)
def test_a_range_and_the_steps_of_a_bracket(name: str) -> None:
    for clause, rows in clauses_and_rows(name):
        points = clause.points
        tiers = getattr(points, "tiers", ())
        if tiers and rows[0].points is None:
            most = {(tier.gives, tier.up_to) for tier in tiers}
            assert len(tiers) == len(rows), clause.id
            assert most == {tuple(int(end * 1000) for end in sorted(row.ends)) for row in rows}, clause.id
        if hasattr(points, "low"):
            assert {points.low, points.high} == {int(end * 1000) for end in rows[0].ends}, clause.id


def test_the_grades_their_years_and_the_repairs() -> None:
    for clause, rows in clauses_and_rows(COMPANIES):
        grades = [row for row in rows if row.grade]
        assert [clause.grade] * len(grades) == [row.grade for row in grades], clause.id
        assert (clause.grade is not None) == bool(grades), clause.id
        if grades:
            assert years_of(clause, rows[0].points or 0) == rows[0].years, clause.id
    listing = clauses_of(COMPANIES, r"C\d{3}")["judgment_defaulter"][0]
    (repair,) = listing.repairs
    (row,) = (row for row in rows_of("companies").values() if row.id == "C096")
    assert (repair.points, row.points) == (-80_000, -80)
    assert repair.lasts is not None and getattr(repair.lasts, "months", 0) // 12 in row.years


def test_the_companies_points_count_for_the_years_of_the_table() -> None:
    for clause, rows in clauses_and_rows(COMPANIES):
        if clause.grade is None:
            years = frozenset().union(*(row.years for row in rows))
            counted = frozenset().union(*(years_of(clause, points) for points in worths(clause)))
            assert counted == years, clause.id


def test_in_the_village_all_lapses_with_the_year() -> None:
    (period,) = read_rulebook(VILLAGE).periods
    assert {clause.lasts for clause in period.rules.clauses} == {CalendarEnd("year")}


@pytest.mark.parametrize("name", TABLES)
def test_caps_and_sensitive_grounds(name: str) -> None:
    (period,) = read_rulebook(name).periods
    for clause, rows in clauses_and_rows(name):
        caps = caps_of(clause, period.rules.groups)
        assert {row.limit for row in rows if row.limit} <= caps, clause.id
        assert set(clause.grounds) == {row.ground for row in rows} - {""}, clause.id


def test_a_villagers_record_counts_in_the_district_too() -> None:
    """A row with a twin in the district's table looks at the same kinds as its twin there."""
    (period,) = read_rulebook("cn-wendeng-2020").periods
    district = {clause.id: clause for clause in period.rules.clauses}
    twins = {row["row_id"]: district[row["clause"]] for row in district_rows()}
    for clause, rows in clauses_and_rows(VILLAGE):
        for row in rows:
            assert not row.twin or clause.kinds == twins[row.twin].kinds, clause.id
