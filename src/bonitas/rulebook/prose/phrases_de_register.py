"""The German phrases of registers, of records passed on, and of supplements."""

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

PASSED: Final = {
    "h.passed": "Was weitergegeben wird",
    "passed.how": (
        "Was nach diesen Regeln entsteht, sind eigene Einträge. Jeder nennt die Regel, nach der er entstand, und den Eintrag oder das"
        " Jahr, woher er kommt, und kann angefochten werden wie jeder andere. Was weitergegeben wurde, wird nicht noch einmal"
        " weitergegeben."
    ),
    "passed.spill": "Für {records} entsteht {made} über {whom}, vom selben Tag.",
    "passed.same": "ein Eintrag derselben Art mit demselben Inhalt",
    "passed.kind": "ein Eintrag der Art {kind}",
    "passed.counterparty": "dessen Gegenseite",
    "passed.counterparty.of": "jede Gegenseite der an dem Tag andauernden Einträge der Art {kind}",
    "passed.subject.of": "jeden, dessen Eintrag der Art {kind} an dem Tag andauerte und die betroffene Seite als Gegenseite nennt",
    "passed.if": "Nur wenn {condition}.",
    "passed.given": "{name} ist dann: {value}.",
    "passed.transfer": "Am {day} jedes Jahres entsteht {made} über alle, die an dem Tag eine Punktzahl haben.",
    "passed.next_day": "Er ist vom Tag danach.",
    "passed.dated": "Er ist vom {day}.",
    "passed.dated.later": "Er ist vom {day} des folgenden Jahres.",
    "passed.band": "die Stufe",
    "passed.score": "die Punktzahl",
    "passed.into": "Er ist für das Regelwerk {book} bestimmt.",
    "day_of_year": "{day}. {month}",
    "decisions.automated": "Das Ergebnis allein entscheidet, kein Mensch.",
    "decisions.by_a_person": "Ein Mensch entscheidet; das Ergebnis ist eines unter mehreren, was er ansieht.",
    "decisions.none": "Aus dem Ergebnis folgt über niemanden eine Entscheidung.",
    "remedy.contest": "So ficht man ein Ergebnis an: {words}",
    "remedy.review": "Wer es nachprüft: {words}",
    "remedy.authority": "Wo man sich beschwert: {words}",
    "withdraws": "Wen es betrifft, kann {records} auf Antrag löschen lassen.",
    "withdraws.within": "Wen es betrifft, kann {records} auf Antrag löschen lassen, und zwar innerhalb von {time:dat}.",
    "supplement.of": (
        "Es ist eine örtliche Ergänzung zu {base}: Ihre eigenen Regeln sind als örtlich gekennzeichnet, alle anderen sind die der"
        " Grundlage."
    ),
    "supplement.bounds": (
        "Eine örtliche Ergänzung darf bis zu {gains} Regeln mit Pluspunkten und bis zu {losses} mit Minuspunkten hinzufügen, mit je"
        " höchstens {points:dat}."
    ),
    "local": "Diese Regel ist örtlich: Sie gehört zur Ergänzung.",
}
