"""The connecting words of explanations, by language. Everything else that an explanation says comes from the rulebook itself."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "loss": "{text}: {points} points",
        "line": "{text}: {points} of {best} points",
        "ceiling": "{text}: no band above {band} while this has effect",
        "range": "The lower end of the range",
        "held": "A dispute about {record} is open: the record is held out.",
        "overlapped": "{item}: {record} counts under a stronger clause of the same act.",
        "again": "{item}: {record} is a repeat, so {from} becomes {to}.",
        "repaired": "{item}: {record} was settled, so {from} becomes {to}.",
        "lifted": "{item}: {record} was settled, so its direct grade is lifted.",
        "decay": "{item}: {record} has aged, so {from} becomes {to}.",
        "limit": "{item}: a limit was reached, so of {record} {to} counts in place of {from}.",
        "freeze": "{item}: gains are frozen, so {record} counts 0 in place of {from}.",
        "sum": "Base and points add up to {to}.",
        "clamp": "The score is kept within its limits: {from} becomes {to}.",
        "round": "The score is rounded: {from} becomes {to}.",
        "book": "A direct grade books the lowest score of its band: {from} becomes {to}.",
        "grade": "{item}: {record} puts a ceiling on the band: {band}.",
        "fallen": "The band before that was {band}.",
        "unknown": "{item} could not be judged for {record}: something it asks for is missing.",
        "undecided": "{item}: nobody has chosen the points for {record}, within the limits and with a reason.",
    },
    "de": {
        "loss": "{text}: {points} Punkte",
        "line": "{text}: {points} von {best} Punkten",
        "ceiling": "{text}: keine Stufe über {band}, solange dies wirkt",
        "range": "Das untere Ende der Skala",
        "held": "Zu {record} ist ein Widerspruch offen: der Eintrag zählt nicht mit.",
        "overlapped": "{item}: {record} zählt nach einer stärkeren Regel derselben Handlung.",
        "again": "{item}: {record} ist eine Wiederholung, aus {from} wird {to}.",
        "repaired": "{item}: {record} wurde erledigt, aus {from} wird {to}.",
        "lifted": "{item}: {record} wurde erledigt, die unmittelbare Einstufung entfällt.",
        "decay": "{item}: {record} liegt zurück, aus {from} wird {to}.",
        "limit": "{item}: eine Obergrenze ist erreicht, von {record} zählt {to} statt {from}.",
        "freeze": "{item}: Zugewinne ruhen, {record} zählt 0 statt {from}.",
        "sum": "Ausgangswert und Punkte ergeben {to}.",
        "clamp": "Der Wert bleibt in seinen Grenzen: aus {from} wird {to}.",
        "round": "Der Wert wird gerundet: aus {from} wird {to}.",
        "book": "Die unmittelbare Einstufung setzt den niedrigsten Wert ihrer Stufe: aus {from} wird {to}.",
        "grade": "{item}: {record} begrenzt die Stufe: {band}.",
        "fallen": "Die Stufe davor war {band}.",
        "unknown": "{item} konnte für {record} nicht beurteilt werden: eine nötige Angabe fehlt.",
        "undecided": "{item}: für {record} hat niemand die Punkte mit Begründung und in den Grenzen gewählt.",
    },
}


def phrase(lang: str, name: str, **words: object) -> str:
    """One phrase with its words filled in; English where a language has none."""
    return PHRASES.get(lang, PHRASES["en"])[name].format(**words)
