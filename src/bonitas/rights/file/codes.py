"""Every problem that making a person's file, or rating it again, can have: its code, its words and what to do about it.

G20x making a file, G21x and G22x rating it again. Codes are stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "G201": (
            "'{subject}' takes part in '{found}', whose text is not at hand.",
            "Say where it lies: --rulebook PATH. A file without its rules could not be recomputed.",
        ),
        "G202": ("The ledger holds nothing about '{found}'.", "Check the id."),
        "G203": ("The file cannot be written to '{found}': {why}.", "Name a folder that is not there yet."),
        "G204": (
            "The kinds of record of this ledger were not read from the catalogue that comes with the program.",
            "Say which folder they were read from (`catalogue=`).",
        ),
        "G205": (
            "The rating by '{found}' comes out differently from the file than from the ledger ({what}), so no file was made.",
            "Please report this: it is a fault of the program.",
        ),
        "G206": ("Two rulebooks were given that are called '{found}'.", "Leave one of them out."),
        "G207": (
            "Several ledgers read as one have a log each, so that one proof cannot be of them all.",
            "Leave --key and --checkpoint out, and prove the entries of each ledger: bonitas prove-included.",
        ),
        "G211": ("This is not a person's file, or it is damaged: {why}.", "Name the folder that holds 'file.json'."),
        "G212": ("The file has format {found}; this program reads up to {known}.", "Use a newer version of the program."),
        "G213": ("It belongs to the file and is missing.", "Ask for the file again."),
        "G214": ("It is not as it was when the file was made.", "Ask for the file again, or find out who changed it."),
        "G215": ("It does not belong to the file.", "Take it out. It was not looked at."),
        "G216": ("'{found}' is no name of a part of a file.", "Ask for the file again."),
        "G217": (
            "The text of '{rulebook}' has the hash {found}; the rating names {expected}.",
            "Ask for the text of that version. Ratings by this one are shown.",
        ),
        "G218": ("By '{rulebook}' the file says {name} {expected}; rated again it is {found}.", "Ask whoever made the file."),
        "G219": (
            "By '{rulebook}' the file explains the rating otherwise than it is explained again, at '{name}'.",
            "Compare the two: the file's own lies in 'explanations' or 'lookups'.",
        ),
        "G220": ("By '{rulebook}' nothing can be rated again: {why}", "Mend what it names, or ask for the file again."),
        "G221": ("The proof is of entries about '{found}', not about '{subject}'.", "Ask whoever made the file."),
        "G222": (
            "Leaf {leaf} of the log is the {entry}; '{name}' does not hold it, or not as it was added.",
            "Ask whoever made the file.",
        ),
        "G223": ("The {entry} is not in the log as it stands here.", "Ask whoever made the file."),
        "G224": ("The file says that its subject is: {found}. The log says: {known}.", "Ask whoever made the file."),
    }
)

_SAID: Final = Wording(WORDS)
problem, trouble = _SAID.problem, _SAID.trouble
