"""How people are compared. One configuration for all files: nothing in it was chosen for one of them."""

from __future__ import annotations

from typing import Final

from bonitas.unify.match.comparing import Comparison, Configuration, Group, Level
from bonitas.unify.match.shared import ADDRESS, EMAIL, NUMBER, PHONE, PLACE

_NO_GIVEN: Final = "(given_l IS NULL OR given_r IS NULL)"
_NO_SURNAME: Final = "(surname_l IS NULL OR surname_r IS NULL)"


def _alike(bound: str, one: str = "given", other: str = "surname") -> str:
    """Both names are so alike; or one with the other, where they are exchanged."""
    pairs = ((f"{one}_l", "given_r"), (f"{other}_l", "surname_r"))
    return " AND ".join(f"jaro_winkler_similarity({a}, {b}) >= {bound}" for a, b in pairs)


_ONE_ALIKE: Final = "jaro_winkler_similarity(given_l, given_r) >= 0.85 OR jaro_winkler_similarity(surname_l, surname_r) >= 0.85"
#: Where one of the names is missing, that is a level of its own: it says neither that they agree nor that they do not.
_NAME: Final = Comparison(
    "name",
    "name",
    ("given", "surname"),
    f"{_NO_GIVEN} AND {_NO_SURNAME}",
    (
        Level("the same given name and surname", "both_names_l = both_names_r", 0.55, 0.0005, "both_names"),
        Level("given name and surname exchanged", "given_l = surname_r AND surname_l = given_r", 0.02, 0.0001),
        Level("given name and surname but for a slip", _alike("0.92"), 0.12, 0.0003),
        Level("given name and surname alike", f"({_alike('0.8')}) OR ({_alike('0.85', 'surname', 'given')})", 0.06, 0.0011),
        Level("the same surname, no given name", f"surname_l = surname_r AND {_NO_GIVEN}", 0.03, 0.0005),
        Level("the same given name, no surname", f"given_l = given_r AND {_NO_SURNAME}", 0.03, 0.001),
        Level("the same surname, another given name", "surname_l = surname_r", 0.05, 0.005, "surname"),
        Level("the same given name, another surname", "given_l = given_r", 0.05, 0.01, "given"),
        Level("one of the names alike", _ONE_ALIKE, 0.05, 0.03),
        Level("one name missing, the other not alike", f"{_NO_GIVEN} OR {_NO_SURNAME}", 0.01, 0.02),
        Level("names not alike", "ELSE", 0.03, 0.9315),
    ),
)
_SURNAME: Final = Comparison(
    "name",
    "name",
    ("surname",),
    "surname_l IS NULL OR surname_r IS NULL",
    (
        Level("the same surname", "surname_l = surname_r", 0.85, 0.005, "surname"),
        Level("surname but for a slip", "jaro_winkler_similarity(surname_l, surname_r) >= 0.92", 0.1, 0.005),
        Level("names not alike", "ELSE", 0.05, 0.99),
    ),
)
_BORN: Final = Comparison(
    "born",
    "birth date",
    ("born",),
    "born_l IS NULL OR born_r IS NULL",
    (
        Level("the same birth date", "born_l = born_r", 0.85, 0.0005),
        Level("birth date but for one digit", "damerau_levenshtein(born_l, born_r) <= 1", 0.08, 0.002),
        Level(
            "day and month exchanged",
            "substr(born_l, 1, 4) = substr(born_r, 1, 4) AND substr(born_l, 5, 2) = substr(born_r, 7, 2) "
            "AND substr(born_l, 7, 2) = substr(born_r, 5, 2)",
            0.01,
            0.0005,
        ),
        Level("birth date but for two digits", "damerau_levenshtein(born_l, born_r) <= 2", 0.02, 0.02),
        Level("the same year of birth", "substr(born_l, 1, 4) = substr(born_r, 1, 4)", 0.01, 0.015),
        Level("another birth date", "ELSE", 0.03, 0.962),
    ),
)
_SEX: Final = Comparison(
    "sex",
    "sex",
    ("sex",),
    "sex_l IS NULL OR sex_r IS NULL",
    (Level("the same sex", "sex_l = sex_r", 0.98, 0.5), Level("another sex", "ELSE", 0.02, 0.5)),
)

PEOPLE: Final = Configuration(
    comparisons=(_NAME, _SURNAME, _BORN, _SEX, EMAIL, PHONE, NUMBER, *ADDRESS, *PLACE),
    groups=(
        Group("number", ("number",), ("number",), ("born",)),
        Group("e-mail", ("email",), ("email",), ("surname", "given")),
        Group("telephone", ("phone",), ("phone",), ("surname", "given")),
        Group("birth date", ("born",), ("born",), ("left(surname, 2)", "left(given, 2)")),
        Group("surname", ("surname",), ("surname",), ("left(given, 2)", "left(born, 4)", "born")),
        Group("given name", ("given",), ("given",), ("left(surname, 2)", "left(born, 4)", "born")),
        Group("user of the e-mail", ("email",), ("split_part(email, '@', 1)",), ("surname", "given")),
        Group("postcode", ("postcode",), ("postcode",), ("house", "left(born, 4)", "left(surname, 1)")),
        Group("names exchanged", ("given", "surname"), ("least(given, surname)", "greatest(given, surname)"), ("left(born, 4)",)),
        Group("beginnings of names", ("given", "surname"), ("left(given, 3)", "left(surname, 3)"), ("left(born, 4)",)),
    ),
    learn=(("born",), ("given", "surname"), ("number",), ("email",), ("phone",), ("postcode", "street")),
    surely=(("given", "surname", "born"), ("number",), ("email",), ("phone", "surname"), ("surname", "born", "postcode")),
)
