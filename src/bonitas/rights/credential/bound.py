"""The holder's binding of a proof: signed with the key that the credential names, for one verifier, in answer to one challenge, now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final, Self

from bonitas.common.problems import Problem
from bonitas.rights.credential.codes import problem, trouble
from bonitas.rights.credential.keys import ALGORITHM, MEMBERS
from bonitas.rights.credential.plain import as_object, jwt_parts, packed
from bonitas.rights.credential.prove import when

TYPE: Final = "kb+jwt"
#: Clocks differ: a proof may be so many seconds ahead of the verifier's.
AHEAD: Final = 60


@dataclass(frozen=True, slots=True)
class Binding:
    """What the holder signed; `digest` names the signed text, for telling a second showing."""

    claims: dict[str, Any]
    digest: bytes

    @classmethod
    def of(cls, proof: str, confirmed: object) -> Self:
        """The binding at the end of a proof, checked: the key's signature, and that it is over this very proof. BonitasError G535."""
        from jwcrypto.common import JWException  # noqa: PLC0415 - loads cryptography
        from jwcrypto.jwk import JWK  # noqa: PLC0415
        from jwcrypto.jws import JWS  # noqa: PLC0415

        before, _, token = proof.rpartition("~")
        parts, key = jwt_parts(token), _key(confirmed)
        if parts is None or key is None or parts[0].get("typ") != TYPE or parts[0].get("alg") != ALGORITHM:
            raise trouble("G535", why="the holder's part is damaged")
        signed = JWS()
        try:
            signed.deserialize(token)
            signed.verify(JWK(**key), alg=ALGORITHM)
        except (JWException, ValueError, TypeError) as exc:
            raise trouble("G535", why="the signature is another one") from exc
        claims = as_object(signed.payload) or {}
        over = packed(hashlib.sha256(f"{before}~".encode("ascii")).digest())
        if claims.get("sd_hash") != over:
            raise trouble("G535", why="the holder signed another proof")
        return cls(claims, hashlib.sha256(signed.payload).digest())

    @staticmethod
    def thumb(confirmed: object) -> str:
        """The thumbprint (RFC 7638) of the holder's key; BonitasError G535 if the credential names none."""
        from jwcrypto.jwk import JWK  # noqa: PLC0415 - loads cryptography

        key = _key(confirmed)
        if key is None:
            raise trouble("G535", why="the credential is bound to no key")
        return str(JWK(**key).thumbprint())


def bound_badly(binding: Binding, audience: str, nonce: str, max_age: int, moment: int) -> list[Problem]:
    """Why a genuine binding is not an answer to this challenge of this verifier at this moment."""
    claims, wrong = binding.claims, []
    if claims.get("aud") != audience:
        wrong.append(problem("G536"))
    if claims.get("nonce") != nonce:
        wrong.append(problem("G537"))
    made = claims.get("iat")
    if not isinstance(made, int) or isinstance(made, bool):
        wrong.append(problem("G535", why="it does not say when it was made"))
    elif not moment - max_age <= made <= moment + AHEAD:
        wrong.append(problem("G538", made=when(made), why="too long ago" if made < moment else "in the future"))
    return wrong


def _key(confirmed: object) -> dict[str, str] | None:
    held = confirmed.get("jwk") if isinstance(confirmed, dict) else None
    if not isinstance(held, dict) or (held.get("kty"), held.get("crv")) != ("EC", "P-256"):
        return None
    key = {name: held.get(name) for name in MEMBERS}
    return {name: value for name, value in key.items() if isinstance(value, str)} if all(key.values()) else None
