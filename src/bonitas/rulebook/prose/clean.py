"""What no writer lets through: characters that steer a terminal, break a page, or turn the direction of reading."""

from __future__ import annotations

import unicodedata
from typing import Final

#: Marks that turn the direction of what follows.
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNFIT: Final = ("Cc", "Cs", "Cn")


def clean(text: str) -> str:
    """On one line, with a space for each unfit character.

    >>> clean("a\\x1b[31m\\nb")
    'a [31m b'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if c in _TURNS or unicodedata.category(c) in _UNFIT else c for c in text)
