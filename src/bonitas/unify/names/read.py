"""Reading a file of names: every row checked, every cell brought to one spelling, numbers hashed; nothing of it is kept on a disk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import Problem
from bonitas.ledger.columns import FIXED, SUBJECT_TYPES, Form
from bonitas.ledger.identity.rows import NAME_A_COLUMN
from bonitas.ledger.identity.schemes import SCHEMES
from bonitas.ledger.sources.chunk import LINE, BadFile, Source
from bonitas.ledger.sources.csv_file import CsvSource
from bonitas.ledger.sources.json_file import JsonSource
from bonitas.ledger.sources.which import Input, source_of
from bonitas.ledger.store import Store
from bonitas.unify.names.codes import problem
from bonitas.unify.names.encoding import Decoded, decoded
from bonitas.unify.names.numbers import Digest, Numbered, numbers_of
from bonitas.unify.names.spelt import spelt

FORM: Final = Form("names", Catalogue({}), dict.fromkeys(SCHEMES, "text"))
#: Columns that say who a row is about, and nothing to compare.
WHO: Final = ("subject", "subject_type")
_READERS: Final[Mapping[str, type[CsvSource] | type[JsonSource]]] = {
    ".csv": CsvSource,
    ".jsonl": JsonSource,
    ".ndjson": JsonSource,
    ".json": JsonSource,
}


@dataclass(frozen=True, slots=True)
class Names:
    """What a file of names says, in one spelling. `table`: `subject`, `organisation`, and the columns of `names.spelt.ABOUT` that hold anything
    (strings, null where missing), in order of subject. `numbers`: verified numbers as keyed hashes. `encoding`: None where it is no
    file of text. `rows`: how many the file has."""

    table: Any
    numbers: tuple[Numbered, ...]
    problems: tuple[Problem, ...]
    encoding: str | None
    rows: int


def read_names(
    what: Input, digest: Digest, *, encoding: str | None = None, ledger: Store | None = None, numbers_only: bool = False
) -> Names:  # fmt: skip
    """Read a file of names, an Arrow table or dicts. `digest`: how numbers are hashed. `ledger`: whose subjects they must be.

    `numbers_only` leaves names alone, which needs none of the libraries of the extra `link`. Rows and cells with problems are listed and
    not used. BonitasError if the file as a whole cannot be used: U101 to U105, U115, and L1xx for a file without proper form.
    """
    source, found_encoding = _source(what, encoding)
    try:
        text, problems = _rows(source)
    except BadFile as exc:
        raise BadFile([_discreet(one) for one in exc.problems]) from None
    columns = [name for name in text.column_names if name not in (*WHO, LINE)]
    if not columns:
        raise BadFile(problem("U115", file=source.name, line=1, known=", ".join([*FIXED["names"], *SCHEMES])))
    rows = text.num_rows + len(problems)
    text, more = _about_known(text, source, ledger)
    numbers, wrong = numbers_of(text, digest, source.name, source.header)
    table, dates = spelt(text, source.name, source.header) if not numbers_only else (text.select(["subject", "organisation"]), ())
    said = sorted((*problems, *more, *wrong, *dates), key=lambda one: (one.line or 0, one.column or 0))
    return Names(table.sort_by("subject"), numbers, tuple(said), found_encoding, rows)


def cells_of(what: Input, subjects: Collection[str], *, encoding: str | None = None) -> dict[str, dict[str, str]]:
    """What a file of names says of some subjects, as it is written: subject → column → cell, of the first row about each. Verified numbers
    are left out: whether they agree is said elsewhere, and nobody has to see them. BonitasError as `read_names`.

    >>> cells_of([{"subject": "4711", "name": "Ann Lee", "city": ""}, {"subject": "4712", "name": "Bo"}], {"4711"})
    {'4711': {'name': 'Ann Lee'}}
    """
    source, _ = _source(what, encoding)
    try:
        text, _ = _rows(source)
    except BadFile as exc:
        raise BadFile([_discreet(one) for one in exc.problems]) from None
    columns = [name for name in FIXED["names"] if name in text.column_names and name not in WHO]
    about = text.filter(pc.is_in(text.column("subject"), pa.array(sorted(subjects), pa.string())))
    found: dict[str, dict[str, str]] = {}
    for row in about.select(["subject", *columns]).to_pylist():
        found.setdefault(row["subject"], {name: row[name] for name in columns if row[name]})
    return found


def _source(what: Input, encoding: str | None) -> tuple[Source, str | None]:
    """The source that reads it, and the encoding of a file of text."""
    try:
        path = Path(what) if isinstance(what, str | Path) else None
        reader = _READERS.get(path.suffix.lower()) if path is not None and path.is_file() else None
        if path is None or reader is None:
            return source_of(what, FORM), None
        readable, found = decoded(path, encoding)
        return (reader(readable, FORM) if isinstance(readable, Decoded) else source_of(path, FORM)), found
    except BadFile as exc:
        raise BadFile([_discreet(one) for one in exc.problems]) from None
    except OSError:
        return source_of(what, FORM), None  # which says what is wrong with it


def _rows(source: Source) -> tuple[Any, list[Problem]]:
    """All rows as text, and the problems of those without proper form."""
    tables, problems = [], []
    for chunk in source.chunks():
        tables.append(chunk.table)
        problems += [_discreet(one) for row in chunk.bad for one in row.problems]
    text = pa.concat_tables(tables, promote_options="default")
    keep = [name for name in text.column_names if name in (*WHO, LINE) or text.column(name).null_count < text.num_rows]
    return text.select(keep), problems


def _discreet(one: Problem) -> Problem:
    """A problem that names a column of the file, without that name: of a file without a header it is somebody's name."""
    known = FORM.known
    if one.code not in NAME_A_COLUMN or one.nearest or any(f"'{name}'" in one.message for name in known):
        return one
    return problem("U105", file=one.file, line=one.line, at=one.column, known=", ".join(known))


def _about_known(text: Any, source: Source, ledger: Store | None) -> tuple[Any, list[Problem]]:
    """The rows about subjects that are known, each once, with whether it is an organisation; and what is wrong with the others."""
    subjects = text.column("subject").to_pylist()
    types = text.column("subject_type").to_pylist() if "subject_type" in text.column_names else [None] * len(subjects)
    said = _says_something(text)
    known = _known(ledger)
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    keep: list[int] = []
    organisation: list[bool] = []
    for at, line in enumerate(text.column(LINE).to_pylist()):
        wrong = _fault(subjects[at], types[at], known, seen, said[at])
        if wrong is not None:
            code, column, words = wrong
            cell = source.header.index(column) + 1 if column in source.header else None
            problems.append(problem(code, file=source.name, line=line, at=cell, words=words))
            continue
        seen[subjects[at]] = line
        keep.append(at)
        organisation.append(types[at] == "organisation" if known is None or types[at] else known[subjects[at]])
    return text.take(pa.array(keep, pa.int64())).append_column("organisation", pa.array(organisation, pa.bool_())), problems


def _known(ledger: Store | None) -> dict[str, bool] | None:
    if ledger is None:
        return None
    _, ids, organisation = ledger.subjects()
    names: Sequence[str] = ids if isinstance(ids, list) else pa.array(ids).to_pylist()
    return dict(zip(names, organisation.tolist(), strict=True))


def _says_something(text: Any) -> list[bool]:
    """Of each row, whether any cell but those of `WHO` is filled."""
    filled = None
    for name in text.column_names:
        if name not in (*WHO, LINE):
            here = pc.is_valid(text.column(name))
            filled = here if filled is None else pc.or_(filled, here)
    return filled.to_pylist() if filled is not None else []


def _fault(
    subject: str | None, type_: str | None, known: dict[str, bool] | None, seen: dict[str, int], said: bool
) -> tuple[str, str, dict[str, object]] | None:
    """What is wrong with a row as a whole: code, column and words; None if nothing is."""
    if not subject:
        return "U106", "subject", {}
    if known is not None and subject not in known:
        return "U107", "subject", {}
    if subject in seen:
        return "U108", "subject", {"first": seen[subject]}
    if type_ and type_ not in SUBJECT_TYPES:
        return "U109", "subject_type", {}
    if type_ and known is not None and known[subject] != (type_ == "organisation"):
        return "U110", "subject_type", {"known": "an organisation" if known[subject] else "a person"}
    return None if said else ("U114", "subject", {})
