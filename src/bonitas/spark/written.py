"""Ratings that the workers write themselves, where all machines have the folder: only the names of files go through Spark.

Each attempt at a task writes a file of its own in a folder beside. The files whose names arrive are those of attempts that Spark took for
done, one for each task; no other becomes a part of the answer, be it of an executor that died or of a second attempt. `_SUCCESS` comes last.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from bonitas.engine.written import reason, save
from bonitas.spark.codes import problem, trouble
from bonitas.spark.failures import Refused
from bonitas.spark.frames import Frame

#: What a worker tells of a file that it has written.
FILES: Final = "name string"
#: Where attempts write, as Spark's own do: what a run that did not end has left there, the next removes.
TEMPORARY: Final = "_temporary"
DONE: Final = "_SUCCESS"


def folder_of(frame: Frame, place: str) -> Path | None:
    """The folder of this machine's own that a place names; None if it is at another address, or Spark runs elsewhere."""
    if not hasattr(frame, "_jdf"):
        return None
    if place.startswith("file:///") or (place.startswith("file:/") and "://" not in place):
        return Path(unquote(place.removeprefix("file://").removeprefix("file:")))
    default = frame.sparkSession._jsc.hadoopConfiguration().get("fs.defaultFS")
    return None if "://" in place or not str(default).startswith("file:") else Path(place).absolute()


def write_file(table: Any, folder: str) -> str:
    """In a worker: ratings as a file of a name that nobody else has. Refused (S402) if that cannot be done."""
    name = f"{uuid.uuid4().hex}.parquet"
    try:
        save(table, Path(folder, name))
    except OSError as exc:
        why = reason(exc) if Path(folder).is_dir() else "not all machines have this folder"
        raise Refused([problem("S402", place=folder, why=why)]) from exc
    return name


def write_files(written: Callable[[str], Frame], empty: Callable[[], Any], place: Path) -> None:
    """Let the workers write to a folder that is not there yet. `written`: the frame of FILES, for a folder; `empty`: ratings of nobody.

    BonitasError: S401 if something is there; S402.
    """
    if place.exists() and not unfinished(str(place)):
        raise trouble("S401", place=str(place))
    try:
        with begun(place) as beside:
            names = [row["name"] for row in written(str(beside)).collect()] or [write_file(empty(), str(beside))]
            for number, name in enumerate(names):
                (beside / name).replace(place / f"part-{number:05}-{beside.name}.parquet")
            shutil.rmtree(place / TEMPORARY, ignore_errors=True)
            (place / DONE).touch()
    except OSError as exc:
        raise trouble("S402", place=str(place), why=reason(exc)) from exc


@contextmanager
def begun(place: Path) -> Iterator[Path]:
    """A folder in the place to write to; nothing is left of the place if the block fails."""
    if place.exists():
        shutil.rmtree(place)
    beside = place / TEMPORARY / str(uuid.uuid4())
    beside.mkdir(parents=True)
    try:
        yield beside
    except BaseException:  # Ctrl-C too leaves nothing behind
        shutil.rmtree(place, ignore_errors=True)
        raise


def unfinished(place: str) -> bool:
    """Whether a folder here holds nothing but what a run that did not end has left, of this program or of Spark."""
    folder = Path(place)
    if "://" in place or not folder.is_dir() or (folder / DONE).exists():
        return False
    return all(path.name.startswith((TEMPORARY, "part-", ".part-", f".{DONE}")) for path in folder.iterdir())
