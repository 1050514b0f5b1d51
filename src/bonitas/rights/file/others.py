"""Others in a person's file: a copy must not harm their rights (GDPR 15(4)), so people among the counterparties lose their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bonitas.ledger.base import Filed
from bonitas.ledger.columns import What
from bonitas.ledger.said import Row

Said = Mapping[What, Sequence[Row]]


def aliases(ledger: Filed, subject: str, said: Said, rulebooks: Iterable[str]) -> dict[str, str]:
    """What each counterparty that is not shown by its id is called instead: other-1, other-2, … in the order in which they appear.

    Shown by their ids are organisations, the subject, and whoever one of the rulebooks (their texts) names itself. Whoever is not known as an
    organisation is taken for a person. One and the same is called alike throughout, which is all that a rating asks for.
    """
    ids = list(dict.fromkeys(row["counterparty"] for rows in said.values() for row in rows if "counterparty" in row))
    _, _, organisation = ledger.subjects(ids)
    texts = "\n".join(rulebooks)
    shown = {name for name, is_one in zip(ids, organisation.tolist(), strict=True) if is_one or name == subject or name in texts}
    found: dict[str, str] = {}
    number = 0
    for name in ids:
        if name not in shown:
            number += 1
            while f"other-{number}" in ids:
                number += 1
            found[name] = f"other-{number}"
    return found


def without_others(said: Said, called: Mapping[str, str]) -> dict[What, list[Row]]:
    """The rows with other names for others."""
    return {
        what: [{name: called.get(cell, cell) if name == "counterparty" else cell for name, cell in row.items()} for row in rows]
        for what, rows in said.items()
    }


def renamed(value: Any, called: Mapping[str, str]) -> Any:
    """Plain data with other names for others.

    >>> renamed({"measures": {"latest_buyer": "eve"}}, {"eve": "other-1"})
    {'measures': {'latest_buyer': 'other-1'}}
    """
    match value:
        case str():
            return called.get(value, value)
        case dict():
            return {key: renamed(item, called) for key, item in value.items()}
        case list() | tuple():
            return [renamed(item, called) for item in value]
        case _:
            return value
