"""From links to united subjects as they are read: who is one by which links, and what each is called. All of it over arrays."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.ledger.base import Int64s
from bonitas.unify.links.components import components
from bonitas.unify.links.model import UNITED, Basis, End, Link, Turn, What, shown

#: Up to so many names are looked for one by one.
FEW: Final = 64
BASES: Final[tuple[Basis, ...]] = ("exact", "probable", "by_hand")


@dataclass(frozen=True, slots=True)
class United:
    """Subjects that are one, in order, and the links among them that count (without their evidence, which the file of links has)."""

    members: tuple[End, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Ends:
    """Subjects that links are about, in order of ledger and id. `ledger`: places in `names`; `holder`: the number of the standing id that each
    came under."""

    names: tuple[str, ...]
    ledger: Int64s
    subject: pa.StringArray
    holder: Int64s

    def __len__(self) -> int:
        return len(self.ledger)

    def end(self, at: int) -> End:
        """One of them."""
        return self.names[int(self.ledger[at])], str(self.subject[at])


@dataclass(frozen=True, slots=True)
class Edges:
    """Links in force, in order of number: two ends by their places, certainty (millionths), basis (its place in `BASES`), whether confirmed."""

    number: Int64s
    a: Int64s
    b: Int64s
    certainty: Int64s
    basis: Int64s
    confirmed: npt.NDArray[np.bool_]

    def only(self, rows: npt.NDArray[np.bool_]) -> Edges:
        """Some of them."""
        return Edges(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Unions:
    """Who is one by some links. Where only surer links count, a standing group may be in parts: the one with most of its members (of equal
    ones the first) keeps the id, others are called by their first member as well.

    `group`: for each end the number of its group, −1 for one that is alone; `names`: what each group is called; `order`: ends in order of
    group, those of group n from `starts[n]` to `starts[n + 1]`.
    """

    ends: Ends
    edges: Edges
    group: Int64s
    names: pa.StringArray
    order: Int64s
    starts: Int64s

    @classmethod
    def of(cls, ends: Ends, edges: Edges) -> Self:
        """Who is one by these links."""
        label = components(len(ends), edges.a, edges.b)
        size = np.bincount(label, minlength=len(ends))
        roots = np.flatnonzero(size > 1)
        numbered = np.full(len(ends), -1, np.int64)
        numbered[roots] = np.arange(len(roots))
        group = numbered[label]
        order = np.flatnonzero(group >= 0)
        order = order[np.argsort(group[order], kind="stable")]
        starts = np.concatenate([[0], np.cumsum(size[roots])]).astype(np.int64)
        return cls(ends, edges, group, _names(ends, roots, size[roots]), order, starts)

    def __len__(self) -> int:
        return len(self.names)

    def sign(self) -> int:
        """A number that is another one once somebody is united otherwise."""
        found = zlib.crc32("\n".join(self.ends.names).encode())
        for column in (self.names, self.ends.subject):
            found = zlib.crc32("\n".join(column.to_pylist()).encode(), found)
        return zlib.crc32(self.ends.ledger.tobytes() + self.group.tobytes(), found)

    def places(self, names: Sequence[str]) -> list[int]:
        """The numbers of the groups that are called so; −1 where there is none."""
        import pyarrow.compute as pc  # noqa: PLC0415 - every command looks whether it was given links; few were

        wanted = [name for name in names if name.startswith(f"{UNITED}:")]
        if len(wanted) <= FEW:
            found = {name: int(pc.index(self.names, name).as_py()) for name in wanted}
        else:
            places = pc.fill_null(pc.index_in(pa.array(wanted), value_set=self.names), -1)
            found = dict(zip(wanted, places.to_pylist(), strict=True))
        return [found.get(name, -1) for name in names]

    def united(self, place: int) -> United:
        """A group by its number."""
        inside = self.order[self.starts[place] : self.starts[place + 1]]
        return United(tuple(self.ends.end(at) for at in inside.tolist()), tuple(self._links(place)))

    def _links(self, place: int) -> Iterator[Link]:
        found = self.edges.only(self.group[self.edges.a] == place)
        columns = (getattr(found, name).tolist() for name in Edges.__slots__)
        for number, a, b, certainty, basis, confirmed in zip(*columns, strict=True):
            what: What = "confirmed" if confirmed else "linked"
            yield Link(number, self.ends.end(a), self.ends.end(b), certainty, BASES[basis], (), what, "", 0)

    def without(self, link: int) -> Unions:
        """Who is one if a link does not count."""
        return Unions.of(self.ends, self.edges.only(self.edges.number != link))


def _names(ends: Ends, roots: Int64s, sizes: Int64s) -> pa.StringArray:
    """What groups are called, by the least of each and how many each has."""
    import pyarrow.compute as pc  # noqa: PLC0415 - every command looks whether it was given links; few were

    holder = ends.holder[roots]
    named = pc.binary_join_element_wise(pa.scalar(UNITED), pa.array(holder).cast(pa.string()), ":")
    order = np.lexsort((roots, -sizes, holder))
    later = np.zeros(len(roots), np.bool_)
    later[order[1:]] = holder[order[1:]] == holder[order[:-1]]
    where = np.flatnonzero(later)
    if len(where):
        called = [f"{named[at]}/{shown(ends.end(int(roots[at])))}" for at in where.tolist()]
        named = pc.replace_with_mask(named, pa.array(later), pa.array(called, pa.string()))
    return named


def standing_at(turns: Sequence[Turn]) -> dict[int, frozenset[End]]:
    """Each standing id with its members after these turns, in order."""
    members: dict[int, set[End]] = {}
    for turn in turns:
        group = members.setdefault(turn.united, set())
        (group.add if turn.joined else group.discard)(turn.end)
    return {number: frozenset(group) for number, group in sorted(members.items()) if group}


def ended_by(turns: Sequence[Turn]) -> dict[int, frozenset[End]]:
    """Each standing id that ended, with the members that it had last."""
    now = standing_at(turns)
    last: dict[int, set[End]] = {}
    when: dict[int, int] = {}
    for turn in turns:
        if turn.united not in now and not turn.joined:
            if when.get(turn.united) != turn.decision:
                last[turn.united], when[turn.united] = set(), turn.decision
            last[turn.united].add(turn.end)
    return {number: frozenset(ends) for number, ends in last.items()}


def became(turns: Sequence[Turn]) -> dict[int, int]:
    """For each standing id that ended, the one that has all the members that it had last, if one has."""
    holder = {end: number for number, members in standing_at(turns).items() for end in members}
    found = {old: {holder.get(end) for end in ends} for old, ends in ended_by(turns).items()}
    return {old: new for old, news in found.items() if len(news) == 1 and (new := next(iter(news))) is not None}
