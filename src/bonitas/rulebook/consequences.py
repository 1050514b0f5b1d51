"""Consequences: what a band brings with it, by whom, and where."""

from __future__ import annotations

from typing import Final, Literal

from bonitas.common.page import clipped
from bonitas.common.yamltext import Entry, Node
from bonitas.rulebook.bands import read_band_list
from bonitas.rulebook.measures import Measures
from bonitas.rulebook.model import Consequence
from bonitas.rulebook.reading import Reading

_KEYS: Final = ("benefit", "detriment", "for", "provider", "context", "when", "lasts", "source")


def read_consequences(reading: Reading, node: Node | None, bands: tuple[str, ...], measures: Measures) -> tuple[Consequence, ...]:
    """Every consequence; `bands` best first."""
    found = (_consequence(reading, entry, bands, measures) for entry in reading.page.map_of(node, "'consequences'"))
    return tuple(one for one in found if one is not None)


def _consequence(reading: Reading, entry: Entry, bands: tuple[str, ...], measures: Measures) -> Consequence | None:
    page, name = reading.page, entry.key.raw
    what = f"The consequence '{clipped(name)}'"
    reading.identifier(entry.key, "A consequence")
    fields = page.fields(entry.value, what, _KEYS, ("for", "provider", "context"), entry.key)
    if fields is None:
        return None
    benefit, detriment, held, provider, context, when, lasts = (fields.get(key) for key in _KEYS[:-1])
    if (benefit is None) == (detriment is None):
        both = "both a benefit and a detriment" if benefit is not None else "neither a benefit nor a detriment"
        page.note("707", entry.key, f"{what} is {both}.", found=name, remedy="Write 'benefit: …' or 'detriment: …'.")
    kind: Literal["benefit", "detriment"] = "detriment" if benefit is None else "benefit"
    return Consequence(
        id=name, kind=kind, bands=read_band_list(reading, held, bands, f"{what}: 'for'"),
        text=reading.texts(detriment if benefit is None else benefit, f"{what}: '{kind}'"),
        provider=(page.text(provider, f"{what}: 'provider'") if provider is not None else None) or "",
        context=reading.context(context, f"{what}: 'context'") if context is not None else "",
        when=reading.when(when, measures.names, f"{what}: 'when'"),
        lasts=page.duration(lasts, f"{what}: 'lasts'") if lasts is not None else None,
        source=reading.source(fields),
    )  # fmt: skip
