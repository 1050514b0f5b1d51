"""Removing from a ledger what may no longer be kept, in every store: audited, all or nothing, and gone from its files."""
