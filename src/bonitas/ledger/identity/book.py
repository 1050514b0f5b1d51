"""The book of identifiers beside a ledger: a file of its own that holds who has which hash, and no number."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import duckdb
import pyarrow as pa

from bonitas.common.problems import Problem
from bonitas.ledger.codes import problem, trouble
from bonitas.ledger.errors import translated
from bonitas.ledger.identity.key import hashed
from bonitas.ledger.identity.rows import Claim, Subjects, claims_of
from bonitas.ledger.identity.schemes import SCHEMES, NoSuchNumber, compact
from bonitas.ledger.report import Report
from bonitas.ledger.sources.chunk import BadFile
from bonitas.ledger.sources.which import Input
from bonitas.ledger.sql import connect
from bonitas.ledger.store import Store

#: What is hashed to know a key again.
_PROOF: Final = ("", "this book's key")


def beside(ledger: str | Path) -> Path:
    """Where the identifiers of a ledger's subjects lie. BonitasError L612 for a ledger in memory.

    >>> beside("standing.duckdb").name
    'standing.duckdb.identities'
    """
    if str(ledger) == ":memory:":
        raise trouble("L612", ledger)
    path = Path(ledger)
    return path.with_name(path.name + ".identities")


class IdentityBook:
    """Who has which identifier. A context manager; opened with the key that it was begun with (BonitasError L607 otherwise)."""

    def __init__(self, path: Path, key: bytes, *, write: bool = False) -> None:
        self.path, self._key = path, key
        if not path.exists():
            if not write:
                raise trouble("L608", path)
            _begin(path, key)
        with translated(path):
            self._con = connect(str(path), read_only=not write)
            try:
                row = self._con.execute("SELECT value FROM meta WHERE key = 'proof'").fetchone()
            except duckdb.CatalogException as exc:
                self._con.close()
                raise trouble("L609", path) from exc
        if row is None or row[0] != hashed(key, *_PROOF):
            self._con.close()
            raise trouble("L607", path)

    def holders(self, scheme: str, number: str) -> list[str]:
        """The subjects that have this number: one, or none. NoSuchNumber if it cannot be a number of the scheme."""
        digest = hashed(self._key, scheme, compact(SCHEMES[scheme], number))
        with translated(self.path):
            found = self._con.execute("SELECT subject FROM identifiers WHERE scheme = ? AND digest = ?", [scheme, digest])
            return [str(subject) for (subject,) in found.fetchall()]

    def take(self, claims: Iterable[Claim], file: str | None) -> Report:
        """Keep the claims that are new and contradict nothing, all in one transaction; list the others by line."""
        with translated(self.path):
            known = self._con.execute("SELECT subject, scheme, digest FROM identifiers").fetchall()
        owner = {(scheme, digest): subject for subject, scheme, digest in known}
        has = {(subject, scheme): digest for subject, scheme, digest in known}
        fresh: list[tuple[str, str, str, int]] = []
        there, problems = 0, []
        now = time.time_ns() // 1000
        for claim in claims:
            digest = hashed(self._key, claim.scheme, claim.number)
            held_by, held = owner.get((claim.scheme, digest)), has.get((claim.subject, claim.scheme))
            if held_by == claim.subject:
                there += 1
            elif held_by is not None or held is not None:
                problems.append(_contradiction(claim, held_by, file))
            else:
                owner[claim.scheme, digest], has[claim.subject, claim.scheme] = claim.subject, digest
                fresh.append((claim.subject, claim.scheme, digest, now))
        self._keep(fresh)
        return Report(added=len(fresh), already_there=there, rejected=len(problems), problems=tuple(problems))

    def _keep(self, fresh: list[tuple[str, str, str, int]]) -> None:
        if fresh:
            names = ("subject", "scheme", "digest", "recorded_at")
            table = pa.table(dict(zip(names, map(list, zip(*fresh, strict=True)), strict=True)))
            with translated(self.path):
                self._con.register("fresh", table)
                self._con.execute("INSERT INTO identifiers BY NAME SELECT * FROM fresh")
                self._con.unregister("fresh")

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def identify(ledger: Store, what: Input, key: bytes) -> Report:
    """Add identifiers of a ledger's subjects from a file, an Arrow table or dicts: `subject`, `scheme`, `number`.

    Good rows are kept, bad ones listed; what is kept is the subject, the scheme and the keyed hash of the number.
    """
    try:
        found, problems, file = claims_of(what, Subjects(ledger))
    except BadFile as exc:
        return Report(problems=tuple(exc.problems))
    with IdentityBook(beside(ledger.address), key, write=True) as book:
        kept = book.take(found, file)
    said = sorted((*problems, *kept.problems), key=lambda one: (one.line or 0, one.column or 0))
    bad = kept.rejected + len({one.line for one in problems})
    return Report(added=kept.added, already_there=kept.already_there, rejected=bad, problems=tuple(said))


def who(ledger: str | Path, scheme: str, number: str, key: bytes) -> str | None:
    """The subject of a ledger that has this number, or None. BonitasError for an unknown scheme or a number that cannot be one."""
    if scheme not in SCHEMES:
        raise trouble("L601", ledger, found=scheme, known=", ".join(SCHEMES))
    with IdentityBook(beside(ledger), key) as book:
        try:
            found = book.holders(scheme, number)
        except NoSuchNumber as exc:
            raise trouble("L602", ledger, title=SCHEMES[scheme].title, why=exc.why) from None
    return found[0] if found else None


def _begin(path: Path, key: bytes) -> None:
    """Make an empty book: it appears when it is whole, readable by its owner alone."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with translated(path):
        try:
            con = connect(str(fresh))
            con.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
            con.execute("INSERT INTO meta VALUES ('proof', ?)", [hashed(key, *_PROOF)])
            con.execute("CREATE TABLE identifiers (subject VARCHAR, scheme VARCHAR, digest VARCHAR, recorded_at BIGINT)")
            con.close()
            os.chmod(fresh, 0o600)
            with contextlib.suppress(FileExistsError):  # somebody else has begun it meanwhile
                os.link(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)


def _contradiction(claim: Claim, held_by: str | None, file: str | None) -> Problem:
    """One subject has one number of a scheme, and one number is one subject's."""
    words: Mapping[str, object] = {"title": SCHEMES[claim.scheme].title, "subject": claim.subject, "other": held_by}
    return problem("L604" if held_by is not None else "L603", file=file, line=claim.line, at=claim.at, words=words)
