"""The words of the page of a person's file, in English and German."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

EN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": "Your file: {subject}",
        "lead": "Everything that this ledger holds about {subject}, as of {at}: how you stand and why, what is on record and where it "
        "came from, who has asked, and the rules themselves.",
        "licence": "This file was made under the licence of {operator}. It holds what {operator} may read, and who else asked is not in it: "
        "there may be more, and whoever keeps the register gives it to you in full.",
        "contents": "Contents",
        "standing": "How you stand",
        "no_rating": "You take part in no rating.",
        "scored": "On {on} you have {score} points{band}.",
        "band": ", which is {band}",
        "no_score": "On {on} there is no score: {because}",
        "not_rated": "On {on} you are not rated: {because}",
        "next": "If nothing new is recorded, this next changes on {on}.",
        "reasons": "What mattered most:",
        "points": "Every point:",
        "points_if": "Every point, if there were a score:",
        "best": "at best {best}",
        "steps": "From the points to the score:",
        "not_judged": "Could not be judged:",
        "rules_in": "By {title} (version {version}). The rules in words: rulebooks/{id}.html",
        "lookup": "What others are shown when they look you up on {on}:",
        "nothing_shown": "Nothing is shown of you to others on {on}.",
        "refused": "{rulebook} may not be run here, so nobody is rated by it: {because}",
        "records": "What is on record",
        "no_records": "No records.",
        "source": "From {furnisher}, under {ref}; on record since {recorded}.",
        "with": "With {counterparty}.",
        "ended": "Ended on {on}.",
        "basis": "Legal basis: {text}.",
        "kept": "Kept for {keep} after the matter is over.",
        "amended": "{change}, effective {on}, on record since {recorded}{reason}",
        "settled": "settled", "disputed": "disputed", "upheld": "the dispute was upheld: it no longer counts",
        "rejected": "the dispute was rejected: it counts", "corrected": "corrected", "withdrawn": "withdrawn: it no longer counts",
        "others": "Other people are not shown by their ids but as other-1, other-2 and so on: one and the same by the same name.",
        "participations": "What you take part in",
        "no_participations": "You take part in nothing.",
        "consent": "your consent", "notice": "a notice served on you",
        "links": "Why several ledgers speak of you",
        "links_text": "What is on record comes from several ledgers, which call you by different names. It is taken to be about one person because of "
        "these links. If one is wrong, say so: it is held out at once, until it is decided.",
        "link": "link", "one_side": "this one", "other_side": "and this one", "certainty": "certainty (at most 1)", "link_basis": "because",
        "exact": "the same verified number", "probable": "what is known of both is alike", "by_hand": "somebody decided it",
        "by_word": "somebody decided it",
        "asked": "Who asked",
        "nobody": "Nobody has asked about you.",
        "everybody": "everybody at once",
        "you": "you",
        "asked_note": "Which employee asked is not said here; ask, if you need it to defend your rights.",
        "history": "How your standing has changed",
        "rights": "What you can do",
        "right_contest": "Contest any record with whoever furnished it, in your own words and with whatever proves it. While the dispute is open, {held}",
        "held": "the record does not count{deadline}.",
        "counts": "the record goes on counting.",
        "deadline": "; it must be decided within {within}",
        "right_review": "Have a person review a decision that a machine made about you, say what you think of it, and contest it.",
        "right_correct": "Have wrong records corrected, and those erased that need not be kept.",
        "right_withdraw": "Withdraw a consent at any time: from that day you are not rated by it.",
        "right_law": "In the European Union these rights are in Articles 15 to 22 of the General Data Protection Regulation (2016/679), and in "
        "Article 18 of the Consumer Credit Directive (2023/2225) where credit is decided. You may complain to the data protection authority of "
        "your country (Article 77).",
        "again": "How to rate yourself again",
        "again_text": "This folder holds all that the ratings rest on. With the program Bonitas, on any machine and without a network: "
        "bonitas recompute FOLDER. It says whether anything in the folder was changed, and whether each rating comes out just as it is here.",
        "proof": "The ledger keeps a log of all that was added to it, so that nobody can change the past unseen. The part inclusion.json proves that {entries} "
        "entries about you are in the log of {size} entries whose root is {root}, {signed}. bonitas recompute checks that too. It does not prove "
        "that there are no others.",
        "signed": "signed by {signer}: ask for the public key, and give it with --public-key",
        "unsigned": "which nobody has signed: compare it with a checkpoint that was published",
        "proof_later": "{later} entries came after that and are not proved.",
        "for": "for", "record": "record", "of": "of", "until": "counts until", "kept_until": "kept until", "cite": "source",
        "rulebook": "rulebook", "from": "from", "to": "until", "given": "by", "when": "when (UTC)", "what": "asked", "purpose": "what for",
        "recipient": "told to", "handed": "told", "who": "who", "base": "Everyone begins with", "pts": "points", "was": "before",
        "now": "then", "shown_as": "shown as", "since": "since", "shown_until": "shown until", "open": "open", "goes_on": "while it goes on",
    }
)  # fmt: skip

DE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": "Ihre Akte: {subject}",
        "lead": "Alles, was dieses Register über {subject} enthält, Stand {at}: wie Sie stehen und warum, was eingetragen ist und woher es "
        "stammt, wer gefragt hat, und die Regeln selbst.",
        "licence": "Diese Akte wurde mit der Lizenz von {operator} erstellt. Sie enthält, was {operator} lesen darf, und nicht, wer sonst "
        "gefragt hat: Es kann mehr geben, und wer das Register führt, gibt es Ihnen vollständig.",
        "contents": "Inhalt",
        "standing": "Wie Sie stehen",
        "no_rating": "Sie nehmen an keiner Bewertung teil.",
        "scored": "Am {on} haben Sie {score} Punkte{band}.",
        "band": ", das ist {band}",
        "no_score": "Am {on} gibt es keine Punktzahl: {because}",
        "not_rated": "Am {on} werden Sie nicht bewertet: {because}",
        "next": "Kommt nichts Neues hinzu, ändert sich das als Nächstes am {on}.",
        "reasons": "Was am meisten zählte:",
        "points": "Jeder Punkt:",
        "points_if": "Jeder Punkt, gäbe es eine Punktzahl:",
        "best": "höchstens {best}",
        "steps": "Von den Punkten zur Punktzahl:",
        "not_judged": "Konnte nicht beurteilt werden:",
        "rules_in": "Nach {title} (Fassung {version}). Die Regeln in Worten: rulebooks/{id}.html",
        "lookup": "Was anderen gezeigt wird, die Sie am {on} nachschlagen:",
        "nothing_shown": "Anderen wird am {on} nichts über Sie gezeigt.",
        "refused": "{rulebook} darf hier nicht angewandt werden, also wird niemand danach bewertet: {because}",
        "records": "Was eingetragen ist",
        "no_records": "Keine Einträge.",
        "source": "Von {furnisher}, unter {ref}; eingetragen am {recorded}.",
        "with": "Mit {counterparty}.",
        "ended": "Beendet am {on}.",
        "basis": "Rechtsgrundlage: {text}.",
        "kept": "Wird nach dem Ende der Sache noch so lange aufbewahrt: {keep}.",
        "amended": "{change}, wirksam am {on}, eingetragen am {recorded}{reason}",
        "settled": "erledigt", "disputed": "bestritten", "upheld": "dem Widerspruch wurde stattgegeben: zählt nicht mehr",
        "rejected": "der Widerspruch wurde zurückgewiesen: zählt", "corrected": "berichtigt", "withdrawn": "zurückgenommen: zählt nicht mehr",
        "others": "Andere Menschen stehen hier nicht mit ihrer Kennung, sondern als other-1, other-2 und so weiter: derselbe stets unter demselben Namen.",
        "participations": "Woran Sie teilnehmen",
        "no_participations": "Sie nehmen an nichts teil.",
        "consent": "Ihre Einwilligung", "notice": "eine Mitteilung an Sie",
        "links": "Warum mehrere Register von Ihnen sprechen",
        "links_text": "Die Einträge stammen aus mehreren Registern, in denen Sie verschieden heißen. Dass sie dieselbe Person meinen, beruht auf "
        "diesen Verknüpfungen. Ist eine falsch, so sagen Sie es: Sie gilt sofort nicht mehr, bis darüber entschieden ist.",
        "link": "Verknüpfung", "one_side": "diese", "other_side": "und diese", "certainty": "Gewissheit (höchstens 1)", "link_basis": "weil",
        "exact": "dieselbe geprüfte Nummer", "probable": "was von beiden bekannt ist, stimmt überein", "by_hand": "jemand hat so entschieden",
        "by_word": "jemand hat so entschieden",
        "asked": "Wer gefragt hat",
        "nobody": "Niemand hat nach Ihnen gefragt.",
        "everybody": "alle auf einmal",
        "you": "Sie",
        "asked_note": "Welche Beschäftigten gefragt haben, steht hier nicht; fragen Sie danach, wenn Sie es brauchen, um Ihre Rechte zu wahren.",
        "history": "Wie sich Ihr Stand geändert hat",
        "rights": "Was Sie tun können",
        "right_contest": "Jeden Eintrag bei dem bestreiten, der ihn gemeldet hat, mit eigenen Worten und allem, was ihn widerlegt. "
        "Solange darüber nicht entschieden ist, {held}",
        "held": "zählt der Eintrag nicht{deadline}.",
        "counts": "zählt der Eintrag weiter.",
        "deadline": "; entschieden werden muss innerhalb von {within}",
        "right_review": "Eine Entscheidung, die eine Maschine über Sie getroffen hat, "
        "von einem Menschen prüfen lassen, Ihren Standpunkt darlegen und sie anfechten.",
        "right_correct": "Falsche Einträge berichtigen und solche löschen lassen, die nicht aufbewahrt werden müssen.",
        "right_withdraw": "Eine Einwilligung jederzeit widerrufen: von diesem Tag an werden Sie danach nicht mehr bewertet.",
        "right_law": "In der Europäischen Union stehen diese Rechte in den Artikeln 15 bis 22 der Datenschutz-Grundverordnung (2016/679) und, wo über "
        "Kredit entschieden wird, in Artikel 18 der Verbraucherkreditrichtlinie (2023/2225). Sie können sich bei der Datenschutzaufsicht Ihres Landes "
        "beschweren (Artikel 77).",
        "again": "Wie Sie selbst nachrechnen",
        "again_text": "Dieser Ordner enthält alles, worauf die Bewertungen beruhen. Mit dem Programm Bonitas, auf jedem Rechner und ohne Netz: "
        "bonitas recompute ORDNER. Es sagt, ob etwas im Ordner verändert wurde und ob jede Bewertung genau so herauskommt, wie sie hier steht.",
        "proof": "Das Register führt ein Protokoll über alles, was hinzukam, damit niemand Vergangenes unbemerkt ändern kann. Der Teil inclusion.json "
        "beweist, dass {entries} Einträge über Sie im Protokoll von {size} Einträgen stehen, dessen Wurzel {root} ist, {signed}. "
        "bonitas recompute prüft auch das. Dass es keine anderen gibt, beweist er nicht.",
        "signed": "unterschrieben von {signer}: Lassen Sie sich den öffentlichen Schlüssel geben, und nennen Sie ihn mit --public-key",
        "unsigned": "die niemand unterschrieben hat: Vergleichen Sie sie mit einem veröffentlichten Prüfpunkt",
        "proof_later": "{later} Einträge kamen danach und sind nicht bewiesen.",
        "for": "wofür", "record": "Eintrag", "of": "vom", "until": "zählt bis", "kept_until": "aufbewahrt bis", "cite": "Quelle",
        "rulebook": "Regelwerk", "from": "ab", "to": "bis", "given": "durch", "when": "wann (UTC)", "what": "gefragt", "purpose": "wozu",
        "recipient": "mitgeteilt an", "handed": "mitgeteilt", "who": "wer", "base": "Alle beginnen mit", "pts": "Punkte", "was": "vorher",
        "now": "danach", "shown_as": "gezeigt als", "since": "seit", "shown_until": "gezeigt bis", "open": "offen",
        "goes_on": "solange es andauert",
    }
)  # fmt: skip


def words(lang: str) -> Mapping[str, str]:
    """The phrases of a language; English where there are none."""
    return DE if lang == "de" else EN
