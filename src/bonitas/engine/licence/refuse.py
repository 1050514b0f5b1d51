"""What is not run under a licence. The engine asks this before it comes to any standing."""

from __future__ import annotations

from typing import Any

from bonitas.common.problems import BonitasError, Problem
from bonitas.engine.licence.codes import problem, trouble
from bonitas.engine.licence.part import Part, furnishers_of, looked_at, part_hash
from bonitas.ledger.allowed import Allowed
from bonitas.ledger.codes import trouble as of_ledger
from bonitas.rulebook.model import Rulebook


def allowed_of(ledger: object) -> Allowed | None:
    """What may be read of a ledger; None: everything."""
    found = getattr(ledger, "allowed", None)
    return found if isinstance(found, Allowed) else None


def refuse_unlicensed(book: Rulebook, ledger: object) -> None:
    """BonitasError unless the ledger was opened for somebody who may run the rulebook.

    L650: it is read only under a licence, and was opened without. U712: no licence for the rulebook; U713, U714: records that it looks at
    may not be read, kind by kind; U717: only a part of it may be run.
    """
    allowed = allowed_of(ledger)
    if allowed is None:
        if getattr(ledger, "licensed", False):
            raise of_ledger("L650", getattr(ledger, "address", ""))
        return
    run = allowed.runs.get(book.id)
    if run is None:
        raise trouble("U712", operator=allowed.operator, rulebook=book.id, known=tuple(sorted(allowed.runs)))
    if isinstance(book, Part):
        if book.whole is None or part_hash(book.whole, run, allowed) != book.hash:
            raise trouble(
                "U712", operator=allowed.operator, rulebook=f"{book.id}, version {book.version}", known=tuple(allowed.runs)
            )
        return
    if run.part:
        raise trouble("U717", operator=allowed.operator, rulebook=book.id, what="rating by the rulebook as it stands")
    found = unreadable(book, allowed)
    if found:
        raise BonitasError(found)


def unreadable(book: Rulebook, allowed: Allowed) -> list[Problem]:
    """A problem for each kind that a rulebook looks at and an operator may not read, or only of some furnishers."""
    found = []
    for kind in looked_at(book):
        reads = allowed.reads(kind)
        said: dict[str, Any] = {"operator": allowed.operator, "kind": kind, "rulebook": book.id}
        if reads is False:
            context = book.kinds[kind].context if kind in book.kinds else "?"
            found.append(problem("U713", layer=allowed.layer, context=context, **said))
        elif reads is None:
            found.append(problem("U714", furnishers=furnishers_of(kind, allowed), **said))
    return found


def refuse_linking(allowed: Allowed | None) -> None:
    """BonitasError U740 for an operator that may not link subjects of several ledgers."""
    if allowed is not None and not allowed.links:
        raise trouble("U740", operator=allowed.operator)


def refuse_passing(book: Rulebook, ledger: object) -> None:
    """BonitasError for an operator that may not pass on what comes of a rulebook: U741, or U718 as long as it may not read everything,
    for whom a record goes to depends on who is there."""
    allowed = allowed_of(ledger)
    if allowed is not None and book.id not in allowed.passes_on:
        raise trouble("U741", operator=allowed.operator, rulebook=book.id)
    refuse_some(ledger, f"What '{book.id}' passes on")


def refuse_some(ledger: object, what: str) -> None:
    """BonitasError U718 unless whoever asks may read every record there is."""
    allowed = allowed_of(ledger)
    if allowed is not None and not allowed.everything:
        raise trouble("U718", operator=allowed.operator, what=what)
