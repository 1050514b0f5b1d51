"""How companies are compared: by the core of the name, the legal form, where they are, and how they are reached."""

from __future__ import annotations

from typing import Final

from bonitas.unify.match.comparing import Comparison, Configuration, Group, Level
from bonitas.unify.match.shared import EMAIL, NUMBER, PHONE, PLACE

#: The words of a core in order, or without spaces: `Weber Bau` and `Bau Weber`, `Xiaomi Keji` and `Xiaomikeji` are alike.
_SORTED: Final = "list_sort(string_split(core_l, ' ')) = list_sort(string_split(core_r, ' ')) OR replace(core_l, ' ', '') = replace(core_r, ' ', '')"
#: One core begins with all of the other, which is not short.
_BEGINS: Final = (
    "least(length(core_l), length(core_r)) >= 5 AND (starts_with(core_l, core_r || ' ') OR starts_with(core_r, core_l || ' '))"
)

_CORE: Final = Comparison(
    "core",
    "name",
    ("core",),
    "core_l IS NULL OR core_r IS NULL",
    (
        Level("the same name", "core_l = core_r", 0.7, 0.0003, "core"),
        Level("the same name but for spaces or the order of words", _SORTED, 0.03, 0.0001),
        Level("name but for a slip", "jaro_winkler_similarity(core_l, core_r) >= 0.95", 0.1, 0.0006),
        Level("one name begins with the other", _BEGINS, 0.07, 0.0005),
        Level("names alike", "jaro_winkler_similarity(core_l, core_r) >= 0.88", 0.06, 0.0035),
        Level("names not alike", "ELSE", 0.04, 0.995),
    ),
)
_FORM: Final = Comparison(
    "form",
    "legal form",
    ("form",),
    "form_l IS NULL OR form_r IS NULL",
    (
        Level("a legal form of the same class", "form_l = form_r", 0.95, 0.5),
        Level("a legal form of another class", "ELSE", 0.05, 0.5),
    ),
)
_SITE: Final = Comparison(
    "site",
    "website",
    ("site",),
    "site_l IS NULL OR site_r IS NULL",
    (Level("the same website", "site_l = site_r", 0.85, 0.0003, "site"), Level("another website", "ELSE", 0.15, 0.9997)),
)

COMPANIES: Final = Configuration(
    comparisons=(_CORE, _FORM, _SITE, EMAIL, PHONE, NUMBER, *PLACE),
    groups=(
        Group("number", ("number",), ("number",), ("left(core, 3)",)),
        Group("name", ("core",), ("replace(core, ' ', '')",), ("postcode", "street")),
        Group("website", ("site",), ("site",), ("core",)),
        Group("e-mail", ("email",), ("email",), ("core",)),
        Group("telephone", ("phone",), ("phone",), ("core",)),
        Group("beginning of the name", ("core",), ("left(core, 5)",), ("city", "postcode", "left(core, 8)")),
        Group("first word of the name", ("core",), ("split_part(core, ' ', 1)",), ("city", "postcode", "left(core, 8)")),
        Group("last word of the name", ("core",), ("split_part(core, ' ', -1)",), ("city", "postcode", "left(core, 2)")),
        Group("postcode", ("postcode",), ("postcode",), ("street", "left(core, 2)")),
        Group("street", ("street",), ("street",), ("house", "city", "left(core, 2)")),
    ),
    learn=(("core",), ("number",), ("site",), ("postcode", "street")),
    else_learn=(("email",), ("phone",), ("street",), ("postcode",)),
    surely=(("core", "postcode"), ("core", "city"), ("number",), ("core", "site"), ("core", "phone")),
)
