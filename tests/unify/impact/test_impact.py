"""Several rulebooks over the same people, whole: what comes out, that it is the same everywhere, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.engine.written import plain
from bonitas.ledger.store import Store
from bonitas.unify.impact.found import Impact
from bonitas.unify.impact.report import report, write_report
from engine.small import book, fine, gift, listing, notice, texts
from stores import STORES, kept_in
from strategies.small import CATALOGUE

RULES = {
    "1": "clauses: {fined: {for: traffic.fine, points: -10}, gave: {for: civic.gift, points: 5, limit: 10}}\n",
    "2": "clauses: {fined: {for: traffic.fine, points: -60}, gave: {for: civic.gift, points: 5}}\n",
    "3": """
measures: {fines: {count: traffic.fine}, gifts: {count: civic.gift}}
scorecard: {fines: {0: 60, 1: 20, 2 or more: 0}, gifts: {0: 0, 1 or more: 45}}
""",
}
BOOKS = [book(text, version=version) for version, text in RULES.items()]
DAY, KNOWN = "2022-06-01", "2026-01-01T00:00:00Z"
PEOPLE = [f"p{n:03d}" for n in range(120)]
#: Three groups, one of them of four.
GROUPS = {name: "few" if n < 4 else "north" if n % 3 else "south" for n, name in enumerate(PEOPLE)}


def rows() -> tuple[list[Any], list[Any]]:
    """Made-up people: a fine for every third, a gift for every second, a listing that no rulebook looks at."""
    records = []
    for n, name in enumerate(PEOPLE):
        records += [fine("2022-03-01", f"f{n}-{i}", subject=name) for i in range(n % 3)]
        records += [gift("2022-04-01", f"g{n}-{i}", subject=name) for i in range(n % 2 + (n % 7 == 0))]
        records.append(listing("2022-01-01", f"l{n}", subject=name))
    return [texts(one) for one in records], [texts(notice(name)) for name in PEOPLE[:-2]]


@pytest.fixture(scope="module", params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    records, joined = rows()
    with kept_in(request.param, records, [], joined, catalogue=CATALOGUE) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def memory() -> Iterator[Store]:
    records, joined = rows()
    with bonitas.memory_ledger(records=records, participations=joined, catalogue=CATALOGUE) as ledger:
        yield ledger


def asked(ledger: Store, **more: Any) -> Impact:
    settings = {"on": DAY, "known_at": KNOWN, "groups": GROUPS, "sample": 60, **more}
    return bonitas.impact(BOOKS[0], BOOKS[1], ledger, more=BOOKS[2:], **settings)


def test_every_store_and_number_of_threads_gives_the_same(store: Store, memory: Store) -> None:
    expected = json.dumps(plain(asked(memory, threads=1).as_dict()))
    assert json.dumps(plain(asked(store, threads=2).as_dict())) == expected


def test_what_comes_out(memory: Store) -> None:
    said = asked(memory).as_dict()
    assert [one["version"] for one in said["rulebooks"]] == ["1", "2", "3"]
    assert [(one["from"]["version"], one["to"]["version"], one["measure"]) for one in said["moves"]] == [
        ("1", "2", "band"), ("1", "3", "band"), ("2", "3", "band"),
    ]  # fmt: skip
    assert "old" not in said
    for one in said["rulebooks"]:
        assert one["standings"] == {"scored": 118, "no_score": 0, "not_rated": 2}
    first = said["rulebooks"][0]["rests_on_one"]
    assert {one["id"]: (one["holds_up"], one["holds_down"]) for one in first["parts"]}.keys() == {"fined", "gave"}
    for one in said["moves"]:
        assert sum(map(sum, one["migration"]["subjects"])) == 120


def test_what_a_wrong_record_costs_is_what_the_rulebook_says(memory: Store) -> None:
    """A fine costs 60 under the second rulebook, a gift is worth 5: nothing else can be drawn."""
    stranger, missing = asked(memory).as_dict()["rulebooks"][1]["wrong_record"]
    assert (stranger["error"], missing["error"]) == ("stranger", "missing")
    assert stranger["tried"] == 60
    assert stranger["score_lower"] + stranger["score_higher"] == 60
    by_kind = {one["kind"]: one for one in stranger["kinds"]}
    assert set(by_kind) == {"traffic.fine", "civic.gift"}
    fined = by_kind["traffic.fine"]
    assert (fined["score_lower"], fined["score_change"]["mean"], fined["worst"]) == (fined["tried"], -60, -60)
    gave = next(one for one in missing["kinds"] if one["kind"] == "civic.gift")
    assert (gave["score_higher"], gave["score_change"]["mean"]) == (0, -5)


def test_another_seed_draws_others_and_none_draws_none(memory: Store) -> None:
    one, other = (asked(memory, sample=30, seed=seed).as_dict()["rulebooks"][0]["wrong_record"] for seed in (1, 2))
    assert one != other
    assert asked(memory, sample=0).as_dict()["rulebooks"][0]["wrong_record"] == []


def numbers(value: Any) -> Iterator[int]:
    """Every count of subjects in what is said by group."""
    match value:
        case {"count": count}:
            yield count
        case {"subjects": count, **rest}:
            yield count
            yield from numbers(rest)
        case dict():
            for item in value.values():
                yield from numbers(item)
        case list():
            for item in value:
                yield from numbers(item)


def test_no_small_count_is_said_by_group(memory: Store) -> None:
    for smallest in (5, 10, 30):
        said = asked(memory, smallest=smallest).as_dict()["groups"]
        assert [count for count in numbers({k: v for k, v in said.items() if k != "joined"}) if 0 < count < smallest] == []
        assert "few" not in {one["group"] for one in said["groups"]}
    exact = asked(memory, smallest=2).as_dict()["groups"]
    assert any(0 < count < 10 for count in numbers(exact))


def test_the_report_holds_no_small_count_and_is_the_same_each_time(memory: Store, tmp_path: Any) -> None:
    found = asked(memory)
    write_report(found, tmp_path / "a.html")
    write_report(asked(memory), tmp_path / "b.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert page == (tmp_path / "b.html").read_text(encoding="utf-8")
    assert page.count("<svg ") == 4  # one for the streams, one for each pair
    assert "<script" not in page
    assert 'href="http' not in page
    assert "fewer than 10" in page
    titles = [block.text for block in report(found).chapters]
    assert titles == [
        "The rulebooks", "Who would stand where", "Whose band rests on one clause", "What one wrong record costs", "By group",
        "How this was reckoned",
    ]  # fmt: skip


def test_persons_and_companies_are_not_compared(memory: Store) -> None:
    people, companies = (book(RULES["1"], subjects=who, rulebook=who) for who in ("person", "organisation"))
    with pytest.raises(
        BonitasError, match="U601 'person' rates persons and 'organisation' rates organisations: nobody is rated by both"
    ):
        bonitas.impact(people, companies, memory, on=DAY)


def test_a_smallest_group_of_one_is_refused(memory: Store) -> None:
    with pytest.raises(BonitasError, match="U602 The smallest group that may be shown cannot be 1"):
        asked(memory, smallest=1)


@pytest.mark.parametrize("name", ["a.pdf", "nowhere/a.html"])
def test_a_report_that_cannot_be_written(memory: Store, tmp_path: Any, name: str) -> None:
    with pytest.raises(BonitasError, match="U603 The report cannot be written to"):
        write_report(asked(memory, sample=0), tmp_path / name)
    assert list(tmp_path.iterdir()) == []
