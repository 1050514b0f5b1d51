"""How problems and the unforeseen are said: on standard error, in plain lines."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable
from contextlib import suppress
from typing import Final, NoReturn

import typer

from bonitas.common.problems import BonitasError, Problem

STOPPED: Final = "Stopped; nothing was changed."
#: Set to 1, the traceback of an unforeseen error is written too.
DEBUG: Final = "BONITAS_DEBUG"


def tell(line: str) -> None:
    """One line on standard error. If nobody listens there, that is no error."""
    with suppress(OSError, ValueError):
        print(shown(line), file=sys.stderr, flush=True)


def tell_problems(problems: Iterable[Problem]) -> None:
    """Every problem on a line of its own."""
    for problem in problems:
        tell(str(problem))


def tell_exception(exc: BaseException) -> None:
    """What ended a command: the problems of the input, the state of the machine, or a fault of this program (E999)."""
    if isinstance(exc, BonitasError):
        tell_problems(exc.problems)
    elif isinstance(exc, OSError) and exc.strerror:
        where = f" '{exc.filename}'" if exc.filename else ""
        message = f"Reading or writing{where} failed: {exc.strerror.lower()}."
        tell(str(Problem("E902", message, remedy="Check the place and its rights.")))
    elif isinstance(exc, MemoryError):
        tell(str(Problem("E903", "The memory of this machine is not enough.", remedy="Ask for fewer subjects at once.")))
    else:
        why = f"{type(exc).__name__}: {exc}" if str(exc) else type(exc).__name__
        tell(f"E999 {why}: please report this, with the command that you ran.")
    if os.environ.get(DEBUG) == "1" and not isinstance(exc, BonitasError):
        tell_traceback(exc)


def tell_traceback(exc: BaseException) -> None:
    """The traceback, for those who asked for it."""
    with suppress(OSError, ValueError):
        traceback.print_exception(exc, file=sys.stderr)


def wrong(words: str) -> NoReturn:
    """End the command with code 2: its options do not go together."""
    raise typer.BadParameter(words)


def shown(line: str) -> str:
    """A line without characters that steer a terminal: a file's name or cell may hold any.

    >>> shown("a\\x1b[31mb\\n")
    'a [31mb '
    """
    return line if line.isprintable() else "".join(c if c.isprintable() or c == "\u202f" else " " for c in line)
