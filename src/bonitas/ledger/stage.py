"""The rows of one call on their way in: checked, coded and set aside in temporary tables until all have been read.

Nothing here touches the ledger's own tables. `settle` decides what of the staged rows is new, and adds that in one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.ledger.check import faults, value_column, value_of
from bonitas.ledger.columns import FIXED, Form, What
from bonitas.ledger.explain import Amended, Explainer
from bonitas.ledger.schema import WORDY, type_of
from bonitas.ledger.sources.chunk import LINE, BadRow, Chunk
from bonitas.ledger.sql import column_of, quoted

#: The furnisher of a record that names none.
NOBODY: Final = "unknown"
#: Text columns kept as codes of words, beside the attributes that are words.
CODED: Final = ("kind", "furnisher")
#: Temporary tables in which a call's leaves are made.
SEALING: Final = ("kept", "kept_subjects", "fresh_seals", "party_digests")
#: Temporary tables of a call; dropped when it ends.
TEMPORARY: Final = ("stage", "new_words", "new_parties", "verdict")
NAMED: Final = ("same_name", "candidates", "again")
#: Columns that a check or a name reads even where the file does not have them.
ALWAYS_READ: Final[Mapping[What, frozenset[str]]] = MappingProxyType(
    {
        "records": frozenset({"subject", "kind", "occurred_on", "furnisher", "ref"}),
        "amendments": frozenset(FIXED["amendments"]),
        "participations": frozenset({"subject", "rulebook", "basis", "from"}),
    }
)
#: Columns that say nothing about what a record holds: a name made from the content leaves them out.
NO_CONTENT: Final = ("ref", "subject_type")


@dataclass(slots=True)
class Stage:
    """Staging of one file. `con` is the store's own connection; its tables are read, never written."""

    con: duckdb.DuckDBPyConnection
    form: Form
    rows: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    """The attributes that the file has had so far, name → type."""
    dropped: bool = False
    """True once a row was refused: its names may be in the dictionaries and must not be kept."""
    fresh: dict[str, int] = field(default_factory=dict)
    """Dictionary → how many names it has got, at most, that the ledger did not have."""
    new: str = "(SELECT * FROM stage ANTI JOIN verdict USING (line))"
    """SQL that gives the rows that are new, once they are settled."""

    def begin(self) -> None:
        """Empty temporary tables, and dictionaries that continue those of the ledger."""
        run = self.con.execute
        run("CREATE OR REPLACE TEMP TABLE new_words (no INTEGER, word VARCHAR)")
        run("CREATE OR REPLACE TEMP TABLE new_parties (no INTEGER, id VARCHAR)")
        run("CREATE OR REPLACE TEMP TABLE verdict (line BIGINT, what VARCHAR)")
        run("CREATE OR REPLACE TEMP VIEW all_words AS FROM words UNION ALL FROM new_words")
        run("CREATE OR REPLACE TEMP VIEW all_parties AS FROM parties UNION ALL FROM new_parties")
        columns = ["line BIGINT", *self._staged_columns()]
        run(f"CREATE OR REPLACE TEMP TABLE stage ({', '.join(columns)})")

    def end(self, *, sealed: bool = True) -> None:
        """No temporary table is left; `sealed`: those in which leaves are made may be there too."""
        for view in ("all_words", "all_parties"):
            self.con.execute(f"DROP VIEW IF EXISTS temp.{view}")
        named, sealing = (NAMED if self.form.what == "records" else ()), (SEALING if sealed else ())
        for table in (*TEMPORARY, *named, *sealing):
            self.con.execute(f"DROP TABLE IF EXISTS temp.{table}")

    def _staged_columns(self) -> list[str]:
        sql = {"date": "DATE", "instant": "BIGINT", "subject_type": "BOOLEAN", "id": "INTEGER"}
        fixed = {name: type_ for name, type_ in self.form.known.items() if name not in self.form.attributes}
        columns = [f"{quoted(name)} {'INTEGER' if name in CODED else sql.get(type_, 'VARCHAR')}" for name, type_ in fixed.items()]
        match self.form.what:
            case "records":
                more = ["made BOOLEAN"]
            case "amendments":
                more = ["entry BIGINT", "kind INTEGER", "subject INTEGER", "was_occurred_on DATE", "was_ended_on DATE"]
            case _:
                more = ["consent BOOLEAN"]
        return [*columns, *more, "bad BOOLEAN"]

    # ------------------------------------------------------------ one chunk

    def take(self, chunk: Chunk, explainer: Explainer) -> list[BadRow]:
        """Check and stage the rows of a chunk; the bad ones come back with their problems."""
        header = [name for name in chunk.table.column_names if name != LINE]
        self.con.register("chunk", self._numbered(chunk.table, header))
        try:
            self._insert(header, self._kinds(chunk.table))
        finally:
            self.con.unregister("chunk")
        self.rows += chunk.rows
        return list(chunk.bad) + self._bad(chunk.table, explainer)

    def _kinds(self, table: Any) -> frozenset[str] | None:
        """The kinds of record that the rows say; None where they do not say any."""
        return (
            None
            if self.form.what != "records" or "kind" not in table.column_names
            else frozenset(table["kind"].unique().to_pylist())
        )

    def _attributes(self, header: Iterable[str]) -> list[str]:
        return [name for name in header if name in self.form.attributes]

    def dictionary(self, name: str) -> str | None:
        """The dictionary that codes a column: `words`, `parties`, or None for what is kept as it is."""
        if self.form.known[name] == "id":
            return "parties"
        if self.form.attributes.get(name) in WORDY or (self.form.what == "records" and name in CODED):
            return "words"
        return None

    def _numbered(self, table: Any, header: list[str]) -> Any:
        """The rows with a column of numbers more for each whose cells are words or parties.

        (Looked up here: as many joins with the dictionaries as there are columns would take DuckDB several times as long.)
        """
        for dictionary, word in (("words", "word"), ("parties", "id")):
            columns = {name: table[name] for name in header if self.dictionary(name) == dictionary}
            if dictionary == "words" and self.form.what == "records":
                furnisher = columns.get("furnisher", pa.nulls(table.num_rows, pa.string()))
                columns["furnisher"] = pc.fill_null(furnisher, NOBODY)
            cells = [chunk for column in columns.values() for chunk in _chunks(column)]
            if cells:
                numbers, words = self._numbers(dictionary, word, pa.chunked_array(cells).unique().drop_null())
                for name, column in columns.items():
                    table = table.append_column(_number(name), numbers.take(pc.index_in(column, words)))
        return table

    def _numbers(self, dictionary: str, word: str, names: Any) -> tuple[Any, Any]:
        """The numbers of `names`, and the names in that order. What the ledger has never seen gets the next numbers, in order of name."""
        self.con.register("named", pa.table({"name": names}))
        known = self.con.sql(f"SELECT no, {word} FROM all_{dictionary} SEMI JOIN named ON {word} = name").to_arrow_table()
        self.con.unregister("named")
        new = names.filter(pc.invert(pc.is_in(names, known[word])))
        if len(new):
            ((first,),) = self.con.execute(f"SELECT COALESCE(max(no) + 1, 0) FROM all_{dictionary}").fetchall()
            numbers = pa.array(range(first, first + len(new)), pa.int32())
            fresh = pa.table({"no": numbers, word: new.take(pc.sort_indices(new))})
            self.con.register("named", fresh)
            self.con.execute(f"INSERT INTO new_{dictionary} FROM named")
            self.con.unregister("named")
            self.fresh[dictionary] = self.fresh.get(dictionary, 0) + len(new)
            known = pa.concat_tables([known, fresh])
        return known["no"].combine_chunks(), known[word].combine_chunks()

    def _insert(self, header: list[str], kinds: Collection[str] | None) -> None:
        """The rows of the chunk, of these kinds, into `stage`, in one pass: values, codes, and whether the row breaks a rule."""
        attributes = self._attributes(header)
        self._new_columns(attributes)
        there = set(header)
        always = ALWAYS_READ[self.form.what]
        types = {name: type_ for name, type_ in self.form.known.items() if name in there or name in always}
        amending = self.form.what == "amendments"
        more, origin = (f", {FACTS}", KNOWN_RECORDS) if amending else ("", "chunk c")
        cells = [f"{_cell(name, there)} AS {quoted('r_' + name)}" for name in types]
        cells += [f"{self._of(name, there)} AS {quoted('d_' + name)}" for name in types if self.dictionary(name)]
        values = [f"{value_of(quoted('r_' + name), type_)} AS {value_column(name, attributes)}" for name, type_ in types.items()]
        wrong = faults(self.form.catalogue, types, self.form.required, attributes, kinds)
        if amending:
            wrong += f" OR {amendment_faults(attributes)}"
        select = self._coded(types, attributes)
        self.con.execute(f"""
            INSERT INTO stage BY NAME
            SELECT line, {", ".join(select)}, ({wrong}) AS bad
            FROM (SELECT *, {", ".join(values)} FROM (SELECT c.{quoted(LINE)} AS line, {", ".join(cells)}{more} FROM {origin})) t""")

    def _of(self, name: str, there: Collection[str]) -> str:
        """SQL for the number of a cell's word or party; every record has a furnisher, be it nobody known."""
        numbered = name in there or (name == "furnisher" and self.form.what == "records")
        return f"c.{quoted(_number(name))}" if numbered else "NULL::INTEGER"

    def _new_columns(self, attributes: Iterable[str]) -> None:
        for name in attributes:
            if name not in self.attributes:
                self.attributes[name] = self.form.attributes[name]
                self.con.execute(f"ALTER TABLE stage ADD COLUMN {quoted(column_of(name))} {type_of(self.attributes[name])}")

    def _coded(self, types: Iterable[str], attributes: list[str]) -> list[str]:
        """What goes into `stage` for each column."""
        select = []
        for name in types:
            shown = value_column(name, attributes)
            if self.dictionary(name):
                select.append(f"t.{quoted('d_' + name)} AS {shown}")
            elif name == "ref" and self.form.what == "records":
                select += [f"COALESCE(t.ref, {_made_name(types, attributes)}) AS ref", "t.ref IS NULL AS made"]
            elif name not in CODED:
                select.append(f"t.{shown}")
        match self.form.what:
            case "amendments":
                select += ["t.entry", "t.kind_no AS kind", "t.subject", "t.was_occurred_on", "t.was_ended_on"]
            case "participations":
                select.append("t.basis = 'consent' AS consent")
        return select

    def _bad(self, table: Any, explainer: Explainer) -> list[BadRow]:
        """The rows that break a rule, each with everything that is wrong with it; they leave the stage."""
        if self.con.execute("SELECT 1 FROM stage WHERE bad LIMIT 1").fetchone() is None:
            return []
        amending = self.form.what == "amendments"
        kind = "(SELECT any_value(word) FROM words WHERE no = kind)"
        extra = f", {kind}, was_occurred_on::VARCHAR, was_ended_on::VARCHAR" if amending else ""
        facts = {row[0]: row[1:] for row in self.con.execute(f"SELECT line{extra} FROM stage WHERE bad").fetchall()}
        self.dropped = True
        self.con.execute("DELETE FROM stage WHERE bad")
        rows = table.filter(pc.is_in(table.column(LINE), pa.array(sorted(facts), pa.int64()))).to_pylist()
        found = []
        for row in rows:
            line = row.pop(LINE)
            said = explainer.amendment(line, row, Amended(*facts[line])) if amending else explainer.problems(line, row)
            found.append(BadRow(line, row, said or (explainer.unexplained(line),)))
        return found


def _made_name(types: Iterable[str], attributes: list[str]) -> str:
    """SQL for a name made of what the record says: the same for the same content, in every ledger and order of columns."""
    parts = []
    for name in sorted(types):
        if name not in NO_CONTENT:
            cell = f"CAST(t.{value_column(name, attributes)} AS VARCHAR)"
            parts.append(f"COALESCE('{name}=' || strlen({cell}) || ':' || {cell}, '')")
    return f"'~' || left(sha256(concat({', '.join(parts)})), 32)"


def _cell(name: str, there: Collection[str]) -> str:
    """SQL for the text of a cell of a chunk; a record without furnisher is furnished by nobody known."""
    cell = f"c.{quoted(name)}" if name in there else "NULL::VARCHAR"
    return f"COALESCE({cell}, '{NOBODY}')" if name == "furnisher" else cell


def _chunks(column: Any) -> list[Any]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]


def _number(name: str) -> str:
    """The column of the numbers of a column's words. No attribute can be called so."""
    return f"#{name}"


#: What an amendment's check needs to know of the record.
FACTS: Final = "k.entry, k.kind, k.kind_no, k.subject, k.was_occurred_on, k.was_ended_on"
#: A chunk of amendments beside the records they name.
KNOWN_RECORDS: Final = """chunk c LEFT JOIN (
    SELECT r.entry, k.word AS kind, r.kind AS kind_no, r.subject, r.occurred_on AS was_occurred_on, r.ended_on AS was_ended_on,
        f.word AS by_whom, r.ref AS named
    FROM (SELECT * FROM records WHERE entry IN (SELECT entry FROM records WHERE ref IN (SELECT ref FROM chunk))) r
    JOIN words f ON f.no = r.furnisher JOIN words k ON k.no = r.kind
) k ON k.by_whom = c.furnisher AND k.named = c.ref"""


def amendment_faults(attributes: Iterable[str]) -> str:
    """SQL that is true for an amendment of no record, or with values where none belong or none where one must be."""
    values = [quoted("r_" + name) for name in ("occurred_on", "ended_on", "counterparty", *attributes)]
    filled = f"COALESCE({', '.join(values)}) IS NOT NULL"
    return (
        f"entry IS NULL OR COALESCE((change = 'corrected') <> ({filled}), false) OR COALESCE((occurred_on IS NOT NULL OR "
        "ended_on IS NOT NULL) AND COALESCE(ended_on, was_ended_on) < COALESCE(occurred_on, was_occurred_on), false)"
    )
