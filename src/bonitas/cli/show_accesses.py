"""Who asked about whom, for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bonitas.cli.console import cleaned, say
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import STANDINGS
from bonitas.ledger.access import EVERYBODY, Access

#: A column that is shown only where somebody asked under a licence.
LICENSED = "operator"
COLUMNS = (
    Column("no", right=True), Column("when (UTC)"), Column("asked"), Column("about", keep=False), Column("by", keep=False),
    Column(LICENSED, keep=False), Column("for", keep=False), Column("purpose", keep=False), Column("rulebook", keep=False),
    Column("handed out", keep=False),
)  # fmt: skip


def as_row(one: Access) -> dict[str, Any]:
    """An access as `--json` prints it: what is empty is null, the moment is ISO text."""
    said = {name: value or None for name, value in asdict(one).items()}
    return {**said, "at": moment(one.at, "microseconds").replace("+00:00", "Z")}


def moment(at: int, exact: str = "seconds") -> str:
    """Microseconds as a time in UTC.

    >>> moment(1_500_000)
    '1970-01-01T00:00:01+00:00'
    """
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=at)).isoformat(timespec=exact)


def show_accesses(found: Sequence[Access], ledgers: Sequence[str] = ()) -> None:
    """Write the accesses as a table, the oldest first; each with its ledger, where they are of several."""
    if found:
        licensed = any(one.operator for one in found)
        at = [n for n, column in enumerate(COLUMNS) if licensed or column.name != LICENSED]
        cells = [cleaned(row(one)) for one in found]
        columns, rows = [COLUMNS[n] for n in at], [[cell[n] for n in at] for cell in cells]
        if ledgers:
            columns, rows = [Column("ledger"), *columns], [[name, *row] for name, row in zip(cleaned(ledgers), rows, strict=True)]
        show(table(columns, rows))
    else:
        say("Nobody has asked yet.")


def row(one: Access) -> list[object]:
    """An access in words."""
    when = moment(one.at)[:16].replace("T", " ")
    who = one.by or one.login
    if not one.what:
        return [one.no, when, "(removed)", "", who, "", "", "", "", ""]
    about = "everybody" if one.subject == EVERYBODY else one.subject
    return [
        one.no,
        when,
        one.what,
        about,
        who,
        one.operator,
        one.recipient,
        one.purpose or one.numbers,
        one.rulebook,
        handed_out(one),
    ]


def handed_out(one: Access) -> str:
    """The standing that was handed out.

    >>> handed_out(Access(what="rate", subject="ann", purpose="", standing="scored", score="812", band="good"))
    '812, good'
    """
    if one.standing == "scored":
        return ", ".join(part for part in (one.score, one.band) if part)
    return STANDINGS.get(one.standing, one.standing)
