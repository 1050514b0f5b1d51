"""What is asked of one subject through links: it comes to what one ledger that holds all of its records would say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.ledger import open_ledger
from bonitas.ledger.access import looks, open_accesses
from bonitas.ledger.said import said_of
from bonitas.ledger.store import Store
from bonitas.rights.credential.keys import new_holder_key, new_issuer_key
from bonitas.rulebook.model import Rulebook
from bonitas.unify.links.decide import decide
from bonitas.unify.links.joined import Joined
from bonitas.unify.links.reading import open_joined

from .ledgers import ON, default, enquiry, ledger, linked, rules

BANK = [default("C1", "2026-01-10", "d1"), enquiry("C1", "2026-05-01", "q1"), enquiry("C2", "2026-06-01", "q2")]
SHOP = [
    default("k9", "2026-03-10", "d2", counterparty="m1"),
    default("k9", "2026-02-01", "d3"),
    default("k8", "2026-01-01", "d4"),
]
BOTH = [
    {"furnisher": "telco", "ref": "d1", "change": "settled", "effective_on": "2026-04-01", "recorded_at": "2026-04-01T00:00:00Z"}
]
MORE = {"kind": "credit.enquiry", "on": "2026-10-01", "sector": "banking"}
SETTLED = [{**BOTH[0], "ref": "d2"}]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rulebook, Joined, Store, Path]]:
    """A rulebook, two ledgers through links, and one ledger that holds the same of the united subject."""
    folder = tmp_path_factory.mktemp("asked")
    two = {
        "bank": ledger(folder / "bank.duckdb", BANK, ["C1", "C2"], BOTH),
        "shop": ledger(folder / "shop", [*SHOP, default("k9", "2026-01-10", "d1")], ["k8"], SETTLED),
    }
    linked(folder / "l.links", two, [("bank:C1", "shop:k9")])
    called = {"m1": "shop:m1"}
    mine = [
        {**one, "subject": "united:1", **({"counterparty": called[one["counterparty"]]} if "counterparty" in one else {})}
        for one in (*BANK, *SHOP)
        if one["subject"] in ("C1", "k9")
    ]
    alone = ledger(folder / "one.duckdb", mine, ["united:1"], [*BOTH, *SETTLED])
    with open_joined(folder / "l.links") as joined, open_ledger(alone) as store:
        yield rules(folder), joined, store, folder


def test_everything_held_is_told_as_of_one_ledger(world: tuple[Rulebook, Joined, Store, Path]) -> None:
    _, joined, store, _ = world
    assert said_of(joined, "united:1") == said_of(store, "united:1")
    by_member = said_of(joined, "shop:k9")
    assert {row["subject"] for row in by_member["records"]} == {"shop:k9"}
    assert [len(rows) for rows in by_member.values()] == [4, 2, 1]
    assert [row["ref"] for row in said_of(joined, "shop:k8")["records"]] == ["d4"]
    assert not any(said_of(joined, "nobody").values())


@pytest.mark.parametrize(
    ("ask", "how"),
    [
        ("what_if", {"settle": ["telco/d3@2026-09-01"], "without": ["telco/d1"], "records": [MORE]}),
        ("path", {"to": "good", "most_steps": 1}),
        ("offers", {}),
        ("clocks", {}),
    ],
)  # fmt: skip
def test_answers_are_those_of_one_ledger(world: tuple[Rulebook, Joined, Store, Path], ask: str, how: dict[str, Any]) -> None:
    book, joined, store, _ = world
    found = []
    for one in (joined, store):
        if ask == "clocks":
            found.append(bonitas.clocks(one, "united:1", books=[book], on=ON))
        else:
            found.append(
                getattr(bonitas, ask)(book, one, subject="united:1", on=ON, known_at="2026-11-24T00:00:00Z", **how).as_dict()
            )
    assert found[0] == found[1]
    assert found[0]["subject"] == "united:1"


def test_a_register_is_looked_up_through_links(world: tuple[Rulebook, Joined, Store, Path]) -> None:
    _, joined, store, _ = world
    register = bonitas.read_rulebook("uk-judgments")
    found, alone = (bonitas.lookup(register, one, subject="united:1", on=ON).as_dict() for one in (joined, store))
    assert found == alone


def test_a_record_can_be_supposed_away_in_whichever_ledger_it_is(world: tuple[Rulebook, Joined, Store, Path]) -> None:
    book, joined, _, _ = world
    with pytest.raises(BonitasError, match="E141"):
        bonitas.what_if(book, joined, subject="united:1", without=["telco/d4"], on=ON)  # somebody else's


def test_another_record_of_the_same_name_has_a_name_of_its_own(tmp_path: Path) -> None:
    """Two ledgers may each have a telco/d1 that is another one: both count, and each can be named."""
    book = rules(tmp_path)
    two = {
        "bank": ledger(tmp_path / "bank.duckdb", [default("C1", "2026-01-10", "d1")], ["C1"]),
        "shop": ledger(
            tmp_path / "shop.duckdb", [default("k9", "2026-01-12", "d1"), enquiry("k9", "2026-01-12", "d1", "telco2")]
        ),
    }
    linked(tmp_path / "l.links", two, [("bank:C1", "shop:k9")])
    with open_joined(tmp_path / "l.links") as joined:
        why = bonitas.explain(book, joined, subject="united:1", on=ON).as_dict()
        assert [row["ref"] for row in why["points"][0]["records"]] == ["d1", "d1 (2)"]
        then = bonitas.what_if(book, joined, subject="united:1", without=["telco/d1 (2)"], on=ON).as_dict()
        assert then["score_change"] == 200
        made = bonitas.subject_file(joined, "united:1", tmp_path / "file", on=ON, rulebooks=[book])
    assert [row["ref"] for row in made.said["records"]] == ["d1", "d1 (2)", "d1"]
    assert bonitas.recompute(tmp_path / "file").ok


def test_a_file_is_made_and_says_by_which_links(world: tuple[Rulebook, Joined, Store, Path]) -> None:
    book, joined, _, folder = world
    made = bonitas.subject_file(joined, "united:1", folder / "file", on=ON, rulebooks=[book], purpose="asked for", by="desk")
    assert bonitas.recompute(folder / "file").ok
    rows = [json.loads(line) for line in (folder / "file" / "links.jsonl").read_text().splitlines()]
    assert rows == made.links == [
        {"link": 1, "a": "bank:C1", "b": "shop:k9", "certainty": 1, "basis": "by_hand", "confirmed": True}
    ]  # fmt: skip
    page = (folder / "file" / "index.md").read_text()
    assert "Why several ledgers speak of you" in page and "bank:C1" in page and "somebody decided it" in page
    for name, subject in (("bank.duckdb", "C1"), ("shop", "k9")):
        with open_ledger(folder / name) as store, open_accesses(store) as accesses:
            assert [one.what for one in accesses.of(subject)].count("file") == 2  # that it was made, and the rating in it
    assert {name for name, one in looks(joined, "bank:C1") if one.what == "file"} == {"bank", "shop"}
    again = bonitas.subject_file(joined, "united:1", folder / "again", on=ON, rulebooks=[book])
    assert {row["ledger"] for row in again.asked} == {"bank", "shop"}
    with pytest.raises(BonitasError, match="G207"):
        bonitas.subject_file(joined, "united:1", folder / "third", rulebooks=[book], checkpoint="x")


def test_a_letter_says_that_links_can_be_contested(world: tuple[Rulebook, Joined, Store, Path]) -> None:
    book, joined, store, _ = world
    how: dict[str, Any] = {"subject": "united:1", "decision": "No loan.", "on": ON, "known_at": "2026-11-24T00:00:00Z"}
    assert "because of link 1 (bank:C1 and shop:k9, certainty 1)" in bonitas.letter(book, joined, **how).as_html()
    assert "aufgrund von Verknüpfung" not in bonitas.letter(book, store, lang="de", **how).as_html()


def test_a_credential_ends_with_the_link_that_it_rests_on(tmp_path: Path) -> None:
    book = rules(tmp_path)
    two = {
        "bank": ledger(tmp_path / "bank.duckdb", [enquiry("C1", "2026-01-10", "q1")]),
        "shop": ledger(tmp_path / "shop.duckdb", [enquiry("k9", "2026-01-12", "q2")], ["k9"]),
    }
    out = tmp_path / "l.links"
    linked(out, two, [("bank:C1", "shop:k9")])
    new_issuer_key(tmp_path / "i.key", "https://union.example")
    new_holder_key(tmp_path / "h.key")
    with open_joined(out) as joined:
        made = bonitas.issue(book, joined, subject="bank:C1", key=tmp_path / "i.key", holder=tmp_path / "h.key.public.json")
        assert made.issued.ledger == str(out.resolve())
        assert bonitas.recheck(book, joined, key=tmp_path / "i.key").hold == 1
    decide(out, [1], "undone", because="two people", by="desk")
    with open_joined(out) as joined:
        assert [why for _, why in bonitas.recheck(book, joined, key=tmp_path / "i.key").revoked] == ["not rated any more"]


def test_links_are_no_ledger(tmp_path: Path) -> None:
    for opener in (bonitas.open_ledger, bonitas.new_ledger):
        with pytest.raises(BonitasError, match="L514 'x.links' is a file of links between ledgers, and no ledger."):
            opener(tmp_path / "x.links")
