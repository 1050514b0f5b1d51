"""The way to a band: how long to wait, or what to do. Every combination of steps is tried, and the kernel is the judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from math import comb
from typing import Any, Final

import numpy as np

from bonitas.catalogue.model import Catalogue
from bonitas.common.amounts import decimal_of
from bonitas.common.days import iso
from bonitas.engine.acts import Step, acts, but_for_amounts, described
from bonitas.engine.codes import trouble
from bonitas.engine.kernel import layout as ly
from bonitas.engine.open_records import open_steps
from bonitas.engine.question import Day, Instant, now, to_day, to_instant, today
from bonitas.engine.rate import catalogue_of, rate
from bonitas.engine.shares import is_relative
from bonitas.engine.supposed import as_instant
from bonitas.engine.trials import Reached, Target, first_day, nearness, trying
from bonitas.common.problems import nearest as nearest_name
from bonitas.ledger.base import Filed
from bonitas.engine.still import of_one_state
from bonitas.rulebook.model import Rulebook, Rules

#: So many combinations of one number of steps are tried at most.
MOST_TRIALS: Final = 20_000
#: Of one number of steps so many ways are shown.
MOST_WAYS: Final = 5


@dataclass(frozen=True, slots=True)
class Path:
    """The ways to a band. `content` is what `path --json` prints; scores are exact Decimals, dates ISO text."""

    content: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """What `path --json` prints."""
        return self.content


@dataclass(slots=True)
class Search:
    """A search for one subject. `ways` are those found, each later one with more steps and an earlier day."""

    book: Rulebook
    ledger: Filed
    subject: str
    target: Target
    day: int
    known: int
    until: int
    ways: list[tuple[tuple[Step, ...], int, ly.Ints]] = field(default_factory=list)
    nearest: tuple[tuple[Step, ...], tuple[int, int, ly.Ints]] | None = None
    first: int = ly.NEVER
    progress: Callable[[int], None] | None = None
    tried: int = 0

    def run(self, rules: Rules, catalogue: Catalogue, most: int) -> tuple[list[Step], str | None]:
        """Wait, then try one step, then two, and so on. The steps, and what stopped the search before it could be certain that
        nothing leads there sooner."""
        self.level([()])
        if self.first <= self.day:
            return [], None
        made, whole = acts(rules, catalogue, self.day)
        steps = [*open_steps(rules, catalogue, self.ledger, self.subject, self.day, self.known), *made]
        steps = self.told_apart(steps) if steps else []
        for count in range(1, most + 1 if steps else 1):
            if comb(len(steps) + count - 1, count) > MOST_TRIALS:
                return steps, "trials"
            tried = [chosen for chosen in combinations_with_replacement(steps, count) if _possible(chosen)]
            if tried:
                self.level(tried)
            if self.first <= self.day:
                return steps, None
        more = any(not step.once for step in steps) or len(steps) > most
        return steps, "most_steps" if more else None if whole else "acts"

    def as_dict(self, catalogue: Catalogue, lang: str) -> dict[str, Any]:
        """The ways found; where there is none, the nearest."""
        near = None if self.ways else self.nearest
        return {
            "options": [_way(self.book, catalogue, lang, *way) for way in self.ways],
            "nearest": None if near is None else _way(self.book, catalogue, lang, near[0], near[1][1], near[1][2]),
        }

    def level(self, tried: Sequence[tuple[Step, ...]]) -> None:
        """Try lists of steps of one length; keep the ways that reach the band sooner than every shorter one."""
        self.tried += len(tried)
        if self.progress:
            self.progress(self.tried)
        with trying(self.book, self.ledger, self.subject, tried, self.day, self.known) as trials:
            found = first_day(trials, self.target, min(self.until, self.first - 1))
        if found.day < self.first:
            self.first = found.day
            smallest: dict[object, int] = {}
            for place, number in enumerate(found.trials):
                smallest.setdefault(but_for_amounts(tried[number]), place)
            order = sorted(smallest.values(), key=lambda place: -int(found.results[place, ly.R_SCORE]))[:MOST_WAYS]
            self.ways += [(tried[found.trials[i]], found.day, found.results[i]) for i in order]
        self._nearer(tried, found)

    def _nearer(self, tried: Sequence[tuple[Step, ...]], found: Reached) -> None:
        if found.best and (self.nearest is None or nearness(found.best)[:3] < nearness(self.nearest[1])[:3]):
            self.nearest = (tried[found.best[0]], found.best)

    def told_apart(self, steps: Sequence[Step]) -> list[Step]:
        """Of acts of one kind that alone come to the same standing and the same next change, the first; the others stay."""
        with trying(self.book, self.ledger, self.subject, [(step,) for step in steps], self.day, self.known) as trials:
            every = np.arange(len(steps))
            results, nexts = trials.rated(every, np.full(len(steps), self.day, np.int64), changes=True)
        seen: set[object] = set()
        kept = []
        for i, step in enumerate(steps):
            sign = (step.kind, results[i].tobytes(), int(nexts[i]))
            if step.do != "record" or sign not in seen:
                seen.add(sign)
                kept.append(step)
        return kept


@of_one_state
def path(
    book: Rulebook,
    ledger: Filed,
    *,
    subject: str,
    to: str,
    by: Day | None = None,
    on: Day | None = None,
    known_at: Instant | None = None,
    most_steps: int = 3,
    lang: str = "en",
    progress: Callable[[int], None] | None = None,
) -> Path:
    """The fewest steps, and the first day, that bring one subject into the band `to` or a better one.

    Waiting is tried first, then one step, then two, up to `most_steps`, all done on the asked day; a way is listed if it reaches
    the band sooner than every way of fewer steps, and no later than `by`. Steps are records of kinds that the catalogue says are
    made by `oneself`, and settling or ending records that are open. The search is exact for the steps that it lists; `complete` is
    false where a bound stopped it, and `stopped_by` says which. Where bands are drawn by share (`relative`), days on
    which only others move are not looked for. `progress` is called with the number of combinations begun so far. Errors as for
    `rate`; E142 for a band that the rulebook does not have.
    """
    day = today(book) if on is None else to_day(on)
    known = now() if known_at is None else to_instant(known_at)
    until = ly.NEVER - 1 if by is None else to_day(by)
    rules, catalogue = book.rules_on(day), catalogue_of(ledger)
    row = next(rate(book, ledger, subject=subject, on=iso(day), known_at=as_instant(known), lang=lang).rows())
    names = [band.name for band in rules.bands.bands] if rules else []
    if rules is not None and to not in names:
        raise trouble("E142", found=to, on=iso(day), known=", ".join(names), nearest=nearest_name(to, names))
    content: dict[str, Any] = {**row, "title": book.title.say(lang), "to": to, "by": None if by is None else iso(until)}
    search = Search(book, ledger, subject, Target(book, to), day, known, until, progress=progress)
    steps: list[Step] = []
    stopped: str | None = None
    if rules is not None and row["standing"] != "not_rated":
        steps, stopped = search.run(rules, catalogue, most_steps)
    bounds = {"most_steps": most_steps, "complete": stopped is None, "stopped_by": stopped, "relative": is_relative(book)}
    listed = [step.as_dict(catalogue, lang) for step in steps]
    return Path(content | search.as_dict(catalogue, lang) | {"steps": listed} | bounds)


def _possible(chosen: Sequence[Step]) -> bool:
    """Nothing is settled or ended twice."""
    return all(times == 1 or not step.once for step, times in described(chosen))


def _way(
    book: Rulebook, catalogue: Catalogue, lang: str, steps: Sequence[Step], day: int, result: ly.Ints
) -> dict[str, Any]:  # fmt: skip
    """One way as `path --json` prints it."""
    rules = book.rules_on(day)
    assert rules is not None
    return {
        "on": iso(day),
        "steps": [{**step.as_dict(catalogue, lang), "times": times} for step, times in described(steps)],
        "count": len(steps),
        "score": decimal_of(int(result[ly.R_SCORE])),
        "band": rules.bands.bands[int(result[ly.R_BAND])].name,
    }
