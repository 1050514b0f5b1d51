"""Charts for pages: SVG that stands in the page as it is, no script, nothing to fetch, and the same bytes each time.

Calm colours that also differ in grey and to the colour-blind; none is a warning, and there is no red.
"""

from __future__ import annotations

import re
from typing import Any, Final

INK: Final = "#2f4858"
BLUE: Final = "#4a7c95"
SAND: Final = "#c9973f"
GREY: Final = "#9aa7b0"
FAINT: Final = "#e6e9ec"
WIDTH: Final = 640
_CONFIG: Final = {
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": INK, "titleFontWeight": "normal", "labelFontSize": 12, "titleFontSize": 12,
             "gridColor": FAINT, "domainColor": GREY, "tickColor": GREY},
    "legend": {"labelColor": INK, "labelFontSize": 12, "orient": "top", "title": None},
}  # fmt: skip


def drawn(chart: Any, height: int, width: int = WIDTH) -> str:
    """An Altair chart as an SVG element to stand in a page: hidden from readers of the text, which has the same figures in a table."""
    import vl_convert  # noqa: PLC0415 - slow to import, and only pages with charts need it

    svg = vl_convert.vegalite_to_svg(chart.properties(width=width, height=height).configure(**_CONFIG).to_dict())
    svg = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
