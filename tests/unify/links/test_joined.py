"""Reading several ledgers through links: with none, as the parts; united, as one ledger that holds both; undone, as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.explain import explain
from bonitas.engine.forecast import forecast
from bonitas.engine.large.into import rate_into
from bonitas.engine.rate import rate
from bonitas.ledger import open_ledger
from bonitas.ledger.access import open_accesses
from bonitas.ledger.access.entry import EVERYBODY, Access
from bonitas.ledger.access.note import note
from bonitas.ledger.allowed import Allowed, Grant, Run
from bonitas.unify.links.book import new_book, open_book
from bonitas.unify.links.decide import decide
from bonitas.unify.links.loading import unions_of
from bonitas.unify.links.model import Turn
from bonitas.unify.links.reading import open_joined
from bonitas.unify.links.resting import with_links
from bonitas.unify.links.uniting import became

from .ledgers import ON, default, enquiry, ledger, linked, notice, rules

BANK = [default("C1", "2026-01-10", "d1"), enquiry("C1", "2026-05-01", "q1"), enquiry("C2", "2026-06-01", "q2")]
SHOP = [default("k9", "2026-03-10", "d2"), default("k9", "2026-02-01", "d3"), default("k8", "2026-01-01", "d4")]
SETTLED = [
    {"furnisher": "telco", "ref": "d2", "change": "settled", "effective_on": "2026-04-01", "recorded_at": "2026-04-01T00:00:00Z"}
]


@pytest.fixture
def two(tmp_path: Path) -> dict[str, Path]:
    """A bank's ledger in a file and a shop's in a folder."""
    return {
        "bank": ledger(tmp_path / "bank.duckdb", BANK, ["C1", "C2"]),
        "shop": ledger(tmp_path / "shop", SHOP, ["k8"], SETTLED),
    }


def rows(book: Any, store: Any, **more: Any) -> dict[str, Any]:
    """What is rated, by subject."""
    names = ("standing", "score", "band", "because", "next_change_on")
    return {row["subject"]: tuple(row[name] for name in names) for row in rate(book, store, on=ON, **more).rows()}


def test_without_links_everybody_is_rated_as_in_their_own_ledger(tmp_path: Path, two: dict[str, Path]) -> None:
    book = rules(tmp_path)
    linked(tmp_path / "l.links", two, [])
    apart = {}
    for name, path in two.items():
        with open_ledger(path) as store:
            apart |= {f"{name}:{subject}": row for subject, row in rows(book, store).items()}
    with open_joined(tmp_path / "l.links") as joined:
        assert rows(book, joined) == apart
        assert rows(book, joined, batch_rows=1) == apart
        rate_into(book, joined, tmp_path / "out", on=ON)
        assert {one: count for ids, counts in joined.weights() for one, count in zip(ids.to_pylist(), counts, strict=True)} == {
            "bank:C1": 2, "bank:C2": 1, "shop:k8": 1, "shop:k9": 2,
        }  # fmt: skip


def test_united_is_one_ledger_that_holds_both(tmp_path: Path, two: dict[str, Path]) -> None:
    book = rules(tmp_path)
    linked(tmp_path / "l.links", two, [("bank:C1", "shop:k9")])
    both = [{**one, "subject": "united:1"} for one in (*BANK, *SHOP) if one["subject"] in ("C1", "k9")]
    whole = ledger(tmp_path / "one.duckdb", both, ["united:1"], SETTLED)
    with open_joined(tmp_path / "l.links") as joined, open_ledger(whole) as store:
        assert rows(book, joined)["united:1"] == rows(book, store)["united:1"]
        assert rows(book, joined, subject="united:1")["united:1"] == rows(book, store)["united:1"]
        assert forecast(book, joined, subject="united:1", on=ON) == forecast(book, store, subject="united:1", on=ON)
        assert (
            explain(book, joined, subject="united:1", on=ON).as_dict()["points"]
            == explain(book, store, subject="united:1", on=ON).as_dict()["points"]
        )
        assert (
            rows(book, joined, known_at="2026-02-15T00:00:00Z")["united:1"]
            == rows(book, store, known_at="2026-02-15T00:00:00Z")["united:1"]
        )
        assert set(rows(book, joined)) == {"united:1", "bank:C2", "shop:k8"}
        assert rows(book, joined)["shop:k8"][0] == "scored"


def test_nobody_is_enrolled_by_a_link_that_does_not_count(tmp_path: Path, two: dict[str, Path]) -> None:
    book = rules(tmp_path)
    linked(tmp_path / "l.links", two, [("bank:C1", "shop:k9")])
    decide(tmp_path / "l.links", [1], "disputed", because="not me", by="k9")
    with open_joined(tmp_path / "l.links") as joined:
        assert rows(book, joined)["shop:k9"][0] == "not_rated"


def test_unlink_brings_back_every_bit_and_a_moment_of_before_still_knows_the_link(tmp_path: Path, two: dict[str, Path]) -> None:
    book, out = rules(tmp_path), tmp_path / "l.links"
    linked(out, two, [])
    with open_joined(out) as joined:
        before = rate(book, joined, on=ON).to_arrow()
    linked(out, two, [("bank:C1", "shop:k9")])
    import datetime as dt

    moment = dt.datetime.now(dt.UTC).isoformat()
    decide(out, [1], "undone", because="two people", by="desk")
    with open_joined(out) as joined:
        assert rate(book, joined, on=ON).to_arrow().equals(before)
    with open_joined(out, known_at=moment) as joined:
        assert "united:1" in rows(book, joined)


def test_a_record_that_both_have_counts_once_with_what_either_says_of_it(tmp_path: Path) -> None:
    book = rules(tmp_path)
    two = {
        "bank": ledger(tmp_path / "bank.duckdb", [default("C1", "2026-01-10", "d1", recorded_at="2026-02-01T00:00:00Z")], ["C1"]),
        "shop": ledger(
            tmp_path / "shop", [default("k9", "2026-01-10", "d1"), default("k9", "2026-01-11", "d1", "other")],
            amendments=[{"furnisher": "telco", "ref": "d1", "change": "withdrawn", "effective_on": "2026-04-01", "recorded_at": "2026-04-01T00:00:00Z"}],
        ),
    }  # fmt: skip
    linked(tmp_path / "l.links", two, [("bank:C1", "shop:k9")])
    with open_joined(tmp_path / "l.links") as joined:
        points = explain(book, joined, subject="united:1", on="2026-03-01", known_at="2026-03-01T00:00:00Z").as_dict()["points"]
        assert [(one["ref"], one["furnisher"], float(one["points"])) for one in points[0]["records"]] == [
            ("d1", "telco", -100), ("d1", "other", -200),
        ]  # fmt: skip
        points = explain(book, joined, subject="united:1", on=ON).as_dict()["points"]
        assert [(one["furnisher"], float(one["points"])) for one in points[0]["records"]] == [("other", -100)]


def test_an_explanation_says_what_rests_on_which_link(tmp_path: Path, two: dict[str, Path]) -> None:
    book = rules(tmp_path)
    linked(tmp_path / "l.links", two, [("bank:C1", "shop:k9")])
    with open_joined(tmp_path / "l.links") as joined:
        why = with_links(book, joined, explain(book, joined, subject="united:1", on=ON).as_dict())
        alone = with_links(book, joined, explain(book, joined, subject="bank:C2", on=ON).as_dict())
    with open_ledger(two["bank"]) as store:
        without = rows(book, store)["C1"]
    [one] = why["links"]
    by_shop = [row for item in why["points"] for row in item["records"] if row["ledger"] == "shop"]
    assert {row["ref"] for row in by_shop} == {"d2", "d3"}
    assert all(row["links"] == ([1] if row["ledger"] == "shop" else []) for item in why["points"] for row in item["records"])
    assert one["points"] == sum(row["points"] for row in by_shop)
    assert (one["certainty"], one["basis"], one["items"]) == (1, "by_hand", ["unpaid"])
    assert tuple(one["without"].values()) == without[:3]
    assert alone["links"] == []


def test_each_ledger_notes_who_asked_under_its_own_id(tmp_path: Path, two: dict[str, Path]) -> None:
    linked(tmp_path / "l.links", two, [("bank:C1", "shop:k9")])
    with open_joined(tmp_path / "l.links") as joined:
        joined_any: Any = joined
        note(
            joined_any,
            [
                Access(subject="united:1", what="explain", purpose=""),
                Access(subject="bank:C2", what="explain", purpose=""),
                Access(subject=EVERYBODY, what="rate", purpose=""),
            ],
        )
    for path, subject, others in ((two["bank"], "C1", 3), (two["shop"], "k9", 2)):
        with open_ledger(path) as store, open_accesses(store) as book:
            assert [one.what for one in book.of(subject)].count("explain") == 1
            assert len(list(book.since())) == others


def test_ids_of_nobody_are_known_to_none(tmp_path: Path, two: dict[str, Path]) -> None:
    linked(tmp_path / "l.links", two, [("bank:C1", "shop:k9")])
    with open_joined(tmp_path / "l.links") as joined:
        assert joined.parties(["nobody", "bank:nobody", "court:C1", "united:7", "C1"]).tolist() == [-1] * 5
        assert joined.parties(["united:1", "bank:C1", "shop:k9"]).tolist() == [joined.parties(["united:1"]).tolist()[0]] * 3
        assert joined.words(joined.codes(["telco"]).tolist()) == ["telco"]
        assert joined.codes(["never said"]).tolist() == [-1]
        assert joined.exactly(["united:1", "bank:C1", "shop:k8", "x"])[[1, 3]].tolist() == [-1, -1]


def test_only_links_sure_enough_count_or_those_that_somebody_confirmed(tmp_path: Path, two: dict[str, Path]) -> None:
    """A group that only a weaker link holds together is in parts: the larger one keeps the id."""
    out = tmp_path / "l.links"
    linked(out, two, [("bank:C1", "shop:k9")])
    with open_book(out, write=True) as book, book.writing():
        [number] = book.add([(("bank", "C2"), ("shop", "k8"), 992_000, "probable", [])])
        book.decide([number], ["linked"], "", [""])
    named = {}
    for certainty in (None, "0.99", "0.993", 1):
        with open_joined(out, certainty=certainty) as joined:
            named[certainty] = [str(one) for one in joined.subjects()[1]]
    assert named[None] == named["0.99"] == ["united:1", "united:2"]
    assert named["0.993"] == named[1] == ["bank:C2", "shop:k8", "united:1"]


@pytest.mark.parametrize("found", ["2", "-1", "1.5", "99%", "0.9999999", ""])
def test_what_is_no_certainty(tmp_path: Path, found: str) -> None:
    with pytest.raises(BonitasError, match="U243"):
        open_joined(tmp_path / "l.links", certainty=found)


def test_parts_of_a_standing_group_are_told_from_each_other(tmp_path: Path) -> None:
    a, b, c, d, e = (("x", name) for name in "abcde")
    found = [((a, b), 9), ((b, c), 5), ((c, d), 9), ((d, e), 9)]
    with new_book(tmp_path / "l.links", lab=False) as book:
        with book.writing():
            book.name({"x": "x.duckdb", "y": "y.duckdb"}, {"x": {}, "y": {}})
            numbers = book.add([(*ends, certainty, "probable", []) for ends, certainty in found])
            book.decide(list(numbers), ["linked"] * 4, "", [""] * 4)
        whole, parts = (unions_of(book, least=least) for least in (0, 6))
    assert {name: whole.united(n).members for n, name in enumerate(whole.names.to_pylist())} == {"united:1": (a, b, c, d, e)}
    assert {name: parts.united(n).members for n, name in enumerate(parts.names.to_pylist())} == {
        "united:1/x:a": (a, b),
        "united:1": (c, d, e),
    }
    assert [link.number for link in parts.united(1).links] == [3, 4]
    apart = whole.without(2)
    assert [apart.united(n).members for n in range(len(apart))] == [(a, b), (c, d, e)]
    assert len({one.sign() for one in (whole, parts, whole.without(4))}) == 3


def test_an_id_that_was_merged_into_another_still_names_its_subject() -> None:
    a, b, c = (("x", name) for name in "abc")
    turns = [
        Turn(1, a, True, 1, 0),
        Turn(2, b, True, 2, 0),
        Turn(2, c, True, 2, 0),
        Turn(2, b, False, 3, 0),
        Turn(2, c, False, 3, 0),
    ]
    assert became([*turns, Turn(1, b, True, 3, 0), Turn(1, c, True, 3, 0)]) == {2: 1}
    assert became([*turns, Turn(1, b, True, 3, 0)]) == {}


def test_one_subject_is_asked_about_once_by_any_of_its_names(tmp_path: Path, two: dict[str, Path]) -> None:
    book = rules(tmp_path)
    linked(tmp_path / "l.links", two, [("bank:C1", "shop:k9")])
    with open_joined(tmp_path / "l.links") as joined:
        names = ("united:1", "bank:C1", "shop:k9")
        whole, *others = [rows(book, joined, subject=name)[name] for name in names]
        assert others == [whole, whole]
        assert [
            len(with_links(book, joined, explain(book, joined, subject=name, on=ON).as_dict())["links"]) for name in names
        ] == [1, 1, 1]
        with pytest.raises(BonitasError, match="U241 'bank:C1' and 'shop:k9' are one subject here."):
            rate(book, joined, on=ON, subject=["bank:C1", "shop:k9"])


def test_what_may_not_be_read_of_a_ledger_is_not_read_through_links_either(tmp_path: Path, two: dict[str, Path]) -> None:
    """With or without the records of a kind that may not be read, and whatever else has them first, the answer is the same."""
    book = rules(tmp_path, without="unpaid")
    allowed = Allowed("shop", "platform", (Grant(("credit.enquiry",)),), {book.id: Run(book.id)})
    out = tmp_path / "l.links"
    linked(out, two, [("bank:C1", "shop:k9")])
    found = []
    for more in ([], [default("k9", "2026-07-01", "d9"), default("k9", "2026-08-01", "d8")]):
        if more:
            with open_ledger(two["shop"], write=True) as store:
                assert store.add(more).ok
        with open_joined(out, allowed=allowed) as joined:
            found.append((rows(book, joined), explain(book, joined, subject="bank:C1", on=ON).as_dict()))
    assert found[0] == found[1]
    assert found[0][0]["united:1"][0] == "scored"
    assert [item["item"] for item in found[0][1]["points"]] == ["asked"]


def test_ledgers_that_mean_different_things_are_not_read_as_one(tmp_path: Path, two: dict[str, Path]) -> None:
    linked(tmp_path / "l.links", two, [])
    with duckdb.connect(str(two["bank"])) as con:
        con.execute("UPDATE attributes SET type = 'text' WHERE name = 'amount'")
    with pytest.raises(BonitasError, match="U245 'shop' keeps the attribute 'amount' as money, and another ledger as text."):
        open_joined(tmp_path / "l.links")


def test_who_withdrew_in_one_ledger_is_not_rated_by_the_same_participation_in_another(
    tmp_path: Path, two: dict[str, Path]
) -> None:
    """As in one ledger: of two participations of one beginning, the later word on the end holds."""
    book = rules(tmp_path)
    linked(tmp_path / "l.links", two, [("bank:C1", "shop:k9")])
    with open_ledger(two["shop"], write=True) as store:
        assert store.enrol([{**notice("k9"), "until": "2026-01-01", "recorded_at": "2025-12-01T00:00:00Z"}]).ok
    with open_joined(tmp_path / "l.links") as joined:
        assert rows(book, joined)["united:1"][0] == rows(book, joined, subject="bank:C1")["bank:C1"][0] == "not_rated"
        assert rows(book, joined, known_at="2025-11-01T00:00:00Z")["united:1"][0] == "scored"
