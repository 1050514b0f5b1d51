"""Words of joined ledgers: one code for a word, whichever ledger it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bonitas.common.amounts import MISSING
from bonitas.ledger.base import Int32s, Ledger

#: A word of a ledger that was not met yet.
UNMET: Final = -2


class Words:
    """Codes of words here, given as words are met."""

    def __init__(self, ledgers: Sequence[Ledger]) -> None:
        self._ledgers = ledgers
        self._words: list[str] = []
        self._codes: dict[str, int] = {}
        self._maps: list[Int32s] = [np.empty(0, np.int32) for _ in ledgers]
        self._lock = Lock()

    def codes(self, words: Sequence[str]) -> Int32s:
        """The code of each word; −1 for one that no ledger has seen."""
        lacking = [word for word in dict.fromkeys(words) if word not in self._codes]
        if lacking:
            known = np.max([ledger.codes(lacking) for ledger in self._ledgers], axis=0)
            with self._lock:
                for word, code in zip(lacking, known.tolist(), strict=True):
                    if code >= 0:
                        self._given(word)
        return np.array([self._codes.get(word, -1) for word in words], np.int32)

    def words(self, codes: Sequence[int]) -> list[str]:
        """The words behind codes."""
        return [self._words[int(code)] for code in codes]

    def here(self, part: int, codes: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Codes of a ledger's words as codes here, in the same type; missing ones stay."""
        if not len(codes):
            return codes
        there = codes[(codes >= 0) & (codes != MISSING)]
        if not len(there):
            return codes
        known = self._known(part, there)
        return np.where((codes >= 0) & (codes != MISSING), known[np.where(codes >= 0, codes, 0)], codes).astype(codes.dtype)

    def _known(self, part: int, there: npt.NDArray[Any]) -> Int32s:
        """The map of a ledger's codes, with all of these met."""
        with self._lock:
            known, most = self._maps[part], int(there.max())
            if most >= len(known):
                known = np.concatenate([known, np.full(most + 1 - len(known), UNMET, np.int32)])
            unmet = np.unique(there[known[there] == UNMET]).tolist()
            if unmet:
                known = known.copy()
                known[unmet] = [self._given(word) for word in self._ledgers[part].words(unmet)]
            self._maps[part] = known
            return known

    def _given(self, word: str) -> int:
        """A word's code, given if it has none."""
        if word not in self._codes:
            self._codes[word] = len(self._words)
            self._words.append(word)
        return self._codes[word]
