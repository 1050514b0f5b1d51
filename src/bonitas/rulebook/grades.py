"""How direct grades work: what they book, and whether the band fallen from is remembered."""

from __future__ import annotations

from dataclasses import replace

from bonitas.common.amounts import shown
from bonitas.common.page import clipped
from bonitas.common.yamltext import Entry, Items, Map, Node
from bonitas.rulebook.model import Bands, Grades, Memory
from bonitas.rulebook.reading import Reading

_KEYS = ("books_lowest", "remembers")


def read_grades(reading: Reading, node: Node | None, bands: Bands, at: Node | None) -> Grades:
    """`{books_lowest: yes, remembers: yes}`; either with bands of its own in place of `yes`."""
    fields = reading.page.fields(node, "'grades'", _KEYS, (), at) if node is not None else None
    if fields is None:
        return Grades()
    books, remembers = (fields.get(key) for key in _KEYS)
    return replace(_books(reading, books, bands), **_remembers(reading, remembers, bands))  # type: ignore[arg-type]


def _books(reading: Reading, node: Node | None, bands: Bands) -> Grades:
    what = "'grades': 'books_lowest'"
    if not isinstance(node, Map):
        return Grades(books_lowest=bool(reading.page.yes_no(node, what)) if node is not None else False)
    booked: list[tuple[str, int]] = []
    for entry in node:
        name = _band(reading, entry, bands, what)
        score = reading.page.number(entry.value, f"{what}: '{clipped(entry.key.raw)}'")
        if name is None or score is None:
            continue
        booked.append((name, score))
        floor = bands.bands[bands.index(name)].floor
        if bands.by is None and floor is not None and score < floor:
            message = f"{what}: {shown(score)} lies below the band '{clipped(name)}', which begins at {shown(floor)}."
            remedy = f"Book {shown(floor)} or more, or give the grade of a lower band."
            reading.page.note("711", entry.value, message, found=shown(score), remedy=remedy)
    return Grades(books_lowest=True, booked=tuple(booked))


def _remembers(reading: Reading, node: Node | None, bands: Bands) -> dict[str, object]:
    """The fields of `Grades` that say which bands remember, and in which words."""
    what = "'grades': 'remembers'"
    memories: list[Memory] = []
    if isinstance(node, Map):
        for entry in node:
            name = _band(reading, entry, bands, what)
            names = _names(reading, entry, bands, f"{what}: '{clipped(entry.key.raw)}'")
            if name is not None:
                memories.append(Memory(name, names))
    elif isinstance(node, Items):
        known = tuple(band.name for band in bands.bands)
        named = [reading.named(item, what, known, "204") for item in node.items]
        memories = [Memory(name) for name in dict.fromkeys(named) if name is not None]
    else:
        return {"remembers": bool(reading.page.yes_no(node, what)) if node is not None else False}
    return {"remembers": bool(memories), "memories": tuple(memories)}


def _names(reading: Reading, entry: Entry, bands: Bands, what: str) -> tuple[tuple[str, str], ...]:
    """How a band is shown, by the band fallen from."""
    found: list[tuple[str, str]] = []
    for inner in reading.page.map_of(entry.value, what):
        name = _band(reading, inner, bands, what)
        word = reading.page.text(inner.value, f"{what}: '{clipped(inner.key.raw)}'")
        if name is not None and word is not None:
            found.append((name, word))
    return tuple(found)


def _band(reading: Reading, entry: Entry, bands: Bands, what: str) -> str | None:
    """The key of an entry as the name of a band."""
    return reading.named(entry.key, what, tuple(band.name for band in bands.bands), "204")
