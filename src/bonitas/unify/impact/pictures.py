"""The drawings of an impact: where each band goes (a heat map), and the streams from rulebook to rulebook (a Sankey diagram).

One hue for how many, and a ramp from blue to sand for better to worse: told apart in grey and by the colour-blind, without red. Every
number in them also stands in a table of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Final

from bonitas.common.drawing import BLUE, GREY, INK, SAND, WIDTH, drawn

Shown = Sequence[Sequence[int | None]]
_CELL: Final = 34
_BAR: Final = 14
_GAP: Final = 10
_HIGH: Final = 320
_MARGIN: Final = 130
_TOP: Final = 26


def heat_map(names: Sequence[str], others: Sequence[str], shown: Shown, titles: tuple[str, str]) -> str:
    """Rows are where people stand now, columns where they would stand; darker is a larger share of what is shown of the row. A dot is a
    count that is not shown (None)."""
    import altair as alt  # noqa: PLC0415 - slow to import, and only pages with charts need it

    values: list[dict[str, Any]] = []
    for name, row in zip(names, shown, strict=True):
        total = sum(cell or 0 for cell in row)
        for other, cell in zip(others, row, strict=True):
            share = cell / total if cell and total else 0
            words = "·" if cell is None else f"{cell:,}" if cell else ""
            values.append({"from": name, "to": other, "share": round(share, 4), "words": words, "dark": share > 0.55})  # noqa: PLR2004
    across = alt.X("to:N", sort=list(others), title=titles[1], axis=alt.Axis(orient="top", labelAngle=-30, labelLimit=150))
    base = alt.Chart(alt.InlineData(values)).encode(
        x=across, y=alt.Y("from:N", sort=list(names), title=titles[0], axis=alt.Axis(labelLimit=150))
    )
    scale = alt.Scale(domain=[0, 1], range=["#f4f7f9", BLUE])
    cells = base.mark_rect(stroke="#fff").encode(color=alt.Color("share:Q", scale=scale, legend=None))
    white = alt.condition("datum.dark", alt.value("#fff"), alt.value(INK))
    words = base.mark_text(fontSize=11).encode(text="words:N", color=white)
    wide = min(WIDTH - _MARGIN, max(4, len(others)) * 74)
    return drawn(alt.layer(cells, words), height=_CELL * max(len(names), 1), width=wide)


def sankey(
    titles: Sequence[str], bands: Sequence[Sequence[str]], sizes: Sequence[Sequence[int]], streams: Sequence[Shown]
) -> str:
    """One column of bars a rulebook, the best band on top, and streams as wide as the people they stand for.

    `sizes[i]`: how many stand in each band of column i. `streams[i]`: how many go from each band of column i to each of column i + 1; a
    count that is not shown (None) has no stream, and its place at the bars stays empty.
    """
    columns = _columns(sizes)
    step = (WIDTH - 2 * _MARGIN - _BAR) / max(len(titles) - 1, 1)
    lefts = [_MARGIN + step * i for i in range(len(titles))]
    parts = [
        piece for i in range(len(streams)) for piece in _streams(columns[i], columns[i + 1], streams[i], lefts[i], lefts[i + 1])
    ]
    for i, (title, column) in enumerate(zip(titles, columns, strict=True)):
        parts += _bars(column, bands[i], lefts[i], last=i == len(titles) - 1 and i > 0)
        parts.append(_text(lefts[i] + _BAR / 2, 14, title, "middle", bold=True))
    high = max((bar[0] + bar[1] for column in columns for bar in column), default=_TOP) + _GAP
    return (
        f'<svg aria-hidden="true" focusable="false" width="{WIDTH}" height="{high:.0f}" viewBox="0 0 {WIDTH} {high:.0f}">'
        f"{''.join(parts)}</svg>"
    )


Bar = tuple[float, float, float]


def _columns(sizes: Sequence[Sequence[int]]) -> list[list[Bar]]:
    """For each column its bars: top, height, and how high one subject is."""
    most = max(sum(column) for column in sizes) or 1
    gaps = max(len(column) for column in sizes) - 1
    unit = (_HIGH - _GAP * gaps) / most if gaps * _GAP < _HIGH / 2 else _HIGH / 2 / most
    found = []
    for column in sizes:
        top, bars = float(_TOP), []
        for size in column:
            bars.append((top, size * unit, unit))
            top += size * unit + _GAP
        found.append(bars)
    return found


def _streams(one: Sequence[Bar], other: Sequence[Bar], counts: Shown, left: float, right: float) -> list[str]:
    """The streams between two columns, each in the colour of the band that it comes from."""
    down, across = [bar[0] for bar in one], [bar[0] for bar in other]
    start, end = left + _BAR, right
    middle = (start + end) / 2
    parts = []
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            wide = (count or 0) * one[i][2]
            if wide:
                a, b = down[i], across[j]
                path = (
                    f"M{start:.1f},{a:.1f}C{middle:.1f},{a:.1f} {middle:.1f},{b:.1f} {end:.1f},{b:.1f}V{b + wide:.1f}"
                    f"C{middle:.1f},{b + wide:.1f} {middle:.1f},{a + wide:.1f} {start:.1f},{a + wide:.1f}Z"
                )
                parts.append(f'<path d="{path}" fill="{shade(i, len(one))}" fill-opacity="0.45"/>')
                down[i] += wide
                across[j] += wide
    return parts


def _bars(column: Sequence[Bar], names: Sequence[str], left: float, *, last: bool) -> list[str]:
    parts = []
    for i, ((top, high, _), name) in enumerate(zip(column, names, strict=True)):
        parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{_BAR}" height="{max(high, 1):.1f}" fill="{shade(i, len(column))}"/>'
        )
        at, anchor = (left + _BAR + 6, "start") if last else (left - 6, "end")
        parts.append(_text(at, top + max(high, 1) / 2 + 4, name, anchor))
    return parts


def _text(x: float, y: float, words: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    shown = words if len(words) <= 22 else words[:21] + "…"  # noqa: PLR2004 - what has room beside a bar
    halo = 'stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="sans-serif" font-size="12"{weight} fill="{INK}" {halo}>'
        f"{escape(shown)}</text>"
    )


def shade(place: int, of: int) -> str:
    """The colour of the n-th of so many bands, best first: from blue over grey to sand.

    >>> shade(0, 5), shade(4, 5)
    ('#4a7c95', '#c9973f')
    """
    where = place / (of - 1) if of > 1 else 0.0
    one, other, part = (BLUE, GREY, 2 * where) if where < 0.5 else (GREY, SAND, 2 * where - 1)  # noqa: PLR2004 - the middle
    mixed = [round(int(one[n : n + 2], 16) * (1 - part) + int(other[n : n + 2], 16) * part) for n in (1, 3, 5)]
    return "#" + "".join(f"{value:02x}" for value in mixed)
