"""Sealed copies of numbers: whoever has the public key can make one, only the holder of the private key can open it.

HPKE (RFC 9180) in its base mode: X25519, HKDF-SHA256, AES-256-GCM. The scheme and the subject are bound in, so that a copy put beside
another subject does not open. Numbers are padded: the length of a copy says nothing.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bonitas.ledger.codes import trouble
from bonitas.ledger.identity.key import keep_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

#: Numbers are padded to this many bytes, or a multiple of it.
PADDED: Final = 64
_PURPOSE: Final = "bonitas identifier, version 1"


def new_sealing_key(path: str | Path) -> Path:
    """Make a private key at `path`, readable by its owner alone, and its public key beside it; where that is.

    Both are PEM. BonitasError L605 if something is there or they cannot be written.
    """
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 - only where numbers are sealed
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415

    public = Path(f"{path}.pub")
    if public.exists():
        raise trouble("L605", public, why="file exists")
    made = X25519PrivateKey.generate()
    private = made.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    keep_secret(path, private.decode(), "L605")
    written = made.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    try:
        public.write_bytes(written)
    except OSError as exc:
        raise trouble("L605", public, why=(exc.strerror or str(exc)).lower()) from exc
    return public


def read_public(path: str | Path) -> X25519PublicKey:
    """The public key in a PEM file; BonitasError L616 if there is none."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    key = _read(path, load_pem_public_key, "public")
    if not isinstance(key, X25519PublicKey):
        raise trouble("L616", path, which="public")
    return key


def read_private(path: str | Path) -> X25519PrivateKey:
    """The private key in a PEM file; BonitasError L616 if there is none."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    key = _read(path, lambda text: load_pem_private_key(text, None), "private")
    if not isinstance(key, X25519PrivateKey):
        raise trouble("L616", path, which="private")
    return key


def name_of(key: X25519PublicKey) -> str:
    """A short name of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def seal(key: X25519PublicKey, subject: str, scheme: str, number: str) -> bytes:
    """A copy of a number that only the holder of the private key can open. Two copies of one number have nothing in common."""
    text = number.encode()
    padded = text.ljust(-(-len(text) // PADDED) * PADDED, b"\0")
    return _suite().encrypt(padded, key, info=_bound(subject, scheme))  # type: ignore[no-any-return]


def unseal(key: X25519PrivateKey, subject: str, scheme: str, copy: bytes) -> str:
    """The number in a sealed copy. BonitasError L618 if it was changed, or was made for another subject or scheme."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415

    try:
        opened: bytes = _suite().decrypt(copy, key, info=_bound(subject, scheme))
    except (InvalidTag, ValueError) as exc:
        raise trouble("L618", subject, scheme=scheme) from exc
    return opened.rstrip(b"\0").decode()


def _suite() -> Any:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite  # noqa: PLC0415

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _bound(subject: str, scheme: str) -> bytes:
    return "\0".join((_PURPOSE, scheme, subject)).encode()


def _read(path: str | Path, load: Any, which: str) -> object:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415

    try:
        return load(Path(path).read_bytes())
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as exc:
        raise trouble("L616", path, which=which) from exc
