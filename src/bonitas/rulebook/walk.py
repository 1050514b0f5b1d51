"""Looks through expressions: what they name, and whether they can ever be true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bonitas.rulebook.expression import (
    Arithmetic,
    Attr,
    Both,
    Call,
    Compare,
    Const,
    Either,
    Expr,
    IsMissing,
    Not,
    OneOf,
    Ref,
)

Truths = frozenset[str]
_ANY: Final[Truths] = frozenset("TFU")


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside one."""
    match expr:
        case Call(args=args):
            return args
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right) | Both(left, right) | Either(left, right):
            return (left, right)
        case OneOf(item=item) | IsMissing(item=item) | Not(item=item):
            return (item,)
        case _:
            return ()


def parts(expr: Expr | None) -> Iterator[Expr]:
    """An expression and everything inside it."""
    waiting = [expr] if expr is not None else []
    while waiting:
        at = waiting.pop()
        yield at
        waiting.extend(children(at))


def refs(expr: Expr | None) -> set[str]:
    """The measures an expression names."""
    return {part.name for part in parts(expr) if isinstance(part, Ref)}


def truths(expr: Expr, lacking: frozenset[str]) -> Truths:
    """Which of true (T), false (F) and unknown (U) a condition can come to when the attributes `lacking` are always missing.

    >>> from bonitas.rulebook.expression import Compare, Const, Attr
    >>> sorted(truths(Compare("=", Attr("a", "number"), Const(1, "number")), frozenset("a")))
    ['U']
    """
    match expr:
        case Both(left, right):
            return _joined(truths(left, lacking), truths(right, lacking), "F", "T")
        case Either(left, right):
            return _joined(truths(left, lacking), truths(right, lacking), "T", "F")
        case Not(item):
            return frozenset({"T": "F", "F": "T", "U": "U"}[truth] for truth in truths(item, lacking))
        case IsMissing(item):
            return frozenset("T") if _always_missing(item, lacking) else frozenset("TF")
        case Const(value=value):
            return frozenset("T" if value else "F")
        case _:
            return frozenset("U") if _always_missing(expr, lacking) else _ANY


def _joined(one: Truths, two: Truths, strong: str, weak: str) -> Truths:
    """Kleene's `and` (F wins, T only if both) and `or` (T wins, F only if both)."""
    found = {strong} if strong in one | two else set()
    if weak in one and weak in two:
        found.add(weak)
    if ("U" in one and two & {"U", weak}) or ("U" in two and one & {"U", weak}):
        found.add("U")
    return frozenset(found)


def _always_missing(expr: Expr, lacking: frozenset[str]) -> bool:
    if isinstance(expr, Attr):
        return expr.name in lacking
    return any(_always_missing(child, lacking) for child in children(expr))
