"""One question, one state of the ledger: where others add while a question is answered, no answer mixes before and after."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def of_one_state(ask: Callable[P, R]) -> Callable[P, R]:
    """A question whose argument `ledger` looks at one state of itself until the answer is there (`base.Ledger.still`)."""
    place = list(signature(ask).parameters).index("ledger")

    @wraps(ask)
    def asked(*args: P.args, **more: P.kwargs) -> R:
        ledger = args[place] if len(args) > place else more.get("ledger")
        still = getattr(ledger, "still", nullcontext)  # what is no ledger has no states; whoever asked will be told so
        with still():
            return ask(*args, **more)

    return asked
