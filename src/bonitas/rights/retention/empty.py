"""Subjects of whom a ledger holds nothing any more, or will hold nothing when what is due has gone."""

from __future__ import annotations

from typing import Final

import numpy as np

from bonitas.common.days import Duration, date_of
from bonitas.ledger.base import Int32s
from bonitas.ledger.store import Store
from bonitas.rights.retention.fates import GOES, Fates

#: So long after its end a participation is kept as proof that a rating was allowed (Art. 5(2) and 7(1) GDPR): the usual time
#: within which a claim can be brought (§ 195 BGB). That it is three years everywhere is our choice.
PROOF: Final = Duration(months=36)

#: Of each participation the last word on its end.
_LAST: Final = """SELECT subject, "until", row_number() OVER (
    PARTITION BY subject, rulebook, consent, "from" ORDER BY recorded_at DESC, "until" DESC) AS n FROM participations"""


def emptied(ledger: Store, found: Fates, day: int) -> list[str]:
    """The ids of subjects who go altogether: none of their records stays, each participation ended long enough ago, and no record of
    anybody else names them."""
    since = date_of(PROOF.before(day)).isoformat()
    with ledger._asking() as asking:
        kinds = asking.among("kind", np.unique(found.kind)) if len(found.kind) else "false"
        sql = f"""
            SELECT DISTINCT party FROM subjects
            WHERE party NOT IN (SELECT subject FROM ({_LAST}) p WHERE n = 1 AND ("until" IS NULL OR "until" > DATE '{since}'))
            AND party NOT IN (SELECT subject FROM records WHERE NOT {kinds})
            AND party NOT IN (SELECT counterparty FROM records WHERE counterparty IS NOT NULL)
            AND party NOT IN (SELECT counterparty FROM amendments WHERE counterparty IS NOT NULL)"""
        parties = np.array([row[0] for row in asking.rows(sql)], np.int32)
    going = np.setdiff1d(parties, found.subject[found.fate != GOES])
    return _ids(ledger, going)


def _ids(ledger: Store, codes: Int32s) -> list[str]:
    _, ids, _ = ledger.subjects_of(codes)
    return [str(one) for one in ids]
