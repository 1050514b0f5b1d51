"""Finding pairs: who in one ledger is who in another, from verified numbers and from names."""
