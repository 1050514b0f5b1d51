"""What a check is, what it goes by, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from bonitas.law.case import Case

Severity = Literal["bars", "warns"]
#: How sure the words of an article are: looked up in a text of it or one that quotes it; told by others; from memory.
Sure = Literal["looked up", "secondary", "memory", "ours"]
#: The two readings of what is unclear: the strict and the lenient.
Readings = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Article:
    """One provision: `demands` is a short text of ours of what it asks; it holds from day number `since` on."""

    cite: str
    demands: str
    sure: Sure
    since: int


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check finds at one part of a rulebook. `keys` lead to its place in the text. `severity` and `readings`, where they are
    given, take the place of the check's own."""

    part: str
    id: str
    message: str
    keys: tuple[str, ...]
    severity: Severity | None = None
    readings: Readings = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check: of a jurisdiction (the letters of its code; `ANY`: everywhere), by an article. `topic`: a check of a jurisdiction
    takes the place of one of `ANY` with the same topic where both find the same. `people`: only where people are rated."""

    code: str
    severity: Severity
    article: Article
    find: Callable[[Case], Iterable[Hit]]
    remedy: str
    topic: str = ""
    people: bool = True
    readings: Readings = None

    @property
    def jurisdiction(self) -> str:
        return self.code.rstrip("0123456789")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that may not be operated (`bars`) or is doubtful (`warns`), its place, and the law it goes by."""

    code: str
    severity: Severity
    file: str | None
    line: int | None
    column: int | None
    part: str
    id: str
    message: str
    article: str
    demands: str
    sure: Sure
    readings: Readings
    remedy: str

    def as_dict(self) -> dict[str, object]:
        """As `law --json` prints it."""
        found: dict[str, object] = {name: getattr(self, name) for name in self.__slots__ if name != "readings"}
        strict, lenient = self.readings or (None, None)
        return {**found, "strict_reading": strict, "lenient_reading": lenient}

    def __str__(self) -> str:
        where = f"the {self.part} '{self.id}'" if self.id else f"the {self.part}"
        return f"{self.code} {where} ({self.article})"
