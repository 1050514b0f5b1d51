"""Who is who: verified identifiers of subjects, kept apart from their records and only as keyed hashes.

A ledger needs no name and no number of anybody. Where an operator must find a subject by a number that others know, the number is
checked (length, form, check digit), hashed with a key that only the operator has, and forgotten; on demand a copy is kept that only
the holder of another key can open.
"""

from bonitas.ledger.identity.book import IdentityBook, identify, who
from bonitas.ledger.identity.key import new_key, read_key, the_key
from bonitas.ledger.identity.rotate import Rotation, rotate_key
from bonitas.ledger.identity.schemes import SCHEMES, Scheme
from bonitas.ledger.identity.sealed import new_sealing_key, read_private, read_public
from bonitas.ledger.identity.unseal import open_sealed

__all__ = [
    "SCHEMES", "IdentityBook", "Rotation", "Scheme", "identify", "new_key", "new_sealing_key", "open_sealed", "read_key",
    "read_private", "read_public", "rotate_key", "the_key", "who",
]  # fmt: skip
