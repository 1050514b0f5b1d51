"""Linking and deciding: what is written down, what stays, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bonitas.common.problems import BonitasError
from bonitas.ledger import open_ledger
from bonitas.unify.links.book import open_book
from bonitas.unify.links.decide import decide, link_by_hand
from bonitas.unify.links.history import history
from bonitas.unify.links.link import How, link
from bonitas.unify.links.model import Link, shown
from bonitas.unify.links.reading import open_joined

from .linked import TAX, WHO, bank_and_shop, by_number, default, ledger_of

CITIZEN = "11010519491231002X"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two ledgers, and bank:1 = shop:a and bank:2 = shop:b by number."""
    folder = tmp_path_factory.mktemp("links")
    by_number(folder, {"bank": {"1": 0, "2": 1}, "shop": {"a": 0, "b": 1}}, bank_and_shop(folder))
    return folder


@pytest.fixture
def ours(made: Path, tmp_path: Path) -> Path:
    """A copy of them: it lies with its ledgers."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "our.links"


def links(path: Path) -> list[Link]:
    with open_book(path) as book:
        return book.links()


def united(path: Path) -> dict[int, list[str]]:
    with open_book(path) as book:
        return {number: sorted(map(shown, group)) for number, group in book.united().items()}


def code(call: Any, *given: Any, **more: Any) -> str:
    with pytest.raises(BonitasError) as caught:
        call(*given, **more)
    return str(caught.value).split(": ", 1)[-1]


def test_links_are_written_down_without_numbers(ours: Path) -> None:
    assert [(shown(one.a), shown(one.b), one.certainty, one.basis, one.state) for one in links(ours)] == [
        ("bank:1", "shop:a", 1_000_000, "exact", "linked"),
        ("bank:2", "shop:b", 1_000_000, "exact", "linked"),
    ]
    assert united(ours) == {1: ["bank:1", "shop:a"], 2: ["bank:2", "shop:b"]}
    assert not any(number.encode() in ours.read_bytes() for number in TAX)
    assert ours.stat().st_mode & 0o077 == 0


def test_again_adds_only_what_is_new(ours: Path, tmp_path: Path) -> None:
    names = {"bank": {"1": 0, "2": 1, "3": 2}, "shop": {"a": 0, "b": 1, "c": 2}}
    done = by_number(tmp_path, names, {})
    assert (done.linked, done.queued, done.standing, done.united) == (1, 0, 2, 3)
    again = by_number(tmp_path, names, {})
    assert (again.linked, again.queued, again.standing) == (0, 0, 3)
    assert [one.number for one in links(ours)] == [1, 2, 3]


def test_undone_links_stay_undone_and_on_file(ours: Path, tmp_path: Path) -> None:
    [done] = decide(ours, [1], "undone", **WHO)
    assert (done.state, done.because) == ("undone", "same papers seen")
    assert united(ours) == {2: ["bank:2", "shop:b"]}
    again = by_number(tmp_path, {"bank": {"1": 0}, "shop": {"a": 0}}, {})
    assert (again.linked, again.queued) == (0, 0)
    found = history(ours, "bank:1")
    assert (found.united, [one.what for one in found.decisions]) == (None, ["linked", "undone"])
    assert [(one.united, shown(one.end), one.joined) for one in found.turns] == [(1, "bank:1", True), (1, "bank:1", False)]
    decide(ours, [1], "confirmed", **WHO)
    assert united(ours) == {1: ["bank:1", "shop:a"], 2: ["bank:2", "shop:b"]}, "the same people, the same id"


def test_groups_that_merge_keep_the_oldest_id_and_split_again(ours: Path) -> None:
    made = link_by_hand(ours, "shop:b", "bank:1", **WHO)
    assert (made.number, made.basis, made.state) == (3, "by_hand", "confirmed")
    assert united(ours) == {1: ["bank:1", "bank:2", "shop:a", "shop:b"]}
    decide(ours, [3], "disputed", **WHO)
    assert united(ours) == {1: ["bank:1", "shop:a"], 2: ["bank:2", "shop:b"]}
    decide(ours, [3], "refused", **WHO)
    assert [(one.united, one.joined) for one in history(ours, "shop:b").turns] == [
        (2, True),
        (2, False),
        (1, True),
        (1, False),
        (2, True),
    ]


def test_a_dispute_holds_even_where_others_link_the_two(ours: Path) -> None:
    link_by_hand(ours, "shop:b", "bank:1", **WHO)
    link_by_hand(ours, "shop:a", "shop:b", **WHO)
    said = code(decide, ours, [4], "disputed", **WHO)
    assert (
        said == "U224 'shop:a' and 'shop:b' would still be one subject, by links 1, 3. Decide about these too, in the same call."
    )
    decide(ours, [3, 4], "disputed", **WHO)
    assert [one.state for one in links(ours)] == ["linked", "linked", "disputed", "disputed"]
    link_by_hand(ours, "bank:1", "bank:3", **WHO)
    assert code(link_by_hand, ours, "bank:3", "shop:b", **WHO).startswith("U225 That would make 'bank:1' and 'shop:b' one")


def test_what_contradicts_waits_for_a_person(made: Path, tmp_path: Path) -> None:
    ours = tmp_path / "our.links"
    bank = [{"subject": "1", "de-tax": TAX[0], "cn-citizen": CITIZEN}]
    shop = [{"subject": "a", "de-tax": TAX[0]}, {"subject": "b", "cn-citizen": CITIZEN}]
    how = How(names={"bank": bank, "shop": shop}, exact_only=True)
    done = link(ours, {name: str(made / f"{name}.duckdb") for name in ("bank", "shop")}, how=how)
    assert (done.linked, done.queued) == (1, 1)
    [waits] = [one for one in links(ours) if one.state == "queued"]
    assert waits.because == "it would make two subjects of shop one"
    assert link(ours, how=how).queued == 0
    [kept] = decide(ours, [waits.number], "confirmed", **WHO)
    assert kept.weight == 1_000_000
    assert united(ours) == {1: ["bank:1", "shop:a", "shop:b"]}


@pytest.mark.parametrize(
    ("numbers", "wanted", "said"),
    [
        ([9], "undone", "U220 There is no link 9."),
        ([1], "refused", "U222 Link 1 is linked: it cannot be refused. Undo it: bonitas unlink LINKS N."),
        ([1, 9], "undone", "U220 There is no link 9."),
    ],
)
def test_decisions_that_cannot_be(ours: Path, numbers: list[int], wanted: Any, said: str) -> None:
    assert code(decide, ours, numbers, wanted, **WHO).startswith(said)
    assert [one.state for one in links(ours)] == ["linked", "linked"]


def test_a_decision_is_made_once_with_a_reason_and_a_name(ours: Path) -> None:
    assert code(decide, ours, [1], "undone", because=" ", by="").startswith("U223 It is not said why and who decides.")
    decide(ours, [1], "undone", **WHO)
    assert code(decide, ours, [1], "undone", **WHO).startswith("U221 Link 1 is undone already.")


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("bank:1", "shop:a", "U228 'bank:1' and 'shop:a' are linked already (link 1)."),
        ("bank:9", "shop:a", "U227 'bank:9' is no subject of these ledgers."),
        ("bank", "shop:a", "U227 'bank' is no subject of these ledgers."),
        ("firm:1", "shop:a", "U210 There is no ledger called 'firm' here. Those linked here are bank, shop."),
        ("bank:1", "bank:1", "U229 A subject is not linked with itself."),
    ],
)
def test_links_by_hand_that_cannot_be(ours: Path, one: str, other: str, said: str) -> None:
    assert code(link_by_hand, ours, one, other, **WHO).startswith(said)


def test_a_person_and_an_organisation_are_two(ours: Path, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "shop.duckdb", write=True) as shop:
        assert shop.enrol(
            [{"subject": "f", "subject_type": "organisation", "rulebook": "x", "basis": "notice", "from": "2026-01-01"}]
        ).ok
    assert code(link_by_hand, ours, "bank:3", "shop:f", **WHO).startswith("U226")


def test_ledgers_that_cannot_be_linked(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    (tmp_path / "our.links").unlink()
    two = {name: str(tmp_path / f"{name}.duckdb") for name in ("bank", "shop")}
    lab = ledger_of(tmp_path / "lab.duckdb", [default("1", "x")], lab=True)
    out = tmp_path / "our.links"
    cases = {
        "U201": (tmp_path / "our.duckdb", two),
        "U206": (out, {**two, "a b": lab}),
        "U207": (out, {**two, "again": str(tmp_path / "." / "bank.duckdb")}),
        "U208": (out, {**two, "more": "x.links"}),
        "U209": (out, {"bank": two["bank"]}),
        "U211": (out, {**two, "lab": lab}),
        "L505": (out, {**two, "none": str(tmp_path / "none.duckdb")}),
    }
    for said, given in cases.items():
        assert code(link, *given).startswith(said)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bank.duckdb", "lab.duckdb", "shop.duckdb"]


def test_a_file_that_is_none(tmp_path: Path) -> None:
    def opened(path: Path) -> None:
        with open_book(path):
            pass

    path = tmp_path / "x.links"
    assert code(opened, path).startswith("U202")
    path.write_bytes(b"nothing")
    assert code(opened, path).startswith("U203")
    path.unlink()
    duckdb.connect(str(path)).close()
    assert code(opened, path).startswith("U203")
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE meta AS SELECT 'bonitas_links' AS key, '2' AS value")
    assert code(opened, path).startswith("U204 These links are of format 2; this program knows up to 1.")


def test_what_fails_midway_leaves_nothing(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bonitas.unify.links.book import LinkBook

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(LinkBook, "_settle", full)
    assert code(decide, ours, [1], "undone", **WHO).startswith("L507")
    monkeypatch.undo()
    assert [one.state for one in links(ours)] == ["linked", "linked"]
    assert united(ours) == {1: ["bank:1", "shop:a"], 2: ["bank:2", "shop:b"]}


def test_another_ledger_at_the_same_place_is_refused(ours: Path, tmp_path: Path) -> None:
    bank = tmp_path / "bank.duckdb"
    with open_ledger(bank, write=True) as store:
        store.remove(entries=[0], why="not due", basis="retention")
    by_number(tmp_path, {"bank": {"3": 2}, "shop": {"c": 2}}, {})
    bank.unlink()
    ledger_of(bank, [default(one, f"other{one}") for one in "123"])
    for call in (lambda: by_number(tmp_path, {"bank": {"3": 2}}, {}), lambda: open_joined(ours)):
        assert code(call).startswith("U212 'bank' is not the ledger that was linked: its records are other ones.")


def test_links_can_be_moved_with_their_ledgers(ours: Path, tmp_path: Path) -> None:
    with open_book(ours) as book:
        assert book.ledgers() == {name: str(tmp_path / f"{name}.duckdb") for name in ("bank", "shop")}
