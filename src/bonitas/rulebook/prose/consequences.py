"""What follows from a band, in words."""

from __future__ import annotations

from typing import Final

from bonitas.rulebook.model import Consequence
from bonitas.rulebook.prose.described import Described, said
from bonitas.rulebook.prose.expressions import condition
from bonitas.rulebook.prose.voice import Voice

#: From so many neighbouring bands on, only the last of them is named.
FEW: Final = 3


def describe_consequence(rule: Consequence, voice: Voice) -> Described:
    """A benefit or a detriment: for which bands, by whom, in which context, on which condition, how long."""
    title = voice.title(rule.text, rule.id)
    sides = said(
        ("text", voice.rest(rule.text)),
        ("bands", _bands(rule, voice)),
        ("provider", _provider(rule, voice)),
        ("when", voice.say("consequence.if", condition=condition(rule.when, voice)) if rule.when is not None else ""),
        ("lasts", _lasts(rule, voice)),
    )
    return Described(f"{rule.kind}-{rule.id}", title, rule.id, None, "", sides, None, (rule.source,) if rule.source else ())


def _bands(rule: Consequence, voice: Voice) -> str:
    """All bands, the best or the lowest so many, or the bands by name."""
    every = tuple(band.name for band in voice.rules.bands.bands)
    names, count = tuple(sorted(rule.bands, key=lambda name: every.index(name) if name in every else -1)), len(rule.bands)
    if count >= FEW and names == every:
        return voice.say("consequence.bands.all")
    if count >= FEW and names == every[-count:]:
        return voice.say("consequence.bands.below", band=voice.band(names[0]))
    if count >= FEW and names == every[:count]:
        return voice.say("consequence.bands.above", band=voice.band(names[-1]))
    key = {0: "none", 1: "one"}.get(count, "many")
    return voice.say(f"consequence.bands.{key}", bands=voice.language.together([voice.band(name) for name in names]))


def _provider(rule: Consequence, voice: Voice) -> str:
    key = "provider" if rule.kind == "benefit" else "decided"
    return voice.say(f"consequence.{key}", provider=rule.provider, context=voice.context(rule.context))


def _lasts(rule: Consequence, voice: Voice) -> str:
    if rule.lasts is None:
        return voice.say("consequence.held")
    return voice.say("consequence.lasts", time=voice.language.duration(rule.lasts))
