"""Pairs by verified numbers: the same number of the same scheme is one subject, and two numbers of one scheme are two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from bonitas.ledger.identity import SCHEMES
from bonitas.unify.match.pairs import CERTAIN, Pair
from bonitas.unify.names.numbers import Numbered

#: A subject of a source: the name of its ledger, and its id there.
End = tuple[str, str]
#: The numbers of every subject that has any: by scheme, as keyed hashes.
Numbers = Mapping[End, Mapping[str, str]]
SAME: Final = "the same verified number"
OTHER: Final = "another verified number"
#: The certainty of a pair that one scheme calls one subject and another scheme two: somebody has to look.
TORN: Final = CERTAIN // 2


def gathered(sources: Mapping[str, Iterable[Numbered]]) -> Numbers:
    """The numbers of all sources by subject. Of two numbers of one scheme the first counts: one of the book before one of the file."""
    found: dict[End, dict[str, str]] = defaultdict(dict)
    for ledger, numbers in sources.items():
        for subject, scheme, digest in numbers:
            found[ledger, subject].setdefault(scheme, digest)
    return dict(found)


def exact_pairs(numbers: Numbers, *, within: bool) -> Iterator[Pair]:
    """The pairs that have a verified number in common, each once; of two ledgers, or `within` one too."""
    holders: dict[tuple[str, str], list[End]] = defaultdict(list)
    for end in sorted(numbers):
        for scheme, digest in numbers[end].items():
            holders[scheme, digest].append(end)
    ends = {pair for same in holders.values() for pair in combinations(same, 2) if within or pair[0][0] != pair[1][0]}
    for one, other in sorted(ends):
        alike, unlike = compared(numbers, one, other)
        evidence = (*((SCHEMES[name].title, SAME) for name in alike), *((SCHEMES[name].title, OTHER) for name in unlike))
        yield Pair(*one, *other, TORN if unlike else CERTAIN, "probable" if unlike else "exact", evidence)


def compared(numbers: Numbers, one: End, other: End) -> tuple[list[str], list[str]]:
    """The schemes in which two subjects have the same number, and those in which they have two."""
    a, b = numbers.get(one, {}), numbers.get(other, {})
    common = sorted(a.keys() & b.keys())
    return [scheme for scheme in common if a[scheme] == b[scheme]], [scheme for scheme in common if a[scheme] != b[scheme]]
