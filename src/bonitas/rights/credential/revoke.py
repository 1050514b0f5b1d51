"""Revoking: what no longer holds, or was asked for, and the status list that says so to verifiers."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bonitas.ledger.access import note
from bonitas.ledger.base import Filed
from bonitas.rights.credential.bands import Standing, standings_of
from bonitas.rights.credential.codes import trouble
from bonitas.rights.credential.issue import list_address, place_of
from bonitas.rights.credential.keys import read_issuer
from bonitas.rights.credential.register import Issued, Register
from bonitas.rights.credential.status import sign_list
from bonitas.rulebook.model import Rulebook

#: So long a status list may be relied on.
HOURS: Final = 24
#: What a look at a standing was for, where nobody says otherwise.
PURPOSE: Final = "to see whether proofs that were issued still hold"


def revoke(  # noqa: PLR0913 - which, why, when
    key: str | Path, *, subject: str | None = None, no: int | None = None, because: str, forget: bool = False, at: float | None = None
) -> list[Issued]:  # fmt: skip
    """Revoke what was issued with a key and is still good: all of a subject, or the one of a number. The next status list says so.

    `because` stays in the issuer's book. `forget` takes the subject's id, and what could be shown, out of the book as well; then there
    need be nothing to revoke. BonitasError: G505 for the book, G515 where nothing is still good.
    """
    moment = int(time.time() if at is None else at)
    with Register(key) as register:
        found = register.good(moment, subject=subject, no=no) if subject is not None or no is not None else []
        register.revoke([one.no for one in found], moment, because)
        gone = register.forget(subject) if forget and subject is not None else 0
    if not found and not gone:
        raise trouble("G515", found=f"'{subject}'" if subject is not None else f"number {no}")
    return found


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What a recheck came to: those revoked, each with the reason, how many still hold, and how many are of other ledgers."""

    revoked: tuple[tuple[Issued, str], ...]
    hold: int
    elsewhere: int


def recheck(  # noqa: PLR0913 - of what, and who asks
    book: Rulebook, ledger: Filed, *, key: str | Path, by: str = "", purpose: str = "", at: float | None = None
) -> Rechecked:
    """Rate everybody anew who holds a credential by a rulebook, and revoke what is no longer so.

    That is so where the subject is not rated any more (a consent was withdrawn), or the band is another one, or a band that could be shown
    is not reached. A credential without the band stays good while all it shows is reached. BonitasError: what `rate` raises, G50x.
    """
    moment = dt.datetime.fromtimestamp(time.time() if at is None else at, ZoneInfo(book.zone))
    seconds, here = int(moment.timestamp()), place_of(ledger)
    read_issuer(key, private=True)
    with Register(key) as register:
        live = register.good(seconds, rulebook=book.id)
        mine = [one for one in live if one.ledger == here and one.subject is not None]
        if not mine:
            return Rechecked((), 0, len(live))
        subjects = sorted({str(one.subject) for one in mine})
        found = standings_of(book, ledger, subjects, moment.date(), moment)
        note(ledger, [found[subject].access("rate", by, purpose or PURPOSE) for subject in subjects])
        fallen = [(one, why) for one in mine if (why := broken(one, found[str(one.subject)]))]
        for why in dict.fromkeys(why for _, why in fallen):
            register.revoke([one.no for one, reason in fallen if reason == why], seconds, why)
    return Rechecked(tuple(fallen), len(mine) - len(fallen), len(live) - len(mine))


def broken(one: Issued, now: Standing) -> str:
    """Why a credential no longer holds; empty if it does."""
    if now.row["standing"] != "scored":
        return "not rated any more" if now.row["standing"] == "not_rated" else "no score any more"
    if one.band is not None and now.row["band"] != one.band:
        return "another band"
    return "" if set(one.floors) <= set(now.reached) else "a band is not reached any more"


def status_list(key: str | Path, *, number: int = 1, hours: int = HOURS, at: float | None = None) -> str:
    """The signed status list of this number, as of now: what the issuer publishes at the address that credentials name.

    It may be relied on for `hours`; sign a fresh one before that. BonitasError: G502 to G506 for the key and its book.
    """
    moment = int(time.time() if at is None else at)
    issuer = read_issuer(key, private=True)
    with Register(key) as register:
        revoked: Sequence[int] = register.revoked(number)
    return sign_list(issuer, list_address(issuer.name or "", number), revoked, moment, moment + hours * 3600)
