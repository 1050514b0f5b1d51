"""Random situations: a rulebook, a world, some questions; and the world as a ledger."""

from __future__ import annotations

import datetime as dt
import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from bonitas.common.days import iso
from bonitas.ledger.duck import DuckLedger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text
from reference.world import World
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.rulebooks import rulebook_texts
from strategies.small import CATALOGUE
from strategies.worlds import questions, worlds

Asked = list[tuple[str, int, int]]
Situation = tuple[Rulebook, World, Asked]
#: How many examples the thorough comparison takes; laws take a third as many, those that need several ledgers a fifth.
EXAMPLES = int(os.environ.get("BONITAS_EXAMPLES", "30"))
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    print_blob=True,
)
FEW = settings(QUICK, max_examples=max(EXAMPLES // 3, 1))
FEWER = settings(QUICK, max_examples=max(EXAMPLES // 5, 1))
#: Where an example is a whole history in a store of its own.
FEWEST = settings(QUICK, max_examples=max(EXAMPLES // 10, 1))


def instant(microseconds: int) -> str:
    """An instant as ISO text."""
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)).isoformat()


def asked_rows(asked: Asked) -> list[tuple[str, str, str]]:
    """Questions as `rate` takes them."""
    return [(subject, str(iso(on)), instant(known_at)) for subject, on, known_at in asked]


def ledger_of(world: World) -> DuckLedger:
    """A world as a ledger in memory."""
    return memory_ledger(
        records=record_dicts(world),
        amendments=amendment_dicts(world),
        participations=participation_dicts(world),
        catalogue=CATALOGUE,
    )


@st.composite
def situations(draw: st.DrawFn, several: int = 4) -> Situation:
    """A rulebook, a world and some questions."""
    book = read_text(draw(rulebook_texts()), catalogue=CATALOGUE)
    world = draw(worlds(book.id))
    asked = [draw(questions(world)) for _ in range(several)]
    return book, world, [(str(q[0]), int(q[1]), int(q[2])) for q in asked]
