"""Where an arrangement lies, what it says of itself, and how it is taken away.

It is there when its manifest names its files. Whatever else lies in the folder was left by a process that was killed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bonitas.ledger.manifest import Part, flush

#: The number of this format. An arrangement of another one is passed over.
FORMAT: Final = 1
NAME: Final = "arranged.json"
LOCK: Final = "arranging.lock"
#: Where the store puts what does not fit into memory, if it has no place of its own beside the ledger.
SPILL: Final = ".spill"
#: What the files of an arrangement end in.
ENDING: Final = ".arrow"
#: Its files: the rows, what their furnishers call them, where each subject's rows begin; and of `who`: names, by what they are found, participations.
FILES: Final = ("records", "refs", "subjects", "names", "found", "joined")


@dataclass(frozen=True, slots=True)
class Made:
    """What an arrangement says of itself: of which ledger it is, how far it goes, and what it holds.

    `until`: the highest entry number in it; `subject`: the code of whom that one is about; `seal`: a hash of it. `removals`: how many there had
    been. `attributes`: those that the ledger kept then, name → type; `kinds`: the codes of those that occur. `refs`: the rows at which
    batches of refs begin. `rulebooks`: those that somebody takes part in, in order; `rows`: how many some tables had.
    """

    until: int
    subject: int
    seal: str
    removals: int
    records: int
    subjects: int
    attributes: Mapping[str, str]
    kinds: tuple[int, ...]
    refs: tuple[int, ...]
    rulebooks: tuple[str, ...]
    rows: Mapping[str, int]
    files: Mapping[str, Part]

    @property
    def bytes(self) -> int:
        """How much room it takes."""
        return sum(part.bytes for part in self.files.values())


def folder_of(place: str | Path) -> Path:
    """Where the arrangement of the ledger at a place lies.

    >>> folder_of("standing.duckdb").name
    'standing.duckdb.arranged'
    """
    path = Path(place)
    return path.with_name(f"{path.name}.arranged")


def read_made(folder: Path) -> Made | None:
    """What lies in a folder; None if there is no arrangement, or none that this program can believe."""
    try:
        said: Any = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if said.pop("bonitas_arrangement") != FORMAT:
            return None
        files = {name: Part(**said["files"][name]) for name in FILES}
        if any("/" in part.file or (folder / part.file).stat().st_size != part.bytes for part in files.values()):
            return None
        return Made(
            **{
                **said,
                "kinds": tuple(said["kinds"]),
                "refs": tuple(said["refs"]),
                "rulebooks": tuple(said["rulebooks"]),
                "files": files,
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_made(folder: Path, made: Made) -> None:
    """From now on this one counts, at once and for good."""
    aside = folder / f".{NAME}.new"
    with aside.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"bonitas_arrangement": FORMAT, **asdict(made)}, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / NAME)
    flush(folder)


def sweep(folder: Path, made: Made | None) -> None:
    """Remove every file of an arrangement that `made` does not name."""
    named = {part.file for part in made.files.values()} if made else set()
    for path in folder.glob(f"*{ENDING}"):
        if path.name not in named:
            path.unlink(missing_ok=True)


def take_away(place: str | Path) -> bool:
    """Take away the arrangement of the ledger at a place, whole or begun: first that it counts, then its files. Whether there was one."""
    folder = folder_of(place)
    if not folder.is_dir():
        return False
    there = (folder / NAME).exists()
    (folder / NAME).unlink(missing_ok=True)
    flush(folder)
    sweep(folder, None)
    shutil.rmtree(folder / SPILL, ignore_errors=True)
    for name in (f".{NAME}.new", LOCK):
        (folder / name).unlink(missing_ok=True)
    flush(folder)
    with suppress(OSError):  # somebody keeps something else there, or arranges anew
        folder.rmdir()
    return there
