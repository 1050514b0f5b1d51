"""What a file of licences says, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from bonitas.common.days import ALWAYS, NEVER, day_number, iso
from bonitas.common.texts import Text
from bonitas.engine.licence.codes import trouble
from bonitas.ledger.allowed import Allowed, Grant, Run

Layer = Literal["state", "court", "bureau", "platform"]
#: What may be seen of a rating that another operator comes to. Who sees any of it sees whether there is a score at all.
Aspect = Literal["standing", "band", "score", "reasons", "records"]


@dataclass(frozen=True, slots=True)
class Reads:
    """Records that may be read, and on which legal basis. `kinds` None: of every kind. `furnishers` None: whoever furnished them."""

    kinds: tuple[str, ...] | None
    furnishers: tuple[str, ...] | None
    basis: Text


@dataclass(frozen=True, slots=True)
class Operator:
    """One licence: who holds it, start ≤ day < end, what may be read and run, seen of others' ratings, shown to others, and passed on."""

    id: str
    layer: Layer
    title: Text
    start: int = ALWAYS
    end: int = NEVER
    reads: tuple[Reads, ...] = ()
    runs: Mapping[str, Run] = field(default_factory=dict)
    sees: Mapping[str, tuple[Aspect, ...]] = field(default_factory=dict)
    hands_on: tuple[str, ...] = ()
    links: Text | None = None
    """On which legal basis it may link subjects of one ledger with those of another; None: it may not."""
    passes_on: tuple[str, ...] = ()

    def allowed(self, digest: str = "") -> Allowed:
        """What a ledger is told that this operator may read and run. `digest`: of the file that says so."""
        every = any(one.kinds is None and one.furnishers is None for one in self.reads)
        grants = tuple(Grant(one.kinds, one.furnishers) for one in self.reads if one.kinds is not None)
        return Allowed(
            self.id, self.layer, None if every else grants, self.runs, digest, self.links is not None, frozenset(self.passes_on)
        )

    @property
    def span(self) -> str:
        """When it is in force, in words.

        >>> Operator("shop", "platform", Text(), 0, 365).span
        'from 1970-01-01 until 1971-01-01'
        """
        begins = f"from {iso(self.start)}" if self.start > ALWAYS else ""
        ends = f"until {iso(self.end)}" if self.end < NEVER else ""
        return f"{begins} {ends}".strip() or "always"


@dataclass(frozen=True, slots=True)
class Licences:
    """A file of licences. `digest`: SHA-256 of its bytes, which is noted with every look-up under it."""

    id: str
    title: Text
    operators: Mapping[str, Operator]
    digest: str
    file: str | None = None

    def operator(self, name: str, on: dt.date | None = None) -> Operator:
        """The licence of an operator, in force on a day (None: today, in UTC). BonitasError: U710 there is none, U711 not on that day."""
        found = self.operators.get(name)
        if found is None:
            raise trouble("U710", found=name, licences=self.id, known=tuple(self.operators))
        day = day_number(dt.datetime.now(dt.UTC).date() if on is None else on)
        if not found.start <= day < found.end:
            raise trouble("U711", operator=name, on=iso(day), span=found.span)
        return found


ASPECTS: Final[tuple[Aspect, ...]] = ("standing", "band", "score", "reasons", "records")
LAYERS: Final[tuple[Layer, ...]] = ("state", "court", "bureau", "platform")
