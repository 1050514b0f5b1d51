"""How people are compared. One configuration for all files: nothing in it was chosen for one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bonitas.unify.match.comparing import Comparison, Configuration, Group, Level
from bonitas.unify.match.shared import EMAIL, NUMBER, PHONE, PLACE

_NO_GIVEN: Final = "(given_l IS NULL OR given_r IS NULL)"
_NO_SURNAME: Final = "(surname_l IS NULL OR surname_r IS NULL)"


def _alike(bound: str, one: str = "given", other: str = "surname") -> str:
    """Both names are so alike; or one with the other, where they are exchanged."""
    pairs = ((f"{one}_l", "given_r"), (f"{other}_l", "surname_r"))
    return " AND ".join(f"jaro_winkler_similarity({a}, {b}) >= {bound}" for a, b in pairs)


#: Who lives together and shares a surname is mostly two people: what relatives have in common by being relatives does not say that
#: they are one. These columns are copies, so that what is learnt by surname or by street is learnt of names and birth dates too.
_AT_ONE_HOME: Final = "jaro_winkler_similarity(home_l, home_r) >= 0.9"
#: The same Chinese name, in characters here and in Wade-Giles there, in either order: 张志强 and Chang Chih-ch'iang.
_ROMANISED: Final = (
    "CASE WHEN wade_l IS NOT NULL AND wade_r IS NULL THEN replace(surname_r || given_r, ' ', '') = wade_l OR replace(given_r || surname_r, ' ', '') = wade_l "
    "WHEN wade_r IS NOT NULL AND wade_l IS NULL THEN replace(surname_l || given_l, ' ', '') = wade_r OR replace(given_l || surname_l, ' ', '') = wade_r "
    "ELSE false END"
)
#: Given names are held beside each other as they are written out: Bob and Robert are no two who live together (`first`).
RELATIVES: Final = (
    f"jaro_winkler_similarity(family_l, family_r) >= 0.9 AND jaro_winkler_similarity(first_l, first_r) < 0.8 AND {_AT_ONE_HOME} "
    f"AND NOT coalesce({_ROMANISED}, false)"
)
#: Two addresses that are both made of the name say what the names say. The same address says more: nobody has another's.
_OF_THE_NAME: Final = (
    "email_l <> email_r AND contains(split_part(email_l, '@', 1), family_l) AND contains(split_part(email_r, '@', 1), family_r)"
)
_EMAIL: Final = replace(EMAIL, missing=f"{EMAIL.missing} OR ({_OF_THE_NAME})")
_PHONE: Final = replace(PHONE, missing=f"{PHONE.missing} OR ({RELATIVES})")
_SAME, _SAME_SURNAME = "the same given name and surname", "the same surname, another given name"
_SAME_GIVEN: Final = "the same given name, another surname"
_ONE_ALIKE: Final = "jaro_winkler_similarity(given_l, given_r) >= 0.85 OR jaro_winkler_similarity(surname_l, surname_r) >= 0.85"
_NEARLY: Final = (
    f"({_alike('0.92')}) OR (jaro_winkler_similarity(first_l, first_r) >= 0.92 AND jaro_winkler_similarity(surname_l, surname_r) >= 0.92) "
    f"OR {_ROMANISED}"
)
#: Where one of the names is missing, that is a level of its own: it says neither that they agree nor that they do not.
_NAME: Final = Comparison(
    "name",
    "name",
    ("given", "surname"),
    f"{_NO_GIVEN} AND {_NO_SURNAME}",
    (
        Level(_SAME, "both_names_l = both_names_r", 0.55, 0.0005, "both_names"),
        Level("given name and surname exchanged", "given_l = surname_r AND surname_l = given_r", 0.02, 0.0001),
        Level("given name and surname but for a slip, a short name or another romanisation", _NEARLY, 0.12, 0.0003),
        Level("given name and surname alike", f"({_alike('0.8')}) OR ({_alike('0.85', 'surname', 'given')})", 0.06, 0.0011),
        Level(
            "the same surname, no given name", f"surname_l = surname_r AND {_NO_GIVEN}", 0.03, 0.0005, says=(_SAME, _SAME_SURNAME)
        ),
        Level("the same given name, no surname", f"given_l = given_r AND {_NO_SURNAME}", 0.03, 0.001, says=(_SAME, _SAME_GIVEN)),
        Level("a surname in common at one address, another given name", RELATIVES, 0.01, 0.3, fixed=True, doubt=True),
        Level(_SAME_SURNAME, "surname_l = surname_r", 0.05, 0.005, "surname"),
        Level(_SAME_GIVEN, "given_l = given_r", 0.05, 0.01, "given"),
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
#: Birth dates are eight digits: a slip changes digits and moves none. Twins have one, which says nothing of
#: them; and two birth dates at one address are mostly parent and child, whatever they are called.
_BORN: Final = Comparison(
    "born",
    "birth date",
    ("born",),
    f"born_l IS NULL OR born_r IS NULL OR (mismatches(born_l, born_r) <= 2 AND {RELATIVES})",
    (
        Level("the same birth date", "born_l = born_r", 0.85, 0.0005),
        Level("birth date but for one digit", "mismatches(born_l, born_r) <= 1", 0.07, 0.002),
        Level(
            "day and month exchanged",
            "substr(born_l, 1, 4) = substr(born_r, 1, 4) AND substr(born_l, 5, 2) = substr(born_r, 7, 2) "
            "AND substr(born_l, 7, 2) = substr(born_r, 5, 2)",
            0.01,
            0.0005,
        ),
        Level("birth date but for two digits", "mismatches(born_l, born_r) <= 2", 0.03, 0.02),
        Level("another birth date at one address", _AT_ONE_HOME, 0.002, 0.97, fixed=True, doubt=True),
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
    comparisons=(_NAME, _SURNAME, _BORN, _SEX, _EMAIL, _PHONE, NUMBER, *PLACE),
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
    learn=(("born",), ("given", "surname"), ("number",), ("email",)),
    else_learn=(("phone",), ("postcode", "street"), ("street",), ("postcode",)),
    surely=(("given", "surname", "born"), ("number",), ("email",), ("phone", "surname"), ("surname", "born", "postcode")),
)
