"""Every problem that a comparison can have: its code, its words and what to do about it. U32x; codes are stable."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.problems import BonitasError, Problem

#: code → (message, remedy). Words in braces are filled in.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "U320": (
            "These rulebooks rate nobody of the same type: {persons} rate persons, {organisations} organisations.",
            "Compare the rulebooks of persons with each other, and those of organisations.",
        ),
        "U321": ("There is nothing to compare '{found}' with.", "Name two rulebooks or more."),
        "U322": ("'{found}' is named twice.", "Name each rulebook once; other versions of one may be compared."),
        "U323": (
            "The report cannot be written to '{found}': {why}.",
            "Name a file in a folder that is there and may be written.",
        ),
    }
)


def trouble(code: str, *, found: object = None, **words: object) -> BonitasError:
    """The exception for what cannot be gone on with.

    >>> print(trouble("U321", found="mine").problems[0])
    U321 There is nothing to compare 'mine' with. Name two rulebooks or more.
    """
    message, remedy = WORDS[code]
    filled = {"found": found, **words}
    said = None if found is None else str(found)
    return BonitasError(Problem(code, message.format(**filled), found=said, remedy=remedy))
