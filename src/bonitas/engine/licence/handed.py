"""A joint rating handed on: of what one operator comes to, another sees what its licence says, and nothing beyond.

What is withheld goes by the licence alone, never by what it would say. Reasons, records, and the days on which something ends tell of
single records: they are shown only to who may read every kind of record that the rulebook looks at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import pyarrow as pa

from bonitas.engine.licence.codes import trouble
from bonitas.engine.licence.model import Aspect, Licences, Operator
from bonitas.engine.licence.part import looked_at
from bonitas.engine.ratings import Ratings
from bonitas.rulebook.model import Rulebook

#: Which columns of a rating belong to what may be seen.
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "score": ("score",),
    "band": ("band",),
    "reasons": ("because", "next_change_on"),
}
#: What an explanation says without its reasons.
_NO_REASONS: Final[Mapping[str, Any]] = {
    "base": None, "points": [], "scorecard": [], "measures": {}, "reasons": [], "steps": [], "consequences": [],
    "fallen_from": None, "not_judged": [],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sight:
    """What `operator` sees of ratings by a rulebook that others come to."""

    operator: str
    rulebook: str
    aspects: frozenset[Aspect]

    @property
    def withheld(self) -> tuple[str, ...]:
        """The columns of a rating that are not shown."""
        return tuple(column for aspect, columns in _COLUMNS.items() if aspect not in self.aspects for column in columns)

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A rating with what is withheld left empty, and named."""
        hidden = self.withheld
        return {name: None if name in hidden else value for name, value in row.items()} | {"withheld": list(hidden)}

    def explanation(self, why: Mapping[str, Any]) -> dict[str, Any]:
        """An explanation, as far as it may be seen."""
        if "reasons" not in self.aspects:
            return self.row({**why, **_NO_REASONS}) | {"withheld": [*self.withheld, *_NO_REASONS]}
        if "records" in self.aspects:
            return self.row(why)
        items = {name: [{**item, "records": []} for item in why[name]] for name in ("points", "scorecard")}
        return self.row({**why, **items}) | {"withheld": [*self.withheld, "records"]}

    def forecast(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The coming changes. BonitasError U725 for who sees no reasons: each day would tell of a record that ends."""
        if "reasons" not in self.aspects:
            raise trouble("U725", found=self.operator, rulebook=self.rulebook)
        return [self.row(row) for row in rows]


def sight_of(licences: Licences, runner: Operator, recipient: str, book: Rulebook, subjects: Sequence[str]) -> Sight | None:
    """What whoever is given an answer sees of it; None: all, for it is `runner` itself or the one subject asked about.

    BonitasError: U720 the runner may not hand it on, U721 the recipient may see nothing of it, U722 nobody knows the recipient,
    U711 its licence is not in force.
    """
    if recipient in ("", runner.id) or [recipient] == list(subjects):
        return None
    if recipient not in licences.operators:
        raise trouble("U722", found=recipient, known=tuple(licences.operators))
    other = licences.operator(recipient)
    if book.id not in runner.hands_on:
        raise trouble("U720", operator=runner.id, rulebook=book.id)
    said = other.sees.get(book.id, ())
    if not said:
        raise trouble("U721", found=recipient, rulebook=book.id)
    allowed = other.allowed()
    everything = all(allowed.reads(kind) for kind in looked_at(book))
    return Sight(recipient, book.id, frozenset(one for one in said if everything or one not in ("reasons", "records")))


@dataclass(frozen=True, slots=True)
class HandedOn(Ratings):
    """Ratings as somebody else sees them."""

    sight: Sight | None = None

    @classmethod
    def of(cls, ratings: Ratings, sight: Sight) -> HandedOn:
        """Where bands are drawn by share, their floors are not handed on either: they tell of everybody's scores."""
        same = {one.name: getattr(ratings, one.name) for one in fields(Ratings) if one.init}
        return cls(**{**same, "drawn": ()}, sight=sight)

    @property
    def _withheld(self) -> tuple[str, ...]:
        return self.sight.withheld if self.sight is not None else ()

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row, with what is withheld left empty, and named."""
        for row in Ratings.rows(self):
            yield row if self.sight is None else self.sight.row(row)

    def to_arrow(self) -> pa.Table:
        """The columns; those withheld are empty."""
        table = Ratings.to_arrow(self)
        for name in self._withheld:
            at = table.schema.get_field_index(name)
            table = table.set_column(at, table.schema.field(at), pa.nulls(len(table), table.schema.field(at).type))
        return table

    def counts(self) -> Counter[tuple[str, str | None, str | None]]:
        """How many there are of each standing, reason and band, as far as these may be seen."""
        found: Counter[tuple[str, str | None, str | None]] = Counter()
        for (standing, because, band), n in Ratings.counts(self).items():
            reason = None if "because" in self._withheld else because
            found[standing, reason, None if "band" in self._withheld else band] += n
        return found
