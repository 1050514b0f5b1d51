"""Rulebooks: from text to a checked model."""
