"""What a standing opens, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bonitas.cli.console import cleaned, say
from bonitas.cli.show_explanation import listed, title
from bonitas.cli.terminal import show
from bonitas.cli.words import day_in_words
from bonitas.rulebook.model import Rulebook


def show_offers(book: Rulebook, content: Mapping[str, Any], lang: str) -> None:
    """Write what a standing opens (`Offers.as_dict`)."""
    found = cleaned(content)
    show(title(book, found, lang))
    if found["standing"] != "scored":
        show("Without a score nothing follows, and no band is next.")
        return
    until = found["band_until"]
    if found["band"]:
        show(f"If nothing new is recorded, the band stays{f' until {day_in_words(until)}' if until else ''}.")
    listed("In force", [_line(one) for one in found["in_force"]])
    listed("With this band, on a condition that is not met", [_line(one) for one in found["on_condition"]])
    if not found["in_force"] and not found["on_condition"]:
        say()
        show("Nothing follows from this band.")
    _next(found["next"])


def _next(band: Mapping[str, Any] | None) -> None:
    if band is None:
        say()
        show("There is no better band.")
        return
    lines = [how_far(band)]
    if band["when"]:
        lines.append(f"It also needs that {band['when']}.")
    if band["under_a_direct_grade"]:
        lines.append("A direct grade stands in the way: no points lead above it while it has effect.")
    for verb, key in (("It would open", "opens"), ("It would end", "ends")):
        lines += [f"{verb}: {_line(one)}" for one in band[key]]
    if not band["opens"] and not band["ends"]:
        lines.append("It would open nothing more.")
    listed(f"The next better band: {band['title'] or band['band']}", lines)


def how_far(band: Mapping[str, Any]) -> str:
    """The floor, and what is lacking to it."""
    name = f" of “{band['by']}”" if band["by"] else ""
    above = "above " if band["exclusive"] else ""
    if band["floor"] is None:
        return "It has no floor."
    if band["lacking"] is None:
        return f"Its floor is {above}{band['floor']}{name}; there is no value yet."
    best = f" (the best {band['best']} % of those rated)" if band["best"] is not None else ""
    if band["reached"]:
        return f"Its floor, {above}{band['floor']}{name}{best}, is reached."
    more = "more than " if band["exclusive"] else ""
    return f"It begins {above or 'at '}{band['floor']}{name}{best}: {more}{band['lacking']} points away."


def _line(one: Mapping[str, Any]) -> str:
    """A benefit or a detriment in one line."""
    parts = [part for part in (one["provider"], one["context"]) if part]
    if one["lasts"]:
        parts.append(f"for {one['lasts']} at a time")
    if one.get("until"):
        parts.append(f"until {one['until']} if nothing new is recorded")
    when = f"; if {one['when']}" if one["when"] else ""
    return f"{one['kind'].capitalize()}: {one['text']} ({', '.join(parts)}){when}"
