"""Two or three small ledgers, and pairs as a search would find them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bonitas.ledger import new_ledger
from bonitas.unify.links.link import How, Linked, link
from bonitas.unify.match.pairs import Basis, Pair

#: Identification numbers with a right check digit, of the scheme de-tax.
TAX: Final = ("36574261809", "86095742719", "47036892816", "65929970489", "57549285017", "25768131411")
WHO: Final[Mapping[str, str]] = {"because": "same papers seen", "by": "desk 4"}


def pair(a: str, b: str, certainty: int = 995_000, basis: Basis = "probable") -> Pair:
    """Two ends, `ledger:id`, in any order."""
    (la, _, sa), (lb, _, sb) = (one.partition(":") for one in sorted((a, b)))
    return Pair(la, sa, lb, sb, certainty, basis, (("names", "alike"),))


def ledger_of(
    path: Path, rows: Sequence[Mapping[str, Any]], participations: Sequence[Mapping[str, Any]] = (), *, lab: bool = False
) -> str:
    """A ledger with these records; its address."""
    with new_ledger(path, lab=lab, sealed=False) as store:
        assert store.add(list(rows)).ok
        if participations:
            assert store.enrol(list(participations)).ok
    return str(path)


def default(subject: str, ref: str, amount: int = 100, **more: object) -> dict[str, object]:
    """A record of a default that was not paid."""
    said = {"subject": subject, "kind": "payment.default", "occurred_on": "2026-04-30", "recorded_at": "2026-05-01T00:00:00Z"}
    return {**said, "furnisher": "telco", "ref": ref, "amount": amount, **more}


def bank_and_shop(folder: Path) -> dict[str, str]:
    """bank: 1, 2, 3; shop: a, b, c."""
    return {
        "bank": ledger_of(folder / "bank.duckdb", [default(one, f"b{one}") for one in "123"]),
        "shop": ledger_of(folder / "shop.duckdb", [default(one, f"s{one}") for one in "abc"]),
    }


def by_number(folder: Path, names: Mapping[str, Mapping[str, int]], ledgers: Mapping[str, str], **how: Any) -> Linked:
    """Link by numbers alone: ledger → subject → which of the numbers it has."""
    files = {ledger: [{"subject": who, "de-tax": TAX[at]} for who, at in rows.items()] for ledger, rows in names.items()}
    return link(folder / "our.links", ledgers, how=How(names=files, exact_only=True, **how), by="desk 1")
