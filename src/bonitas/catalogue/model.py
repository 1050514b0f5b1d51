"""The catalogue: the kinds of record that may be held, and the typed attributes they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from bonitas.common.days import Duration
from bonitas.common.texts import Text

AttributeType = Literal["integer", "decimal", "money", "text", "choice", "yes_no", "date"]

By = Literal["oneself", "others"]

#: What a record, or an attribute, tells of somebody that law protects. The first are grounds that nobody is rated by
#: (`bonitas.rulebook.grounds`), the others stand in for something else where they are scored.
GROUNDS: Final = (
    "petition", "speech", "political_opinion", "party_life", "religion", "ethnicity", "health", "sex_life", "union",
    "biometrics", "family_planning", "relatives", "other",
)  # fmt: skip
PROXIES: Final = ("address", "age", "sex", "name", "social_network", "account_flow", "marital_status", "public_assistance")
REVEALS: Final = (*GROUNDS, *PROXIES)

#: How many thousandths one stored unit of a numeric type is worth: integers are stored whole, money in minor units
#: (hundredths), decimals in thousandths.
STORED_UNIT: dict[str, int] = {"integer": 1000, "money": 10, "decimal": 1}

#: Attributes that every kind may carry, whatever its own: the act that several records share, and a choice
#: within a range with its decider and reason.
COMMON_ATTRIBUTES: dict[str, AttributeType] = {
    "act": "text",
    "chosen_points": "decimal",
    "chosen_by": "text",
    "chosen_because": "text",
}

#: Columns of a records file that are not attributes.
RECORD_COLUMNS = (
    "subject", "subject_type", "kind", "occurred_on", "ended_on", "recorded_at", "furnisher", "counterparty", "ref",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attribute:
    """One typed attribute. `choices` are the values of a `choice`, `words` what they are called; `currency` is for `money`."""

    name: str
    type: AttributeType
    choices: tuple[str, ...] = ()
    currency: str | None = None
    text: Text = Text()
    words: tuple[tuple[str, Text], ...] = ()
    reveals: tuple[str, ...] = ()
    """What its value tells of somebody that law protects (REVEALS)."""

    @property
    def numeric(self) -> bool:
        return self.type in STORED_UNIT


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: what it is called, where it arises, on which legal basis, and how long it may be kept."""

    name: str
    context: str
    attributes: Mapping[str, Attribute]
    keep: Duration
    title: Text = Text()
    legal_basis: Text = Text()
    lasting: bool = False
    """True for an act that goes on until it is ended (`ended_on`)."""
    by: By = "others"
    """Who makes it happen: whoever it is about (`oneself`), or somebody else. Only the former is a step of a `path`."""
    reveals: tuple[str, ...] = ()
    """What the mere record tells of somebody that law protects (REVEALS)."""
    register: Duration | None = None
    """How long the public register shows it that such a record is taken from; None: it is from none."""
    relates_to: tuple[str, ...] = ()
    """Other contexts of life that its context is, by its nature, meant for."""
    keep_at_least: Duration | None = None
    """How long the law demands that it is kept, by the same clock as `keep`: until then it is not erased either."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All kinds by name. An attribute's name has one type across the whole catalogue (checked when it is read)."""

    kinds: Mapping[str, Kind]
    contexts: Mapping[str, Text] = field(default_factory=dict)
    """What each context is called."""
    _attributes: Mapping[str, Attribute] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def attributes(self) -> Mapping[str, Attribute]:
        """Every attribute that any kind declares, with the common ones. What a choice is called holds for all kinds that have it.

        Gathered once: every compiled rulebook and every file that is added asks for them.
        """
        if self._attributes is None:
            object.__setattr__(self, "_attributes", self._gathered())
        assert self._attributes is not None
        return self._attributes

    def _gathered(self) -> dict[str, Attribute]:
        found = {name: Attribute(name, kind) for name, kind in COMMON_ATTRIBUTES.items()}
        for kind in self.kinds.values():
            for name, attribute in kind.attributes.items():
                words = found[name].words if name in found else ()
                found[name] = replace(attribute, words=(*words, *attribute.words)) if words else attribute
        return found

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The kinds that a pattern names: one kind, or all below a prefix (`traffic.*`)."""
        if pattern.endswith(".*"):
            return tuple(name for name in self.kinds if name.startswith(pattern[:-1]))
        return (pattern,) if pattern in self.kinds else ()
