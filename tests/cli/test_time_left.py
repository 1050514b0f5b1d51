"""Progress of long work: how much is left is reckoned from what this run has done."""

from __future__ import annotations

import pytest
from rich.progress import Progress, Task

from bonitas.cli.terminal import TimeLeft


def left(*, before: int, completed: int, at: float, now: float) -> str:
    """What is shown at the moment `now`, where `completed` of 100 were done by the moment `at`, `before` of them in an earlier run."""
    progress = Progress(get_time=lambda: now)
    progress.add_task("Rating", total=100, completed=completed, before=before, at=at)
    task: Task = progress.tasks[0]
    task.start_time = 0.0
    return TimeLeft().render(task).plain


@pytest.mark.parametrize(
    ("before", "completed", "at", "now", "words"),
    [
        (0, 0, 0.0, 5.0, ""),
        (50, 50, 0.0, 5.0, ""),
        (0, 50, 60.0, 60.0, "about 1 min left"),
        (40, 50, 60.0, 60.0, "about 5 min left"),
        (0, 50, 60.0, 90.0, "about 30 s left"),
        (0, 50, 60.0, 500.0, "some seconds left"),
        (0, 1, 100.0, 100.0, "about 2 h 45 min left"),
    ],
)
def test_time_left(before: int, completed: int, at: float, now: float, words: str) -> None:
    assert left(before=before, completed=completed, at=at, now=now) == words
