"""Which file of licences counts for a ledger: its digest, kept in the ledger by whoever keeps it; each change is dated."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from bonitas.ledger.codes import trouble

#: What the keys of pins begin with, where a ledger keeps pairs of keys and values.
KEY: Final = "licences "
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Pin:
    """From `at` (microseconds) on only the file of licences with this digest (SHA-256) counts, by somebody's word."""

    digest: str
    at: int
    by: str
    why: str


def next_pin(address: str, pins: Sequence[Pin], digest: str, by: str, why: str) -> Pin:
    """The pin to be kept after these. BonitasError: L654 without a name or a reason, L655 if it is the one that counts, or is no digest."""
    if not by.strip() or not why.strip():
        raise trouble("L654", address)
    if not _DIGEST.fullmatch(digest) or (pins and pins[-1].digest == digest):
        raise trouble("L655", address, found=digest)
    return Pin(digest, max(time.time_ns() // 1000, pins[-1].at + 1 if pins else 0), by.strip(), why.strip())


def refuse_unpinned(address: str, pins: Sequence[Pin], digest: str) -> None:
    """BonitasError L653 if the keeper pinned another file of licences than the one with this digest."""
    if pins and pins[-1].digest != digest:
        raise trouble("L653", address, found=pins[-1].digest[:12])


def as_value(pin: Pin) -> str:
    """A pin as the text that a ledger keeps.

    >>> as_value(Pin("ab", 7, "keeper", "new year"))
    '{"digest": "ab", "at": 7, "by": "keeper", "why": "new year"}'
    """
    return json.dumps(asdict(pin), ensure_ascii=False)


def pins_of(meta: Mapping[str, str]) -> tuple[Pin, ...]:
    """The pins among a ledger's keys and values, in order.

    >>> [
    ...     one.by
    ...     for one in pins_of(
    ...         {"lab": "no", "licences 2": as_value(Pin("b", 2, "b", "-")), "licences 1": as_value(Pin("a", 1, "a", "-"))}
    ...     )
    ... ]
    ['a', 'b']
    """
    found = sorted((int(key.removeprefix(KEY)), value) for key, value in meta.items() if key.startswith(KEY))
    return tuple(pin_of(json.loads(value)) for _, value in found)


def pin_of(said: Mapping[str, Any]) -> Pin:
    """A pin from plain data."""
    return Pin(str(said["digest"]), int(said["at"]), str(said["by"]), str(said["why"]))
