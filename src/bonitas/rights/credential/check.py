"""Checking: what a proof shows, and whether it may be believed. Needs nothing but files: the issuer's keys and its status list.

The signatures and digests are checked by the library of RFC 9901 (sd-jwt), and here what it leaves to its caller: algorithm and type,
times, that every disclosure was signed for, that the proof was made now and for this verifier, and the status list.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bonitas.common.problems import BonitasError, Problem
from bonitas.rights.credential.bound import Binding, bound_badly
from bonitas.rights.credential.codes import problem, trouble
from bonitas.rights.credential.keys import ALGORITHM, Issuer, issuer_name, read_issuer
from bonitas.rights.credential.plain import KIND, LONGEST, LONGEST_LIST, TYPE, as_list, jwt_parts, reading, unpacked
from bonitas.rights.credential.prove import AT_LEAST, when
from bonitas.rights.credential.status import read_list, status_at
from bonitas.rights.credential.used import use_up
from bonitas.rulebook.model import Rulebook

#: A challenge that can be guessed is none.
SHORTEST_NONCE: Final = 16
#: A proof is made when it is asked for: it may be so many seconds old.
MAX_AGE: Final = 300


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that holds, and all that its verifier learns: who issued it, by which rules, on which day, until when (seconds since 1970),
    for which key, and what is shown. `status_as_of`: how old the status list is; None: it was not asked."""

    issuer: str
    rulebook: dict[str, str]
    on: str
    ends: int
    band: str | None
    at_least: tuple[str, ...]
    holder: str
    status_as_of: int | None
    lab: bool

    @property
    def shows(self) -> tuple[str, ...]:
        """What is shown, as `prove` takes it."""
        return (*(("band",) if self.band is not None else ()), *(AT_LEAST + name for name in self.at_least))


@dataclass(frozen=True, slots=True)
class Demand:
    """What a verifier asks of a proof beside that it is genuine: the challenge that it answers, what it is to show, by which rules."""

    audience: str
    nonce: str
    want: Sequence[str] = ()
    rulebook: Rulebook | None = None
    lab: bool = False
    max_age: int = MAX_AGE


def check_proof(  # noqa: PLR0913 - each is one question of a verifier
    proof: str,
    *,
    issuer: str | Path,
    audience: str,
    nonce: str,
    status: str | Path | None,
    want: Sequence[str] = (),
    rulebook: Rulebook | None = None,
    once: str | Path | None = None,
    lab: bool = False,
    max_age: int = MAX_AGE,
    at: float | None = None,
) -> Proof:
    """What a proof shows, if it holds; else BonitasError with every reason to refuse it (G530 to G545).

    `issuer`: the file with the issuer's public keys. `audience` and `nonce`: the name and the challenge that this verifier gave the holder.
    `status`: the issuer's status list as a file; None: whether it was revoked is not asked. `want`: what it must show, as `prove` takes it.
    `rulebook`: the rules that it must be by. `once`: a file in which the verifier keeps what was shown, so that nothing is shown twice.
    `lab`: whether a synthetic person will do. `max_age` in seconds. `at` (seconds since 1970) is now if not given.
    """
    moment = int(time.time() if at is None else at)
    if len(nonce) < SHORTEST_NONCE:
        raise trouble("G545", least=SHORTEST_NONCE)
    keys = read_issuer(issuer)
    claims, binding = authentic(proof.strip(), keys)
    found, wrong = shown_by(claims, keys)
    demand = Demand(audience, nonce, tuple(want), rulebook, lab, max_age)
    wrong += bound_badly(binding, audience, nonce, max_age, moment) + refused(found, demand, moment)
    as_of = None
    if status is not None:
        try:
            as_of = still_good(claims, keys, status, moment)
        except BonitasError as exc:
            wrong += exc.problems
    if wrong:
        raise BonitasError(wrong)
    if once is not None:
        use_up(once, binding.digest, moment, 2 * max_age + 120)
    return Proof(**{**found, "status_as_of": as_of})


def authentic(proof: str, keys: Issuer) -> tuple[dict[str, Any], Binding]:
    """The claims that the issuer signed, with those that are shown put in, and the holder's binding; neither judged yet.

    BonitasError: G530 it is no proof, G531 another signature, G532 another kind of credential, G534 something not signed for.
    """
    first, *disclosed, last = proof.split("~") if "~" in proof else ("", "")
    parts = jwt_parts(first) if len(proof) <= LONGEST and proof.isascii() else None
    if parts is None or not all(one and as_list(unpacked(one) or b"") for one in disclosed):
        raise trouble("G530", why="it is something else")
    if not last:
        raise trouble("G535", why="the holder did not sign it")
    header, claims = parts
    if header.get("typ") != TYPE or header.get("alg") != ALGORITHM or claims.get("vct") != KIND:
        kind = claims.get("vct") if header.get("typ") == TYPE else header.get("typ")
        raise trouble("G532", found=str(kind)[:80], known=KIND)
    key = keys.key(header.get("kid"))
    if key is None:
        raise trouble("G531", why="it names a key that the issuer's file does not hold")
    return _opened(proof, disclosed, key)


def _opened(proof: str, disclosed: Sequence[str], key: object) -> tuple[dict[str, Any], Binding]:
    """As `authentic`, by the library; what it raises on hostile input is of many kinds."""
    from jwcrypto.common import JWException  # noqa: PLC0415 - loads cryptography
    from sd_jwt.verifier import SDJWTVerifier  # noqa: PLC0415

    try:
        verifier = SDJWTVerifier(proof, lambda *_: key)
    except JWException as exc:
        raise trouble("G531", why="its signature is another one") from exc
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise trouble("G530", why="it is damaged") from exc
    try:
        claims = verifier.get_verified_payload()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise trouble("G534") from exc
    if set(verifier._hash_to_disclosure) - set(verifier._duplicate_hash_check) or len(set(disclosed)) != len(disclosed):
        raise trouble("G534")
    return claims, Binding.of(proof, claims.get("cnf"))


def shown_by(claims: dict[str, Any], keys: Issuer) -> tuple[dict[str, Any], list[Problem]]:
    """What the claims of a genuine credential say, and what is wrong with its issuer. BonitasError G530 if they are not as they should be."""
    book, reached, on, ends = claims.get("rulebook"), claims.get("at_least"), claims.get("on"), claims.get("exp")
    names, band = list(reached) if isinstance(reached, dict) else [], claims.get("band")
    whole = (
        isinstance(book, dict) and set(book) == {"id", "version", "hash"} and all(isinstance(one, str) for one in book.values())
    )
    fine = isinstance(on, str) and isinstance(ends, int) and isinstance(claims.get("iss"), str) and "nbf" not in claims
    if not (
        whole
        and fine
        and isinstance(reached, dict)
        and isinstance(band, str | None)
        and all(value is True for value in reached.values())
    ):
        raise trouble("G530", why="its claims are not those of a standing")
    name = issuer_name(claims["iss"])
    wrong = [] if keys.name in (None, name) else [problem("G531", why=f"it says that its issuer is '{name}'")]
    lab = claims.get("lab") is True
    held = Binding.thumb(claims.get("cnf"))
    found = {"issuer": name, "rulebook": book, "on": on, "ends": ends, "band": band, "at_least": tuple(names), "lab": lab}
    return {**found, "holder": held}, wrong


def refused(found: dict[str, Any], demand: Demand, moment: int) -> list[Problem]:
    """Why a verifier who asks this will not take it."""
    wrong: list[Problem] = []
    if moment >= found["ends"]:
        wrong.append(problem("G533", until=when(found["ends"])))
    if found["lab"] and not demand.lab:
        wrong.append(problem("G544"))
    shows = [*(["band"] if found["band"] is not None else []), *(AT_LEAST + name for name in found["at_least"])]
    wrong += [problem("G542", found=name) for name in demand.want if name not in shows]
    book = demand.rulebook
    if book is not None and found["rulebook"] != {"id": book.id, "version": book.version, "hash": book.hash}:
        other = found["rulebook"]["id"]
        also = ", in another version" if other == book.id else ""
        wrong.append(problem("G543", found=f"'{other}'{also}", known=book.id))
    return wrong


def still_good(claims: dict[str, Any], keys: Issuer, status: str | Path, moment: int) -> int:
    """When the status list was made that says the credential is good. BonitasError: G540 it does not say, G541 it was revoked."""
    held = claims.get("status")
    place = held.get("status_list") if isinstance(held, dict) else None
    uri, index = (place.get("uri"), place.get("idx")) if isinstance(place, dict) else (None, None)
    if not isinstance(uri, str) or not isinstance(index, int) or isinstance(index, bool):
        raise trouble("G540", why="the credential names no status list")
    listed = read_list(reading(status, LONGEST_LIST), keys, uri, moment)
    found = status_at(listed.get("status_list"), index)
    if found is None:
        raise trouble("G540", why="the status list does not hold its place")
    if found:
        raise trouble("G541")
    return int(listed["iat"])
