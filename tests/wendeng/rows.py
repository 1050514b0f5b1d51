"""The rows of a published table beside the clauses that say, in a comment behind their id, which rows they are."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bonitas.common.days import Duration
from bonitas.common.shipped import shipped
from bonitas.rulebook.model import ByTable, CalendarPeriod, Chosen, Clause, Fixed, Group, LastsBySize, LastsByTable, PerUnit
from bonitas.rulebook.read import read_rulebook

HERE = Path(__file__).parent
_CLAUSE = re.compile(r"^  (\w+):  # (.*)$", re.MULTILINE)
#: How the tables name a sensitive ground, where the language has another word.
GROUNDS = {"party": "party_life", "other-sensitive": "other"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its points (None: computed or chosen), the least and most they can be, grade, years of validity, cap, sensitive
    ground, and the row of the persons' table that says the same."""

    id: str
    points: Decimal | None
    ends: frozenset[Decimal]
    grade: str
    years: frozenset[int]
    limit: str
    ground: str
    twin: str


def rows_of(name: str) -> dict[str, Row]:
    """The rows in `<name>.csv`, by id."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["row"]: _row(row) for row in csv.DictReader(file)}


def _row(cells: dict[str, str]) -> Row:
    ends = frozenset(Decimal(cells[key]) for key in ("least", "most") if cells[key])
    years = frozenset(int(year) for year in cells["years"].split("|") if year)
    said = cells["sensitive"]
    ground = "" if said == "none" else GROUNDS.get(said, said)
    points = Decimal(cells["points"]) if cells["points"] else None
    return Row(cells["row"], points, ends, cells["grade"], years, cells["limit"], ground, cells.get("twin", ""))


def district_rows() -> list[dict[str, str]]:
    """The rows of the persons' table, each with its clause."""
    with (shipped("rulebooks") / "cn-wendeng-2020" / "rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def clauses_of(name: str, row_id: str) -> dict[str, tuple[Clause, list[str]]]:
    """Each clause of a published rulebook that names rows (`row_id` is their pattern), with the ids of those rows."""
    text = (shipped("rulebooks") / name / "rulebook.yaml").read_text(encoding="utf-8")
    named = {found[1]: re.findall(row_id, found[2]) for found in _CLAUSE.finditer(text)}
    (period,) = read_rulebook(name).periods
    return {clause.id: (clause, named[clause.id]) for clause in period.rules.clauses if named.get(clause.id)}


def worths(clause: Clause) -> list[Decimal]:
    """Every number of points that a clause can give for one record, without zero; of a unit what one step gives."""
    match clause.points:
        case None:
            return []
        case Fixed(points):
            found = [points]
        case ByTable(table=table):
            found = [row.points for row in table.rows if row.points]
        case PerUnit(tiers=tiers):
            found = [tier.gives for tier in tiers]
        case Chosen(low, high):
            found = [low, high]
    return [Decimal(points) / 1000 for points in found]


def years_of(clause: Clause, points: Decimal) -> frozenset[int]:
    """The years for which `points` of a clause can count."""
    match clause.lasts:
        case Duration(months=months):
            return frozenset({months // 12})
        case LastsBySize(rows):
            lapse = next(lapse for up_to, lapse in rows if up_to is None or abs(points) * 1000 <= up_to)
            assert isinstance(lapse, Duration)
            return frozenset({lapse.months // 12})
        case LastsByTable(rows=rows, otherwise=otherwise):
            lapses = [lapse for _, lapse in rows] + ([otherwise] if len(worths(clause)) > len(rows) else [])
            return frozenset(lapse.months // 12 for lapse in lapses if isinstance(lapse, Duration))
    return frozenset()


def caps_of(clause: Clause, groups: Mapping[str, Group]) -> set[str]:
    """The calendar caps of a clause and of its group, as `40/year`."""
    limits = clause.limits + (groups[clause.group].limits if clause.group else ())
    return {f"{limit.points // 1000}/{limit.per.unit}" for limit in limits if isinstance(limit.per, CalendarPeriod)}
