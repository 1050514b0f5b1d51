"""Where things are written: answers on standard output, JSON or words. (Progress and problems go to standard error.)"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from bonitas.cli.errors import shown


def emit(value: object) -> None:
    """One JSON value on one line of standard output. `value` is plain data; see `engine.ratings.plain` for decimals."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    say(json.dumps(value, ensure_ascii=not encoding.startswith("utf")))


def say(line: str = "") -> None:
    """A line for people on standard output."""
    sys.stdout.write(line + "\n")


def on_terminal() -> bool:
    """Whether a person types and reads here: neither end is a file or a pipe."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def cleaned(value: Any) -> Any:
    """Plain data whose texts hold no character that steers a terminal: records come from anywhere.

    >>> cleaned({"ref": "a\\x1b[31m", "n": [1, None]})
    {'ref': 'a [31m', 'n': [1, None]}
    """
    match value:
        case str():
            return shown(value)
        case Mapping():
            return {key: cleaned(item) for key, item in value.items()}
        case list() | tuple():
            return [cleaned(item) for item in value]
        case _:
            return value
