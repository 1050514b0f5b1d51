"""What is compared of people and companies alike: where they are and how they are reached."""

from __future__ import annotations

from typing import Final

from bonitas.unify.match.comparing import Comparison, Level

_USER_L, _USER_R = "split_part(email_l, '@', 1)", "split_part(email_r, '@', 1)"
#: Initials, `info` or `mail` are the user of many.
_LONG: Final = f"least(length({_USER_L}), length({_USER_R})) >= 6"
EMAIL: Final = Comparison(
    "email",
    "e-mail",
    ("email",),
    "email_l IS NULL OR email_r IS NULL",
    (
        Level("the same e-mail", "email_l = email_r", 0.7, 0.0002, "email"),
        Level("the same user of another host", f"{_LONG} AND {_USER_L} = {_USER_R}", 0.06, 0.0003),
        Level("e-mail but for a slip", "jaro_winkler_similarity(email_l, email_r) >= 0.92", 0.08, 0.0005),
        Level("users of the e-mail alike", f"{_LONG} AND damerau_levenshtein({_USER_L}, {_USER_R}) <= 2", 0.04, 0.004),
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
        Level("telephone number but for one digit", "damerau_levenshtein(phone_l, phone_r) <= 1", 0.07, 0.0003),
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
        Level("number but for one digit", "damerau_levenshtein(number_l, number_r) <= 1", 0.06, 0.0002),
        Level("number but for two digits", "damerau_levenshtein(number_l, number_r) <= 2", 0.02, 0.0007),
        Level("another number", "ELSE", 0.04, 0.999),
    ),
)
_STREET_ALIKE: Final = "jaro_winkler_similarity(street_l, street_r) >= 0.92"
#: The first that the columns allow is used.
ADDRESS: Final = (
    Comparison(
        "address",
        "street and house",
        ("street", "house"),
        "(street_l IS NULL OR street_r IS NULL) AND (house_l IS NULL OR house_r IS NULL)",
        (
            Level("the same street and house", "street_l = street_r AND house_l = house_r", 0.5, 0.0005),
            Level("the same house of a street alike", f"house_l = house_r AND {_STREET_ALIKE}", 0.1, 0.0005),
            Level("the same street", "street_l = street_r", 0.08, 0.002, "street"),
            Level("a street alike", _STREET_ALIKE, 0.04, 0.003),
            Level("the same house number", "house_l = house_r", 0.08, 0.02, "house"),
            Level("another address", "ELSE", 0.2, 0.974),
        ),
    ),
    Comparison(
        "address",
        "street",
        ("street",),
        "street_l IS NULL OR street_r IS NULL",
        (
            Level("the same street", "street_l = street_r", 0.65, 0.003, "street"),
            Level("a street alike", _STREET_ALIKE, 0.1, 0.004),
            Level("another street", "ELSE", 0.25, 0.993),
        ),
    ),
)
#: The first that the columns allow is used.
PLACE: Final = (
    Comparison(
        "place",
        "postcode and city",
        ("postcode", "city"),
        "(postcode_l IS NULL OR postcode_r IS NULL) AND (city_l IS NULL OR city_r IS NULL)",
        (
            Level("the same postcode", "postcode_l = postcode_r", 0.65, 0.003, "postcode"),
            Level("postcode but for one digit", "damerau_levenshtein(postcode_l, postcode_r) <= 1", 0.08, 0.01),
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
            Level("postcode but for one digit", "damerau_levenshtein(postcode_l, postcode_r) <= 1", 0.08, 0.01),
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
