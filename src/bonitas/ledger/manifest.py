"""The manifest of a folder of Parquet: which parts make up the ledger. A part is there when the manifest names it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from bonitas.ledger.codes import trouble
from bonitas.ledger.pins import Pin, pin_of
from bonitas.ledger.schema import EVERY, FORMAT

NAME: Final = "ledger.json"
LOCK: Final = "writing.lock"
IN_USE: Final = "reading.lock"


@dataclass(frozen=True, slots=True)
class Part:
    """One immutable file of a table, with its length: a shorter one was cut short."""

    file: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a ledger consists of."""

    lab: bool
    attributes: dict[str, str] = field(default_factory=dict)
    parts: dict[str, tuple[Part, ...]] = field(default_factory=lambda: {table: () for table in EVERY})
    last_call: int = 0
    """When something was last added, by the clock of then (microseconds)."""
    purposes: bool = False
    """Whether nobody is looked up without a stated purpose."""
    sealed: bool = False
    """Whether every entry has a leaf in the log."""
    licensed: bool = False
    """Whether it is read only under a licence."""
    pins: tuple[Pin, ...] = ()
    """Which files of licences count, or did."""

    @property
    def files(self) -> set[str]:
        return {part.file for parts in self.parts.values() for part in parts}


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a ledger; BonitasError if the folder is none, is newer, or lacks a part."""
    address = str(folder)
    if not folder.exists():
        raise trouble("L505", address)
    if not (folder / NAME).is_file():
        raise trouble("L503", address)
    try:
        text: Any = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if not isinstance(text, dict) or not isinstance(text.get("bonitas_ledger"), int):
            raise trouble("L503", address)
        if text["bonitas_ledger"] > FORMAT:
            raise trouble("L502", address, found=text["bonitas_ledger"], known=FORMAT)
        parts = {table: tuple(Part(**part) for part in text["parts"].get(table, ())) for table in EVERY}
        marks = {mark: text.get(mark) is True for mark in ("purposes", "sealed", "licensed")}
        pins = tuple(pin_of(one) for one in text.get("pins", ()))
        manifest = Manifest(
            text["lab"] is True, dict(text["attributes"]), parts, int(text.get("last_call", 0)), pins=pins, **marks
        )
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise trouble("L504", address, why="its manifest cannot be read") from exc
    except OSError as exc:
        raise trouble("L510", address, why=(exc.strerror or str(exc)).lower()) from exc
    for part in (part for parts in manifest.parts.values() for part in parts):
        found = folder / part.file
        if "/" in part.file or not found.is_file() or found.stat().st_size != part.bytes:
            raise trouble("L504", address, why=f"the part {part.file} is missing or has another length")
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make a manifest the one that counts, at once and for good."""
    text = json.dumps({"bonitas_ledger": FORMAT, **asdict(manifest)}, indent=1, sort_keys=True)
    put_in_place(folder / NAME, text + "\n")


def put_in_place(path: Path, text: str) -> None:
    """Make a text what a file holds, at once and for good: written aside, flushed to the disk, renamed."""
    aside = path.with_name(f".{path.name}.new")
    try:
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    flush(path.parent)


def flush(path: Path) -> None:
    """A file or folder reaches the disk before the manifest names it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Held:
    """A lock held on a file of the folder; a process that dies lets go of it."""

    def __init__(self, folder: Path, name: str, how: int) -> None:
        self.handle = os.open(folder / name, os.O_RDONLY)
        try:
            fcntl.flock(self.handle, how)
        except OSError as exc:
            os.close(self.handle)
            raise trouble("L501", folder) from exc

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody else holds this shared lock, for as long as the block lasts."""
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
        finally:
            fcntl.flock(self.handle, fcntl.LOCK_SH)

    def release(self) -> None:
        os.close(self.handle)
