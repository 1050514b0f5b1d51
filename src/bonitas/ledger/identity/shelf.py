"""Where a book of identifiers lies: what it asks of that place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol


class Row(NamedTuple):
    """One identifier: whose, of which scheme, its keyed hash, when it was recorded (microseconds), and perhaps a sealed copy of the
    number with the name of the key that it was sealed to."""

    subject: str
    scheme: str
    digest: str
    recorded_at: int
    sealed: bytes | None = None
    sealed_to: str | None = None


class Copy(NamedTuple):
    """A sealed copy: of which scheme's number, the copy, and the name of the key it was sealed to."""

    scheme: str
    sealed: bytes
    sealed_to: str


class Shelf(Protocol):
    """Rows of subject, scheme and digest, and the proof of the key that they were hashed with."""

    def proof(self) -> str | None:
        """The proof that it was begun with, or rotated to."""

    def holders(self, scheme: str, digest: str) -> list[str]:
        """The subjects with this digest."""

    def copies(self, subject: str) -> list[Copy]:
        """The sealed copies of a subject's numbers, by scheme."""

    def alone(self) -> AbstractContextManager[None]:
        """Within the block nobody else adds, and all that is kept is kept when it ends well."""

    def all(self) -> list[tuple[str, str, str, bool]]:
        """Subject, scheme, digest, and whether there is a sealed copy, of every row."""

    def keep(self, fresh: Sequence[Row]) -> None:
        """Add rows."""

    def keep_copies(self, fresh: Sequence[Row]) -> None:
        """Put sealed copies to rows that have none."""

    def rehash(self, again: Callable[[str], str], proof: str) -> int:
        """Put another digest in the place of each, and another proof: all of them or none. How many there are."""

    def close(self) -> None:
        """Let go of it."""
