"""What a draft has beside its clauses: lines of a scorecard, cases without a score, requirements, freezes, what is passed on."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.cases import run_cases
from bonitas.engine.rate import rate
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import check_rulebook, read_text
from bonitas.unify.draft.unify import Unified
from unify.draft.small import FRAME, book, drafted

LATE = "credit_paid_late"
LINES = "measures: as lines\n"


def part(made: Unified, section: str, name: str) -> Any:
    return next(one.body for one in made.draft.parts if (one.section, one.id) == (section, name))


def topics(made: Unified, topic: str) -> list[str]:
    return [one.what for one in made.open if one.topic == topic]


# ---------------------------------------------------------------- lines

ONE = book("town-one", "blood: {for: donation.blood, points: 20}", base="1000")
DUES = {"measures": "{dues: {count: loan.arrears, within: 2 years}}", "scorecard": "{dues: {under 1: 100, 1: 60, 2 or more: 0}}"}
SCORE = book("town-score", "gift: {for: donation.money, points: 8}", base="1000", **DUES)


def test_a_line_counts_by_how_far_it_departs_from_nothing_on_record(tmp_path: Path) -> None:
    """Both scales are 200 wide where it is from: 100 − 100, 60 − 100 and 0 − 100."""
    made = drafted([ONE, SCORE], more=LINES, out=tmp_path / "one")
    assert part(made, "scorecard", "town_score_dues")["table"] == {"under 1": 0, "1": -40, "2 or more": -100}
    assert part(made, "measures", "town_score_dues_dues") == {"count": "loan.arrears", "within": "2 years"}
    assert not topics(made, "restated")
    above = made.draft.text.split("  town_score_dues:\n")[0].splitlines()[-2:]
    assert above == [f"  # {LATE}, strictest", "  # from town-score, scorecard dues, line 13"]
    assert f"- `town_score_dues` for {LATE}: *strictest*; from town-score, scorecard dues, line 13" in made.files()["SOURCES.md"]
    told = next(one for one in made.as_dict()["parts"] if one["section"] == "scorecard")
    assert (told["conducts"], told["origins"][0]["rulebook"]) == ([LATE], "town-score")
    assert check_rulebook(tmp_path / "one")[1] == []
    results = {one.name: one.differences for one in run_cases(tmp_path / "one")}
    assert results["town_score_dues: one record of 2026-12-31"] == () and not any(results.values())


MEASURED = """
rulebook: NAME
title: A town
subjects: person
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: civic
base: 500
clauses:
  late: {for: card.arrears, points: -30, grade: low, lasts: 2 years}
  blood: {for: donation.blood, points: 11, lasts: 1 year}
measures:
  dues: {count: loan.arrears, within: 2 years}
  given: {sum: donation.money.donated_yuan, within: 2 years}
  first: {age_of: oldest donation.money}
  hours: {sum: volunteer.hours.hours, within: 1 year}
  busy: {state: {busy: dues > 2 or hours > 30, calm: otherwise}}
scorecard:
  dues: {0: 40, 1: 15, 2 or more: 0}
  given: {measure: given, each: 500, gives: 3, up_to: 30, then: [{each: 1000, gives: 1, up_to: 5}], missing: 7}
  age: {measure: first, table: {missing: 12, under 6 months: 0, 6 months: 20}}
  busy: {busy: 5, calm: 9}
dimensions:
  range: 0 to 200
  hours: {weight: 60%, of: hours, from: 50, to: 5, missing: 0.25}
  money: {weight: 40%, of: given / 2 - 10, from: 100, to: 3000, missing: 0.5}
no_score: {when: dues > 3, because: {en: Too many., de: Zu viele.}}
freeze: gains while a direct grade is unsettled
bands: {good: {from: 640, when: dues < 3}, fair: 560, low: below}
"""
#: What it gives of which nothing is known: 40, 7, 12, 9; and of 120 a quarter, of 80 half.
AT_NOTHING = 500 + 40 + 7 + 12 + 9 + 30 + 40


def test_two_that_are_the_same_measure_as_one() -> None:
    """Tables, units, ages, states, dimensions that run up and down, no score, requirements and the freeze: all as in the rulebook itself."""
    copies = [read_text(MEASURED.replace("NAME", f"copy-{n}")) for n in "ab"]
    frame = FRAME.replace("base: 100", f"base: {AT_NOTHING}").replace("  score: {min: 0, max: 200}\n", "")
    frame = frame.replace("{good: 100, fair: 50, low: below}", "{good: 640, fair: 560, low: below}")
    more = f"{LINES}no_score: any\nrequirements: all\npoints: {{by: as they are}}\n"
    made = [drafted(copies, rule, f"{more}weights: {{copy-a: 1, copy-b: 1}}\n", frame).book for rule in ("mildest", "weighted")]
    draw = random.Random(3)  # noqa: S311 - made-up people
    kinds: dict[str, dict[str, list[str]]] = {
        "loan.arrears": {}, "donation.blood": {}, "card.arrears": {}, "donation.money": {"donated_yuan": ["80", "1900", "17000"]},
        "volunteer.hours": {"hours": ["4", "18", "60"]},
    }  # fmt: skip
    rows = [
        {
            "subject": f"s{draw.randint(0, 59):02}", "kind": kind, "furnisher": "f", "ref": f"r{n}", "recorded_at": "2020-01-01T00:00:00Z",
            "occurred_on": f"202{draw.choice('556')}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            **{key: draw.choice(values) for key, values in kinds[kind].items()},
        }
        for n, kind in enumerate(draw.choices(list(kinds), [8, 4, 1, 4, 4], k=240))
    ]  # fmt: skip
    took = [
        {"subject": f"s{n:02}", "rulebook": who, "basis": "notice", "from": "2020-01-01", "recorded_at": "2020-01-01T00:00:00Z"}
        for n in range(62) for who in ("one", "copy-a")
    ]  # fmt: skip
    with memory_ledger(rows, participations=took, lab=True) as ledger:
        found = [
            [
                (row["subject"], row["standing"], row["score"], row["band"])
                for row in rate(one, ledger, on="2027-02-01", changes=False).rows()
            ]
            for one in (copies[0], *made)
        ]
    assert found[0] == found[1] == found[2]
    assert len({score for _, _, score, _ in found[0]}) > 25
    assert {standing for _, standing, _, _ in found[0]} == {"scored", "no_score"}


BOTH = book("town-both", "", base="1000", measures="{dues: {count: [loan.arrears, tax.arrears]}}",
            scorecard="{dues: {under 1: 0, 1 or more: -20}}")  # fmt: skip
HARD = book("town-hard", "tax: {for: tax.arrears, points: -80, grade: C}")


def test_a_measure_is_narrowed_to_what_its_line_was_chosen_for() -> None:
    made = drafted([BOTH, HARD], more=LINES)
    assert part(made, "measures", "town_both_dues_dues")["count"] == "loan.arrears"
    assert "The measure 'dues' looks at loan.arrears only; tax.arrears count otherwise in the draft." in topics(made, "meaning")


def test_a_share_is_never_narrowed_and_a_sum_loses_its_summand() -> None:
    card = "{dues: {missing: 0, under 50: 0, 50 or more: -20}, all: {measure: all, each: 1, gives: -9, missing: 0}}"
    share = "dues: {share: [loan.arrears, tax.arrears], when: periods > 2}"
    counts = "loans: {count: loan.arrears}, taxes: {count: tax.arrears}, all: {formula: loans + taxes}"
    ratio = book("town-ratio", "", base="1000", scorecard=card, measures=f"{{{share}, {counts}}}")
    made = drafted([ratio, HARD], more=LINES)
    assert part(made, "measures", "town_ratio_dues_dues")["share"] == ["loan.arrears", "tax.arrears"]
    assert part(made, "measures", "town_ratio_all_all")["formula"] == "town_ratio_loans_all + 0"
    assert topics(made, "meaning") == [
        "The measure 'dues' looks at all records of tax.arrears, though some count otherwise in the draft."
    ]


def test_phases_and_records_from_before() -> None:
    """Bins that take count by half at first; of records from before nothing is measured."""
    more = f"{LINES}transition: {{phase_in: {{2027-01-01: 50%, 2028-01-01: 100%}}, before: do not count}}\n"
    made = drafted([ONE, SCORE], more=more)
    line = part(made, "scorecard", "town_score_dues")
    assert {day: list(body["table"].values()) for day, body in line.items()} == {
        "2027-01-01": [0, -20, -50],
        "2028-01-01": [0, -40, -100],
    }
    assert part(made, "measures", "town_score_dues_dues")["when"] == "occurred_on >= 2027-01-01"


# ---------------------------------------------------------------- no score, requirements


def asking(name: str, least: int, **more: str) -> Rulebook:
    no_score = f"{{when: dues > {least}, because: {{en: More than {least}}}}}"
    return book(
        name, f"late: {{for: card.arrears, points: -{least}}}", **{"no_score": no_score, "measures": DUES["measures"], **more}
    )


FEW, MANY = asking("town-few", 2), asking("town-many", 8)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("any", [("town_few_dues > 2", {"en": "More than 2"}), ("town_many_dues > 8", {"en": "More than 8"})]),
        ("all", [("(town_few_dues > 2) and (town_many_dues > 8)", {"en": "More than 2. More than 8."})]),
        ("{take: town-many, because: The council said so.}", [("town_many_dues > 8", {"en": "More than 8"})]),
        ("left out", []),
    ],
)
def test_no_score_as_one_or_as_all(said: str, expected: list[object]) -> None:
    made = drafted([FEW, MANY, ONE], more=f"no_score: {said}\n")
    assert [(one.body["when"], one.body["because"]) for one in made.draft.part("no_score")] == expected
    assert len(made.book.periods[0].rules.no_score) == len(expected)
    assert not [one for one in topics(made, "rest") if "gives no score" in one]


def test_where_nothing_is_said_no_score_stays_open() -> None:
    made = drafted([FEW, ONE])
    assert not made.draft.part("no_score")
    assert [one for one in topics(made, "rest") if "`no_score: any` or `all`" in one]


def test_where_silence_counts_not_all_give_no_score() -> None:
    assert not drafted([FEW, MANY, ONE], more="no_score: all\nsilence: counts\n").draft.part("no_score")


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ("any", "(town_few_dues < 1) or (town_many_dues < 4)"),
        ("all", "(town_few_dues < 1) and (town_many_dues < 4)"),
        ("{take: town-few, because: x}", "town_few_dues < 1"),
    ],
)
def test_what_bands_require(said: str, good: str) -> None:
    few = asking("town-few", 2, bands="{A: {from: 1000, when: dues < 1}, B: 900, C: below}")
    many = asking("town-many", 8, bands="{A: {from: 1000, when: dues < 4}, B: 900, C: below}")
    made = drafted([few, many, ONE], more=f"requirements: {said}\n")
    assert made.draft.tree["bands"] == {"good": {"from": 100, "when": good}, "fair": 50, "low": "below"}
    above = made.draft.text.split("\n  good:\n")[0].splitlines()[-1]
    assert above.startswith("  # from town-few, bands A, line")
    assert not [one for one in topics(made, "rest") if "ask for more than points" in one]


# ---------------------------------------------------------------- freezes, what is passed on


def test_a_freeze_goes_with_its_clause() -> None:
    cold = book("town-cold", "listed: {for: court.defaulter_listing, points: -40}", freeze="gains while listed is unsettled")
    made = drafted([ONE, cold])
    assert [one.body for one in made.draft.part("freeze")] == ["gains while judgment_not_performed is unsettled"]
    assert "Its freeze held back its own gains; in the draft it holds back those from other rulebooks too." in topics(
        made, "meaning"
    )
    assert not drafted([ONE, cold], more="freezes: left out\n").draft.part("freeze")
    harder = book("town-harder", "listed: {for: court.defaulter_listing, points: -90}")
    assert not drafted([ONE, cold, harder]).draft.part("freeze")


def test_a_freeze_by_any_grade_stays_one_where_all_grades_are_of_such_rulebooks() -> None:
    graded = book(
        "town-graded", "listed: {for: court.defaulter_listing, grade: C}", freeze="gains while a direct grade is ongoing"
    )
    assert [one.body for one in drafted([ONE, graded]).draft.part("freeze")] == ["gains while a direct grade is ongoing"]
    other = book("town-other", "sect: {for: tax.arrears, grade: C}")
    bound = drafted([ONE, graded, other]).draft.part("freeze")
    assert [one.body for one in bound] == ["gains while judgment_not_performed is ongoing"]


UP = "{for: [loan.arrears, tax.arrears], to: counterparty of household.member, as: same}"
PASSING = f"{{up: {UP}, stars: {{on: 12-31, as: village.stars, attributes: {{village_stars: band}}}}}}"


def test_records_made_by_a_rule() -> None:
    passing = book("town-pass", "late: {for: [loan.arrears, tax.arrears], points: -20}", passes_on=PASSING,
                   bands="{five_stars: 1000, no_star: below}")  # fmt: skip
    silent = drafted([passing, HARD])
    assert not silent.draft.part("passes_on")
    assert any("`passes_on: kept` takes them along" in one for one in topics(silent, "rest"))
    made = drafted([passing, HARD], more="passes_on: kept\n")
    assert [(one.id, one.body["for"], one.body["source"]) for one in made.draft.part("passes_on")] == [
        ("town_pass_up", "loan.arrears", "town-pass")
    ]
    assert any("'village_stars' of village.stars, which has no word for fair, good, low" in one for one in topics(made, "rest"))
    named = FRAME.replace("{good: 100, fair: 50, low: below}", "{five_stars: 100, no_star: below}")
    both = drafted([passing, HARD], more="passes_on: {take: town-pass, because: x}\n", frame=named)
    assert [one.id for one in both.draft.part("passes_on")] == ["town_pass_up", "town_pass_stars"]
    assert any("makes records of village.stars, which no clause of the draft counts" in one for one in topics(both, "rest"))


# ---------------------------------------------------------------- the law, and faults

PLEAS = book("town-pleas", "late: {for: loan.arrears, points: -40}", measures="{pleas: {count: petition.gathering}}",
             no_score="{when: pleas > 3, because: Too many.}", scorecard="{pleas: {under 1: 0, 1 or more: -20}}")  # fmt: skip


def test_what_the_law_bars_is_left_out_of_lines_and_cases_too() -> None:
    made = drafted([ONE, PLEAS], more=f"{LINES}no_score: any\n")
    assert not made.draft.parts
    assert [one for one in topics(made, "ground") if one.startswith("town-pleas, no_score") and "ANY101" in one]
    assert not [one for one in made.draft.law if one.code == "ANY101"]
    with pytest.raises(BonitasError) as caught:
        drafted([ONE, PLEAS], more=f"{LINES}no_score: {{take: town-pleas, because: x}}\n")
    assert [one.code for one in caught.value.problems] == ["U529"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("no_score: never\n", "policy.yaml:12:11: U504 'no_score' cannot be 'never'. Write left out, any or all."),
        ("measures: kept\n", "policy.yaml:12:11: U504 'measures' cannot be 'kept'. Write as clauses or as lines."),
        ("requirements: {take: town-one}\n", "policy.yaml:12:15: U537 'requirements' is chosen by hand without a reason. Say why: 'because: …'."),
        ("passes_on: {take: town-onne, because: x}\n",
         "policy.yaml:12:19: U522 'town-onne' is none of the rulebooks that are unified. Did you mean 'town-one'?"),
        ("freezes: {take: town-one, because: x}\n", "policy.yaml:12:10: U503 'freezes' must be a text, not a map."),
    ],
)  # fmt: skip
def test_each_fault(more: str, expected: str) -> None:
    with pytest.raises(BonitasError) as caught:
        drafted([ONE, SCORE], more=more)
    assert [str(one) for one in caught.value.problems] == [expected]
