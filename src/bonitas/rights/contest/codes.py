"""Every problem that a contest can have: its code, its words and what to do about it.

G10x a dispute, G11x a decision, G12x discretion. Codes are stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "G101": ("The ledger has no record '{found}'.", "Write FURNISHER/REF, as `bonitas explain` shows them."),
        "G102": ("A dispute without a word cannot be decided.", "Say in full words what is wrong: --text."),
        "G103": (
            "The record '{found}' was taken back on {on} and counts nowhere: there is nothing left to dispute or decide.",
            "See its amendments.",
        ),
        "G104": ("'{name}' cannot be read: {why}.", "Name a file that is there; of it only the SHA-256 is kept."),
        "G105": ("{found} is still to come.", "File and decide as of today or a day before."),
        "G106": ("'{found}' is no time zone.", "Write one such as Europe/Berlin."),
        "G107": ("{found} is before the day of the record, {on}.", "Name the day on which the dispute was filed."),
        "G110": ("No dispute about '{found}' is open.", "`bonitas disputes` lists the open ones."),
        "G111": ("A decision without {what} is none.", "Say why and who decides: --because, --by."),
        "G112": ("A record is corrected by saying what is right.", "Give at least one --set ATTRIBUTE=VALUE."),
        "G113": ("A dispute that is {found} takes no value.", "Leave --set out, or decide --as corrected."),
        "G114": ("The decision would be of {found}, before the dispute of {on}.", "Decide as of that day or later."),
        "G115": ("'{found}' is no decision.", "A dispute is upheld, rejected or corrected."),
        "G120": ("'{rulebook}' leaves no points to anybody's choice{when}.", "Name a rulebook with 'chosen' points."),
        "G121": ("No clause '{found}' of '{rulebook}' leaves points to anybody's choice on {on}.", "Those that do: {known}."),
    }
)

_SAID: Final = Wording(WORDS)
problem, trouble = _SAID.problem, _SAID.trouble
