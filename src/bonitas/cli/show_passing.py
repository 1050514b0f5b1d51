"""What was passed on, for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.errors import shown
from bonitas.cli.terminal import Column, show, table
from bonitas.common.counts import how_many

if TYPE_CHECKING:
    from bonitas.engine.passing import PassedOn

#: So many lines of one sort are listed; --json has all.
MOST: Final = 20


def show_passing(found: PassedOn, out: str | None, into: str | None) -> None:
    """Write what passing on came to."""
    for rule in dict.fromkeys((*found.made, *found.already_there)):
        say(shown(f"{rule}: {found.made.get(rule, 0):,} passed on, {found.already_there.get(rule, 0):,} already there."))
    if not found.made and not found.already_there:
        say("Nothing to pass on.")
    if out is not None:
        say(shown(f"{out}: {how_many(len(found.rows), 'record')} written."))
    elif into is not None:
        say(shown(f"{into}: {how_many(found.added, 'record')} added, {found.withdrawn:,} withdrawn."))
    elif found.rows:
        _rows(found)
        say()
        say("Nothing was kept. Give --out FILE or --into LEDGER.")
    if found.incomplete:
        say("The standings were reckoned without the records passed on just now; once those are in the ledger, run it again.")
    _listed("Nobody takes these", [_nobody(one.rule, one.origin, one.recipient) for one in found.nobody])
    gone = "was withdrawn" if into is not None else "is still there"
    _listed(
        "Their origin is gone", [f"{one.ref} of {one.subject}: {one.origin} was withdrawn, and this {gone}" for one in found.gone]
    )


def _rows(found: PassedOn) -> None:
    names = ("subject", "kind", "occurred_on", "counterparty", "ref")
    say()
    rows = [[row.get(name) for name in names] for row in cleaned(found.rows[:MOST])]
    show(table([Column(name, keep=name != "ref") for name in names], rows))
    if len(found.rows) > MOST:
        say(f"… and {len(found.rows) - MOST:,} more (--json lists all)")


def _nobody(rule: str, origin: str, recipient: str | None) -> str:
    why = "names nobody" if recipient is None else f"names {recipient}, whom the ledger does not know as a subject"
    return f"{rule}: {origin} {why}"


def _listed(heading: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    say()
    show(f"{heading} ({len(lines):,})", style="bold")
    more = [f"… and {len(lines) - MOST:,} more (--json lists all)"] if len(lines) > MOST else []
    show(table([Column(""), Column("", keep=False)], [["-", shown(line)] for line in [*lines[:MOST], *more]]))
