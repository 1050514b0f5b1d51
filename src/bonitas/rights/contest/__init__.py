"""Contesting a record: filing a dispute, deciding it, what is open and by when, and whom it must be told."""
