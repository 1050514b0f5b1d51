"""Every problem that finding pairs can have: its code, its words and what to do about it. U120 to U149."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "U120": (
            "Names are compared by libraries that are not installed: {missing}.",
            "Install them, pip install 'bonitas[link]', or link by verified numbers only: --exact-only.",
        ),
        "U121": ("Two of the ledgers are called '{found}'.", "Give each a name of its own."),
        "U122": (
            "There is nothing to find pairs by: {what}.",
            "Give names with --names NAME=FILE, or identify the subjects with 'bonitas identify'.",
        ),
        "U123": (
            "The identifiers beside '{found}' were hashed with another key than those beside '{other}'.",
            "Identify the subjects of both with one key.",
        ),
        "U124": ("'{found}' is a lab's ledger and '{other}' is not.", "People of the lab are nobody: link within one side."),
        "U125": ("The cost of {which} is {found}.", "Give whole numbers above 0: --cost-false, --cost-missed, --cost-look."),
        "U126": ("These parameters were not made here, or for other columns: {why}.", "Find pairs without them."),
        "U127": ("The comparison did not end: {why}.", "Give fewer names at once, or more memory."),
        "U128": ("A name of a ledger or a subject is empty.", "Name each."),
        "U129": ("One source has nobody to be linked with.", "Give two, or look for doubles within one: within."),
    }
)

_SAID: Final = Wording(WORDS)
problem, trouble = _SAID.problem, _SAID.trouble
