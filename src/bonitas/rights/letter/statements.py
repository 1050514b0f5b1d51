"""What the law of a place wants said in a letter. How sure each reading is stands in docs/letters.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

#: The members of the European Union, in whose law the same statements are due.
EU: Final = frozenset(
    ["EU", "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR"]
    + ["HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"]
)

#: place → (English, German). Braces are filled in.
_SAID: Final = {
    "EU": (
        "European Union: where this was decided by a machine alone, you may have a person look at it again, say what you think of it, and "
        "contest it (General Data Protection Regulation 2016/679, Article 22(3)); where credit was decided, also under the Consumer Credit "
        "Directive 2023/2225, Article 18. You may ask for a copy of your data and for how the result came about (Article 15 of the "
        "Regulation), have what is wrong put right (Article 16), and complain to the data protection authority of your country (Article 77).",
        "Europäische Union: Hat allein eine Maschine entschieden, so können Sie verlangen, dass ein Mensch die Entscheidung prüft, Ihren "
        "Standpunkt darlegen und sie anfechten (Datenschutz-Grundverordnung 2016/679, Artikel 22 Absatz 3); ging es um Kredit, auch nach der "
        "Verbraucherkreditrichtlinie 2023/2225, Artikel 18. Sie können eine Kopie Ihrer Daten und Auskunft darüber verlangen, wie das "
        "Ergebnis zustande kam (Artikel 15 der Verordnung), Falsches berichtigen lassen (Artikel 16) und sich bei der Datenschutzaufsicht "
        "Ihres Landes beschweren (Artikel 77).",
    ),
    "DE": (
        "Germany: scoring is also subject to § 31 and, since 20 November 2026, § 37a of the Federal Data Protection Act (BDSG). What this "
        "score rests on, and how, is said above; you may ask for it to be explained further.",
        "Deutschland: Für die Bewertung gelten auch § 31 und seit dem 20. November 2026 § 37a des Bundesdatenschutzgesetzes. Worauf diese "
        "Bewertung beruht und wie, steht oben; Sie können eine nähere Erläuterung verlangen.",
    ),
    "US": (
        "Notice: The federal Equal Credit Opportunity Act prohibits creditors from discriminating against credit applicants on the basis of "
        "race, color, religion, national origin, sex, marital status, age (provided the applicant has the capacity to enter into a binding "
        "contract); because all or part of the applicant's income derives from any public assistance program; or because the applicant has "
        "in good faith exercised any right under the Consumer Credit Protection Act. The federal agency that administers compliance with "
        "this law concerning this creditor is {agency}.",
        "Hinweis (USA): Das Bundesgesetz über gleiche Kreditchancen (Equal Credit Opportunity Act) verbietet es Kreditgebern, Antragsteller "
        "zu benachteiligen wegen Rasse, Hautfarbe, Religion, nationaler Herkunft, Geschlecht, Familienstand oder Alter (sofern geschäftsfähig), weil "
        "Einkommen aus öffentlicher Unterstützung stammt, oder weil sie in gutem Glauben Rechte nach dem Consumer Credit Protection Act "
        "ausgeübt haben. Die zuständige Bundesbehörde für diesen Kreditgeber ist {agency}.",
    ),
    "US-score": (
        "Fair Credit Reporting Act: the score named above was used in this decision. Whoever furnished or keeps the records did not make "
        "the decision and cannot say why it was made. You may have a free copy of your report within 60 days, and dispute with its keeper "
        "whatever in it is not accurate or complete.",
        "Fair Credit Reporting Act (USA): Die oben genannte Punktzahl wurde bei der Entscheidung verwendet. Wer die Einträge gemeldet hat oder "
        "führt, hat nicht entschieden und kann die Gründe nicht nennen. Sie können binnen 60 Tagen eine kostenlose Kopie Ihrer Auskunft "
        "erhalten und bei dem, der sie führt, bestreiten, was darin unrichtig oder unvollständig ist.",
    ),
}  # fmt: skip


def places(jurisdictions: Iterable[str]) -> list[str]:
    """Whose statements are due: EU for each of its members, DE, US.

    >>> places(["DE"]), places(["US-CA"]), places(["CN"])
    (['EU', 'DE'], ['US'], [])
    """
    lands = {one.split("-")[0] for one in jurisdictions}
    due = {"EU": bool(lands & EU), "DE": "DE" in lands, "US": "US" in lands}
    return [place for place, is_due in due.items() if is_due]


def statements(due: Iterable[str], lang: str, *, agency: str, scored: bool) -> Iterator[str]:
    """The statements of these places. `agency`: who watches over the creditor (US); `scored`: a score was used."""
    for place in due:
        for name in ("US", *(["US-score"] if scored else [])) if place == "US" else (place,):
            yield _SAID[name][lang == "de"].format(agency=agency.rstrip("."))
