"""One spelling for all ways to write a name: any script in Latin letters, without accents, capitals or punctuation.

Unicode NFKC first (full-width and half-width forms, ligatures), then case folding, then AnyAscii. The German ways to write an umlaut
become one: Müller, Mueller and Muller are all `muller`. What AnyAscii makes of Arabic and Hebrew is consonants only, and of Japanese
characters their Chinese reading: the same on both sides, so it compares, but not with a Latin spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final

import pyarrow as pa

#: Letters beside each other that stand for an umlaut; not in Bauer, Feuer, Enrique or the Chinese Xue.
_UMLAUT: Final = re.compile("ae|oe|(?<![aeqxy])ue")
_OTHER: Final = re.compile(r"[^a-z0-9]+")
#: Marks within a word: O'Brien is one.
_WITHIN: Final = re.compile("['’‘`´ʼ]")


def plain(text: str) -> str:
    """A text in plain Latin letters and digits, words apart by one space; empty if nothing of it is left.

    >>> plain("Müller"), plain("MUELLER"), plain("O'Brien-Smith"), plain("Иванов"), plain("Ｔａｎａｋａ")
    ('muller', 'muller', 'obrien smith', 'ivanov', 'tanaka')
    """
    if not text.isascii():
        from anyascii import anyascii  # noqa: PLC0415 - of an extra

        text = anyascii(unicodedata.normalize("NFKC", text).casefold())
    return _OTHER.sub(" ", _UMLAUT.sub(_first, _WITHIN.sub("", text.lower()))).strip()


def _first(found: re.Match[str]) -> str:
    return found[0][0]


def each(column: Any, do: Callable[[str], str | None]) -> Any:
    """What becomes of every text of an Arrow column: worked out once for each text that is there. Empty and None are null."""
    coded = column.combine_chunks().dictionary_encode() if isinstance(column, pa.ChunkedArray) else column.dictionary_encode()
    words = pa.array([do(word) or None for word in coded.dictionary.to_pylist()], pa.string())
    return words.take(coded.indices)
