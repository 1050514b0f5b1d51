"""A folder of parts on disk: held by one run at a time, and every file in it whole or not there."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from bonitas.engine.codes import trouble
from bonitas.engine.large.task import NewerError, Task, read_task
from bonitas.engine.written import reason, save, whole
from bonitas.ledger.manifest import flush

#: Readers of a folder of Parquet (pyarrow, DuckDB, Spark) pass over names that begin with an underscore or a dot.
RUN: Final = "_run.json"
FLOORS: Final = "_floors-"
#: Where a part says which task it belongs to.
TASK: Final = b"bonitas.task"


class PartsFolder:
    """The parts of one run, in a folder that nobody else writes to meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path

    # ------------------------------------------------------------ the task

    def task(self) -> Task | None:
        """The task that was begun here; None in an empty folder. E150 if other files lie here, or it cannot be read."""
        run = self.path / RUN
        if not run.exists():
            others = sorted(path.name for path in self.path.iterdir() if not path.name.startswith("."))
            if others:
                raise trouble("E150", name=self.path.name, why=f"other files lie there ('{others[0]}')")
            return None
        try:
            return read_task(run.read_text(encoding="utf-8"))
        except OSError as exc:
            raise trouble("E150", name=self.path.name, why=reason(exc)) from exc
        except NewerError as exc:
            raise trouble("E150", name=self.path.name, why="it was begun by a newer program") from exc
        except ValueError as exc:
            raise trouble("E150", name=self.path.name, why=f"its {RUN} cannot be read") from exc

    def write_task(self, task: Task) -> None:
        """Put `_run.json` in place, on the disk."""
        with whole(self.path / RUN) as beside:
            beside.write_text(task.text(), encoding="utf-8")
            flush(beside)
        flush(self.path)

    def clear(self, task: Task) -> None:
        """Remove what an earlier run wrote, and nothing else."""
        for name in (*task.parts, RUN):
            (self.path / name).unlink(missing_ok=True)
        self.forget_floors()

    def forget_floors(self) -> None:
        """Remove the tallies that floors were drawn from."""
        for path in self.path.glob(f"{FLOORS}*.parquet"):
            path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove half-written files that a killed run left."""
        for pattern in (".part-*.parquet.part", f".{FLOORS}*.parquet.part", f".{RUN}.part"):
            for path in self.path.glob(pattern):
                path.unlink(missing_ok=True)

    # ------------------------------------------------------------ files

    def has(self, name: str, task: str, rows: int | None = None) -> bool:
        """Whether a file of this task is there and whole. Only its end is read."""
        try:
            found = pq.read_metadata(self.path / name)
        except (OSError, pa.ArrowInvalid):
            return False
        return (found.metadata or {}).get(TASK) == task.encode() and rows in (None, found.num_rows)

    def put(self, name: str, table: pa.Table, task: str) -> None:
        """Write a file, whole or not at all, on the disk before it has its name."""
        with whole(self.path / name) as beside:
            save(table.replace_schema_metadata({TASK: task.encode()}), beside)
            flush(beside)
        flush(self.path)

    def read(self, name: str) -> pa.Table:
        """A file that is there."""
        return pq.read_table(self.path / name)


@contextmanager
def held(path: Path) -> Iterator[PartsFolder]:
    """The folder, made if it is not there, and held until the block ends. E150 if it cannot be used, E152 if another run holds it."""
    try:
        path.mkdir(exist_ok=True)
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as exc:
        raise trouble("E150", name=path.name, why=reason(exc)) from exc
    try:
        _hold(handle, path)
        folder = PartsFolder(path)
        folder.sweep()
        yield folder
    finally:
        os.close(handle)


def _hold(handle: int, path: Path) -> None:
    """Lock the open folder; whoever dies lets go of it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        raise trouble("E152", name=path.name) from exc
    if not os.access(path, os.W_OK):
        raise trouble("E150", name=path.name, why="it may not be written to")
