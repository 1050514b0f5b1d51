"""What is compared of people and companies alike: where they are and how they are reached."""

from __future__ import annotations

from typing import Final

from bonitas.unify.match.comparing import Comparison, Level


def _one_slip(column: str, ends: int) -> str:
    """One letter changed, lost, added or exchanged with the next. That leaves the beginning or the end as it was, which is quicker to
    see: `ends` letters of it, where the column has at least twice as many."""
    a, b = f"{column}_l", f"{column}_r"
    return f"(left({a}, {ends}) = left({b}, {ends}) OR right({a}, {ends}) = right({b}, {ends})) AND damerau_levenshtein({a}, {b}) <= 1"


_USER_L, _USER_R = "split_part(email_l, '@', 1)", "split_part(email_r, '@', 1)"
#: Initials, `info` or `mail` are the user of many.
_LONG: Final = f"least(length({_USER_L}), length({_USER_R})) >= 6"
_ENDS: Final = f"(left({_USER_L}, 3) = left({_USER_R}, 3) OR right({_USER_L}, 3) = right({_USER_R}, 3))"
EMAIL: Final = Comparison(
    "email",
    "e-mail",
    ("email",),
    "email_l IS NULL OR email_r IS NULL",
    (
        Level("the same e-mail", "email_l = email_r", 0.7, 0.0002, "email"),
        Level("the same user of another host", f"{_LONG} AND {_USER_L} = {_USER_R}", 0.06, 0.0003),
        Level("e-mail but for a slip", "jaro_winkler_similarity(email_l, email_r) >= 0.92", 0.08, 0.0005),
        Level(
            "users of the e-mail alike", f"{_LONG} AND {_ENDS} AND damerau_levenshtein({_USER_L}, {_USER_R}) <= 2", 0.04, 0.004
        ),
        Level("another e-mail", "ELSE", 0.12, 0.995),
    ),
)
PHONE: Final = Comparison(
    "phone",
    "telephone",
    ("phone",),
    "phone_l IS NULL OR phone_r IS NULL",
    (
        Level("the same telephone number", "phone_l = phone_r", 0.75, 0.0002, "phone"),
        Level("telephone number but for one digit", _one_slip("phone", 3), 0.07, 0.0003),
        Level("another telephone number", "ELSE", 0.18, 0.9995),
    ),
)
NUMBER: Final = Comparison(
    "number",
    "number",
    ("number",),
    "number_l IS NULL OR number_r IS NULL",
    (
        Level("the same number", "number_l = number_r", 0.88, 0.0001),
        Level("number but for one digit", _one_slip("number", 2), 0.06, 0.0002),
        Level("number but for two digits", "damerau_levenshtein(number_l, number_r) <= 2", 0.02, 0.0007),
        Level("another number", "ELSE", 0.04, 0.999),
    ),
)
_STREET_ALIKE: Final = "jaro_winkler_similarity(street_l, street_r) >= 0.92"
_PLACELESS: Final = " AND ".join(f"({name}_l IS NULL OR {name}_r IS NULL)" for name in ("street", "postcode", "city"))
#: Street and town are one comparison: who has the one in common mostly has the other. The first that the columns allow is used.
PLACE: Final = (
    Comparison(
        "place",
        "address",
        ("street",),
        _PLACELESS,
        (
            Level(
                "the same street, house and place",
                "street_l = street_r AND house_l = house_r AND (postcode_l = postcode_r OR city_l = city_r)",
                0.45,
                0.0003,
            ),
            Level("the same street and house, another or no place", "street_l = street_r AND house_l = house_r", 0.05, 0.0002),
            Level("a street alike, the same house", f"house_l = house_r AND {_STREET_ALIKE}", 0.1, 0.0005),
            Level("the same street and postcode", "street_l = street_r AND postcode_l = postcode_r", 0.1, 0.001),
            Level("the same house number and postcode", "house_l = house_r AND postcode_l = postcode_r", 0.04, 0.0005),
            Level("the same street", "street_l = street_r", 0.04, 0.002, "street"),
            Level("a street alike", _STREET_ALIKE, 0.03, 0.003),
            Level("the same postcode", "postcode_l = postcode_r", 0.05, 0.003, "postcode"),
            Level("the same city", "city_l = city_r", 0.04, 0.01, "city"),
            Level("postcode but for one digit", _one_slip("postcode", 2), 0.02, 0.01),
            Level("another address", "ELSE", 0.08, 0.9695),
        ),
    ),
    Comparison(
        "place",
        "postcode and city",
        ("postcode", "city"),
        "(postcode_l IS NULL OR postcode_r IS NULL) AND (city_l IS NULL OR city_r IS NULL)",
        (
            Level("the same postcode", "postcode_l = postcode_r", 0.65, 0.003, "postcode"),
            Level("postcode but for one digit", _one_slip("postcode", 2), 0.08, 0.01),
            Level("the same city", "city_l = city_r", 0.1, 0.01, "city"),
            Level("a city alike", "jaro_winkler_similarity(city_l, city_r) >= 0.9", 0.04, 0.007),
            Level("another place", "ELSE", 0.13, 0.97),
        ),
    ),
    Comparison(
        "place",
        "postcode",
        ("postcode",),
        "postcode_l IS NULL OR postcode_r IS NULL",
        (
            Level("the same postcode", "postcode_l = postcode_r", 0.75, 0.003, "postcode"),
            Level("postcode but for one digit", _one_slip("postcode", 2), 0.08, 0.01),
            Level("another postcode", "ELSE", 0.17, 0.987),
        ),
    ),
    Comparison(
        "place",
        "city",
        ("city",),
        "city_l IS NULL OR city_r IS NULL",
        (
            Level("the same city", "city_l = city_r", 0.7, 0.02, "city"),
            Level("a city alike", "jaro_winkler_similarity(city_l, city_r) >= 0.9", 0.08, 0.01),
            Level("another city", "ELSE", 0.22, 0.97),
        ),
    ),
)
