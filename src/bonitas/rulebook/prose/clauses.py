"""Clauses in words: what counts, for how many points, how long, and what else bears on it."""

from __future__ import annotations

from bonitas.common.amounts import UNIT
from bonitas.common.days import ALWAYS, NEVER
from bonitas.rulebook.model import Again, CalendarPeriod, Clause, DecayStep, Fixed, Freeze, Limit, Repair, Rolling
from bonitas.rulebook.prose.described import Described, said
from bonitas.rulebook.prose.document import flowing
from bonitas.rulebook.prose.expressions import condition, fact
from bonitas.rulebook.prose.grounds import ground_words
from bonitas.rulebook.prose.lasting import lapse_words, lasts_of, lasts_words
from bonitas.rulebook.prose.points import figure, points_words
from bonitas.rulebook.prose.shown import shown_words
from bonitas.rulebook.prose.voice import Voice

_SETTLED = "settled_on"


def describe_clause(clause: Clause, voice: Voice) -> Described:
    """One clause, with its sides in the order in which a reader asks for them."""
    title = voice.title(clause.text, clause.id)
    sides = said(
        ("text", voice.rest(clause.text)),
        ("ground", ground_words(clause.grounds, voice)),
        ("applies", _applies(clause, voice)),
        ("points", points_words(clause.points, voice) if clause.points is not None else ""),
        ("grade", _ceiling(clause, voice)),
        ("lasts", lasts_words(lasts_of(clause), clause.clock, voice) if clause.counts else ""),
        ("again", again_words(clause.again, voice) if clause.again else ""),
        ("decay", _decay(clause.decay, clause.clock, voice)),
        *((f"limit {n}", limit_words(limit, voice)) for n, limit in enumerate(clause.limits)),
        ("repairs", _repairs(clause, voice)),
        ("freeze", flowing([_freezes(f, clause, voice) for f in voice.rules.freezes]) if clause.counts else ""),
        ("group", voice.say("group", group=voice.group(clause.group)) if clause.group else ""),
        ("shown", shown_words(clause.shown, voice) if clause.shown else ""),
        ("local", voice.say("local") if clause.local else ""),
        ("wording", _wording(clause, voice)),
    )
    key = f"clause-{clause.id}" if clause.since == ALWAYS else f"clause-{clause.id}-{clause.since}"
    sources = (clause.source,) if clause.source else ()
    fixed = isinstance(clause.points, Fixed) and clause.grade is None
    return Described(key, title, clause.id, clause.order + 1, figure(clause, voice), sides, None, sources, fixed)


def _applies(clause: Clause, voice: Voice) -> str:
    records = voice.kinds(clause.kinds, "record")
    if clause.when is None:
        return voice.say("applies", records=records)
    return voice.say("applies.if", records=records, condition=condition(clause.when, voice))


def _ceiling(clause: Clause, voice: Voice) -> str:
    return voice.say("ceiling", band=voice.band(clause.grade)) if clause.grade is not None else ""


def again_words(again: Again, voice: Voice) -> str:
    """What repeats count."""
    scope = "group" if again.group else "rule"
    group = voice.group(again.group) if again.group else ""
    if again.table is None:
        times = again.times or UNIT
        key = f"times.{times // UNIT}"
        plain = times % UNIT == 0 and voice.language.knows(key)
        many = voice.say(key) if plain else voice.say("times.n", n=voice.language.number(times))
        return voice.say(f"again.{scope}", times=many, group=group)
    last = len(again.table)
    rows = [
        voice.say("again.last" if n == last else "again.nth", n=voice.language.ordinal(n), points=voice.language.points(points))
        for n, points in enumerate(again.table, 1)
    ]
    return voice.say(f"again.table.{scope}", rows=voice.say("list.then").join(rows), group=group)


def limit_words(limit: Limit, voice: Voice) -> str:
    """A limit as one sentence."""
    party = ".party" if limit.each_counterparty else ""
    points = voice.language.points(limit.points)
    match limit.per:
        case None:
            return voice.say(f"limit{party}", points=points)
        case CalendarPeriod(unit):
            return voice.say(f"limit.calendar{party}", points=points, unit=voice.say(f"calendar.{unit}"))
        case Rolling(duration):
            return voice.say(f"limit.rolling{party}", points=points, time=voice.language.duration(duration))


def _decay(steps: tuple[DecayStep, ...], clock: str, voice: Voice) -> str:
    if not steps:
        return ""
    rows = [
        voice.say("decay.step", time=voice.language.duration(step.after), share=voice.language.percent(step.share * 100))
        for step in steps
    ]
    day = fact("ended_on" if clock == "end" else "occurred_on", voice)
    return voice.say("decay", steps=voice.say("list.then").join(rows), clock=day)


def _repairs(clause: Clause, voice: Voice) -> str:
    parts = [_repair(repair, clause, voice) for repair in clause.repairs]
    if len(parts) > 1:
        parts.append(voice.say("repair.first"))
    return flowing(parts)


def _repair(repair: Repair, clause: Clause, voice: Voice) -> str:
    effect = _repair_effect(repair, clause, voice)
    bare = condition(repair.when, voice)
    always = bare == voice.say("settled.yes")
    if repair.after is None:
        return voice.say("repair" if always else "repair.if", effect=effect, condition=bare)
    words = {
        "time": voice.language.duration(repair.after),
        "clock": fact("ended_on" if clause.clock == "end" else "occurred_on", voice),
    }
    return voice.say("repair.after" if always else "repair.after.if", effect=effect, condition=bare, **words)


def _repair_effect(repair: Repair, clause: Clause, voice: Voice) -> str:
    if repair.removed:
        return voice.say("repair.removed")
    points, ceiling = "", ""
    since = _SETTLED if repair.after is None else "taken_over"
    if repair.points is not None:
        points = voice.say("repair.points", points=voice.language.points(repair.points))
    elif clause.points is not None:
        points = voice.say("repair.same")
    if repair.grade is not None:
        ceiling = voice.say("repair.grade", band=voice.band(repair.grade))
    elif clause.grade is not None:
        ceiling = voice.say("repair.lifted")
    end = voice.say("repair.old_end") if repair.lasts is None else lapse_words(repair.lasts, since, voice)
    if points and repair.grade is None and ceiling:
        return voice.say("repair.then", effect=voice.say("repair.join", effect=points, time=end), ceiling=ceiling)
    effect = voice.language.together([part for part in (points, ceiling) if part])
    return voice.say("repair.join", effect=effect, time=end)


def _freezes(freeze: Freeze, clause: Clause, voice: Voice) -> str:
    """What a clause does to gains while it is in effect."""
    concerned = clause.grade is not None if freeze.clause is None else freeze.clause == clause.id
    return voice.say(f"freezes.{freeze.is_}") if concerned else ""


def _wording(clause: Clause, voice: Voice) -> str:
    if clause.since == ALWAYS and clause.until == NEVER:
        return ""
    if clause.until == NEVER:
        return voice.say("since", day=voice.language.date(clause.since))
    if clause.since == ALWAYS:
        return voice.say("until", day=voice.language.date(clause.until))
    return voice.say("since.until", since=voice.language.date(clause.since), until=voice.language.date(clause.until))
