"""The frame of a draft: its head, scale and bands as the policy says them, and what goes without saying from the rulebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from bonitas.catalogue.model import Catalogue
from bonitas.common.days import iso
from bonitas.common.problems import BonitasError
from bonitas.common.yamltext import Entry, Items, Map, Node, Scalar, Tree, as_plain
from bonitas.rulebook.model import Bands, Rulebook, Rules
from bonitas.rulebook.read import check_tree
from bonitas.unify.draft.books import RATES, Book, subjects_of
from bonitas.unify.draft.codes import problem
from bonitas.unify.draft.model import Policy


@dataclass(frozen=True, slots=True)
class Frame:
    """A rulebook that is the draft but for the clauses that are chosen. `tree` is its text as plain data, `hand` that of the clauses
    which the policy writes itself."""

    book: Rulebook
    tree: Mapping[str, Any]
    hand: Mapping[str, Mapping[str, Any]]

    @property
    def start(self) -> int:
        return self.book.periods[0].start

    @property
    def rules(self) -> Rules:
        """Those of the first day."""
        return self.book.periods[0].rules

    @property
    def bands(self) -> Bands:
        return self.rules.bands


def start_of(policy: Policy) -> int:
    """The first day of the draft; BonitasError if there is none that can be read."""
    held = policy.frame.get("in_force")
    node = held.get("from") if isinstance(held, Map) else None
    day = policy.page.day(node, "'in_force': 'from'") if node is not None else None
    if day is None:
        at = policy.frame.entries["in_force"].key
        if node is None:
            policy.page.note("102", at, "'in_force' lacks the key 'from'.", remedy="Add 'from: 2027-01-01'.")
        raise BonitasError([replace(one, code="U5" + one.code[2:]) for one in policy.page.problems.in_order()])
    early = next((phase.start for phase in policy.transition.phases if phase.start < day), None)
    if early is not None:
        why = f"{iso(early)} is before the draft is in force"
        raise BonitasError(problem("U534", page=policy.page, at=policy.at("transition", "phase_in", str(iso(early))), why=why))
    return day


def read_frame(policy: Policy, books: Sequence[Book], catalogue: Catalogue) -> Frame:
    """The frame, read as a rulebook is: every problem has its place in the policy. BonitasError with all of them."""
    entries = {**policy.frame.entries, **{key: _entry(policy, key, value) for key, value in _derived(policy, books).items()}}
    hand = _by_hand(policy)
    sources = entries.get("sources")
    own = _entry(policy, "policy", {"title": policy.title.say() or f"The policy {policy.name}"})
    if hand:
        known = dict(sources.value.entries) if sources is not None and isinstance(sources.value, Map) else {}
        entries["sources"] = Entry(
            own.key, Map({**known, **({} if "policy" in known else {"policy": own})}, own.key.line, own.key.column)
        )
        entries["clauses"] = Entry(own.key, Map(hand, own.key.line, own.key.column))
    root = Map(entries, policy.frame.line, policy.frame.column)
    book, problems = check_tree(Tree(root), policy.page.file, catalogue)
    if book is None:
        raise BonitasError([one for one in problems if one.severity == "error"])
    plain = cast(dict[str, Any], as_plain(root))
    return Frame(book, {key: value for key, value in plain.items() if key != "clauses"}, plain.get("clauses", {}))


def _derived(policy: Policy, books: Sequence[Book]) -> dict[str, Any]:
    """What the policy does not say, from the rulebooks; BonitasError where it must be said, or cannot be."""
    said, problems = policy.frame.entries, []
    specimens = [one.id for one in books if one.book.standing == "specimen"]
    rated = subjects_of(books)
    found: dict[str, Any] = {"subjects": rated} if "subjects" not in said else {}
    if "subjects" in said and rated != "both" and getattr(said["subjects"].value, "raw", "") != rated:
        at = said["subjects"].value
        problems.append(problem("U541", page=policy.page, at=at, found=getattr(at, "raw", ""), one=RATES[rated]))
    if "standing" not in said:
        found["standing"] = "specimen" if specimens else "own"
    elif specimens and getattr(said["standing"].value, "raw", "") != "specimen":
        standing = getattr(said["standing"].value, "raw", "")
        at = said["standing"].value
        problems.append(problem("U530", page=policy.page, at=at, found=", ".join(specimens), standing=standing))
    for key in ("context", "zone"):
        own = list(dict.fromkeys(str(getattr(one.book, key)) for one in books))
        if key not in said and len(own) > 1:
            problems.append(problem("U531", page=policy.page, at=policy.at("rulebook"), found=", ".join(own), key=key))
        elif key not in said:
            found[key] = own[0]
    if problems:
        raise BonitasError(problems)
    if "jurisdictions" not in said:
        found["jurisdictions"] = list(dict.fromkeys(code for one in books for code in one.book.jurisdictions))
    overlaps = {one.rules.overlap for one in books}
    if "overlap" not in said and len(overlaps) == 1:
        found["overlap"] = overlaps.pop()
    if "numbers" not in said:
        found["numbers"] = "ours"
    if "about" not in said:
        names = ", ".join(f"{one.id} (version {one.book.version})" for one in books)
        found["about"] = {
            "en": f"Drafted by the policy '{policy.name}' from {names}. A draft: to be read, tried and decided upon."
        }
    return {key: value for key, value in found.items() if value not in ([], {})}


def _by_hand(policy: Policy) -> dict[str, Entry]:
    """The clauses that the policy writes itself, each of which cites the policy unless it says otherwise."""
    found: dict[str, Entry] = {}
    for choice in policy.choices.values():
        for entry in choice.clauses or ():
            value = entry.value
            if entry.key.raw in found:
                raise BonitasError(problem("U540", page=policy.page, at=entry.key, found=entry.key.raw))
            if isinstance(value, Map) and "source" not in value.entries:
                cites = _entry(policy, "source", "policy", entry.key)
                value = Map({**value.entries, "source": cites}, value.line, value.column)
            found[entry.key.raw] = Entry(entry.key, value)
    return found


def _entry(policy: Policy, key: str, value: Any, at: Node | None = None) -> Entry:
    """An entry that is not in the policy's text, at the place of what it belongs to."""
    where = at or policy.root.entries["rulebook"].key
    return Entry(Scalar(key, key, where.line, where.column), _node(value, where))


def _node(value: Any, at: Node) -> Node:
    if isinstance(value, Mapping):
        inner = {str(key): Entry(Scalar(str(key), str(key), at.line, at.column), _node(one, at)) for key, one in value.items()}
        return Map(inner, at.line, at.column)
    if isinstance(value, list):
        return Items([_node(one, at) for one in value], at.line, at.column)
    return Scalar(str(value), value, at.line, at.column, '"')
