"""The plainest file that has a score: what a typical subject must at least have on file before anything can be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bonitas.unify.compare.asked.files import Answer, Asker, Entry, File

#: Records of a kind that are tried together: how many, a month apart each, and how many months ago the latest was.
PATTERNS: Final = ((1, 0), (1, 24), (3, 0), (12, 0), (40, 0))
#: So many steps lead to it at most.
STEPS: Final = 4


def plain_file(asker: Asker, kinds: Sequence[str], tried: Iterable[Entry]) -> tuple[File, Answer] | None:
    """A short file that has a score, and of those as short the one with the best; None if none was found.

    From an empty file on, the fewest records of one kind are added, once or some months in a row, that bring it a score, or past one of
    the rules that leave it without one; from there the search goes on.
    """
    entries = [*(Entry(kind) for kind in kinds), *tried]
    file: File = ()
    at = asker.ask([file])[0]
    for _ in range(STEPS):
        if at.score is not None:
            break
        found = _longer(asker, file, at, entries)
        if found is None:
            return None
        file, at = found
    return (file, at) if at.score is not None else None


def _longer(asker: Asker, file: File, at: Answer, entries: Sequence[Entry]) -> tuple[File, Answer] | None:
    """The shortest longer file that has a score, or is left without one by a later rule only."""
    for times, ago in PATTERNS:
        longer = [(*file, *_repeated(entry, times, ago)) for entry in entries]
        each = zip(longer, asker.ask(longer), strict=True)
        past = [(one, answer) for one, answer in each if answer.score is not None or answer.why > at.why]
        if past:
            return min(past, key=_order)
    return None


def _order(one: tuple[File, Answer]) -> tuple[bool, int, int]:
    """Those with a score first, then the best."""
    return one[1].score is None, -one[1].why, -(one[1].score or 0)


def _repeated(entry: Entry, times: int, ago: int) -> list[Entry]:
    return [Entry(entry.kind, entry.cells, ago + n, entry.days) for n in range(times)]
