"""Tables and progress, drawn by Rich. Imported only by what draws: it is slow to load.

No red: not for a person's losses, and not for progress either. Nothing that is shown is read as markup.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

#: Columns of a page that goes into a file or a pipe.
WIDTH: Final = 120
CALM: Final = "cyan"


class Page(Console):
    """A console that leaves a closed pipe to the edge of the program."""

    def on_broken_pipe(self) -> None:
        """Rich would end the process here."""
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


def page(stream: IO[str] | None = None) -> Page:
    """Standard output (or `stream`) as a page: as wide as the terminal, or WIDTH columns (or COLUMNS) elsewhere."""
    file = stream if stream is not None else sys.stdout
    given = os.environ.get("COLUMNS", "")
    width = None if file.isatty() else int(given) if given.isdigit() and int(given) else WIDTH
    return Page(file=file, width=width, markup=False, emoji=False, highlight=False)


def show(what: Table | str, style: str = "") -> None:
    """Write a table or a line of text on standard output; in a file or a pipe no line ends in spaces."""
    console = page()
    if console.is_terminal:
        console.print(what, style=style or None)
        return
    with console.capture() as captured:
        console.print(what, style=style or None)
    console.file.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `right` for numbers, `keep` for what must not be broken over lines."""

    name: str
    right: bool = False
    keep: bool = True


def table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> Table:
    """A plain table: a bold header, two spaces between columns, no lines. None is shown as nothing."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_header=any(c.name for c in columns))
    for column in columns:
        made.add_column(
            Text(column.name), justify="right" if column.right else "left", no_wrap=column.keep,
            overflow="fold", footer_style="",
        )  # fmt: skip
    for row in rows:
        made.add_row(*(Text("" if cell is None else str(cell), overflow="fold") for cell in row))
    return made


@contextmanager
def working(title: str, total: int | None = None, unit: str = "") -> Iterator[Callable[[int], None]]:
    """Progress on standard error while the block runs; yields what to call with how much is done so far.

    On anything but a terminal nothing is shown.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    columns = [SpinnerColumn(style=CALM), TextColumn("{task.description}", style="")]
    if total is not None:
        columns += [BarColumn(style="dim", complete_style=CALM, finished_style=CALM, pulse_style=CALM), MofNCompleteColumn()]
    else:
        columns += [TextColumn("{task.fields[done]}", style="")]
    columns += [TimeElapsedColumn()]
    with Progress(*columns, console=page(sys.stderr), transient=True) as progress:
        task = progress.add_task(title, total=total, done="")

        def done(count: int) -> None:
            progress.update(task, completed=count, done=f"{count:,} {unit}".rstrip() if count else "")

        yield done


@dataclass(slots=True)
class Steps:
    """How far a long piece of work has come, and about how long it will take yet."""

    begun: Callable[[int, int], None] = lambda total, done: None
    """Call it once, with how much there is in all and how much of it was done before."""
    more: Callable[[int], None] = lambda count: None
    """Call it with how much has been done since the last call."""


@contextmanager
def stepping(title: str) -> Iterator[Steps]:
    """Progress with the time left, on standard error while the block runs; on anything but a terminal nothing is shown."""
    if not sys.stderr.isatty():
        yield Steps()
        return
    columns = [
        SpinnerColumn(style=CALM),
        TextColumn("{task.description}", style=""),
        BarColumn(style="dim", complete_style=CALM, finished_style=CALM, pulse_style=CALM),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeLeft(),
    ]
    with Progress(*columns, console=page(sys.stderr), transient=True) as progress:
        task = progress.add_task(title, total=None, before=0, at=0.0)

        def begun(total: int, done: int) -> None:
            progress.update(task, total=total, completed=done, before=done, at=0.0)
            progress.reset(task, total=total, completed=done)

        def more(count: int) -> None:
            progress.update(task, advance=count, at=progress.tasks[0].elapsed or 0.0)

        yield Steps(begun, more)


class TimeLeft(ProgressColumn):
    """Reckoned from what was done in this run: what was done before took no time."""

    def render(self, task: Task) -> Text:
        done, at = task.completed - task.fields["before"], task.fields["at"]
        if not done or task.total is None or task.elapsed is None:
            return Text("")
        left = at / done * (task.total - task.completed) - (task.elapsed - at)
        return Text(in_words(max(left, 0)))


def in_words(seconds: float) -> str:
    """About how long, no finer than one would trust it.

    >>> in_words(4), in_words(75), in_words(7500)
    ('some seconds left', 'about 1 min left', 'about 2 h 5 min left')
    """
    minutes = round(seconds / 60)
    if seconds < 10:  # noqa: PLR2004
        return "some seconds left"
    if not minutes:
        return f"about {round(seconds, -1):.0f} s left"
    return f"about {minutes // 60} h {minutes % 60} min left" if minutes >= 60 else f"about {minutes} min left"  # noqa: PLR2004
