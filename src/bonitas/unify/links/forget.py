"""Forgetting: who was erased from a ledger leaves the links too. What was decided stays, without the id and without a word about anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.ledger.postgres.address import is_postgres, shown
from bonitas.ledger.removal.beside import anew, from_files
from bonitas.unify.links.book import LinkBook, open_book
from bonitas.unify.links.codes import trouble
from bonitas.unify.links.link import opened
from bonitas.unify.links.model import End
from bonitas.unify.links.model import shown as called

#: What stands in the place of an id that was forgotten, with a number behind it.
FORGOTTEN: Final = "~forgotten-"
#: Where ids stand: table, column of the ledger, column of the id.
PLACES: Final = (
    ("links", "ledger_a", "subject_a"), ("links", "ledger_b", "subject_b"), ("standing", "ledger", "subject"), ("searched", "ledger", "subject"),
)  # fmt: skip
WHY: Final = "erased from its ledger"


def erased(address: str | Path) -> list[End]:
    """Who is in the links and in their ledger no more, in order. BonitasError: as for opening links and ledgers."""
    with open_book(address) as book:
        ids, ledgers = _ids(book), book.ledgers()
    found: list[End] = []
    with opened({name: ledgers[name] for name in ids}) as stores:
        for name, mine in ids.items():
            there = pa.array(stores[name].subjects()[1], pa.string())
            found += [(name, one) for one in mine.filter(pc.invert(pc.is_in(mine, value_set=there))).to_pylist()]
    return found


def _ids(book: LinkBook) -> dict[str, pa.StringArray]:
    """By ledger, the ids that a file of links holds, in order."""
    every = " UNION ".join(f"SELECT {ledger} AS ledger, {subject} AS subject FROM {table}" for table, ledger, subject in PLACES)
    table = book.table(f"SELECT ledger, subject FROM ({every}) WHERE NOT starts_with(subject, '{FORGOTTEN}') ORDER BY ALL")
    names = table.column("ledger").combine_chunks()
    return {name: table.column("subject").combine_chunks().filter(pc.equal(names, name)) for name in names.unique().to_pylist()}


def forget(address: str | Path, ends: Sequence[End], *, by: str, because: str = WHY) -> dict[str, int]:
    """Take subjects out of a file of links: their links are undone, with who did it and why, and in the place of each id a number stands.

    What was compared and what somebody said of their links goes; the file is written anew, so that nothing is left in its free blocks. How many
    links were undone, and how many ids forgotten. Asked again, it finishes what was stopped. BonitasError: U223 if nobody is named, U205.
    """
    refuse_unnamed(address, by)
    going = set(ends)
    with open_book(address, write=True) as book:
        links = [one for one in book.links() if (one.a in going or one.b in going) and one.state != "undone"]
        with book.writing():
            book.decide([one.number for one in links], ["undone"] * len(links), by, [because] * len(links))
    if ends:
        from_files(Path(address), [called(end) for end in ends])  # standing ratings beside the links
        anew(Path(address), lambda con: _nameless(con, sorted(going), because))
    return {"links": len(links), "ids": len(going)}


def refuse_unnamed(address: str | Path, by: str) -> None:
    """BonitasError U223 unless somebody answers for it."""
    if not by.strip():
        raise trouble("U223", file=address, what="who decides")


def _nameless(con: duckdb.DuckDBPyConnection, ends: Sequence[End], because: str) -> None:
    rows = pa.table({"ledger": [name for name, _ in ends], "subject": [subject for _, subject in ends]})
    con.register("going", rows)
    con.execute("BEGIN")
    every = " UNION ALL ".join(f"SELECT {subject} AS subject FROM {table}" for table, _, subject in PLACES)
    given = f"SELECT max(CAST(substr(subject, {len(FORGOTTEN) + 1}) AS BIGINT)) FROM ({every}) WHERE starts_with(subject, '{FORGOTTEN}')"
    con.execute(
        f"""CREATE TEMP TABLE called AS SELECT ledger, subject,
            '{FORGOTTEN}' || (COALESCE(({given}), 0) + row_number() OVER (ORDER BY ledger, subject)) AS name FROM going"""
    )
    con.execute("DELETE FROM searched s USING called c WHERE s.ledger = c.ledger AND s.subject = c.subject")
    both = "(l.ledger_a = c.ledger AND l.subject_a = c.subject) OR (l.ledger_b = c.ledger AND l.subject_b = c.subject)"
    con.execute(f"CREATE TEMP TABLE theirs AS SELECT DISTINCT l.no FROM links l JOIN called c ON {both}")
    con.execute("UPDATE links SET evidence = '[]' WHERE no IN (SELECT no FROM theirs)")
    con.execute("UPDATE decisions SET because = '' WHERE link IN (SELECT no FROM theirs) AND because <> ?", [because])
    for table, ledger, subject in PLACES[:3]:
        con.execute(
            f"UPDATE {table} t SET {subject} = c.name FROM called c WHERE t.{ledger} = c.ledger AND t.{subject} = c.subject"
        )
    con.execute("DROP TABLE theirs; DROP TABLE called; COMMIT")
    con.unregister("going")


def place_in(book: LinkBook, address: str) -> str:
    """What a ledger is called in a file of links. BonitasError U249 if it is not linked there."""
    wanted = _place(address)
    for name, other in book.ledgers().items():
        if _place(other) == wanted:
            return name
    raise trouble("U249", file=book.address, found=shown(address) if is_postgres(address) else address)


def _place(address: str) -> str:
    return shown(address) if is_postgres(address) else str(Path(address).resolve())


def forget_one(links: Iterable[str], address: str, subject: str, *, by: str) -> list[Mapping[str, Any]]:
    """Take a subject that was erased from the ledger at an address out of files of links; what became of it in each, as a certificate has it."""
    found: list[Mapping[str, Any]] = []
    for one in links:
        with open_book(one) as book:
            name = place_in(book, address)
        done = forget(one, [(name, subject)], by=by)
        found.append({"file": Path(one).name, "ids": done["ids"], "undone": done["links"]})
    return found
