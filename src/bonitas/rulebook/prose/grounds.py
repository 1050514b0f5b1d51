"""Sensitive grounds in words."""

from __future__ import annotations

from collections.abc import Iterable

from bonitas.catalogue.model import GROUNDS
from bonitas.rulebook.prose.voice import Voice


def ground_words(grounds: Iterable[str], voice: Voice) -> str:
    """The sentence that marks a rule with its grounds; nothing where it has none."""
    said = listed(grounds, voice)
    return voice.say("ground", grounds=said) if said else ""


def listed(grounds: Iterable[str], voice: Voice) -> str:
    """Grounds in a sentence, each once: `petitions and complaints, and religion`."""
    found = set(grounds)
    return voice.language.together([voice.say(f"ground.{ground}") for ground in GROUNDS if ground in found])
