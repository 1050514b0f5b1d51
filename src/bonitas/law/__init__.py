"""What may not be rated or done: checks of a rulebook, each with the article it stands on.

The room stands on catalogue and rulebook alone, so that the engine can ask it and no way to a standing leads round it. As `bonitas.law`
names the room and the function that users call, the room can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Room(ModuleType):
    """The room as a module that can be called: `bonitas.law(book)`."""

    def __call__(self, *args: Any, **named: Any) -> Any:
        from bonitas.law.law import law  # noqa: PLC0415 - when first asked

        return law(*args, **named)


sys.modules[__name__].__class__ = _Room
