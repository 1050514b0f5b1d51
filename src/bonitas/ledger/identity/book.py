"""The book of identifiers beside a ledger: it holds who has which hash, and no number."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from bonitas.common.problems import Problem
from bonitas.ledger.codes import problem, trouble
from bonitas.ledger.identity.file_shelf import FileShelf
from bonitas.ledger.identity.key import hashed
from bonitas.ledger.identity.rows import Claim, Subjects, claims_of
from bonitas.ledger.identity.schemes import SCHEMES, NoSuchNumber, compact
from bonitas.ledger.identity.shelf import Row, Shelf
from bonitas.ledger.postgres.address import is_postgres, shown
from bonitas.ledger.report import Report
from bonitas.ledger.sources.chunk import BadFile
from bonitas.ledger.sources.which import Input
from bonitas.ledger.store import Store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

#: What is hashed to know a key again.
_PROOF: Final = ("", "this book's key")


def beside(ledger: str | Path) -> Path | str:
    """Where the identifiers of a ledger's subjects lie: a file of their own, or the same database. BonitasError L612 for a ledger in
    memory.

    >>> beside("standing.duckdb").name
    'standing.duckdb.identities'
    """
    if str(ledger) == ":memory:":
        raise trouble("L612", ledger)
    if is_postgres(ledger):
        return str(ledger)
    path = Path(ledger)
    return path.with_name(path.name + ".identities")


class IdentityBook:
    """Who has which identifier. A context manager; opened with the key that it was begun with (BonitasError L607 otherwise)."""

    def __init__(self, place: Path | str, key: bytes, *, write: bool = False) -> None:
        self._key = key
        self._shelf = shelf_at(place, proof_of(key), write=write)
        if self._shelf.proof() != proof_of(key):
            self._shelf.close()
            raise trouble("L607", shown(str(place)))

    def holders(self, scheme: str, number: str) -> list[str]:
        """The subjects that have this number: one, or none. NoSuchNumber if it cannot be a number of the scheme."""
        return self._shelf.holders(scheme, hashed(self._key, scheme, compact(SCHEMES[scheme], number)))

    @property
    def proof(self) -> str:
        """What is the same of two books exactly if they have the same key."""
        return proof_of(self._key)

    def digest(self, scheme: str, number: str) -> str:
        """What this book knows a number by, which `compact` has spelt."""
        return hashed(self._key, scheme, number)

    def digests(self) -> list[tuple[str, str, str]]:
        """Subject, scheme and keyed hash of every number that is on file."""
        return [(subject, scheme, digest) for subject, scheme, digest, _ in self._shelf.all()]

    def take(self, claims: Iterable[Claim], file: str | None, sealed_to: X25519PublicKey | None = None) -> Report:
        """Keep the claims that are new and contradict nothing, all in one transaction; list the others by line.

        With `sealed_to`, a sealed copy of each number is kept too, also of those that are there without one.
        """
        with self._shelf.alone():
            known = self._shelf.all()
            owner = {(scheme, digest): subject for subject, scheme, digest, _ in known}
            has = {(subject, scheme): sealed for subject, scheme, _, sealed in known}
            fresh: list[Row] = []
            copies: list[Row] = []
            there, problems = 0, []
            now = time.time_ns() // 1000
            for claim in claims:
                row = Row(claim.subject, claim.scheme, hashed(self._key, claim.scheme, claim.number), now)
                held_by, mine = owner.get((row.scheme, row.digest)), (row.subject, row.scheme)
                if held_by == claim.subject:
                    there += 1
                    if sealed_to is not None and not has[mine]:
                        copies.append(_with_copy(row, claim, sealed_to))
                        has[mine] = True
                elif held_by is not None or mine in has:
                    problems.append(_contradiction(claim, held_by, file))
                else:
                    owner[row.scheme, row.digest], has[mine] = row.subject, sealed_to is not None
                    fresh.append(row if sealed_to is None else _with_copy(row, claim, sealed_to))
            if fresh:
                self._shelf.keep(fresh)
            if copies:
                self._shelf.keep_copies(copies)
        return Report(added=len(fresh), already_there=there, rejected=len(problems), problems=tuple(problems))

    def close(self) -> None:
        """Let go of it."""
        self._shelf.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def identify(ledger: Store, what: Input, key: bytes, *, sealed_to: X25519PublicKey | None = None) -> Report:
    """Add identifiers of a ledger's subjects from a file, an Arrow table or dicts: `subject`, `scheme`, `number`.

    Good rows are kept, bad ones listed; what is kept is the subject, the scheme and the keyed hash of the number, and with
    `sealed_to` a copy that only the holder of that key's private half can open.
    """
    try:
        found, problems, file = claims_of(what, Subjects(ledger))
    except BadFile as exc:
        return Report(problems=tuple(exc.problems))
    with IdentityBook(beside(ledger._place()), key, write=True) as book:
        kept = book.take(found, file, sealed_to)
    said = sorted((*problems, *kept.problems), key=lambda one: (one.line or 0, one.column or 0))
    bad = kept.rejected + len({one.line for one in problems})
    return Report(added=kept.added, already_there=kept.already_there, rejected=bad, problems=tuple(said))


def who(ledger: str | Path, scheme: str, number: str, key: bytes) -> str | None:
    """The subject of a ledger that has this number, or None. BonitasError for an unknown scheme or a number that cannot be one."""
    if scheme not in SCHEMES:
        raise trouble("L621", shown(str(ledger)), known=", ".join(SCHEMES))
    with IdentityBook(beside(ledger), key) as book:
        try:
            found = book.holders(scheme, number)
        except NoSuchNumber as exc:
            raise trouble("L602", shown(str(ledger)), title=SCHEMES[scheme].title, why=exc.why) from None
    return found[0] if found else None


def proof_of(key: bytes) -> str:
    """What a book keeps to know its key again."""
    return hashed(key, *_PROOF)


def shelf_at(place: Path | str, proof: str, *, write: bool) -> Shelf:
    """The rows of the book at a place; one that is not there is begun with this proof, if it may be written."""
    if not is_postgres(place):
        return FileShelf(Path(place), proof, write=write)
    from bonitas.ledger.postgres.identities import PostgresShelf  # noqa: PLC0415 - only where it is used

    return PostgresShelf(str(place), proof, write=write)


def _with_copy(row: Row, claim: Claim, key: X25519PublicKey) -> Row:
    from bonitas.ledger.identity.sealed import name_of, seal  # noqa: PLC0415 - only where numbers are sealed

    return row._replace(sealed=seal(key, claim.subject, claim.scheme, claim.number), sealed_to=name_of(key))


def _contradiction(claim: Claim, held_by: str | None, file: str | None) -> Problem:
    """One subject has one number of a scheme, and one number is one subject's."""
    words: Mapping[str, object] = {"title": SCHEMES[claim.scheme].title, "subject": claim.subject, "other": held_by}
    return problem("L604" if held_by is not None else "L603", file=file, line=claim.line, at=claim.at, words=words)
