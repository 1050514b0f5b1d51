"""Each mechanism is found in a small rulebook that uses it, and in none of those that nearly do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bonitas.rulebook.mechanisms import CODES, MECHANISMS, in_short, siblings, used
from bonitas.rulebook.model import Rulebook
from rulebook.small import HEAD, book

C = "clauses: {c: {for: traffic.penalty, %s}}"
TWO = "clauses: {c: {for: traffic.penalty, %s}, d: {for: traffic.penalty, %s}}"
M = "measures: {n: {count: feedback, when: value > 0}, s: {share: feedback, when: value > 0}, x: {max: feedback.value}}\n"
LINE = "scorecard: {n: %s}"
FREEZE = "freeze: gains while c is in effect"
SHOWN = C % "points: -1, shown: {as: Listed, lasts: 1 year%s}"
ANY = "no_score: {when: n > 3 and s > 1%, because: So it is.}"
SPILL = "passes_on: {a: {for: feedback, to: counterparty, as: same}}"
STARS = "passes_on: {a: {on: 12-31, as: feedback, attributes: {value: score}}}"
BANDS = "bands: {good: %s, other: below}\n"

#: (code, body, bands, head changes): a rulebook that uses the mechanism.
USES: list[tuple[str, str, str]] = [
    ("M1", C % "points: -5", ""),
    ("M2", C % "points: {by: fine_yuan, each: 100, gives: -1}", ""),
    ("M2", M + LINE % "{each: 1, gives: -1}", ""),
    ("M3", C % "points: -5, limit: 10", ""),
    ("M3", "groups: {g: {limit: 10}}\n" + C % "points: -5, group: g", ""),
    ("M4", C % "points: {by: severity, table: {serious: -5, otherwise: -1}}", ""),
    ("M4", TWO % ("when: fine_yuan <= 500, points: -5", "when: fine_yuan > 500, points: -10"), ""),
    ("M4", TWO % ("when: \"severity = 'minor'\", points: -5", "when: \"severity in ('general', 'serious')\", points: -10"), ""),
    ("M5", C % "points: {from: -50, to: -10, chosen: yes}", ""),
    ("M6", "overlap: strongest", ""),
    ("M7", C % "points: -5, again: double", ""),
    ("M8", C % "points: -5, lasts: {up to 40: 1 year, above: 2 years}", ""),
    ("M8", C % "points: -5, lasts: {by: level, table: {county: 1 year, otherwise: 2 years}}", ""),
    ("M8", "clauses: {c: {for: court.listing, points: -5, clock: end}}", ""),
    ("M8", TWO % ("grade: good", "grade: other, lasts: 5 years"), ""),
    ("M8", "clauses: {c: {for: court.listing, points: -5, shown: {as: Listed, lasts: 1 year, clock: end}}}", ""),
    ("M9", C % "grade: other", ""),
    ("M10", C % "points: -5" + "\n" + FREEZE, ""),
    ("M11", C % "points: -5, repaired: {when: settled, removed: yes}", ""),
    ("M11", SHOWN % ", repaired: {when: settled, removed: yes}", ""),
    ("M12", "", ""),
    ("M13", "", "bands: {good: {best: 10%}, other: below}\n"),
    ("M14", M + "dimensions: {range: 0 to 9, d: {weight: 100%, of: n, from: 0, to: 5}}", ""),
    ("M15", M + LINE % "{0: 5, 1 or more: 0}", ""),
    ("M16", 'scale: {score: 600, odds: "50:1", doubles_in: 20}', ""),
    ("M17", M + "no_score: {when: n > 3, because: So it is.}", ""),
    ("M18", M + "base: {first: [{when: n > 3, is: 90}, {is: 100}]}", ""),
    ("M19", M, BANDS % "{from: 10, when: n > 3}"),
    ("M20", "measures: {n: {count: feedback, within: 12 months}}", ""),
    ("M20", C % "points: -5, lasts: calendar year", ""),
    ("M20", C % "points: {by: fine_yuan, each: 100, gives: -1, running: calendar year}", ""),
    ("M21", "measures: {n: {count: feedback, once_per: counterparty}}", ""),
    ("M21", "measures: {n: {sum: feedback.value, net_per: counterparty}}", ""),
    ("M22", M + ANY, ""),
    ("M22", M, BANDS % "{from: 10, when: s >= 98% and n >= 5}"),
    ("M22", "measures: {n: {count: feedback}, m: {count: feedback, when: value > 0}}", BANDS % "{from: 10, when: m > 0.5 * n and n >= 5}"),
    ("M22", M + "no_score: {when: n < 5, because: Too few.}", "bands: {by: s, good: 98%, other: below}\n"),
    ("M22", M + "no_score: {when: \"t = 'bad'\", because: So it is.}", ""),
    ("M23", "clauses: {c: {for: court.listing, points: -5}}", ""),
    ("M23", "measures: {n: {count: court.listing}}", ""),
    ("M23", SHOWN % "", ""),
    ("M24", SPILL, ""),
    ("M25", STARS, ""),
    ("M28", SHOWN % "", ""),
    ("M29", SHOWN % ", repaired: {when: settled, as: Satisfied}", ""),
    ("M31", "consequences: {q: {benefit: Good, for: good, provider: p, context: credit}}", ""),
    ("M33", "", ""),
    ("M34", C % "points: {2020-01-01: -5, 2021-01-01: -6}", ""),
]  # fmt: skip

#: A rulebook that comes near to the mechanism and does not use it.
LACKS: list[tuple[str, str, str]] = [
    ("M1", C % "grade: other", ""),
    ("M2", M + LINE % "{0: 5, 1 or more: 0}", ""),
    ("M3", "groups: {g: {limit: 10}}\n" + C % "points: -5", ""),
    ("M4", TWO % ("when: fine_yuan <= 500, points: -5", "points: -10"), ""),
    ("M4", "clauses: {c: {for: traffic.penalty, when: fine_yuan > 5, points: -5}, d: {for: civic.donation, when: amount_yuan > 5, points: 5}}", ""),
    ("M5", C % "points: -5", ""),
    ("M6", "overlap: all", ""),
    ("M7", C % "points: -5", ""),
    ("M8", TWO % ("points: -5, lasts: 2 years", "points: -6"), ""),
    ("M9", C % "points: -5", ""),
    ("M10", C % "points: -5", ""),
    ("M11", SHOWN % "", ""),
    ("M12", "", "bands: {only: below}\n"),
    ("M13", "", ""),
    ("M14", M, ""),
    ("M15", M + LINE % "{each: 1, gives: -1}", ""),
    ("M16", "base: 600", ""),
    ("M17", M, ""),
    ("M18", "base: 90", ""),
    ("M19", C % "grade: other", ""),
    ("M20", M + C % "points: -5", ""),
    ("M21", M, ""),
    ("M22", M, BANDS % "{from: 10, when: s >= 98%}"),
    ("M22", M, BANDS % "{from: 10, when: n >= 5}"),
    ("M22", M, BANDS % "{from: 10, when: s >= 98% and x >= 5}"),
    ("M23", C % "points: -5", ""),
    ("M24", STARS, ""),
    ("M25", SPILL, ""),
    ("M26", "", ""),
    ("M27", "", ""),
    ("M28", C % "points: -5", ""),
    ("M29", SHOWN % ", repaired: {when: settled, removed: yes}", ""),
    ("M30", "disputes: hold", ""),
    ("M31", "", ""),
    ("M32", "", ""),
    ("M34", C % "points: -5", ""),
]  # fmt: skip


def small(body: str, bands: str) -> Rulebook:
    if "t = 'bad'" in body:
        body = body.replace("x: {max", "t: {state: {bad: n > 5 and s < 90%, good: otherwise}}, x: {max")
    return book(body, bands=bands or BANDS % "0")


def codes(of: Rulebook, *beside: str) -> set[str]:
    return {one.code for one in used(of, beside)}


@pytest.mark.parametrize(("code", "body", "bands"), USES)
def test_found(code: str, body: str, bands: str) -> None:
    assert code in codes(small(body, bands))


@pytest.mark.parametrize(("code", "body", "bands"), LACKS)
def test_not_found(code: str, body: str, bands: str) -> None:
    assert code not in codes(small(body, bands))


@pytest.mark.parametrize(
    ("code", "head"),
    [
        ("M27", "local: {gains: 5, losses: 5, points: 2}"),
        ("M30", "disputes: {hold: yes, decide_within: 7 working days, then: counts}"),
        ("M32", "withdraws: {for: [feedback], within: 3 working days}"),
    ],
)
def test_found_in_the_head(code: str, head: str) -> None:
    assert code in codes(book("", f"{HEAD}{head}\n"))


def test_a_supplement_is_a_local_variation() -> None:
    assert "M27" in codes(replace(book(""), extends="xx-base-2024"))


def test_consent_is_found() -> None:
    assert "M32" in codes(book("", HEAD.replace("notice", "consent")))


def test_a_scheme_with_rules_for_several_classes_is_found_by_its_siblings() -> None:
    assert "M26" in codes(book(""), "xx-small-2024", "xx-small-2024-companies")
    assert "M26" not in codes(book(""), "xx-small-2024", "xx-smaller-2024")
    assert siblings("xx-small-2024-companies", ["xx-small-2024", "xx-small-2024-companies"]) == ["xx-small-2024"]


def test_every_mechanism_has_a_test_and_a_name_in_every_language() -> None:
    tested = {code for code, _, _ in USES} | {"M26", "M27", "M30", "M32"}
    assert tested == set(CODES) == {f"M{number}" for number in range(1, 35)}
    assert {code for code, _, _ in LACKS} == set(CODES) - {"M33"}
    for one in MECHANISMS:
        assert [lang for lang, name in one.name.versions if name] == ["en", "de", "zh"]


def test_in_short() -> None:
    assert in_short([]) == ""
    assert in_short(["M10", "M1", "M2"]) == "M1 M2 M10"
    assert in_short(CODES) == "M1–M34"
