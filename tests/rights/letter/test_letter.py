"""Letters: which reasons they name, what would have changed the result, and that HTML and PDF say the same."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pypdf
import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.ledger import Store
from bonitas.rights.letter.factors import MOST, factors
from stores import kept_in

ON = "2026-11-23"
MINE = """\
rulebook: mine
title: {en: My rules, de: Meine Regeln}
subjects: both
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
jurisdictions: [DE]
disputes: {hold: true, decide_within: 30 days, then: removed}
sources: {law: {title: The law, publisher: State}}
base: 100
clauses:
  default: {for: payment.default, points: -30, lasts: 3 years, text: {en: "A payment default", de: "Ein Zahlungsausfall"}, source: law}
  paid: {for: loan.granted, points: 5, lasts: 3 years, text: {en: "A loan granted", de: "Ein Kredit gewährt"}, source: law}
bands: {good: 90, fair: 50, bad: below}
"""
RECORDS: list[dict[str, Any]] = [
    {"subject": who, "subject_type": "person", "kind": kind, "occurred_on": day, "recorded_at": f"{day}T08:00:00Z",
     "furnisher": "telco", "ref": ref}
    for who, kind, day, ref in [
        ("ann", "payment.default", "2025-01-10", "r1"), ("ann", "payment.default", "2026-03-10", "r2"),
        ("ann", "loan.granted", "2026-03-11", "r3"), ("bob", "loan.granted", "2026-03-11", "r4"),
        ("eve", "payment.default", "2026-03-11", "r5"),
    ]
]  # fmt: skip
PARTICIPATIONS = [
    {"subject": who, "rulebook": book, "basis": "notice", "from": "2026-01-01", "recorded_at": "2026-01-01T00:00:00Z"}
    for who, book in [("ann", "mine"), ("bob", "mine"), ("ann", "de-schufa-2026"), ("ann", "us-fico-style")]
]


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("rules") / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    return bonitas.read_rulebook(path)


@pytest.fixture(scope="module")
def ledger() -> Iterator[Store]:
    with kept_in("duckdb", RECORDS, [], PARTICIPATIONS) as opened:
        yield opened


def written(book: Any, ledger: Store, subject: str = "ann", **how: Any) -> str:
    """What the page of a letter says, without its marks."""
    said = {"decision": "We cannot offer you <b>this</b> loan.", "on": ON, "reviewer": "Mrs Review, desk 4", **how}
    page = bonitas.letter(book, ledger, subject=subject, **said).as_html()
    return words(re.sub(r"<style>.*?</style>|<title>.*?</title>|<[^>]+>", " ", page, flags=re.DOTALL))


def words(text: str) -> str:
    return " ".join(unescape(text).split())


def item(name: str, points: int, best: int | None = None, kind: str = "") -> dict[str, Any]:
    records = [{"kind": kind}] if kind else []
    return {
        "item": name,
        "text": name,
        "points": Decimal(points),
        "records": records,
        **({} if best is None else {"best": Decimal(best)}),
    }


def named(points: list[dict[str, Any]], steps: list[dict[str, Any]] | None = None, *, fifth: bool = False) -> list[str]:
    why = {"standing": "scored", "band": "C", "points": points, "steps": steps or []}
    return [one.item for one in factors(why, fifth=fifth)]


def test_factors_by_what_was_lost() -> None:
    assert named([item("a", -1), item("b", 5, 9), item("gain", 7), item("full", 9, 9), item("c", -3)]) == ["b", "c", "a"]
    assert named([item("first", -2), item("second", 1, 3)]) == ["first", "second"], "ties in the order of the rulebook"
    assert named([item("gain", 7), item("range", -300)]) == [], "what did not tell against the subject is never named"


def test_four_and_a_fifth_for_enquiries() -> None:
    four = [item(name, -9) for name in "abcd"]
    asked = item("asked", -1, kind="credit.enquiry")
    assert len(named([*four, item("e", -5)])) == MOST
    assert named([*four, item("e", -5), asked]) == ["a", "b", "c", "d"]
    assert named([*four, item("e", -5), asked], fifth=True) == ["a", "b", "c", "d", "asked"]
    assert named([asked, *four[:2]], fifth=True) == ["a", "b", "asked"], "it is not named twice"
    assert named([*four, item("asked", 0, kind="credit.enquiry")], fifth=True) == ["a", "b", "c", "d"], "nor if it took nothing"


def test_a_direct_grade_comes_first_if_it_made_the_band() -> None:
    points = [item("loss", -9), item("grade", 0)]
    assert named(points, [{"step": "grade", "item": "grade", "band": "C"}]) == ["grade", "loss"]
    assert named(points, [{"step": "grade", "item": "grade", "band": "A"}]) == ["loss"]


def test_the_letter(mine: Any, ledger: Store) -> None:
    text = written(mine, ledger)
    assert "We cannot offer you <b>this</b> loan." in text
    assert "A payment default: −60 points" in text
    assert "A loan granted" not in text
    assert "In all you have 45 points, which is the band bad." in text
    assert "Had there not been the records behind “A payment default”: 105 points, which is the band good." in text
    assert "If nothing new is recorded, you reach the band fair on 10 January 2028." in text
    assert "telco r1 10 January 2028" in text
    assert "does not count; it must be decided within 30 days." in text
    assert "A person looks at it again if you ask: Mrs Review, desk 4." in text
    assert "Article 22(3)" in text
    assert "§ 37a" in text
    assert "Equal Credit Opportunity Act" not in text


def test_the_figures_are_those_of_a_ledger_without_the_records(mine: Any, ledger: Store) -> None:
    rest = [row for row in RECORDS if row["kind"] != "payment.default"]
    with kept_in("duckdb", rest, [], PARTICIPATIONS) as other:
        row = next(bonitas.rate(mine, other, subject="ann", on=ON).rows())
    assert f"“A payment default”: {row['score']} points, which is the band {row['band']}." in written(mine, ledger)


def test_in_german(mine: Any, ledger: Store) -> None:
    text = written(mine, ledger, lang="de", decision="Wir bieten Ihnen diesen Kredit nicht an.")
    assert "Ein Zahlungsausfall: −60 Punkte" in text
    assert "Ohne die Einträge hinter „Ein Zahlungsausfall“: 105 Punkte, das ist die Stufe good." in text
    assert "Auf Ihren Wunsch prüft es ein Mensch" in text
    assert 'lang="de"' in bonitas.letter(mine, ledger, subject="ann", decision="Nein.", on=ON, lang="de").as_html()


def test_nothing_against_them(mine: Any, ledger: Store) -> None:
    text = written(mine, ledger, "bob")
    assert "Nothing took points from you by these rules." in text
    assert "A loan granted" not in text


def test_without_a_score(ledger: Store) -> None:
    text = written(bonitas.read_rulebook("de-schufa-2026"), ledger)
    assert "There is no score, because of this: An unpaid payment default is on file " in text
    assert re.search(r"Had there not been the records of the kind “[^”]+”: \d+ points", text)
    assert "telco r2" in text
    assert "these mattered most" not in text.lower()


def test_american_law_wants_more(ledger: Store) -> None:
    book = bonitas.read_rulebook("us-fico-style")
    with pytest.raises(BonitasError, match="G403 .*must name the creditor and the agency.*Give --creditor and --agency"):
        written(book, ledger)
    text = written(book, ledger, creditor="Bank, 1 Main St", agency="CFPB, 1700 G Street NW, Washington")
    assert "this creditor is CFPB, 1700 G Street NW, Washington." in text
    assert "From: Bank, 1 Main St." in text


def test_the_pdf_says_the_same(mine: Any, ledger: Store, tmp_path: Path) -> None:
    made = bonitas.letter(mine, ledger, subject="ann", decision="No #loan *today* $x$ \\ [@a].", on=ON, lang="de")
    data = made.as_pdf()
    assert data == made.as_pdf(), "the same letter always gives the same bytes"
    pdf = pypdf.PdfReader(io.BytesIO(data))
    catalog: Any = pdf.trailer["/Root"]
    assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"], pdf.metadata and pdf.metadata.title) == (
        "de",
        True,
        made.document.title,
    )
    shown = re.sub(r"[\s\u00ad-]+|\d+ ?/ ?\d+(?=\s|$)", "", "".join(page.extract_text() for page in pdf.pages))
    page = re.sub(r"<style>.*?</style>|<title>.*?</title>|<[^>]+>", " ", made.as_html(), flags=re.DOTALL)
    for word in words(page).split():
        assert re.sub(r"[\s-]", "", word) in shown, word
    made.write(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == data


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"subject": "eve"}, "G401 'eve' is not rated by this rulebook"),
        ({"decision": " "}, "G404 The decision is not said"),
        ({"lang": "zh"}, "G406 There are no letters in the language 'zh'. Choose en or de"),
    ],
)
def test_what_is_refused(mine: Any, ledger: Store, how: dict[str, Any], says: str) -> None:
    with pytest.raises(BonitasError) as error:
        written(mine, ledger, **how)
    assert says in str(error.value)


def test_where_it_cannot_be_written(mine: Any, ledger: Store, tmp_path: Path) -> None:
    made = bonitas.letter(mine, ledger, subject="ann", decision="No.", on=ON)
    (tmp_path / "a.html").write_text("mine")
    with pytest.raises(BonitasError, match="G405 The letter cannot be written to"):
        made.write(tmp_path / "a.html")
    with pytest.raises(BonitasError, match="G402 .* is neither HTML nor PDF"):
        made.write(tmp_path / "a.doc")
    assert (tmp_path / "a.html").read_text() == "mine"
