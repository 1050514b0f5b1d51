"""One subject's own entries as a ledger in memory, to be added to without touching the ledger they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from bonitas.ledger.base import Beside, Filed
from bonitas.ledger.duck import DuckLedger, memory_store
from bonitas.ledger.schema import WITH_ATTRIBUTES, WORDY, columns_of
from bonitas.ledger.sql import column_of, quoted
from bonitas.ledger.store import Store

#: In the order in which they are filled.
ORDER: Final = ("words", "parties", "subjects", "records", "amendments", "participations")


def excerpt(ledger: Filed, subject: str, copies: int = 0) -> DuckLedger:
    """What a ledger holds about one subject, as a ledger of its own: it rates as the subject does. Close it after use.

    With `copies`, the same entries stand that many times, under the names `copy_id(subject, n)`, and a record's ref begins with
    the number of the copy (`copy_ref`); all stays in order, so each copy rates as the subject does.
    """
    made = memory_store(lab=ledger.lab, catalogue=ledger.catalogue)
    made.beside = Beside(ledger, subject)
    taken = ledger.taken(subject)
    if not taken:
        return made
    con = made._to_write()
    for table, rows in taken.items():
        con.register(f"taken_{table}", rows)
    con.register("copies", _copies(taken["parties"], subject, copies))
    try:
        made._keep(dict(ledger.attributes), [(table, _copied(table, copies)) for table in ORDER])
    finally:
        for table in ORDER:
            con.unregister(f"taken_{table}")
        con.unregister("copies")
    return made


def taken_from(ledger: Store, subject: str) -> Mapping[str, pa.Table]:
    """What a ledger that lies in tables holds about a subject (`base.Filed.taken`)."""
    code = int(ledger.parties([subject])[0])
    if code < 0:
        return {}
    with ledger._asking() as asking:
        return {table: asking.table(ledger._numbered(_of(table, code, ledger.attributes))) for table in ORDER}


def copy_id(subject: str, number: int) -> str:
    """What the n-th copy of a subject is called."""
    return f"copy {number:06d} of {subject}"


def copy_ref(number: int, ref: str) -> str:
    """What a record of the n-th copy is called. All refs of one copy begin alike, so their order stays.

    >>> copy_ref(7, "D-7")
    '000007/D-7'
    """
    return f"{number:06d}/{ref}"


def names(ledger: Store) -> list[tuple[str, str]]:
    """Furnisher and ref of every record of a ledger, in order; meant for an excerpt."""
    with ledger._asking() as asking:
        rows = asking.rows("SELECT w.word, r.ref FROM records r JOIN words w ON w.no = r.furnisher ORDER BY w.word, r.ref")
    return [(furnisher, ref) for furnisher, ref in rows]


def _of(table: str, code: int, attributes: dict[str, str]) -> str:
    """SQL for the rows of a table that have to do with a subject; of the dictionaries, the words and parties so named."""
    match table:
        case "words":
            wordy = [quoted(column_of(name)) for name, type_ in attributes.items() if type_ in WORDY]
            columns = [("records", name) for name in ("kind", "furnisher")] + [("amendments", "kind")]
            columns += [(where, name) for where in WITH_ATTRIBUTES for name in wordy]
            used = " UNION ".join(f"SELECT {name} AS no FROM {where} WHERE subject = {code}" for where, name in columns)
            return f"SELECT no, word FROM words WHERE no IN ({used})"
        case "parties":
            used = " UNION ".join(f"SELECT counterparty AS no FROM {where} WHERE subject = {code}" for where in WITH_ATTRIBUTES)
            return f"SELECT no, id FROM parties WHERE no IN ({used} UNION SELECT {code})"
        case "subjects":
            return f"SELECT party, organisation FROM subjects WHERE party = {code}"
        case _:
            shown = ", ".join(map(quoted, columns_of(table, attributes)))
            return f"SELECT {shown} FROM {table} WHERE subject = {code}"


def _copies(parties: Any, subject: str, copies: int) -> pa.Table:
    """The copies: number, party number and name; none of the numbers is that of another party."""
    free = max(parties.column("no").to_pylist()) + 1
    return pa.table(
        {
            "number": pa.array(range(copies), pa.int64()),
            "no": pa.array(range(free, free + copies), pa.int32()),
            "id": pa.array([copy_id(subject, n) for n in range(copies)], pa.string()),
        }
    )


def _copied(table: str, copies: int) -> str:
    """SQL that gives the taken rows once, or once for each copy."""
    taken = f"taken_{table}"
    if not copies or table == "words":
        return f"SELECT * FROM {taken}"
    if table == "parties":
        return f"SELECT no, id FROM {taken} UNION ALL SELECT no, id FROM copies"
    entry = f"t.entry * {copies} + c.number AS entry"
    replaced = {
        "subjects": "c.no AS party",
        "records": f"c.no AS subject, {entry}, printf('%06d/', c.number) || t.ref AS ref",
        "amendments": f"c.no AS subject, {entry}",
        "participations": "c.no AS subject",
    }
    return f"SELECT t.* REPLACE ({replaced[table]}) FROM {taken} t CROSS JOIN copies c"
