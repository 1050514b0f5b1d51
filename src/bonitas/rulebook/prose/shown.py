"""The publicity window in words: as what a register shows a record, how long, and what ends or changes that earlier."""

from __future__ import annotations

from bonitas.common.texts import Text
from bonitas.rulebook.model import LastsByTable, Shown, ShownRepair
from bonitas.rulebook.prose.document import flowing
from bonitas.rulebook.prose.expressions import condition, fact, value
from bonitas.rulebook.prose.lasting import lapse_words, rows_words
from bonitas.rulebook.prose.voice import Voice


def shown_words(shown: Shown, voice: Voice) -> str:
    """All of it, as sentences that follow each other."""
    day = "ended_on" if shown.clock == "end" else "occurred_on"
    key = "shown.end" if shown.clock == "end" else "shown"
    as_ = _named(shown.as_, voice)
    if isinstance(shown.lasts, LastsByTable):
        by, rows = value(shown.lasts.by, voice), rows_words(shown.lasts, day, voice)
        first = voice.say(f"{key}.various", as_=as_, clock=fact(day, voice), by=by, rows=rows)
    else:
        first = voice.say(key, as_=as_, lapse=lapse_words(shown.lasts, day, voice))
    changes = [_repair(repair, day, voice) for repair in shown.repairs]
    if len(changes) > 1:
        changes.append(voice.say("repair.first"))
    return flowing([first, *changes])


def _named(text: Text, voice: Voice) -> str:
    return voice.language.quoted(voice.text(text).rstrip(".。"))


def _repair(repair: ShownRepair, day: str, voice: Voice) -> str:
    effect = _effect(repair, voice)
    if repair.after is not None:
        effect = voice.say("shown.after", effect=effect, time=voice.language.duration(repair.after), clock=fact(day, voice))
    bare = condition(repair.when, voice)
    if bare == voice.say("settled.yes"):
        return voice.say("repair", effect=effect)
    return voice.say("repair.if", effect=effect, condition=bare)


def _effect(repair: ShownRepair, voice: Voice) -> str:
    if repair.removed:
        return voice.say("shown.removed")
    becomes = voice.say("shown.becomes", as_=_named(repair.as_, voice)) if repair.as_ else voice.say("shown.stays")
    end = voice.say("repair.old_end") if repair.lasts is None else lapse_words(repair.lasts, "settled_on", voice)
    return voice.say("repair.join", effect=becomes, time=end)
