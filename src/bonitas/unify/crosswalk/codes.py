"""Every problem of a crosswalk: its code, its words and what to do about it. U30x and U31x; codes are stable.

A condition in it has the codes that conditions of a rulebook have (R2xx and R3xx).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: What is wrong with the file as a text or with its shape; the words are said where it is found.
CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "U302": "a crosswalk that is not plain YAML",
        "U303": "an unknown key of a crosswalk",
        "U304": "a key that a crosswalk lacks",
        "U305": "a value of the wrong shape in a crosswalk",
    }
)

#: code → (message, remedy). Words in braces are filled in.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "U301": ("The crosswalk cannot be read: {why}.", "Name a YAML file that is there and may be read."),
        "U306": ("The catalogue has no kind '{found}'.", "Name a kind of record that the catalogue declares."),
        "U307": ("'{conduct}' is part of '{found}', which is no conduct here.", "Declare it, or leave 'part_of' out."),
        "U308": ("These conducts are parts of each other in a circle: {circle}.", "Take 'part_of' away from one of them."),
        "U309": (
            "A record of '{found}' could be of '{one}' and of '{other}' at once.",
            "Make one a part of the other, or let their conditions exclude each other.",
        ),
        "U310": ("'{found}' is a kind of record, and no member of the conduct of that name.", "Give the conduct another name."),
        "U311": ("There is no source '{found}'.", "Declare it under 'sources'."),
        "U312": ("The conduct '{found}' has no members, and no conduct is part of it.", "Give it members, or take it out."),
    }
)

#: The codes of pages (see `common.page`), and what they are here. Those of conditions stay.
HERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{f"R0{n:02}": "U302" for n in range(1, 15)},
        "R101": "U303",
        "R102": "U304",
        "R103": "U305",
        "R104": "U305",
        "R109": "U305",
        "R110": "U305",
    }
)
