"""What the book of accesses answers, wherever it lies."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from bonitas.common.problems import Problem
from bonitas.ledger.access.chain import checked
from bonitas.ledger.access.entry import EVERYBODY, NOT_STATED, SALT, Access, spans
from bonitas.ledger.codes import trouble


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it lies there. `subject`, `entry` and `salt` are None where the content was removed; `digest` and `chain` stay."""

    no: int
    at: int
    login: str
    subject: str | None
    entry: str | None
    salt: bytes | None
    digest: bytes
    chain: bytes


#: What is to be kept of an access: subject, its text, salt.
Fresh = tuple[str, str, bytes]


class Accesses(ABC):
    """Who asked about whom. A context manager; open it with `open_accesses`."""

    address: str
    """Where the book lies, as it may be shown."""
    purposes: bool = False
    """Whether nobody is looked up without a purpose."""

    def note(self, accesses: Iterable[Access]) -> None:
        """Write accesses down, all or none, durably. BonitasError L641 if that cannot be done: then nothing may be handed out;
        L642 if this ledger demands a purpose and there is none."""
        said = [one.clean() for one in accesses]
        if self.purposes and any(not one.purpose for one in said):
            raise trouble("L642", self.address)
        said = [one if one.purpose else replace(one, purpose=NOT_STATED) for one in said]
        fresh = [(one.subject, one.text(), secrets.token_bytes(SALT)) for one in said]
        if fresh:
            self._keep(fresh)

    def of(self, subject: str, *, everybody: bool = True) -> list[Access]:
        """Accesses to a subject in the order of time; with `everybody` those to all at once as well, which were to this one too."""
        return [_access(row) for row in self._rows(subjects=[subject, *([EVERYBODY] if everybody else [])])]

    def since(self, no: int = 0) -> Iterator[Access]:
        """All accesses after number `no`, in order. Emptied ones have no subject."""
        for row in self._rows(after=no):
            yield _access(row)

    def forget(self, subject: str, *, until: int | None = None, by: str, why: str) -> int:
        """Empty the rows about one subject (those noted before the moment `until`, if given; microseconds) and note that, with their
        numbers: for erasure and retention. The chain stays whole. How many were emptied."""
        numbers = [row.no for row in self._rows(subjects=[subject]) if until is None or row.at < until]
        if numbers:
            row = Access(what="forget", subject="", by=by, purpose=why, numbers=spans(numbers))
            self._empty(numbers, (row.subject, row.clean().text(), secrets.token_bytes(SALT)))
        return len(numbers)

    def verify(self, head: tuple[int, str] | None = None) -> list[Problem]:
        """What is wrong with the chain: rows that were changed, taken out or emptied without a word. [] if nothing is.

        `head`: the number and the link (hexadecimal) of a row as they were once seen; without one kept elsewhere, nobody can tell a
        book that was written anew from its first row on.
        """
        return checked(self._rows(), self._last(), head, self.address)

    def head(self) -> tuple[int, str]:
        """The number and the link (hexadecimal) of the last row: to be kept elsewhere. (0, "") of an empty book."""
        rows = list(self._rows(after=self._last() - 1))
        return (rows[-1].no, rows[-1].chain.hex()) if rows else (0, "")

    @abstractmethod
    def _rows(self, *, after: int = 0, subjects: list[str] | None = None) -> Iterator[Row]:
        """Rows in order of number: those after a number, or about these subjects."""

    @abstractmethod
    def _last(self) -> int:
        """The highest number that was ever given; 0: none."""

    @abstractmethod
    def _keep(self, fresh: list[Fresh]) -> None:
        """Append rows, each with number, moment, login and link, all or none."""

    @abstractmethod
    def _empty(self, numbers: list[int], note: Fresh) -> None:
        """Remove the content of rows and append the note of it, both or neither."""

    @abstractmethod
    def close(self) -> None:
        """Let go of it. May be called twice."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _access(row: Row) -> Access:
    """A row in words; one that somebody has spoilt is shown empty, and `verify` names it."""
    try:
        return Access.of(row.no, row.at, row.login, row.entry)
    except (ValueError, RecursionError):
        return Access.of(row.no, row.at, row.login, None)
