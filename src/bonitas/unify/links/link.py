"""Linking: find pairs of subjects of several ledgers, and write down which are one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bonitas.common.problems import BonitasError, Problem
from bonitas.engine.licence.refuse import refuse_linking
from bonitas.ledger.allowed import Allowed
from bonitas.ledger.identity.book import IdentityBook, beside
from bonitas.ledger.open import open_ledger
from bonitas.ledger.postgres.address import is_postgres, shown
from bonitas.ledger.sources.which import Input
from bonitas.ledger.store import Store
from bonitas.unify.links.admit import Admitted, admit
from bonitas.unify.links.book import LinkBook, apart, is_links, new_book, open_book
from bonitas.unify.links.codes import trouble
from bonitas.unify.links.model import UNITED, End, Link
from bonitas.unify.links.witness import refuse_other, witness
from bonitas.unify.match.costs import Costs, thresholds
from bonitas.unify.match.find import find_pairs
from bonitas.unify.match.pairs import Pairs, Source

_NAME: Final = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class How:
    """The terms of a search, as `find_pairs` has them. `key`: what the books of identifiers were begun with; `anew`: compare
    everybody, and do not judge by what an earlier search learnt."""

    names: Mapping[str, Input] = field(default_factory=lambda: MappingProxyType({}))
    encodings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    key: bytes | None = None
    costs: Costs = field(default_factory=Costs)
    seed: int = 0
    exact_only: bool = False
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """What a search added: links at once, and links for a person to look at; how many stood or waited before. `united`: how many
    subjects are of more than one ledger now. `problems`: rows of names that were not used."""

    linked: int
    queued: int
    standing: int
    united: int
    problems: tuple[Problem, ...]
    pairs: Pairs


def link(
    out: str | Path, ledgers: Mapping[str, str] = MappingProxyType({}), *, how: How | None = None, by: str = "",
    allowed: Allowed | None = None,
) -> Linked:  # fmt: skip
    """Find pairs among the ledgers (name → address) and write them to the links in `out`, which are made if they are not there.

    Ledgers that are linked there already take part too. Only what is new is added: what stands or was decided stays as it is. All is
    added or nothing. `allowed`: under whose licence: it must say so (U740), and only subjects that it may see are linked. BonitasError:
    U201 to U212, L650 for a ledger that demands a licence, what opening a ledger raises, and what `find_pairs` raises.
    """
    refuse_linking(allowed)
    how = how or How()
    path = Path(out)
    if not is_links(path):
        raise trouble("U201", file=path, found=path.name)
    with ExitStack() as stack:
        there = stack.enter_context(open_book(path, write=True)) if path.exists() else None
        every = addresses(path, {**(there.ledgers() if there else {}), **ledgers})
        for name in (*how.names, *how.encodings):
            known_name(name, every, path)
        stores = stack.enter_context(opened(every, allowed))
        one_side(stores, path, None if there is None else there.lab)
        for name, known in (there.witnesses() if there else {}).items():
            refuse_other(name, stores[name], known, path)
        lab = next(iter(stores.values())).lab
        book = there or stack.enter_context(new_book(path, lab=lab))
        return _search(book, every, stores, how, by)


def _search(book: LinkBook, every: Mapping[str, str], stores: Mapping[str, Store], how: How, by: str) -> Linked:
    known = book.links()
    decided = [one for one in known if one.state not in ("queued", "replaced")]
    with identities(stores, how.key) as books:
        sources = [
            Source(name, store, how.names.get(name), books.get(name), how.encodings.get(name)) for name, store in stores.items()
        ]
        limits = thresholds(how.costs)
        model = None if how.anew or how.exact_only else book.model()
        before = book.searched(limits.link, limits.review) if model is not None else {}
        found = find_pairs(
            sources, costs=how.costs, seed=how.seed, known=[(*one.a, *one.b) for one in decided], exact_only=how.exact_only,
            model=model, searched=before or None,
        )  # fmt: skip
    waiting = {(*one.a, *one.b): one for one in known if one.state == "queued"}
    types = types_of(stores, [end for pair in found.pairs for end in (pair.ends[:2], pair.ends[2:])])
    pairs = [pair for pair in found.pairs if pair.ends[:2] in types and pair.ends[2:] in types]
    fresh = [
        one
        for one in admit(pairs, [one for one in known if one.in_force], apart(known), types, found.thresholds.link)
        if not _waits_so(waiting, one)
    ]
    with book.writing():
        book.name(every, {name: witness(store) for name, store in stores.items()})
        fresh_names = {name: mine - before.get(name, set()) for name, mine in found.searched.items()}
        book.search(by, limits.link, limits.review, how.seed, "" if how.exact_only else found.model, fresh_names)
        numbers = book.add(
            [(one.pair.ends[:2], one.pair.ends[2:], one.pair.certainty, one.pair.basis, one.pair.evidence) for one in fresh]
        )
        old = [
            (waiting[one.pair.ends].number, number)
            for one, number in zip(fresh, numbers, strict=True)
            if one.pair.ends in waiting
        ]
        book.decide([no for no, _ in old], ["replaced"] * len(old), by, [f"found again as link {number}" for _, number in old])
        book.decide(list(numbers), [one.what for one in fresh], by, [one.because for one in fresh])
    linked = sum(one.what == "linked" for one in fresh)
    stood = sum(one.state not in ("replaced",) for one in known) - len(old)
    return Linked(linked, len(fresh) - linked, stood, len(book.united()), found.problems, found)


def _waits_so(waiting: Mapping[tuple[str, str, str, str], Link], one: Admitted) -> bool:
    """Whether this pair waits for a person already, on the same evidence and for the same reason."""
    old = waiting.get(one.pair.ends)
    return old is not None and (old.certainty, old.because, "queued") == (one.pair.certainty, one.because, one.what)


def addresses(path: Path, ledgers: Mapping[str, str]) -> dict[str, str]:
    """Ledgers that can be linked, in order of name, without passwords in their addresses. BonitasError U206 to U209."""
    seen: dict[str, str] = {}
    for name, address in ledgers.items():
        if not _NAME.fullmatch(name) or name == UNITED:
            raise trouble("U206", file=path, found=name)
        if is_links(address):
            raise trouble("U208", file=path, found=address)
        place = shown(address) if is_postgres(address) else str(Path(address).resolve())
        if place in seen:
            raise trouble("U207", file=path, found=seen[place], other=name)
        seen[place] = name
    if len(ledgers) < 2:
        raise trouble("U209", file=path, count=len(ledgers), found=path.name)
    return {name: shown(address) if is_postgres(address) else str(address) for name, address in sorted(ledgers.items())}


def known_name(name: str, ledgers: Mapping[str, str], path: object) -> None:
    """BonitasError U210 unless a ledger is called so."""
    if name not in ledgers:
        raise trouble("U210", file=path, found=name, known=", ".join(ledgers))


def one_side(stores: Mapping[str, Store], path: object, lab: bool | None) -> None:
    """BonitasError U211 where a lab's ledger and another would be read as one."""
    for name, store in stores.items():
        lab = store.lab if lab is None else lab
        if store.lab != lab:
            raise trouble("U211", file=path, found=name, which="a lab" if store.lab else "real people")


@contextmanager
def opened(ledgers: Mapping[str, str], allowed: Allowed | None = None) -> Iterator[dict[str, Store]]:
    """The ledgers, open to be asked who is there, as far as may be seen. BonitasError L650 for one that demands a licence, without one."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(open_ledger(address, allowed=allowed)) for name, address in ledgers.items()}


@contextmanager
def identities(stores: Mapping[str, Store], key: bytes | None) -> Iterator[dict[str, IdentityBook]]:
    """The books of identifiers beside those ledgers that have one; none without the key."""
    with ExitStack() as stack:
        found: dict[str, IdentityBook] = {}
        for name, store in stores.items() if key is not None else ():
            try:
                found[name] = stack.enter_context(IdentityBook(beside(store.address), key or b""))
            except BonitasError as exc:
                if [one.code for one in exc.problems] != ["L608"]:
                    raise
        yield found


def types_of(stores: Mapping[str, Store], ends: Sequence[End]) -> dict[End, bool]:
    """Whether each end is an organisation; those that are no subjects are left out."""
    found: dict[End, bool] = {}
    for name, store in stores.items():
        ids = sorted({subject for ledger, subject in ends if ledger == name})
        codes, _, organisations = store.subjects(ids)
        found |= {(name, subject): bool(o) for subject, code, o in zip(ids, codes, organisations, strict=True) if code >= 0}
    return found
