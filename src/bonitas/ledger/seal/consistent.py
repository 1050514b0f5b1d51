"""Proofs that a log only grew between two checkpoints: a file that anyone can check without the ledger (RFC 6962, 2.1.2).

It holds nothing but hashes, of which nothing can be learnt about anybody: it can be published beside the checkpoints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bonitas.common.problems import Problem
from bonitas.ledger.codes import problem, trouble
from bonitas.ledger.seal.note import Checkpoint, read_checkpoint, read_public_key
from bonitas.ledger.seal.proof import FORM, leaf_hashes, of_this_log, parts_of
from bonitas.ledger.seal.tree import WIDE, consistency, consistent, roots_of
from bonitas.ledger.store import Store


def prove_consistent(ledger: Store, old: str | Path, new: str | Path) -> dict[str, Any]:
    """The proof that the log of the checkpoint `new` begins with that of `old`, as what its JSON file holds.

    BonitasError L701 if the ledger is not sealed, L706 for what is no checkpoint, L709 and L722 if one is not of this log, L730 if
    `old` has more leaves than `new`.
    """
    earlier, later = in_order(old, new)
    hashes = leaf_hashes(ledger)
    roots = roots_of(hashes)
    for one in (earlier, later):
        of_this_log(one, roots, len(hashes) // WIDE)
    path = consistency(roots, earlier.size, later.size)
    return {"bonitas_consistency": FORM, "old": earlier.size, "new": later.size, "path": [one.hex() for one in path]}


def in_order(old: str | Path, new: str | Path) -> tuple[Checkpoint, Checkpoint]:
    """Two checkpoints from files. BonitasError L706 for what is none, L730 if the first has more leaves than the second."""
    earlier, later = read_checkpoint(old), read_checkpoint(new)
    if earlier.size > later.size:
        raise trouble("L730", old, size=earlier.size, later=later.size)
    return earlier, later


@dataclass(frozen=True, slots=True)
class Grown:
    """What a proof of consistency shows of two checkpoints."""

    old: Checkpoint
    new: Checkpoint
    signers: tuple[str, str] | None
    """Whose signatures were checked; None: nobody's, and each checkpoint is worth what its bearer's word is."""
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether the later log begins with the earlier one."""
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """All of it, as JSON says it."""
        signers = self.signers or (None, None)
        told = {
            name: {"origin": one.origin, "size": one.size, "root": one.root.hex(), "signer": signer}
            for name, one, signer in (("old", self.old, signers[0]), ("new", self.new, signers[1]))
        }
        return {"ok": self.ok, **told, "problems": [one.as_dict() for one in self.problems]}


def check_consistent(old: str | Path, new: str | Path, proof: str | Path, public_keys: Sequence[str | Path] = ()) -> Grown:
    """Check, offline, that nothing that was in the log at `old` was changed or removed until `new`.

    BonitasError L730 if `old` has more leaves than `new`, L731 if `proof` is none, L733 if it is between other sizes, L705 to L708 for
    keys, checkpoints and signatures. That the proof does not lead from one to the other (L732) is among the `problems`.
    """
    earlier, later = in_order(old, new)
    given, path = _read(proof)
    if (given["old"], given["new"]) != (earlier.size, later.size):
        raise trouble("L733", proof, first=given["old"], last=given["new"], size=earlier.size, later=later.size)
    keys = [read_public_key(one) for one in public_keys]
    signers = (earlier.signed_by(keys), later.signed_by(keys)) if keys else None
    holds = consistent(earlier.size, later.size, earlier.root, later.root, path)
    wrong = () if holds else (problem("L732", file=str(proof), words={"size": earlier.size, "later": later.size}),)
    return Grown(earlier, later, signers, wrong)


def _read(file: str | Path) -> tuple[dict[str, Any], list[bytes]]:
    """The parts of a proof, of the right types, and its hashes."""
    form = {"bonitas_consistency": int, "old": int, "new": int, "path": list}
    given = parts_of(file, form, "bonitas_consistency", "L731")
    try:
        path = [bytes.fromhex(one) for one in given["path"]]
    except (ValueError, TypeError) as exc:
        raise trouble("L731", file, why="its hashes are none") from exc
    if any(len(one) != WIDE for one in path):
        raise trouble("L731", file, why="its hashes are none")
    return given, path
