"""The small ledger of the commands' tests, and a way to run commands in its folder."""

from __future__ import annotations

from cli.conftest import filled, place, run

__all__ = ["filled", "place", "run"]
