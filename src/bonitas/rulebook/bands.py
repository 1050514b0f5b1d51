"""Bands: named ranges of the score, and the proof that every score has one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from bonitas.common.amounts import shown
from bonitas.common.page import clipped, listed
from bonitas.common.yamltext import Entry, Map, Node
from bonitas.rulebook.expression import Type
from bonitas.rulebook.measures import Measures
from bonitas.rulebook.model import Band, Bands, Measure, Rules
from bonitas.rulebook.quantity import NUMERIC
from bonitas.rulebook.reach import Reach
from bonitas.rulebook.reading import Reading

_ABOVE: Final = re.compile(r"above\s+(.+)\Z")
_BAND: Final = ("from", "best", "when", "title", "source")
_Read = list[tuple[Entry, Band]]


def band_names(node: Node | None) -> tuple[str, ...]:
    """The names alone, for the parts that are read before the bands."""
    return tuple(name for name in node.entries if name != "by") if isinstance(node, Map) else ()


def read_bands(reading: Reading, node: Node | None, measures: Measures, at: Node | None, *, needed: bool = True) -> Bands:
    """All bands, best first. `needed`: whether there must be any; a register that rates nobody has none."""
    if node is None and not needed:
        return Bands(())
    entries = reading.page.map_of(node, "'bands'")
    unit: Type = "number"
    by: str | None = None
    by_node = node.get("by") if isinstance(node, Map) else None
    if by_node is not None:
        by = reading.named(by_node, "'bands': 'by'", reading.measure_names, "203")
        meaning = measures.choices.get(by) if by is not None else None
        if meaning is not None and meaning.type not in NUMERIC:
            reading.page.note("710", by_node, f"Bands by '{by}' need a number or an age.", found=by)
        elif meaning is not None:
            unit = meaning.type
        reading.used_measures |= {by} if by else set()
    read = [
        (entry, band) for entry in entries if entry.key.raw != "by" if (band := _band(reading, entry, unit, measures)) is not None
    ]
    if not read and (node is None or not [entry for entry in entries if entry.key.raw != "by"]):
        reading.page.note("701", at or node, "The rulebook has no bands.", remedy="Add 'bands: {good: 50, other: below}'.")
    if any(band.best is not None for _, band in read):
        _check_shares(reading, read, by)
    else:
        read.sort(key=lambda pair: _rank(pair[1]))
    for (_, before), (entry, band) in zip(read, read[1:], strict=False):
        if _rank(before) == _rank(band) and before.when is None and before.best is None:
            message = f"The bands '{before.name}' and '{band.name}' have the same floor."
            reading.page.note("702", entry.key, message, found=band.name, remedy="Give each band its own floor.")
    return Bands(tuple(band for _, band in read), by)


def _rank(band: Band) -> tuple[bool, int, bool]:
    """Lower for better floors."""
    return band.floor is None, -(band.floor or 0), not band.exclusive


def _check_shares(reading: Reading, read: _Read, by: str | None) -> None:
    """Bands drawn by share stand as they are written: best first, the shares rising, no floor above the one before."""
    page = reading.page
    shared = [(entry, band) for entry, band in read if band.best is not None]
    if by is not None:
        message = (
            f"The band '{clipped(shared[0][1].name)}' is drawn by share of the score, so bands cannot go by '{clipped(by)}'."
        )
        page.note("731", shared[0][0].key, message, found=by, remedy="Remove 'by', or 'best'.")
    for (_, before), (entry, band) in zip(shared, shared[1:], strict=False):
        if (band.best or 0) <= (before.best or 0):
            message = (
                f"The best {_percent(band)} of '{clipped(band.name)}' are no more than the {_percent(before)} of "
                f"'{clipped(before.name)}' above it."
            )
            remedy = "Shares are counted from the top: '{A: {best: 10%}, B: {best: 40%}}' gives B the next 30%."
            page.note("730", entry.key, message, found=_percent(band), remedy=remedy)
    floors = [(entry, band) for entry, band in read if band.best is None or band.floor is not None]
    for (_, before), (entry, band) in zip(floors, floors[1:], strict=False):
        if _rank(band) < _rank(before):
            message = f"The band '{clipped(band.name)}' stands below '{clipped(before.name)}' and has the higher floor."
            page.note(
                "732", entry.key, message, found=band.name, remedy="Where shares are drawn, write bands from best to worst."
            )


def _percent(band: Band) -> str:
    return f"{shown(band.best or 0)}%"


def _band(reading: Reading, entry: Entry, unit: Type, measures: Measures) -> Band | None:
    name = entry.key.raw
    what = f"The band '{clipped(name)}'"
    node: Node | None = entry.value
    band = Band(name, None)
    if isinstance(entry.value, Map):
        needed = () if "best" in entry.value.entries else ("from",)
        fields = reading.page.fields(entry.value, what, _BAND, needed, entry.key)
        if fields is None:
            return None
        node = fields.get("from")
        band = replace(
            band, best=_best(reading, fields.get("best"), what), when=reading.when(fields.get("when"), measures.names, f"{what}: 'when'"),
            title=reading.texts(fields.get("title"), f"{what}: 'title'"), source=reading.source(fields),
        )  # fmt: skip
    elif entry.value.cited is not None:
        band = replace(band, source=reading.cite(entry.value.cited, "'source'"))
    if isinstance(entry.value, Map) and "best" in entry.value.entries and (band.best is None or node is None):
        return None if band.best is None else band
    raw = reading.page.text(node, what) if node is not None else None
    if raw is None or node is None:
        return None
    if raw == "below":
        return band
    above = _ABOVE.match(raw)
    floor = reading.amount_text(node, above[1] if above else raw, unit, f"{what}: its floor")
    return replace(band, floor=floor, exclusive=above is not None) if floor is not None else None


def _best(reading: Reading, node: Node | None, what: str) -> int | None:
    """A share of more than 0%."""
    share = reading.percent(node, f"{what}: 'best'") if node is not None else None
    if share == 0:
        reading.page.note("730", node, f"{what}: nobody is among the best 0%.", found="0%", remedy="Write 'best: 10%'.")
    return share or None


def check_bands(reading: Reading, node: Map, bands: Bands, reached: Reach, drawn: Measure | None) -> None:
    """Every score must reach a band; `drawn` is the measure the bands go by, if any."""
    sure = [band for band in bands.bands if band.when is None and band.best is None]
    lowest = sure[-1] if sure else None
    at = node.entries.get((lowest or bands.bands[-1]).name)
    place = at.key if at else node
    missing = drawn is not None and drawn.can_be_missing
    if missing and not any(band.floor is None and band.when is None for band in sure):
        message = f"The measure '{bands.by}' can be missing, and then no band is reached."
        reading.page.note(
            "710", place, message, found=bands.by, remedy="Add a band with 'below', or 'when_missing' to the measure."
        )
    elif lowest is None or not _covers(lowest, reached.low):
        what = "values" if bands.by else "scores"
        if reached.clause is not None:
            why = f"the clause '{reached.clause}' takes points without a limit"
        else:
            why = "they have no lower end" if reached.low is None else f"the lowest is {shown(reached.low)}"
        message = f"Some {what} reach no band: {why}."
        reading.page.note(
            "703", place, message, found=lowest.name if lowest else None, remedy="Add a band with 'below', or 'score: {min: …}'."
        )


def _covers(band: Band, low: int | None) -> bool:
    if band.floor is None:
        return True
    return low is not None and (low > band.floor or (low == band.floor and not band.exclusive))


def check_booked(reading: Reading, node: Map, rules: Rules) -> None:
    """What a direct grade books must be known: the lowest score of a band drawn by share is another every day."""
    graded = {clause.grade for clause in rules.clauses} | {r.grade for clause in rules.clauses for r in clause.repairs}
    for band in rules.bands.bands if rules.grades.books_lowest else ():
        if band.best is not None and band.name in graded - dict(rules.grades.booked).keys():
            message = f"A direct grade would book the lowest score of '{clipped(band.name)}', which is drawn by share."
            remedy = f"Write what it books: 'grades: {{books_lowest: {{{clipped(band.name)}: …}}}}'."
            reading.page.note("733", node.entries[band.name].key, message, found=band.name, remedy=remedy)


@dataclass(frozen=True, slots=True)
class Unreached:
    """A band that no score reaches: its key, and why."""

    at: Node
    why: str


def unreached_bands(node: Map, bands: Bands, reached: Reach, graded: set[str | None], missing: bool) -> dict[str, Unreached]:
    """Bands above the highest score, or below the lowest; direct grades, and a missing measure, reach theirs in any case."""
    found: dict[str, Unreached] = {}
    covered = False
    value = "value" if bands.by else "score"
    for band in bands.bands:
        key = node.entries[band.name].key
        if band.name not in graded and _too_high(band, reached.high):
            found[band.name] = Unreached(key, f"no {value} is above {shown(reached.high or 0)}")
        elif band.name not in graded and covered and not (missing and band.floor is None):
            found[band.name] = Unreached(key, f"no {value} is below {shown(reached.low or 0)}")
        covered = covered or (band.when is None and band.best is None and reached.low is not None and _covers(band, reached.low))
    return found


def _too_high(band: Band, high: int | None) -> bool:
    if high is None or band.floor is None:
        return False
    return high < band.floor or (high == band.floor and band.exclusive)


def read_band_list(reading: Reading, node: Node | None, names: tuple[str, ...], what: str) -> tuple[str, ...]:
    """`AA and above`, `C and below`, a band, or a list of bands; `names` best first."""
    found: dict[str, None] = {}
    for item in reading.page.one_or_list(node):
        raw = reading.page.text(item, what)
        if raw is None:
            continue
        name, way = raw, ""
        for ending in (" and above", " and below"):
            if raw not in names and raw.endswith(ending):
                name, way = raw[: -len(ending)].strip(), ending
        if name not in names:
            message = f"{what} names the band '{clipped(name)}', which is not declared."
            reading.page.note("204", item, message, found=name, known=names, remedy=f"Known are {listed(names)}.")
            continue
        at = names.index(name)
        chosen = names[: at + 1] if way == " and above" else names[at:] if way == " and below" else (name,)
        found.update(dict.fromkeys(chosen))
    return tuple(name for name in names if name in found)
