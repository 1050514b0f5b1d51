"""`law` as a whole: whose law, at which place, with which readings, and in whose stead."""

from __future__ import annotations

import bonitas
from bonitas.law.law import bars, law
from bonitas.law.where import holding
from bonitas.rulebook.read import read_rulebook, read_text
from law.test_checks import CATALOGUE, small

LATE = {"late": {"for": "life.late", "points": -10, "lasts": "3 years", "source": "s"}}


def test_a_member_is_in_the_union_and_a_part_in_its_country() -> None:
    assert holding(["DE-BE", "GB"]) == {"DE", "EU"}
    assert holding(["fr"]) == {"EU"}
    assert holding(["GB"]) == holding([]) == frozenset()
    told = [one.message for one in law(small({"jurisdictions": ["FR", "GB"]})) if one.code == "ANY103"]
    assert told == [
        "The law of 'FR' beyond that of the European Union is not checked here.",
        "The law of 'GB' is not checked here.",
    ]


def test_the_law_of_a_place_takes_the_place_of_what_holds_everywhere() -> None:
    everywhere = [(one.code, one.severity) for one in law(small({"jurisdictions": ["US"], "clauses": LATE}))]
    in_europe = [(one.code, one.severity) for one in law(small({"jurisdictions": ["EU"], "clauses": LATE}))]
    assert (everywhere, in_europe) == ([("ANY105", "warns")], [("EU106", "bars")])


def test_another_place_can_be_asked_for() -> None:
    book = small({"jurisdictions": ["US"], "clauses": LATE})
    assert [one.code for one in law(book, jurisdictions=["EU"])] == ["EU106"]
    assert bars(book) == ()


def test_each_finding_has_its_place_and_its_article() -> None:
    text = (
        "rulebook: small\ntitle: Small\nsubjects: person\nstanding: own\nin_force: {from: 2020-01-01}\nparticipation: notice\n"
        "context: life\njurisdictions: [EU]\nremedy: {contest: Write., review: Ann.}\nsources: {s: {title: S}}\n"
        "disputes: {hold: yes, decide_within: 1 month, then: removed}\n"
        "clauses:\n  late:\n    for: life.late\n    points: -10\n    lasts:\n      2020-01-01: 1 year\n      2022-01-01: 4 years\n    source: s\n"
        "bands: {good: 0, poor: below}\n"
    )
    (found,) = [one for one in law(read_text(text, "mine.yaml", CATALOGUE)) if one.severity == "bars"]
    assert (found.code, found.file, found.line, found.column, found.id) == ("EU106", "mine.yaml", 16, 5, "late")
    assert found.message == "Records of 'life.late' count for 4 years, and may be kept for 2 years."
    assert found.article == "GDPR, Art. 5(1)(e)"
    assert set(found.as_dict()) >= {"code", "severity", "line", "demands", "sure", "strict_reading", "lenient_reading", "remedy"}


def test_rules_before_a_law_are_not_held_to_it() -> None:
    fault = {"jurisdictions": ["EU"], "context": "credit", "measures": {"n": {"count": "life.friend", "within": "1 year"}}}
    line = {"scorecard": {"n": {"each": 1, "gives": 1, "up_to": 3, "source": "s"}}}
    until = {"in_force": {"from": "2020-01-01", "until": "2026-11-20"}}
    assert "EU114" in {one.code for one in law(small({**fault, **line}))}
    assert "EU114" not in {one.code for one in law(small({**fault, **line, **until}))}


def test_a_ground_that_nobody_marked_is_found_by_what_its_records_reveal() -> None:
    prayer = {"a": {"for": "life.prayer", "points": 1, "lasts": "1 year", "source": "s"}}
    (found,) = law(small({"jurisdictions": ["US"], "clauses": prayer}))
    assert found.message == "It scores religion. The rulebook does not mark it; the catalogue says it of 'life.prayer'."


def test_a_detriment_is_barred_where_the_unrelated_alone_leads_to_it_and_else_in_doubt() -> None:
    detriment = {
        "no": {"detriment": "None", "for": "poor", "provider": "p", "context": "life", "lasts": "1 month", "source": "s"}
    }
    fine = {"for": "street.fine", "points": -10, "lasts": "1 year", "source": "s"}
    late = {"for": "life.late", "points": -60, "lasts": "1 year", "source": "s"}
    for limit, severity in ((40, "warns"), (60, "bars")):
        clauses = {"fine": {**fine, "limit": limit}, "late": late}
        found = law(small({"jurisdictions": ["EU"], "clauses": clauses, "consequences": detriment}))
        assert [(one.severity, one.readings is not None) for one in found if one.code == "EU103"] == [
            (severity, severity == "warns")
        ]


def test_organisations_are_not_people() -> None:
    changes = {"subjects": "organisation", "participation": "none", "jurisdictions": ["EU"], "disputes": "count", "clauses": LATE}
    assert [one.code for one in law(small(changes))] == ["ANY105"]


def test_the_schufa_reconstruction_is_in_doubt_over_its_address_and_both_readings_are_given() -> None:
    found = bonitas.law("de-schufa-2026")
    (address,) = [one for one in found if one.code == "DE102"]
    assert (address.severity, address.id, address.sure) == ("warns", "address_age", "secondary")
    assert address.readings is not None
    assert all(one.severity == "warns" for one in found)


def test_what_operates_today_is_not_barred_and_specimens_are() -> None:
    barred = {name for name in bonitas.published() if bars(read_rulebook(name))}
    assert barred == {
        "cn-rongcheng-2019", "cn-suining-2010", "cn-wendeng-2020", "cn-wendeng-2020-companies", "cn-wendeng-2020-village",
        "cn-wendeng-2020-village-example",
    }  # fmt: skip
    assert all(read_rulebook(name).standing == "specimen" for name in barred)
