"""Proofs that a subject's entries are in the log: a file that anyone can check without the ledger.

For each entry it holds the text and salt that its leaf was made of, and the hashes that lead from the leaf to the root (RFC 6962, 2.1.1).
Counterparties appear only as hashes of their own leaves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bonitas.common.problems import Problem
from bonitas.ledger.codes import problem, trouble
from bonitas.ledger.excerpt import excerpt
from bonitas.ledger.numbers import NUMBERED
from bonitas.ledger.schema import EVERY, creation
from bonitas.ledger.seal.note import Checkpoint, Signer, checkpoint_text, parse_checkpoint, read_checkpoint, read_public_key
from bonitas.ledger.seal.sealing import AT_ONCE, TYPED, Run
from bonitas.ledger.seal.text import CALLED, Names, texts
from bonitas.ledger.seal.tree import WIDE, Roots, included, inclusion, leaf_hash, roots_of
from bonitas.ledger.store import Store

#: The form of proofs in files.
FORM: Final = 1
#: No proof that is read is longer (bytes).
LONGEST: Final = 1 << 28


def prove_included(
    ledger: Store, subject: str, *, signer: Signer | None = None, checkpoint: str | Path | None = None
) -> dict[str, Any]:
    """The proof for all entries about a subject, as what its JSON file holds.

    It leads to a checkpoint that `signer` signs now, or to the signed `checkpoint` in a file; entries added after that are left out, and
    counted in `later`. BonitasError L610 for an unknown subject, L701 if the ledger is not sealed, L709 and L722 if the checkpoint is not of this log.
    """
    with ledger.still():
        code = int(ledger.parties([subject])[0])
        if code < 0:
            raise trouble("L610", ledger.address, subject=subject)
        hashes = leaf_hashes(ledger)
        rows = _entries(ledger, subject, code)
    size, roots = len(hashes) // WIDE, roots_of(hashes)
    if checkpoint is not None:
        size = of_this_log(read_checkpoint(checkpoint), roots, size).size
        written = Path(checkpoint).read_text(encoding="utf-8")
    else:
        text = checkpoint_text(signer.name if signer else "unsigned", size, roots(0, size))
        written = signer.sign(text) if signer else text
    entries = [
        {
            "leaf": leaf,
            "number": number,
            "salt": salt.hex(),
            "text": text,
            "path": [one.hex() for one in inclusion(roots, leaf, size)],
        }
        for leaf, number, salt, text in rows
        if leaf < size
    ]
    later = sum(leaf >= size for leaf, *_ in rows)
    return {"bonitas_inclusion": FORM, "subject": subject, "checkpoint": written, "entries": entries, "later": later}


def leaf_hashes(ledger: Store) -> bytes:
    """All leaf hashes of a log in order, one after the other (32 bytes each). BonitasError L701 if the ledger is not sealed."""
    if not ledger.sealed:
        raise trouble("L701", ledger.address)
    with ledger._asking() as asking:
        batches = asking.batches("SELECT digest FROM seals ORDER BY leaf", AT_ONCE)
        return b"".join(b"".join(batch.column(0).to_pylist()) for batch in batches)


def of_this_log(found: Checkpoint, roots: Roots, size: int) -> Checkpoint:
    """A checkpoint, if a log of `size` leaves begins with what it was of. BonitasError L709 and L722 if not."""
    if found.size > size:
        raise trouble("L709", found.file, found=found.size, size=size)
    if roots(0, found.size) != found.root:
        raise trouble("L722", found.file, size=found.size, where="the log was changed, or it is another ledger's")
    return found


def _entries(ledger: Store, subject: str, code: int) -> list[tuple[int, int, bytes, str]]:
    """Leaf, number, salt and text of all entries about a subject, in order of leaf. Nothing of others is read but leaves."""
    with closing(excerpt(ledger, subject)) as own, own._looking() as con:
        _take_leaves(ledger, con)
        rows: list[tuple[int, int, bytes, str]] = []
        for table in CALLED:
            mine = f"(SELECT * FROM parties WHERE no = {code})" if table == "parties" else table
            nth = f"row_number() OVER (PARTITION BY number ORDER BY {TYPED}, text)"
            rows += con.execute(f"""
                SELECT leaf, number, salt, text FROM (SELECT *, {nth} AS nth FROM ({texts(table, mine, own.attributes, Names())}))
                JOIN (SELECT *, row_number() OVER (PARTITION BY number ORDER BY leaf) AS nth FROM seals WHERE "table" = '{table}') s
                USING (number, nth) WHERE salt IS NOT NULL""").fetchall()
    return sorted(rows)


def _take_leaves(ledger: Store, con: Run) -> None:
    """Tables `seals` and `party_digests` with the leaves of what is in an excerpt's tables."""
    con.execute(f"CREATE TEMP TABLE {creation('seals', EVERY['seals']).removeprefix('CREATE TABLE ')}")
    for table in CALLED:
        column = NUMBERED.get(table) or {"subjects": "party", "parties": "no"}[table]
        numbers = [no for (no,) in con.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall()]
        with ledger._asking() as asking:
            where = f"\"table\" = '{table}' AND {asking.among('number', numbers)}"
            taken = asking.table(f'SELECT "table", number, salt, digest, leaf FROM seals WHERE {where}')
        con.register("taken", taken)
        con.execute("INSERT INTO seals BY NAME SELECT * FROM taken")
        con.unregister("taken")
    con.execute("""CREATE TEMP TABLE party_digests AS
        SELECT number, any_value(digest) AS digest FROM seals WHERE "table" = 'parties' GROUP BY number""")


@dataclass(frozen=True, slots=True)
class Included:
    """What a proof shows."""

    subject: str
    entries: tuple[dict[str, Any], ...]
    """The entries whose place in the log is proved, as their texts say them."""
    size: int
    root: str
    signer: str | None
    """Whose signature of the checkpoint was checked; None: nobody's, and the proof is worth what its bearer's word is."""
    later: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """All of it, as JSON says it."""
        return {
            "ok": self.ok, "subject": self.subject, "size": self.size, "root": self.root, "signer": self.signer, "later": self.later,
            "entries": list(self.entries), "problems": [one.as_dict() for one in self.problems],
        }  # fmt: skip


def check_included(file: str | Path, public_keys: Sequence[str | Path] = (), checkpoint: str | Path | None = None) -> Included:
    """Check a proof, offline. `checkpoint`: one that was published, to be that of the proof.

    BonitasError L725 if the file is no proof, L705 to L708 for keys and signatures, L727 if the checkpoint is another.
    """
    given = _read(file)
    note = checkpoint_of(given, file)
    if checkpoint is not None:
        published = read_checkpoint(checkpoint)
        if (published.size, published.root) != (note.size, note.root):
            raise trouble("L727", checkpoint, size=note.size)
        note = published
    keys = [read_public_key(one) for one in public_keys]
    signer = note.signed_by(keys) if keys else None
    proved, problems = [], []
    for number, entry in enumerate(given["entries"], 1):
        said, why = _proved(entry, given["subject"], note)
        if why:
            problems.append(problem("L726", file=str(file), words={"number": number, "why": why}))
        else:
            proved.append({"leaf": entry["leaf"], **said})
    return Included(given["subject"], tuple(proved), note.size, note.root.hex(), signer, given["later"], tuple(problems))


def checkpoint_of(proof: Mapping[str, Any], file: str | Path = "proof") -> Checkpoint:
    """The checkpoint that a proof leads to, which nobody need have signed. No signature is checked."""
    text = proof["checkpoint"]
    return parse_checkpoint(text if "\n\n" in text else f"{text}\n— unsigned AAAAAAA=\n", str(file))


def _proved(entry: dict[str, Any], subject: str, note: Checkpoint) -> tuple[dict[str, Any], str]:
    """What an entry says, and why its place in the log is not proved (nothing, if it is)."""
    try:
        salt, path = bytes.fromhex(entry["salt"]), [bytes.fromhex(one) for one in entry["path"]]
        leaf, text = entry["leaf"], entry["text"]
        said = json.loads(text)
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}, "it cannot be read"
    if not isinstance(said, dict) or not isinstance(leaf, int) or said.get("subject", said.get("party")) != subject:
        return {}, f"it is not about '{subject}'"
    if included(leaf, note.size, leaf_hash(salt + text.encode()), path) != note.root:
        return {}, "its hashes do not lead to the root"
    return said, ""


def _read(file: str | Path) -> dict[str, Any]:
    """The parts of a proof, of the right types."""
    form = {"bonitas_inclusion": int, "subject": str, "checkpoint": str, "entries": list, "later": int}
    found = parts_of(file, form, "bonitas_inclusion", "L725")
    if any(not isinstance(one, dict) for one in found["entries"]):
        raise trouble("L725", file, why="an entry of it is none")
    return found


def parts_of(file: str | Path, form: Mapping[str, type], named: str, code: str) -> dict[str, Any]:
    """The parts of a proof in a JSON file, of the types that its form asks for; `named`: the part that says which form it is of.

    BonitasError `code` if it is none, or of a form that this program does not know.
    """
    try:
        with Path(file).open("rb") as source:
            raw = source.read(LONGEST + 1)
        if len(raw) > LONGEST:
            raise trouble(code, file, why="it is far too long")
        found = json.loads(raw.decode())
    except OSError as exc:
        raise trouble(code, file, why=(exc.strerror or str(exc)).lower()) from exc
    except (ValueError, RecursionError) as exc:
        raise trouble(code, file, why="it is not JSON") from exc
    if not isinstance(found, dict) or any(type(found.get(name)) is not type_ for name, type_ in form.items()):
        raise trouble(code, file, why=f"it does not hold {', '.join(form)}")
    if found[named] != FORM:
        raise trouble(code, file, why="it is of a form that this program does not know")
    return found
