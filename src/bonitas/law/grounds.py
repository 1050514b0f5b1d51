"""Grounds that nobody may be rated by, and what stands in for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bonitas.catalogue.model import GROUNDS
from bonitas.law.case import Case, Part
from bonitas.law.model import Hit, Readings

SPECIAL: Final = frozenset(
    {"political_opinion", "party_life", "religion", "ethnicity", "health", "sex_life", "union", "biometrics"}
)
RIGHTS: Final = frozenset({"petition", "speech", "family_planning", "relatives"})
PROXIES: Final = frozenset({"address", "age", "sex", "name", "social_network", "account_flow"})
#: What a person's file holds without being said in so many words: only its day or its number is used.
NEAR: Final = "It goes by the day or the number of records of '{kind}', not by what they say."


def sensitive(words: Iterable[str] = GROUNDS) -> Callable[[Case], Iterator[Hit]]:
    """Parts that are marked with one of these grounds, or whose records reveal one."""
    wanted = frozenset(words)

    def find(case: Case) -> Iterator[Hit]:
        for part in case.parts():
            revealed = {word: by for word, by in case.revealed(part).items() if word in wanted and word not in part.grounds}
            said = [*(word for word in part.grounds if word in wanted), *revealed]
            if said:
                unmarked = (
                    f" The rulebook does not mark it; the catalogue says it of '{next(iter(revealed.values()))}'."
                    if revealed
                    else ""
                )
                yield _hit(part, f"It scores {_listed(said)}.{unmarked}")

    return find


def revealing(words: Iterable[str], *, credit: bool = False) -> Callable[[Case], Iterator[Hit]]:
    """Parts that look at an attribute, or count records, which reveal one of these."""
    wanted = frozenset(words)

    def find(case: Case) -> Iterator[Hit]:
        if credit and not in_credit(case):
            return
        for part in case.parts():
            said = [word for word in case.revealed(part) if word in wanted] + [word for word in part.grounds if word in wanted]
            if said and scored(case, part):
                yield _hit(part, f"It scores {_listed(said)}.")

    return find


def german(near: bool) -> Callable[[Case], Iterator[Hit]]:
    """What § 37a names: by what a record says, or (`near`) only by the day or number of records that reveal an address."""

    def find(case: Case) -> Iterator[Hit]:
        for part in case.parts():
            said = {word: by for word, by in case.revealed(part).items() if word in PROXIES}
            only_near = bool(said) and all(word == "address" and by in part.kinds for word, by in said.items())
            if said and scored(case, part) and only_near == near:
                more = f" {NEAR.format(kind=next(iter(said.values())))}" if near else ""
                yield _hit(part, f"It scores {_listed(said)}.{more}")

    return find


def scored(case: Case, part: Part) -> bool:
    """Whether it bears on a standing: a clause that counts, or a measure (which always serves something)."""
    return part.part != "clause" or any(clause.id == part.id for rules in case.rules for clause in rules.clauses)


def in_credit(case: Case) -> bool:
    """Whether the rulebook serves credit: its context, or that of a consequence, is one of credit."""
    contexts = {case.book.context, *(one.context for rules in case.rules for one in rules.consequences)}
    return any(context.split("_")[0] == "credit" for context in contexts)


#: Both readings of the address's age: the criterion that SCHUFA publishes, and the words of the law.
ADDRESS: Final[Readings] = (
    "The day on which somebody moved is a datum of their address: it may not be scored, however long ago it is.",
    "The law bars scoring where somebody lives; how long they have lived there says nothing about the place, and may be scored.",
)


def _hit(part: Part, message: str) -> Hit:
    return Hit(part.part, part.id, message, part.keys)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(word.replace("_", " ") for word in dict.fromkeys(words))
