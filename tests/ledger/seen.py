"""What a ledger holds, in words and in an order of its own: for comparing ledgers."""

from __future__ import annotations

from typing import Any

from bonitas.ledger import Need, Store

KINDS = ("traffic.penalty", "civic.gift")
ATTRIBUTES = ("fine", "level", "points_off", "amount", "thanked", "thanked_on", "hours", "note", "act")


def need(**more: Any) -> Need:
    """Everything there is."""
    return Need(KINDS, ATTRIBUTES, ended=True, counterparty=True, furnisher=True, entry=True, **more)


def entries(ledger: Store) -> list[int]:
    return sorted(int(e) for piece in ledger.read(need()) for e in (piece.entry if piece.entry is not None else ()))


def contents(ledger: Store, *, moments: bool = False) -> list[tuple[Any, ...]]:
    """Every record in words, sorted; `moments` to include when it was recorded."""
    return sorted(
        (
            r.subject, r.kind, r.occurred_on, r.ended_on, r.furnisher, r.ref, r.counterparty or "",
            tuple(sorted((k, str(v)) for k, v in r.attributes.items())), r.recorded_at if moments else 0,
        )
        for r in ledger.full_records(entries(ledger))
    )  # fmt: skip


def codes(problems: Any) -> list[str]:
    return [one.code for one in problems]
