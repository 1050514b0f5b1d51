"""An explanation, with how like cases were treated where somebody chose the points."""

from __future__ import annotations

from typing import Any

from bonitas.engine.question import Instant
from bonitas.ledger.base import Ledger
from bonitas.rights.contest.discretion import discretion
from bonitas.rulebook.model import Rulebook


def with_like_cases(book: Rulebook, ledger: Ledger, why: dict[str, Any], known_at: Instant | None = None) -> dict[str, Any]:
    """Add `like` to each choice in an explanation (`Explanation.as_dict`): count, median, lowest and highest over all cases of its
    clause; None where these are too few to be shown. An explanation without choices is left as it is, and nothing is read."""
    chosen = [(item["item"], record["chosen"]) for item in why["points"] for record in item["records"] if "chosen" in record]
    if chosen:
        found = {row["clause"]: row["all"] for row in discretion(book, ledger, on=why["on"], known_at=known_at)}
        for clause, choice in chosen:
            choice["like"] = found.get(clause)
    return why
