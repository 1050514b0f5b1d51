"""Hypothesis strategies: random rulebooks as plain trees, random ledgers, and the small catalogue both are made from."""
