"""Every problem that a question, its answer or a file of cases can have: its code, its words and what to do about it.

E10x the question, E11x the rulebook, E12x writing ratings, E13x cases, E14x what-if and path, E15x ratings in parts,
E16x the feed of changes. Codes are stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "E101": ("'{found}' is not a date.", "Write it as YYYY-MM-DD, for example 2026-11-23."),
        "E102": ("'{found}' is not a time.", "Write it with a zone, for example 2026-11-23T12:00:00Z."),
        "E103": ("'{found}' has no time zone.", "Write it with a zone, for example 2026-11-23T12:00:00Z."),
        "E104": ("{found} is not a day from 1900 to 2199.", "Ask about a day of these years."),
        "E110": (
            "'{rulebook}' is a specimen: it runs on the synthetic people of a lab ledger only.",
            "Make a lab ledger with `bonitas new LEDGER --lab`, or choose a rulebook of your own.",
        ),
        "E111": (
            "'{rulebook}' scores sensitive grounds, which no ledger of real people may be rated by: {grounds}.",
            "Run it in a lab ledger (`bonitas new LEDGER --lab`), or make a rulebook of your own without these.",
        ),
        "E112": (
            "'{rulebook}' is a register: it shows entries and rates nobody.",
            "Ask it with `bonitas lookup {rulebook} LEDGER SUBJECT`.",
        ),
        "E113": ("'{rulebook}' says nothing of what is shown to others.", "Look up in a rulebook whose clauses have 'shown'."),
        "E114": ("'{rulebook}' passes nothing on.", "Name a rulebook with 'passes_on'."),
        "E115": (
            "What '{rulebook}' passes on comes from a lab ledger, and its synthetic people do not go among real ones.",
            "Add it to a lab ledger (`bonitas new LEDGER --lab`).",
        ),
        "E116": ("Two records would be passed on under the one name '{found}'.", "Give the records they come from other refs."),
        "E117": (
            "'{rulebook}' may not be operated where it says it is: {findings}.",
            "See what each is and how to mend it with `bonitas law {where}`, or run it in a lab ledger (`bonitas new LEDGER --lab`).",
        ),
        "E120": ("Nothing can be written to '{name}'.", "Let it end in .parquet, .csv or .jsonl."),
        "E121": ("'{name}' could not be written: {why}.", "Make room or choose another place; nothing was left behind."),
        "E130": ("There is no '{name}' beside the rulebook.", "Write the situations that the rulebook must get right beside it."),
        "E131": ("The file of cases is not plain YAML: {why}", "{what_to_do}"),
        "E132": ("{what} must be {shape}.", "{what_to_do}"),
        "E133": ("{what} has no key '{found}'.", "Its keys are {known}."),
        "E134": ("{what} lacks the key '{key}'.", "Add '{key}: …'."),
        "E140": ("The record is about '{found}', not about '{subject}'.", "Leave the subject out."),
        "E141": ("The subject has no record '{found}'.", "Write FURNISHER/REF, as `bonitas explain` shows them."),
        "E142": ("The rulebook has no band '{found}' on {on}.", "Its bands are {known}."),
        "E150": ("Ratings cannot go into the folder '{name}': {why}.", "Choose a new or an empty folder."),
        "E151": (
            "'{name}' holds the answer to another question: {differs}.",
            "Ask as before to go on with it, choose another folder, or begin anew with --anew.",
        ),
        "E152": ("Another run is writing to '{name}'.", "Wait until it is done, or choose another folder."),
        "E153": (
            "'{name}' could not be written: {why}. {done:,} of {parts:,} parts are there.",
            "Make room and run the same again: it goes on with the other parts.",
        ),
        "E160": (
            "The feed '{name}' could not be written: {why}.",
            "The changes are kept: make room and refresh again, and it goes on.",
        ),
        "E161": ("'{name}' is no feed of '{rulebook}' over this ledger: {why}.", "Name a new file."),
    }
)

_SAID: Final = Wording(WORDS)
problem, trouble = _SAID.problem, _SAID.trouble
