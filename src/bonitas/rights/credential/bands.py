"""What a rating lets a credential say: the band, and every band that is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bonitas.common.problems import nearest
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Day, Instant
from bonitas.engine.rate import rate
from bonitas.ledger.access import Access
from bonitas.ledger.base import Ledger
from bonitas.rights.credential.codes import trouble
from bonitas.rights.credential.register import Says
from bonitas.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Standing:
    """A rating as `Ratings.rows` has it, the names of all bands of the day, best first, and those that are reached."""

    row: dict[str, Any]
    bands: tuple[str, ...]
    reached: tuple[str, ...]

    def access(self, what: str, by: str, purpose: str) -> Access:
        """The look at it, for the ledger's book of accesses: without the score, which is handed out to nobody."""
        told = {name: str(self.row[name] or "") for name in ("rulebook", "version", "hash", "on", "standing", "band")}
        return replace(Access(what=what, subject=self.row["subject"], by=by, purpose=purpose), **told)  # type: ignore[arg-type]


def standings_of(book: Rulebook, ledger: Ledger, subjects: Sequence[str], on: Day, known_at: Instant) -> dict[str, Standing]:
    """The standings of subjects on a day. Nothing is reached by those who are not rated, or have no score or no band."""
    ratings = rate(book, ledger, on=on, known_at=known_at, subject=subjects)
    found = {}
    for i, row in enumerate(ratings.rows()):
        rules = book.rules_on(int(ratings.question.days[i]))
        names = tuple(band.name for band in rules.bands.bands) if rules is not None else ()
        place = int(ratings.results[i, ly.R_BAND])
        reached = names[place:] if row["standing"] == "scored" and row["band"] is not None and place >= 0 else ()
        found[row["subject"]] = Standing(row, names, reached)
    return found


def sayable(found: Standing, at_least: Sequence[str]) -> Says:
    """What a credential of a standing is to show: all that it can; with `at_least` only that these bands are reached.

    BonitasError: G510 not rated, G511 no score or band, G512 a band that is not reached, G513 one that is none.
    """
    row = found.row
    words = {"subject": row["subject"], "rulebook": row["rulebook"], "on": row["on"]}
    if not found.reached:
        code = "G510" if row["standing"] == "not_rated" else "G511"
        raise trouble(code, because=row["because"] or "no band covers its score.", **words)
    for name in at_least:
        if name not in found.bands:
            raise trouble("G513", found=name, nearest=nearest(name, found.bands), known=", ".join(found.bands), **words)
        if name not in found.reached:
            raise trouble("G512", found=name, **words)
    if at_least:
        return Says(None, tuple(dict.fromkeys(at_least)), len(found.bands))
    return Says(row["band"], found.reached, len(found.bands))
