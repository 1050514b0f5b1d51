"""Commands about tampering: seal, new-signing-key, checkpoint, verify, prove-included, check-included, prove-consistent,
check-consistent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bonitas.cli.accesses import By, For, Purpose
from bonitas.cli.console import emit, say
from bonitas.cli.licensed import not_handed_on, opened, under_licence
from bonitas.cli.options import Json, Ledger, Subject
from bonitas.common.counts import how_many

Key = Annotated[str, typer.Option("--key", metavar="FILE", help="The key to sign with, as new-signing-key makes it.")]
Keys = Annotated[
    list[str] | None, typer.Option("--public-key", metavar="FILE", help="Whose signature counts. More than once, if need be.")
]
Old = Annotated[str, typer.Argument(metavar="OLD", help="The earlier checkpoint.", show_default=False)]
New = Annotated[str, typer.Argument(metavar="NEW", help="The later checkpoint.", show_default=False)]
Hashes = Annotated[str | None, typer.Option("--hashes", metavar="FILE", help="The leaf hashes that a checkpoint stands on.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(seal)
    app.command("new-signing-key")(make_key)
    app.command()(checkpoint)
    app.command()(verify)
    app.command("prove-included")(under_licence(prove))
    app.command("check-included")(check)
    app.command("prove-consistent")(prove_grown)
    app.command("check-consistent")(check_grown)


def seal(ledger: Ledger, json: Json = False) -> None:
    """Give every entry that has none a leaf in the log that shows tampering.

    Ledgers of real people are sealed from the first, unless they were made with --unsealed. In PostgreSQL it is for the owner.

    \b
    Example:
      bonitas seal standing.duckdb
    """
    from bonitas.cli.terminal import working
    from bonitas.ledger.open import open_ledger
    from bonitas.ledger.seal.whole import seal as sealed

    with open_ledger(ledger, write=True) as store, working("Sealing"):
        count = sealed(store)
    if json:
        emit({"ledger": store.address, "leaves": count})
    else:
        say(f"Sealed: {how_many(count, 'leaf', 'leaves')} added." if count else "Everything has its leaf already.")


def make_key(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where the key is to lie.", show_default=False)],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The log's name, such as example.org/standing.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a key that signs checkpoints, and its public key in FILE.pub.

    Keep the key apart from the ledger, and give the public key to those who are to check. One key is for one ledger.

    \b
    Example:
      bonitas new-signing-key /safe/place/log.key --name example.org/standing
    """
    from bonitas.ledger.seal.note import new_signing_key

    public = new_signing_key(file, name)
    if json:
        emit({"key": file, "public_key": f"{file}.pub", "name": public.name})
    else:
        say(f"Made a signing key: {file}\nIts public key: {file}.pub ({public.name})")


def checkpoint(
    ledger: Ledger,
    key: Key,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="Write it here; without a word, to standard output.")
    ] = None,
    hashes: Hashes = None,
    json: Json = False,
) -> None:
    """Sign how many entries the log has and what their root is.

    Whoever keeps a checkpoint elsewhere can find out later whether anything that was there has been changed or removed. --hashes
    writes what the root stands on, 32 bytes an entry, of which nothing can be learnt about anybody; with it, verify names an entry that was
    changed together with its leaf.

    \b
    Example:
      bonitas checkpoint standing.duckdb --key /safe/place/log.key --out 2026-11-23.checkpoint
    """
    from bonitas.ledger.open import open_ledger
    from bonitas.ledger.seal.note import parse_checkpoint, read_signing_key
    from bonitas.ledger.seal.verify import checkpoint as signed
    from bonitas.ledger.seal.verify import write

    signer = read_signing_key(key)
    with open_ledger(ledger, keeper=True) as store:
        note = signed(store, signer, hashes)
    if out is not None:
        write(out, note)
    made = parse_checkpoint(note)
    if json:
        emit({"name": made.origin, "size": made.size, "root": made.root.hex(), "out": out, "checkpoint": note})
    elif out is None:
        say(note.rstrip("\n"))
    else:
        say(f"Signed by {made.origin}: {made.size:,} leaves, root {made.root.hex()}\nWritten: {out}")


def verify(
    ledger: Ledger,
    checkpoint: Annotated[
        list[str] | None, typer.Option("--checkpoint", metavar="FILE", help="One that was signed earlier.")
    ] = None,
    public_key: Keys = None,
    hashes: Hashes = None,
    json: Json = False,
) -> None:
    """Find every entry that was changed, removed or moved since it was added, and name it.

    Entries are held against their leaves, leaves against what was written of the log after each call, and the log against each
    checkpoint. Without a checkpoint, whoever can write to the ledger can make a log anew that fits. Exit code 1 if anything is wrong.

    \b
    Examples:
      bonitas verify standing.duckdb
      bonitas verify standing.duckdb --checkpoint may.checkpoint --checkpoint june.checkpoint --public-key log.key.pub
    """
    from bonitas.cli.errors import tell_problems
    from bonitas.cli.show_seal import show_verified
    from bonitas.cli.terminal import working
    from bonitas.ledger.open import open_ledger
    from bonitas.ledger.seal.verify import verify as verified

    with open_ledger(ledger, keeper=True) as store, working("Verifying"):
        found = verified(store, checkpoint or (), public_key or (), hashes)
    tell_problems(found.problems)
    if json:
        emit(found.as_dict())
    else:
        show_verified(found)
    if not found.ok:
        raise typer.Exit(1)


def prove(  # noqa: PLR0913 - the options of a command
    ledger: Ledger,
    subject: Subject,
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="The file to write.", show_default=False)],
    key: Annotated[str | None, typer.Option("--key", metavar="FILE", help="Sign the log as it is now with this key.")] = None,
    checkpoint: Annotated[
        str | None, typer.Option("--checkpoint", metavar="FILE", help="Lead to this signed one instead.")
    ] = None,
    purpose: Purpose = None,
    by: By = None,
    recipient: For = None,
    json: Json = False,
) -> None:
    """Write a proof that the entries about a subject are in the log, to be checked without the ledger.

    The file holds the entries themselves; counterparties appear in it only as hashes. That it was made is noted in `bonitas accesses`.

    \b
    Examples:
      bonitas prove-included standing.duckdb C1 --out C1.proof --key /safe/place/log.key
      bonitas prove-included standing.duckdb C1 --out C1.proof --checkpoint june.checkpoint
    """
    import json as as_json

    from bonitas.cli.accesses import Asker, noted
    from bonitas.ledger.seal.note import read_signing_key
    from bonitas.ledger.seal.proof import prove_included
    from bonitas.ledger.seal.verify import write

    signer = read_signing_key(key) if key else None
    not_handed_on(recipient, "prove-included", subject)
    with opened(ledger, whole="A proof of inclusion") as store:
        proof = prove_included(store, subject, signer=signer, checkpoint=checkpoint)
        noted(store, Asker(purpose, by, recipient), "proof", [{"subject": subject}])
    write(out, as_json.dumps(proof, ensure_ascii=False, indent=1) + "\n")
    if json:
        emit({"subject": subject, "entries": len(proof["entries"]), "later": proof["later"], "out": out})
    else:
        later = f"; {proof['later']:,} came after the checkpoint" if proof["later"] else ""
        say(f"Written: {out} ({how_many(len(proof['entries']), 'entry', 'entries')} about {subject}{later})")


def check(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A proof, as prove-included or file writes it.", show_default=False)
    ],
    public_key: Keys = None,
    checkpoint: Annotated[
        str | None, typer.Option("--checkpoint", metavar="FILE", help="A published one, to be that of the proof.")
    ] = None,
    json: Json = False,
) -> None:
    """Check a proof that entries are in a log, offline.

    Exit code 1 if anything in it is not as the log has it.

    \b
    Examples:
      bonitas check-included C1.proof --public-key log.key.pub
      bonitas check-included C1-file/inclusion.json --public-key log.key.pub
    """
    from bonitas.cli.errors import tell_problems
    from bonitas.cli.show_seal import show_included
    from bonitas.ledger.seal.proof import check_included

    found = check_included(Path(file), public_key or (), checkpoint)
    tell_problems(found.problems)
    if json:
        emit(found.as_dict())
    else:
        show_included(found)
    if not found.ok:
        raise typer.Exit(1)


def prove_grown(
    ledger: Ledger, old: Old, new: New,
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="The file to write.", show_default=False)],
    json: Json = False,
) -> None:  # fmt: skip
    """Write a proof that the log only grew between two checkpoints, to be checked without the ledger.

    It holds nothing but hashes, of which nothing can be learnt about anybody: publish it beside the checkpoints.

    \b
    Example:
      bonitas prove-consistent standing.duckdb may.checkpoint june.checkpoint --out june.proof
    """
    import json as as_json

    from bonitas.ledger.open import open_ledger
    from bonitas.ledger.seal.consistent import prove_consistent
    from bonitas.ledger.seal.verify import write

    with open_ledger(ledger, keeper=True) as store:
        proof = prove_consistent(store, old, new)
    write(out, as_json.dumps(proof, indent=1) + "\n")
    if json:
        emit({"old": proof["old"], "new": proof["new"], "out": out})
    else:
        say(
            f"Written: {out} ({how_many(len(proof['path']), 'hash', 'hashes')}, from {proof['old']:,} leaves to {proof['new']:,})"
        )


def check_grown(
    old: Old, new: New,
    proof: Annotated[
        str, typer.Option("--proof", metavar="FILE", help="A proof, as prove-consistent writes it.", show_default=False)
    ],
    public_key: Keys = None, json: Json = False,
) -> None:  # fmt: skip
    """Check, offline, that nothing in a log was changed or removed between two checkpoints.

    Exit code 1 if the proof does not lead from one to the other.

    \b
    Example:
      bonitas check-consistent may.checkpoint june.checkpoint --proof june.proof --public-key log.key.pub
    """
    from bonitas.cli.errors import tell_problems
    from bonitas.cli.show_seal import show_grown
    from bonitas.ledger.seal.consistent import check_consistent

    found = check_consistent(old, new, proof, public_key or ())
    tell_problems(found.problems)
    if json:
        emit(found.as_dict())
    else:
        show_grown(found)
    if not found.ok:
        raise typer.Exit(1)
