"""Two registers of people and two of companies whose common subjects are known, made by a generator that the comparison was not written with.

The levels of `unify/match` were written with Febrl and fake_1000 in view; these sets were made afterwards, with names of six languages and other
errors: what happens between two offices rather than slips of a typist alone. Names are common ones of general knowledge, put together by chance:
nobody in it is anybody. What is looked up here says nothing about a real register either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pypinyin import lazy_pinyin

from benchmarks.linking_words import (
    CITIES,
    COMPANY,
    CONFUSED,
    FORMS,
    GIVEN,
    HEARD,
    KEYS,
    ROMANISED,
    SHORT,
    STREETS,
    SURNAMES,
    TRADES,
)

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Two:
    """Two files of names, and which (subject of one, subject of the other) are one."""

    one: list[Row]
    other: list[Row]
    same: frozenset[tuple[str, str]]


class _Chance:
    """What is drawn, from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def one_of(self, words: Sequence[Any], exponent: float = 0.0) -> Any:
        """One of these; with an exponent, the first are common and the last are rare."""
        weight = 1 / np.arange(1, len(words) + 1) ** exponent
        return words[int(self.random.choice(len(words), p=weight / weight.sum()))]

    def is_so(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def number(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high))


def people(size: int, *, seed: int) -> Two:
    """A register of so many people, and another office that knows six of ten of them and a third as many others."""
    chance = _Chance(seed)
    one: list[Row] = []
    for at in range(size):
        person = _person(chance)
        if one and chance.is_so(0.25):
            _relative(chance, person, one[-1])
        one.append({"subject": f"a{at}", **person})
    return _two(chance, one, lambda: _person(chance), _told_of)


def companies(size: int, *, seed: int) -> Two:
    """A register of so many companies, and another office that knows six of ten of them and a third as many others."""
    chance = _Chance(seed)
    one: list[Row] = []
    for at in range(size):
        company = _company(chance)
        if one and chance.is_so(0.2):
            _sister(chance, company, one[-1])
        one.append({"subject": f"a{at}", "subject_type": "organisation", **company})
    return _two(chance, one, lambda: {"subject_type": "organisation", **_company(chance)}, _traded_as)


def _two(chance: _Chance, one: list[Row], stranger: Callable[[], Row], again: Callable[[_Chance, Row], Row]) -> Two:
    known = [row for row in one if chance.is_so(0.6)]
    others = [{**again(chance, row), "of": row["subject"]} for row in known]
    others += [{**stranger(), "of": ""} for _ in range(len(known) // 3)]
    order = chance.random.permutation(len(others)).tolist()
    other, same = [], set()
    for no, at in enumerate(order):
        row = others[at]
        of = row.pop("of")
        other.append({**row, "subject": f"b{no}"})
        if of:
            same.add((of, f"b{no}"))
    hidden = [{name: cell for name, cell in row.items() if name not in ("language", "short")} for row in one]
    return Two(hidden, [{n: c for n, c in row.items() if n not in ("language", "short")} for row in other], frozenset(same))


def _person(chance: _Chance) -> Row:
    language = chance.one_of(list(SURNAMES))
    sex = chance.one_of(("f", "m"))
    given, surname = chance.one_of(GIVEN[language][sex], 0.7), chance.one_of(SURNAMES[language], 0.7)
    day = (np.datetime64("1940-01-01") + np.timedelta64(chance.number(0, 24_000), "D")).astype(str)
    city, post = chance.one_of(CITIES[language], 0.8)
    street = chance.one_of(STREETS[language]).format(chance.one_of(SURNAMES[language]))
    latin = f"{given}.{surname}".lower().replace("'", "")
    mail = f"{latin}{day[2:4] if chance.is_so(0.5) else ''}@{chance.one_of(('example.org', 'example.com', 'mail.example'))}"
    return {
        "language": language, "given_name": given, "surname": surname, "birth_date": str(day), "sex": sex, "street": street,
        "house_number": str(chance.number(1, 160)), "postcode": f"{post}{chance.number(0, 1000):03d}", "city": city,
        "phone": f"0{chance.number(20, 99)}{chance.number(1_000_000, 9_999_999)}" if chance.is_so(0.7) else "",
        "email": mail if latin.isascii() and chance.is_so(0.6) else "",
    }  # fmt: skip


def _relative(chance: _Chance, person: Row, of: Row) -> None:
    """Lives with somebody, mostly under the same surname; now and then a twin, or called as the parent is."""
    person["language"], sex = of["language"], person["sex"]
    person["given_name"] = chance.one_of(GIVEN[of["language"]][sex], 0.7) if chance.is_so(0.95) else of["given_name"]
    for name in ("street", "house_number", "postcode", "city", "phone"):
        person[name] = of[name]
    person["surname"] = of["surname"] if chance.is_so(0.8) else chance.one_of(SURNAMES[of["language"]], 0.7)
    if chance.is_so(0.04):
        person["birth_date"] = of["birth_date"]


def _told_of(chance: _Chance, person: Row) -> Row:
    """The same person as another office has it, some years before or after."""
    row = dict(person)
    _other_name(chance, row)
    if chance.is_so(0.03):
        year, month, day = row["birth_date"].split("-")
        row["birth_date"] = f"{year}-{day}-{month}" if int(day) <= 12 else row["birth_date"]
    if chance.is_so(0.04):
        row["birth_date"] = _other_digit(chance, row["birth_date"])
    if chance.is_so(0.15):
        _move(chance, row)
    if chance.is_so(0.3):
        row["phone"] = f"0{chance.number(20, 99)}{chance.number(1_000_000, 9_999_999)}"
    for name, share in (
        ("birth_date", 0.12), ("street", 0.1), ("postcode", 0.1), ("phone", 0.3), ("sex", 0.2), ("city", 0.05), ("email", 0.3),
    ):  # fmt: skip
        row[name] = "" if chance.is_so(share) else row[name]
    return row


def _other_name(chance: _Chance, row: Row) -> None:
    """What the other office calls a person."""
    language = row["language"]
    if language == "zh" and chance.is_so(0.5):
        _in_latin(chance, row)
    if chance.is_so(0.1):
        row["given_name"] = SHORT.get(row["given_name"], row["given_name"])
    if chance.is_so(0.06):
        row["given_name"] = row["given_name"][0] + "."
    if chance.is_so(0.08):
        row["given_name"] += " " + chance.one_of(GIVEN[language][row["sex"]])
    if chance.is_so(0.04 if row["sex"] == "f" else 0.01):
        new = chance.one_of(SURNAMES[language])
        row["surname"] = new if chance.is_so(0.6) else f"{row['surname']}-{new}"
    if chance.is_so(0.03):
        row["given_name"], row["surname"] = row["surname"], row["given_name"]
    for name, share in (("given_name", 0.08), ("surname", 0.1), ("street", 0.1), ("city", 0.04)):
        if chance.is_so(share):
            row[name] = _misheard(chance, row[name])


def _in_latin(chance: _Chance, row: Row) -> None:
    """A Chinese name in pinyin, in Wade-Giles, or as in Hong Kong."""
    way = chance.one_of(("pinyin", "pinyin", "wade", "hong kong"))
    for name in ("given_name", "surname"):
        wade, hong_kong = ROMANISED[row[name]]
        row[name] = hong_kong if way == "hong kong" else wade if way == "wade" else "".join(lazy_pinyin(row[name])).capitalize()


def _move(chance: _Chance, row: Row) -> None:
    """To another address."""
    city, post = chance.one_of(CITIES[row["language"]])
    row |= {"city": city, "postcode": f"{post}{chance.number(0, 1000):03d}", "house_number": str(chance.number(1, 160))}
    row["street"] = chance.one_of(STREETS[row["language"]]).format(chance.one_of(SURNAMES[row["language"]]))


def _company(chance: _Chance) -> Row:
    language = chance.one_of(list(COMPANY))
    core = chance.one_of(COMPANY[language]).format(
        chance.one_of(SURNAMES[language], 0.5), chance.one_of(SURNAMES[language], 0.3), chance.one_of(TRADES[language], 0.4)[0]
    )
    form = chance.one_of(FORMS[language], 0.8)[0]
    city, post = chance.one_of(CITIES[language], 0.6)
    host = "".join(letter for letter in core.lower() if letter.isascii() and letter.isalnum())[:14]
    return {
        "language": language, "short": core, "name": f"{core}{'' if language == 'zh' else ' '}{form}",
        "street": chance.one_of(STREETS[language]).format(chance.one_of(SURNAMES[language])), "house_number": str(chance.number(1, 160)),
        "postcode": f"{post}{chance.number(0, 1000):03d}", "city": city,
        "phone": f"0{chance.number(20, 99)}{chance.number(1_000_000, 9_999_999)}",
        "website": f"www.{host}.example" if len(host) > 4 and chance.is_so(0.6) else "",
        "number": str(chance.number(10_000, 999_999)) if chance.is_so(0.5) else "",
    }  # fmt: skip


def _sister(chance: _Chance, company: Row, of: Row) -> None:
    """Another company of one group: at one address, its name begun alike."""
    language = of["language"]
    first = of["short"][:2] if language == "zh" else of["short"].split()[0]
    more = chance.one_of(TRADES[language])[0]
    core = f"{first}{more}" if language == "zh" else f"{first} {more}"
    company |= {name: of[name] for name in ("language", "street", "house_number", "postcode", "city")}
    company |= {"short": core, "name": f"{core}{'' if language == 'zh' else ' '}{chance.one_of(FORMS[language], 0.8)[0]}"}
    if chance.is_so(0.5):
        company |= {"phone": of["phone"], "website": of["website"]}


def _traded_as(chance: _Chance, company: Row) -> Row:
    """The same company as another office writes it."""
    row = dict(company)
    language, core = row["language"], row["short"]
    form = row["name"][len(core) :].strip()
    ways = next(ways for ways in FORMS[language] if ways[0] == form)
    for long, short in TRADES[language]:
        if long in core and chance.is_so(0.25):
            core = core.replace(long, short) if chance.is_so(0.6) else core.replace(long, "").strip() or core
    said = chance.one_of(ways) if chance.is_so(0.85) else ""
    if language == "zh" and chance.is_so(0.35):
        row["name"] = f"{''.join(lazy_pinyin(core)).capitalize()} Co., Ltd."
    elif language == "zh":
        place = row["city"] if chance.is_so(0.4) else ""
        row["name"] = f"{place}{core}{said}"
    else:
        row["name"] = f"{_written(chance, core, row['city'])} {said}".strip()
    if chance.is_so(0.2):
        _move(chance, row)
    if chance.is_so(0.1) and row["number"]:
        row["number"] = _other_digit(chance, row["number"])
    for name, share in (("street", 0.15), ("postcode", 0.1), ("phone", 0.4), ("website", 0.5), ("number", 0.5), ("city", 0.05)):
        row[name] = "" if chance.is_so(share) else row[name]
    return row


def _written(chance: _Chance, core: str, city: str) -> str:
    """The core of a company's name, in Latin letters, as somebody else writes it."""
    core = core.replace(" & ", chance.one_of((" und ", " and ", " + ", " & ", " et ")))
    core = core.upper() if chance.is_so(0.15) else core
    core = " ".join(reversed(core.split())) if chance.is_so(0.05) else core
    core = _misheard(chance, core) if chance.is_so(0.12) else core
    return f"{core} ({city})" if chance.is_so(0.05) else core


def _misheard(chance: _Chance, text: str) -> str:
    """A neighbouring key, letters taken for others by the eye or by the ear, an accent dropped, a letter lost or doubled."""
    pairs = [(a, b) for a, b in (*HEARD, *CONFUSED) if a in text.lower()]
    if pairs and chance.is_so(0.5):
        a, b = chance.one_of(pairs)
        at = text.lower().index(a)
        return text[:at] + b + text[at + len(a) :]
    at = chance.number(0, len(text))
    near = KEYS.get(text[at].lower())
    if near and chance.is_so(0.5):
        return text[:at] + chance.one_of(near) + text[at + 1 :]
    return text[:at] + (text[at] * 2 if chance.is_so(0.4) else "") + text[at + 1 :] or text


def _other_digit(chance: _Chance, text: str) -> str:
    at = chance.one_of([n for n, letter in enumerate(text) if letter.isdigit()])
    return text[:at] + str(chance.number(0, 10)) + text[at + 1 :]
