"""What a name in an expression means: attributes and facts of a record, or measures of a subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from bonitas.catalogue.model import COMMON_ATTRIBUTES, AttributeType, Catalogue
from bonitas.rulebook.expression import ASKED_ON, FACTS, Attr, Expr, Fact, Type

TYPE_OF: Final[dict[AttributeType, Type]] = {
    "integer": "number", "decimal": "number", "money": "number", "text": "text", "choice": "text", "yes_no": "yes_no",
    "date": "date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """A typed value and what is known of it: its possible texts, whether it is whole, and its bounds in thousandths."""

    expr: Expr
    type: Type
    choices: tuple[str, ...] | None = None
    whole: bool = False
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The names an expression may use. Names in `broken` have a problem of their own already; nothing more is said of them.
    `elsewhere` are names of the other scope, for a better remedy."""

    scope: Literal["record", "subject"]
    known: Mapping[str, Meaning]
    broken: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = field(default_factory=frozenset)


ASKED: Final = Meaning(Fact(ASKED_ON, "date"), "date")


def record_names(catalogue: Catalogue, kinds: tuple[str, ...], measures: frozenset[str]) -> Names:
    """The names of records of `kinds`: every attribute that one of them declares, the common ones, and the facts."""
    known = {ASKED_ON: ASKED}
    for fact, kind in FACTS.items():
        known[fact] = Meaning(Fact(fact, kind), kind)
    for name, common in COMMON_ATTRIBUTES.items():
        known[name] = Meaning(Attr(name, TYPE_OF[common]), TYPE_OF[common])
    for name in kinds:
        for attribute in catalogue.kinds[name].attributes.values():
            before = known.get(attribute.name)
            choices = attribute.choices or None
            if before is not None and before.choices and choices:
                choices = tuple(dict.fromkeys(before.choices + choices))
            kind = TYPE_OF[attribute.type]
            known[attribute.name] = Meaning(Attr(attribute.name, kind), kind, choices, attribute.type == "integer")
    return Names("record", known, elsewhere=measures)
