"""Small ledgers of two operators, and the same records in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bonitas.ledger import new_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_rulebook
from bonitas.unify.links.decide import link_by_hand
from bonitas.unify.links.link import How, link

ON = "2026-11-23"
Row = Mapping[str, Any]
RULES = """\
rulebook: two-ledgers
title: {en: Two ledgers}
subjects: person
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
base: 1000
clauses:
  unpaid:
    for: payment.default
    points: -100
    lasts: 3 years
    again: double
    repaired: {when: settled, points: -20, lasts: 1 year}
  asked:
    for: credit.enquiry
    when: sector = 'banking'
    points: -7
    lasts: 1 year
bands: {good: 900, fair: 700, poor: below}
"""


def rules(folder: Path, *, without: str = "") -> Rulebook:
    """A rulebook of two clauses, one of which repeats and can be repaired; or `without` that one."""
    (folder / "rules").mkdir()
    (folder / "rules" / "rulebook.yaml").write_text(
        RULES if not without else RULES[: RULES.index("  unpaid")] + RULES[RULES.index("  asked") :]
    )
    return read_rulebook(str(folder / "rules"))


def default(subject: str, day: str, ref: str, furnisher: str = "telco", **more: Any) -> dict[str, Any]:
    """An unpaid claim."""
    return {"subject": subject, "kind": "payment.default", "occurred_on": day, "furnisher": furnisher, "ref": ref, "amount": "100",
            "recorded_at": f"{day}T10:00:00Z", **more}  # fmt: skip


def enquiry(subject: str, day: str, ref: str, furnisher: str = "bank") -> dict[str, Any]:
    """An enquiry of a bank."""
    return {"subject": subject, "kind": "credit.enquiry", "occurred_on": day, "furnisher": furnisher, "ref": ref, "sector": "banking",
            "recorded_at": f"{day}T10:00:00Z"}  # fmt: skip


def notice(subject: str) -> dict[str, Any]:
    """A notice served."""
    return {
        "subject": subject,
        "rulebook": "two-ledgers",
        "basis": "notice",
        "from": "2020-01-01",
        "recorded_at": "2020-01-01T00:00:00Z",
    }


def ledger(path: Path, records: Sequence[Row], enrolled: Iterable[str] = (), amendments: Sequence[Row] = (), **how: Any) -> Path:
    """A ledger with these rows."""
    with new_ledger(path, **how) as made:
        for bring, rows in ((made.add, records), (made.amend, amendments), (made.enrol, [notice(one) for one in enrolled])):
            if rows:
                assert bring(list(rows)).ok
    return path


def linked(out: Path, named: Mapping[str, Path], pairs: Iterable[tuple[str, str]], by: str = "desk") -> None:
    """Links by hand between subjects written LEDGER:SUBJECT."""
    if not out.exists():
        nobody = {name: [{"subject": "nobody", "name": "Nobody"}] for name in named}
        link(out, {name: str(path) for name, path in named.items()}, how=How(names=nobody, exact_only=True), by=by)
    for a, b in pairs:
        link_by_hand(out, a, b, because="a letter", by=by)
