"""Where the parts of a rulebook stand in its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bonitas.common.yamltext import Map, Node, as_date
from bonitas.rulebook.model import Place

#: So many keys deep: `clauses/late/repaired/lasts`.
_DEEPEST: Final = 4


def places(root: Map, below: int) -> dict[str, Place]:
    """The place of every key, by the keys that lead to it. Dates are left out of the way: of a dated value the first stands for
    all. Lines from `below` on are of another text (`supplement.joined`) and are not told."""
    found: dict[str, Place] = {}
    for keys, node in _parts(root, ()):
        if node.line < below:
            found.setdefault("/".join(keys), Place(node.line, node.column))
    return found


def _parts(node: Node, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Node]]:
    for entry in node if isinstance(node, Map) else ():
        keys = above if as_date(entry.key.raw) else (*above, entry.key.raw)
        if keys != above:
            yield keys, entry.key
        if len(keys) < _DEEPEST:
            yield from _parts(entry.value, keys)
