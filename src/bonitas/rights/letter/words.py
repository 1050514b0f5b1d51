"""The words of letters, in English and German."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

EN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": "What was decided, and why",
        "to": "To {subject}. {on}.", "from": "From: {creditor}.",
        "decision": "What was decided",
        "rested": "It rested on your standing by {title} (version {version}) on {on}.",
        "why": "Why",
        "why_lead": "These mattered most against you, the weightiest first. Nothing else is a reason: what took no points from you is not listed.",
        "why_none": "Nothing took points from you by these rules. The decision cannot have rested on a factor of this rating.",
        "why_no_score": "There is no score, because of this:",
        "lost": "{text}: {points} points", "of_best": "{text}: {points} of at best {best} points", "plain": "{text}",
        "graded": "{text}: holds you in the band {band}",
        "scored": "In all you have {score} points{band}.", "band": ", which is the band {band}",
        "no_score": "There is no score.",
        "data": "The data, and where they came from",
        "no_data": "No record stands behind these reasons: they rest on what is not on file.",
        "of": "of", "what": "what", "furnisher": "furnished by", "ref": "under", "until": "counts until", "on_file": "while on file",
        "otherwise": "What would have changed the result",
        "if_factor": "Had there not been the records behind “{text}”: {result}.",
        "if_kind": "Had there not been the records of the kind “{kind}”: {result}.",
        "r_scored": "{score} points{band}", "r_no_score": "no score", "r_not_rated": "no rating",
        "wait": "If nothing new is recorded, you reach the band {band} on {on}.",
        "step": "If you do this today, you reach the band {band} on {on}: {steps}.",
        "do_record": "{text}", "do_settle": "settle {text} of {on} ({record})", "do_end": "end {text} of {on} ({record})",
        "no_change": "No single one of these reasons would have changed the result by itself, or it cannot be said exactly from your records alone.",
        "contest": "How to contest it",
        "contest_record": "Contest any record above with whoever furnished it, or with us, in your own words and with whatever proves it. {held}",
        "held": "While the dispute is open, the record does not count{deadline}.", "deadline": "; it must be decided within {within}",
        "counts": "While the dispute is open, the record goes on counting.",
        "contest_decision": "Contest the decision itself, and say what you think of it. If a record turns out wrong, you are rated anew.",
        "review": "Who reviews it",
        "reviewer": "A person looks at it again if you ask: {reviewer}.",
        "no_reviewer": "Ask whoever decided to have a person look at it again.",
        "law": "What the law wants you to know",
        "one_link": "link {link} ({a} and {b}, certainty {certainty})",
        "links": "These records come from several ledgers, which call you by different names; they are taken to be yours because of {links}. "
        "If such a link is wrong, say so to us: it is held out until it is decided, and you are rated anew.",
        "law_general": "You may ask for the data that were used and how the result came about, and have what is wrong put right.",
        "again": "This letter follows from the rules with the hash {hash} and from your records. Ask for your file to check it.",
    }
)  # fmt: skip

DE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": "Was entschieden wurde, und warum",
        "to": "An {subject}. {on}.", "from": "Von: {creditor}.",
        "decision": "Was entschieden wurde",
        "rested": "Grundlage war Ihr Stand nach „{title}“ (Fassung {version}) am {on}.",
        "why": "Warum",
        "why_lead": "Dies sprach am meisten gegen Sie, das Gewichtigste zuerst. Anderes ist kein Grund: Was Sie keine Punkte kostete, steht nicht hier.",
        "why_none": "Nach diesen Regeln kostete Sie nichts Punkte. Auf einem Merkmal dieser Bewertung kann die Entscheidung nicht beruhen.",
        "why_no_score": "Es gibt keine Punktzahl, und zwar deshalb:",
        "lost": "{text}: {points} Punkte", "of_best": "{text}: {points} von höchstens {best} Punkten", "plain": "{text}",
        "graded": "{text}: hält Sie in der Stufe {band}",
        "scored": "Insgesamt haben Sie {score} Punkte{band}.", "band": ", das ist die Stufe {band}",
        "no_score": "Es gibt keine Punktzahl.",
        "data": "Die Daten, und woher sie stammen",
        "no_data": "Hinter diesen Gründen steht kein Eintrag: Sie beruhen auf dem, was nicht eingetragen ist.",
        "of": "vom", "what": "was", "furnisher": "gemeldet von", "ref": "unter", "until": "zählt bis", "on_file": "solange eingetragen",
        "otherwise": "Was das Ergebnis geändert hätte",
        "if_factor": "Ohne die Einträge hinter „{text}“: {result}.",
        "if_kind": "Ohne die Einträge der Art „{kind}“: {result}.",
        "r_scored": "{score} Punkte{band}", "r_no_score": "keine Punktzahl", "r_not_rated": "keine Bewertung",
        "wait": "Kommt nichts Neues hinzu, erreichen Sie die Stufe {band} am {on}.",
        "step": "Tun Sie heute dies, so erreichen Sie die Stufe {band} am {on}: {steps}.",
        "do_record": "{text}", "do_settle": "{text} vom {on} erledigen ({record})", "do_end": "{text} vom {on} beenden ({record})",
        "no_change": "Keiner dieser Gründe hätte für sich allein das Ergebnis geändert, oder es lässt sich aus Ihren Einträgen allein nicht genau sagen.",
        "contest": "Wie Sie es anfechten",
        "contest_record": "Bestreiten Sie jeden Eintrag oben bei dem, der ihn gemeldet hat, oder bei uns, "
        "mit eigenen Worten und allem, was ihn widerlegt. {held}",
        "held": "Solange darüber nicht entschieden ist, zählt der Eintrag nicht{deadline}.",
        "deadline": "; entschieden werden muss innerhalb von {within:dat}",
        "counts": "Solange darüber nicht entschieden ist, zählt der Eintrag weiter.",
        "contest_decision": "Fechten Sie die Entscheidung selbst an und legen Sie Ihren Standpunkt dar. "
        "Erweist sich ein Eintrag als falsch, werden Sie neu bewertet.",
        "review": "Wer es prüft",
        "reviewer": "Auf Ihren Wunsch prüft es ein Mensch: {reviewer}.",
        "no_reviewer": "Verlangen Sie von dem, der entschieden hat, dass ein Mensch es prüft.",
        "law": "Was Sie nach dem Gesetz wissen sollen",
        "one_link": "Verknüpfung {link} ({a} und {b}, Gewissheit {certainty})",
        "links": "Diese Einträge stammen aus mehreren Registern, in denen Sie verschieden heißen; sie gelten als Ihre aufgrund von {links}. "
        "Ist eine solche Verknüpfung falsch, so sagen Sie es uns: Sie gilt nicht, bis darüber entschieden ist, und Sie werden neu bewertet.",
        "law_general": "Sie können erfahren, welche Daten verwendet wurden und wie das Ergebnis zustande kam, und Falsches berichtigen lassen.",
        "again": "Dieser Brief folgt aus den Regeln mit dem Hash {hash} und aus Ihren Einträgen. Verlangen Sie Ihre Akte, um ihn nachzuprüfen.",
    }
)  # fmt: skip

LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({"en": EN, "de": DE})
