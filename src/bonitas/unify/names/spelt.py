"""The columns of a file of names, each in one spelling, ready to be compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from bonitas.common.problems import Problem
from bonitas.ledger.sources.chunk import LINE
from bonitas.unify.names.codes import problem
from bonitas.unify.names.companies import core_and_form, form_of
from bonitas.unify.names.contact import joined, mail_of, phone_of, place_of, site_of, street_of
from bonitas.unify.names.people import birth_of, given_of, parts_of, sex_of, surname_of, wade_of
from bonitas.unify.names.short import full_of
from bonitas.unify.names.spelling import each

#: What a row can say about a person or an organisation, in one spelling.
ABOUT: Final = (
    "given", "surname", "born", "sex", "core", "form", "house", "street", "postcode", "city", "region", "country", "email", "phone",
    "site", "number", "called", "wade",
)  # fmt: skip
#: Columns that become one column by themselves: in the file, here, and how.
_ALONE: Final[tuple[tuple[str, str, Callable[[str], str | None]], ...]] = (
    ("birth_date", "born", birth_of), ("sex", "sex", sex_of), ("postcode", "postcode", joined), ("city", "city", place_of),
    ("region", "region", place_of), ("country", "country", place_of), ("email", "email", mail_of), ("phone", "phone", phone_of),
    ("website", "site", site_of), ("number", "number", joined),
)  # fmt: skip


def spelt(text: Any, file: str | None, header: Sequence[str]) -> tuple[Any, tuple[Problem, ...]]:
    """`subject`, `organisation` and the columns of `ABOUT` that hold anything; and the birth dates that could not be read.

    `text`: rows as text with `subject`, `organisation` and line numbers.
    """
    found: dict[str, Any] = {here: each(text.column(there), do) for there, here, do in _ALONE if there in text.column_names}
    found |= _person_names(text) | _company_names(text) | _streets(text)
    filled: dict[str, Any] = {name: found[name] for name in ABOUT if name in found and found[name].null_count < len(found[name])}
    who = {name: text.column(name) for name in ("subject", "organisation")}
    table = pa.table({**who, **filled})
    return table, _unread_births(text, found, file, header)


def _column(text: Any, name: str) -> Any:
    return text.column(name) if name in text.column_names else pa.nulls(text.num_rows, pa.string())


def _person_names(text: Any) -> dict[str, Any]:
    """Given name and surname of persons: from their columns, else from the whole name. `called`: the given name with short names written
    out; `wade`: a name in Chinese characters in Wade-Giles."""
    person = pc.invert(text.column("organisation"))
    whole = pc.if_else(person, _column(text, "name"), pa.scalar(None, pa.string()))
    given, surname = (pc.if_else(person, _column(text, name), pa.scalar(None, pa.string())) for name in ("given_name", "surname"))
    whole = pc.if_else(pc.and_(pc.is_null(given), pc.is_null(surname)), whole, pa.scalar(None, pa.string()))
    first = pc.coalesce(each(given, given_of), each(whole, lambda name: parts_of(name)[0]))
    return {
        "given": first,
        "called": each(first, full_of),
        "wade": each(pc.coalesce(whole, pc.binary_join_element_wise(surname, given, ",")), wade_of),
        "surname": pc.coalesce(each(surname, surname_of), each(whole, lambda name: parts_of(name)[1])),
    }


def _company_names(text: Any) -> dict[str, Any]:
    """The core of an organisation's name, and the class of its legal form: from the column, else from the name."""
    organisation = text.column("organisation")
    name = pc.if_else(organisation, _column(text, "name"), pa.scalar(None, pa.string()))
    form = pc.if_else(organisation, _column(text, "legal_form"), pa.scalar(None, pa.string()))
    return {
        "core": each(name, lambda one: core_and_form(one)[0]),
        "form": pc.coalesce(each(form, form_of), each(name, lambda one: core_and_form(one)[1])),
    }


def _streets(text: Any) -> dict[str, Any]:
    """The street, and the house number: of its own column, else the one that the street holds."""
    street = _column(text, "street")
    return {
        "street": each(street, lambda one: street_of(one)[0]),
        "house": pc.coalesce(each(_column(text, "house_number"), joined), each(street, lambda one: street_of(one)[1])),
    }


def _unread_births(text: Any, found: dict[str, Any], file: str | None, header: Sequence[str]) -> tuple[Problem, ...]:
    if "birth_date" not in text.column_names:
        return ()
    unread = pc.and_(pc.is_valid(text.column("birth_date")), pc.is_null(found["born"]))
    lines = text.column(LINE).filter(unread).to_pylist()
    at = header.index("birth_date") + 1 if "birth_date" in header else None
    return tuple(problem("U113", file=file, line=line, at=at) for line in lines)
