"""A rule put into words, one sentence for each of its sides, so that two versions of it can be set side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bonitas.rulebook.prose.document import Item, Table


@dataclass(frozen=True, slots=True)
class Described:
    """`key` is the same for all versions of one rule. `sentences`: (side, sentence), in reading order."""

    key: str
    title: str
    name: str = ""
    number: int | None = None
    figure: str = ""
    sentences: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    sources: tuple[str, ...] = ()
    fixed: bool = False
    """Whether the figure says all there is to say of the points: one number, and no ceiling beside it."""

    @property
    def sides(self) -> dict[str, str]:
        """Everything that can change between two versions, by side. The title, the number and the figure follow from the rest."""
        said: dict[str, str] = {}
        for side, sentence in self.sentences:
            said[side] = f"{said[side]} {sentence}" if side in said else sentence
        if self.table:
            said["table"] = "; ".join(": ".join(cell for cell in row if cell) for row in self.table.rows)
        return said


def item(described: Described, numbers: Mapping[str, int]) -> Item:
    """As a block of the document; `numbers` are the numbers of the sources."""
    return Item(
        title=described.title,
        name=described.name,
        number=described.number,
        figure=described.figure,
        sentences=tuple(sentence for _, sentence in described.sentences),
        table=described.table,
        refs=references(described.sources, numbers),
        anchor=described.key,
    )


def references(sources: Sequence[str | None], numbers: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers of the sources named, each once, in order."""
    return tuple(sorted({numbers[source] for source in sources if source is not None and source in numbers}))


def said(*sides: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Without the empty ones."""
    return tuple((side, sentence) for side, sentence in sides if sentence)
