"""Parts of the head that have keys of their own: what may be deleted on request, where one turns, what a supplement may add."""

from __future__ import annotations

from typing import Final

from bonitas.common.yamltext import Entry, Map
from bonitas.rulebook.dated import is_dated
from bonitas.rulebook.model import Local, Remedy, Withdraws
from bonitas.rulebook.reading import Reading

_WITHDRAWS: Final = ("for", "within", "text", "source")
_REMEDY: Final = ("contest", "review", "authority", "source")
_LOCAL: Final = ("gains", "losses", "points")


def read_withdraws(reading: Reading, root: Map) -> Withdraws | None:
    """`{for: [kinds], within: 3 working days, text: …}`."""
    entry = _undated(root, "withdraws")
    fields = reading.page.fields(entry.value, "'withdraws'", _WITHDRAWS, ("for",), entry.key) if entry is not None else None
    if fields is None:
        return None
    held, within = fields.get("for"), fields.get("within")
    kinds = reading.kinds(held, "'withdraws': 'for'") if held is not None else ()
    waiting = reading.term(within, "'withdraws': 'within'") if within is not None else None
    return Withdraws(kinds, waiting, reading.texts(fields.get("text"), "'withdraws': 'text'"), reading.source(fields))


def read_remedy(reading: Reading, root: Map) -> Remedy | None:
    """`{contest: …, review: …, authority: …}`, each a text for people."""
    entry = _undated(root, "remedy")
    fields = reading.page.fields(entry.value, "'remedy'", _REMEDY, (), entry.key) if entry is not None else None
    if fields is None:
        return None
    contest, review, authority = (reading.texts(fields.get(name), f"'remedy': '{name}'") for name in _REMEDY[:3])
    return Remedy(contest, review, authority, reading.source(fields))


def read_local(reading: Reading, root: Map) -> Local | None:
    """`{gains: 5, losses: 5, points: 2}`."""
    page, entry = reading.page, _undated(root, "local")
    fields = page.fields(entry.value, "'local'", _LOCAL, _LOCAL, entry.key) if entry is not None else None
    if fields is None:
        return None
    found: list[int] = []
    for name in _LOCAL:
        node = fields.get(name)
        amount = page.number(node, f"'local': '{name}'") if node is not None else None
        if node is not None and amount is not None and (amount < 0 or (name != "points" and amount % 1000)):
            page.note("106", node, f"'local': '{name}' must be a whole number, 0 or more." if name != "points" else
                      "'local': 'points' must be 0 or more.")  # fmt: skip
        found.append(amount or 0)
    return Local(found[0] // 1000, found[1] // 1000, found[2])


def _undated(root: Map, name: str) -> Entry | None:
    """An entry of the head, unless it wrongly changes with the date (which is noted elsewhere)."""
    entry = root.entries.get(name)
    return None if entry is None or is_dated(entry.value) else entry
