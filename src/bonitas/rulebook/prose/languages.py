"""The languages that prose is written in."""

from __future__ import annotations

from typing import Final

from bonitas.common.problems import BonitasError, Problem, nearest
from bonitas.rulebook.prose import (
    phrases_de,
    phrases_de_frame,
    phrases_de_register,
    phrases_en,
    phrases_en_frame,
    phrases_en_register,
    phrases_zh,
    phrases_zh_frame,
    phrases_zh_register,
)
from bonitas.rulebook.prose.language import Language

ENGLISH: Final = Language(
    code="en",
    phrases={
        **phrases_en.BASICS,
        **phrases_en.CONDITIONS,
        **phrases_en.CLAUSES,
        **phrases_en.TOGETHER,
        **phrases_en.MEASURES,
        **phrases_en.BINS,
        **phrases_en_frame.FRAME,
        **phrases_en_register.SHOWN,
        **phrases_en_register.PASSED,
    },
    nouns=phrases_en.NOUNS,
    months=phrases_en.MONTHS,
    decimal=".",
    group=",",
    quotes=("“", "”"),
)

GERMAN: Final = Language(
    code="de",
    phrases={
        **phrases_de.BASICS,
        **phrases_de.CONDITIONS,
        **phrases_de.CLAUSES,
        **phrases_de.TOGETHER,
        **phrases_de.MEASURES,
        **phrases_de.BINS,
        **phrases_de_frame.FRAME,
        **phrases_de_register.SHOWN,
        **phrases_de_register.PASSED,
    },
    nouns=phrases_de.NOUNS,
    months=phrases_de.MONTHS,
    decimal=",",
    group=".",
    quotes=("„", "“"),
)

CHINESE: Final = Language(
    code="zh",
    phrases={
        **phrases_zh.BASICS,
        **phrases_zh.CONDITIONS,
        **phrases_zh.CLAUSES,
        **phrases_zh.TOGETHER,
        **phrases_zh.MEASURES,
        **phrases_zh.BINS,
        **phrases_zh_frame.FRAME,
        **phrases_zh_register.SHOWN,
        **phrases_zh_register.PASSED,
    },
    nouns=phrases_zh.NOUNS,
    months=phrases_zh.MONTHS,
    decimal=".",
    group=",",
    quotes=("“", "”"),
)

LANGUAGES: Final = {language.code: language for language in (ENGLISH, GERMAN, CHINESE)}


def language_of(code: str) -> Language:
    """The language of that code; BonitasError (P001) where there is none.

    >>> language_of("de").date(19905).dative
    'dem 1. Juli 2024'
    """
    if code not in LANGUAGES:
        codes = ", ".join(LANGUAGES)
        problem = Problem(
            "P001",
            f"There is no prose in '{code}'.",
            found=code,
            nearest=nearest(code, LANGUAGES),
            remedy=f"Ask for one of: {codes}.",
        )
        raise BonitasError(problem)
    return LANGUAGES[code]
