"""A person's file that was made or rated again, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bonitas.cli.console import cleaned, say
from bonitas.cli.errors import shown
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import STANDINGS
from bonitas.common.counts import how_many
from bonitas.ledger.seal.proof import Included
from bonitas.rights.file.again import Recomputed
from bonitas.rights.file.inclusion import Kept
from bonitas.rights.file.make import SubjectFile

COLUMNS = (Column("rulebook", keep=False), Column("on"), Column("standing"), Column("score", right=True), Column("band"))


def show_file(made: SubjectFile) -> None:
    """What the file holds, and how to go on with it."""
    counts = [how_many(len(rows), what.removesuffix("s")) for what, rows in made.said.items()]
    say(shown(f"Made the file of {made.subject}: {made.folder}"))
    say(f"{', '.join([*counts, how_many(len(made.asked), 'access', 'accesses')])}.")
    if made.others:
        are = "is shown without its id" if made.others == 1 else "are shown without their ids"
        say(f"{how_many(made.others, 'other party', 'other parties')} {are}.")
    if (proof := made.included) is not None:
        signed = f"signed by {proof['signer']}" if proof["signer"] else "which nobody has signed"
        later = f"; {proof['later']:,} came after it" if proof["later"] else ""
        what = how_many(proof["entries"], "entry is", "entries are")
        say(f"Proved: {what} in the log of {how_many(proof['size'], 'leaf', 'leaves')}, {signed}{later}.")
    if made.links:
        say(f"Through {how_many(len(made.links), 'link')} between ledgers; each is in the file, and can be contested.")
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
        say(shown(f"{one['rulebook']} shows {how_many(one['entries'], 'entry', 'entries')} on {one['on']}, {alike}."))
    if found.kept is not None and found.kept.proof is not None and not found.kept.problems:
        say(kept_words(found.kept, found.kept.proof))
    if found.ok:
        say(f"Nothing was changed. Digest of the file: {found.digest}")


def row(one: Mapping[str, Any]) -> list[object]:
    """A rating as cells."""
    said = cleaned(one)
    return [said["rulebook"], said["on"], STANDINGS[said["standing"]], said["score"], said["band"]]


def kept_words(kept: Kept, proof: Included) -> str:
    """What the proof in a file shows."""
    signed = f"signed by {proof.signer}" if proof.signer else "signed by nobody whose key was given"
    are = (
        "1 is not proved: by what the file says it came"
        if kept.unproved == 1
        else f"{kept.unproved:,} are not proved: by what the file says they came"
    )
    later = f" {are} after that." if kept.unproved else ""
    count = kept.rows - kept.unproved
    what = (
        "One of its entries is as it was added: it is"
        if count == 1
        else f"{count:,} of its entries are as they were added: they are"
    )
    return f"{what} in the log of {how_many(proof.size, 'leaf', 'leaves')}, {signed}.{later}"
