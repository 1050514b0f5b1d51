"""The key that identifiers are hashed with: 32 random bytes, and 32 more for every time it was rotated.

A hash cannot be taken back to the number, so a rotation hashes the hashes: with a key of its own, the newest *layer*. Whoever has the
layers of before and a book of before gets no further with a book of today.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import Final

from bonitas.ledger.codes import trouble

#: Where a key is looked for that no option names: the key itself, or the file that holds it.
VARIABLE: Final = "BONITAS_KEY"
FILE_VARIABLE: Final = "BONITAS_KEY_FILE"
#: Bytes of a layer.
LAYER: Final = 32
_FORM: Final = re.compile(r"[0-9a-f]{64}")


def new_key(path: str | Path, key: bytes = b"") -> bytes:
    """Make a key at `path`, readable by its owner alone and on the disk for good; the new key. `key`: what it goes on from.

    BonitasError L605 if something is there or it cannot be written.
    """
    made = key + secrets.token_bytes(LAYER)
    keep_secret(path, "".join(f"{layer.hex()}\n" for layer in layers(made)), "L605")
    return made


def keep_secret(path: str | Path, text: str, code: str) -> None:
    """Write what nobody else may read to a new file; a BonitasError with this code if something is there or it cannot be written."""
    path = Path(path)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as exc:
        raise trouble(code, path, why=(exc.strerror or str(exc)).lower()) from exc


def read_key(path: str | Path) -> bytes:
    """The key in a file. BonitasError L606 if it cannot be read or is no key."""
    try:
        text = Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as exc:
        raise trouble("L606", path, why="it cannot be read") from exc
    return _key(text, path)


def the_key(path: str | Path | None = None) -> bytes:
    """The key in a file, or that of the environment: `BONITAS_KEY` holds it, or `BONITAS_KEY_FILE` names its file.

    BonitasError: L613 there is neither, L614 there are both, L606 it is no key.
    """
    given, file = os.environ.get(VARIABLE, ""), os.environ.get(FILE_VARIABLE, "")
    if path is not None:
        return read_key(path)
    if given and file:
        raise trouble("L614", VARIABLE)
    if not given and not file:
        raise trouble("L613", VARIABLE)
    return read_key(file) if file else _key(given.replace(",", "\n"), VARIABLE)


def layers(key: bytes) -> list[bytes]:
    """The layers of a key, the oldest first.

    >>> [len(layer) for layer in layers(bytes(96))]
    [32, 32, 32]
    """
    return [key[at : at + LAYER] for at in range(0, len(key), LAYER)]


def hashed(key: bytes, scheme: str, number: str) -> str:
    """HMAC-SHA256 (RFC 2104) of a number under its scheme, as 64 hexadecimal digits; of a rotated key, layer upon layer.

    The scheme is hashed with the number, so that the same digits under two schemes are told apart; without the key nobody can try
    all numbers of a scheme, which is a matter of minutes with a plain hash.

    >>> hashed(bytes(32), "lei", "213800KUD8LAJWSQ9D15") == hashed(bytes(32), "eu-vat", "213800KUD8LAJWSQ9D15")
    False
    """
    first, *later = layers(key)
    return hashed_again(b"".join(later), hmac.new(first, f"{scheme}:{number}".encode(), hashlib.sha256).hexdigest())


def hashed_again(later: bytes, digest: str) -> str:
    """What becomes of a hash when the key is rotated by these layers. A digest has no colon: it is never taken for a number.

    >>> one, two = bytes(32), bytes(range(32))
    >>> hashed_again(two, hashed(one, "lei", "213800KUD8LAJWSQ9D15")) == hashed(one + two, "lei", "213800KUD8LAJWSQ9D15")
    True
    """
    for layer in layers(later):
        digest = hmac.new(layer, digest.encode(), hashlib.sha256).hexdigest()
    return digest


def _key(text: str, where: object) -> bytes:
    words = text.split()
    if not words or not all(_FORM.fullmatch(word) for word in words):
        raise trouble("L606", where, why="it does not hold 64 hexadecimal digits")
    return bytes.fromhex("".join(words))
