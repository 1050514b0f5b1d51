"""Records made by a rule: taken along where the draft counts what they are made from as that rulebook does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bonitas.rulebook.model import Spill, Transfer
from bonitas.unify.draft.books import Book
from bonitas.unify.draft.carried import Carrying
from bonitas.unify.draft.drafted import Drafted, Open
from bonitas.unify.draft.ground import Ground
from bonitas.unify.draft.parts import Part, Whence, name_for


def passes_on(ground: Ground, drafted: Sequence[Drafted], carrying: Carrying) -> tuple[list[Part], list[Open]]:
    """The rules, and what of them cannot be said."""
    setting = ground.policy.settings["passes_on"]
    found: list[Part] = []
    opened: list[Open] = []
    for book in ground.books:
        for rule in book.rules.passes_on if setting.of(book.id) else ():
            made = _spill(book, rule, drafted) if isinstance(rule, Spill) else _transfer(ground, book, rule, carrying)
            if isinstance(made, str):
                opened.append(Open("rest", made, "", (book.id,)))
                continue
            body, uses = made
            by = "taken by hand" if setting.take else "kept"
            whence = (Whence(book, ("passes_on", rule.id)),)
            found.append(
                Part("passes_on", name_for(book, rule.id), body, by, setting.because, whence, (), uses, bool(setting.take))
            )
            nowhere = [kind for kind in _made(rule, body) if not _counted(drafted, kind)]
            if nowhere:
                what = f"The rule '{rule.id}' makes records of {', '.join(nowhere)}, which no clause of the draft counts: they are for another rulebook."
                opened.append(Open("rest", what, "", (book.id,)))
    return found, opened


def _spill(book: Book, rule: Spill, drafted: Sequence[Drafted]) -> tuple[dict[str, Any], frozenset[str]] | str:
    """From the records that a clause of this rulebook counts; those that count otherwise in the draft are passed on by nobody."""
    mine = [kind for kind in rule.kinds if _counted(drafted, kind, book)]
    if not mine:
        return f"The rule '{rule.id}' makes records from {_few(rule.kinds)}; no clause of the draft counts these as this rulebook does, so it has no place."
    return {**_body(book, rule), "for": mine[0] if len(mine) == 1 else mine}, frozenset()


def _transfer(ground: Ground, book: Book, rule: Transfer, carrying: Carrying) -> tuple[dict[str, Any], frozenset[str]] | str:
    """From the draft's standing: its bands must be words of the record that is made."""
    bands = {one.name for one in ground.frame.bands.bands}
    for name, value in rule.attributes:
        choices = ground.catalogue.kinds[rule.as_].attributes[name].choices
        if value == "band" and choices and not bands <= set(choices):
            lack = ", ".join(sorted(bands - set(choices)))
            return f"The rule '{rule.id}' writes the band into '{name}' of {rule.as_}, which has no word for {lack}: name the draft's bands so, or leave it."
    body, uses = _body(book, rule), frozenset[str]()
    if "when" in body:
        body["when"], uses = carrying.text(book, body["when"])
    return body, uses


def _body(book: Book, rule: Spill | Transfer) -> dict[str, Any]:
    body = dict(book.tree["passes_on"][rule.id])
    return {**body, "source": f"{book.id}: {rule.source}" if rule.source else book.id}


def _made(rule: Spill | Transfer, body: Mapping[str, Any]) -> list[str]:
    """The kinds that a rule makes."""
    if rule.as_ is not None:
        return [rule.as_]
    return [str(kind) for kind in (body["for"] if isinstance(body["for"], list) else [body["for"]])]


def _counted(drafted: Sequence[Drafted], kind: str, book: Book | None = None) -> bool:
    """Whether a clause of the draft (from a rulebook) counts records of a kind."""
    for one in drafted:
        kinds = one.body["for"] if isinstance(one.body["for"], list) else [one.body["for"]]
        if kind in kinds and (book is None or any(origin.book is book for origin in one.origins)):
            return True
    return False


def _few(kinds: Sequence[str]) -> str:
    most = 6
    return ", ".join(kinds) if len(kinds) <= most else f"{', '.join(kinds[:most])} and {len(kinds) - most} more"
