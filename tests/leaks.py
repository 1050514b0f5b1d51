"""Numbers that tests plant, and looking for them where they must not be: in whatever commands say, and in every file that the suite leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

#: Numbers of people that stand in files which tests give to the program: sound ones, and one with a wrong check digit.
NUMBER, OTHER, WRONG, EIN = "11010519491231002X", "440524188001010014", "110105194912310039", "911144442"
NAME: Final = "Zoraida Quux"
PLANTED: Final = (NUMBER, OTHER, WRONG, EIN, "Zoraida", "Quux")
#: What tests give may hold them: a folder of this name, or a file of this name.
GIVEN: Final = ("given", "numbers.csv")
#: So much of a file is looked at once; parts overlap by the longest that is looked for.
AT_ONCE: Final = 1 << 24


def said(text: str) -> list[str]:
    """What of it was planted."""
    return [one for one in PLANTED if one in text]


def left_in(folder: Path) -> Iterator[str]:
    """Every file under a folder that holds something planted, and was not given.

    It is looked for without zeros between: so two bytes a character are found too, and files of ledgers, which are mostly zeros, are soon read.
    """
    needles = [one.encode() for one in PLANTED]
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not set(GIVEN).intersection(path.relative_to(folder).parts):
            found = {needle.decode() for part in _parts(path) for needle in needles if needle in part}
            if found:
                yield f"{path}: {', '.join(sorted(found))}"


def _parts(path: Path) -> Iterator[bytes]:
    before = b""
    with path.open("rb") as file:
        while part := file.read(AT_ONCE):
            text = before + part.translate(None, b"\0")
            yield text
            before = text[-64:]
