"""Checking whole columns at once, in SQL: each cell gets a value, or NULL if it breaks the rules of its type.

What this lets through and what `explain` finds nothing wrong with are the same rows; a property test holds that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from bonitas.catalogue.model import COMMON_ATTRIBUTES, Catalogue
from bonitas.common.amounts import LARGEST
from bonitas.common.days import FIRST_DAY, LAST_DAY, day_number
from bonitas.ledger.columns import BASES, CHANGES, SUBJECT_TYPES, CellType
from bonitas.ledger.sql import among, column_of, quoted

FIRST: Final = "DATE '1900-01-01'"
LAST: Final = "DATE '2199-12-31'"
#: The same bounds as instants, in microseconds since 1970 UTC.
FIRST_TIME: Final = day_number(FIRST_DAY) * 86_400_000_000
LAST_TIME: Final = (day_number(LAST_DAY) + 1) * 86_400_000_000 - 1
#: A time that every store and Python itself reads alike: seconds may be left out, a zone may not.
INSTANT: Final = (
    r"\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)"
)  # fmt: skip
#: Most decimals of each type of number, and what one unit is worth as it is kept.
DECIMALS: Final = {"integer": 0, "money": 2, "decimal": 3}
SCALE: Final = {"integer": 1, "money": 100, "decimal": 1000}
#: SHA-256 of each attachment, hexadecimal, with a space between.
DIGESTS: Final = "[0-9a-f]{64}( [0-9a-f]{64})*"
YES: Final = ("yes", "true", "1")
NO: Final = ("no", "false", "0")


def number_form(type_: str) -> str:
    """The regular expression of a number of a type: zeros beyond its decimals do no harm."""
    places = DECIMALS[type_]
    return r"[+-]?0*\d{1,13}(\." + (rf"\d{{1,{places}}}0*" if places else "0+") + ")?"


def value_of(cell: str, type_: CellType) -> str:  # noqa: PLR0911 - one answer for each type
    """SQL for the value of the text `cell`; NULL if it is empty or not of its type.

    Dates become DATE, times BIGINT microseconds, numbers BIGINT in stored units, yes_no 0 or 1; all else stays text.
    """
    match type_:
        case "date":
            day = f"TRY_CAST({cell} AS DATE)"
            return f"(CASE WHEN CAST({day} AS VARCHAR) = {cell} AND {day} BETWEEN {FIRST} AND {LAST} THEN {day} END)"
        case "instant":
            time = f"TRY_CAST({cell} AS TIMESTAMPTZ)"
            bounds = f"epoch_us({time}) BETWEEN {FIRST_TIME} AND {LAST_TIME}"
            return f"(CASE WHEN regexp_full_match({cell}, '{INSTANT}') AND {bounds} THEN epoch_us({time}) END)"
        case "integer" | "money" | "decimal":
            # '12.5' in hundredths is '12.5e2' as an integer: exact, where a decimal times its scale would overflow.
            number = f"TRY_CAST({cell} || 'e{DECIMALS[type_]}' AS BIGINT)"
            fits = f"regexp_full_match({cell}, '{number_form(type_)}') AND abs({number}) <= {LARGEST * SCALE[type_]}"
            return f"(CASE WHEN {fits} THEN {number} END)"
        case "yes_no":
            return f"(CASE WHEN {among(f'lower({cell})', YES)} THEN 1 WHEN {among(f'lower({cell})', NO)} THEN 0 END)::BIGINT"
        case "subject_type":
            return f"(CASE WHEN {among(cell, SUBJECT_TYPES)} THEN {cell} = 'organisation' END)"
        case "change":
            return f"(CASE WHEN {among(cell, CHANGES)} THEN {cell} END)"
        case "digests":
            return f"(CASE WHEN regexp_full_match({cell}, '{DIGESTS}') THEN {cell} END)"
        case "basis":
            return f"(CASE WHEN {among(cell, BASES)} THEN {cell} END)"
        case _:
            return cell


def allowed(catalogue: Catalogue, name: str, cell: str, kinds: Collection[str] | None = None) -> str:
    """SQL: the column `kind` may carry attribute `name`, and `cell` is one of its choices there. `kinds`: only these are asked about."""
    if name in COMMON_ATTRIBUTES:
        return "true"
    asked = [kind for kind in catalogue.kinds.values() if kinds is None or kind.name in kinds]
    declared = {kind.name: kind.attributes[name] for kind in asked if name in kind.attributes}
    by_choices: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for kind, attribute in declared.items():
        by_choices[attribute.choices if attribute.type == "choice" else ()].append(kind)
    if () in by_choices:
        return among("kind", declared)
    each = (f"({among('kind', those)} AND {among(cell, choices)})" for choices, those in by_choices.items())
    return " OR ".join(each) or "false"


def value_column(name: str, attributes: Iterable[str]) -> str:
    """The column of values of a file's column, quoted."""
    return quoted(column_of(name) if name in attributes else name)


def faults(
    catalogue: Catalogue, types: Mapping[str, CellType], required: Collection[str], attributes: Collection[str],
    kinds: Collection[str] | None = None,
) -> str:  # fmt: skip
    """SQL that is true for a row that breaks a rule. It reads text in `r_<column>`, values in `value_column`, and `kind`. `kinds`: what
    the rows have there, so that nothing is said of all the others."""
    tests = [f"{quoted('r_' + name)} IS NULL" for name in types if name in required]
    for name, type_ in types.items():
        text, value = quoted("r_" + name), value_column(name, attributes)
        if type_ not in ("text", "id", "kind", "choice"):
            tests.append(f"({text} IS NOT NULL AND {value} IS NULL)")
        if name in attributes:
            tests.append(f"({text} IS NOT NULL AND NOT ({allowed(catalogue, name, text, kinds)}))")
    if "kind" in types:
        known = [name for name in catalogue.kinds if kinds is None or name in kinds]
        tests.append(f"NOT ({among('kind', known)})")
    if {"occurred_on", "ended_on"} <= types.keys():
        tests.append("(ended_on < occurred_on)")
    if {"from", "until"} <= types.keys():
        tests.append('("until" <= "from")')
    return " OR ".join(f"COALESCE({test}, false)" for test in tests)
