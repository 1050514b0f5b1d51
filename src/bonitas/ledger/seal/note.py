"""Signed notes and checkpoints, as the C2SP specifies them (signed-note, tlog-checkpoint): a log's name, size and root, signed with Ed25519.

A note is text, an empty line, and signatures: `— <name> <base64 of 4 bytes of key id and 64 bytes of signature>`. The name of the key
is the name of the log: one key signs for one ledger.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bonitas.ledger.codes import trouble

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: The type of key within a key's text: Ed25519.
_KIND: Final = b"\x01"
_NAME: Final = re.compile(r"[^\s+]{1,200}")
_PRIVATE: Final = "PRIVATE+KEY+"
#: No key and no checkpoint is longer (bytes).
LONGEST: Final = 65_536


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs, under its name."""

    name: str
    seed: bytes

    def _key(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - only to sign

        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> Verifier:
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The note of a text, which ends with its line's end."""
        signature = self.public.id + self._key().sign(text.encode())
        return f"{text}\n— {self.name} {_base64(signature)}\n"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key, under its name."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """Four bytes of a hash that tell keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + _KIND + self.key).digest()[:4]

    def written(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(_KIND + self.key)}"

    def holds(self, text: str, signature: bytes) -> bool:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only to check
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log was: its name, how many leaves, their root; and who signed that."""

    origin: str
    size: int
    root: bytes
    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...] = ()
    """Name, key id and signature."""
    file: str = "checkpoint"

    def signed_by(self, keys: Sequence[Verifier]) -> str:
        """The name of who signed it, of these keys. BonitasError L707 if it is none of them, L708 if the signature is wrong."""
        for name, id_, signature in self.signatures:
            for key in keys:
                if (key.name, key.id) == (name, id_):
                    if not key.holds(self.text, signature):
                        raise trouble("L708", self.file, found=name)
                    return name
        names = ", ".join(dict.fromkeys(name for name, _, _ in self.signatures)) or "nobody"
        raise trouble("L707", self.file, found=names)


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """The text that is signed.

    >>> print(checkpoint_text("example.org/ledger", 0, bytes(32)), end="")
    example.org/ledger
    0
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    """
    return f"{origin}\n{size}\n{_base64(root)}\n"


def read_checkpoint(file: str | Path) -> Checkpoint:
    """The checkpoint in a file. BonitasError L706 if it is none."""
    return parse_checkpoint(_text(file, "L706"), str(file))


def parse_checkpoint(note: str, file: str = "checkpoint") -> Checkpoint:
    """A checkpoint from its text. BonitasError L706 if it is none. No signature is checked."""
    head, blank, tail = note.rpartition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 3 or not tail.endswith("\n"):
        raise trouble("L706", file, why="it is not three lines, an empty line and signatures")
    origin, size, root = lines[:3]
    if not origin or not re.fullmatch(r"0|[1-9][0-9]{0,17}", size):
        raise trouble("L706", file, why="its second line is not the number of leaves")
    raw = _unbase64(root)
    if raw is None or len(raw) != 32:
        raise trouble("L706", file, why="its third line is not a root of 32 bytes in base64")
    signatures = []
    for line in tail[:-1].split("\n"):
        found = re.fullmatch(r"— (\S+) (\S+)", line)
        signature = _unbase64(found[2]) if found else None
        if found is None or signature is None or len(signature) < 5:
            raise trouble("L706", file, why="a line after the empty one is no signature")
        signatures.append((found[1], signature[:4], signature[4:]))
    return Checkpoint(origin, int(size), raw, head + "\n", tuple(signatures), file)


# ------------------------------------------------------------ keys


def new_signing_key(file: str | Path, name: str | None = None) -> Verifier:
    """Make a key that signs at `file`, readable by its owner alone, and its public key beside it, in `<file>.pub`.

    Without a name it gets one that no other has. BonitasError L704 if something is there, it cannot be written, or the name has
    blanks or a plus.
    """
    seed = os.urandom(32)
    name = name or f"bonitas-{sha256(seed).hexdigest()[:12]}"
    if not _NAME.fullmatch(name):
        raise trouble("L704", file, why="its name has a blank or a plus, or more than 200 characters")
    public = (signer := Signer(name, seed)).public
    secret = f"{_PRIVATE}{name}+{public.id.hex()}+{_base64(_KIND + signer.seed)}\n"
    beside = Path(f"{file}.pub")
    try:
        if beside.exists():
            raise FileExistsError(17, "file exists", str(beside))  # noqa: TRY301 - said as every other
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(secret)
        beside.write_text(public.written() + "\n", encoding="utf-8")
    except OSError as exc:
        raise trouble("L704", file, why=(exc.strerror or str(exc)).lower()) from exc
    return public


def read_signing_key(file: str | Path) -> Signer:
    """The key in a file. BonitasError L705 if it is none."""
    text = _text(file, "L705", what="signing").strip()
    if not text.startswith(_PRIVATE):
        raise trouble("L705", file, what="signing", why="it does not begin as one")
    name, id_, seed = _parts(text.removeprefix(_PRIVATE), file, "signing")
    found = Signer(name, seed)
    if found.public.id != id_:
        raise trouble("L705", file, what="signing", why="its parts do not belong together")
    return found


def read_public_key(file: str | Path) -> Verifier:
    """The public key in a file. BonitasError L705 if it is none."""
    text = _text(file, "L705", what="public").strip()
    if text.startswith(_PRIVATE):
        raise trouble("L705", file, what="public", why="it is a signing key, to be kept secret")
    name, id_, key = _parts(text, file, "public")
    found = Verifier(name, key)
    if found.id != id_:
        raise trouble("L705", file, what="public", why="its parts do not belong together")
    return found


def _parts(text: str, file: str | Path, what: str) -> tuple[str, bytes, bytes]:
    """Name, id and 32 bytes of a key's text."""
    parts = text.split("+", 2)
    raw = _unbase64(parts[2]) if len(parts) == 3 else None
    if (
        raw is None
        or len(raw) != 33
        or raw[:1] != _KIND
        or not re.fullmatch(r"[0-9a-f]{8}", parts[1])
        or not _NAME.fullmatch(parts[0])
    ):
        raise trouble("L705", file, what=what, why="it is not a name, an id and 33 bytes of Ed25519")
    return parts[0], bytes.fromhex(parts[1]), raw[1:]


def _text(file: str | Path, code: str, **words: object) -> str:
    try:
        with Path(file).open("rb") as source:
            raw = source.read(LONGEST + 1)
        if len(raw) > LONGEST:
            raise trouble(code, file, why="it is far too long", **words)
        return raw.decode()
    except UnicodeDecodeError as exc:
        raise trouble(code, file, why="it is not text", **words) from exc
    except OSError as exc:
        raise trouble(code, file, why=(exc.strerror or str(exc)).lower(), **words) from exc


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _unbase64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
