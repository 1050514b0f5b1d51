"""The folder of a person's file: written to the whole or not at all, with the digest of each of its parts."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bonitas.common.problems import Problem
from bonitas.rights.file.codes import problem, trouble

#: The list of what belongs to the file; everything else is in it.
NAME: Final = "file.json"
FORMAT: Final = 1
#: How parts may be called: plain names, at most one folder deep or two.
_PART: Final = re.compile(r"(?:[\w-][\w.-]*/){0,2}[\w-][\w.-]*")


def write_folder(folder: Path, head: Mapping[str, Any], parts: Mapping[str, bytes]) -> tuple[Path, str]:
    """Write the parts and the list of them aside, flushed to the disk; the folder is not there yet. Gives where it waits, and the
    list's digest.

    `appear` then makes it the one that counts. BonitasError G203 if it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise trouble("G203", found=folder.name, why="something is there already")
    aside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    listed = {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in sorted(parts.items())}
    text = (json.dumps({"bonitas_file": FORMAT, **head, "files": listed}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    try:
        for name, data in [*parts.items(), (NAME, text)]:
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
    except OSError as exc:
        shutil.rmtree(aside, ignore_errors=True)
        raise trouble("G203", found=folder.name, why=(exc.strerror or str(exc)).lower()) from exc
    return aside, hashlib.sha256(text).hexdigest()


def appear(aside: Path, folder: Path) -> None:
    """What waits aside becomes the folder, at once."""
    try:
        aside.replace(folder)
    except OSError as exc:
        shutil.rmtree(aside, ignore_errors=True)
        raise trouble("G203", found=folder.name, why=(exc.strerror or str(exc)).lower()) from exc


@dataclass(frozen=True, slots=True)
class Folder:
    """A file as it lies there: what its list says, and everything that is not as the list says."""

    path: Path
    head: dict[str, Any]
    digest: str
    """SHA-256 of the list, and by it of the whole file."""
    problems: tuple[Problem, ...]

    def part(self, name: str) -> Path:
        """Where a part lies."""
        return self.path / name


def read_folder(path: Path) -> Folder:
    """Read the list and hold every part against it. BonitasError G211 if there is none, G212 if it is of a newer program."""
    place = str(path / NAME)
    try:
        data = (path / NAME).read_bytes()
        head = json.loads(data)
        files = head["files"]
        if not isinstance(head["bonitas_file"], int) or not all(isinstance(one["sha256"], str) for one in files.values()):
            raise trouble("G211", file=place, why="its list is none")
    except OSError as exc:
        raise trouble("G211", file=place, why=(exc.strerror or str(exc)).lower()) from exc
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise trouble("G211", file=place, why="its list cannot be read") from exc
    if head["bonitas_file"] > FORMAT:
        raise trouble("G212", file=place, found=head["bonitas_file"], known=FORMAT)
    return Folder(path, head, hashlib.sha256(data).hexdigest(), tuple(_unlike(path, files)))


def _unlike(path: Path, files: Mapping[str, Any]) -> Iterator[Problem]:
    """What is missing, changed, or too much."""
    for name, said in files.items():
        part = path / name
        if not _PART.fullmatch(name):
            raise trouble("G216", file=str(path / NAME), found=name)
        if part.is_symlink() or not part.is_file():
            yield problem("G213", file=str(part))
        elif _digest(part) != said["sha256"]:
            yield problem("G214", file=str(part))
    for part in sorted(path.rglob("*")):
        name = part.relative_to(path).as_posix()
        if not part.is_dir() and name != NAME and name not in files:
            yield problem("G215", file=str(part))


def _digest(part: Path) -> str:
    with part.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
