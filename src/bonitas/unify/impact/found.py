"""What an impact comes to, as plain data: of two rulebooks or more, between every two of them, and by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bonitas.common.amounts import decimal_of
from bonitas.common.days import iso
from bonitas.common.problems import Problem
from bonitas.engine.impact import Impact as Pair
from bonitas.engine.impact import named
from bonitas.engine.kernel import layout as ly
from bonitas.engine.ratings import STANDINGS, Ratings
from bonitas.engine.resting import Resting
from bonitas.unify.impact.by_group import moved, of_resting, of_standings
from bonitas.unify.impact.codes import problem
from bonitas.unify.impact.groups import Groups
from bonitas.unify.impact.moves import Move, Standings
from bonitas.unify.impact.shares import share


@dataclass(frozen=True, slots=True)
class Impact:
    """What several rulebooks come to over the same subjects on the same day; `ratings`, `standings`, `rests` and `wrong` in the order
    of the rulebooks, `moves` between every two of them."""

    on: int
    ratings: tuple[Ratings, ...]
    standings: tuple[Standings, ...]
    moves: tuple[Move, ...]
    rests: tuple[Resting, ...]
    wrong: tuple[tuple[Mapping[str, Any], ...], ...]
    groups: Groups | None
    smallest: int
    sample: int
    seed: int

    def as_dict(self) -> dict[str, Any]:
        """As `impact --json` prints it. Of two rulebooks, `old`, `new` and what goes with them stand at the top as well."""
        pair = Pair(self.on, *self.ratings).as_dict() if len(self.ratings) == 2 else {}  # noqa: PLR2004
        return {
            **pair,
            "on": iso(self.on),
            "subjects": len(self.ratings[0]),
            "warnings": [one.as_dict() for one in self.warnings],
            "rulebooks": [self.of_book(i) for i in range(len(self.ratings))],
            "moves": [one.as_dict() for one in self.moves],
            "groups": self.by_group(),
            "smallest": self.smallest,
            "sample": self.sample,
            "seed": self.seed,
        }

    @property
    def warnings(self) -> list[Problem]:
        """What whoever asked should know (U604: a rulebook is not in force on the day)."""
        absent = [one.book.id for one in self.ratings if one.book.rules_on(self.on) is None]
        return [replace(problem("U604", found=name, on=iso(self.on)), severity="warning") for name in absent]

    def of_book(self, number: int) -> dict[str, Any]:
        """One rulebook: how many stand where, on what their bands rest, and what a wrong record costs."""
        ratings, standings = self.ratings[number], self.standings[number]
        counts = [int((ratings.results[:, ly.R_STANDING] == code).sum()) for code in range(len(STANDINGS))]
        return {
            **named(ratings.book),
            "title": ratings.book.title.say("en"),
            "standings": dict(zip(STANDINGS, counts, strict=True)),
            "bands": [
                {"band": name, "subjects": int(n)}
                for name, n in list(zip(standings.names, standings.counts.tolist(), strict=True))[: standings.bands]
            ],
            "rests_on_one": told(self.rests[number], counts[ly.SCORED]),
            "wrong_record": list(self.wrong[number]),
        }

    def by_group(self) -> dict[str, Any] | None:
        """The same by group, small counts left out; None where no groups were given."""
        if self.groups is None:
            return None
        groups, smallest = self.groups, self.smallest
        rests = []
        for ratings, found in zip(self.ratings, self.rests, strict=True):
            scored = ratings.results[:, ly.R_STANDING] == ly.SCORED
            rests.append({**named(ratings.book), "groups": of_resting(groups, found.count, scored, smallest).rows()})
        return {
            "groups": [{"group": name, "subjects": int(n)} for name, n in zip(groups.names, groups.sizes.tolist(), strict=True)],
            "joined": groups.joined,
            "standings": [
                {**named(ratings.book), "groups": of_standings(groups, standings, smallest).rows()}
                for ratings, standings in zip(self.ratings, self.standings, strict=True)
            ],
            "moves": [moved(groups, one, smallest) for one in self.moves],
            "rests_on_one": rests,
        }


def told(found: Resting, scored: int) -> dict[str, Any]:
    """Whose band rests on one part of a rulebook: how many of those with a score, and on which, most first."""
    parts: list[dict[str, Any]] = []
    for one in sorted(found.parts, key=lambda one: -(one.holds_up + one.holds_down)):
        instead = None if one.instead is None else decimal_of(one.instead)
        counts = {"holds_up": one.holds_up, "holds_down": one.holds_down, "instead": instead}
        parts.append({"what": one.part.what, "id": one.part.id, **counts})
    return {"of_parts": len(parts), **share(int((found.count > 0).sum()), scored), "parts": parts}
