"""Issuing: a signed credential of a subject's standing today, bound to the holder's key.

What anybody reads who sees it: the issuer, the rulebook with version and hash, the day, the end, the holder's public key and a place in a
status list. What only its holder can show: the band, and for each band that is reached, that it is. The score is not in it, nor the
subject's id, nor a name.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from bonitas.common.problems import BonitasError
from bonitas.ledger.access import note
from bonitas.ledger.base import Filed
from bonitas.rights.credential.bands import sayable, standings_of
from bonitas.rights.credential.codes import trouble
from bonitas.rights.credential.keys import ALGORITHM, public_of, read_holder, read_issuer
from bonitas.rights.credential.plain import KIND, TYPE
from bonitas.rights.credential.register import Issued, Register, Says
from bonitas.rulebook.model import Rulebook

if TYPE_CHECKING:
    from jwcrypto.jwk import JWK

#: How long a credential lasts if its standing does.
LASTS: Final = 30
#: Shorter times, in days, for those whose standing changes earlier. They are few, so that the end tells little about the day of a change.
SHORTER: Final = (30, 14, 7, 3, 2, 1)
LONGEST: Final = 366


@dataclass(frozen=True, slots=True)
class Credential:
    """What was issued: the text for the holder, and its row in the issuer's book."""

    text: str
    issued: Issued
    on: str
    ends_on: str


def issue(  # noqa: PLR0913 - who, by what, to whom and for how long
    book: Rulebook,
    ledger: Filed,
    *,
    subject: str,
    key: str | Path,
    holder: str | Path,
    at_least: Sequence[str] = (),
    lasts: int = LASTS,
    by: str = "",
    purpose: str = "",
    recipient: str = "",
    at: float | None = None,
) -> Credential:
    """Issue a credential of a subject's standing to the holder of a key.

    `key` is the file of `new_issuer_key`, `holder` the public part of a holder's key. The credential can show the band and every band that
    is reached; with `at_least`, only that these are. It ends after `lasts` days, and no later than the day on which the standing changes
    if nothing new is recorded; what is recorded later is what `recheck` is for. `by`, `purpose` and
    `recipient` go into the ledger's book of accesses: who issues it, what for, to whom. `at` (seconds since 1970, default now) is the moment.
    BonitasError: what `rate` raises, G50x for keys, G510 to G514 where there is nothing to say or no such band or time.
    """
    if not 1 <= lasts <= LONGEST:
        raise trouble("G514", found=str(lasts))
    issuer, bound = read_issuer(key, private=True), read_holder(holder, private=False)
    zone = ZoneInfo(book.zone)
    moment = dt.datetime.fromtimestamp(time.time() if at is None else at, zone)
    found = standings_of(book, ledger, [subject], moment.date(), moment)[subject]
    try:
        says = sayable(found, at_least)
    except BonitasError:  # that there is nothing to prove says something of the subject too: it was a look all the same
        note(ledger, [replace(found.access("proof", by, purpose), band="")])
        raise
    handed_out = says.band if says.band is not None else ", ".join(f"at least {name}" for name in says.floors)
    note(ledger, [replace(found.access("proof", by, purpose), recipient=recipient, band=handed_out)])
    last = end_of(moment.date(), lasts, found.row["next_change_on"])
    ends = int(dt.datetime.combine(last, dt.time(), zone).timestamp())
    with Register(key) as register:
        row = register.enter(place_of(ledger), subject, book.id, says, ends)
    claims = {**_claims(book, issuer.name or "", row), "on": found.row["on"], **({"lab": True} if ledger.lab else {})}
    text = _signed(claims, says, issuer.signer, bound)
    return Credential(text, row, found.row["on"], last.isoformat())


def _claims(book: Rulebook, issuer: str, row: Issued) -> dict[str, Any]:
    return {
        "iss": issuer,
        "vct": KIND,
        "exp": row.ends,
        "status": {"status_list": {"idx": row.place, "uri": list_address(issuer, row.list)}},
        "rulebook": {"id": book.id, "version": book.version, "hash": book.hash},
    }


def end_of(day: dt.date, lasts: int, next_change: str | None) -> dt.date:
    """The first day on which a credential is no longer good.

    >>> end_of(dt.date(2026, 11, 23), 30, None), end_of(dt.date(2026, 11, 23), 30, "2026-12-01")
    (datetime.date(2026, 12, 23), datetime.date(2026, 11, 30))
    """
    left = (dt.date.fromisoformat(next_change) - day).days if next_change else lasts
    return day + dt.timedelta(days=next(days for days in (lasts, *SHORTER) if days <= min(lasts, left)))


def list_address(issuer: str, number: int) -> str:
    """Where an issuer publishes its status list of this number.

    >>> list_address("https://union.example", 1)
    'https://union.example/status/1'
    """
    return f"{issuer}/status/{number}"


def place_of(ledger: Filed) -> str:
    """A ledger's place as the book names it: never with a password."""
    return ledger.address if "://" in ledger.address or ledger.address == ":memory:" else str(Path(ledger.address).resolve())


def _signed(claims: dict[str, Any], says: Says, signer: tuple[str, JWK], bound: JWK) -> str:
    """The SD-JWT with all its disclosures.

    However many bands are reached, there are as many digests as the rulebook has bands, and one for the band: the rest are decoys.
    """
    from sd_jwt.common import SDObj  # noqa: PLC0415 - loads cryptography
    from sd_jwt.issuer import SDJWTIssuer  # noqa: PLC0415

    class Padded(SDJWTIssuer):  # type: ignore[misc]  # the library has no types
        """The library's decoys are of a random number and lie in every object; these fill up to a fixed one."""

        def _create_sd_claims_object(self, found: dict[Any, Any]) -> dict[str, Any]:
            made: dict[str, Any] = super()._create_sd_claims_object(found)
            places = 1 if found is self._user_claims else says.among if found is reached else 0
            digests = made.get("_sd", [])
            digests += [self._create_decoy_claim_entry() for _ in range(places - len(digests))]
            return {**made, "_sd": sorted(digests)} if digests else made

    kid, key = signer
    reached = {SDObj(name): True for name in says.floors}
    hidden = {SDObj("band"): says.band} if says.band is not None else {}
    made = Padded(
        {**claims, "cnf": {"jwk": public_of(bound)}, "at_least": reached, **hidden}, key, sign_alg=ALGORITHM,
        extra_header_parameters={"typ": TYPE, "kid": kid},
    )  # fmt: skip
    return str(made.sd_jwt_issuance)
