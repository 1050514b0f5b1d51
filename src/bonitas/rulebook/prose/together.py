"""How clauses work together, in words: overlap, groups, freezes."""

from __future__ import annotations

from bonitas.rulebook.model import Clause, Freeze, Group, Rules
from bonitas.rulebook.prose.clauses import limit_words
from bonitas.rulebook.prose.described import Described, said
from bonitas.rulebook.prose.standing import describe_grades
from bonitas.rulebook.prose.voice import Voice


def describe_together(rules: Rules, voice: Voice) -> list[Described]:
    """Overlap, each group, the freezes and the ceilings, where there are clauses that they bear on."""
    if not rules.clauses:
        return []
    found = [Described("overlap", voice.say("overlap.title"), sentences=(("overlap", voice.say(f"overlap.{rules.overlap}")),))]
    names = [*rules.groups, *(clause.group for clause in rules.clauses if clause.group)]
    found += [_group(rules.groups.get(name, Group(name)), rules.clauses, voice) for name in dict.fromkeys(names)]
    if rules.freezes:
        found.append(_freezes(rules.freezes, voice))
    grades = describe_grades(rules, voice)
    return [*found, grades] if grades else found


def _group(group: Group, clauses: tuple[Clause, ...], voice: Voice) -> Described:
    members = dict.fromkeys(clause.id for clause in clauses if clause.group == group.name)
    rules = voice.language.together([voice.clause(name) for name in members])
    sides = said(
        ("members", voice.say("group.members", rules=rules) if members else voice.say("group.none")),
        *((f"limit {n}", limit_words(limit, voice)) for n, limit in enumerate(group.limits)),
    )
    title = voice.say("group.title", group=voice.group(group.name))
    return Described(f"group-{group.name}", title, sentences=sides)


def _freezes(freezes: tuple[Freeze, ...], voice: Voice) -> Described:
    lines = [("freeze", voice.say(f"freeze.{freeze.is_}", what=_what(freeze, voice))) for freeze in freezes]
    return Described("freeze", voice.say("freeze.title"), sentences=(*lines, ("freeze", voice.say("freeze.ends"))))


def _what(freeze: Freeze, voice: Voice) -> str:
    if freeze.clause is None:
        return voice.say("freeze.any")
    return voice.say("freeze.clause", clause=voice.clause(freeze.clause))
