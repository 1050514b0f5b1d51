"""The chapter of the report that shows the same figures by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bonitas.rulebook.prose.document import Block, Heading, Paragraph, Table
from bonitas.unify.impact.words import MEASURES, apart, grouped, interval, percent, standing_words


def by_group(said: Mapping[str, Any], names: Sequence[str], pairs: Sequence[tuple[str, str]], smallest: int) -> Iterator[Block]:
    """Sizes, who is better and worse off, where the groups stand, and whose band rests on one clause."""
    sizes = ", ".join(f"{one['group']} {grouped(one['subjects'])}" for one in said["groups"])
    yield Paragraph(f"{sizes}. A dot is a count under {smallest}, or one from which such a count could be reckoned.")
    if said["joined"]:
        yield Paragraph(f"{said['joined']} groups are shown together: one of them alone has fewer than {smallest} subjects.")
    for move, pair in zip(said["moves"], pairs, strict=True):
        yield Heading(3, f"{pair[0]} → {pair[1]}")
        words = MEASURES[move["measure"]]
        head = ("group", "subjects", *words.values(), "not compared")
        rows = [
            (row["group"], grouped(row["subjects"]), *(interval(row["counts"][name]) for name in (*words, "not_compared")))
            for row in move["groups"]
        ]
        yield Table(head, tuple(rows), (1,))
        differences = [(one["group"], one["less"], apart(one)) for one in move["differences"]["groups"]]
        if differences:
            yield Paragraph(
                f"The share {words['worse']}, less that of the largest group, in points of a hundred (Newcombe, 95 %):"
            )
            yield Table(("group", "less", "difference"), tuple(differences))
    for table, name in zip(said["standings"], names, strict=True):
        yield Heading(3, f"Where the groups stand by {name}")
        yield _shares(table["groups"])
    for table, name in zip(said["rests_on_one"], names, strict=True):
        yield Heading(3, f"Whose band rests on one clause by {name}")
        rows = [(row["group"], interval(row["counts"]["rests"]), interval(row["counts"]["does_not"])) for row in table["groups"]]
        yield Table(("group", "rests on one", "does not"), tuple(rows))


def _shares(groups: Sequence[Mapping[str, Any]]) -> Table:
    columns = list(groups[0]["counts"])
    rows = [
        (
            row["group"], grouped(row["subjects"]),
            *("·" if one is None else percent(one["share"]) for one in row["counts"].values()),
        )
        for row in groups
    ]  # fmt: skip
    return Table(("group", "subjects", *map(standing_words, columns)), tuple(rows), tuple(range(1, len(columns) + 2)))
