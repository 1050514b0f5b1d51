"""Asking the engine what a record does where the text alone does not say: made-up files with and without it."""
