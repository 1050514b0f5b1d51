"""Every problem that an impact can have: its code, its words and what to do about it.

U60x what is compared, U61x the file of groups. Codes are stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "U601": (
            "'{found}' rates {one} and '{other}' rates {others}: nobody is rated by both.",
            "Compare rulebooks for persons with rulebooks for persons, and those for companies apart.",
        ),
        "U602": ("The smallest group that may be shown cannot be {found}.", "Name a number from 2 on, such as 10."),
        "U603": (
            "The report cannot be written to '{found}': {why}.",
            "Name a file that ends in .html, in a folder that is there.",
        ),
        "U604": ("{found} is not in force on {on}: nobody has a standing by it.", "Choose another day with --on."),
        "U611": ("'{subject}' is in the group '{said}' already (line {first}).", "Leave one of the two lines."),
        "U612": ("None of the {count} subjects of the file is in the ledger.", "Check the column 'subject'."),
        "U613": (
            "Fewer than {smallest} subjects of the ledger are in a group, so nothing by group can be shown.",
            "Take a larger ledger, or name a smaller number with --smallest.",
        ),
    }
)

_SAID: Final = Wording(WORDS)
problem, trouble = _SAID.problem, _SAID.trouble
