"""The look-up and a slow evaluator agree on random registers: what is shown, as what, and until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, note
from hypothesis import strategies as st

from bonitas.common.days import NEVER, day_number, iso
from bonitas.engine.lookup import lookup
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text
from engine.situations import FEW, Asked, instant, ledger_of
from reference.register import Name, gone_on, shown_on
from reference.world import AmendmentRow, World
from strategies.registers import register_texts
from strategies.small import CATALOGUE
from strategies.worlds import questions, worlds

#: How far ahead the evaluator looks day by day for the end of an entry.
AHEAD = 300


@st.composite
def registers(draw: st.DrawFn) -> tuple[Rulebook, World, Asked]:
    """A register, a world and some questions."""
    book = read_text(draw(register_texts()), catalogue=CATALOGUE)
    world = draw(worlds(book.id))
    return book, world, [draw(questions(world)) for _ in range(3)]


def settled_too(world: World, name: Name, on: int, known_at: int) -> World:
    """The world with one more amendment: the record of an entry was settled on a day."""
    furnisher, ref = name[1]
    return replace(world, amendments=(*world.amendments, AmendmentRow(furnisher, ref, "settled", on, known_at)))


@FEW
@given(registers())
def test_the_look_up_agrees_with_the_evaluator(situation: tuple[Rulebook, World, Asked]) -> None:
    book, world, asked = situation
    with ledger_of(world) as ledger:
        for subject, on, known_at in asked:
            expected = shown_on(book, world, subject, on, known_at, catalogue=CATALOGUE)
            note(f"{subject} on {iso(on)} known {instant(known_at)}\n{expected}")
            found = lookup(book, ledger, subject=subject, on=str(iso(on)), known_at=instant(known_at)).entries
            names = {(e["clause"], (e["record"]["furnisher"], e["record"]["ref"])): e for e in found}
            assert {name: entry["as"] for name, entry in names.items()} == expected
            for name, entry in names.items():
                gone = gone_on(book, world, subject, on, known_at, name, on + AHEAD, catalogue=CATALOGUE)
                until = NEVER if entry["until"] is None else day_number(dt.date.fromisoformat(entry["until"]))
                note(f"{name}: expected {iso(gone or NEVER)}, found {entry['until']}")
                assert until == gone if gone is not None else until > on + AHEAD
                then = shown_on(book, settled_too(world, name, on, known_at), subject, on, known_at, catalogue=CATALOGUE)
                supposed = entry["if_settled"]
                if supposed is not None:
                    assert then.get(name) == supposed["as"]
                    assert supposed["removed"] == (name not in then)
                elif entry["settled_on"] is None:
                    assert then.get(name) == entry["as"]
