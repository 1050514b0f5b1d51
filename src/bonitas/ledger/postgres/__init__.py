"""A ledger in PostgreSQL: the ledger of a service, with many writers and readers at once."""
