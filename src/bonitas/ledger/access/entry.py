"""One access, its one spelling, and its place in the chain."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Final, Self

#: The subject of an access to everybody at once.
EVERYBODY: Final = "*"
#: What the chain begins with.
START: Final = bytes(32)
#: What is noted where nobody said what an access was for, and the ledger does not demand it.
NOT_STATED: Final = "not stated"
#: A row's own salt, in bytes: with it gone, nobody can try which content a digest was of.
SALT: Final = 16
#: No word of an access is longer: it is a note, not a letter.
LONGEST: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Somebody asked about a subject. `no` (from 1), `at` (microseconds since 1970 UTC, never before the row above) and `login` are
    given by the book when it is noted. Texts are "" where there is nothing of the kind.

    >>> Access(what="rate", subject="ann", by="desk 4", purpose="loan 7").text()
    '{"by":"desk 4","purpose":"loan 7","subject":"ann","what":"rate"}'
    """

    no: int = 0
    at: int = 0
    login: str = ""
    """Whom the operating system, or the database, took for the one who asked."""
    by: str = ""
    """Who says they asked."""
    purpose: str
    what: str
    """rate, explain, lookup, forecast, what-if, path, offers, file, letter, proof, …"""
    subject: str
    """Whom it was about; EVERYBODY for all at once."""
    recipient: str = ""
    """Who was given the answer; "": whoever asked."""
    rulebook: str = ""
    version: str = ""
    hash: str = ""
    on: str = ""
    standing: str = ""
    score: str = ""
    band: str = ""
    operator: str = ""
    """Under whose licence it was asked."""
    licences: str = ""
    """SHA-256 of the file of licences that says so."""
    numbers: str = ""
    """Of a `forget`: the rows that were emptied, as 3 5-9."""

    def text(self) -> str:
        """The access as canonical JSON in ASCII: keys in order, no blanks, nothing that is empty; `no`, `at` and `login` apart."""
        said = {name: value for name, value in asdict(self).items() if value != "" and name not in GIVEN}
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    @classmethod
    def of(cls, no: int, at: int, login: str, text: str | None) -> Self:
        """A row of the book as an access; emptied, it has only what the book gave it. ValueError if it is no access."""
        if text is None:
            return cls(no=no, at=at, login=login, purpose="", what="", subject="")
        found = json.loads(text)
        if not isinstance(found, dict) or not set(found) <= SAID or not all(isinstance(one, str) for one in found.values()):
            msg = "not an access"
            raise ValueError(msg)
        return cls(**{"purpose": "", "what": "", "subject": "", **found, "no": no, "at": at, "login": login})

    def clean(self) -> Self:
        """Words that any store can hold: no half characters, no NUL, none without end."""
        said = {name: getattr(self, name) for name in SAID}
        return replace(self, **{name: _whole(value)[:LONGEST] for name, value in said.items()})  # type: ignore[arg-type]


GIVEN: Final = frozenset({"no", "at", "login"})
SAID: Final = frozenset(field.name for field in fields(Access)) - GIVEN


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")


def digested(salt: bytes, text: str) -> bytes:
    """What a row keeps of its content, should the content have to go."""
    return hashlib.sha256(salt + text.encode("ascii")).digest()


def chained(before: bytes, no: int, at: int, login: str, digest: bytes) -> bytes:
    """A row's link: SHA-256 of the link before, its number and moment (8 bytes each, the highest first), and the digests of the login
    and of the content."""
    numbers = no.to_bytes(8, "big") + at.to_bytes(8, "big")
    return hashlib.sha256(before + numbers + hashlib.sha256(login.encode()).digest() + digest).digest()


def spans(numbers: list[int]) -> str:
    """Numbers in a short form.

    >>> spans([3, 5, 6, 7]), unspanned("3 5-7")
    ('3 5-7', [range(3, 4), range(5, 8)])
    """
    runs: list[list[int]] = []
    for no in sorted(set(numbers)):
        if runs and runs[-1][1] == no - 1:
            runs[-1][1] = no
        else:
            runs.append([no, no])
    return " ".join(span(first, last) for first, last in runs)


def span(first: int, last: int) -> str:
    """A run of numbers in a short form."""
    return str(first) if first == last else f"{first}-{last}"


def unspanned(text: str) -> list[range]:
    """The numbers of a short form; of what cannot be read there are none."""
    found = []
    for part in text.split():
        first, _, last = part.partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            found.append(range(int(first), int(last or first) + 1))
    return found
