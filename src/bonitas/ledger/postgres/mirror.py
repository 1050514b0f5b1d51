"""What a file is compared with, fetched from the server into tables of the same names in memory.

So one pipeline checks, settles and keeps for every store. While a file is read, names that nobody has seen get provisional numbers,
far above all real ones; no lock is held. When it has been read and others are kept from adding, `Mirror.settle` asks again for
names that have appeared meanwhile, gives the rest their real numbers, and fetches the rows that the staged ones may repeat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa

from bonitas.ledger.codes import trouble
from bonitas.ledger.in_memory import InMemory
from bonitas.ledger.numbers import NUMBERED
from bonitas.ledger.postgres.address import shown
from bonitas.ledger.postgres.asking import PostgresAsking
from bonitas.ledger.postgres.link import Link
from bonitas.ledger.schema import EVERY, WITH_ATTRIBUTES, WORDY, columns_of, creation
from bonitas.ledger.seal.sealing import LAST_HEAD
from bonitas.ledger.settle import number_repeats
from bonitas.ledger.sources.chunk import LINE, Chunk
from bonitas.ledger.sql import column_of, quoted
from bonitas.ledger.stage import NOBODY, Stage

#: Provisional numbers begin above this one.
PROVISIONAL: Final = 1 << 30
#: Names or numbers asked for at once.
AT_ONCE: Final = 50_000
DICTIONARIES: Final = (("words", "word"), ("parties", "id"))


class Mirror:
    """Tables in memory that stand for those of the server, for one call."""

    def __init__(self, link: Link) -> None:
        self._tables = InMemory()
        self.con = self._tables.con
        self._link = link
        for table in EVERY:
            self.con.execute(creation(table, columns_of(table, {})))
        for table, column in DICTIONARIES:
            self.con.execute(f"INSERT INTO {table} (no, {column}) VALUES ({PROVISIONAL}, NULL)")
        self._removed = self._last(REMOVED)
        self._known = {table: self._last(f"SELECT max(no) FROM {table}") for table, _ in DICTIONARIES}

    def _last(self, sql: str) -> int:
        """A highest number; −1: none."""
        found = PostgresAsking(self._link).rows(sql)[0][0]
        return -1 if found is None else int(found)

    def close(self) -> None:
        self._tables.close()

    # ------------------------------------------------------------ while a file is read

    def meet(self, stage: Stage, chunk: Chunk) -> None:
        """Fetch the names of a chunk, and the records that its amendments name."""
        for table, column in DICTIONARIES:
            self._learn(table, column, self._unknown(f"SELECT {column} FROM all_{table}", _names(stage, chunk, table)))
        if stage.form.what == "amendments":
            self._amended(chunk)

    def _unknown(self, known: str, names: Any) -> list[str]:
        """Those of `names` that `known` does not give."""
        self.con.register("met", pa.table({"name": names}))
        rows = self.con.execute(f"SELECT name FROM met WHERE name IS NOT NULL EXCEPT {known}").fetchall()
        self.con.unregister("met")
        return [str(name) for (name,) in rows]

    def _learn(self, table: str, column: str, names: Sequence[str]) -> None:
        """The numbers of names that the server has."""
        for part in _parts(names):
            asking = PostgresAsking(self._link)
            self._append(table, asking.table(f"SELECT no, {column} FROM {table} WHERE {asking.among(column, part)}"))

    def _append(self, table: str, rows: pa.Table) -> None:
        self.con.register("fetched", rows)
        self.con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM fetched")
        self.con.unregister("fetched")

    def _amended(self, chunk: Chunk) -> None:
        """The records that a chunk of amendments names, with the words of their kinds."""
        self.con.register("met", chunk.table)
        named = self.con.execute("SELECT DISTINCT w.no, c.ref FROM met c JOIN words w ON w.word = c.furnisher").fetchall()
        self.con.unregister("met")
        columns = ", ".join(f"r.{name}" for name in ("entry", "subject", "kind", "occurred_on", "ended_on", "furnisher", "ref"))
        for rows in self._named(columns, named):
            self.con.register("fetched", rows)
            self.con.execute("INSERT INTO records BY NAME SELECT * FROM fetched WHERE entry NOT IN (SELECT entry FROM records)")
            self.con.unregister("fetched")
        kinds = [kind for (kind,) in self.con.execute("SELECT DISTINCT kind FROM records EXCEPT SELECT no FROM words").fetchall()]
        if kinds:
            asking = PostgresAsking(self._link)
            self._append("words", asking.table(f"SELECT no, word FROM words WHERE {asking.among('no', kinds)}"))

    def _named(self, columns: str, named: Sequence[tuple[int, str]]) -> list[pa.Table]:
        """The records of these furnishers (as numbers) and refs."""
        found = []
        for part in _parts(named):
            asking = PostgresAsking(self._link)
            refs, furnishers = asking.given([ref for _, ref in part], "text[]"), asking.given([no for no, _ in part], "int[]")
            found.append(
                asking.table(f"""
                SELECT {columns} FROM unnest({furnishers}, {refs}) AS n (furnisher, ref)
                JOIN records r ON r.furnisher = n.furnisher AND r.ref = n.ref""")
            )
        return found

    # ------------------------------------------------------------ when it has been read

    def settle(self, stage: Stage, attributes: Mapping[str, str], *, sealed: bool) -> None:
        """Real numbers for new names, and all rows that the staged ones may repeat. Nobody else adds meanwhile.

        BonitasError L527 if something was removed since the file was begun: a name that it was read with may be gone.
        """
        if self._last(REMOVED) != self._removed:
            raise trouble("L527", shown(self._link.address), why="something was removed while the file was read")
        self._renumber(stage)
        what = stage.form.what
        if sealed:
            self._sealing(stage)
        if what == "records":
            number_repeats(self.con)
        for table in ("subjects", "records", "amendments", "participations"):
            if table != "records" or what == "records":
                self._stand_for(table, columns_of(table, attributes))
        known = "SELECT DISTINCT subject FROM stage WHERE subject NOT IN (SELECT no FROM new_parties)"
        match what:
            case "records":
                self._fetch("subjects", "party", known)
                self._fetch_named()
            case "amendments":
                self._fetch("amendments", "entry", "SELECT DISTINCT entry FROM stage WHERE entry IS NOT NULL")
            case _:
                self._fetch("subjects", "party", known)
                self._fetch("participations", "subject", known)

    def _sealing(self, stage: Stage) -> None:
        """What the leaves of the call are made with: the last head, the leaves of known counterparties, the ids of amended subjects."""
        self._append("heads", PostgresAsking(self._link).table(LAST_HEAD))
        known = "IS NOT NULL AND counterparty NOT IN (SELECT no FROM new_parties)"
        if stage.form.what in WITH_ATTRIBUTES:
            named = f"SELECT DISTINCT counterparty FROM stage WHERE counterparty {known}"
            self._fetch("seals", "number", named, """"table" = 'parties' AND """)
        if stage.form.what == "amendments":
            self._fetch(
                "parties", "no", "SELECT DISTINCT subject FROM stage WHERE subject IS NOT NULL EXCEPT SELECT no FROM parties"
            )

    def _fetch_named(self) -> None:
        """The records that have the name of a staged one."""
        if self._last(LAST["records"]) < 0:
            return
        new = "SELECT no FROM new_words"
        named = self.con.sql(f"SELECT DISTINCT furnisher, ref FROM stage WHERE furnisher NOT IN ({new})").to_arrow_table()
        for start in range(0, named.num_rows, AT_ONCE):
            part = named.slice(start, AT_ONCE).to_pydict()
            for rows in self._named("r.*", list(zip(part["furnisher"], part["ref"], strict=True))):
                self._append("records", rows)

    def _stand_for(self, table: str, columns: Mapping[str, str]) -> None:
        """An empty table with one row that says how far the server's table is numbered."""
        self.con.execute(creation(table, columns).replace("CREATE TABLE", "CREATE OR REPLACE TABLE", 1))
        if table in LAST:
            self.con.execute(f"INSERT INTO {table} ({NUMBERED[table]}) VALUES (?)", [self._last(LAST[table])])

    def _fetch(self, table: str, column: str, codes: str, where: str = "") -> None:
        numbers = [no for (no,) in self.con.execute(codes).fetchall()]
        for part in _parts(numbers):
            asking = PostgresAsking(self._link)
            self._append(table, asking.table(f"SELECT * FROM {table} WHERE {where}{asking.among(column, part)}"))

    def _renumber(self, stage: Stage) -> None:
        """Provisional numbers of names give way to real ones."""
        replaced, joins = [], []
        for table, column in DICTIONARIES:
            if self._number(table, column):
                for name in _coded(stage, table):
                    alias = quoted(f"r_{name}")
                    replaced.append(f"COALESCE({alias}.no, s.{quoted(name)}) AS {quoted(name)}")
                    joins.append(f"LEFT JOIN renumbered_{table} {alias} ON {alias}.was = s.{quoted(name)}")
        if replaced:
            select = f"SELECT s.* REPLACE ({', '.join(replaced)}) FROM stage s {' '.join(joins)}"
            self.con.execute(f"CREATE OR REPLACE TEMP TABLE renumbered AS {select}")
            self.con.execute("DROP TABLE stage")
            self.con.execute("ALTER TABLE renumbered RENAME TO stage")

    def _number(self, table: str, column: str) -> bool:
        """`renumbered_<table>`: of each new name its provisional number and its real one, which the server has by now or is the next."""
        run = self.con.execute
        if not run(f"SELECT 1 FROM new_{table} LIMIT 1").fetchone():
            return False
        last = self._last(f"SELECT max(no) FROM {table}")
        if last != self._known[table]:
            self._learn(table, column, [str(name) for (name,) in run(f"SELECT {column} FROM new_{table}").fetchall()])
        run(f"CREATE OR REPLACE TEMP TABLE provisional AS SELECT no AS was, {column} AS name FROM new_{table}")
        run(f"DELETE FROM new_{table}")
        run(f"""INSERT INTO new_{table} SELECT {last} + row_number() OVER (ORDER BY name), name FROM provisional
            WHERE name NOT IN (SELECT {column} FROM {table} WHERE {column} IS NOT NULL)""")
        run(f"""CREATE OR REPLACE TEMP TABLE renumbered_{table} AS
            SELECT was, a.no AS no FROM provisional p JOIN all_{table} a ON a.{column} = p.name""")
        return True


def fetch_all(asking: PostgresAsking, con: duckdb.DuckDBPyConnection, attributes: Mapping[str, str]) -> None:
    """All tables of the server's ledger into tables of the same names."""
    for table in EVERY:
        columns = columns_of(table, attributes)
        con.execute(creation(table, columns))
        if table == "removals":  # nobody asks for it
            continue
        for batch in asking.batches(f"SELECT {', '.join(map(quoted, columns))} FROM {table}", AT_ONCE):
            con.register("fetched", pa.Table.from_batches([batch]))
            con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM fetched")
            con.unregister("fetched")


#: The last removal.
REMOVED: Final = "SELECT max(no) FROM removals"


def _last(table: str, *more: str) -> str:
    """SQL for the highest number that a table has given: also to what was removed since. −1: none."""
    given = [f"SELECT max({NUMBERED[table]}) FROM {table}", f"SELECT max(last) FROM calls WHERE what = '{table}'", *more]
    return f"SELECT GREATEST({', '.join(f'({one})' for one in given)}, -1)"


#: How far each numbered table has come. Removals take their numbers from amendments.
LAST: Final[Mapping[str, str]] = {
    "records": _last("records"),
    "amendments": _last("amendments", "SELECT max(no) FROM removals"),
    "participations": _last("participations"),
}


def _names(stage: Stage, chunk: Chunk, table: str) -> Any:
    """The names in a chunk that a dictionary numbers, once each; of amendments also the furnishers, whose records they name."""
    columns = [name for name in chunk.table.column_names if name != LINE]
    wanted = [name for name in columns if stage.dictionary(name) == table]
    parts = []
    if table == "words" and stage.form.what == "records":
        parts.append(pa.array([NOBODY], pa.string()))
    if table == "words" and stage.form.what == "amendments":
        wanted.append("furnisher")
    parts += [chunk.table.column(name).unique() for name in wanted]
    return pa.chunked_array(parts, pa.string()).unique()


def _coded(stage: Stage, table: str) -> list[str]:
    """The staged columns that hold numbers of a dictionary."""
    if table == "parties":
        there = {"records": ("subject", "counterparty"), "amendments": ("counterparty",), "participations": ("subject",)}
        return list(there.get(stage.form.what, ()))
    words = [column_of(name) for name, type_ in stage.attributes.items() if type_ in WORDY]
    return words + (["kind", "furnisher"] if stage.form.what == "records" else [])


def _parts(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE)]
