"""Every problem of retention and erasure: its code, its words and what to do about it. Codes are stable."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "G301": ("{found} is still to come: what is due then is not removed now.", "Leave '--on' out, or look without '--yes'."),
        "G302": ("The certificate cannot be written to '{found}': {why}. Nothing was removed.", "Name a new file."),
    }
)

_SAID: Final = Wording(WORDS)
trouble = _SAID.trouble
