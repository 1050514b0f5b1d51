"""Every problem that drafting one rulebook from several can have: its code, its words and what to do about it. U5xx; stable."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bonitas.common.problems import BonitasError
from bonitas.common.wording import Wording

#: What a page finds wrong with a policy's text; its own words say more.
CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "U500": "the policy is no plain YAML, or is not a map",
        "U501": "a key of a policy is not known",
        "U502": "a required key of a policy is missing",
        "U503": "a value of a policy has the wrong shape, or is empty",
        "U504": "a word of a policy is none of those that may stand there",
        "U505": "a number of a policy is none, or has more than three decimals",
        "U506": "a number of a policy is out of range",
        "U507": "a date of a policy is none",
        "U508": "a value of a policy is neither yes nor no",
        "U509": "a language of a text in a policy is none",
    }
)

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "U520": ("The policy '{found}' chooses no clause: {why}.", "Choose strictest, mildest, median or weighted, or name conducts."),
        "U521": ("There is no conduct '{found}' in the crosswalk.", "`bonitas compare` lists them."),
        "U522": ("'{found}' is none of the rulebooks that are unified.", "They are {known}."),
        "U523": ("'{found}' does nothing with the conduct '{conduct}'.", "Take it from {known}, or write the clause."),
        "U524": ("The weights cannot be used: {why}.", "Give every rulebook a weight of 0 or more, and one of them more than 0."),
        "U525": ("The rulebook '{found}' is there twice.", "Name each once."),
        "U526": ("One rulebook is nothing to unify.", "Name two or more."),
        "U527": (
            "'{found}' rates {one}, '{other}' {two}: there is no one standing for both.",
            "Unify those for persons and those for organisations apart.",
        ),
        "U528": ("'{found}' rates nobody: it only shows entries.", "Leave it out."),
        "U529": (
            "{what} scores {ground}, which may not be operated ({law}).",
            "Leave it out, or draft a specimen for the lab: 'standing: specimen'.",
        ),
        "U530": (
            "The draft is made from specimens ({found}) and is one itself: 'standing' cannot be '{standing}'.",
            "Write 'standing: specimen', or leave those rulebooks out.",
        ),
        "U531": ("The rulebooks do not agree on '{key}' ({found}).", "Say it under 'rulebook'."),
        "U532": ("'{found}' does not belong under 'rulebook'.", "There stand the head, the scale, the bands and the groups of the draft."),
        "U533": (
            "How wide the scale of '{found}' is cannot be said: it has neither bounds nor two floors.",
            "Say it: 'points: {{widths: {{{found}: …}}}}'; or take points as they are: 'points: {{by: as they are}}'.",
        ),
        "U534": ("The phases cannot be used: {why}.", "Write dates from 'in_force' on in order, with shares that rise to 100%."),
        "U535": ("The draft has an error: {why}", "Mend the policy there; nothing was written."),
        "U536": ("The draft cannot be written to '{found}': {why}.", "Name a folder that is not there yet."),
        "U537": ("'{found}' is chosen by hand without a reason.", "Say why: 'because: …'."),
        "U538": ("'{found}' is no band of '{rulebook}'.", "Its bands are {known}."),
        "U539": ("'{found}' says more than one thing to do with the conduct.", "Keep one of choose, take, clauses and leave_out."),
        "U540": ("The clause '{found}' is written for two conducts.", "Give each clause a name of its own."),
        "U541": ("The rulebooks rate {one}; 'subjects' cannot be '{found}'.", "Leave 'subjects' out."),
    }
)  # fmt: skip


_SAID: Final = Wording(WORDS)
problem = _SAID.at


def trouble(code: str, **words: Any) -> BonitasError:
    """The exception for one problem that ends the work."""
    return BonitasError(problem(code, **words))
