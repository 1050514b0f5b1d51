"""What a clause gives or takes, in words and in short."""

from __future__ import annotations

from typing import Literal

from bonitas.common.amounts import UNIT
from bonitas.rulebook.expression import Expr, type_of
from bonitas.rulebook.model import ByTable, CalendarPeriod, Chosen, Clause, Fixed, PerUnit, Rolling, Tier, Value
from bonitas.rulebook.prose.bins import rows_words
from bonitas.rulebook.prose.document import flowing
from bonitas.rulebook.prose.expressions import amount, money, value
from bonitas.rulebook.prose.voice import Voice
from bonitas.rulebook.reach import of_running

Direction = Literal["gains", "losses", "mixed", "ceilings"]


def reach(points: Value) -> tuple[int | None, int | None]:
    """The least and the most points a value can come to; None where there is no end."""
    match points:
        case Fixed():
            return points.points, points.points
        case Chosen():
            return points.low, points.high
        case ByTable() if points.running is not None:
            return of_running(points.table)
        case ByTable():
            worth = [row.points for row in points.table.rows]
            return min(worth, default=0), max(worth, default=0)
        case PerUnit():
            return _tiers_reach(points.tiers)


def _tiers_reach(tiers: tuple[Tier, ...]) -> tuple[int | None, int | None]:
    low: int | None = 0
    high: int | None = 0
    for tier in tiers:
        if tier.up_to is None:
            low, high = (None, high) if tier.gives < 0 else (low, None)
        elif tier.gives < 0:
            low = None if low is None else low - abs(tier.up_to)
        else:
            high = None if high is None else high + abs(tier.up_to)
    return low, high


def direction(clause: Clause) -> Direction:
    """Whether a clause gives, takes, can do both (or neither), or only puts a ceiling on the band."""
    if clause.points is None:
        return "ceilings"
    low, high = reach(clause.points)
    if low == high == 0:
        return "mixed"
    if low is not None and low >= 0:
        return "gains"
    return "losses" if high is not None and high <= 0 else "mixed"


def points_words(points: Value, voice: Voice) -> str:
    """The sentence that says what each record gives or takes."""
    match points:
        case Fixed(points=0):
            return voice.say("counts_nothing", points=voice.language.points(0))
        case Fixed():
            return voice.say("gives" if points.points > 0 else "takes", points=voice.language.points(abs(points.points)))
        case Chosen():
            low, high = voice.language.number(points.low), voice.language.points(points.high)
            return voice.say("chosen", low=low, high=high)
        case ByTable():
            said = voice.say("by_table", by=value(points.by, voice), rows=rows_words(points.table, points.by, voice))
            return flowing([said, _running(points.running, voice)])
        case PerUnit():
            return flowing([voice.say("tiers", tiers=tiers_words(points, voice)), _running(points.running, voice)])


def _running(per: CalendarPeriod | Rolling | None, voice: Voice) -> str:
    """Over which time amounts are added up."""
    match per:
        case None:
            return ""
        case CalendarPeriod(unit):
            return voice.say("running", period=voice.say("running.calendar", unit=voice.say(f"calendar.{unit}")))
        case Rolling(duration):
            return voice.say("running", period=voice.say("running.rolling", time=voice.language.duration(duration)))


def tiers_words(points: PerUnit, voice: Voice) -> str:
    """Tiers in turn: `1 point for each whole 100 of the amount (at most 10 points in this way); then, for what is left, …`."""
    parts = [_tier(tier, points.by, points.fractions, voice) for tier in points.tiers]
    return voice.say("list.then").join([parts[0], *(voice.say("tier.then", tier=part) for part in parts[1:])])


def _tier(tier: Tier, by: Expr, fractions: bool, voice: Voice) -> str:
    key = "tier.unit" if tier.each == UNIT and type_of(by) == "number" else "tier"
    key = f"{key}.fractions" if fractions else key
    each = money(tier.each, by, voice) if type_of(by) == "number" else amount(tier.each, type_of(by), voice)
    said = voice.say(key, points=voice.language.points(tier.gives), each=each, by=value(by, voice))
    if tier.up_to is None:
        return said
    return voice.say("tier.most", tier=said, most=voice.language.points(abs(tier.up_to)))


def figure(clause: Clause, voice: Voice) -> str:
    """A clause's worth in short: `−5 points`, `up to +20 points`, `at most “D”`."""
    points = _points_figure(clause.points, voice) if clause.points is not None else ""
    if clause.grade is None:
        return points
    ceiling = voice.say("sign.at_most", band=voice.band(clause.grade))
    return voice.say("sign.both", points=points, ceiling=ceiling) if points else ceiling


def _points_figure(points: Value, voice: Voice) -> str:
    low, high = reach(points)
    if low is None or high is None:
        return voice.say("sign.by_amount")
    if low == high:
        return str(voice.language.points(low, signed=True))
    if 0 in (low, high) and isinstance(points, PerUnit):
        return voice.say("sign.up_to", points=voice.language.points(low or high, signed=True))
    return voice.say("sign.range", low=voice.language.number(low, signed=True), high=voice.language.points(high, signed=True))
