"""The proof in a person's file that its entries are those which the log of a sealed ledger committed to, and holding the two together.

The proof is that of `bonitas prove-included`. It names counterparties only by the hashes of their leaves; the rows of the file name them by
other names. All else of an entry stands in both, and must be the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError, Problem
from bonitas.ledger.base import Filed
from bonitas.ledger.seal.note import Signer
from bonitas.ledger.seal.proof import Included, check_included, prove_included
from bonitas.ledger.store import Store
from bonitas.rights.file.codes import problem, trouble

#: What the part is called.
NAME: Final = "inclusion.json"
#: Each kind of row, and what its leaves are called.
CALLED: Final = {"records": "record", "amendments": "amendment", "participations": "participation"}
#: What a leaf says of an entry that its row does not, or says in other words.
_APART: Final = {
    "records": ("what", "leaf", "attributes", "counterparty"),
    "amendments": ("what", "leaf", "attributes", "counterparty", "subject", "kind"),
    "participations": ("what", "leaf", "consent"),
}

Entry = Mapping[str, Any]


def proof_for(ledger: Filed, subject: str, signer: Signer | None, checkpoint: str | Path | None) -> dict[str, Any] | None:
    """The proof for a subject's entries; None where the ledger has no log. Asked for with a key or a checkpoint it must have one (L701).
    Ledgers read as one have a log each, which names the subject as it is called there: G207 if one proof is asked for."""
    if not isinstance(ledger, Store):
        if signer is not None or checkpoint is not None:
            raise trouble("G207")
        return None
    if not ledger.sealed and signer is None and checkpoint is None:
        return None
    return prove_included(ledger, subject, signer=signer, checkpoint=checkpoint)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the proof in a file shows: how many of its rows are in the log as they are, how many are not proved (they came after the
    checkpoint), and all that is wrong."""

    proof: Included | None
    rows: int
    unproved: int
    problems: tuple[Problem, ...]

    def as_dict(self) -> dict[str, Any] | None:
        """As `recompute --json` prints it; None where the proof cannot be read."""
        if self.proof is None:
            return None
        found = self.proof
        return {"rows": self.rows, "unproved": self.unproved, "size": found.size, "root": found.root, "signer": found.signer}


def held_together(
    folder: Path, subject: str, catalogue: Catalogue, public_keys: Sequence[str | Path], checkpoint: str | Path | None
) -> Kept:
    """Check the proof in a file, offline, and hold the rows of the file against it."""
    path = folder / NAME
    try:
        proof = check_included(path, public_keys, checkpoint)
    except BonitasError as error:
        return Kept(None, 0, 0, tuple(error.problems))
    problems = list(proof.problems)
    if proof.subject != subject:
        problems.append(problem("G221", file=str(path), found=proof.subject, subject=subject))
    rows = {name: list(_rows(folder / f"{name}.jsonl")) for name in CALLED}
    wrong, stray = _compared(folder, rows, proof, catalogue)
    problems += [*wrong, *_type(folder, rows, proof)]
    if len(stray) > proof.later:  # else they came after the checkpoint
        problems += stray
    return Kept(proof, sum(map(len, rows.values())), len(stray), tuple(problems))


def _compared(
    folder: Path, rows: Mapping[str, Sequence[Entry]], proof: Included, catalogue: Catalogue
) -> tuple[list[Problem], list[Problem]]:
    """A problem for each leaf that no row agrees with, and one for each row that no leaf agrees with."""
    lost: list[Problem] = []
    stray: list[Problem] = []
    called: dict[str, str] = {}
    for name, what in CALLED.items():
        part, said = f"{name}.jsonl", [one for one in proof.entries if one["what"] == what]
        mine, theirs = [_row(row, catalogue) for row in rows[name]], [_leaf(name, one, catalogue) for one in said]
        without, more = _matched(mine, theirs, called)
        file = str(folder / NAME)
        lost += [problem("G222", file=file, leaf=said[n]["leaf"], entry=_name(said[n]), name=part) for n in without]
        stray += [problem("G223", file=str(folder / part), entry=_name({"what": what, **rows[name][n]})) for n in more]
    return lost, stray


def _type(folder: Path, rows: Mapping[str, Sequence[Entry]], proof: Included) -> Iterator[Problem]:
    """Whether rows and leaves agree on what the subject is: which rules may rate it depends on that."""
    said = {one["type"] for one in proof.entries if one["what"] == "subject" and "type" in one}
    told = {row["subject_type"] for some in rows.values() for row in some if "subject_type" in row}
    known = {"organisation"} if "organisation" in said else said
    if told != known and told and not proof.later:
        yield problem(
            "G224", file=str(folder / NAME), found=", ".join(sorted(map(str, told))), known=", ".join(known) or "nothing"
        )


def _matched(
    rows: Sequence[tuple[str, str | None]], leaves: Sequence[tuple[str, str | None]], called: dict[str, str]
) -> tuple[list[int], list[int]]:
    """The numbers of the leaves without a row that says the same, and of the rows without such a leaf.

    Each has a text and, of its counterparty, a row a name and a leaf a hash: one name must always go with one hash. `called` keeps which.

    >>> _matched([("a", "other-1"), ("b", "other-1")], [("a", "f00d"), ("b", "beef")], {})
    ([1], [1])
    """
    open_ = defaultdict(list)
    for number, (text, _) in enumerate(rows):
        open_[text].append(number)
    lost = []
    for number, (text, digest) in enumerate(leaves):
        fits = next((one for one in open_[text] if _alike(rows[one][1], digest, called)), None)
        if fits is None:
            lost.append(number)
        else:
            open_[text].remove(fits)
    return lost, sorted(number for numbers in open_.values() for number in numbers)


def _alike(name: str | None, digest: str | None, called: dict[str, str]) -> bool:
    """Whether a counterparty's name can stand for a hash: no other name does, and it stands for no other."""
    if name is None or digest is None:
        return name is digest
    there = (called.get(f"name {name}", digest), called.get(f"hash {digest}", name))
    if there != (digest, name):
        return False
    called |= {f"name {name}": digest, f"hash {digest}": name}
    return True


def _row(row: Entry, catalogue: Catalogue) -> tuple[str, str | None]:
    """A row of a file as a text, and the name of its counterparty."""
    kept = {key: _plain(key, cell, catalogue) for key, cell in row.items() if key not in ("counterparty", "subject_type")}
    other = row.get("counterparty")
    return json.dumps(kept, sort_keys=True), None if other is None else str(other)


def _leaf(name: str, said: Entry, catalogue: Catalogue) -> tuple[str, str | None]:
    """What a leaf says, as the text of the row that says the same, and the hash of its counterparty."""
    kept = {key: cell for key, cell in said.items() if key not in _APART[name]}
    if name == "participations":
        kept["basis"] = "consent" if said.get("consent") else "notice"
    attributes = said.get("attributes")
    kept |= attributes if isinstance(attributes, dict) else {}
    other = said.get("counterparty")
    text = json.dumps({key: _plain(key, cell, catalogue) for key, cell in kept.items()}, sort_keys=True)
    return text, None if other is None else str(other)


def _plain(name: str, cell: Any, catalogue: Catalogue) -> Any:
    """A cell in one form: of two that say one amount, 12.50 and 12.5, both the same."""
    found = catalogue.attributes.get(name)
    if found is None or found.type not in ("money", "decimal"):
        return cell
    try:
        return f"{Decimal(str(cell)).normalize():f}"
    except InvalidOperation:
        return cell


def _name(entry: Entry) -> str:
    """An entry as a problem names it.

    >>> _name({"what": "record", "furnisher": "bank", "ref": "7", "kind": "payment.default"})
    'record bank/7'
    >>> _name({"what": "amendment", "furnisher": "bank", "ref": "7", "change": "settled"})
    'amendment bank/7 settled'
    """
    which = f"{entry.get('furnisher')}/{entry.get('ref')}" if "ref" in entry else str(entry.get("rulebook"))
    return " ".join(str(part) for part in (entry["what"], which, entry.get("change")) if part)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a part; what cannot be read is said elsewhere."""
    if not path.is_file() or path.is_symlink():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            yield found
