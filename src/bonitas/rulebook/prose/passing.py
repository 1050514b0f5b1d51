"""Records made by a rule, in words: from which records or standings, of whom, and with what in them."""

from __future__ import annotations

from bonitas.rulebook.expression import Attr, Const
from bonitas.rulebook.model import DayOfYear, Spill, Transfer
from bonitas.rulebook.prose.described import Described, said
from bonitas.rulebook.prose.document import flowing
from bonitas.rulebook.prose.expressions import condition, literal, value
from bonitas.rulebook.prose.voice import Voice


def describe_passing(rule: Spill | Transfer, voice: Voice) -> Described:
    """One rule."""
    sides = _spill(rule, voice) if isinstance(rule, Spill) else _transfer(rule, voice)
    sources = (rule.source,) if rule.source else ()
    sentences = said(("text", voice.rest(rule.text)), *sides)
    return Described(f"passed-{rule.id}", voice.title(rule.text, rule.id), rule.id, None, "", sentences, None, sources)


def _spill(rule: Spill, voice: Voice) -> list[tuple[str, str]]:
    records = voice.kinds(rule.kinds, "record")
    made = voice.say("passed.same") if rule.as_ is None else voice.say("passed.kind", kind=voice.kind(rule.as_))
    key = rule.to if rule.of is None else f"{rule.to}.of"
    whom = voice.say(f"passed.{key}", kind=voice.kind(rule.of) if rule.of else "")
    first = voice.say("passed.spill", records=records, made=made, whom=whom)
    only = voice.say("passed.if", condition=condition(rule.when, voice)) if rule.when is not None else ""
    parts = [_given(name, str(value(given, voice)), voice) for name, given in rule.attributes]
    return [("passed", first), ("when", only), ("attributes", flowing(parts))]


def _transfer(rule: Transfer, voice: Voice) -> list[tuple[str, str]]:
    made = voice.say("passed.kind", kind=voice.kind(rule.as_))
    first = voice.say("passed.transfer", day=day_of_year(rule.on, voice), made=made)
    only = voice.say("passed.if", condition=condition(rule.when, voice)) if rule.when is not None else ""
    dated = voice.say("passed.next_day")
    if rule.dated is not None:
        year = ".later" if rule.dated.later else ""
        dated = voice.say(f"passed.dated{year}", day=day_of_year(rule.dated, voice))
    parts = []
    for name, given in rule.attributes:
        word = str(literal(given, voice, Attr(name, given.type))) if isinstance(given, Const) else voice.say(f"passed.{given}")
        parts.append(_given(name, word, voice))
    into = voice.say("passed.into", book=voice.language.quoted(rule.into)) if rule.into else ""
    return [("passed", first), ("when", only), ("dated", dated), ("attributes", flowing(parts)), ("into", into)]


def _given(name: str, word: str, voice: Voice) -> str:
    return voice.say("passed.given", name=voice.language.quoted(voice.label(name)), value=word)


def day_of_year(day: DayOfYear, voice: Voice) -> str:
    """`31 December`."""
    return voice.say("day_of_year", day=day.day, month=voice.language.months[day.month - 1])
