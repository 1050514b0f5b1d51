"""Problems: what is wrong, where, and what to do. Stages collect them; they do not stop at the first."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input, said so that its author can mend it.

    `code` is stable (`R101`, `L203`, …); `line` and `column` count from 1 and are None where there is no text to point at.

    >>> p = Problem("R102", "Unknown key 'pionts'.", file="a.yaml", line=3, column=5, found="pionts", nearest="points")
    >>> print(p)
    a.yaml:3:5: R102 Unknown key 'pionts'. Did you mean 'points'?
    """

    code: str
    message: str
    severity: Severity = "error"
    file: str | None = None
    line: int | None = None
    column: int | None = None
    found: str | None = None
    nearest: str | None = None
    remedy: str | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """The problem as `check --json` prints it."""
        return asdict(self)

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        hint = f" Did you mean '{self.nearest}'?" if self.nearest else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        warn = "warning: " if self.severity == "warning" else ""
        return f"{where}{': ' if where else ''}{self.code} {warn}{self.message}{hint}{remedy}"


@dataclass(slots=True)
class Problems:
    """A growing list of problems with the one question that matters: may the work go on?

    >>> found = Problems()
    >>> found.add(Problem("R001", "The file is empty."))
    >>> found.fatal, len(found)
    (True, 1)
    """

    items: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        self.items.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        self.items.extend(problems)

    @property
    def fatal(self) -> bool:
        """True if at least one problem is an error and not just a warning."""
        return any(p.severity == "error" for p in self.items)

    def in_order(self) -> list[Problem]:
        """By file, line, column and code, each once."""
        key = lambda p: (p.file or "", p.line or 0, p.column or 0, p.code, p.message)  # noqa: E731
        return sorted(dict.fromkeys(self.items), key=key)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.items)


class BonitasError(Exception):
    """The input cannot be worked with; `problems` says why. Caught once, at the edge (CLI, service)."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` most likely meant, or None if nothing is close.

    >>> nearest("pionts", ["points", "lasts"])
    'points'
    >>> nearest("zzz", ["points", "lasts"]) is None
    True
    """
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return close[0] if close else None
