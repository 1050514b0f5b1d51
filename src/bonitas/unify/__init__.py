"""Unification: the same subject in several ledgers, the same conduct in several rulebooks, one scale, one rulebook.

As `bonitas.unify` names the room and the function that users call, the room can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Room(ModuleType):
    """The room as a module that can be called: `bonitas.unify(books, policy=…)`."""

    def __call__(self, *args: Any, **named: Any) -> Any:
        from bonitas.unify.draft.unify import unify  # noqa: PLC0415 - when first asked

        return unify(*args, **named)


sys.modules[__name__].__class__ = _Room
