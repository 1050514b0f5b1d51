"""Tables whose files lie in order of subject, as their footers say: each part is a stretch of subjects, whose row groups one worker
reads by itself. Nothing is shuffled then.

Two neighbouring stretches meet within a row group where a subject's records go on from one group to the next. Such a subject is the
earlier stretch's: it reads the head of the next group as well, and the later stretch leaves that head out. What the footers say is
checked by whoever reads a group whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, takewhile

from bonitas.spark.footers import File, Group
from bonitas.spark.pieces import Piece, Stretch

#: Rows may be read so many times over, on average, where the groups of a table lie across the stretches of another.
_OVER = 2
#: A stretch has at most so many times the rows that it should have; else the table is as good as in no order.
_UNEVEN = 3


def stretches_of(what: str, files: Sequence[File], parts: int) -> list[Stretch] | None:
    """A table of records as about `parts` stretches; None if its files are in no order of subject."""
    groups = [(file, group) for file in files for group in file.groups]
    if parts == 1:
        return [Stretch(None, None, _pieces(what, groups))]
    if not groups or any(group.first is None or group.last is None for _, group in groups):
        return None
    groups.sort(key=lambda one: (_bounds(one[1]), one[0].path, one[1].number))
    target = -(-sum(group.rows for _, group in groups) // parts)
    found = _divided(groups, target)
    most = max(sum(group.rows for _, group in one) for one in found)
    if len(found) * 2 < parts or most > _UNEVEN * max(target, *(group.rows for _, group in groups)):
        return None
    return _stretches(what, found)


def across(what: str, files: Sequence[File], stretches: Sequence[Stretch]) -> list[tuple[Piece, ...]] | None:
    """The pieces of another table that hold rows of each stretch; None if they would be read too many times over."""
    groups = [(file, group) for file in files for group in file.groups]
    if len(stretches) > 1 and any(group.first is None or group.last is None for _, group in groups):
        return None
    found = [[one for one in groups if _meets(one[1], stretch)] for stretch in stretches]
    read = sum(group.rows for each in found for _, group in each)
    if read > _OVER * sum(group.rows for _, group in groups):
        return None
    return [_pieces(what, each) for each in found]


def _bounds(group: Group) -> tuple[str, str]:
    assert group.first is not None
    assert group.last is not None
    return group.first, group.last


def _divided(groups: list[tuple[File, Group]], target: int) -> list[list[tuple[File, Group]]]:
    """Groups in order, cut where the next begins with what is the last so far or later, and goes beyond it."""
    found: list[list[tuple[File, Group]]] = [[]]
    rows, upto = 0, ""
    for file, group in groups:
        first, last = _bounds(group)
        if found[-1] and rows >= target and first >= upto < last:
            found.append([])
            rows = 0
        found[-1].append((file, group))
        rows, upto = rows + group.rows, max(upto, last)
    return found


def _stretches(what: str, divided: list[list[tuple[File, Group]]]) -> list[Stretch]:
    found: list[Stretch] = []
    after: str | None = None
    for at, each in enumerate(divided):
        later = chain.from_iterable(divided[at + 1 :])
        upto = max(_bounds(group)[1] for _, group in each) if at + 1 < len(divided) else None
        heads = [_piece(what, *one) for one in takewhile(lambda one: _bounds(one[1])[0] == upto, later)]  # noqa: B023 - used at once
        begun = [_piece(what, *one) for one in each if one[1].first == after]
        whole = _pieces(what, [one for one in each if one[1].first != after])
        found.append(Stretch(after, upto, (*begun, *whole), tuple(heads)))
        after = upto
    return found


def _meets(group: Group, stretch: Stretch) -> bool:
    return (stretch.after is None or group.last is None or group.last > stretch.after) and (
        stretch.upto is None or group.first is None or group.first <= stretch.upto
    )


def _piece(what: str, file: File, group: Group) -> Piece:
    return Piece(what, file.path, file.size, (group.number,), group.first, group.last)


def _pieces(what: str, groups: Sequence[tuple[File, Group]]) -> tuple[Piece, ...]:
    """Groups of one file as one piece, which is opened once."""
    found: dict[str, Piece] = {}
    for file, group in groups:
        one = _piece(what, file, group)
        if (other := found.get(file.path)) is not None:
            bounds = [bound for each in (one, other) for bound in (each.first, each.last) if bound is not None]
            first, last = (min(bounds), max(bounds)) if len(bounds) == 4 else (None, None)
            one = replace(other, groups=(*other.groups, group.number), first=first, last=last)
        found[file.path] = one
    return tuple(found.values())
