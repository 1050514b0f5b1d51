"""A concordance of two scales, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import day_in_words

_METHODS: Final = {
    "linear": "linear: equally many standard deviations from the mean",
    "equipercentile": "equipercentile: the same share of the subjects below",
    "odds": "odds: the same odds of a good outcome",
}
_HEADS: Final = ("score", "corresponds to", "standard error", "95 in 100 draws", "at or below", "band", "its band there")
_RIGHT: Final = 5


def show_equate(content: Mapping[str, Any]) -> None:
    """Write what `Equated.as_dict` says."""
    found = cleaned(content)
    one, other = (f"{side['rulebook']} {side['version']}" for side in (found["one"], found["other"]))
    say(f"{one} → {other} on {day_in_words(found['on'])}")
    if chain := found.get("through"):
        _say_chain(found, chain)
    else:
        say(
            f"{found['scored_by_both']:,} subjects have both scores ({found['scored_by_one']:,} the first, {found['scored_by_other']:,} the second)."
        )
    say(f"Method: {_METHODS[found['method']]}.{_kept(found)}")
    if relation := found.get("relation"):
        say(
            f"Rank correlation {relation['rank_correlation']:.3f} (95 in 100: {relation['low']:.3f} to {relation['high']:.3f}; "
            f"asked for: {relation['asked']:g})."
        )
    falling = relation["falling"] if relation else found.get("falling")
    if falling:
        say("The scales run against each other: higher on one is lower on the other.")
    if doubled := found.get("points_to_double_odds"):
        say(f"Points that double the odds: {doubled[0]} and {doubled[1]}.")
    say()
    _show_rows(found["rows"])
    if found["bands"]:
        say("\nWhere the bands of the first begin:")
        _show_rows(found["bands"])
    if found["draws"]:
        say(f"\nStandard errors from {found['draws']:,} draws of the subjects (seed {found['seed']}).")


def _say_chain(found: Mapping[str, Any], chain: Mapping[str, Any]) -> None:
    """Both links of a chain, and what speaks against it."""
    anchor = f"{chain['rulebook']} {chain['version']}"
    say(f"A chain through {anchor}; {found['scored_by_both']:,} subjects have both scores and are not asked for.")
    for side, link in zip((found["one"], found["other"]), chain["links"], strict=True):
        say(
            f"{link['subjects']:,} subjects link {side['rulebook']} and {chain['rulebook']}: rank correlation {link['rank_correlation']:.3f} "
            f"(95 in 100: {link['low']:.3f} to {link['high']:.3f}; asked for: {link['asked']:g})."
        )
    say(
        f"The two groups stand {abs(chain['groups_apart']):.2f} standard deviations apart on it; "
        f"{100 * chain['beyond']:.1f} % of the first lie beyond the second."
    )
    say("It holds if each link is the same for the other group, which no figure here tests.")


def _kept(found: Mapping[str, Any]) -> str:
    kept = found.get("moments_kept")
    if not kept:
        return ""
    said = [f"{one} moments" if one else "nothing (not smoothed)" for one in kept]
    return f" Smoothing kept {said[0]} of the first and {said[1]} of the second."


def _show_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    columns = [Column(name, right=at < _RIGHT) for at, name in enumerate(_HEADS)]
    cells = [
        [
            row["score"], _tenths(row["equals"]), _tenths(row["error"]),
            "" if row["low"] is None else f"{_tenths(row['low'])} to {_tenths(row['high'])}", f"{100 * row['at_or_below']:.1f} %",
            row["band"] or "–", row["equals_band"] or "–",
        ]
        for row in rows
    ]  # fmt: skip
    show(table(columns, cells))


def _tenths(number: object) -> str:
    """A number with one decimal; nothing for none. (`--json` and `--out` have three.)"""
    return "" if number is None else f"{number:.1f}"
