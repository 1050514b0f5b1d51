"""Linking ledgers that are read under a licence: it must say so, and whom it does not show stays unlinked and unsaid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bonitas.common.problems import BonitasError
from bonitas.ledger import new_ledger
from bonitas.ledger.allowed import Allowed, Grant
from bonitas.unify.links.book import open_book
from bonitas.unify.links.decide import link_by_hand
from bonitas.unify.links.link import How, link

from .linked import TAX, WHO, default

#: Reads defaults, and nothing else.
BANK = Allowed("bank", "bureau", (Grant(("payment.default",)),), digest="d", links=True)


@pytest.fixture
def ledgers(tmp_path: Path) -> dict[str, str]:
    """bank: 1 and 2, licensed, of which 2 is there by a judgment alone; shop: a and b."""
    judgment: dict[str, Any] = {**default("2", "j2"), "kind": "court_register.judgment", "amount": None}
    for name, rows, licensed in (
        ("bank", [default("1", "b1"), judgment], True),
        ("shop", [default("a", "sa"), default("b", "sb")], False),
    ):
        with new_ledger(tmp_path / f"{name}.duckdb", licensed=licensed, sealed=False) as store:
            assert store.add([{key: value for key, value in row.items() if value is not None} for row in rows]).ok
    return {name: str(tmp_path / f"{name}.duckdb") for name in ("bank", "shop")}


def how() -> How:
    files = {"bank": {"1": 0, "2": 1}, "shop": {"a": 0, "b": 1}}
    names = {ledger: [{"subject": who, "de-tax": TAX[at]} for who, at in rows.items()] for ledger, rows in files.items()}
    return How(names=names, exact_only=True)


def test_without_a_licence_that_says_so_nobody_is_linked(ledgers: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "our.links"
    for allowed, code in ((None, "L650"), (Allowed("shop", "platform", None), "U740")):
        with pytest.raises(BonitasError, match=code):
            link(out, ledgers, how=how(), allowed=allowed)
    assert not out.exists()


def test_only_who_may_be_seen_is_linked(ledgers: dict[str, str], tmp_path: Path) -> None:
    found = link(tmp_path / "few.links", ledgers, how=how(), allowed=BANK)
    assert (found.linked, [one.code for one in found.problems]) == (1, ["U107"])
    with open_book(tmp_path / "few.links") as book:
        assert [(one.a, one.b) for one in book.links()] == [(("bank", "1"), ("shop", "a"))]
    with pytest.raises(BonitasError, match="U227 'bank:2' is no subject of these ledgers."):
        link_by_hand(tmp_path / "few.links", "bank:2", "shop:b", **WHO, allowed=BANK)
    with pytest.raises(BonitasError, match="L650"):
        link_by_hand(tmp_path / "few.links", "bank:2", "shop:b", **WHO)
    every = Allowed("office", "state", None, digest="d", links=True)
    again = link(tmp_path / "few.links", how=how(), allowed=every)
    assert (again.linked, again.standing, again.united) == (1, 1, 2)
    assert link(tmp_path / "few.links", how=how(), allowed=BANK).linked == 0, "what another may see is no other ledger"
