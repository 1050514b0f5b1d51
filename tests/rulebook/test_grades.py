"""Direct grades: what they book, and how they remember; and the running totals and least stays of clauses."""

from __future__ import annotations

from bonitas.common.days import Duration
from bonitas.rulebook.expression import Attr, Call, Compare, Const, Fact
from bonitas.rulebook.model import ByTable, CalendarPeriod, Grades, Memory, PerUnit, Repair, Rolling
from bonitas.rulebook.normal import normalised
from bonitas.rulebook.reach import of_running, reach
from bonitas.rulebook.read import read_text
from rulebook.small import CATALOGUE, book, clause, rules

BANDS = "bands: {AAA: 120, A: 100, B: 60, D: below}\n"


def grades(text: str) -> Grades:
    return rules(f"grades: {text}\n", bands=BANDS).grades


def test_what_a_grade_books() -> None:
    bands = {band.name: band for band in rules("", bands=BANDS).bands.bands}
    plain, by_band = grades("{books_lowest: yes}"), grades("{books_lowest: {D: 59, B: 70.5}}")
    assert [plain.books(bands[name]) for name in "ABD"] == [100_000, 60_000, None]
    assert [by_band.books(bands[name]) for name in "ABD"] == [100_000, 70_500, 59_000]
    assert Grades().books(bands["A"]) is None


def test_which_bands_remember_and_how_they_are_shown() -> None:
    bands = rules("", bands=BANDS).bands
    everyone, one, named = grades("{remembers: yes}"), grades("{remembers: [D]}"), grades("{remembers: {D: {AAA: DA, A: DA}}}")
    assert [found.remembers_at("B") for found in (everyone, one, named)] == [True, False, False]
    assert [everyone.shown(bands, "B", fallen) for fallen in ("A", "B", "D")] == ["BA", "B", "B"]
    assert [one.shown(bands, *pair) for pair in (("D", "A"), ("B", "A"))] == ["DA", "B"]
    assert [named.shown(bands, "D", fallen) for fallen in ("AAA", "A", "B")] == ["DA", "DA", "D"]
    assert named.memories == (Memory("D", (("AAA", "DA"), ("A", "DA"))),)


def test_a_running_total_has_a_period() -> None:
    by_unit = clause("for: civic.donation, points: {by: amount_yuan, each: 100, gives: 1, running: calendar year}").points
    by_table = clause(
        "for: civic.donation, points: {by: amount_yuan, table: {under 10: 0, 10: 5, 30: 12}, running: 12 months}"
    ).points
    assert isinstance(by_unit, PerUnit)
    assert by_unit.running == CalendarPeriod("year")
    assert isinstance(by_table, ByTable)
    assert by_table.running == Rolling(Duration(months=12))
    assert of_running(by_table.table) == (0, 12_000)


def test_what_a_running_table_can_come_to_is_proved_from_its_steps() -> None:
    rising = "{by: amount_yuan, table: {under 10: 1, 10: 5, 30: 12}, running: calendar year}"
    falling = "{by: amount_yuan, table: {under 10: 0, 10: 5, 30: 2}, running: calendar year}"
    for points, low in ((rising, 0), (falling, None)):
        assert reach(rules(f"clauses: {{c: {{for: civic.donation, points: {points}}}}}")).low == low


def test_a_repair_may_ask_for_a_least_stay() -> None:
    found = clause("for: traffic.penalty, points: -5, repaired: {when: settled, after: 3 months, removed: yes}").repairs
    assert found == (Repair(Fact("settled", "yes_no"), removed=True, after=Duration(months=3)),)


def test_months_between_two_dates() -> None:
    found = clause("for: traffic.penalty, points: -5, when: 'months_between(occurred_on, settled_on) <= 3 months'").when
    call = Call("months_between", (Fact("occurred_on", "date"), Fact("settled_on", "date")), "months")
    assert found == Compare("<=", call, Const(3000, "months"))
    assert Attr("a", "date") != call.args[0]


def test_they_are_kept_by_the_normalised_text_and_can_be_dated() -> None:
    text = """
grades: {books_lowest: {2020-01-01: yes, 2022-01-01: {D: 59}}, remembers: {D: {A: {2020-01-01: DA, 2023-01-01: null}}}}
clauses:
  c:
    for: civic.donation
    points: {by: amount_yuan, each: 100, gives: 1, running: {2020-01-01: calendar year, 2021-01-01: null}}
    repaired: {when: settled, after: {2020-01-01: 1 month, 2021-01-01: 2 months}, removed: yes}
"""
    found = book(text, bands=BANDS)
    again = read_text(normalised(found), "small.yaml", CATALOGUE)
    assert (again.hash, again.periods) == (found.hash, found.periods)
    first, last = found.periods[0].rules, found.periods[-1].rules
    assert (first.grades.booked, last.grades.booked) == ((), (("D", 59_000),))
    assert [period.rules.grades.memories[0].names for period in (found.periods[0], found.periods[-1])] == [(("A", "DA"),), ()]
    assert [getattr(rules_.clauses[0].points, "running", 1) for rules_ in (first, last)] == [CalendarPeriod("year"), None]
    assert [rules_.clauses[0].repairs[0].after for rules_ in (first, last)] == [Duration(months=1), Duration(months=2)]
