"""What a log shows, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bonitas.cli.console import say
from bonitas.common.counts import how_many

if TYPE_CHECKING:
    from bonitas.ledger.seal.consistent import Grown
    from bonitas.ledger.seal.proof import Included
    from bonitas.ledger.seal.verify import Verified


def show_verified(found: Verified) -> None:
    """What was held against what."""
    removed = f", {found.removed:,} of them of entries that were removed as the law demands" if found.removed else ""
    say(f"{found.size:,} leaves{removed}; root {found.root or 'unknown'}")
    for one in found.checkpoints:
        say(f"{one.file} ({one.size:,} leaves, signed by {one.signer}): {'holds' if one.holds else 'does not hold'}")
    if found.problems:
        count = len(found.problems)
        say(f"{count:,} {'thing is' if count == 1 else 'things are'} not as when it was added.")
    elif found.checkpoints:
        say("Every entry is what it was when it was added.")
    else:
        say("Every entry fits its leaf. Without a signed checkpoint nobody can tell whether the log itself was made anew.")


def show_included(found: Included) -> None:
    """The entries whose place in the log is proved."""
    for entry in found.entries:
        named = [entry.get(name) for name in ("kind", "change", "rulebook", "occurred_on", "effective_on", "from")]
        by = f" {entry['furnisher']}/{entry['ref']}" if "furnisher" in entry else ""
        say(f"leaf {entry['leaf']}: {entry['what']}{by} {' '.join(one for one in named if one)}".rstrip())
    said = f"signed by {found.signer}" if found.signer else "signed by nobody whose key was given"
    count = len(found.entries)
    are = "is" if count == 1 else "are"
    say(
        f"{how_many(count, 'entry', 'entries')} about {found.subject} {are} in the log of {how_many(found.size, 'leaf', 'leaves')}, {said}."
    )
    if found.later:
        say(f"{how_many(found.later, 'entry', 'entries')} came after it.")


def show_grown(found: Grown) -> None:
    """What was held against what, and whose word it is."""
    for name, one in (("earlier", found.old), ("later", found.new)):
        say(f"The {name} log: {one.size:,} leaves of {one.origin}, root {one.root.hex()}")
    if found.ok:
        added = found.new.size - found.old.size
        were = "1 leaf was" if added == 1 else f"{added:,} leaves were"
        say(f"The later log begins with the earlier one: {were} added, none was changed or removed.")
    if found.signers is None:
        say("Nobody's signature was checked, as no public key was given.")
    else:
        say(f"Signed by {found.signers[0]}." if len(set(found.signers)) == 1 else f"Signed by {' and '.join(found.signers)}.")
