"""Everything that the study finds about one type of subject, as plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bonitas.ledger.base import Ledger
from examples.unification.common import common
from examples.unification.conducts import compared
from examples.unification.drafts import PLAIN, conflicting, described, drafted, widths
from examples.unification.moves import moved
from examples.unification.orders import ranks, scales
from examples.unification.systems import RULES, Systems

#: Files of so many subjects are tried with an error.
SAMPLE: Final = 500


def found(systems: Systems, ledger: Ledger, say: Callable[[str], None], sample: int = SAMPLE) -> dict[str, Any]:
    """The rulebooks, their orders and scales, their conducts, the drafts of one from all, and who would move."""
    say("who stands where by each rulebook")
    orders = ranks(systems, ledger)
    say("which scales are one")
    equating = scales(systems, ledger)
    say("what each does with each conduct")
    conducts = compared(systems)
    say("one rulebook of all, by each policy")
    made = drafted(systems)
    say("who would move")
    drafts = [made[rule].book for rule in RULES]
    return {
        "who": systems.who, "rulebooks": [rulebook(book, systems) for book in systems.books], "orders": orders, "equating": equating,
        "conducts": conducts, "drafts": described(made), "common": common(made["median"]), "conflicting": conflicting(made["median"]),
        "open": [one.as_dict() for one in made["median"].open],
        "widths": widths(systems, made["median"], made[PLAIN], ledger),
        "moves": moved(systems.origins, drafts, made[PLAIN].book, ledger, sample),
    }  # fmt: skip


def rulebook(book: Any, systems: Systems) -> dict[str, Any]:
    """Which rulebook this was."""
    return {
        "rulebook": book.id, "title": book.title.say("en"), "version": book.version, "standing": book.standing, "hash": book.hash,
        "unified": book in systems.unified,
    }  # fmt: skip
