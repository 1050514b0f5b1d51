"""Puts a draft together: the frame, the clauses that the policy chose, and the sources that they cite; and drops what the law bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bonitas.common.problems import BonitasError, Problem
from bonitas.law.law import law
from bonitas.rulebook.header import HEADER, RULES
from bonitas.rulebook.read import check_text
from bonitas.unify.draft.barred import more_barred, unmarked
from bonitas.unify.draft.beside import Beside, beside
from bonitas.unify.draft.changed import changed
from bonitas.unify.draft.clauses import Writing, in_part
from bonitas.unify.draft.codes import problem
from bonitas.unify.draft.consequences import consequences
from bonitas.unify.draft.deciding import Deciding
from bonitas.unify.draft.drafted import Drafted, Open
from bonitas.unify.draft.ground import Draft, Ground
from bonitas.unify.draft.parts import cited_by
from bonitas.unify.draft.take import Taking
from bonitas.unify.draft.write import draft_text

_ORDER: Final = (*HEADER, *RULES)


def assemble(ground: Ground) -> Draft:
    """The draft. Conducts whose clauses the law bars for what they score are left out, unless it is a specimen that keeps them.

    BonitasError: U520 where nothing is chosen, U521 to U524 for what the policy names and is not there, U529 where a clause chosen by
    hand is barred, U535 where the draft does not pass the check.
    """
    ground, marked = unmarked(ground)
    opened = [*marked, *ground.open]
    barred: dict[str, str] = {}
    while True:
        made = _once(ground, barred, opened)
        more = more_barred(ground, made)
        if not more:
            return made
        barred |= more


def _once(ground: Ground, barred: Mapping[str, str], before: Sequence[Open]) -> Draft:
    policy, frame = ground.policy, ground.frame
    deciding = Deciding(policy, ground.books, ground.catalogue, ground.dealt, barred)
    decisions = deciding.decisions(ground.conducts)
    taking = Taking(policy, frame.bands, frame.start, ground.widths, ground.catalogue)
    writing = Writing(policy, taking, set(frame.hand))
    drafted = [one for decision in decisions for one in writing.clauses(decision)]
    drafted += _by_hand(ground)
    also = beside(ground, taking, writing.lines, drafted, barred)
    if not drafted and not also.of("scorecard"):
        why = "it chooses by hand and names none" if policy.choose == "by hand" else "everything stays open or is left out"
        at = policy.root.entries["choose"].key
        raise BonitasError(problem("U520", page=policy.page, at=at, found=policy.name, why=why))
    opened = [*before, *deciding.open, *in_part(decisions), *changed(taking, drafted), *also.open]
    tree = _tree(ground, taking, drafted, also)
    text = draft_text(tree, drafted, also.parts, policy, ground.books)
    book, problems = check_text(text, "rulebook.yaml", ground.catalogue)
    if book is None:
        raise BonitasError([_failed(ground, one) for one in problems if one.severity == "error"])
    return Draft(book, text, tree, tuple(drafted), tuple(opened), tuple(law(book)), tuple(problems), also.parts)


def _by_hand(ground: Ground) -> list[Drafted]:
    found: list[Drafted] = []
    for choice in ground.policy.choices.values():
        for entry in choice.clauses or ():
            body = ground.frame.hand[entry.key.raw]
            found.append(Drafted(entry.key.raw, choice.conduct, body, "written by hand", choice.because, (), (), by_hand=True))
    return found


def _failed(ground: Ground, found: Problem) -> Problem:
    """A fault of the whole draft (its parts were read before), told at the policy's frame."""
    at = ground.policy.root.entries["rulebook"].key
    return problem(
        "U535", page=ground.policy.page, at=at, found=found.code, why=f"{found.message} ({found.code}, line {found.line})"
    )


def _tree(ground: Ground, taking: Taking, drafted: Sequence[Drafted], also: Beside) -> dict[str, Any]:
    """The whole text as plain data, in the order of the language's keys."""
    found = {**ground.frame.tree, **also.tree(ground.frame.tree)}
    if taking.groups:
        found["groups"] = {**(found.get("groups") or {}), **taking.groups}
    if drafted:
        found["clauses"] = {one.id: dict(one.body) for one in drafted}
    cited = set(cited_by(also.parts))
    cited |= {str(one.body["source"]) for one in drafted if "source" in one.body}
    if ground.policy.keep_consequences:
        kept = consequences(ground.books, taking)
        found["consequences"] = {**(found.get("consequences") or {}), **kept}
        cited |= {one["source"] for one in kept.values() if "source" in one}
    found["sources"] = {**(found.get("sources") or {}), **_sources(ground, cited)}
    if not found["sources"]:
        del found["sources"]
    return {key: found[key] for key in _ORDER if key in found}


def _sources(ground: Ground, cited: set[str]) -> dict[str, Any]:
    """The sources that clauses cite, each as its rulebook has it; and the rulebooks themselves where a clause cites none."""
    found: dict[str, Any] = {}
    for one in ground.books:
        book = one.book
        if book.id in cited:
            found[book.id] = {
                "title": book.title.say() or book.id,
                "note": f"The rulebook {book.id}, version {book.version}; hash {book.hash}.",
            }
        for name, source in book.sources.items():
            if f"{book.id}: {name}" in cited:
                said = {key: getattr(source, key) for key in ("title", "publisher", "address", "seen") if getattr(source, key)}
                note = f"As cited by {book.id}, version {book.version}. {source.note}".strip()
                found[f"{book.id}: {name}"] = {**said, "note": note}
    return found
