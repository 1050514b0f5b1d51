"""The whole tables are in: every row of the Wendeng point table and every direct grade, once, with its points, grade and time.

`rows.csv` beside the rulebook holds the numbers as copied from the published text. `part` says how a row is written: as a `whole`
clause, as a `threshold` or a `tier` of one, or as the `repair` of a clause.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache

import pytest

from bonitas.catalogue.read import read_catalogue
from bonitas.common.days import Duration
from bonitas.engine.cases import cases_file
from bonitas.engine.rate import rate
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import ByTable, Chosen, Clause, Fixed, LastsBySize, PerUnit, Rules
from bonitas.rulebook.read import read_rulebook

NAME = "cn-wendeng-2020"
OCCURRED = "2020-03-01"
#: Art. 18(7): what a direct grade is booked at. D has no lowest score.
BOOKED = {"B": 850, "C": 600, "D": 1000}

Row = dict[str, str]


@cache
def rows() -> list[Row]:
    with cases_file(NAME).with_name("rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def rules() -> Rules:
    (period,) = read_rulebook(NAME).periods
    return period.rules


def clauses() -> dict[str, Clause]:
    return {clause.id: clause for clause in rules().clauses}


def test_every_row_is_there_once() -> None:
    ids = Counter(row["row_id"] for row in rows())
    points = {f"I{n:03}" for n in range(1, 434)}
    grades = {
        f"{letters}{n:02}" for letters, last in (("IB", 21), ("IC", 27), ("ID", 14), ("OB", 12)) for n in range(1, last + 1)
    }
    assert set(ids) == points | grades
    assert set(ids.values()) == {1}


def test_every_clause_is_a_row() -> None:
    """But for the stars of the village, which come from another measure."""
    assert set(clauses()) == {row["clause"] for row in rows()} | {"village_stars"}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["row_id"])
def test_a_row_is_written_as_published(row: Row) -> None:
    clause = clauses()[row["clause"]]
    assert row["kind"] in clause.kinds
    low, high = (int(row[name] or 0) * 1000 for name in ("points_min", "points_max"))
    match row["part"]:
        case "whole":
            assert clause.grade == (row["grade"] or None)
            assert worth(clause) == ((min(low, high), max(low, high)) if not row["grade"] else None)
            assert years(clause, row) == row["validity_years"]
        case "threshold":
            assert isinstance(clause.points, ByTable)
            assert low in {step.points for step in clause.points.table.rows}
        case "tier":
            assert isinstance(clause.points, PerUnit)
            assert [(tier.gives, tier.up_to) for tier in clause.points.tiers] == [(low, high)] * 4
        case _:
            assert low in {repair.points for repair in clause.repairs}
            assert {repair.lasts for repair in clause.repairs} == {Duration(months=12 * int(row["validity_years"]))}
    if row["part"] != "repair":
        assert clause.grounds == ((row["ground"],) if row["ground"] else ())


def worth(clause: Clause) -> tuple[int, int] | None:
    """The least and the most points, in thousandths, of one record (of one period of arrears)."""
    match clause.points:
        case None:
            return None
        case Fixed(points=points):
            return points, points
        case Chosen(low=low, high=high):
            return low, high
        case PerUnit(tiers=(tier,)):
            return tier.gives, tier.gives
    raise AssertionError(clause.id)


def years(clause: Clause, row: Row) -> str:
    """For how many years the points of the row count; `1|2` where it goes by the points that were chosen."""
    if isinstance(clause.lasts, Duration):
        return str(clause.lasts.months // 12)
    assert isinstance(clause.lasts, LastsBySize)
    (edge, short), (_, long) = clause.lasts.rows
    assert (edge, short, long) == (40_000, Duration(months=12), Duration(months=24))
    if isinstance(clause.points, Chosen):
        return "1|2"
    return "1" if abs(int(row["points_min"])) <= 40 else "2"


def test_every_row_comes_out_as_published() -> None:
    """One made-up person a row, with one record that fits it."""
    known = read_catalogue()
    tried = [row for row in rows() if row["part"] in ("whole", "threshold")]
    records = [record(row, lasting=known.kinds[row["kind"]].lasting) for row in tried]
    notices = [{"subject": row["row_id"], "rulebook": NAME, "basis": "notice", "from": "2020-01-01"} for row in tried]
    with memory_ledger(records=records, participations=notices, catalogue=known, lab=True) as ledger:
        found = {str(row["subject"]): row for row in rate(read_rulebook(NAME), ledger, on=OCCURRED).rows()}
    for row in tried:
        came = found[row["row_id"]]
        if row["grade"]:
            assert (came["score"], str(came["band"])[0]) == (BOOKED[row["grade"]], row["grade"]), row
        else:
            assert came["score"] == 1000 + int(row["points_max"]), row
        last = row["validity_years"].rpartition("|")[2]
        assert str(came["next_change_on"]) == f"{2020 + int(last)}-03-01", row


def record(row: Row, *, lasting: bool) -> dict[str, str]:
    """A record that fits the row; an act that goes on ends on the day it begins."""
    attributes = dict(part.split("=") for part in row["attributes"].split(";") if part)
    if "chosen_points" in attributes:
        attributes |= {"chosen_by": "the credit office", "chosen_because": "a test"}
    ended = {"ended_on": OCCURRED} if lasting else {}
    named = {"subject": row["row_id"], "kind": row["kind"], "occurred_on": OCCURRED, "furnisher": "a test", "ref": row["row_id"]}
    return {**named, **ended, **attributes}
