"""A person's name and birth date in one spelling."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bonitas.unify.names.han import has_han, pinyin, split, surname_pinyin, wade_giles
from bonitas.unify.names.spelling import plain

#: Titles and particles that one file keeps and another drops.
_TITLES: Final = frozenset(
    ["dr", "prof", "mr", "mrs", "ms", "miss", "herr", "frau", "sir", "dipl", "ing", "mag", "jr", "sr", "mme", "mlle"]
)
_PARTICLES: Final = frozenset(
    ["von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "zu", "zum", "ter", "bin", "al", "el"]
)
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00:00.*)?", re.ASCII)
_EIGHT: Final = re.compile(r"\d{8}", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
_HAN_DAY: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)


def given_of(text: str) -> str:
    """A given name: plain, without titles.

    >>> given_of("Dr. Jörg"), given_of("小明")
    ('jorg', 'xiaoming')
    """
    return _without(plain(pinyin(text) if has_han(text) else text))


def surname_of(text: str) -> str:
    """A surname: plain, without titles, particles joined on: `van der Berg` and `Vanderberg` are one.

    >>> surname_of("van der Berg"), surname_of("单"), surname_of("de la Cruz")
    ('vanderberg', 'shan', 'delacruz')
    """
    text = text.strip()
    words = _without(plain(surname_pinyin(text) if has_han(text) else text)).split()
    at = 0
    while at < len(words) - 1 and words[at] in _PARTICLES:
        at += 1
    return " ".join(["".join(words[: at + 1]), *words[at + 1 :]])


def parts_of(name: str) -> tuple[str, str]:
    """Given name and surname of a whole name: before the comma, in Chinese the first, else the last word with its particles.

    >>> parts_of("Müller, Jörg"), parts_of("Ludwig van Beethoven"), parts_of("欧阳修")
    (('jorg', 'muller'), ('ludwig', 'vanbeethoven'), ('xiu', 'ouyang'))
    """
    name = unicodedata.normalize("NFKC", name)
    chinese = split(name)
    if chinese is not None:
        return given_of(chinese[1]), surname_of(chinese[0])
    before, comma, after = name.partition(",")
    if comma and after.strip():
        return given_of(after), surname_of(before)
    words = _without(plain(pinyin(name) if has_han(name) else name)).split()
    at = len(words) - 1
    while at > 1 and words[at - 1] in _PARTICLES:
        at -= 1
    return (" ".join(words[:at]), surname_of(" ".join(words[at:]))) if at > 0 else ("", surname_of(" ".join(words)))


def wade_of(text: str) -> str | None:
    """A name in Chinese characters in Wade-Giles: a whole one, or surname and given name with a comma between.

    >>> wade_of("张志强"), wade_of("张,志强"), wade_of("Zhang Zhiqiang")
    ('changchihchiang', 'changchihchiang', None)
    """
    surname, comma, given = text.partition(",")
    parts = (surname.strip(), given.strip()) if comma else split(unicodedata.normalize("NFKC", text))
    return wade_giles(*parts) if parts is not None else None


def birth_of(text: str) -> str | None:
    """A birth date as eight digits, year first; None if it is not written in a way that is read here.

    Eight digits are taken as they are, also where they are no day: a slip of the pen is still a trace.

    >>> birth_of("1987-06-05"), birth_of("5.6.1987"), birth_of("19081341"), birth_of("05/06/87")
    ('19870605', '19870605', '19081341', None)
    """
    text = text.strip()
    if _EIGHT.fullmatch(text):
        return text
    for form, order in ((_ISO, (1, 2, 3)), (_HAN_DAY, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        found = form.fullmatch(text)
        if found:
            year, month, day = (int(found[at]) for at in order)
            return f"{year:04}{month:02}{day:02}"
    return None


def sex_of(text: str) -> str:
    """f, m or x; empty for what is not known here.

    >>> sex_of("Female"), sex_of("männlich"), sex_of("女"), sex_of("?")
    ('f', 'm', 'f', '')
    """
    word = text.strip().casefold()
    words = {"f": "f", "female": "f", "w": "f", "weiblich": "f", "woman": "f", "女": "f", "m": "m", "male": "m", "männlich": "m", "man": "m",
             "男": "m", "x": "x", "d": "x", "divers": "x", "diverse": "x", "other": "x"}  # fmt: skip
    return words.get(word, "")


def _without(words: str) -> str:
    kept = [word for word in words.split() if word not in _TITLES]
    return " ".join(kept) or words
