"""The canonical text of an entry, as SQL: JSON in words, the same in every store, from which its digest is taken.

Keys are in order, there is no space between, what is missing is left out, and amounts stand as texts with all their decimals. Control
characters are escaped with capital hexadecimal digits; all else as RFC 8785 says. A counterparty is named by the digest of its
own leaf, so that one party's removal touches no other's entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bonitas.ledger.check import SCALE
from bonitas.ledger.numbers import NUMBERED
from bonitas.ledger.schema import TABLES, WITH_ATTRIBUTES, WORDY
from bonitas.ledger.sql import column_of, quoted

#: What an entry of each table is called in its text.
CALLED: Final[Mapping[str, str]] = {
    "records": "record",
    "amendments": "amendment",
    "participations": "participation",
    "subjects": "subject",
    "parties": "party",
}


@dataclass(frozen=True, slots=True)
class Names:
    """The relations that say what codes mean."""

    words: str = "words"
    parties: str = "parties"
    records: str = "records"
    digests: str = "party_digests"
    """`number` and `digest` of the leaves of parties."""


def texts(table: str, rows: str, attributes: Mapping[str, str], names: Names) -> str:
    """SELECT of `number` and `text` for the rows of a table. `attributes`: name → type of those that `rows` has."""
    if table == "parties":
        return f"SELECT no AS number, {_object({'party': _json('id'), 'what': _named(table)})} AS text FROM {rows}"
    if table == "subjects":
        type_ = """CASE WHEN t.organisation THEN '"organisation"' WHEN NOT t.organisation THEN '"person"' END"""
        cells = {"subject": _known("p.id", "t.party"), "type": type_, "what": _named(table)}
        return f"SELECT party AS number, {_object(cells)} AS text FROM {rows} t LEFT JOIN {names.parties} p ON p.no = t.party"
    number = NUMBERED[table]
    cells, joins = {"what": _named(table)}, []
    for name, type_ in TABLES[table].items():
        if name == "entry" and table == "amendments":
            joins.append(
                f"LEFT JOIN {names.records} r ON r.entry = t.entry LEFT JOIN {names.words} d_by ON d_by.no = r.furnisher"
            )
            cells |= {"furnisher": _known("d_by.word", "r.furnisher"), "ref": _known("r.ref", "t.entry")}
        elif name != number:
            cells[name] = _cell(name, type_, names, joins)
    if table in WITH_ATTRIBUTES and attributes:
        cells["attributes"] = _attributes(attributes, names, joins)
    return f"SELECT t.{number} AS number, {_object(cells)} AS text FROM {rows} t {' '.join(joins)}"


def _cell(name: str, type_: str, names: Names, joins: list[str]) -> str:
    """SQL for the JSON of one of the columns that every ledger has; NULL where it is missing."""
    column, alias = f"t.{quoted(name)}", quoted(f"d_{name}")
    if name == "counterparty":
        joins.append(f"LEFT JOIN {names.digests} {alias} ON {alias}.number = {column}")
        return _known(f"'\"' || lower(hex({alias}.digest)) || '\"'", column, made=True)
    if name == "subject":
        joins.append(f"LEFT JOIN {names.parties} {alias} ON {alias}.no = {column}")
        return _known(f"{alias}.id", column)
    if name in ("kind", "furnisher"):
        joins.append(f"LEFT JOIN {names.words} {alias} ON {alias}.no = {column}")
        return _known(f"{alias}.word", column)
    if name == "recorded_at":
        return f"strftime(make_timestamp({column}), '\"%Y-%m-%dT%H:%M:%S.%fZ\"')"
    return _plain(column, type_)


def _plain(column: str, type_: str) -> str:
    """SQL for the JSON of a cell that says itself what it means."""
    match type_:
        case "VARCHAR":
            return _json(column)
        case "DATE":
            return f"'\"' || {column}::VARCHAR || '\"'"
        case _:
            return f"{column}::VARCHAR"


def _attributes(attributes: Mapping[str, str], names: Names, joins: list[str]) -> str:
    """SQL for the object of the attributes; NULL if there are none."""
    cells = {}
    for name, type_ in attributes.items():
        column = f"t.{quoted(column_of(name))}"
        if type_ in WORDY:
            alias = quoted(f"w_{name}")
            joins.append(f"LEFT JOIN {names.words} {alias} ON {alias}.no = {column}")
            cells[name] = _known(f"{alias}.word", column)
        elif type_ == "yes_no":
            cells[name] = f"CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE {column}::VARCHAR END"
        elif type_ in ("money", "decimal"):
            places = len(str(SCALE[type_])) - 1
            cells[name] = f"'\"' || CAST({column} * {10**-places:.{places}f} AS DECIMAL(38, {places}))::VARCHAR || '\"'"
        else:
            cells[name] = _plain(column, "DATE" if type_ == "date" else "BIGINT")
    inner = _pairs(cells.items())
    return f"CASE WHEN {inner} <> '' THEN '{{' || substr({inner}, 2) || '}}' END"


def _known(name: str, code: str, *, made: bool = False) -> str:
    """SQL for a name's JSON; a code that means nothing is shown as such and never taken for a missing cell. `made`: it is JSON already."""
    shown = name if made else _json(name)
    return f"CASE WHEN {code} IS NOT NULL THEN COALESCE({shown}, '\"#' || {code} || '\"') END"


def _json(column: str) -> str:
    return f"to_json({column})::VARCHAR"


def _named(table: str) -> str:
    return f"'\"{CALLED[table]}\"'"


def _object(cells: Mapping[str, str]) -> str:
    return f"'{{' || substr({_pairs(cells.items())}, 2) || '}}'"


def _pairs(cells: Iterable[tuple[str, str]]) -> str:
    """SQL for `,"key":value` of all cells that are there, in order of key."""
    return "concat(" + ", ".join(f"""COALESCE(',"{key}":' || {value}, '')""" for key, value in sorted(cells)) + ")"
