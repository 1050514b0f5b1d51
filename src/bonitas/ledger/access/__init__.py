"""The book of accesses: who asked about whom, when, what for, and what was handed out.

Every look-up is itself a record, which the person can see. The book is only added to, and each row holds a digest of itself and of the
row before, so that a row that was changed or taken out is found.
"""

from bonitas.ledger.access.book import Accesses
from bonitas.ledger.access.entry import EVERYBODY, NOT_STATED, Access
from bonitas.ledger.access.note import is_recorded, looks, note
from bonitas.ledger.access.open import open_accesses

__all__ = ["EVERYBODY", "NOT_STATED", "Access", "Accesses", "is_recorded", "looks", "note", "open_accesses"]
