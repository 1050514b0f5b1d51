"""The key that identifiers are hashed with: 32 random bytes in a file that only its owner may read."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import Final

from bonitas.ledger.codes import trouble

_FORM: Final = re.compile(r"[0-9a-f]{64}")


def new_key(path: str | Path) -> None:
    """Make a key at `path`, readable by its owner alone. BonitasError L605 if something is there or it cannot be written."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as exc:
        raise trouble("L605", path, why=(exc.strerror or str(exc)).lower()) from exc
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")


def read_key(path: str | Path) -> bytes:
    """The key in a file. BonitasError L606 if it cannot be read or is no key."""
    try:
        text = Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise trouble("L606", path, why="it cannot be read") from exc
    if not _FORM.fullmatch(text):
        raise trouble("L606", path, why="it does not hold 64 hexadecimal digits")
    return bytes.fromhex(text)


def hashed(key: bytes, scheme: str, number: str) -> str:
    """HMAC-SHA256 (RFC 2104) of a number under its scheme, as 64 hexadecimal digits.

    The scheme is hashed with the number, so that the same digits under two schemes are told apart; without the key nobody can try
    all numbers of a scheme, which is a matter of minutes with a plain hash.

    >>> hashed(bytes(32), "lei", "213800KUD8LAJWSQ9D15") == hashed(bytes(32), "eu-vat", "213800KUD8LAJWSQ9D15")
    False
    """
    return hmac.new(key, f"{scheme}:{number}".encode(), hashlib.sha256).hexdigest()
