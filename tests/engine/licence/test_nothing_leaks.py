"""No way of asking gives a licensee a bit that depends on records it may not read: change those, and every answer stays as it was."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.engine.ratings import plain
from bonitas.ledger.allowed import Allowed
from bonitas.ledger.base import Mark, Need
from bonitas.ledger.contested import amendments_said, entry_of, rulebooks_joined
from bonitas.ledger.store import Store
from stores import address_in, kept_in

from .joint import KNOWN, ON, joint, licences, notice, record

Row = dict[str, Any]
#: What the bank may read: of banks, whoever furnished it. What the clerk may read too: judgments that the town court furnished.
OPEN = ("payment.default", "loan.granted", "credit.enquiry")
CLOSED = ("court_register.judgment", "court.defaulter_listing", "traffic.penalty")
PEOPLE = ("ann", "bob", "cyd")
#: Subjects of whom nothing is known but what may not be read.
HIDDEN = ("zoe", "yan")
KINDS = (*OPEN, *CLOSED)


def records(seed: int, kinds: tuple[str, ...], people: tuple[str, ...], furnisher: str) -> tuple[list[Row], list[Row]]:
    """Some records, and amendments of some of them."""
    luck = random.Random(seed)  # noqa: S311 - a repeatable choice
    made: list[Row] = []
    said: list[Row] = []
    for n in range(luck.randrange(4, 12)):
        day = f"{luck.randrange(2022, 2026)}-{luck.randrange(1, 13):02}-{luck.randrange(1, 28):02}"
        row = record(
            luck.choice(people), luck.choice(kinds), day, f"{furnisher}-{n}", furnisher, act=luck.choice(["", "act-1"]) or None
        )
        made.append(row | {"counterparty": luck.choice([None, f"{furnisher}-partner-{seed}"])})
        if luck.random() < 0.5:
            change = luck.choice(["settled", "disputed", "withdrawn"])
            row = {"furnisher": furnisher, "ref": f"{furnisher}-{n}", "change": change, "effective_on": "2026-05-01"}
            said.append(row | {"recorded_at": "2026-05-01T00:00:00Z"})
    return made, said


def world(closed: int, *, before: bool) -> tuple[list[Row], list[Row], list[Row]]:
    """A ledger's rows: what may be read is the same in all, what may not is that of the seed `closed` (0: nothing at all)."""
    open_rows, open_said = records(7, OPEN, PEOPLE, "bank")
    town, town_said = records(8, ("court_register.judgment",), PEOPLE, "town-court")
    closed_rows, closed_said = records(closed, CLOSED, (*PEOPLE, *HIDDEN), "high-court") if closed else ([], [])
    made = [*closed_rows, *open_rows, *town] if before else [*open_rows, *town, *closed_rows]
    others = [notice(name, "secret") for name in HIDDEN] if closed else []
    return made, [*open_said, *town_said, *closed_said], [*map(notice, PEOPLE), *others]


def answers(ledger: Store, allowed: Allowed, folder: Path) -> Iterator[tuple[str, Any]]:
    """Every way of asking, by name."""
    book = bonitas.runs(joint(), allowed)
    how: dict[str, Any] = {"on": ON, "known_at": KNOWN}
    yield "rate", list(bonitas.rate(book, ledger, **how).rows())
    yield "rate named", list(bonitas.rate(book, ledger, subject=[*PEOPLE, *HIDDEN, "nobody"], **how).rows())
    into = bonitas.rate_into(book, ledger, folder, batch_rows=3, **how)
    yield "rate into", (list(into.rows()), (folder / "_run.json").read_text())
    supposed = [{"kind": "payment.default", "on": "2026-10-01"}]
    for name in ("ann", HIDDEN[0]):
        one: dict[str, Any] = {"subject": name, **how}
        yield f"explain {name}", bonitas.explain(book, ledger, **one).as_dict()
        yield f"lookup {name}", bonitas.lookup(book, ledger, **one).as_dict()
        yield f"what if {name}", bonitas.what_if(book, ledger, records=supposed, **one).as_dict()
        yield f"clocks {name}", or_problem(partial(bonitas.clocks, ledger, name, books=[book], **how))
        yield f"prepared {name}", plain(bonitas.prepare(book, ledger).rate(name, **how))
    one = {"subject": "ann", **how}
    yield "forecast", bonitas.forecast(book, ledger, **one)
    yield "offers", bonitas.offers(book, ledger, **one).as_dict()
    yield "path", bonitas.path(book, ledger, to="good", most_steps=1, **one).as_dict()
    yield "disputes", list(bonitas.disputes(ledger, on=ON, known_at=KNOWN))
    yield from tables(ledger)


def or_problem(ask: Any) -> Any:
    """An answer, or what is said in its place."""
    try:
        return ask()
    except BonitasError as error:
        return [(one.code, one.message) for one in error.problems]


def tables(ledger: Store) -> Iterator[tuple[str, Any]]:
    """What the store itself hands over, in words: codes and numbers of entries are no matter of a licence's."""
    codes, ids, organisation = ledger.subjects()
    yield "subjects", (list(map(str, ids)), organisation.tolist())
    yield "of", list(map(str, ledger.subjects_of(codes)[1]))
    yield "between", list(map(str, ledger.subjects_between("a", "zz")[1]))
    yield "weights", [(list(map(str, one)), many.tolist()) for one, many in ledger.weights()]
    seen = [*PEOPLE, *HIDDEN, "bank-partner-7", *(f"high-court-partner-{seed}" for seed in range(4)), "nobody"]
    yield "parties", (ledger.parties(seen) >= 0).tolist()
    yield "latest", ledger.latest_entry_at()
    yield "mark", ledger.mark()
    need = Need(KINDS, ("act",), ended=True, counterparty=True, furnisher=True, entry=True)
    for piece_need in (need, Need(KINDS, (), subjects=np.append(codes, ledger.parties(HIDDEN)))):
        yield "size", ledger.size(piece_need)
        yield "read", sorted(int(day) for piece in ledger.read(piece_need) for day in piece.occurred_on)
    yield "amendments", sorted((one.change, one.effective_on) for one in ledger.amendments(need))
    entries = sorted(int(entry) for piece in ledger.read(need) if piece.entry is not None for entry in piece.entry)
    yield "records", sorted((one.subject, one.kind, one.ref, one.counterparty) for one in ledger.full_records(entries))
    yield "said", sorted((one.change, one.reason) for one in amendments_said(ledger))
    yield "entry", [entry_of(ledger, f"high-court/high-court-{n}") for n in range(12)]
    yield "joined", rulebooks_joined(ledger, ledger.parties([*PEOPLE, *HIDDEN]).tolist())
    yield "secret", len(ledger.participations("secret").subject)
    since = ledger.changed_since(Mark(), "joint", 0, 0)
    yield (
        "since",
        [list(map(str, ledger.subjects_of(part)[1])) for part in (since.records, since.amendments, since.participations)],
    )
    yield "elsewhere", (len(since.elsewhere), len(since.removals))


@cache
def without_them() -> list[tuple[str, Any]]:
    """The clerk's answers where nothing is that it may not read; those of a ledger in memory, for every store answers alike."""
    allowed = licences().operator("clerk").allowed()
    with bonitas.memory_ledger(*world(0, before=True)) as ledger, TemporaryDirectory() as folder:
        return list(answers(ledger.limit(allowed), allowed, Path(folder)))


@pytest.mark.parametrize(("store", "closed"), [("duckdb", 1), ("parquet", 2), ("postgres", 3)])
def test_what_may_not_be_read_changes_no_answer(store: str, closed: int, tmp_path: Path) -> None:
    allowed = licences().operator("clerk").allowed()
    with kept_in(store, *world(closed, before=True)) as ledger:
        found = list(answers(ledger.limit(allowed), allowed, tmp_path))
    for (name, mine), (_, theirs) in zip(found, without_them(), strict=True):
        assert mine == theirs, name


def test_nor_do_other_worlds() -> None:
    """In memory, where worlds are cheap, and for another operator: ratings and what the store hands over."""
    allowed = licences().operator("bank").allowed()
    book, found = bonitas.runs(joint(), allowed), []
    for closed in range(3):
        with bonitas.memory_ledger(*world(closed, before=closed % 2 == 0)) as ledger:
            ledger.limit(allowed)
            found.append([*tables(ledger), *bonitas.rate(book, ledger, on=ON, known_at=KNOWN).rows()])
    assert found[1] == found[0] == found[2]


def test_the_test_itself_tells_worlds_apart() -> None:
    """Who reads everything sees a difference, wherever there is one: else the test above would prove nothing."""
    book, seen = joint(), []
    for closed in (0, 1):
        with bonitas.memory_ledger(*world(closed, before=False)) as ledger:
            ledger.limit(licences().operator("steward").allowed())
            rows = {row["subject"]: row["score"] for row in bonitas.rate(book, ledger, on=ON, known_at=KNOWN).rows()}
            seen.append((rows, dict(tables(ledger))))
    assert seen[0][0] != seen[1][0]
    assert {name for name, value in seen[0][1].items() if value != seen[1][1][name]} >= {
        "subjects",
        "parties",
        "read",
        "entry",
        "mark",
    }


def test_a_part_is_what_the_whole_would_be_without_the_rest() -> None:
    allowed = licences().operator("bank").allowed()
    open_rows, open_said = records(7, OPEN, PEOPLE, "bank")
    with bonitas.memory_ledger(open_rows, open_said, list(map(notice, PEOPLE))) as ledger:
        whole = list(bonitas.rate(joint(), ledger, on=ON, known_at=KNOWN).rows())
    with bonitas.memory_ledger(*world(1, before=False)) as ledger:
        part = list(bonitas.rate(bonitas.runs(joint(), allowed), ledger.limit(allowed), on=ON, known_at=KNOWN).rows())
    assert [(row["subject"], row["score"], row["band"]) for row in part] == [
        (row["subject"], row["score"], row["band"]) for row in whole
    ]
    assert any(row["score"] != 100 for row in part)


def test_a_whole_is_rated_as_without_a_licence() -> None:
    with bonitas.memory_ledger(*world(1, before=False)) as ledger:
        plain_rows = list(bonitas.rate(joint(), ledger, on=ON, known_at=KNOWN).rows())
        ledger.limit(licences().operator("steward").allowed())
        assert list(bonitas.rate(joint(), ledger, on=ON, known_at=KNOWN).rows()) == plain_rows


def test_older_files_are_limited_too() -> None:
    """A file from before rows were numbered lacks columns and tables, which are filled in beneath the licence."""
    import duckdb  # noqa: PLC0415

    allowed = licences().operator("bank").allowed()
    seen = []
    for closed in (0, 1):
        with address_in("duckdb") as address:
            with bonitas.open_ledger(address, write=True) as ledger:
                for rows, bring in zip(world(closed, before=True), (ledger.add, ledger.amend, ledger.enrol), strict=True):
                    bring(rows)
            with duckdb.connect(address) as con:
                for table in ("amendments", "participations"):
                    con.execute(f"ALTER TABLE {table} DROP COLUMN no")
                con.execute("DROP TABLE removed")
            with bonitas.open_ledger(address, allowed=allowed) as ledger:
                rows = bonitas.rate(bonitas.runs(joint(), allowed), ledger, on=ON, known_at=KNOWN).rows()
                seen.append([*tables(ledger), *rows])
    assert seen[0] == seen[1]
