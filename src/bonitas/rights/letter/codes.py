"""Every problem that writing a letter can have: its code, its words and what to do about it. G40x; codes are stable."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "G401": (
            "'{found}' is not rated by this rulebook, so nothing can have been decided by it: {because}",
            "Decide without a rating, and write a letter of your own.",
        ),
        "G402": ("'{found}' is neither HTML nor PDF.", "End the name in .html or .pdf."),
        "G403": ("A letter under the law of the United States must name {lacking}.", "Give {options}."),
        "G404": ("The decision is not said.", 'Say it in a sentence, for example --decision "We cannot offer you this loan."'),
        "G405": ("The letter cannot be written to '{found}': {why}.", "Name a file that is not there yet, in a folder that is."),
        "G406": ("There are no letters in the language '{found}'.", "Choose en or de."),
    }
)

_SAID: Final = Wording(WORDS)
trouble = _SAID.trouble
