"""How far the next better band is, in words."""

from __future__ import annotations

from typing import Any

import pytest

from bonitas.cli.show_offers import how_far

BAND: dict[str, Any] = {"floor": 100, "exclusive": False, "by": None, "lacking": 30, "best": None, "reached": False}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "It begins at 100: 30 points away."),
        ({"exclusive": True, "lacking": 0}, "It begins above 100: more than 0 points away."),
        ({"by": "net", "best": 40}, "It begins at 100 of “net” (the best 40 % of those rated): 30 points away."),
        ({"lacking": 0, "reached": True}, "Its floor, 100, is reached."),
        ({"lacking": None}, "Its floor is 100; there is no value yet."),
        ({"floor": None, "lacking": None}, "It has no floor."),
    ],
)
def test_how_far(changed: dict[str, Any], said: str) -> None:
    assert how_far({**BAND, **changed}) == said
