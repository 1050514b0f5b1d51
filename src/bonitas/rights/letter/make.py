"""Writing a letter: what was decided by a standing, why, on which data, what would have changed it, and what can be done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bonitas.common.days import date_of
from bonitas.engine.explain import explain
from bonitas.engine.question import Day, Instant, now, of_instant, to_instant, today
from bonitas.engine.rate import catalogue_of
from bonitas.engine.still import of_one_state
from bonitas.ledger.base import Filed
from bonitas.rights.letter.codes import trouble
from bonitas.rights.letter.compose import Told, compose
from bonitas.rights.letter.factors import factors
from bonitas.rights.letter.otherwise import Asked, ways, without
from bonitas.rights.letter.statements import places
from bonitas.rights.letter.words import LANGUAGES
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.prose.document import Document


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter. `document`: what it says; `why`: the explanation it rests on; `factors`: the items it names, weightiest first."""

    document: Document
    why: dict[str, Any]
    factors: tuple[str, ...]

    def as_html(self) -> str:
        """As a page of its own: no script, nothing fetched."""
        from bonitas.rulebook.prose.html import to_html  # noqa: PLC0415 - the writer is used only here

        return to_html(self.document)

    def as_pdf(self) -> bytes:
        """As a tagged PDF, dated the day that was asked about."""
        from bonitas.rights.letter.pdf import to_pdf  # noqa: PLC0415 - slow to import

        return to_pdf(self.document, dt.date.fromisoformat(self.why["on"]))

    def write(self, out: str | Path) -> None:
        """Write it to a new file, by its ending. BonitasError: G402, G405."""
        path = Path(out)
        data = self.as_pdf() if form_of(path) == ".pdf" else self.as_html().encode()
        try:
            with path.open("xb") as file:
                file.write(data)
        except OSError as error:
            raise trouble("G405", found=path, why=error.strerror or "it cannot be opened") from None

    def as_dict(self) -> dict[str, Any]:
        """As `letter --json` prints it."""
        named = ("subject", "rulebook", "version", "hash", "on", "standing", "score", "band", "because")
        return {**{name: self.why[name] for name in named}, "lang": self.document.lang, "factors": list(self.factors)}


def form_of(path: Path) -> str:
    """The ending of a letter's file. BonitasError G402."""
    if path.suffix.lower() not in (".html", ".pdf"):
        raise trouble("G402", found=path)
    return path.suffix.lower()


@of_one_state
def letter(  # noqa: PLR0913 - what a letter is about, and who stands behind it
    book: Rulebook, ledger: Filed, *, subject: str, decision: str, on: Day | None = None, known_at: Instant | None = None,
    lang: str = "en", creditor: str = "", reviewer: str = "", agency: str = "",
) -> Letter:  # fmt: skip
    """The letter to a subject about a `decision` (a sentence) that rested on their standing by a rulebook.

    `creditor`: who decided, with the address; `reviewer`: who looks at it again; `agency`: who watches over the creditor, as the law of the
    United States demands. BonitasError: G401 if the subject is not rated, G403, G404, G406, and as for `explain`.
    """
    if lang not in LANGUAGES:
        raise trouble("G406", found=lang)
    if not decision.strip():
        raise trouble("G404")
    lacking = {name: option for name, option, given in (
        ("the creditor", "--creditor", creditor), ("the agency that watches over the creditor", "--agency", agency),
    ) if not given.strip()}  # fmt: skip
    if "US" in places(book.jurisdictions) and lacking:
        raise trouble("G403", lacking=" and ".join(lacking), options=" and ".join(lacking.values()))
    known = of_instant(now() if known_at is None else to_instant(known_at))
    asked = Asked(book, ledger, subject, date_of(today(book)) if on is None else on, known, lang)
    why = explain(book, ledger, **asked.how).as_dict()
    if why["standing"] == "not_rated":
        raise trouble("G401", found=subject, because=why["because"])
    found = factors(why, fifth="US" in places(book.jurisdictions))
    kinds = {name: kind.title.say(lang) for name, kind in catalogue_of(ledger).kinds.items()}
    told = Told(
        book, lang, why, decision.strip(), creditor.strip(), reviewer.strip(), agency.strip(), found, without(asked, why, found),
        ways(asked, why), kinds, ledger.through(subject),
    )  # fmt: skip
    return Letter(compose(told), why, tuple(one.item for one in found if one.item))
