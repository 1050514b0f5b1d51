"""Status lists: one bit for each credential, signed as a whole, so that nobody asks the issuer about one person.

The format is the draft Token Status List (draft-ietf-oauth-status-list, read at -18; its two worked examples are among the tests).
A list is long and its places are given out at random, so a place says nothing about who or how many there are.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any, Final

from bonitas.common.problems import BonitasError
from bonitas.rights.credential.codes import trouble
from bonitas.rights.credential.keys import ALGORITHM, Issuer
from bonitas.rights.credential.plain import as_object, jwt_parts, packed, unpacked
from bonitas.rights.credential.register import PLACES

TYPE: Final = "statuslist+jwt"
#: No list that is read has more bytes when unpacked.
LARGEST: Final = 1 << 25


def list_of(revoked: Iterable[int], places: int = PLACES) -> str:
    """A list of one bit a credential, with these places set, as `lst` says it.

    >>> list_of([0, 3, 4, 5, 7, 8, 9, 13, 15], places=16)  # the first example of the draft
    'eNrbuRgAAhcBXQ'
    """
    bits = bytearray(places // 8)
    for place in revoked:
        bits[place // 8] |= 1 << place % 8
    return packed(zlib.compress(bytes(bits), 9))


def status_at(status_list: Any, place: int) -> int | None:
    """The status at a place of a `status_list`: 0 is valid, 1 revoked, 2 suspended; None if the list is damaged or too short.

    >>> [status_at({"bits": 2, "lst": "eNo76fITAAPfAgc"}, place) for place in (0, 1, 2, 3, 11, 12)]  # the draft's second example
    [1, 2, 0, 3, 3, None]
    """
    held = status_list if isinstance(status_list, dict) else {}
    bits, text = held.get("bits"), held.get("lst")
    if not isinstance(bits, int) or isinstance(bits, bool) or bits not in (1, 2, 4, 8) or not isinstance(text, str):
        return None
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(unpacked(text) or b"", LARGEST)
    except zlib.error:
        return None
    first = place * bits
    if not opened.eof or not 0 <= first < len(content) * 8:
        return None
    return content[first // 8] >> first % 8 & (1 << bits) - 1


def sign_list(issuer: Issuer, uri: str, revoked: Iterable[int], made: int, ends: int) -> str:
    """A status list token: the list at `uri`, as it is at `made` and may be relied on until `ends` (seconds since 1970)."""
    from jwcrypto.jwt import JWT  # noqa: PLC0415 - loads cryptography

    kid, key = issuer.signer
    claims = {"iss": issuer.name, "sub": uri, "iat": made, "exp": ends, "ttl": ends - made}
    listed = {"bits": 1, "lst": list_of(revoked)}
    token = JWT(header={"alg": ALGORITHM, "typ": TYPE, "kid": kid}, claims={**claims, "status_list": listed})
    token.make_signed_token(key)
    return str(token.serialize())


def read_list(token: str, issuer: Issuer, uri: str, at: int) -> dict[str, Any]:
    """The claims of a status list token, checked: signed by the issuer, about `uri`, and not out of date at `at`. BonitasError G540."""
    parts = jwt_parts(token)
    if parts is None:
        raise _untold("the file is no status list")
    header, _ = parts
    if header.get("typ") != TYPE or header.get("alg") != ALGORITHM:
        raise _untold("the file is no status list")
    claims = _verified(token, issuer, header.get("kid"))
    made, ends = _whole(claims.get("iat")), _whole(claims.get("exp"))
    if claims.get("sub") != uri:
        raise _untold("the status list is another one than the credential names")
    if issuer.name is not None and claims.get("iss", issuer.name) != issuer.name:
        raise _untold("the status list is of another issuer")
    if made is None or ends is None:
        raise _untold("the status list does not say from when it is and until when it holds")
    if at >= ends:
        raise _untold("the status list is out of date")
    if made > at + 60:
        raise _untold("the status list is from the future; check the clock")
    return claims


def _verified(token: str, issuer: Issuer, kid: object) -> dict[str, Any]:
    from jwcrypto.common import JWException  # noqa: PLC0415 - loads cryptography
    from jwcrypto.jws import JWS  # noqa: PLC0415

    key = issuer.key(kid)
    if key is None:
        raise _untold("the status list is signed with a key that the issuer's file does not hold")
    signed = JWS()
    try:
        signed.deserialize(token)
        signed.verify(key, alg=ALGORITHM)
    except (JWException, ValueError, TypeError) as exc:
        raise _untold("the status list is not signed by the issuer") from exc
    return as_object(signed.payload) or {}


def _whole(number: object) -> int | None:
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _untold(why: str) -> BonitasError:
    return trouble("G540", why=why)
