"""What a run is about, as `_run.json` says it: the question, the state of the ledger, and the parts that the answer is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from bonitas.engine.large.stretches import Stretch
from bonitas.engine.question import of_instant

#: The number of this form of `_run.json`. One with a higher number is not gone on with.
FORM: Final = 1
#: What can differ between two questions, in words.
WORDS: Final[Mapping[str, str]] = {
    "rulebook": "the rulebook", "version": "its version", "hash": "its hash", "on": "the day", "known_at": "what is known at",
    "asked": "who is asked for", "changes": "whether next changes are wanted", "lang": "the language", "program": "the program's version",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asks:
    """A question in plain data. `on` is None where the asked rows have days of their own; `asked`: a digest of these rows, or None for
    everybody. `ledger`: how far the ledger went when the question was asked. `known_at` in microseconds."""

    rulebook: str
    version: str
    hash: str
    on: str | None
    known_at: int
    asked: str | None
    changes: bool
    lang: str
    program: str
    ledger: Mapping[str, int]

    def differs(self, other: Asks) -> list[str]:
        """In words, where this question, asked now, differs from one asked before."""
        now, then = asdict(self), asdict(other)
        found = [
            f"{words} was {_said(name, then)} and is {_said(name, now)}"
            for name, words in WORDS.items()
            if now[name] != then[name]
        ]
        if now["ledger"] != then["ledger"]:
            found.append("the ledger has changed")
        return found


def _said(name: str, values: Mapping[str, Any]) -> str:
    value = values[name]
    if name == "asked":
        return "everybody" if value is None else "rows of their own"
    if name == "known_at":
        return of_instant(int(value)).isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Task:
    """A question and how its answer is cut into parts."""

    asks: Asks
    stretches: tuple[Stretch, ...]
    finished: bool = False

    @property
    def id(self) -> str:
        """A digest of question and stretches, which every part bears: a part of another task is never taken for one of this."""
        text = json.dumps([asdict(self.asks), [asdict(one) for one in self.stretches]], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def parts(self) -> tuple[str, ...]:
        """The name of each part's file, in order."""
        return tuple(part_name(number) for number in range(len(self.stretches)))

    def done(self) -> Task:
        return replace(self, finished=True)

    def text(self) -> str:
        """As `_run.json` holds it."""
        parts = [{"file": name, **asdict(one)} for name, one in zip(self.parts, self.stretches, strict=True)]
        whole = {"bonitas_ratings": FORM, "finished": self.finished, "question": asdict(self.asks), "parts": parts}
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def part_name(number: int) -> str:
    """So many digits that names stand in order.

    >>> part_name(7)
    'part-000007.parquet'
    """
    return f"part-{number:06d}.parquet"


class NewerError(ValueError):
    """A form that this program does not know yet."""


def read_task(text: str) -> Task:
    """The task that a `_run.json` holds; ValueError if it is none, NewerError if it has a newer form."""
    try:
        whole: Any = json.loads(text)
        if whole["bonitas_ratings"] > FORM:
            raise NewerError
        parts = tuple(Stretch(one["first"], one["last"], one["rows"], one["records"]) for one in whole["parts"])
        return Task(Asks(**whole["question"]), parts, whole["finished"] is True)
    except (KeyError, TypeError, AttributeError) as exc:
        msg = "it lacks what a run writes there"
        raise ValueError(msg) from exc


@cache
def program() -> str:
    """The version of this program: a newer one may have mended what an older one got wrong, so they do not share a folder."""
    try:
        return version("bonitas")
    except PackageNotFoundError:  # run from its source
        return "from source"
