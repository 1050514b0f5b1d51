"""How long an effect counts, in words."""

from __future__ import annotations

from typing import Literal

from bonitas.rulebook.model import CalendarEnd, Clause, Fixed, Lapse, Lasts, LastsBySize, LastsByTable
from bonitas.rulebook.prose.expressions import fact, value
from bonitas.rulebook.prose.language import Worded
from bonitas.rulebook.prose.voice import Voice


def lasts_words(lasts: Lasts, clock: Literal["event", "end"], voice: Voice) -> str:
    """The sentence on the end of a clause's effect."""
    day = "ended_on" if clock == "end" else "occurred_on"
    suffix = ".end" if clock == "end" else ""
    match lasts:
        case LastsBySize():
            by: Worded = Worded(voice.say("lasts.size"))
            rows = [(_size(up_to, voice), lapse) for up_to, lapse in lasts.rows]
        case LastsByTable():
            by = value(lasts.by, voice)
            rows = _levels(lasts, voice)
        case _:
            return voice.say(f"lasts{suffix}", lapse=lapse_words(lasts, day, voice))
    return voice.say(f"lasts{suffix}.various", clock=fact(day, voice), by=by, rows=_listed(rows, day, voice))


def lasts_of(clause: Clause) -> Lasts:
    """The end of a clause's effect. Where it goes by the size of points that are always the same, only that end matters."""
    if not isinstance(clause.lasts, LastsBySize) or not isinstance(clause.points, Fixed) or clause.again is not None:
        return clause.lasts
    size = abs(clause.points.points)
    return next(lapse for up_to, lapse in clause.lasts.rows if up_to is None or size <= up_to)


def rows_words(lasts: LastsByTable, day: str, voice: Voice) -> str:
    """The rows of a table of ends: `county: 1 year; otherwise: 2 years`."""
    return _listed(_levels(lasts, voice), day, voice)


def _levels(lasts: LastsByTable, voice: Voice) -> list[tuple[str, Lapse]]:
    return [*((voice.choice(key, lasts.by), lapse) for key, lapse in lasts.rows), (voice.say("lasts.otherwise"), lasts.otherwise)]


def _listed(rows: list[tuple[str, Lapse]], day: str, voice: Voice) -> str:
    return voice.say("list.then").join(voice.say("lasts.row", name=key, time=_short(lapse, day, voice)) for key, lapse in rows)


def lapse_words(lapse: Lapse, day: str, voice: Voice) -> str:
    """`for 1 year from the day it occurred`, or `until the end of the calendar year in which it occurred`."""
    if isinstance(lapse, CalendarEnd):
        return voice.say(f"until.{lapse.unit}", in_which=voice.say(f"in_which.{day}"), clock=fact(day, voice))
    return voice.say("lapse", time=voice.language.duration(lapse), clock=fact(day, voice))


def _short(lapse: Lapse, day: str, voice: Voice) -> str:
    return lapse_words(lapse, day, voice) if isinstance(lapse, CalendarEnd) else str(voice.language.duration(lapse))


def _size(up_to: int | None, voice: Voice) -> str:
    return voice.say("lasts.above") if up_to is None else voice.say("lasts.up_to", points=voice.language.points(up_to))
