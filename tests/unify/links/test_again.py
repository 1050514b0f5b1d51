"""A later search compares who came since; everybody only where that is asked for, or where other pairs would be kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from bonitas.ledger import open_ledger
from bonitas.unify.links.book import open_book
from bonitas.unify.links.link import How, link
from bonitas.unify.match.costs import Costs
from unify.links.linked import bank_and_shop, default

PEOPLE = {
    "1": ("Anna", "Müller", "1987-06-05", "10115", "anna.m@example.org"),
    "2": ("Jan", "Nowak", "1970-01-02", "20095", "jan.nowak@example.org"),
    "3": ("Ines", "Castro", "1991-11-23", "80331", "ic@example.org"),
}


def names(people: dict[str, str]) -> list[dict[str, Any]]:
    """Rows of names: subject → which of PEOPLE it is."""
    columns = ("given_name", "surname", "birth_date", "postcode", "email")
    return [{"subject": who, **dict(zip(columns, PEOPLE[one], strict=True))} for who, one in people.items()]


def test_only_who_came_since_is_compared(tmp_path: Path) -> None:
    ledgers, ours = bank_and_shop(tmp_path), tmp_path / "our.links"
    how = How(names={"bank": names({"1": "1", "2": "2"}), "shop": names({"a": "1", "c": "3"})})
    first = link(ours, ledgers, how=how)
    assert (first.linked, first.pairs.searched) == (1, {"bank": {"1", "2"}, "shop": {"a", "c"}})
    same = link(ours, how=how)
    assert (same.linked, same.standing, same.pairs.blocked) == (0, 1, 0)
    with open_ledger(ledgers["shop"], write=True) as shop:
        assert shop.add([default("d", "sd")]).ok
    more = replace(how, names={"bank": how.names["bank"], "shop": names({"a": "1", "c": "3", "b": "2", "d": "2"})})
    later = link(ours, how=more)
    assert {pair.subject_b for pair in later.pairs.pairs} == {"b", "d"}, "of those who came, and of nobody else"
    assert (later.linked, later.queued) == (1, 1), "both are said to be bank:2, and two of one ledger are not one"
    assert later.pairs.blocked > 0
    with open_book(ours) as book:
        assert book.searched(990_000, 100_000) == {"bank": {"1", "2"}, "shop": {"a", "b", "c", "d"}}
        assert book.searched(900_000, 100_000) == {}
    for everybody in (replace(more, anew=True), replace(more, costs=Costs(50, 10, 1))):
        assert link(ours, how=everybody).pairs.blocked > later.pairs.blocked
