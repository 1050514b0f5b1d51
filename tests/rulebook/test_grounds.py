"""Place, how sure the numbers are, and the sensitive grounds that parts of a rulebook score."""

from __future__ import annotations

import pytest

from bonitas.common.texts import Text
from bonitas.rulebook.grounds import Grounded, grounded
from bonitas.rulebook.normal import normalised
from bonitas.rulebook.prose import prose, to_plain
from bonitas.rulebook.read import read_text
from rulebook.small import CATALOGUE, HEAD, book

GROUNDS = """\
clauses:
  petition: {for: traffic.penalty, points: -5, ground: petition}
  plain: {for: traffic.penalty, points: -1}
  several: {for: traffic.penalty, points: {2020-01-01: -5, 2021-01-01: -6}, ground: [religion, speech, religion]}
measures:
  n: {count: traffic.penalty, ground: union}
  m: {formula: n + 1, ground: family_planning}
scorecard: {n: {0: 5, 1 or more: 0, ground: relatives}}
dimensions: {range: 0 to 10, d: {weight: 100%, of: m, from: 0, to: 5, ground: sex_life, missing: 0}}
"""


def test_where_a_scheme_is_run_and_how_sure_its_numbers_are() -> None:
    head = HEAD.replace("standing: own", "standing: specimen\nplace: {en: A district, zh: 某区}\nnumbers: partly_ours")
    found = book("", head)
    assert found.place == Text((("en", "A district"), ("zh", "某区")))
    assert found.numbers == "partly_ours"
    assert book("").numbers == "ours", "an operator's own"
    assert book("", HEAD.replace("own", "reconstruction")).numbers is None, "not said"
    assert book("").place == Text()


def test_every_part_that_scores_a_ground_is_found_once() -> None:
    found = book(GROUNDS)
    assert len(found.periods) == 2
    assert grounded(found) == (
        Grounded("clause", "petition", ("petition",)),
        Grounded("clause", "several", ("speech", "religion")),
        Grounded("measure", "n", ("union",)),
        Grounded("measure", "m", ("family_planning",)),
        Grounded("scorecard line", "n", ("relatives",)),
        Grounded("dimension", "d", ("sex_life",)),
    )
    assert grounded(book("")) == ()
    assert grounded(read_text(normalised(found), catalogue=CATALOGUE)) == grounded(found)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("This scores a sensitive ground: petitions and complaints.", "It scores sensitive grounds (petitions")),
        ("de", ("Dies bewertet ein heikles Merkmal: Eingaben und Beschwerden.", "Es bewertet heikle Merkmale (Eingaben")),
        ("zh", ("此项对敏感事由评分：信访与投诉。", "它对敏感事由（信访与投诉、言论、宗教")),
    ],
)
def test_a_part_that_scores_a_ground_says_so_in_prose(lang: str, words: tuple[str, str]) -> None:
    text = to_plain(prose(book(GROUNDS), CATALOGUE, lang=lang), 10_000)
    for said in words:
        assert said in text
    assert said not in to_plain(prose(book(""), CATALOGUE, lang=lang), 10_000)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "It is or was run here: A district. It is in force from 1 January 2020."),
        ("de", "Es gilt oder galt hier: A district."),
        ("zh", "施行地：某区。"),
    ],
)
def test_place_and_numbers_in_prose(lang: str, words: str) -> None:
    head = HEAD.replace("standing: own", "standing: specimen\nplace: {en: A district, zh: 某区}\nnumbers: partly_ours")
    text = to_plain(prose(book("", head), CATALOGUE, lang=lang), 10_000)
    assert words in text
    ours = {
        "en": "Some of its numbers were not published: those are our own.",
        "de": "Diese stammen von uns.",
        "zh": "由我们自拟",
    }
    assert ours[lang] in text
