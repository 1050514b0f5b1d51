"""What is given for a rulebook and is a ledger: the two stand side by side on a command line, and are easily swapped."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bonitas.common.page import clipped
from bonitas.common.problems import Problem

#: What addresses of ledgers begin with, and the sign by which they are told apart from paths. They may hold a password, and are not shown.
SCHEMES: Final = (("postgresql://", "in PostgreSQL"), ("postgres://", "in PostgreSQL"), ("spark:", "of tables on Spark"))
#: A folder of Parquet that is a ledger holds this.
MANIFEST: Final = "ledger.json"
#: The ending of a file of links between ledgers, which is asked like a ledger.
LINKS: Final = ".links"
#: DuckDB files say what they are from the ninth byte on.
MARK: Final = slice(8, 12), b"DUCK"
REMEDY: Final = "Name a rulebook here. Where a command takes both, RULEBOOK comes first and LEDGER after it."


def mistaken(where: str | Path) -> Problem | None:
    """That what is given for a rulebook is a ledger, or a file of links between some; None if it is neither.

    >>> print(mistaken("postgresql://ada:secret@db/standing").message)
    This is the address of a ledger in PostgreSQL, not a rulebook.
    """
    for scheme, held in SCHEMES:
        if str(where).startswith(scheme):
            return Problem("R015", f"This is the address of a ledger {held}, not a rulebook.", remedy=REMEDY)
    path = Path(where)
    try:
        what = _what(path)
    except (OSError, ValueError):
        return None
    if what is None:
        return None
    return Problem("R015", f"'{clipped(path.name)}' is {what}, not a rulebook.", file=str(path), found=str(where), remedy=REMEDY)


def _what(path: Path) -> str | None:
    if path.is_dir():
        return "a ledger" if (path / MANIFEST).is_file() else None
    if not path.is_file():
        return None
    place, mark = MARK
    with path.open("rb") as file:
        begins = file.read(place.stop)
    if begins[place] != mark:
        return None
    return "a file of links between ledgers" if path.suffix.lower() == LINKS else "a ledger"
