"""Addresses, mail and telephone numbers in one spelling."""

from __future__ import annotations

import re
from typing import Final

from bonitas.unify.names.han import has_han, pinyin
from bonitas.unify.names.spelling import plain

#: Words of streets that are written short or long.
_STREET: Final = {
    "str": "street", "st": "street", "strasse": "street", "rd": "road", "ave": "avenue", "av": "avenue", "pl": "place", "dr": "drive",
    "ct": "court", "crt": "court", "cres": "crescent", "cct": "circuit", "sq": "square", "ln": "lane", "bd": "boulevard", "blvd": "boulevard",
}  # fmt: skip
_JOINED: Final = re.compile(r"(?<=[a-z]{2})(?:strasse|str)$")
_NUMBER: Final = re.compile(r"(?<![a-z0-9])(\d+[a-z]?)(?![a-z0-9])")
#: Digits of a telephone number that tell it from others, whatever stands before it for the country.
PHONE_DIGITS: Final = 8


def street_of(text: str) -> tuple[str, str]:
    """The street and, where the text holds one, the house number.

    >>> street_of("Hauptstr. 12a"), street_of("12 Main St"), street_of("Hauptstraße")
    (('haupt street', '12a'), ('main street', '12'), ('haupt street', ''))
    """
    words = plain(pinyin(text) if has_han(text) else text)
    number = _NUMBER.search(words)
    if number and len(words) > len(number[1]):
        words = f"{words[: number.start()]} {words[number.end() :]}"
    spelt = (_STREET.get(word, _JOINED.sub(" street", word)) for word in words.split())
    return " ".join(" ".join(spelt).split()), number[1] if number else ""


def place_of(text: str) -> str:
    """A city, region or country.

    >>> place_of("München"), place_of("北京市"), place_of("Saint-Denis")
    ('munchen', 'beijing', 'saint denis')
    """
    return plain(pinyin(text.removesuffix("市").removesuffix("省")) if has_han(text) else text)


def joined(text: str) -> str:
    """Letters and digits without anything between: a postcode, a house number, a number of any kind.

    >>> joined("SW1A 2AA"), joined("12 / b")
    ('sw1a2aa', '12b')
    """
    return plain(text).replace(" ", "")


def mail_of(text: str) -> str:
    """A mail address, in small letters; empty without an @ between two parts.

    >>> mail_of(" Ann.Lee@Example.ORG "), mail_of("none")
    ('ann.lee@example.org', '')
    """
    text = "".join(text.split()).casefold()
    user, at, host = text.rpartition("@")
    return text if at and user and host else ""


def phone_of(text: str) -> str:
    """The last digits of a telephone number; empty if there are too few.

    >>> phone_of("+49 (0)30 1234567"), phone_of("030 1234567"), phone_of("112")
    ('01234567', '01234567', '')
    """
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS - 2 else ""


def site_of(text: str) -> str:
    """The host of a web address, without www.

    >>> site_of("https://www.Example.org/about"), site_of("example.org")
    ('example.org', 'example.org')
    """
    host = text.strip().casefold().split("://")[-1].split("/")[0].split(":")[0].removeprefix("www.")
    return host if "." in host else ""
