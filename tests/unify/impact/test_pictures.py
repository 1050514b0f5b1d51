"""Drawings: as wide as the people they stand for, nothing unescaped, and no red."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from bonitas.unify.impact.pictures import heat_map, sankey, shade

NAMES = ["<A>", "B & C", "none"]


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", text)]


def test_streams_are_as_wide_as_the_people_they_stand_for() -> None:
    streams = [[[30, None, 0], [10, 20, 0], [0, 0, 40]]]
    drawing = ET.fromstring(sankey(["old", "new"], [NAMES, NAMES], [[35, 30, 40], [40, 25, 40]], streams))
    bars = [float(bar.attrib["height"]) for bar in drawing.iter("rect")]
    unit = bars[0] / 35
    assert [round(bar / unit) for bar in bars] == [35, 30, 40, 40, 25, 40]
    widths = []
    for path in drawing.iter("path"):
        found = numbers(path.attrib["d"])
        widths.append(round((found[8] - found[7]) / unit))  # down the right side: from the upper edge to the lower
    assert widths == [30, 10, 20, 40]  # the hidden one is not drawn, and neither are those of nobody
    assert {text.text for text in drawing.iter("text")} == {"old", "new", *NAMES}


def test_a_heat_map_says_every_count_that_is_shown() -> None:
    shown = [[1200, None], [0, 7]]
    drawing = heat_map(["<A>", "B"], ["x", "y"], shown, ("old", "new"))
    assert drawing == heat_map(["<A>", "B"], ["x", "y"], shown, ("old", "new"))
    words = [text.text for text in ET.fromstring(drawing).iter("text")]
    assert {"1,200", "7", "·", "<A>", "old", "new"} <= set(words)


def test_no_shade_is_red() -> None:
    for of in range(1, 12):
        shades = [shade(place, of) for place in range(of)]
        assert len(set(shades)) == of
        for one in shades:
            red, green, blue = (int(one[n : n + 2], 16) for n in (1, 3, 5))
            assert red - green < 60, one
            assert blue > 50, one
