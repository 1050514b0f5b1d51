"""The German phrases of registers: what is shown, as what, and for how long."""

from __future__ import annotations

from typing import Final

SHOWN: Final = {
    "shown": "Er wird als {as_} gezeigt, und zwar {lapse}.",
    "shown.end": "Er wird als {as_} gezeigt, solange der Vorgang andauert, und nach dessen Ende {lapse}.",
    "shown.various": "Er wird als {as_} gezeigt; wie lange ab {clock:dat}, richtet sich nach {by:dat}: {rows}.",
    "shown.end.various": (
        "Er wird als {as_} gezeigt, solange der Vorgang andauert; wie lange ab {clock:dat}, richtet sich nach {by:dat}: {rows}."
    ),
    "shown.removed": "er wird gelöscht und nicht mehr gezeigt",
    "shown.becomes": "er wird als {as_} gezeigt",
    "shown.stays": "er wird weiter so gezeigt",
    "shown.after": "{effect}, jedoch nicht, bevor ab {clock:dat} {time} vergangen sind",
    "shown.how": (
        "Was hier gezeigt wird, bringt keine Punkte und kostet keine. Wer das Register einsehen darf, sieht den Eintrag so lange, "
        "wie es hier steht, und nicht länger."
    ),
    "h.shown": "Was anderen gezeigt wird",
    "summary.shows": "Dieses Register zeigt Einträge über {who}, im Zusammenhang {context}.",
    "rated.nobody": (
        "Nach diesem Regelwerk wird niemand bewertet: Es ist ein Register und sagt, was von wem gezeigt wird, als was und wie lange."
    ),
}
