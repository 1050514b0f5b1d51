"""Explanations of small worlds, with every number worked by hand and every sentence as it is read."""

from __future__ import annotations

import string
from decimal import Decimal
from typing import Any

import pytest

from bonitas.engine.explain import REASONS, explain
from bonitas.engine.phrases import PHRASES, phrase
from engine.small import book, change, fine, gift, ledger, listing, row
from engine.steps import NOT_JUDGED, STEPS, Told


def explained(told: Told, lang: str) -> dict[str, Any]:
    with ledger(*told.records, amendments=told.amendments) as found:
        return explain(book(told.rules, **told.header), found, subject="s", on=told.on, lang=lang).as_dict()


def in_words(step: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) for key, value in step.items() if key != "text"}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_says_what_it_changed(name: str) -> None:
    told = STEPS[name]
    content = explained(told, "en")
    assert str(content["score"]) == told.score
    assert {**told.step, "text": told.en} in [{**in_words(s), "text": s["text"]} for s in content["steps"]]
    assert told.de in [s["text"] for s in explained(told, "de")["steps"]]


@pytest.mark.parametrize("name", NOT_JUDGED)
def test_what_could_not_be_judged_is_listed(name: str) -> None:
    told = NOT_JUDGED[name]
    content = explained(told, "en")
    assert (str(content["score"]), content["points"]) == (told.score, [])
    assert content["not_judged"] == [{**told.step, "text": told.en}]
    assert [one["text"] for one in explained(told, "de")["not_judged"]] == [told.de]


def test_every_phrase_has_a_world_and_all_languages() -> None:
    elsewhere = {"loss", "line", "ceiling", "range"}  # reasons and items: below
    elsewhere |= {"held_counts", "held_removed", "undecided_dispute", "calendar"}  # test_deadlines
    assert set(PHRASES["en"]) == set(STEPS) | set(NOT_JUDGED) | elsewhere
    assert all(set(phrases) == set(PHRASES["en"]) for phrases in PHRASES.values())
    for name, text in PHRASES["en"].items():
        assert _blanks(text) == _blanks(PHRASES["de"][name]) == _blanks(PHRASES["zh"][name])


def _blanks(text: str) -> set[str | None]:
    return {blank for _, blank, _, _ in string.Formatter().parse(text) if blank}


def test_a_language_without_phrases_falls_back_to_english() -> None:
    assert phrase("fr", "range") == "The lower end of the range"
    assert phrase("de", "range") == "Das untere Ende der Skala"


def test_a_repair_and_a_decay_are_two_steps() -> None:
    rules = book(
        "clauses: {fined: {for: traffic.fine, points: -80, decay: {after 1 month: 50%},"
        " repaired: {when: settled, points: -40, lasts: 2 years}}}\n"
    )
    with ledger(fine("2022-03-01", "1"), amendments=[change("1", "settled", "2022-04-01")]) as found:
        content = explain(rules, found, subject="s", on="2022-05-01").as_dict()
    changes = [(s["step"], str(s["from"]), str(s["to"])) for s in content["steps"] if s["step"] != "sum"]
    assert changes == [("repaired", "-80", "-40"), ("decay", "-40", "-20")]
    assert content["score"] == 80


def test_points_with_their_records_and_three_ends() -> None:
    rules = book(
        "clauses: {fined: {for: traffic.fine, points: -10, text: A fine, source: law}}\nsources: {law: {title: A law}}\n"
    )
    with ledger(fine("2022-03-01", "1"), fine("2022-05-31", "2")) as found:
        content = explain(rules, found, subject="s", on="2022-06-01").as_dict()
    assert (content["base"], content["score"], content["next_change_on"]) == (100, 80, "2023-03-01")
    (item,) = content["points"]
    assert (item["item"], item["points"], item["text"], item["source"]) == ("fined", -20, "A fine", "law")
    assert item["records"] == [
        {
            "furnisher": "f", "ref": ref, "kind": "traffic.fine", "occurred_on": on, "ends_on": ends,
            "kept_until": kept, "points": Decimal(-10),
        }
        for ref, on, ends, kept in (("1", "2022-03-01", "2023-03-01", "2032-03-01"), ("2", "2022-05-31", "2023-05-31", "2032-05-31"))
    ]  # fmt: skip


def test_reasons_come_strongest_first_and_are_few() -> None:
    clauses = "".join(f"  c{n}: {{for: traffic.fine, when: stars = {n}, points: {-n}, text: Fine {n}}}\n" for n in range(1, 7))
    records = [fine("2022-03-01", str(n), stars=n) for n in range(1, 7)]
    with ledger(*records, gift("2022-03-01", "g")) as found:
        rules = book(f"clauses:\n{clauses}  gave: {{for: civic.gift, points: 4.5, text: A gift}}\n")
        why = explain(rules, found, subject="s", on="2022-04-01")
    assert len(why.reasons) == REASONS == 4
    assert why.reasons == ["Fine 6: −6 points", "Fine 5: −5 points", "A gift: +4.5 points", "Fine 4: −4 points"]


def test_a_direct_grade_is_the_first_reason() -> None:
    told = STEPS["grade"]
    assert explained(told, "en")["reasons"] == ["listed: no band above C while this has effect"]
    assert explained(told, "de")["reasons"] == ["listed: keine Stufe über C, solange dies wirkt"]


CARD = """
measures:
  fines: {count: traffic.fine, within: 1 year, text: Fines of a year}
  oldest: {age_of: oldest civic.gift}
  both: {formula: fines + 1}
  state: {state: {clean: fines = 0, fined: otherwise}}
scorecard:
  fines: {0: 20, 1: 5, 2 or more: 0}
  oldest: {missing: 1, under 6 months: 2, 6 months: 7}
  by_state: {measure: state, table: {clean: 3, otherwise: 0}}
  units: {measure: both, each: 1, gives: 2, up_to: 10, missing: 0}
"""


def test_scorecard_lines_have_bins_their_best_and_records() -> None:
    with ledger(fine("2022-03-01", "1"), gift("2021-01-15", "g")) as found:
        content = explain(book(CARD), found, subject="s", on="2022-04-01").as_dict()
    lines = {item["item"]: item for item in content["scorecard"]}
    assert {name: (line["points"], line["bin"], line["best"]) for name, line in lines.items()} == {
        "fines": (5, "1", 20), "oldest": (7, "6 months", 7), "by_state": (0, "otherwise", 3), "units": (4, None, 10),
    }  # fmt: skip
    assert content["score"] == 100 + 5 + 7 + 0 + 4
    assert content["measures"] == {"fines": 1, "oldest": 14, "both": 2, "state": "fined"}
    assert [(r["ref"], r["ends_on"]) for r in lines["fines"]["records"]] == [("1", "2023-03-01")]
    assert [(r["ref"], r["ends_on"]) for r in lines["oldest"]["records"]] == [("g", None)]
    assert lines["units"]["records"] == lines["by_state"]["records"] == lines["fines"]["records"]
    assert lines["fines"]["text"] == "Fines of a year"
    assert content["reasons"][0] == "Fines of a year: 5 of 20 points"


def test_a_missing_measure_falls_in_its_bin() -> None:
    with ledger(participations=None) as found:
        content = explain(book(CARD), found, subject="s", on="2022-04-01").as_dict()
    lines = {item["item"]: (item["points"], item["bin"]) for item in content["scorecard"]}
    assert lines == {"fines": (20, "0"), "oldest": (1, "missing"), "by_state": (3, "clean"), "units": (2, None)}
    assert content["measures"]["oldest"] is None


def test_dimensions_lead_from_the_lower_end_of_the_range() -> None:
    rules = book(
        "measures: {fines: {count: traffic.fine}, gifts: {count: civic.gift}}\n"
        "dimensions:\n  range: 300 to 900\n  calm: {weight: 25%, of: fines, from: 4, to: 0}\n"
        "  kind: {weight: 75%, of: gifts, from: 0, to: 2, text: {en: Kindness}}\n",
        base="0",
    )
    with ledger(fine("2022-03-01", "1"), gift("2022-03-01", "g")) as found:
        content = explain(rules, found, subject="s", on="2022-04-01").as_dict()
    got = [(p["item"], p["points"], p.get("best")) for p in content["points"]]
    assert got == [("range", 300, None), ("calm", Decimal("112.5"), 150), ("kind", 225, 450)]
    assert content["score"] == Decimal("637.5")
    assert content["reasons"] == ["Kindness: 225 of 450 points", "Calm: 112.5 of 150 points"]


def test_no_score_says_why_first() -> None:
    rules = book(
        "measures: {fines: {count: traffic.fine}}\n"
        "no_score: {when: fines > 0, because: {en: A fine is open., de: Ein Bußgeld ist offen.}}\n"
    )
    with ledger(fine("2022-03-01", "1")) as found:
        english = explain(rules, found, subject="s", on="2022-04-01").as_dict()
        german = explain(rules, found, subject="s", on="2022-04-01", lang="de").as_dict()
    assert (english["standing"], english["score"], english["band"]) == ("no_score", None, None)
    assert english["reasons"] == ["A fine is open."]
    assert german["because"] == "Ein Bußgeld ist offen."


def test_who_is_not_rated_gets_the_reason_and_nothing_else() -> None:
    with ledger(fine("2022-03-01", "1"), participations=[]) as found:
        why = explain(book(STEPS["sum"].rules), found, subject="s", on="2022-04-01")
    content = why.as_dict()
    assert content["standing"] == "not_rated"
    assert why.reasons == ["No consent or notice for small covers this day."]
    assert (why.points, why.measures, content["steps"], content["base"]) == ([], {}, [], None)


def test_consequences_of_the_band() -> None:
    rules = book(
        "clauses: {fined: {for: traffic.fine, points: -10}}\n"
        "consequences:\n"
        "  rent: {benefit: {en: No deposit., de: Ohne Kaution.}, for: A, provider: A landlord, context: trade, lasts: 1 year}\n"
        "  check: {detriment: Checked more often., for: B and below, provider: An office, context: trade}\n"
    )
    with ledger(fine("2022-03-01", "1")) as found:
        before = explain(rules, found, subject="s", on="2022-02-01", lang="de").as_dict()["consequences"]
        after = explain(rules, found, subject="s", on="2022-04-01").as_dict()["consequences"]
    assert [(c["id"], c["kind"], c["text"], c["lasts"]) for c in before] == [("rent", "benefit", "Ohne Kaution.", "1 year")]
    assert [(c["id"], c["kind"], c["provider"], c["lasts"]) for c in after] == [("check", "detriment", "An office", None)]


def test_measures_of_every_type() -> None:
    rules = book(
        "measures:\n  due: {latest: trade.payment.due_on}\n  late: {latest: trade.payment.late}\n"
        "  note: {latest: trade.payment.note}\n  sum: {sum: trade.payment.amount}\n"
        "  share: {share: trade.payment, when: late}\n"
        "no_score: {when: due is missing or note is missing or sum > 100 or share > 70% or late is missing, because: So.}\n"
    )
    records = [
        row("trade.payment", "2022-03-01", "1", due_on="2022-04-15", late="no", note="x", amount="12.34"),
        row("trade.payment", "2022-03-02", "2", due_on="2022-05-15", late="yes", note="it's", amount="0.01"),
    ]
    with ledger(*records) as found:
        why = explain(rules, found, subject="s", on="2022-04-01")
    assert why.measures == {"due": "2022-05-15", "late": True, "note": "it's", "sum": Decimal("12.35"), "share": 50}


def test_an_ongoing_act_has_no_end_yet() -> None:
    rules = book("clauses: {listed: {for: court.listing, points: -30, clock: end}}\n")
    with ledger(listing("2022-03-01", "1", ended_on="2022-09-01")) as found:
        during = explain(rules, found, subject="s", on="2022-04-01").points[0]["records"][0]
        after = explain(rules, found, subject="s", on="2022-10-01").points[0]["records"][0]
    assert (during["ends_on"], after["ends_on"]) == (None, "2023-09-01")
