"""Tests of the engine: on small worlds worked by hand, and on random ones."""
