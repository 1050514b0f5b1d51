"""What one rulebook does with one conduct: read from its clauses, or asked of the engine where the text alone does not say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from bonitas.common.amounts import decimal_of, half_away
from bonitas.common.texts import Text
from bonitas.engine.question import Day, to_day, today
from bonitas.rulebook.model import Rulebook, Rules
from bonitas.unify.crosswalk.model import Crosswalk

#: What gives or takes. `shown`: a register's entry, which others see and which gives and takes nothing.
Part = Literal["clause", "measures", "shown"]
Sign = Literal["gain", "loss", "both", "none"]
Repaired = Literal["no", "removed", "lighter"]


@dataclass(frozen=True, slots=True)
class Treatment:
    """What `rulebook` does with one record of `kind` that tells of `conduct`.

    `clause`: the id of a clause (`part` clause, shown), or the lines of the scorecard, the dimensions and whatever else look at such
    records, joined by `+` (`part` measures). `low` and `high`: the least and the most points (thousandths) that one record brings, without
    repeats and repairs; None is without bound. `share_low`, `share_high`: of the width of the scale; None if there is none.
    `days_low`, `days_high`: for how many days it counts, from the day of its clock; None is without end, or as long as the matter goes
    on. `bands_low`, `bands_high`: by how many bands the one and the other move a file that shows nothing else, up (> 0) or down (< 0);
    None where bands do not go by the score. `grade`: the best band that is left, whatever the points. `days_taking`: for how long it
    takes (0: it never does). `after_end`: it counts while the matter goes on, and these days from its end. `no_score`: there is no score
    any more. `unit`: where points go by an amount without bound, what one unit of it brings; `limit`: the most that the clause comes to
    in a period, whatever the records. `chosen`: somebody chooses within the bounds. `again`: repeats come to more. `asked`: found by
    asking the engine, over the records that were tried, not read from the text; where one record alone changes nothing, its points and
    days are 0. `line`: where it stands in `file`.
    """

    rulebook: str
    conduct: str
    kind: str
    part: Part
    clause: str
    low: int | None
    high: int | None
    share_low: Fraction | None
    share_high: Fraction | None
    days_low: int | None
    days_high: int | None
    bands_low: int | None
    bands_high: int | None
    grade: str | None = None
    days_taking: int | None = 0
    after_end: bool = False
    no_score: bool = False
    unit: int | None = None
    limit: int | None = None
    chosen: bool = False
    again: bool = False
    repaired: Repaired = "no"
    asked: bool = False
    text: Text = Text()
    basis: Text = Text()
    source: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def sign(self) -> Sign:
        """Whether it gives, takes, either, or neither."""
        gains = self.part != "shown" and (self.high is None or self.high > 0)
        loses = self.part != "shown" and (self.low is None or self.low < 0 or self.grade is not None or self.no_score)
        return "both" if gains and loses else "gain" if gains else "loss" if loses else "none"

    @property
    def loss(self) -> int | None:
        """The most that one record takes (thousandths, ≥ 0): up to the limit, or of an amount without bound one unit; None: by a grade,
        or the loss of the score, alone."""
        taken = self._most(self.low, -1)
        return None if taken == 0 and (self.grade is not None or self.no_score) else taken

    @property
    def by_unit(self) -> bool:
        """Whether it goes by an amount without bound or limit, so that `loss` and `gain` are of one unit."""
        return self.unit is not None and self.limit is None

    @property
    def gain(self) -> int:
        """The most that one record gives (thousandths, ≥ 0), reckoned in the same way."""
        return self._most(self.high, 1)

    def _most(self, bound: int | None, way: int) -> int:
        if self.part == "shown":
            return 0
        most = max(way * (bound if bound is not None else self.limit * way if self.limit is not None else self.unit or 0), 0)
        return most if self.limit is None else min(most, self.limit)

    def as_dict(self, lang: str = "en") -> dict[str, Any]:
        """As plain data: points as exact Decimals, shares as Decimals with six places, rounded once."""
        return {
            "rulebook": self.rulebook, "conduct": self.conduct, "kind": self.kind, "part": self.part, "clause": self.clause,
            "sign": self.sign, "points": {"lowest": points(self.low), "highest": points(self.high)},
            "share_of_scale": {"lowest": shown(self.share_low), "highest": shown(self.share_high)},
            "days": {"lowest": self.days_low, "highest": self.days_high, "taking": self.days_taking},
            "after_end": self.after_end,
            "bands": {"lowest": self.bands_low, "highest": self.bands_high}, "grade": self.grade, "no_score": self.no_score,
            "unit": points(self.unit), "limit": points(self.limit), "chosen": self.chosen, "again": self.again, "repaired": self.repaired, "asked": self.asked,
            "text": self.text.say(lang), "basis": self.basis.say(lang), "source": self.source, "file": self.file, "line": self.line,
        }  # fmt: skip


def points(amount: int | None) -> Any:
    """Thousandths as an exact Decimal; None stays None."""
    return None if amount is None else decimal_of(amount)


def shown(share: Fraction | None, places: int = 6) -> Any:
    """A share as a Decimal, rounded once, half away from zero.

    >>> str(shown(Fraction(-2, 3))), shown(None)
    ('-0.666667', None)
    """
    if share is None:
        return None
    return Decimal(half_away(share.numerator * 10**places, share.denominator)).scaleb(-places).normalize() + 0


def day_of(book: Rulebook, on: Day | None) -> tuple[int, Rules]:
    """The day that is asked about (None: today) and the rules then in force; the nearest day on which there are any."""
    day = today(book) if on is None else to_day(on)
    day = min(max(day, book.periods[0].start), book.periods[-1].end - 1)
    rules = book.rules_on(day)
    assert rules is not None
    return day, rules


def treatments(book: Rulebook, crosswalk: Crosswalk, *, on: Day | None = None) -> tuple[Treatment, ...]:
    """What a rulebook does with every conduct that it knows, on a day (None: today; the nearest day on which it is in force).

    In the order of the rulebook: its clauses, then what its measures look at. A clause about several conducts comes once for each. BonitasError:
    E101, E104 for a day that is none.
    """
    from bonitas.unify.compare.clauses import of_clauses  # noqa: PLC0415 - it needs the type above
    from bonitas.unify.compare.measured import of_measures  # noqa: PLC0415 - the same, and the engine is slow to load

    day, rules = day_of(book, on)
    measured, default = of_measures(book, rules, crosswalk, day)
    return (*of_clauses(book, rules, crosswalk, day, default), *measured)
