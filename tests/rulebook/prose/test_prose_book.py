"""The whole: chapters in order, periods and changes, languages."""

from __future__ import annotations

import dataclasses
import string

import pytest

from bonitas.common.days import NEVER
from bonitas.common.problems import BonitasError
from bonitas.rulebook.model import Band, Bands, Consequence, Fixed, Period, Rulebook, Rules, ScoreRule
from bonitas.rulebook.prose import LANGUAGES, prose, to_plain
from bonitas.rulebook.prose.document import Heading, Paragraph, Table
from prose_books import YEAR, book, both, catalogue, clause, day, full_book, full_rules, rules


def chapters(of: Rulebook, lang: str = "en") -> list[str]:
    return [heading.text for heading in prose(of, catalogue(), lang=lang).chapters]


def text(of: Rulebook, lang: str = "en", on: int | None = None) -> str:
    return to_plain(prose(of, catalogue(), lang=lang, on=on), 10_000)


def test_the_chapters_in_order() -> None:
    assert chapters(full_book()) == [
        "When someone is rated at all",
        "Where everyone starts",
        "What gives points",
        "What takes points",
        "How the rules work together",
        "What is measured, and what it is worth",
        "What else is measured",
        "Dimensions",
        "How the score is made",
        "When there is no score",
        "The bands",
        "What follows from a band",
        "Mistakes, disputes and settled records",
        "The records that are used",
        "What changed, and when",
        "Sources",
    ]
    assert chapters(full_book(), "de")[:3] == ["Wann jemand überhaupt bewertet wird", "Womit alle beginnen", "Was Punkte bringt"]


def test_the_summary() -> None:
    paragraphs = [block.text for block in prose(full_book(), catalogue()).blocks if isinstance(block, Paragraph)]
    assert paragraphs[0] == "A rulebook for tests."
    assert paragraphs[1] == (
        "This rulebook rates people, in the context “credit”. It is written for Germany and the European Union. "
        "It is in force from 1 January 2020. It is an operator's own rulebook, and is meant to be used. "
        "What follows are the rules in force from 1 July 2024 on."
    )
    assert paragraphs[2] == (
        "This is version 3, with the hash 5f2c9a: whoever has the same hash has the same rules. "
        "A day is a day in the time zone Europe/Berlin."
    )


def test_a_chapter_with_nothing_to_say_is_left_out() -> None:
    assert "What gives points" not in chapters(book())
    assert "Sources" not in chapters(book(sources={}))
    assert "What changed, and when" not in chapters(book())


def test_the_rules_of_the_day_asked_for() -> None:
    assert "Each takes 10 points." in text(full_book())
    assert "Each takes 5 points." in text(full_book(), on=day("2021-05-01"))
    assert "What follows are the rules in force from 1 January 2020 up to and including 30 June 2024." in text(
        full_book(), on=day("2021-05-01")
    )
    none = text(full_book(), on=day("2019-05-01"))
    assert "On 1 May 2019 it has no rules in force, and nobody is rated by it." in none
    assert "What takes points" not in none
    assert "Für den Tag 1. Mai 2019 hat es keine Regeln" in text(full_book(), "de", on=day("2019-05-01"))


def changes(old: Rules, new: Rules, lang: str = "en") -> tuple[tuple[str, ...], ...]:
    periods = (Period(day("2020-01-01"), day("2024-07-01"), old), Period(day("2024-07-01"), NEVER, new))
    blocks = prose(book(periods=periods), catalogue(), lang=lang).blocks
    start = next(
        n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.anchor == f"changes-{day('2024-07-01')}"
    )
    table = blocks[start + 1]
    return table.rows if isinstance(table, Table) else ()


def test_changed_points_are_set_side_by_side() -> None:
    old, new = rules(clauses=(clause(),)), rules(clauses=(clause(points=Fixed(-10_000)),))
    assert changes(old, new) == (("Small fine", "−5 points", "−10 points"),)
    assert changes(old, new, "de") == (("Small fine", "−5 Punkte", "−10 Punkte"),)
    assert "From 1 July 2024 on" in text(full_book())


def test_only_what_differs_is_listed() -> None:
    old, new = rules(clauses=(clause(), clause(id="other"))), rules(clauses=(clause(), clause(id="other", when=None)))
    assert changes(old, new) == (
        (
            "Other",
            "The rule applies to each record of the kind “Traffic penalty”, if the fine (yuan) is at most 500.",
            "The rule applies to each record of the kind “Traffic penalty”.",
        ),
    )
    assert changes(old, old) == ()


def test_new_and_gone() -> None:
    found = changes(rules(clauses=(clause(),)), rules(clauses=(clause(id="other"),)))
    assert [row[0] for row in found] == ["Other", "Small fine"]
    assert (found[0][1], found[1][2]) == ("not there", "no longer there")
    assert found[0][2] == found[1][1]
    assert found[0][2].startswith("The rule applies to each record of the kind “Traffic penalty”")
    ends = changes(rules(), rules(score=ScoreRule(0)))
    assert ends == (("How the score is made", "–", "It is never below 0."),)


def test_a_gap_between_periods_is_said() -> None:
    periods = (Period(0, day("2020-01-01"), rules()), Period(day("2021-01-01"), NEVER, rules()))
    said = text(book(periods=periods))
    assert "On 1 January 2020 these rules ended, and none followed at once." in said
    assert "Nothing changed for the person rated." in said


def test_what_a_standing_and_a_participation_mean() -> None:
    assert "nobody is rated by it" in text(book(standing="specimen"))
    assert "whose own results may differ" in text(book(standing="reconstruction"))
    said = text(book(participation="none", subjects="organisation"))
    assert "An organisation is rated without a consent or a notice." in said
    assert "Everyone else" not in said


def test_bands_with_open_and_closed_ends() -> None:
    bands = Bands((Band("A", 960_000, exclusive=True), Band("B", 600_000), Band("C", None)))
    found = text(book(rules(bands=bands)))
    assert "A     above 960" in found
    assert "B     600 to 960" in found
    assert "C     under 600" in found


def test_neighbouring_bands_are_said_in_short() -> None:
    bands = Bands(tuple(Band(name, floor) for name, floor in (("A", 4_000), ("B", 3_000), ("C", 2_000), ("D", None))))

    def said(*names: str) -> str:
        rule = Consequence("x", "benefit", names, both("Extra", "Mehr"), "the city", "credit", lasts=YEAR)
        return text(book(rules(bands=bands, consequences=(rule,))))

    assert "For every band." in said("A", "B", "C", "D")
    assert "For the band “B” and all below it." in said("D", "C", "B")
    assert "For the band “C” and all above it." in said("A", "B", "C")
    assert "For the bands “A” and “D”." in said("A", "D")


def test_a_language_that_is_not_there() -> None:
    with pytest.raises(BonitasError) as found:
        prose(book(), catalogue(), lang="fr")
    (problem,) = found.value.problems
    assert (problem.code, problem.message) == ("P001", "There is no prose in 'fr'.")
    assert problem.remedy == "Ask for one of: " + ", ".join(LANGUAGES) + "."


def places(template: str) -> set[str]:
    return {name.split(":")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_language_has_every_phrase() -> None:
    english = LANGUAGES["en"].phrases
    optional = {"ordinal.1", "ordinal.2", "ordinal.3"}
    for language in LANGUAGES.values():
        extra = {key for key in language.phrases if key not in english}
        assert {key for key in extra if not key.endswith(".dative")} == set()
        assert set(english) - set(language.phrases) <= optional
        for key, template in language.phrases.items():
            known = places(english.get(key, english.get(key.removesuffix(".dative"), "")))
            assert places(template) <= known | {"clock", "in_which"}, (language.code, key)
            assert "!" not in template


def test_a_language_writes_numbers_dates_and_plurals() -> None:
    en, de = LANGUAGES["en"], LANGUAGES["de"]
    assert [str(en.points(n)) for n in (1_000, -1_000, 2_000, 500, 0)] == [
        "1 point",
        "−1 point",
        "2 points",
        "0.5 points",
        "0 points",
    ]
    assert [str(de.points(n)) for n in (1_000, -2_500, 12_345_678)] == ["1 Punkt", "−2,5 Punkte", "12.345,678 Punkte"]
    assert f"{de.points(2_000):dat}" == "2 Punkten"
    assert (str(en.date(day("2024-07-01"))), str(de.date(day("2024-07-01")))) == ("1 July 2024", "1. Juli 2024")
    assert [en.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
    ]  # fmt: skip
    assert de.ordinal(3) == "3."
    assert en.together(["a", "b", "c"]) == "a, b and c"
    assert de.either(["a", "b"]) == "a oder b"


def test_nothing_threatens() -> None:
    for lang in LANGUAGES:
        said = text(dataclasses.replace(full_book(), periods=(Period(0, NEVER, full_rules()),)), lang).lower()
        for word in ("guilty", "offender", "punish", "penalised", "schuldig", "strafe", "täter", "惩罚"):
            assert word not in said
