"""Is everything in a ledger what it was when it was added? And what has it been at each signed checkpoint?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bonitas.common.problems import Problem
from bonitas.ledger.codes import trouble
from bonitas.ledger.seal.faults import Look, entry_of, faults
from bonitas.ledger.seal.log import damage, frontiers, hashes_of, head_sizes, heads, size_of
from bonitas.ledger.seal.note import Checkpoint, Signer, checkpoint_text, read_checkpoint, read_public_key
from bonitas.ledger.seal.tree import WIDE, Frontier
from bonitas.ledger.store import Store


@dataclass(frozen=True, slots=True)
class Held:
    """A checkpoint whose signature is right, and whether the log begins with what it was of."""

    file: str
    signer: str
    size: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """What a ledger's log says of it."""

    size: int
    root: str
    """In hexadecimal digits."""
    removed: int
    """Leaves whose entries were removed, as the law demands; the log is whole with them."""
    checkpoints: tuple[Held, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """All of it, as JSON says it."""
        return {
            "ok": self.ok, "size": self.size, "root": self.root, "removed": self.removed,
            "checkpoints": [asdict(one) for one in self.checkpoints], "problems": [one.as_dict() for one in self.problems],
        }  # fmt: skip


def verify(
    ledger: Store,
    checkpoints: Sequence[str | Path] = (),
    public_keys: Sequence[str | Path] = (),
    hashes: str | Path | None = None,
) -> Verified:
    """Look for entries that were changed, removed or moved since they were added.

    `checkpoints`: files signed with one of `public_keys`; the log must begin with what each was of. Without one, whoever can write to the
    ledger can make a log anew that fits. `hashes`: the leaf hashes that were written with one of the checkpoints; with them, an entry that
    was changed together with its leaf is named. BonitasError L701 if the ledger is not sealed, L705 to L708 for the files.
    """
    keys = [read_public_key(file) for file in public_keys]
    signed = [(read, read.signed_by(keys)) for read in map(read_checkpoint, checkpoints)]
    witnessed = _witnessed(hashes, [one for one, _ in signed])
    with ledger._looking() as con:
        if not ledger.sealed:
            raise trouble("L701", ledger.address)
        look = Look(con, ledger.attributes, ledger.address)
        size = size_of(con)
        sizes = {size, *head_sizes(con), *(one.size for one, _ in signed)}
        found = [look.problem("L721")] if ledger.lab else []
        broken = list(damage(look))
        written = {} if broken else frontiers(con, sizes)
        found += faults(look)
        found += broken or heads(look, written)
        held = _held(look, signed, written, size)
        found += [one for one in _against(look, held, size)]
        found += _rewritten(look, witnessed)
        row = con.execute("SELECT count(*) FROM seals WHERE salt IS NULL").fetchone()
        root = Frontier.read(size, written[size]).root().hex() if size in written else ""
    return Verified(size, root, int(row[0]) if row else 0, tuple(held), tuple(found))


def _held(look: Look, signed: Sequence[tuple[Checkpoint, str]], written: dict[int, bytes], size: int) -> list[Held]:
    """Each checkpoint, the smallest first, against the log as it was when it had as many leaves."""
    held = []
    for one, signer in sorted(signed, key=lambda pair: pair[0].size):
        there = one.size <= size and one.size in written
        holds = there and Frontier.read(one.size, written[one.size]).root() == one.root
        held.append(Held(one.file, signer, one.size, holds))
    return held


def _against(look: Look, held: Sequence[Held], size: int) -> Iterator[Problem]:
    """The checkpoints that do not hold. Where an earlier one holds, what was changed lies after it."""
    good = max((one.size for one in held if one.holds), default=0)
    for one in held:
        if one.size > size:
            yield look.problem("L709", found=one.size, size=size)
        elif not one.holds:
            where = (
                f"what was changed lies among leaves {good} to {one.size - 1}"
                if good < one.size
                else "all of them may be changed"
            )
            yield look.problem("L722", size=one.size, where=where)


# ------------------------------------------------------------ leaf hashes kept by somebody else


def _witnessed(file: str | Path | None, checkpoints: Sequence[Checkpoint]) -> bytes:
    """Leaf hashes from a file, if they are those of one of the checkpoints."""
    if file is None:
        return b""
    try:
        found = Path(file).read_bytes()
    except OSError as exc:
        raise trouble("L723", file, size=checkpoints[0].size if checkpoints else 0) from exc
    front = Frontier()
    if len(found) % WIDE == 0:
        front.add(found)
    if not any((front.size, front.root()) == (one.size, one.root) for one in checkpoints):
        raise trouble("L723", file, size=", ".join(str(one.size) for one in checkpoints) or "no")
    return found


def _rewritten(look: Look, witnessed: bytes) -> Iterator[Problem]:
    """The entries whose leaves are not those that a witness kept."""
    at = 0
    for hashes in hashes_of(look.con) if witnessed else ():
        there = witnessed[at : at + len(hashes)]
        if there != hashes[: len(there)]:
            for start in range(0, len(there), WIDE):
                if there[start : start + WIDE] != hashes[start : start + WIDE]:
                    leaf = (at + start) // WIDE
                    table, number = look.con.execute('SELECT "table", number FROM seals WHERE leaf = ?', [leaf]).fetchone() or (
                        "?",
                        None,
                    )
                    yield look.problem("L724", entry=entry_of(table, number, None), leaf=leaf)
        at += len(hashes)


# ------------------------------------------------------------ making checkpoints


def checkpoint(ledger: Store, signer: Signer, hashes: str | Path | None = None) -> str:
    """A signed checkpoint of the log as it is now, as text. `hashes`: where to write the leaf hashes that it stands on.

    BonitasError L701 if the ledger is not sealed, L728 if the file cannot be written.
    """
    with ledger._looking() as con:
        if not ledger.sealed:
            raise trouble("L701", ledger.address)
        front = Frontier()
        try:
            with Path(hashes or os.devnull).open("wb") as out:
                for some in hashes_of(con):
                    front.add(some)
                    out.write(some)
        except OSError as exc:
            raise trouble("L728", hashes, why=(exc.strerror or str(exc)).lower()) from exc
    return signer.sign(checkpoint_text(signer.name, front.size, front.root()))


def write(file: str | Path, text: str) -> None:
    """Write a text where nothing is yet. BonitasError L728 if it cannot be."""
    try:
        with Path(file).open("x", encoding="utf-8") as out:
            out.write(text)
    except OSError as exc:
        raise trouble("L728", file, why=(exc.strerror or str(exc)).lower()) from exc
