"""A person's file that was made or rated again, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bonitas.cli.console import cleaned, say
from bonitas.cli.errors import shown
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import STANDINGS
from bonitas.rights.file.again import Recomputed
from bonitas.rights.file.make import SubjectFile

COLUMNS = (Column("rulebook", keep=False), Column("on"), Column("standing"), Column("score", right=True), Column("band"))


def show_file(made: SubjectFile) -> None:
    """What the file holds, and how to go on with it."""
    counts = {name: len(rows) for name, rows in (*made.said.items(), ("accesses", made.asked))}
    say(shown(f"Made the file of {made.subject}: {made.folder}"))
    say(f"{', '.join(f'{count:,} {name}' for name, count in counts.items())}.")
    if made.others:
        say(f"{made.others:,} other people are shown without their ids.")
    if made.ratings:
        say()
        show(table(COLUMNS, [row(one) for one in made.ratings]))
    for name, why in made.refused.items():
        say(shown(f"Not rated by {name}: {' '.join(why)}"))
    say()
    say(shown(f"To read: {made.folder / 'index.html'}. To rate again: bonitas recompute {made.folder}"))
    say(f"Digest of the file: {made.digest}")


def show_recomputed(found: Recomputed) -> None:
    """What came out, and whether it is what the file says."""
    if found.ratings:
        columns = [*COLUMNS, Column("as the file says", keep=False)]
        show(table(columns, [[*row(one), "yes, to the last bit" if one["same"] else "no"] for one in found.ratings]))
    for one in found.lookups:
        alike = "as the file says" if one["same"] else "otherwise than the file says"
        say(shown(f"{one['rulebook']} shows {one['entries']:,} entries on {one['on']}, {alike}."))
    if found.ok:
        say(f"Nothing was changed. Digest of the file: {found.digest}")


def row(one: Mapping[str, Any]) -> list[object]:
    """A rating as cells."""
    said = cleaned(one)
    return [said["rulebook"], said["on"], STANDINGS[said["standing"]], said["score"], said["band"]]
