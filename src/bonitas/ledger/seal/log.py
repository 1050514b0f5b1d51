"""The log itself: its leaves in order, and what was written of it after each call."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bonitas.common.problems import Problem
from bonitas.ledger.seal.faults import Look
from bonitas.ledger.seal.sealing import AT_ONCE, Run
from bonitas.ledger.seal.text import CALLED
from bonitas.ledger.seal.tree import WIDE, Frontier


def size_of(con: Run) -> int:
    """How many leaves the log has."""
    row = con.execute("SELECT count(*) FROM seals").fetchone()
    return int(row[0]) if row else 0


def hashes_of(con: Run) -> Iterator[bytes]:
    """The leaf hashes in order, some at a time, one after the other."""
    with con.cursor() as own:  # others may ask meanwhile
        for batch in own.sql("SELECT digest FROM seals ORDER BY leaf").to_arrow_reader(AT_ONCE):
            yield b"".join(batch.column(0).to_pylist())


def frontiers(con: Run, sizes: Collection[int]) -> dict[int, bytes]:
    """The frontier of the log, written, as it was when it had each of these sizes."""
    stops, front = sorted(set(sizes)), Frontier()
    found = {0: b""} if 0 in sizes else {}
    for hashes in hashes_of(con):
        at = 0
        while at < len(hashes):
            stops = [stop for stop in stops[:1] if stop > front.size] + stops[1:]
            room = len(hashes) - at
            take = min(room, (stops[0] - front.size) * WIDE) if stops else room
            front.add(hashes[at : at + take])
            at += take
            if stops and stops[0] == front.size:
                found[stops.pop(0)] = front.written()
    return found


def damage(look: Look) -> Iterator[Problem]:
    """Leaves that are missing, there twice, or no leaves at all."""
    known = ", ".join(f"'{table}'" for table in CALLED)
    found = look.con.execute(f"""
        SELECT leaf, should, "table" IN ({known}) AND number IS NOT NULL, COALESCE(octet_length(digest), 0)
        FROM (SELECT *, row_number() OVER (ORDER BY leaf) - 1 AS should FROM seals)
        WHERE leaf IS DISTINCT FROM should OR ("table" IN ({known}) AND number IS NOT NULL) IS NOT TRUE
            OR octet_length(digest) IS DISTINCT FROM {WIDE}
            OR (salt IS NOT NULL AND octet_length(salt) <> 16)
        ORDER BY should LIMIT 1""")
    for leaf, should, known_table, width in found.fetchall():
        if leaf != should:
            why = "it is there twice" if leaf is not None and leaf < should else "it is missing"
            yield look.problem("L719", leaf=should if why == "it is missing" else leaf, why=why)
        elif not known_table:
            yield look.problem("L719", leaf=leaf, why="nobody can say which entry it is of")
        else:
            yield look.problem("L719", leaf=leaf, why="its hash is none" if width != WIDE else "its salt is none")


def heads(look: Look, written: dict[int, bytes]) -> Iterator[Problem]:
    """What was written of the log after each call, against what its leaves give now. `written`: as of `frontiers`."""
    rows = look.con.execute('SELECT no, "size", frontier FROM heads ORDER BY no').fetchall()
    size, sizes = size_of(look.con), [row[1] for row in rows]
    numbered = [row[0] for row in rows] == list(range(len(rows)))
    rising = all(one < two for one, two in zip([0, *sizes], sizes, strict=False) if one is not None and two is not None)
    if not numbered or not rising or None in sizes or (sizes[-1] if sizes else 0) != size:
        at = next((n for n, row in enumerate(rows) if row[0] != n or row[1] is None or row[1] > size), len(rows))
        yield look.problem("L720", size=sizes[at] if at < len(rows) else size, head=at)
        return
    wrong = [n for n, (_, whole, frontier) in enumerate(rows) if written.get(whole) != frontier]
    after = [n for n in wrong if all(later in wrong for later in range(n, len(rows)))]
    for n in wrong:
        if n not in after:  # later ones agree: the leaves are right
            yield look.problem("L720", size=sizes[n], head=n)
    if after:
        yield look.problem("L718", first=sizes[after[0] - 1] if after[0] else 0, last=sizes[after[0]] - 1)


def head_sizes(con: Run) -> list[int]:
    """The sizes that were written."""
    return [size for (size,) in con.execute('SELECT "size" FROM heads WHERE "size" IS NOT NULL').fetchall()]
