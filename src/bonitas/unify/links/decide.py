"""What people decide about links: confirm, refuse, undo, dispute, and link by hand. Each with a reason and a name; nothing is forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from bonitas.engine.licence.refuse import refuse_linking
from bonitas.ledger.allowed import Allowed
from bonitas.unify.links.admit import split
from bonitas.unify.links.book import LinkBook, apart, open_book
from bonitas.unify.links.codes import trouble
from bonitas.unify.links.groups import union_of, way
from bonitas.unify.links.link import known_name, opened, types_of
from bonitas.unify.links.model import End, Link, shown

Wanted = Literal["confirmed", "refused", "undone", "disputed"]
#: What can be decided about a link in which state.
FROM: Final[Mapping[Wanted, tuple[str, ...]]] = MappingProxyType(
    {
        "confirmed": ("queued", "disputed", "linked", "refused", "undone"),
        "refused": ("queued", "disputed"),
        "undone": ("linked", "confirmed"),
        "disputed": ("linked", "confirmed"),
    }
)
#: What to do where it cannot.
INSTEAD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "queued": "Refuse it: bonitas review LINKS --refuse N.", "disputed": "Confirm or refuse it: bonitas review LINKS.",
        "linked": "Undo it: bonitas unlink LINKS N.", "confirmed": "Undo it: bonitas unlink LINKS N.",
        "refused": "It keeps nobody together.", "undone": "It keeps nobody together.",
        "replaced": "Decide about the link that took its place.",
    }
)  # fmt: skip


def decide(address: str | Path, numbers: Sequence[int], wanted: Wanted, *, because: str, by: str) -> list[Link]:
    """Decide about links by their numbers, all or none; the links as they are then.

    BonitasError: U220 to U225. Two subjects that are parted must not stay one by other links (U224), and two that somebody said to be
    two are not made one by another way (U225).
    """
    _said(address, because, by)
    with open_book(address, write=True) as book:
        links = {link.number: link for link in book.links()}
        chosen = [_fit(links, number, wanted, address) for number in dict.fromkeys(numbers)]
        rest = [link for link in links.values() if link.in_force and link not in chosen]
        if wanted == "confirmed":
            _together([*rest, *chosen], chosen, [one for one in links.values() if one not in chosen], address)
        else:
            _parted(rest, chosen, address)
        with book.writing():
            book.decide([link.number for link in chosen], [wanted] * len(chosen), by, [because] * len(chosen))
        decided = {link.number for link in chosen}
        return [link for link in book.links() if link.number in decided]


def link_by_hand(  # noqa: PLR0913 - two subjects, a word and its terms
    address: str | Path, one: str, other: str, *, because: str, by: str, allowed: Allowed | None = None
) -> Link:  # fmt: skip
    """Link two subjects, each `ledger:id`, by somebody's word. `allowed`: under whose licence (`link`). BonitasError: U210, U220 to U229, U740."""
    refuse_linking(allowed)
    _said(address, because, by)
    with open_book(address, write=True) as book:
        a, b = sorted((end_of(book, one), end_of(book, other)))
        if a == b:
            raise trouble("U229", file=address)
        _may_be_one(book, a, b, allowed)
        links = book.links()
        for link in links:
            if (link.a, link.b) == (a, b) and link.state != "replaced":
                raise trouble("U228", file=address, found=shown(a), other=shown(b), link=link.number)
        made = Link(0, a, b, 1_000_000, "by_hand", (), "confirmed", because, 0)
        _together([*(link for link in links if link.in_force), made], [made], links, address)
        with book.writing():
            [number] = book.add([(a, b, made.certainty, made.basis, [("somebody's word", because)])])
            book.decide([number], ["confirmed"], by, [because])
        return book.links()[-1]


def end_of(book: LinkBook, text: str) -> End:
    """The subject that `ledger:id` names. BonitasError U227, U210."""
    name, found, subject = text.partition(":")
    if not found or not subject:
        raise trouble("U227", file=book.address, found=text)
    known_name(name, book.ledgers(), book.address)
    return name, subject


def _may_be_one(book: LinkBook, a: End, b: End, allowed: Allowed | None) -> None:
    """BonitasError unless both are subjects (U227), of one type (U226)."""
    with opened({name: address for name, address in book.ledgers().items() if name in (a[0], b[0])}, allowed) as stores:
        types = types_of(stores, [a, b])
    for end in (a, b):
        if end not in types:
            raise trouble("U227", file=book.address, found=shown(end))
    if types[a] != types[b]:
        raise trouble("U226", file=book.address, found=shown(a), other=shown(b))


def _said(address: str | Path, because: str, by: str) -> None:
    """BonitasError U223 unless it is said why and by whom."""
    lacking = [what for what, text in (("why", because), ("who decides", by)) if not text.strip()]
    if lacking:
        raise trouble("U223", file=address, what=" and ".join(lacking))


def _fit(links: Mapping[int, Link], number: int, wanted: Wanted, address: str | Path) -> Link:
    """A link about which this can be decided. BonitasError: U220 to U222."""
    link = links.get(number)
    if link is None:
        raise trouble("U220", file=address, found=number)
    if link.state == wanted:
        raise trouble("U221", file=address, found=number, state=wanted)
    if link.state not in FROM[wanted]:
        raise trouble("U222", file=address, found=number, state=link.state, wanted=wanted, remedy=INSTEAD[link.state])
    return link


def _together(after: Sequence[Link], chosen: Sequence[Link], others: Sequence[Link], address: str | Path) -> None:
    """BonitasError U225 if two would become one of whom another link says that they are two."""
    union, words = union_of(after), apart(others)
    for link in chosen:
        group = union.group(link.a)
        for one, other in split(group, group, words):
            raise trouble("U225", file=address, found=shown(one), other=shown(other), link=words[one][other])


def _parted(rest: Sequence[Link], chosen: Sequence[Link], address: str | Path) -> None:
    """BonitasError U224 if two that are parted would stay one by other links."""
    for link in chosen:
        by = way(rest, link.a, link.b)
        if by:
            links = "link" + ("s " if len(by) > 1 else " ") + ", ".join(str(one.number) for one in by)
            raise trouble("U224", file=address, found=shown(link.a), other=shown(link.b), links=links)
