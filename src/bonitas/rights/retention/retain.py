"""Retention: what is due goes, what must stay stays."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

from bonitas.common.days import iso
from bonitas.engine.question import Day, now, to_day
from bonitas.engine.rate import catalogue_of
from bonitas.ledger.store import Store
from bonitas.rights.retention.certificate import FORM, Removed, carried_out, looked_at
from bonitas.rights.retention.codes import trouble
from bonitas.rights.retention.empty import emptied
from bonitas.rights.retention.fates import BECAUSE, GOES, UNKNOWN, Fates, fates, summed

WHY: Final = "the time it may be kept for is over"
MICROSECONDS_A_DAY: Final = 86_400_000_000


def retain(ledger: Store, *, on: Day | None = None, really: bool = False, by: str = "", out: str | Path | None = None) -> Removed:
    """What of a ledger is due to go on a day (today if not given), and what stays and why; removed only if `really`.

    A record is due when the time that its kind is kept for is over, counted from the day its matter was over, unless a dispute about it
    is open. A subject of whom nothing is left goes too. `out`: where the certificate is written. BonitasError: G301 a day to come, G302
    no place for the certificate, and those of `Store.remove`.

    >>> import bonitas
    >>> with bonitas.memory_ledger([{"subject": "ann", "kind": "credit.enquiry", "occurred_on": "2020-01-02"}]) as ledger:
    ...     bonitas.retain(ledger, on="2026-11-23").as_dict()["goes"]
    [{'kind': 'credit.enquiry', 'records': 1, 'because': 'nothing keeps it: Art. 5(1)(e) and 17(1) GDPR'}]
    """
    today = now() // MICROSECONDS_A_DAY
    day = today if on is None else to_day(on)
    if really and day > today:
        raise trouble("G301", found=iso(day))
    with ledger.still():
        found = fates(ledger, catalogue_of(ledger), day, now(), erasing=False)
        subjects = emptied(ledger, found, day)
        content = _content(ledger, found, {"on": iso(day), "subjects": len(subjects), "by": by})
    entries = found.entry[found.fate == GOES].tolist()
    if not really or not (entries or subjects):
        return looked_at(content)
    return carried_out(ledger, content, entries, subjects, out)


def _content(ledger: Store, found: Fates, said: dict[str, Any]) -> dict[str, Any]:
    """Counts by kind and reason: what goes and what stays."""
    goes: list[dict[str, Any]] = []
    stays: list[dict[str, Any]] = []
    for kind, fate, count in summed(found, ledger):
        (goes if fate == GOES else stays).append({"kind": kind, "records": count, "because": BECAUSE[fate]})
    stays += _unknown(ledger)
    return {"certificate": FORM, "basis": "retention", "why": WHY, **said, "goes": goes, "stays": stays}


def _unknown(ledger: Store) -> list[dict[str, Any]]:
    """Records of kinds that the catalogue does not know."""
    known = ledger.codes(list(catalogue_of(ledger).kinds))
    with ledger._asking() as asking:
        rows = asking.rows(
            f"SELECT kind, count(*) FROM records WHERE NOT {asking.among('kind', known[known >= 0])} GROUP BY kind"
        )
    counted = Counter({int(kind): int(count) for kind, count in rows})
    names = dict(zip(counted, ledger.words(list(counted)), strict=True))
    return [
        {"kind": names[kind], "records": counted[kind], "because": BECAUSE[UNKNOWN]}
        for kind in sorted(counted, key=names.__getitem__)
    ]
