"""Who asked about a person, how their standing has changed, and the note that their file was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bonitas.common.problems import BonitasError
from bonitas.engine.licence.refuse import allowed_of
from bonitas.engine.ratings import plain
from bonitas.engine.refresh.standing import changes
from bonitas.ledger.access import EVERYBODY, Access, is_recorded, looks, note
from bonitas.ledger.base import Filed
from bonitas.ledger.columns import What
from bonitas.ledger.said import Row, instant_text
from bonitas.rights.file.others import Said
from bonitas.rulebook.model import Rulebook

#: To whom a person's own file goes, unless another is named.
ONESELF: Final = "the subject"
#: There are no standing ratings to have changed.
_NONE: Final = {"L540", "L542"}
_DATED: Final[tuple[What, ...]] = ("records", "participations")


def asked_rows(ledger: Filed, subject: str, said: Said, *, names: bool) -> list[Row]:
    """Every access to a subject, and to everybody since the subject is in the ledger: when, what, what for, who was given what.

    Which employee asked is said only with `names`: the person may know when and why, and who outside was told, but employees by their
    names only where that is essential (C-579/21 Pankki S, C-154/21 Österreichische Post).
    """
    if not is_recorded(ledger):
        return []
    since = min((row["recorded_at"] for what in _DATED for row in said[what]), default="")
    found = [pair for pair in looks(ledger, subject) if pair[1].subject != EVERYBODY or instant_text(pair[1].at) >= since]
    mine = allowed_of(ledger)
    if mine is not None and not mine.everything:  # what others were told rests on records that this one may not read
        found = [pair for pair in found if pair[1].operator == mine.operator]
    return [{**({"ledger": name} if name else {}), **_row(one, names=names)} for name, one in found]


def _row(one: Access, *, names: bool) -> Row:
    said: dict[str, Any] = {"no": one.no, "at": instant_text(one.at), "what": one.what, "purpose": one.purpose}
    said |= {"recipient": one.recipient, "operator": one.operator, "everybody": one.subject == EVERYBODY}
    said |= {name: getattr(one, name) for name in ("rulebook", "version", "hash", "on", "standing", "score", "band")}
    if names:
        said |= {"by": one.by, "login": one.login}
    return {name: value for name, value in said.items() if value != ""}


def history(ledger: Filed, subject: str, books: Sequence[Rulebook]) -> list[Row]:
    """How the standing ratings that were kept of a subject have changed from refresh to refresh. They rest on every record: nothing of
    them for who may not read them all."""
    found: list[Row] = []
    mine = allowed_of(ledger)
    if mine is not None and not mine.everything:
        return found
    for book in books:
        try:
            found += [plain(row) for row in changes(book, ledger) if row["subject"] == subject]
        except BonitasError as error:
            if not {one.code for one in error.problems} <= _NONE:
                raise
    return found


def handed_out(  # noqa: PLR0913 - what is handed out, and who is told of it
    ledger: Filed, ratings: Sequence[Row], subject: str, digest: str, *, by: str, purpose: str, recipient: str
) -> None:
    """Note that a file was made (its digest takes the place of a rulebook's hash), and each rating that is in it."""
    common: dict[str, Any] = {"what": "file", "subject": subject, "by": by, "purpose": purpose, "recipient": recipient or ONESELF}
    named = ("rulebook", "version", "hash", "on", "standing", "score", "band")
    rows: list[dict[str, Any]] = [{name: str(row[name]) for name in named if row[name] is not None} for row in ratings]
    note(ledger, [Access(**common, hash=digest), *(Access(**{**common, **row}) for row in rows)])
