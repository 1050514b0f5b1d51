"""What is wrong with a rulebook, each with the line it stands in and a mark under the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bonitas.cli.console import say
from bonitas.cli.errors import shown, tell
from bonitas.common.problems import Problem
from bonitas.rulebook.model import Rulebook

#: Of a long source line, so many characters around the place are shown.
AROUND: Final = 100


def show_check(book: Rulebook | None, problems: Sequence[Problem]) -> None:
    """Every problem on standard error; how many there are, or that all is well, on standard output."""
    sources: dict[str, list[str]] = {}
    places = [_place(problem) for problem in problems]
    width = max(map(len, places), default=0)
    for problem, place in zip(problems, places, strict=True):
        tell(f"{place:<{width}}  {problem.code}  {problem.severity:<7}  {_words(problem)}")
        for line in _quoted(problem, sources):
            tell(line)
    if not problems and book is not None:
        say(f"{book.id}, version {book.version}: nothing is wrong.")
        say(f"hash {book.hash}")
        return
    counts = Counter(problem.severity for problem in problems)
    parts = [f"{counts[one]} {one}{'' if counts[one] == 1 else 's'}" for one in ("error", "warning") if counts[one]]
    say(f"{' and '.join(parts)}." if counts["error"] else f"{' and '.join(parts)}; the rulebook can be used.")


def _place(problem: Problem) -> str:
    return shown(":".join(str(part) for part in (problem.file or "-", problem.line, problem.column) if part is not None))


def _words(problem: Problem) -> str:
    hint = f" Did you mean '{problem.nearest}'?" if problem.nearest else ""
    return f"{problem.message}{hint}{f' {problem.remedy}' if problem.remedy else ''}"


def _quoted(problem: Problem, sources: dict[str, list[str]]) -> list[str]:
    """The source line and a caret under the column; nothing where there is no line to show."""
    if problem.file is None or problem.line is None:
        return []
    if problem.file not in sources:
        try:
            sources[problem.file] = Path(problem.file).read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            sources[problem.file] = []
    lines = sources[problem.file]
    if problem.line > len(lines):
        return []
    column = (problem.column or 1) - 1
    start = max(0, column - AROUND // 2)
    piece = shown(lines[problem.line - 1][start : start + AROUND])
    number = f"{problem.line:>6} | "
    mark = "".join("  " if _wide(c) else " " for c in piece[: column - start])
    return [f"{number}{piece}", f"{'':>6} | {mark}^" if problem.column else f"{'':>6} |"]


def _wide(character: str) -> bool:
    from unicodedata import east_asian_width

    return east_asian_width(character) in "WF"
