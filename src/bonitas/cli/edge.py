"""The edge of the program: where it starts, and where every exception ends as words and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import typer
from typer.core import TyperGroup

from bonitas.cli import errors

#: Exit codes: all is well, the input has problems, (2: the command line is wrong, said by Typer), stopped by the user.
WELL: Final = 0
PROBLEMS: Final = 1
STOPPED: Final = 130


class Edge(TyperGroup):
    """The group of all commands. Whatever they raise becomes words on standard error and an exit code here."""

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Read the command line; help is written here."""
        with ended():
            return super().make_context(*args, **more)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with ended():
            answer = super().invoke(ctx)
            sys.stdout.flush()
            return answer


@contextmanager
def ended() -> Iterator[None]:
    """Exceptions of the block end here, in words and a code."""
    try:
        yield
    except BaseException as exc:
        code = code_for(exc)
        if code is None:
            raise
        raise typer.Exit(code) from None


def code_for(exc: BaseException) -> int | None:
    """Say what happened, and with which code to leave; None for Typer's own exceptions, which say it themselves."""
    match exc:
        case KeyboardInterrupt():
            errors.tell(str(exc) or errors.STOPPED)
            return STOPPED
        case OSError() if exc.errno == errno.EPIPE:
            discard_output()
            return WELL
        case typer.Abort():
            errors.tell(errors.STOPPED)
            return STOPPED
        case Exception() if not hasattr(exc, "exit_code"):
            errors.tell_exception(exc)
            return PROBLEMS
        case _:
            return None


def discard_output() -> None:
    """Nobody reads on (`bonitas … | head`): what is still to be written goes nowhere, without a word."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def main() -> None:
    """Run the command line of this process, and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            # A character that the terminal lacks is shown by its number; it is no reason to fail.
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(run())


def run() -> int:
    """Run the command line of this process; its exit code."""
    try:
        from bonitas.cli.app import app

        app(prog_name="bonitas")
    except SystemExit as exc:
        code = exc.code if isinstance(exc.code, int) else WELL
    except BaseException as exc:  # noqa: BLE001 - the edge
        code = code_for(exc) or PROBLEMS
    else:
        code = WELL
    try:
        sys.stdout.flush()
    except OSError as exc:
        discard_output()
        if exc.errno != errno.EPIPE:
            errors.tell_exception(exc)
            code = PROBLEMS
    return code
