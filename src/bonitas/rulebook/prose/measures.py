"""Measures and the lines of the scorecard in words."""

from __future__ import annotations

from bonitas.common.days import Duration
from bonitas.rulebook.expression import FACTS, Expr, Ref
from bonitas.rulebook.model import Grouping, Measure, ScoreItem, Table
from bonitas.rulebook.prose import document
from bonitas.rulebook.prose.bins import bin_words
from bonitas.rulebook.prose.described import Described, said
from bonitas.rulebook.prose.document import flowing
from bonitas.rulebook.prose.expressions import amount, condition, fact, money, value
from bonitas.rulebook.prose.grounds import ground_words
from bonitas.rulebook.prose.points import tiers_words
from bonitas.rulebook.prose.voice import Voice


def describe_measure(measure: Measure, voice: Voice) -> Described:
    """One measure: what it is, which records count, and what stands in where there is nothing."""
    title = voice.title(measure.text, measure.name)
    sides = said(
        ("text", voice.rest(measure.text)),
        ("ground", ground_words(measure.grounds, voice)),
        ("how", _how(measure, voice)),
        ("when", _when(measure, voice)),
        ("within", _within(measure, voice)),
        ("dated", _dated(measure, voice)),
        ("once per", _grouped(measure.once_per, "once", voice)),
        ("net per", _grouped(measure.net_per, "net", voice)),
        ("clamp", _clamp(measure, voice)),
        ("missing", _missing(measure, voice)),
    )
    return Described(
        f"measure-{measure.name}", title, measure.name, None, "", sides, None, (measure.source,) if measure.source else ()
    )


def _how(measure: Measure, voice: Voice) -> str:
    if measure.how == "state":
        return voice.say(
            "how.state", states=voice.say("list.then").join(_state(name, when, voice) for name, when in measure.states)
        )
    if measure.how == "formula":
        return voice.say("how.formula", formula=value(measure.formula, voice) if measure.formula is not None else "")
    key = f"how.age.{measure.pick}" if measure.how == "age" else f"how.{measure.how}"
    unit = voice.say(f"unit.{measure.type}") if measure.how == "age" else ""
    of = value(measure.value, voice) if measure.value is not None else ""
    return voice.say(key, records=voice.kinds(measure.kinds, "records"), value=of, unit=unit)


def _state(name: str, when: Expr | None, voice: Voice) -> str:
    if when is None:
        return voice.say("state.otherwise", name=voice.choice(name))
    return voice.say("state.if", name=voice.choice(name), condition=condition(when, voice))


def _when(measure: Measure, voice: Voice) -> str:
    when = condition(measure.when, voice) if measure.when is not None else ""
    if measure.how != "share":
        return voice.say("only", condition=when) if when else ""
    of = voice.say("share.of", condition=condition(measure.of, voice)) if measure.of is not None else voice.say("share.any")
    return flowing([of, voice.say("share.fits", condition=when) if when else voice.say("share.all")])


def _within(measure: Measure, voice: Voice) -> str:
    if measure.within is None:
        return ""
    if isinstance(measure.within, Duration):
        return voice.say("within", time=voice.language.duration(measure.within, months=measure.within.months == 12))  # noqa: PLR2004
    return voice.say(f"within.{measure.within}")


def _dated(measure: Measure, voice: Voice) -> str:
    if measure.dated == "occurred_on":
        return ""
    day = fact(measure.dated, voice) if measure.dated in FACTS else voice.attribute(measure.dated)
    return voice.say("dated", day=day)


def _grouped(group: Grouping | None, word: str, voice: Voice) -> str:
    if group is None:
        return ""
    said = _same(group, voice)
    if group.run is not None:
        return voice.say(f"{word}.run", group=said, time=voice.language.duration(group.run))
    return voice.say("once.first" if word == "once" else "net", group=said)


def _same(group: Grouping, voice: Voice) -> str:
    """` with the same counterparty in the same calendar week`."""
    keys = [
        voice.say(f"same.{key}") if key in ("counterparty", "furnisher", "kind") else _same_attribute(key, voice)
        for key in group.keys
    ]
    same = voice.say("same", keys=voice.language.together(keys)) if keys else ""
    return same + (voice.say(f"same.{group.calendar}") if group.calendar else "")


def _same_attribute(key: str, voice: Voice) -> str:
    return voice.say("same.attribute", name=voice.label(key))


def _clamp(measure: Measure, voice: Voice) -> str:
    if measure.clamp is None or measure.clamp == (None, None):
        return ""
    low, high = (None if end is None else _amount(end, measure, voice) for end in measure.clamp)
    key = "clamp.low" if high is None else "clamp.high" if low is None else "clamp.both"
    return voice.say("net.clamp" if measure.net_per else "clamp.plain", range=voice.say(key, low=low, high=high))


def _missing(measure: Measure, voice: Voice) -> str:
    if measure.when_missing is not None:
        return voice.say("when_missing", value=_amount(measure.when_missing, measure, voice))
    return voice.say("can_miss") if measure.can_be_missing else ""


def _amount(number: int, measure: Measure, voice: Voice) -> str:
    if measure.type == "number" and measure.value is not None:
        return str(money(number, measure.value, voice))
    return str(amount(number, measure.type, voice))


def describe_line(line: ScoreItem, voice: Voice) -> Described:
    """One line of the scorecard: a table of bins, or points by amount."""
    measure = next((m for m in voice.rules.measures if m.name == line.measure), None)
    of: Expr = Ref(line.measure, measure.type if measure else "number")
    title = (
        voice.title(line.text, line.id)
        if line.text or line.id != line.measure or measure is None
        else voice.title(measure.text, line.id)
    )
    table = _table(line.points, of, voice) if isinstance(line.points, Table) else None
    sides = said(
        ("text", voice.rest(line.text)),
        ("ground", ground_words(line.grounds, voice)),
        ("measure", voice.say("item.measure", measure=voice.measure(line.measure)) if line.id != line.measure else ""),
        ("points", "" if isinstance(line.points, Table) else voice.say("item.tiers", tiers=tiers_words(line.points, voice))),
        ("missing", voice.say("item.missing", points=voice.language.points(line.missing)) if line.missing is not None else ""),
    )
    return Described(f"line-{line.id}", title, line.id, None, "", sides, table, (line.source,) if line.source else ())


def _table(table: Table, of: Expr, voice: Voice) -> document.Table:
    rows = tuple((bin_words(row, of, voice), str(voice.language.points(row.points))) for row in table.rows)
    return document.Table((voice.say("t.value"), voice.say("t.points")), rows, numbers=(1,))
