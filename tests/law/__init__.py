"""Tests of what may not be rated or done."""
