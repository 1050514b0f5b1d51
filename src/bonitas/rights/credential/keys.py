"""Keys: the issuer's, that signs credentials and status lists, and the holder's, that a credential is bound to.

Both are P-256 keys for ES256, kept as JSON Web Keys (RFC 7517). The private file is readable by its owner alone; beside it lies the
public part, `FILE.public.json`: a holder's is the bare key, an issuer's is what SD-JWT VC calls issuer metadata, `{"issuer", "jwks"}`.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bonitas.rights.credential.codes import trouble
from bonitas.rights.credential.plain import as_object, reading
from bonitas.rights.credential.register import Register

if TYPE_CHECKING:
    from jwcrypto.jwk import JWK

ALGORITHM: Final = "ES256"
#: The members of a public P-256 key: these and no others go into a credential.
MEMBERS: Final = ("kty", "crv", "x", "y")


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer's name and keys, by key id. The first signs; a public set may hold older ones, for what they signed."""

    name: str | None
    keys: dict[str, JWK]

    @property
    def signer(self) -> tuple[str, JWK]:
        """The key that signs, and its id."""
        return next(iter(self.keys.items()))

    def key(self, kid: object) -> JWK | None:
        """The key of this id; where a token names none, the only one. None if there is none."""
        if kid is None and len(self.keys) == 1:
            return self.signer[1]
        return self.keys.get(kid) if isinstance(kid, str) else None


def new_issuer_key(path: str | Path, issuer: str) -> Path:
    """Make an issuer's key at `path`, with an empty book of what it issued, and its public part beside it, which is returned.

    `issuer` is the https address that names the issuer. BonitasError: G501 where something is there already, G504 for an address
    that names nobody.
    """
    key = _fresh()
    name = issuer_name(issuer)
    public = {"issuer": name, "jwks": {"keys": [{**_public(key), **_use(key)}]}}
    beside = _keep(Path(path), {"issuer": name, "jwks": {"keys": [{**_private(key), **_use(key)}]}}, public)
    Register(path, begin=True).close()
    return beside


def new_holder_key(path: str | Path) -> Path:
    """Make a holder's key at `path` and its public part beside it, which is returned. BonitasError G501 where something is there."""
    key = _fresh()
    return _keep(Path(path), _private(key), _public(key))


def issuer_name(text: str) -> str:
    """An https address as it names an issuer; BonitasError G504 if it is none.

    >>> issuer_name("https://union.example/")
    'https://union.example'
    """
    try:
        parts = urlsplit(text)
        fine = parts.scheme == "https" and bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        fine = False
    if not fine or not text.isascii() or not text.isprintable() or " " in text:
        raise trouble("G504", found=text)
    return text.rstrip("/")


def read_issuer(path: str | Path, *, private: bool = False) -> Issuer:
    """An issuer's keys: the file of `new_issuer_key`, its public part, or a plain JSON Web Key Set (which names nobody).

    BonitasError: G506 the file cannot be read, G502 it is something else, G503 a private key where a public one is asked for.
    """
    found = as_object(reading(path))
    held = found.get("jwks", found) if found is not None else None
    keys = held.get("keys") if isinstance(held, dict) else None
    if found is None or not isinstance(keys, list) or not keys or not all(isinstance(key, dict) for key in keys):
        raise trouble("G502", name=path, why="it holds no set of keys")
    name = found.get("issuer")
    if name is not None and not isinstance(name, str):
        raise trouble("G502", name=path, why="its 'issuer' is no text")
    if private and name is None:
        raise trouble("G502", name=path, why="it does not say who the issuer is")
    usable = [key for key in keys if key.get("kty") == "EC" and key.get("crv") == "P-256" and key.get("use", "sig") == "sig"]
    read = [(str(key.get("kid") or _thumb(_jwk(path, key, private))), _jwk(path, key, private)) for key in usable]
    if not read:
        raise trouble("G502", name=path, why="it holds no P-256 key for signatures")
    return Issuer(None if name is None else issuer_name(name), dict(read))


def read_holder(path: str | Path, *, private: bool) -> JWK:
    """A holder's key. BonitasError: G502, G503 and G506 as `read_issuer`."""
    found = as_object(reading(path))
    if found is None or found.get("kty") != "EC" or found.get("crv") != "P-256":
        raise trouble("G502", name=path, why="it is no P-256 key")
    return _jwk(path, found, private)


def public_of(key: JWK) -> dict[str, str]:
    """The public part of a key, bare: nothing that could tell one wallet from another but the key itself."""
    return _public(key)


def _jwk(path: str | Path, members: dict[str, Any], private: bool) -> JWK:
    """The key of these members, checked to be a point on the curve."""
    from jwcrypto.common import JWException  # noqa: PLC0415 - loads cryptography
    from jwcrypto.jwk import JWK  # noqa: PLC0415

    if not private and "d" in members:
        raise trouble("G503", name=path)
    if private and "d" not in members:
        raise trouble("G502", name=path, why="it is only the public part")
    try:
        key = JWK(**{name: members[name] for name in (*MEMBERS, *(("d",) if private else ()))})
        key.get_op_key("sign" if private else "verify")
    except (JWException, ValueError, TypeError, KeyError, AttributeError) as exc:
        raise trouble("G502", name=path, why="it is no P-256 key") from exc
    return key


def _fresh() -> JWK:
    from jwcrypto.jwk import JWK  # noqa: PLC0415 - loads cryptography

    return JWK.generate(kty="EC", crv="P-256")


def _public(key: JWK) -> dict[str, str]:
    members: dict[str, str] = key.export_public(as_dict=True)
    return {name: members[name] for name in MEMBERS}


def _private(key: JWK) -> dict[str, str]:
    members: dict[str, str] = key.export_private(as_dict=True)
    return {name: members[name] for name in (*MEMBERS, "d")}


def _use(key: JWK) -> dict[str, str]:
    return {"kid": _thumb(key), "use": "sig", "alg": ALGORITHM}


def _thumb(key: JWK) -> str:
    """The key's thumbprint (RFC 7638, SHA-256)."""
    return str(key.thumbprint())


def _keep(path: Path, private: object, public: object) -> Path:
    """Write both parts; neither takes the place of anything."""
    beside = path.with_name(path.name + ".public.json")
    if beside.exists():
        raise trouble("G501", name=beside, why="something is there already")
    for where, what, mode in ((path, private, 0o600), (beside, public, 0o644)):
        try:
            handle = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        except OSError as exc:
            why = "something is there already" if isinstance(exc, FileExistsError) else (exc.strerror or str(exc)).lower()
            raise trouble("G501", name=where, why=why) from exc
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(json.dumps(what, indent=1) + "\n")
    return beside
