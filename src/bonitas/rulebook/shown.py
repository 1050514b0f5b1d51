"""What a register shows to others: the publicity window of a clause's records, apart from whether and how long they count."""

from __future__ import annotations

from typing import Final, Literal

from bonitas.common.texts import Text
from bonitas.common.yamltext import Entry, Items, Map, Node
from bonitas.rulebook.ends import read_lasts
from bonitas.rulebook.model import LastsBySize, Shown, ShownRepair
from bonitas.rulebook.names import Names
from bonitas.rulebook.reading import Reading

_KEYS: Final = ("as", "lasts", "clock", "repaired")
_REPAIR: Final = ("when", "after", "removed", "as", "lasts")


def read_shown(reading: Reading, entry: Entry | None, kinds: tuple[str, ...], names: Names, clause: str) -> Shown | None:
    """`{as: …, lasts: …, clock: event, repaired: …}`; None if it is absent or at fault (which is noted)."""
    if entry is None:
        return None
    page, what = reading.page, f"{clause}: 'shown'"
    fields = page.fields(entry.value, what, _KEYS, ("as", "lasts"), entry.key)
    if fields is None:
        return None
    lasts_node = fields.get("lasts")
    lasts = read_lasts(reading, lasts_node, names, f"{what}: 'lasts'", entry.key) if lasts_node is not None else None
    if isinstance(lasts, LastsBySize):
        message = f"{what}: 'lasts' goes by the size of points, and an entry has none."
        page.note("503", lasts_node, message, remedy="Write '5 years', or '{by: attribute, table: …}'.")
        lasts = None
    as_ = reading.texts(fields.get("as"), f"{what}: 'as'")
    clock = read_clock(reading, fields.get("clock"), kinds, what)
    repairs = _read_repairs(reading, fields.get("repaired"), names, f"{what}: 'repaired'")
    return Shown(as_, lasts, clock, repairs) if lasts is not None else None


def read_clock(reading: Reading, node: Node | None, kinds: tuple[str, ...], what: str) -> Literal["event", "end"]:
    """From which day a `lasts` runs; `end` only for kinds that have one."""
    word = reading.page.word(node, f"{what}: 'clock'", ("event", "end")) if node is not None else None
    if word != "end":
        return "event"
    brief = [kind for kind in kinds if not reading.catalogue.kinds[kind].lasting]
    if brief:
        message = f"{what}: records of '{brief[0]}' have no end, so the clock cannot run from it."
        reading.page.note(
            "506", node, message, found=brief[0], remedy="Write 'clock: event', or mark the kind 'lasting' in the catalogue."
        )
    return "end"


def _read_repairs(reading: Reading, node: Node | None, names: Names, what: str) -> tuple[ShownRepair, ...]:
    """One change of an entry or a list of them."""
    found: list[ShownRepair] = []
    for item in node.items if isinstance(node, Items) else [node] if node is not None else []:
        fields = reading.page.fields(item, what, _REPAIR, ("when",), node)
        repair = _read_repair(reading, fields, names, what) if fields is not None else None
        if repair is not None:
            found.append(repair)
    return tuple(found)


def _read_repair(reading: Reading, fields: Map, names: Names, what: str) -> ShownRepair | None:
    page = reading.page
    when, after, removed, as_, lasts = (fields.get(name) for name in _REPAIR)
    gone = bool(page.yes_no(removed, f"{what}: 'removed'")) if removed is not None else False
    others = as_ is not None or lasts is not None
    if gone and others:
        page.note("510", removed, f"{what}: a removed entry has no words or end.", remedy="Keep 'removed', or the others.")
    if not gone and not others:
        page.note("510", fields, f"{what} changes nothing.", remedy="Add 'removed: yes', 'as' or 'lasts'.")
    condition = reading.when(when, names, f"{what}: 'when'")
    text = reading.texts(as_, f"{what}: 'as'") if as_ is not None else Text()
    end = reading.lapse(lasts, f"{what}: 'lasts'") if lasts is not None else None
    least = page.duration(after, f"{what}: 'after'") if after is not None else None
    return ShownRepair(condition, gone, text, end, least) if condition is not None else None
