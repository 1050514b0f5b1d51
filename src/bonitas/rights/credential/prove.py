"""Proving: the holder shows one verifier as much of a credential as was asked for, and signs that it was shown to them and now."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bonitas.common.problems import nearest
from bonitas.rights.credential.codes import trouble
from bonitas.rights.credential.keys import ALGORITHM, MEMBERS, public_of, read_holder
from bonitas.rights.credential.plain import KIND, TYPE, as_list, jwt_parts, reading, unpacked

#: What stands before the name of a band that is shown to be reached.
AT_LEAST: Final = "at_least:"


@dataclass(frozen=True, slots=True)
class Held:
    """A credential as its holder reads it: the claims that everybody sees, and what can be shown (`band`, `at_least:good`)."""

    text: str
    claims: dict[str, Any]
    band: str | None
    floors: tuple[str, ...]

    @property
    def showable(self) -> tuple[str, ...]:
        """What can be shown, as `prove` takes it."""
        return (*(("band",) if self.band is not None else ()), *(AT_LEAST + name for name in self.floors))


def read_credential(path: str | Path) -> Held:
    """A credential from its file. Whether the issuer signed it is for the verifier to check. BonitasError: G506, G520."""
    text = reading(path)
    first, *disclosed, last = text.split("~") if "~" in text else ("", "")
    parts = jwt_parts(first)
    if parts is None or last or parts[0].get("typ") != TYPE or parts[1].get("vct") != KIND:
        raise trouble("G520", why="it is something else" if not last else "it is a proof that was made already")
    read = [as_list(unpacked(one) or b"") for one in disclosed]
    bands = [one[2] for one in read if one is not None and len(one) == 3 and one[1] == "band" and isinstance(one[2], str)]
    floors = [one[1] for one in read if one is not None and len(one) == 3 and one[2] is True]
    if len(bands) > 1 or len(bands) + len(floors) != len(disclosed) or not all(isinstance(name, str) for name in bands + floors):
        raise trouble("G520", why="what it can show is damaged")
    return Held(text, parts[1], bands[0] if bands else None, tuple(floors))


def prove(  # noqa: PLR0913 - what, of what, with what, to whom
    credential: str | Path, *, show: Sequence[str], key: str | Path, audience: str, nonce: str, at: float | None = None
) -> str:
    """A proof for one verifier (`audience`) that answers their challenge (`nonce`): what `show` names, and nothing else.

    `show` holds `band` or `at_least:BAND`; `key` is the holder's private key. BonitasError: G506 and G520 for the file, G521 for what the
    credential does not hold, G522 for another key, G523 for a credential that has ended,
    G524 without a verifier or a challenge.
    """
    held = read_credential(credential)
    for name in show:
        if name not in held.showable:
            raise trouble("G521", found=name, nearest=nearest(name, held.showable), known=", ".join(held.showable))
    if not audience or not nonce:
        raise trouble("G524")
    bound = read_holder(key, private=True)
    confirmed = held.claims.get("cnf")
    jwk = confirmed.get("jwk") if isinstance(confirmed, dict) else None
    if not isinstance(jwk, dict) or {name: jwk.get(name) for name in MEMBERS} != public_of(bound):
        raise trouble("G522")
    ends = held.claims.get("exp")
    if not isinstance(ends, int) or ends <= (time.time() if at is None else at):
        raise trouble("G523", until=when(ends))
    return _shown(held, show, bound, audience, nonce)


def when(seconds: object) -> str:
    """A time as people read it, in UTC.

    >>> when(1_798_239_600)
    '2026-12-25 23:00 UTC'
    """
    try:
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC) if isinstance(seconds, int) else None
    except (OverflowError, OSError, ValueError):
        moment = None
    return "a time that is none" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"


def _shown(held: Held, show: Sequence[str], key: object, audience: str, nonce: str) -> str:
    """The credential with these disclosures, and the key binding token over both."""
    from sd_jwt.holder import SDJWTHolder  # noqa: PLC0415 - loads cryptography

    floors = {name.removeprefix(AT_LEAST): True for name in show if name != "band"}
    chosen = {"at_least": floors, **({"band": True} if "band" in show else {})}
    holder = SDJWTHolder(held.text)
    holder.create_presentation(chosen, nonce, audience, key, ALGORITHM)
    return str(holder.sd_jwt_presentation)
