"""Bands by share: who is in, whatever is asked; against a slow evaluator that counts who stands above whom."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.common.problems import BonitasError
from bonitas.engine.acts import Step
from bonitas.engine.cases import run_cases
from bonitas.engine.cases_text import read_cases
from bonitas.engine.explain import explain
from bonitas.engine.forecast import forecast
from bonitas.engine.impact import impact
from bonitas.engine.kernel import layout as ly
from bonitas.engine.offers import offers
from bonitas.engine.question import to_day, to_instant
from bonitas.engine.rate import rate
from bonitas.engine.shares import Draw, Tally, draw
from bonitas.engine.trials import Target, trying
from bonitas.engine.what_if import what_if
from bonitas.ledger.duck import DuckLedger
from bonitas.rulebook.model import Band, Bands, Grades, Rulebook
from engine.situations import FEW, Situation, asked_rows, instant, ledger_of, situations
from engine.small import HEADER, Row, book, fine, gift, ledger, listing, notice
from reference.evaluate import evaluate
from strategies.small import CATALOGUE

GIVEN = "clauses: {given: {for: civic.gift, points: {by: amount, each: 1, gives: 1}}}\n"
BANDS = "{A: {from: 100, best: 10%}, B: {from: 100, best: 40%}, C: 100, D: below}"
ON = "2022-03-01"


def people(*amounts: int) -> list[Row]:
    """s00, s01, … with a gift each: base 100 and so many points."""
    return [gift("2022-01-01", f"r{n:02}", subject=f"s{n:02}", amount=amount) for n, amount in enumerate(amounts)]


def banded(rules: Rulebook, kept: DuckLedger, on: str = ON) -> str:
    """The band of each subject, in order of id."""
    return "".join(row["band"] or "-" for row in rate(rules, kept, on=on).rows())


# ---------------------------------------------------------------- one draw


@pytest.mark.parametrize(
    ("n", "share", "within"),
    [
        (25, 10, 3),
        (20, 10, 2),
        (5, 10, 1),
        (1, 10, 1),
        (1, 100, 1),
        (10, 33.333, 4),
        (3, 33.333, 1),
        (1000, 0.1, 1),
        (1001, 0.1, 2),
    ],
)
def test_whoever_has_fewer_than_the_share_above_is_in(n: int, share: float, within: int) -> None:
    band = Band("A", None, best=round(share * 1000))
    assert draw(band, np.arange(n, dtype=np.int64)) == Draw(band, n - within, n, within)


def test_a_draw_over_nobody_has_no_floor() -> None:
    band = Band("A", 100_000, best=10_000)
    assert draw(band, np.array([99_999], np.int64)) == Draw(band, None, 0, 0)
    above = replace(band, exclusive=True)
    assert draw(above, np.array([100_000], np.int64)) == Draw(above, None, 0, 0)


@given(st.lists(st.integers(0, 12), max_size=40), st.integers(1, 100_000), st.sampled_from([None, 0, 5, 12]), st.booleans())
def test_a_draw_is_what_counting_gives(scores: list[int], share: int, floor: int | None, exclusive: bool) -> None:
    band = Band("A", floor, exclusive=exclusive, best=share)
    reach = [s for s in scores if floor is None or (s > floor if exclusive else s >= floor)]
    inside = [s for s in reach if Fraction(sum(other > s for other in reach), len(reach)) < Fraction(share, 100_000)]
    found = draw(band, np.array(scores, np.int64))
    assert (found.lowest, found.over, found.within) == (min(inside, default=None), len(reach), len(inside))


# ---------------------------------------------------------------- small worlds


@given(
    st.lists(st.lists(st.one_of(st.integers(0, 6).map(lambda n: n * 1000), st.just(ly.MISSING)), max_size=8), max_size=5),
    st.sampled_from([None, 2000, 3000]),
    st.booleans(),
    st.sampled_from([10_000, 25_000, 40_000, 100_000]),
)
def test_parts_of_a_population_add_up_to_the_whole(
    parts: list[list[int]], floor: int | None, exclusive: bool, share: int
) -> None:
    band = Band("A", floor, exclusive=exclusive, best=share)
    whole = np.array([score for part in parts for score in part], np.int64)
    added = sum((Tally.of(np.array(part, np.int64)) for part in parts), Tally.of(np.zeros(0, np.int64)))
    assert added.counts.sum() == (whole != ly.MISSING).sum()
    assert draw(band, added) == draw(band, whole)
    reach = [s for s in whole.tolist() if s != ly.MISSING and (floor is None or s > floor or (s == floor and not exclusive))]
    within = [s for s in reach if sum(other > s for other in reach) * 100_000 < share * len(reach)]
    assert draw(band, added) == Draw(band, min(within) if within else None, len(reach), len(within))


def test_the_best_of_all_who_reach_the_floor() -> None:
    """25 people from 100 on: 10 % is 2.5, so three have fewer than 10 % above them; 40 % is ten."""
    rules = book(GIVEN.replace("}}}", "}}, fined: {for: traffic.fine, points: -10}}"), bands=BANDS)
    with ledger(*people(*range(25)), fine("2022-02-01", "x", subject="t")) as kept:
        assert banded(rules, kept) == "C" * 15 + "B" * 7 + "AAA" + "D"


def test_ties_fall_in_the_better_band() -> None:
    with ledger(*people(5, 5, 5, 5, 4, 4, 3, 3, 3, 3)) as kept:
        assert banded(book(GIVEN, bands=BANDS), kept) == "AAAACCCCCC", "the four best are the best 10 %, and fill the best 40 %"
    with ledger(*people(5, 4, 4, 4, 4, 4, 3, 3, 3, 3)) as kept:
        assert banded(book(GIVEN, bands=BANDS), kept) == "ABBBBBCCCC"


def test_one_person_is_the_best() -> None:
    with ledger(*people(0)) as kept:
        assert banded(book(GIVEN, bands=BANDS), kept) == "A"
    with ledger(*people(0)) as kept:
        assert banded(book(GIVEN, bands=BANDS.replace("from: 100", "from: above 100")), kept) == "C"


def test_nobody() -> None:
    rules = book(GIVEN, bands=BANDS)
    with ledger(participations=[]) as kept:
        rated = rate(rules, kept, on=ON)
        assert (len(rated), [one.lowest for one in rated.drawn]) == (0, []), "no row asks for a day"
    with ledger(*people(1), participations=[notice("t")]) as kept:
        (row, _) = rate(rules, kept, on=ON).rows()
        assert (row["subject"], row["standing"], row["band"]) == ("s00", "not_rated", None)
        assert rate(rules, kept, on=ON).drawn[0].draws[0].over == 1, "only t is rated"


def test_a_floor_that_is_not_itself_in() -> None:
    rules = book(GIVEN, bands="{A: {from: above 100, best: 50%}, B: 100, C: below}")
    with ledger(*people(0, 0, 0, 1, 2, 3)) as kept:
        assert banded(rules, kept) == "BBBBAA", "three are above 100, and half of them is one and a half"


def test_without_a_floor_the_share_is_of_everybody() -> None:
    rules = book(GIVEN, bands="{A: {best: 25%}, B: {best: 50%}, C: below}")
    with ledger(*people(-90, -80, 3, 4)) as kept:
        assert banded(rules, kept) == "CCBA"


def test_a_requirement_lets_nobody_else_in() -> None:
    text = GIVEN + "measures: {gifts: {count: civic.gift}}\n"
    rules = book(text, bands="{A: {from: 100, best: 25%, when: gifts > 1}, B: 100, C: below}")
    with ledger(*people(1, 2, 3, 9)) as kept:
        assert banded(rules, kept) == "BBBB", "the best has given once, and the place stays empty"
    with ledger(*people(1, 2, 3, 9), gift("2022-02-01", "x", subject="s03", amount=0)) as kept:
        assert banded(rules, kept) == "BBBA"


def test_a_direct_grade_keeps_its_place_among_all() -> None:
    rules = book(
        "clauses:\n  given: {for: civic.gift, points: {by: amount, each: 1, gives: 1}}\n  listed: {for: court.listing, grade: C}\n",
        bands="{A: {from: 100, best: 25%}, B: {from: 100, best: 50%}, C: 100, D: below}", grades="{remembers: yes}",
    )  # fmt: skip
    with ledger(*people(1, 2, 3, 9), listing("2022-02-01", "x", subject="s03")) as kept:
        rows = list(rate(rules, kept, on=ON).rows())
    assert [row["band"] for row in rows] == ["C", "C", "B", "CA"], "the ceiling lowers the band; the score is still the best"


def test_a_direct_grade_that_books_its_lowest_score_gives_up_its_place() -> None:
    rules = book(
        "clauses:\n  given: {for: civic.gift, points: {by: amount, each: 1, gives: 1}}\n  listed: {for: court.listing, grade: C}\n",
        bands="{A: {from: 100, best: 25%}, B: {from: 100, best: 50%}, C: 100, D: below}", grades="{books_lowest: yes}",
    )  # fmt: skip
    with ledger(*people(1, 2, 3, 9), listing("2022-02-01", "x", subject="s03")) as kept:
        rows = list(rate(rules, kept, on=ON).rows())
    assert [(row["score"], row["band"]) for row in rows] == [(101, "C"), (102, "B"), (103, "A"), (100, "C")]


def test_each_asked_day_and_instant_has_floors_of_its_own() -> None:
    rules = book(GIVEN, bands="{A: {from: 100, best: 50%}, B: 100, C: below}")
    late = gift("2022-01-01", "y", subject="s01", amount=50, recorded_at="2022-05-01T00:00:00Z")
    with ledger(*people(3, 1), gift("2022-02-15", "x", subject="s01", amount=5), late) as kept:
        asked = [("s00", "2022-02-01"), ("s00", "2022-03-01"), ("s00", "2022-03-01", "2022-04-01T00:00:00Z")]
        asked += [("s01", "2022-02-01", "2022-04-01T00:00:00Z")]
        rated = rate(rules, kept, asked=asked)
    rows = [(row["subject"], row["on"], row["band"]) for row in rated.rows()]
    assert rows == [
        ("s00", "2022-02-01", "B"),
        ("s00", "2022-03-01", "B"),
        ("s00", "2022-03-01", "B"),
        ("s01", "2022-02-01", "B"),
    ]
    lowest = [one.draws[0].lowest for one in rated.drawn]
    assert lowest == [103_000, 151_000, 106_000, 156_000]


def test_explained_with_the_floors_of_the_day() -> None:
    rules = book(GIVEN, bands=BANDS)
    with ledger(*people(*range(25))) as kept:
        why = explain(rules, kept, subject="s17", on=ON).as_dict()
    assert why["band"] == "B"
    shares: list[dict[str, Any]] = [one for one in why["steps"] if one["step"] == "share"]
    assert [(one["band"], one["best"], one["to"], one["over"], one["within"], one["own_floor"]) for one in shares] == [
        ("A", Decimal(10), Decimal(122), 25, 3, Decimal(100)), ("B", Decimal(40), Decimal(115), 25, 10, Decimal(100)),
    ]  # fmt: skip


def test_a_forecast_draws_the_floors_of_each_coming_day() -> None:
    """On 1 January 2023 all but s03 fall to 100, and s03 is the best of four; on 1 February all are equal, and equal is best."""
    rules = book(GIVEN, bands="{A: {from: 100, best: 25%}, B: 100, C: below}")
    with ledger(*people(9, 5, 5), gift("2022-02-01", "x", subject="s03", amount=7)) as kept:
        coming = forecast(rules, kept, subject="s00", on=ON)
        assert [(one["on"], one["score"], one["band"]) for one in coming] == [("2023-01-01", 100, "B")]
        then = {row["subject"]: row["band"] for row in rate(rules, kept, on="2023-01-01").rows()}
        assert then == {"s00": "B", "s01": "B", "s02": "B", "s03": "A"}
        assert next(rate(rules, kept, on=ON, subject="s00").rows())["next_change_on"] == "2023-01-01"
        assert forecast(rules, kept, subject="s00", on="2023-01-01") == [], "the others are supposed to stay where they are"
        assert banded(rules, kept, "2023-02-01") == "AAAA"


def test_floors_are_drawn_anew_when_new_rules_come_into_force() -> None:
    """The share falls from 50 % to 25 % on 1 June 2022: s02 is the second of four, and falls to B on that day."""
    shares = "{2020-01-01: {from: 100, best: 50%}, 2022-06-01: {from: 100, best: 25%}}"
    rules = book(GIVEN, bands="{A: " + shares + ", B: 100, C: below}")
    with ledger(*people(1, 2, 3, 4)) as kept:
        rows = list(rate(rules, kept, on=ON).rows())
        assert [(row["band"], row["next_change_on"]) for row in rows] == [
            ("B", "2023-01-01"), ("B", "2023-01-01"), ("A", "2022-06-01"), ("A", "2023-01-01"),
        ]  # fmt: skip
        assert [(one["on"], one["band"]) for one in forecast(rules, kept, subject="s02", on=ON, until="2022-12-31")] == [
            ("2022-06-01", "B")
        ]


def test_impact_draws_over_those_who_take_part_in_the_old_rulebook() -> None:
    old = book(GIVEN)
    new = replace(book(GIVEN, bands="{A: {from: 100, best: 25%}, B: 100, D: below}"), id="another")
    with ledger(*people(1, 2, 3, 4)) as kept:
        moves = impact(old, new, kept, on=ON).as_dict()["bands"]
    assert moves == [{"from": "A", "to": "B", "subjects": 3}, {"from": "A", "to": "A", "subjects": 1}]


# ---------------------------------------------------------------- random worlds


def shared(rules: Rulebook, shares: tuple[int | None, ...]) -> Rulebook:
    """The rulebook with shares for its best bands by score, in every period; direct grades book nothing."""
    periods = []
    for period in rules.periods:
        bands = period.rules.bands
        if bands.by is None:
            chosen = dict(zip([band.name for band in bands.bands if band.floor is not None], shares, strict=False))
            bands = Bands(tuple(replace(band, best=chosen.get(band.name)) for band in bands.bands))
        periods.append(
            replace(period, rules=replace(period.rules, bands=bands, grades=Grades(remembers=period.rules.grades.remembers)))
        )
    return replace(rules, periods=tuple(periods))


def slow(rules: Rulebook, world: Any, names: list[str], subject: str, on: int, known_at: int) -> str | None:
    """The band by counting who stands above whom, floors found one by one, then evaluated with them."""
    plain = rules.rules_on(on)
    if plain is None:
        return None
    scores = [evaluate(rules, world, name, on, known_at, catalogue=CATALOGUE).score for name in names]
    bands = []
    for band in plain.bands.bands:
        reach = [
            s for s in scores if s is not None and (band.floor is None or (s > band.floor if band.exclusive else s >= band.floor))
        ]
        inside = [
            s for s in reach if band.best is not None and sum(o > s for o in reach) * 100_000 < band.best * len(reach)
        ]  # fmt: skip
        bands.append(replace(band, floor=min(inside), exclusive=False) if inside else band)
    fixed = replace(plain, bands=replace(plain.bands, bands=tuple(bands)))
    periods = tuple(replace(p, rules=fixed) if p.rules is plain else p for p in rules.periods)
    return evaluate(replace(rules, periods=periods), world, subject, on, known_at, catalogue=CATALOGUE).band


@FEW
@given(situations(4), st.sampled_from([(10_000, 40_000), (25_000,), (50_000, None, 70_000), (100_000,), (1_000, 34_000, 67_000)]))
def test_whoever_is_asked_for_the_bands_are_those_of_counting(situation: Situation, shares: tuple[int | None, ...]) -> None:
    given_, world, asked = situation
    rules = shared(given_, shares)
    with ledger_of(world) as kept:
        _, ids, _ = kept.subjects()
        names = [str(name) for name in ids]
        rows = list(rate(rules, kept, asked=asked_rows(asked)).rows())
        for (subject, on, known_at), row in zip(sorted(set(asked)), rows, strict=True):
            assert row["band"] is None or row["standing"] == "scored"
            if row["standing"] != "scored":
                continue
            plain = slow(rules, world, names, subject, on, known_at)
            assert str(row["band"] or "").startswith(plain or ""), "the band fallen from may stand behind it"
            day, known = row["on"], instant(known_at)
            alone = next(rate(rules, kept, on=day, known_at=known, subject=subject, batch_rows=2, threads=2).rows())
            everybody = {one["subject"]: one for one in rate(rules, kept, on=day, known_at=known).rows()}
            assert row == alone == everybody[subject]
            why = explain(rules, kept, subject=subject, on=day, known_at=known).as_dict()
            assert {name: why[name] for name in row} == row


# ---------------------------------------------------------------- cases


def test_a_case_says_who_else_is_there(tmp_path: Path) -> None:
    head = "".join(f"{key}: {value}\n" for key, value in {**HEADER, "bands": BANDS}.items())
    (tmp_path / "rulebook.yaml").write_text(head + GIVEN, encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(
        """\
cases:
  - name: among twenty-five
    on: 2022-03-01
    records: [{kind: civic.gift, occurred_on: 2022-01-01, amount: 5}]
    others:
      - {records: [{kind: civic.gift, occurred_on: 2022-01-01, amount: 6}, {kind: civic.gift, occurred_on: 2022-01-02, amount: 1}], times: 3}
      - {records: [{kind: civic.gift, occurred_on: 2022-01-01, amount: 1, times: 2, every: 7 days}], times: 20}
      - {}
    expect: {score: 105, band: B, steps: [share]}
""",
        encoding="utf-8",
    )
    assert [one.differences for one in run_cases(tmp_path, CATALOGUE)] == [()]


def test_others_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(
        "cases:\n  - name: a\n    on: 2022-03-01\n    expect: {band: A}\n"
        "    others: [{record: []}, {times: 0}, {records: {}}, {records: [{times: x}]}, 5]\n",
        encoding="utf-8",
    )
    with pytest.raises(BonitasError) as raised:
        read_cases(path)
    assert [str(one) for one in raised.value.problems] == [
        "cases.yaml:5:15: E133 Each of 'others' has no key 'record'. Did you mean 'records'?",
        "cases.yaml:5:28: E132 'times' must be a whole number from 1 to 10,000.",
        "cases.yaml:5:50: E132 'records' must be a list, not a map.",
        "cases.yaml:5:66: E132 'times' must be a whole number from 1 to 10,000.",
        "cases.yaml:5:80: E132 Each of 'others' must be a map, not '5'.",
    ]


# ---------------------------------------------------------------- what a person may ask


def test_what_if_stands_among_all_others() -> None:
    """The best of four is A. With 5 more s01 would have 107 beside 101, 103 and 104; without the gift s03 would have 100."""
    rules = book(GIVEN, bands="{A: {from: 100, best: 25%}, B: {from: 100, best: 50%}, C: 100, D: below}")
    with ledger(*people(1, 2, 3, 4)) as kept:
        more = {"kind": "civic.gift", "on": "2022-02-01", "amount": "5"}
        found = what_if(rules, kept, subject="s01", records=[more], on=ON).as_dict()
        assert (found["real"]["band"], found["what_if"]["band"], found["what_if"]["score"]) == ("C", "A", 107)
        less = what_if(rules, kept, subject="s03", without=["f/r03"], on=ON).as_dict()
        assert (less["real"]["band"], less["what_if"]["band"]) == ("A", "C")


def test_a_path_is_judged_among_all_others() -> None:
    """s00 is C; three points more reach 104 and so the share of B, which one alone would not."""
    rules = book(GIVEN, bands="{A: {from: 100, best: 25%}, B: {from: 100, best: 50%}, C: 100, D: below}")
    with ledger(*people(1, 2, 3, 4)) as kept:
        target = Target(rules, "B")
        gifts = [(Step("record", kind="civic.gift", cells={"amount": str(n)}),) for n in range(5)]
        with trying(rules, kept, "s00", gifts, to_day(ON), to_instant("2030-01-01T00:00:00Z")) as trials:
            results, _ = trials.rated(np.arange(5), np.full(5, to_day(ON), np.int64), changes=False)
            assert target.reached(results, np.full(5, to_day(ON), np.int64)).tolist() == [False, False, True, True, True]
            assert [int(score) for score in results[:, ly.R_SCORE]] == [101_000, 102_000, 103_000, 104_000, 105_000]


def test_offers_say_how_far_it_is_to_a_band_by_share() -> None:
    text = GIVEN + "consequences: {rent: {benefit: No deposit., for: A, provider: A landlord, context: trade}}\n"
    rules = book(text, bands="{A: {from: 100, best: 25%}, B: 100, C: below}")
    with ledger(*people(1, 2, 3, 9)) as kept:
        found = offers(rules, kept, subject="s02", on=ON).as_dict()
        assert (found["in_force"], found["next"]["band"], found["next"]["floor"], found["next"]["lacking"]) == ([], "A", 109, 6)
        best = offers(rules, kept, subject="s03", on=ON).as_dict()
        assert [one["id"] for one in best["in_force"]] == ["rent"]
