"""SD-JWT read by hand, slowly and plainly, with nothing of the project's and nothing of its libraries but the curve itself."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature


def b64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def curve_key(jwk: dict[str, str]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(b64(jwk[name]), "big") for name in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def signed(token: str, jwk: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token; InvalidSignature if it is not signed with the key."""
    head, body, mark = token.split(".")
    raw = b64(mark)
    assert len(raw) == 64
    two = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    curve_key(jwk).verify(two, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(b64(head)), json.loads(b64(body))


def seen(proof: str, issuer: dict[str, str]) -> tuple[dict[str, Any], list[list[Any]], dict[str, Any]]:
    """All that a verifier gets to see: the issuer's claims as they stand, the disclosures, and the holder's claims."""
    token, *disclosures, binding = proof.split("~")
    _, claims = signed(token, issuer)
    known = json.dumps(claims)
    assert all(digest(one) in known for one in disclosures)
    header, bound = signed(binding, claims["cnf"]["jwk"])
    assert header["typ"] == "kb+jwt"
    assert bound["sd_hash"] == digest(proof.rpartition("~")[0] + "~")
    return claims, [json.loads(b64(one)) for one in disclosures], bound
