"""The words of links: ends, links, decisions, and what a subject's standing id went through."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

#: A subject of a ledger: the ledger's name here, and the subject's id there.
End: TypeAlias = tuple[str, str]
Basis = Literal["exact", "probable", "by_hand"]
#: linked: by certainty alone; queued: a person is to look; confirmed, refused, undone: by a person; disputed: held out until decided;
#: replaced: found again with other evidence, under another number.
What = Literal["linked", "queued", "confirmed", "refused", "undone", "disputed", "replaced"]

#: The states in which two subjects are one.
IN_FORCE: Final = ("linked", "confirmed")
#: The states that await a person.
WAITING: Final = ("queued", "disputed")
#: The states in which somebody has said that two subjects are two, or may be.
APART: Final = ("refused", "undone", "disputed")

#: What the names of united subjects begin with. No ledger can be called so.
UNITED: Final = "united"


@dataclass(frozen=True, slots=True)
class Link:
    """Two subjects that are, or may be, one. `certainty` in millionths; `evidence`: (comparison, level) in words; `state`: the last
    decision; `because`: its reason, if any; `made_at`: microseconds."""

    number: int
    a: End
    b: End
    certainty: int
    basis: Basis
    evidence: tuple[tuple[str, str], ...]
    state: What
    because: str
    made_at: int

    @property
    def in_force(self) -> bool:
        """Whether the two are one by it."""
        return self.state in IN_FORCE

    @property
    def weight(self) -> int:
        """How sure it is that the two are one, in millionths: a person's decision is no probability, and counts as certain."""
        return 1_000_000 if self.state == "confirmed" else self.certainty

    def told(self) -> dict[str, Any]:
        """As an explanation or a person's file names it."""
        return {
            "link": self.number, "a": shown(self.a), "b": shown(self.b), "certainty": certainty_of(self.certainty), "basis": self.basis,
            "confirmed": self.state == "confirmed",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a link, by whom and why; `at` in microseconds. Of what certainty alone decided, `by` is empty."""

    number: int
    link: int
    what: What
    by: str
    because: str
    at: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A subject came under a standing id, or left it, with a decision."""

    united: int
    end: End
    joined: bool
    decision: int
    at: int


def shown(end: End) -> str:
    """An end as it is written: the ledger's name, a colon, the id.

    >>> shown(("bank", "4711"))
    'bank:4711'
    """
    return f"{end[0]}:{end[1]}"


def united_id(number: int) -> str:
    """What a united subject is called.

    >>> united_id(7)
    'united:7'
    """
    return f"{UNITED}:{number}"


def certainty_of(millionths: int) -> Decimal:
    """A certainty from 0 to 1, exact.

    >>> certainty_of(990_000), certainty_of(1_000_000)
    (Decimal('0.99'), Decimal('1'))
    """
    found = Decimal(millionths).scaleb(-6)
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()
