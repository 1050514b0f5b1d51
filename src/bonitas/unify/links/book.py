"""The file of links: a DuckDB file that is only ever added to. It holds ids, certainties, words and decisions; no name, no number of anybody."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import duckdb
import pyarrow as pa

from bonitas.ledger.errors import translated
from bonitas.ledger.postgres.address import is_postgres
from bonitas.ledger.sql import connect
from bonitas.unify.links.codes import trouble
from bonitas.unify.links.groups import kept_ids, union_of
from bonitas.unify.links.model import APART, Decision, End, Link, Turn, What
from bonitas.unify.links.uniting import ended_by, standing_at

#: The number of this format. A file with a higher one is not opened.
FORMAT: Final = 1
ENDING: Final = ".links"

TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "meta": "key VARCHAR, value VARCHAR",
        # A later row about a name replaces an earlier one: the ledger was moved, or has more to be known again by (`witness`).
        "ledgers": "no BIGINT, name VARCHAR, address VARCHAR, witness VARCHAR, moment BIGINT",
        # Each search for pairs, with what it learnt; the next judges by it.
        "searches": "no BIGINT, moment BIGINT, who VARCHAR, link_from BIGINT, review_from BIGINT, seed BIGINT, model VARCHAR",
        # Whose names a search compared, so that the next compares those who came since.
        "searched": "no BIGINT, ledger VARCHAR, subject VARCHAR, search BIGINT, moment BIGINT",
        "links": "no BIGINT, ledger_a VARCHAR, subject_a VARCHAR, ledger_b VARCHAR, subject_b VARCHAR, certainty BIGINT, basis VARCHAR,"
        " evidence VARCHAR, search BIGINT, moment BIGINT",
        # The last decision about a link is its state.
        "decisions": "no BIGINT, link BIGINT, what VARCHAR, who VARCHAR, because VARCHAR, moment BIGINT",
        "standing": "no BIGINT, united BIGINT, ledger VARCHAR, subject VARCHAR, joined BOOLEAN, decision BIGINT, moment BIGINT",
    }
)  # fmt: skip


def is_links(address: object) -> bool:
    """Whether an address is one of links, by its ending.

    >>> is_links("ours.links"), is_links("bank.duckdb")
    (True, False)
    """
    return str(address).lower().endswith(ENDING)


class LinkBook:
    """An open file of links. A context manager; what a `writing` block adds is there whole or not at all."""

    def __init__(self, address: str, con: duckdb.DuckDBPyConnection) -> None:
        self.address, self._con = address, con

    # ------------------------------------------------------------ asking

    def rows(self, sql: str, given: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a SELECT gives, as rows."""
        with translated(self.address, "L501"):
            return self._con.execute(sql, list(given)).fetchall()

    def table(self, sql: str) -> pa.Table:
        """What a SELECT gives, as columns."""
        with translated(self.address, "L501"):
            return self._con.sql(sql).to_arrow_table()

    @property
    def lab(self) -> bool:
        """True where the ledgers are of synthetic people."""
        return self.rows("SELECT value FROM meta WHERE key = 'lab'") == [("yes",)]

    def ledgers(self) -> dict[str, str]:
        """Name → address, in order of name. A path is kept as it is seen from the links' own folder, so that both can be moved."""
        rows = self.rows("SELECT name, arg_max(address, no) FROM ledgers GROUP BY name ORDER BY name")
        folder = Path(self.address).parent
        return {name: address if is_postgres(address) else str(folder / address) for name, address in rows}

    def witnesses(self) -> dict[str, dict[int, str]]:
        """By which records each ledger is known again (`witness`)."""
        rows = self.rows("SELECT name, arg_max(witness, no) FROM ledgers GROUP BY name ORDER BY name")
        return {name: {int(entry): digest for entry, digest in json.loads(told).items()} for name, told in rows}

    def model(self) -> str | None:
        """What the last search learnt; None before the first, or if it compared no names."""
        rows = self.rows("SELECT model FROM searches ORDER BY no DESC LIMIT 1")
        return rows[0][0] if rows and rows[0][0] else None

    def searched(self, link_from: int, review_from: int) -> dict[str, set[str]]:
        """By ledger, whose names earlier searches compared, if the last one kept pairs from the same certainties on; else nobody's."""
        last = self.rows("SELECT link_from, review_from FROM searches WHERE model <> '' ORDER BY no DESC LIMIT 1")
        found: dict[str, set[str]] = {}
        if last == [(link_from, review_from)]:
            for ledger, subject in self.rows("SELECT DISTINCT ledger, subject FROM searched"):
                found.setdefault(ledger, set()).add(subject)
        return found

    def links(self, states: Iterable[str] = (), *, known_at: int | None = None) -> list[Link]:
        """All links in order of number, or those in some states; as they were at a moment (microseconds), if one is given."""
        wanted = set(states)
        rows = self.rows(
            f"""
            SELECT l.no, l.ledger_a, l.subject_a, l.ledger_b, l.subject_b, l.certainty, l.basis, l.evidence, d.what, d.because, l.moment
            FROM links l JOIN (SELECT link, arg_max(what, no) AS what, arg_max(because, no) AS because
                FROM decisions WHERE {known(known_at)} GROUP BY link) d ON d.link = l.no ORDER BY l.no"""
        )
        return [
            Link(no, (la, sa), (lb, sb), certainty, basis, tuple(map(tuple, json.loads(evidence))), what, because, at)
            for no, la, sa, lb, sb, certainty, basis, evidence, what, because, at in rows
            if not wanted or what in wanted
        ]

    def decisions(self) -> list[Decision]:
        """Every decision, in order."""
        return [Decision(*row) for row in self.rows("SELECT no, link, what, who, because, moment FROM decisions ORDER BY no")]

    def turns(self, *, known_at: int | None = None) -> list[Turn]:
        """What standing ids went through, in order; until a moment (microseconds), if one is given."""
        rows = self.rows(
            f"SELECT united, ledger, subject, joined, decision, moment FROM standing WHERE {known(known_at)} ORDER BY no"
        )
        return [Turn(no, (ledger, subject), joined, decision, at) for no, ledger, subject, joined, decision, at in rows]

    def united(self) -> dict[int, frozenset[End]]:
        """Each standing id with its members now, in order."""
        return standing_at(self.turns())

    # ------------------------------------------------------------ adding

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; at its end the standing ids follow the links in force."""
        self.moment = time.time_ns() // 1000
        with translated(self.address):
            self._con.execute("BEGIN")
            try:
                yield
                self._settle()
                self._con.execute("COMMIT")
            except BaseException:
                with suppress(duckdb.Error):
                    self._con.execute("ROLLBACK")
                raise

    def name(self, ledgers: Mapping[str, str], witnesses: Mapping[str, Mapping[int, str]]) -> None:
        """Write down where ledgers lie and what they are known again by, where that is new."""
        known, told, folder = self.ledgers(), self.witnesses(), Path(self.address).resolve().parent
        fresh = [
            (name, _from(folder, address))
            for name, address in sorted(ledgers.items())
            if (known.get(name), told.get(name)) != (address, witnesses[name])
        ]
        self._add("ledgers", {
            "name": [name for name, _ in fresh], "address": [address for _, address in fresh],
            "witness": [json.dumps(witnesses[name]) for name, _ in fresh],
        })  # fmt: skip

    def search(  # noqa: PLR0913, PLR0917 - what a search is
        self, by: str, link_from: int, review_from: int, seed: int, model: str, compared: Mapping[str, Iterable[str]]
    ) -> None:
        """Write down a search. `compared`: by ledger, whose names it compared that none had before."""
        row: dict[str, Any] = {"who": by, "link_from": link_from, "review_from": review_from, "seed": seed, "model": model}
        self._add("searches", {name: [value] for name, value in row.items()})
        ends = [(ledger, subject) for ledger, subjects in sorted(compared.items()) for subject in sorted(subjects)]
        self._add("searched", {
            "ledger": [ledger for ledger, _ in ends], "subject": [subject for _, subject in ends],
            "search": [self._next("searches") - 1] * len(ends),
        })  # fmt: skip

    def add(self, found: Sequence[tuple[End, End, int, str, Sequence[tuple[str, str]]]]) -> range:
        """Add links: two ends, certainty, basis, evidence. Their numbers. Each needs a decision in the same block."""
        first = self._next("links")
        search = self._next("searches") - 1
        columns: dict[str, list[Any]] = {
            "ledger_a": [one[0][0] for one in found], "subject_a": [one[0][1] for one in found],
            "ledger_b": [one[1][0] for one in found], "subject_b": [one[1][1] for one in found],
            "certainty": [one[2] for one in found], "basis": [one[3] for one in found],
            "evidence": [json.dumps([list(part) for part in one[4]], ensure_ascii=False) for one in found],
            "search": [search] * len(found),
        }  # fmt: skip
        self._add("links", columns)
        return range(first, first + len(found))

    def decide(self, links: Sequence[int], what: Sequence[What], by: str, because: Sequence[str]) -> None:
        """Write down what was decided about each of some links."""
        self._add("decisions", {"link": list(links), "what": list(what), "who": [by] * len(links), "because": list(because)})

    def _next(self, table: str) -> int:
        return int(self.rows(f"SELECT COALESCE(max(no), 0) + 1 FROM {table}")[0][0])

    def _add(self, table: str, columns: Mapping[str, list[Any]]) -> None:
        """Append rows, numbered on, with the moment of the block."""
        count, first = len(next(iter(columns.values()))), self._next(table)
        if count:
            rows = pa.table({**columns, "no": list(range(first, first + count)), "moment": [self.moment] * count})
            self._con.register("fresh", rows)
            try:
                self._con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM fresh")
            finally:
                self._con.unregister("fresh")

    def _settle(self) -> None:
        """Let standing ids follow the links in force, with a row for each subject that came or went."""
        before, given = self.united(), int(self.rows("SELECT COALESCE(max(united), 0) FROM standing")[0][0])
        groups = union_of(one for one in self.links() if one.in_force).groups()
        after = kept_ids(before, groups, given + 1, ended_by(self.turns()))
        was = {(number, end) for number, group in before.items() for end in group}
        now = {(number, end) for number, group in after.items() for end in group}
        changed = [(*one, False) for one in sorted(was - now)] + [(*one, True) for one in sorted(now - was)]
        columns: dict[str, list[Any]] = {
            "united": [number for number, _, _ in changed], "ledger": [end[0] for _, end, _ in changed],
            "subject": [end[1] for _, end, _ in changed], "joined": [joined for *_, joined in changed],
            "decision": [self._next("decisions") - 1] * len(changed),
        }  # fmt: skip
        self._add("standing", columns)

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()


def known(at: int | None) -> str:
    """SQL that is true for what was written down until a moment."""
    return "true" if at is None else f"moment <= {int(at)}"


def _from(folder: Path, address: str) -> str:
    """An address as it is seen from the links' folder, if it was given as seen from somewhere, or lies there."""
    if is_postgres(address) or (Path(address).is_absolute() and not Path(address).resolve().is_relative_to(folder)):
        return address
    return os.path.relpath(Path(address).resolve(), folder)


def apart(links: Iterable[Link]) -> dict[End, dict[End, int]]:
    """Who is not one with whom by somebody's word: end → end → link. The last word about two ends counts."""
    last: dict[tuple[End, ...], Link] = {tuple(sorted((link.a, link.b))): link for link in links if link.state != "replaced"}
    found: dict[End, dict[End, int]] = {}
    for link in last.values():
        if link.state in APART:
            found.setdefault(link.a, {})[link.b] = link.number
            found.setdefault(link.b, {})[link.a] = link.number
    return found


@contextmanager
def open_book(address: str | Path, *, write: bool = False) -> Iterator[LinkBook]:
    """The links in a file. BonitasError: U201 to U205, and those of a file that cannot be read."""
    path = Path(address)
    if not is_links(path):
        raise trouble("U201", file=path, found=path.name)
    if not path.is_file():
        raise trouble("U202", file=path, found=path.name)
    try:
        con = connect(str(path), read_only=not write)
    except duckdb.IOException as exc:
        code = "U205" if "lock" in str(exc) or "configuration" in str(exc) else "U203"
        raise trouble(code, file=path) from exc
    try:
        _refuse_other(con, path)
        yield LinkBook(str(path), con)
    finally:
        con.close()


@contextmanager
def new_book(address: str | Path, *, lab: bool) -> Iterator[LinkBook]:
    """A new file of links. It appears under its name when the block ends well, and never replaces anything."""
    path = Path(address)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with translated(str(path)):
        try:
            con = connect(str(fresh))
            try:
                for table, columns in TABLES.items():
                    con.execute(f"CREATE TABLE {table} ({columns})")
                con.executemany(
                    "INSERT INTO meta VALUES (?, ?)", [["bonitas_links", str(FORMAT)], ["lab", "yes" if lab else "no"]]
                )
                yield LinkBook(str(path), con)
            finally:
                con.close()
            fresh.chmod(0o600)  # who is whom is nobody else's business
            os.link(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)
            fresh.with_name(fresh.name + ".wal").unlink(missing_ok=True)


def _refuse_other(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """BonitasError unless this is a file of links that this program knows, with all its tables."""
    try:
        rows = con.execute("SELECT value FROM meta WHERE key = 'bonitas_links'").fetchall()
        found = int(rows[0][0])
        there = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()}
    except (duckdb.Error, IndexError, ValueError) as exc:
        raise trouble("U203", file=path) from exc
    if found > FORMAT:
        raise trouble("U204", file=path, found=found, known=FORMAT)
    if not TABLES.keys() <= there:
        raise trouble("U203", file=path)
