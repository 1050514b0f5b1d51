"""Credentials and proofs for people, and as plain data."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bonitas.cli.console import say
from bonitas.cli.errors import shown
from bonitas.cli.words import day_in_words
from bonitas.rights.credential.prove import AT_LEAST, Held, when

if TYPE_CHECKING:
    from bonitas.rights.credential.check import Proof
    from bonitas.rights.credential.issue import Credential
    from bonitas.rights.credential.register import Issued
    from bonitas.rights.credential.revoke import Rechecked


def told_issued(made: Credential) -> dict[str, Any]:
    """A credential that was issued, as `--json` prints it."""
    one = made.issued
    shows = [*(["band"] if one.band is not None else []), *(AT_LEAST + name for name in one.floors)]
    return {
        "number": one.no,
        "subject": one.subject,
        "rulebook": one.rulebook,
        "on": made.on,
        "ends_on": made.ends_on,
        "can_show": shows,
    }


def show_issued(made: Credential, out: str) -> None:
    """Write what was issued."""
    told = told_issued(made)
    ends = day_in_words(made.ends_on)
    say(shown(f"Issued credential {told['number']} for {told['subject']}: {out}. It is good until {ends} and no longer."))
    say(shown(f"It can show: {', '.join(told['can_show'])}. It holds no score and no id."))


def told_row(one: Issued) -> dict[str, Any]:
    """A row of the issuer's book, as `--json` prints it."""
    return {"number": one.no, "subject": one.subject, "rulebook": one.rulebook, "ends": instant(one.ends)}


def show_rechecked(found: Rechecked) -> None:
    """Write what a recheck came to."""
    for one, why in found.revoked:
        say(shown(f"Revoked credential {one.no} of {one.subject}: {why}."))
    say(f"{len(found.revoked)} revoked, {found.hold} still hold.")
    if found.elsewhere:
        say(f"{found.elsewhere} were issued from another ledger, or for somebody forgotten, and were not looked at.")


def told_held(held: Held) -> dict[str, Any]:
    """What a credential says openly and can show, as `--json` prints it."""
    claims = held.claims
    open_ = {name: claims.get(name) for name in ("iss", "rulebook", "on")}
    return {
        "issuer": open_["iss"],
        "rulebook": open_["rulebook"],
        "on": open_["on"],
        "ends": instant(claims.get("exp")),
        "can_show": list(held.showable),
    }


def show_held(held: Held) -> None:
    """Write what a credential says openly and can show."""
    told = told_held(held)
    book = told["rulebook"] if isinstance(told["rulebook"], dict) else {}
    say(shown(f"Issued by {told['issuer']} by {book.get('id')}, version {book.get('version')}, for {told['on']}."))
    say(f"It is good until {when(held.claims.get('exp'))}.")
    say(shown(f"It can show: {', '.join(told['can_show'])}"))


def told_proof(found: Proof) -> dict[str, Any]:
    """A proof that holds, as `--json` prints it: all that its verifier learns."""
    as_of = None if found.status_as_of is None else instant(found.status_as_of)
    return {
        "band": found.band, "at_least": list(found.at_least), "issuer": found.issuer, "rulebook": found.rulebook, "on": found.on,
        "ends": instant(found.ends), "not_revoked_as_of": as_of, "holder": found.holder, "lab": found.lab,
    }  # fmt: skip


def show_proof(found: Proof) -> None:
    """Write what a proof shows, and who says so."""
    say("The proof holds.")
    says = [f"stands in the band {found.band}"] if found.band is not None else []
    says += [f"reaches at least the band {name}" for name in found.at_least]
    say(shown(f"Its holder {', and '.join(says) or 'was rated; more is not shown'}."))
    book = found.rulebook
    say(shown(f"Rules: {book['id']}, version {book['version']}, hash {book['hash']}."))
    say(shown(f"Issuer: {found.issuer}. Day: {day_in_words(found.on)}. Good until {when(found.ends)}."))
    asked = "not asked" if found.status_as_of is None else f"no, as of {when(found.status_as_of)}"
    say(f"Revoked: {asked}.")
    if found.lab:
        say("This is a synthetic person, from a lab ledger.")


def instant(seconds: object) -> str | None:
    """A time as ISO text.

    >>> instant(1_798_239_600)
    '2026-12-25T23:00:00Z'
    """
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(seconds, int) else None
    except (OverflowError, OSError, ValueError):
        return None
