"""Links at size and in any store: the ways that many subjects take come to the same as those of a few, and the store changes nothing."""

from __future__ import annotations

import itertools
import random
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bonitas.engine.explain import explain
from bonitas.engine.rate import rate
from bonitas.ledger import open_ledger
from bonitas.ledger.memory import memory_ledger
from bonitas.ledger.said import said_of
from bonitas.unify.links import doubles, uniting, who
from bonitas.unify.links.book import open_book
from bonitas.unify.links.components import components
from bonitas.unify.links.link import How, link
from bonitas.unify.links.reading import open_joined
from stores import STORES, address_in

from .ledgers import ON, Row, default, enquiry, notice, rules

PEOPLE = 12


def world(seed: int) -> dict[str, tuple[list[Row], list[Row], list[Row]]]:
    """Records, amendments and participations of the same people in three ledgers, each record in one or in several, in words of their own."""
    draw = random.Random(seed)
    found: dict[str, tuple[list[Row], list[Row], list[Row]]] = {name: ([], [], []) for name in STORES}
    for number in range(PEOPLE * 6):
        made = draw.choice((default, enquiry))
        day = f"2026-0{draw.randint(1, 9)}-{draw.randint(10, 12)}"
        row = made("p", day, f"r{number}", draw.choice(("telco", "bank", "ämt")))
        if made is default and draw.random() < 0.5:
            row["counterparty"] = f"q{draw.randint(1, 2)}"
        change = {
            "furnisher": row["furnisher"],
            "ref": row["ref"],
            "effective_on": "2026-10-01",
            "recorded_at": "2026-10-01T00:00:00Z",
        }
        change |= draw.choice(
            ({"change": "settled"}, {"change": "withdrawn"}, {"change": "corrected", "occurred_on": "2026-02-02"})
        )
        person = draw.randrange(PEOPLE)
        having = draw.sample(STORES, draw.choice((1, 1, 2)))
        for name in having:
            found[name][0].append(
                {**row, "subject": f"{name[0]}{person}", "recorded_at": f"2026-09-{10 + STORES.index(name)}T00:00:00Z"}
            )
        if draw.random() < 0.3:
            found[draw.choice(having)][1].append(change)
    for person in range(0, PEOPLE, 2):
        name = draw.choice(STORES)
        found[name][2].append(notice(f"{name[0]}{person}"))
    return found


def as_one(found: dict[str, tuple[list[Row], list[Row], list[Row]]]) -> tuple[list[Row], list[Row], list[Row]]:
    """The same in one ledger: each record once, as it was recorded first, with what any ledger says of it."""
    records: dict[str, Row] = {}
    for name in STORES:
        for row in found[name][0]:
            called = {**row, "subject": f"u{row['subject'][1:]}"}
            called |= {"counterparty": f"{name}:{row['counterparty']}"} if "counterparty" in row else {}
            if row["ref"] not in records or row["recorded_at"] < records[row["ref"]]["recorded_at"]:
                records[row["ref"]] = called
    changes = [row for name in STORES for row in found[name][1]]
    return (
        list(records.values()),
        changes,
        [{**row, "subject": f"u{row['subject'][1:]}"} for name in STORES for row in found[name][2]],
    )


def made(stack: ExitStack, folder: Path, found: dict[str, Any]) -> Path:
    """The three ledgers, one in each store, and links between everybody's ids."""
    addresses = {}
    for name in STORES:
        addresses[name] = stack.enter_context(address_in(name))
        with open_ledger(addresses[name], write=True) as store:
            for bring, rows in zip((store.add, store.amend, store.enrol), found[name], strict=True):
                assert bring(rows).ok if rows else True
    nobody = {name: [{"subject": "nobody", "name": "Nobody"}] for name in STORES}
    out = folder / "all.links"
    link(out, addresses, how=How(names=nobody, exact_only=True))
    there = {name: {row["subject"] for row in (*found[name][0], *found[name][2])} for name in STORES}
    pairs: list[Any] = []
    for person in range(PEOPLE):
        ends = [(name, f"{name[0]}{person}") for name in STORES if f"{name[0]}{person}" in there[name]]
        pairs += [(*both, 1_000_000, "by_hand", []) for both in itertools.pairwise(ends)]
    with open_book(out, write=True) as book, book.writing():
        book.decide(list(book.add(pairs)), ["confirmed"] * len(pairs), "desk", ["a letter"] * len(pairs))
    return out


def test_a_file_a_folder_and_a_server_read_as_one_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book, found = rules(tmp_path), world(7)
    names = ("standing", "score", "band", "because", "next_change_on")
    with ExitStack() as stack:
        out = made(stack, tmp_path, found)
        whole = stack.enter_context(memory_ledger(*as_one(found)))
        theirs = sorted(str([row[name] for name in names]) for row in rate(book, whole, on=ON).rows())
        answers = []
        for many in (False, True):
            if many:  # as with a million of them
                monkeypatch.setattr(doubles, "FEW", 0)
                monkeypatch.setattr(doubles, "SLOTS", 64)
                monkeypatch.setattr(who, "FEW", 0)
                monkeypatch.setattr(uniting, "FEW", 0)
            joined = stack.enter_context(open_joined(out))
            table = rate(book, joined, on=ON).to_arrow()
            answers.append(table)
            assert sorted(str([row[name] for name in names]) for row in rate(book, joined, on=ON).rows()) == theirs
            ids = table.column("subject").to_pylist()
            assert rate(book, joined, on=ON, subject=ids).to_arrow().equals(table)
        assert answers[0].equals(answers[1])
        assert len({row["score"] for row in rate(book, whole, on=ON).rows()}) > 3
        for person in range(0, PEOPLE, 5):
            member = next(
                f"{name}:{name[0]}{person}"
                for name in STORES
                if {row["subject"] for row in found[name][0]} & {f"{name[0]}{person}"}
            )
            why = explain(book, joined, subject=member, on=ON).as_dict()
            assert why["points"] == explain(book, whole, subject=f"u{person}", on=ON).as_dict()["points"]
            held, alone = said_of(joined, member), said_of(whole, f"u{person}")
            assert [{**row, "subject": ""} for row in held["records"]] == [{**row, "subject": ""} for row in alone["records"]]
            assert held["amendments"] == alone["amendments"]


def test_who_hangs_together_is_found_on_any_way() -> None:
    draw = np.random.default_rng(3)
    for count in (1, 2, 9, 200):
        a, b = draw.integers(0, count, (2, count * 2 // 3))
        label = np.arange(count)
        for _ in range(count):  # slowly, one pair after the other
            for x, y in zip(a, b, strict=True):
                label[x] = label[y] = min(label[x], label[y])
        assert components(count, a, b).tolist() == label.tolist()
