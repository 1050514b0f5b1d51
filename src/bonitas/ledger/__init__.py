"""Records, amendments and participations: kept, never changed."""

from bonitas.ledger.base import Ledger, Need, Records
from bonitas.ledger.memory import memory_ledger
from bonitas.ledger.open import new_ledger, open_ledger
from bonitas.ledger.report import Progress, Report
from bonitas.ledger.store import Store

__all__ = ["Ledger", "Need", "Progress", "Records", "Report", "Store", "memory_ledger", "new_ledger", "open_ledger"]
