"""Records in the natural types of their columns, coded by whole columns: what `add` would have made of them, many times faster.

Whatever is not as plain as this (a date as text, a row that breaks a rule, a name that is there twice) is left to `add`, which finds
the words for it. What this takes and what `add` takes are the same rows with the same codes; tests hold that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.catalogue.model import COMMON_ATTRIBUTES, Catalogue
from bonitas.common.amounts import LARGEST
from bonitas.common.days import FIRST_DAY, LAST_DAY, day_number
from bonitas.ledger.check import DECIMALS, FIRST_TIME, LAST_TIME, SCALE
from bonitas.ledger.columns import FIXED, SUBJECT_TYPES
from bonitas.ledger.schema import WORDY
from bonitas.ledger.sql import column_of
from bonitas.ledger.stage import NOBODY
from bonitas.spark.murmur import hashes
from bonitas.spark.narrow import in_one

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
#: A 64-bit mark of furnisher and ref, where they themselves are not sent.
NAME: Final = "#name"
#: The ref as a number that keeps its order (`ordered`), where the ref itself is not sent.
KEY: Final = "#key"
FIRST, LAST = day_number(FIRST_DAY), day_number(LAST_DAY)


class NotPlain(Exception):
    """Something that `add` must look at."""


@dataclass(slots=True)
class Words:
    """Numbers for texts, given as they come: a text's number is its place."""

    texts: Any = field(default_factory=lambda: pa.array([], pa.string()))
    _numbers: dict[str, int] | None = None

    def code(self, column: Any) -> Any:
        """Each row's number as an Arrow column of int32, null where missing."""
        coded = encoded(column)
        met = coded.dictionary
        found = pc.index_in(met, value_set=self.texts)
        new = np.asarray(found.is_null())
        if new.any():
            numbers = np.asarray(pc.fill_null(found, 0)).copy()
            numbers[new] = np.arange(len(self.texts), len(self.texts) + new.sum())
            found = pa.array(numbers, pa.int32())
            self.texts = pa.concat_arrays([self.texts, met.filter(pa.array(new))])
            self._numbers = None
        return pc.take(found, coded.indices)

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each text."""
        if self._numbers is None:
            self._numbers = {text: number for number, text in enumerate(self.texts.to_pylist())}
        return self._numbers

    def table(self, name: str) -> Any:
        """As the ledger keeps them."""
        return pa.table({"no": pa.array(np.arange(len(self.texts), dtype=np.int32)), name: self.texts})


@dataclass(slots=True)
class Coded:
    """The tables of a ledger, filled."""

    words: Words = field(default_factory=Words)
    parties: Words = field(default_factory=Words)
    attributes: dict[str, str] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    subjects: Any = None
    #: The codes of the subjects of each other table.
    of_others: list[Any] = field(default_factory=list)

    def tables(self) -> dict[str, Any]:
        """By name, as `fill` takes them."""
        records = {"records": pa.table(self.columns)} if self.columns else {}
        return {"words": self.words.table("word"), "parties": self.parties.table("id"), "subjects": self.subjects, **records}


def coded(records: Any | None, others: Sequence[Any], catalogue: Catalogue, moment: int) -> Coded:
    """Records as codes, and the subjects of other tables. `moment`: when those without `recorded_at` came to be known.

    Raises NotPlain.
    """
    found = Coded()
    types: list[tuple[Any, Any]] = []
    for table in (records, *others):
        if table is not None:
            subject = filled(table.column("subject"))
            if subject.null_count or not is_text(subject):
                raise NotPlain
            said = filled(table.column("subject_type")) if "subject_type" in table.column_names else None
            types.append((found.parties.code(subject), said))
    found.of_others = [subject for subject, _ in types[records is not None :]]
    if records is not None:
        _records(found, {name: filled(records.column(name)) for name in records.column_names}, types[0][0], catalogue, moment)
    found.subjects = _subjects(types, len(found.parties.texts))
    return found


def _records(found: Coded, columns: Mapping[str, Any], subject: Any, catalogue: Catalogue, moment: int) -> None:
    kind, n = columns["kind"], len(subject)
    if kind.null_count or not is_text(kind):
        raise NotPlain
    kinds = encoded(kind)
    named = kinds.dictionary.to_pylist()
    if not all(name in catalogue.kinds for name in named):
        raise NotPlain
    found.columns |= {"entry": pa.array(np.arange(n, dtype=np.int64)), "subject": subject, "kind": found.words.code(kind)}
    _days(found, columns)
    _names(found, columns, n)
    found.columns["recorded_at"] = moments(columns.get("recorded_at"), n, moment)
    number = np.asarray(kinds.indices)
    for name, attribute in catalogue.attributes.items():
        if name in columns and name not in FIXED["records"] and columns[name].null_count < n:
            _allowed(catalogue, name, columns[name], number, named)
            found.columns[column_of(name)] = _value(found.words, columns[name], attribute.type)
            found.attributes[name] = attribute.type


def filled(column: Any) -> Any:
    """One array; an empty text is missing. Texts may come as numbers of texts, and stay so where none is empty."""
    array = in_one(column)
    if pa.types.is_dictionary(array.type):
        there = array.dictionary
        if not there.null_count and not pc.any(pc.equal(there, "")).as_py():
            return array
        array = array.cast(array.type.value_type)
    if pa.types.is_string(array.type) and _shortest(array) == 0:
        return pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)
    return array


def _shortest(column: Any) -> int:
    """The length of the shortest text of a column, in bytes; a missing one counts as any that is as short."""
    if not len(column):
        return 1
    ends = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    return int((ends[1:] - ends[:-1]).min())


def is_text(*columns: Any) -> bool:
    """Whether all are columns of texts, or of numbers of texts."""
    types = (column.type.value_type if pa.types.is_dictionary(column.type) else column.type for column in columns)
    return all(map(pa.types.is_string, types))


def encoded(column: Any) -> Any:
    """A column of texts as numbers of texts, each text once."""
    if not pa.types.is_dictionary(column.type):
        return column.dictionary_encode()
    texts = column.dictionary
    return column if len(texts.unique()) == len(texts) else column.cast(texts.type).dictionary_encode()


def decoded(column: Any) -> Any:
    """A column of texts as texts."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _days(found: Coded, columns: Mapping[str, Any]) -> None:
    """Both dates, in bounds and in order."""
    occurred, ended = columns["occurred_on"], columns.get("ended_on")
    if occurred.null_count:
        raise NotPlain
    found.columns["occurred_on"] = day_column(occurred)
    if ended is not None:
        found.columns["ended_on"] = day_column(ended)
        if pc.any(pc.less(ended, occurred)).as_py():
            raise NotPlain


def day_column(column: Any) -> Any:
    """Dates that a ledger can hold."""
    if not pa.types.is_date32(column.type):
        raise NotPlain
    _bounded(column.cast(pa.int32()), FIRST, LAST)
    return column


def _bounded(column: Any, low: int, high: int) -> None:
    """All values there are lie between."""
    bounds = pc.min_max(column).as_py()
    if bounds["min"] is not None and not low <= bounds["min"] <= bounds["max"] <= high:
        raise NotPlain


def _names(found: Coded, columns: Mapping[str, Any], n: int) -> None:
    """Furnisher, ref and counterparty. No two records may bear one name."""
    furnisher, ref, counterparty = columns.get("furnisher"), columns.get("ref"), columns.get("counterparty")
    if not is_text(*(column for column in (furnisher, ref, counterparty) if column is not None)):
        raise NotPlain
    by = pa.nulls(n, pa.string()) if furnisher is None else furnisher
    found.columns["furnisher"] = found.words.code(pc.fill_null(decoded(by), NOBODY) if by.null_count else by)
    if ref is not None:
        if ref.null_count:
            raise NotPlain  # a name is made of what the record says
        found.columns["ref"] = ref = decoded(ref)
        if _twice(found.columns["furnisher"], ref):
            raise NotPlain
    else:
        found.columns["ref"] = pa.nulls(n, pa.string())
    if counterparty is not None:
        found.columns["counterparty"] = found.parties.code(counterparty)
    if KEY in columns:
        found.columns[KEY] = key = columns[KEY]
        if _alike(np.asarray(key), np.asarray(found.columns["furnisher"])):
            raise NotPlain
    if NAME in columns:
        marks = np.sort(np.asarray(columns[NAME].drop_null()))
        if (marks[1:] == marks[:-1]).any():
            raise NotPlain


def _alike(key: npt.NDArray[np.uint64], furnisher: npt.NDArray[np.int32]) -> bool:
    """Whether two records of one furnisher have one number for their refs."""
    ordered = np.sort(key)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return False
    rows = np.flatnonzero(np.isin(key, again))
    order = rows[np.lexsort((furnisher[rows], key[rows]))]
    return bool(((key[order[1:]] == key[order[:-1]]) & (furnisher[order[1:]] == furnisher[order[:-1]])).any())


def _twice(furnisher: Any, ref: Any) -> bool:
    """Whether two records bear one name. Only those are compared whose refs have a hash in common: hardly any, where refs differ."""
    found = hashes(ref)
    ordered = np.sort(found)
    again = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(again):
        return False
    alike = pa.array(np.isin(found, again))
    pairs = pa.table({"furnisher": furnisher, "ref": ref}).filter(alike)
    return bool(pairs.group_by(["furnisher", "ref"], use_threads=False).aggregate([]).num_rows < pairs.num_rows)


def moments(column: Any, n: int, moment: int) -> Any:
    """Instants as microseconds; the moment given where there is none."""
    if column is None:
        return pa.array(np.full(n, moment, np.int64))
    if not pa.types.is_timestamp(column.type) or column.type.tz is None:
        raise NotPlain
    numbers = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
    _bounded(numbers, FIRST_TIME, LAST_TIME)
    return pc.fill_null(numbers, moment)


def _subjects(rows: list[tuple[Any, Any]], size: int) -> Any:
    """Each subject once, with its type where one is said; two types of one subject are for `add` to tell."""
    there = np.zeros(size, np.bool_)
    said = np.zeros((2, size), np.bool_)
    for subject, column in rows:
        codes = np.asarray(subject)
        there[codes] = True
        if column is None or column.null_count == len(column):
            continue
        types = decoded(column)
        if not is_text(types) or not pc.all(pc.is_in(types.drop_null(), pa.array(SUBJECT_TYPES))).as_py():
            raise NotPlain
        for number, word in enumerate(SUBJECT_TYPES):
            said[number][codes[np.asarray(pc.fill_null(pc.equal(types, word), False))]] = True
    if (said[0] & said[1]).any():
        raise NotPlain
    party = np.flatnonzero(there)
    organisation = pa.array(said[1][party], mask=~(said[0] | said[1])[party])
    return pa.table({"party": pa.array(party.astype(np.int32)), "organisation": organisation})


def _allowed(catalogue: Catalogue, name: str, column: Any, number: Ints, kinds: list[str]) -> None:
    """Only kinds that declare an attribute carry it, and only with a choice of theirs."""
    if name in COMMON_ATTRIBUTES:
        return
    there = np.asarray(column.is_valid())
    declared = [catalogue.kinds[kind].attributes.get(name) for kind in kinds]
    if (there & ~np.array([one is not None for one in declared])[number]).any():
        raise NotPlain
    if not any(one is not None and one.type == "choice" for one in declared):
        return
    if not is_text(column):
        raise NotPlain
    words = encoded(column)
    known = words.dictionary.to_pylist()
    fits = np.array([[one is not None and (one.type != "choice" or word in one.choices) for word in known] for one in declared])
    if not fits[number[there], np.asarray(words.indices.drop_null())].all():
        raise NotPlain


def _value(words: Words, column: Any, type_: str) -> Any:
    """An attribute as it is kept."""
    if type_ in WORDY:
        if not is_text(column):
            raise NotPlain
        return words.code(column)
    if type_ == "date":
        return day_column(column)
    if type_ == "yes_no":
        if not pa.types.is_boolean(column.type):
            raise NotPlain
        return column.cast(pa.int64())
    return _number(column, type_)


def _number(column: Any, type_: str) -> Any:
    """A number in stored units, if the column's own type cannot hold more decimals than that."""
    scale = SCALE[type_]
    if pa.types.is_integer(column.type):
        numbers, worth = column.cast(pa.int64()), scale
    elif pa.types.is_decimal128(column.type) and column.type.precision <= 18 and 0 <= column.type.scale <= DECIMALS[type_]:
        numbers, worth = _unscaled(column), 10 ** (DECIMALS[type_] - column.type.scale)
    else:
        raise NotPlain
    _bounded(numbers, -LARGEST * scale // worth, LARGEST * scale // worth)
    return numbers if worth == 1 else pc.multiply(numbers, worth)


def _unscaled(column: Any) -> Any:
    """The digits of decimals that fit in 64 bits: the lower half of each."""
    halves = np.frombuffer(column.buffers()[1], np.int64)[2 * column.offset : 2 * (column.offset + len(column)) : 2]
    return pa.array(halves, mask=np.asarray(column.is_null()) if column.null_count else None)
