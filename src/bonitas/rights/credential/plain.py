"""Files and parts of tokens as plain data. They come from anywhere: nothing in them is believed, and none of them is large."""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from pathlib import Path
from typing import Any, Final

from bonitas.rights.credential.codes import trouble

#: The kind of credential (`vct`), and its type; another meaning of its claims would get another number.
KIND: Final = "urn:bonitas:standing:1"
TYPE: Final = "dc+sd-jwt"
#: No key, credential or proof is longer; a status list may be.
LONGEST: Final = 200_000
LONGEST_LIST: Final = 20_000_000
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def reading(path: str | Path, longest: int = LONGEST) -> str:
    """The text of a file without white space around it. BonitasError G506 if it cannot be read, or is longer than it can be."""
    try:
        with Path(path).open("rb") as file:
            found = file.read(longest + 1)
    except OSError as exc:
        raise trouble("G506", name=path, why=(exc.strerror or str(exc)).lower()) from exc
    if len(found) > longest:
        raise trouble("G506", name=path, why="it is too long")
    try:
        return found.decode("ascii").strip()
    except UnicodeDecodeError as exc:
        raise trouble("G506", name=path, why="it is not plain ASCII text") from exc


def put(path: str | Path, text: str, *, private: bool = False) -> None:
    """Write a line to a file, which appears whole or not at all; a `private` one may be read by its owner alone."""
    beside = Path(path).with_name(f".{Path(path).name}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o644), "w") as file:
            file.write(text + "\n")
        beside.replace(path)
    except BaseException:  # Ctrl-C too leaves nothing behind
        beside.unlink(missing_ok=True)
        raise


def as_object(text: str | bytes) -> dict[str, Any] | None:
    """A JSON object, or None if the text is none or says the same name twice.

    >>> as_object('{"a": 1}'), as_object('{"a": 1, "a": 2}'), as_object("[")
    ({'a': 1}, None, None)
    """
    try:
        found = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def as_list(text: str | bytes) -> list[Any] | None:
    """A JSON list, or None if the text is none.

    >>> as_list('["salt", "band", "good"]'), as_list("{}")
    (['salt', 'band', 'good'], None)
    """
    try:
        found = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def unpacked(part: str) -> bytes | None:
    """What a part of a token says (base64url without padding, in its one spelling), or None if it is none.

    >>> unpacked("eyJ9"), unpacked("e="), unpacked("eR")
    (b'{"}', None, None)
    """
    if not _BASE64URL.fullmatch(part):
        return None
    try:
        found = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return None
    return found if packed(found) == part else None


def packed(content: bytes) -> str:
    """Content as a part of a token (base64url without padding)."""
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def jwt_parts(token: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Header and claims of a signed token, not yet believed; None if it is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    first, second = unpacked(parts[0]), unpacked(parts[1])
    header, claims = as_object(first or b""), as_object(second or b"")
    return (header, claims) if header is not None and claims is not None and unpacked(parts[2]) is not None else None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a name is said twice"
        raise ValueError(msg)
    return found
