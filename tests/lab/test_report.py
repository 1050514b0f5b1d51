"""The demonstration's page: whole, self-contained, and saying what it was given."""

import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from bonitas.lab.report import DemoReport, Figure, page_of, write_report
from bonitas.lab.separation import by_band, separation

BANDS = ("excellent", "good", "fair", "modest", "low")
FLOORS = (670, 640, 610, 550)


def said(ref: str, occurred_on: str, ends_on: str) -> dict[str, str]:
    return {"furnisher": "f", "ref": ref, "kind": "card.statement", "occurred_on": occurred_on, "ends_on": ends_on}


def item(name: str, points: str, text: str, *records: dict[str, str]) -> dict[str, object]:
    return {"item": name, "points": points, "text": text, "source": "practice", "records": list(records)}


WHY = {
    "subject": "C00002",
    "on": "2005-10-01",
    "standing": "scored",
    "score": "582.5",
    "band": "modest",
    "because": None,
    "next_change_on": "2005-10-30",
    "base": "600",
    "points": [
        item(
            "late_statement",
            "-17.5",
            "A statement showed a payment as <late>.",
            said("C00002-2005-04", "2005-04-30", "2006-04-30"),
            said("C00002-2005-08", "2005-08-31", "2006-08-31"),
        ),
        item("payments", "20", "How much was paid in a month, on average."),
        item("lateness_now", "-20", "How many months late the latest statement is."),
        item("use_of_limit", "0", "How much of the limit was used."),
    ],
    "measures": {"latest_lateness": "1"},
    "reasons": ["The latest statement is one month late."],
    "steps": ["Limit of 40 on nothing_paid: not reached."],
}
COMING = [
    {"on": "2005-10-30", "score": "588", "band": "modest", "because": "C00002-2005-04 weighs less"},
    {"on": "2005-12-30", "score": "612", "band": "fair", "because": "C00002-2005-08 weighs less"},
    {"on": "2006-01-31", "score": None, "band": None, "because": "Fewer than three statements are known."},
]


def content(n: int = 3000) -> DemoReport:
    """Made-up people: the better the score, the rarer the outcome."""
    draw = np.random.default_rng(1)
    scores = np.clip(draw.normal(625, 50, n), 330, 690).round().astype(np.int64) * 1000
    outcome = draw.random(n) < 1 / (1 + np.exp((scores / 1000 - 570) / 28))
    bands = [
        next((name for name, floor in zip(BANDS, FLOORS, strict=False) if s >= floor * 1000), "low") for s in scores.tolist()
    ]
    found = separation(scores, outcome)
    return DemoReport(
        on="2005-10-01",
        rulebook="example-card-conduct",
        title="Conduct of a credit card",
        about="What six months of card statements show.",
        version="1",
        hash="sha256:0123456789abcdef",
        records=7 * n,
        counts={"scored": n, "no_score": 0, "not_rated": 0},
        bands=by_band(BANDS, bands, outcome),
        scores=scores,
        outcome=outcome,
        figures=[Figure("everyone", n, found.auc, found.ks)],
        explanation=WHY,
        forecast=COMING,
        published=[("scaled logit, 23 predictors", "0.7232")],
        timings={"rating": 0.123},
        band_titles={name: name.capitalize() for name in BANDS},
    )


class Links(HTMLParser):
    """Everything in a page that could run or fetch something, and whether its tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "link", "iframe", "img", "object", "embed", "base", "form"}:
            self.found.append(tag)
        for name, value in attrs:
            outside = name in {"href", "src", "xlink:href", "action", "srcset"} and not (value or "").startswith("#")
            if outside or name.startswith("on") or "//" in (value or ""):
                self.found.append(f"{tag} {name}={value}")
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page() -> str:
    return page_of(content())


def test_the_page_has_no_script_and_refers_to_nothing_outside(page: str) -> None:
    links = Links()
    links.feed(page)
    assert links.found == []
    assert links.open == []
    assert not re.search(r"https?://|@import|url\(|javascript:", page)


def test_the_page_says_what_was_asked_and_by_which_rules(page: str) -> None:
    for words in (
        "2005-10-01",
        "example-card-conduct",
        "sha256:0123456789abcdef",
        "3\u202f000",
        "21\u202f000",
        "CC BY 4.0",
        "bonitas demo",
    ):
        assert words in page


def test_every_band_stands_in_the_table_with_its_share_and_interval(page: str) -> None:
    made = content()
    for row in made.bands:
        assert row.rate is not None
        assert f"{100 * row.rate:.1f} %" in page
        assert row.name.capitalize() in page
    rates = [row.rate or 0 for row in made.bands]
    assert rates == sorted(rates)


def test_the_figures_are_those_measured(page: str) -> None:
    made = content()
    assert f"{float(made.figures[0].auc):.4f}" in page
    assert "0.7232" in page
    assert separation(made.scores, made.outcome).auc == made.figures[0].auc


def test_one_person_in_words_with_records_and_ends(page: str) -> None:
    told = page[page.index("One person, in words") : page.index("What is coming")]
    for words in (
        "582.5",
        "−17.5",
        "+20",
        "C00002-2005-04, C00002-2005-08",
        "2006-04-30 to 2006-08-31",
        "payment as &lt;late&gt;",
    ):
        assert words in told
    assert told.index("−20<") < told.index("−17.5<")
    assert "How much of the limit was used." not in told


def test_the_forecast_ends_where_there_is_no_score(page: str) -> None:
    coming = page[page.index("What is coming") :]
    assert coming.index("588") < coming.index("612") < coming.index("no score")


def test_there_are_four_charts_and_no_red(page: str) -> None:
    assert page.count("<svg ") == 4
    colours = {found.lower() for found in re.findall(r"#[0-9a-fA-F]{6}\b", page)}
    for colour in colours:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        assert not (red > 150 and green < 110 and blue < 110), colour


def test_the_same_content_gives_the_same_page(page: str) -> None:
    assert page_of(content()) == page


def test_a_person_without_score_or_forecast_and_an_empty_band(tmp_path: Path) -> None:
    made = content(40)
    none = {**WHY, "score": None, "band": None, "points": [], "reasons": [], "steps": [], "next_change_on": None}
    bare = DemoReport(
        **{
            **{name: getattr(made, name) for name in DemoReport.__slots__},
            "explanation": none,
            "forecast": [],
            "bands": by_band(["nobody"], ["x"] * 40, made.outcome),
            "figures": [Figure("everyone", 40, Fraction(1, 2), Fraction(0))],
        }
    )
    write_report(tmp_path / "page.html", bare)
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "has no score" in text
    assert "Nothing changes any more." in text
