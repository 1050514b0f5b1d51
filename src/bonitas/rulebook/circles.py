"""Things that need each other, put in order; circles found."""

from __future__ import annotations

from collections.abc import Mapping, Set


def in_order(needs: Mapping[str, Set[str]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Names so ordered that each comes after what it needs (otherwise as given), and every circle once, by its first name.
    What stands in a circle, or needs one, is left out of the order.

    >>> in_order({"a": {"b"}, "b": set(), "c": {"d"}, "d": {"c"}})
    (['b', 'a'], [('c', 'd')])
    """
    ordered: list[str] = []
    placed: set[str] = set()
    circles: list[tuple[str, ...]] = []
    lost: set[str] = set()
    for name in needs:
        path: list[str] = [name]
        while path:
            at = path[-1]
            if at in placed or at in lost:
                path.pop()
                continue
            waiting = next((need for need in needs if need in needs[at] and need not in placed), None) if needs[at] else None
            if waiting is None:
                ordered.append(at)
                placed.add(at)
            elif waiting in lost:
                lost.add(at)
            elif waiting in path:
                circle = tuple(path[path.index(waiting) :])
                circles.append(circle)
                lost.update(circle)
            else:
                path.append(waiting)
    return ordered, circles
