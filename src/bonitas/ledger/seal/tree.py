"""The Merkle tree of RFC 6962 (and 9162), section 2.1, over leaf hashes of 32 bytes.

A leaf hash is SHA-256(0x00 ‖ leaf), a node SHA-256(0x01 ‖ left ‖ right). The tree of n leaves has on its left the largest power of two
that is less than n.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

#: The root of a log without leaves.
EMPTY: Final = sha256(b"").digest()
#: Bytes of a hash.
WIDE: Final = 32


def node(left: bytes, right: bytes) -> bytes:
    """The hash of a node."""
    return sha256(b"\x01" + left + right).digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\x00" + leaf).digest()


@dataclass(slots=True)
class Frontier:
    """What of a log is needed to add to it and to say its root: the roots of its whole subtrees, by level.

    >>> front = Frontier()
    >>> front.add(leaf_hash(b"a") + leaf_hash(b"b") + leaf_hash(b"c"))
    >>> front.size, front.root() == node(node(leaf_hash(b"a"), leaf_hash(b"b")), leaf_hash(b"c"))
    (3, True)
    >>> Frontier.read(3, front.written()).root() == front.root()
    True
    """

    size: int = 0
    peaks: dict[int, bytes] = field(default_factory=dict)

    def add(self, hashes: bytes) -> None:
        """Add leaves, given as their hashes one after the other."""
        self.size += len(hashes) // WIDE
        level = 0
        while hashes:
            hashes = self.peaks.pop(level, b"") + hashes
            if len(hashes) // WIDE % 2:
                self.peaks[level] = hashes[-WIDE:]
                hashes = hashes[:-WIDE]
            hashes = above(hashes)
            level += 1

    def root(self) -> bytes:
        """The root of the log."""
        found = None
        for level in sorted(self.peaks):
            found = self.peaks[level] if found is None else node(self.peaks[level], found)
        return EMPTY if found is None else found

    def written(self) -> bytes:
        """The peaks one after the other, the highest first."""
        return b"".join(self.peaks[level] for level in sorted(self.peaks, reverse=True))

    @classmethod
    def read(cls, size: int, written: bytes) -> Frontier:
        """A frontier as it was written. ValueError if it is none of a log of this size."""
        levels = [level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]
        if size < 0 or len(written) != WIDE * len(levels):
            msg = "no frontier of this size"
            raise ValueError(msg)
        return cls(size, {level: written[WIDE * n : WIDE * (n + 1)] for n, level in enumerate(levels)})


def above(hashes: bytes) -> bytes:
    """The nodes over pairs of hashes."""
    step = 2 * WIDE
    return b"".join([sha256(b"\x01" + hashes[at : at + step]).digest() for at in range(0, len(hashes), step)])


#: Gives the root of the leaves from one number up to before another.
Roots = Callable[[int, int], bytes]


def roots_of(hashes: bytes) -> Roots:
    """Roots of stretches of a log, given all its leaf hashes. What is asked of whole subtrees is remembered."""
    levels = [hashes]

    def root(start: int, end: int) -> bytes:
        width = end - start
        level = width.bit_length() - 1
        if width == 1 << level and start % width == 0:
            while len(levels) <= level:
                below = levels[-1]
                levels.append(above(below[: len(below) // (2 * WIDE) * (2 * WIDE)]))
            at = (start >> level) * WIDE
            return levels[level][at : at + WIDE]
        middle = start + split(width)
        return node(root(start, middle), root(middle, end))

    return lambda start, end: EMPTY if start == end else root(start, end)


def split(width: int) -> int:
    """The largest power of two less than `width`.

    >>> [split(width) for width in (2, 3, 4, 5)]
    [1, 2, 2, 4]
    """
    return 1 << ((width - 1).bit_length() - 1)


def inclusion(roots: Roots, leaf: int, size: int) -> list[bytes]:
    """The audit path of a leaf in a log of this size (RFC 6962, 2.1.1), from the leaf up."""
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if leaf < middle:
            path.append(roots(middle, end))
            end = middle
        else:
            path.append(roots(start, middle))
            start = middle
    return path[::-1]


def included(leaf: int, size: int, digest: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that follows from an audit path; None if the path is none of such a leaf (RFC 9162, 2.1.3.2)."""
    if not 0 <= leaf < size:
        return None
    number, last, found = leaf, size - 1, digest
    for one in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            found = node(one, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node(found, one)
        number, last = number >> 1, last >> 1
    return found if last == 0 else None


def consistency(roots: Roots, old: int, size: int) -> list[bytes]:
    """The proof that a log of `size` leaves begins with the log of `old` leaves (RFC 6962, 2.1.2)."""
    return _consistency(roots, old, 0, size, whole=True) if 0 < old < size else []


def _consistency(roots: Roots, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    if old == end - start:
        return [] if whole else [roots(start, end)]
    middle = start + split(end - start)
    if old <= middle - start:
        return [*_consistency(roots, old, start, middle, whole=whole), roots(middle, end)]
    return [*_consistency(roots, old - (middle - start), middle, end, whole=False), roots(start, middle)]


def consistent(old: int, size: int, old_root: bytes, root: bytes, proof: Iterable[bytes]) -> bool:
    """Whether a proof of consistency holds (RFC 9162, 2.1.4.2)."""
    path = list(proof)
    if old > size or old < 0:
        return False
    if old in (0, size):
        return not path and (old_root == root if old else old_root == EMPTY)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    number, last = old - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first = second = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            first, second = node(one, first), node(one, second)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            second = node(second, one)
        number, last = number >> 1, last >> 1
    return last == 0 and first == old_root and second == root
