"""Keeping everybody's rating up to date by rating only those about whom something is new, or whose day has come."""
