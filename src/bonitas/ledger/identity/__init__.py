"""Who is who: verified identifiers of subjects, kept apart from their records and only as keyed hashes.

A ledger needs no name and no number of anybody. Where an operator must find a subject by a number that others know, the number is
checked (length, form, check digit), hashed with a key that only the operator has, and forgotten.
"""

from bonitas.ledger.identity.book import IdentityBook, identify, who
from bonitas.ledger.identity.key import new_key, read_key
from bonitas.ledger.identity.schemes import SCHEMES, Scheme

__all__ = ["SCHEMES", "IdentityBook", "Scheme", "identify", "new_key", "read_key", "who"]
