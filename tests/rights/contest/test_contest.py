"""A contest from filing to decision, worked by hand, and who is told."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from bonitas import decide, dispute, disputes, messages, rate
from bonitas.common.problems import BonitasError
from bonitas.ledger import new_ledger
from bonitas.ledger.access import Access, note
from bonitas.ledger.store import Store
from engine.small import book, fine, ledger, notice, texts
from stores import STORES, address_in
from strategies.small import CATALOGUE

FINE = "clauses: {fined: {for: traffic.fine, when: amount >= 100, points: -10, lasts: 5 years}}\n"
BOOK = book(FINE)
IN_TIME = "{decide_within: 7 working days, extended_by: 15 days, then: removed, calendar: DE}"
FILED, LATER = "2026-05-11", "2026-05-20"  # Mondays and Wednesdays around Ascension Day, 14 May


def score(held: Store, on: str = LATER, **header: str) -> int:
    return int(next(rate(book(FINE, **header), held, subject="s", on=on).rows())["score"])


def codes(error: pytest.ExceptionInfo[BonitasError]) -> list[str]:
    return [one.code for one in error.value.problems]


def test_a_dispute_holds_the_record_out_from_the_day_it_is_filed_until_it_is_decided(tmp_path: Path) -> None:
    paper = tmp_path / "receipt.pdf"
    paper.write_bytes(b"paid")
    with ledger(fine("2026-03-01", "a/1", amount=200)) as held:
        assert score(held) == 90
        filed = dispute(held, "f/a/1", text="  It was paid. ", attach=[paper, paper], by="the subject", on=FILED).as_dict()
        digest = hashlib.sha256(b"paid").hexdigest()
        assert (filed["new"], filed["further"], filed["attachments"]) == (
            True,
            False,
            [{"file": "receipt.pdf", "sha256": digest}],
        )
        assert (score(held, "2026-05-10"), score(held, FILED), score(held)) == (90, 100, 100)
        row = disputes(held, [BOOK], on=FILED)[0]
        assert (row["subject"], row["since"], row["filed"][0]["text"]) == ("s", FILED, "It was paid.")
        assert (row["filed"][0]["by"], row["filed"][0]["attachments"]) == ("the subject", [digest])
        assert (row["under"][0]["held"], row["under"][0]["decide_by"]) == (True, None)
        assert not dispute(held, "f/a/1", text="It was paid.", attach=[paper], by="the subject", on=FILED).as_dict()["new"]
        decide(held, "f/a/1", as_="rejected", because="No payment is on file.", by="desk 2", on=LATER)
        assert (score(held, "2026-05-19"), score(held)) == (100, 90)
        assert disputes(held, [BOOK]) == []


def test_upheld_it_never_was_and_corrected_it_always_said_so() -> None:
    with ledger(fine("2026-03-01", "1", amount=200), fine("2026-03-02", "2", amount=150)) as held:
        for name in ("f/1", "f/2"):
            dispute(held, name, text="No.", on=FILED)
        decide(held, "f/1", as_="upheld", because="Right.", by="d", on=LATER)
        assert score(held, "2026-05-10") == 90, "as if it had never been"
        decide(held, "f/2", as_="corrected", values={"amount": "50"}, because="A slip.", by="d", on=LATER)
        assert (score(held, "2026-05-10"), score(held)) == (100, 100)
        with pytest.raises(BonitasError) as gone:
            dispute(held, "f/1", text="Again.", on=LATER)
        assert codes(gone) == ["G103"]


def test_a_correction_that_is_refused_decides_nothing() -> None:
    with ledger(fine("2026-03-01", "1", amount=200)) as held:
        dispute(held, "f/1", text="No.", on=FILED)
        with pytest.raises(BonitasError) as refused:
            decide(held, "f/1", as_="corrected", values={"amount": "x"}, because="A slip.", by="d", on=LATER)
        assert [str(one) for one in refused.value.problems] == [
            "--set: L209 'amount' is not a plain number: 'x'. Write digits with at most one point, such as 1250.50."
        ]
        assert (len(disputes(held, [BOOK])), score(held)) == (1, 100)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda held: dispute(held, "f/2", text="No."), "G101"),
        (lambda held: dispute(held, "f", text="No."), "G101"),
        (lambda held: dispute(held, "f/1", text=" \n"), "G102"),
        (lambda held: dispute(held, "f/1", text="No.", attach=["/nowhere/at/all"]), "G104"),
        (lambda held: dispute(held, "f/1", text="No.", on="2199-01-01"), "G105"),
        (lambda held: dispute(held, "f/1", text="No.", zone="Europe/Nowhere"), "G106"),
        (lambda held: dispute(held, "f/1", text="No.", on="2026-02-28"), "G107"),
        (lambda held: decide(held, "f/1", as_="upheld", because="Yes.", by="d"), "G110"),
        (lambda held: decide(held, "f/1", as_="upheld", because=" ", by="d"), "G111"),
        (lambda held: decide(held, "f/1", as_="upheld", because="Yes.", by=""), "G111"),
        (lambda held: decide(held, "f/1", as_="granted", because="Yes.", by="d"), "G115"),
    ],
)
def test_what_cannot_be_filed_or_decided_is_said_and_changes_nothing(call: Any, code: str) -> None:
    with ledger(fine("2026-03-01", "1", amount=200)) as held:
        with pytest.raises(BonitasError) as refused:
            call(held)
        assert (codes(refused), held.mark().amendment) == ([code], -1)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"as_": "corrected"}, "G112"),
        ({"as_": "rejected", "values": {"amount": "1"}}, "G113"),
        ({"as_": "rejected", "on": "2026-05-10"}, "G114"),
    ],
)
def test_a_decision_fits_its_dispute(more: dict[str, Any], code: str) -> None:
    with ledger(fine("2026-03-01", "1", amount=200)) as held:
        dispute(held, "f/1", text="No.", on=FILED)
        with pytest.raises(BonitasError) as refused:
            decide(held, "f/1", because="So.", by="d", **more)
        assert codes(refused) == [code]


def test_the_list_says_by_when_by_which_calendar_and_what_follows() -> None:
    """Seven working days from Monday 11 May 2026, Ascension Day on the 14th: Thursday 21 May. New facts give 15 days more: 5 June."""
    with ledger(fine("2026-03-01", "1", amount=200)) as held:
        dispute(held, "f/1", text="No.", on=FILED)
        under = disputes(held, [book(FINE, disputes=IN_TIME), book(FINE, disputes="count")], on=LATER)[0]["under"]
        first = under[0]
        assert (first["decide_by"], first["days_left"], first["extended"], first["late"]) == ("2026-05-21", 1, False, False)
        assert (first["then"], first["calendar"], first["calendar_version"].startswith("holidays ")) == ("removed", "DE", True)
        assert (under[1]["held"], under[1]["decide_by"]) == (False, None)
        late = disputes(held, [book(FINE, disputes=IN_TIME)], on="2026-05-22")[0]["under"][0]
        assert (late["held"], late["late"]) == (True, True)
        dispute(held, "f/1", text="Here is the receipt.", on=LATER)
        row = disputes(held, [book(FINE, disputes=IN_TIME)], on="2026-05-22")[0]
        assert (row["under"][0]["decide_by"], row["under"][0]["extended"], len(row["filed"])) == ("2026-06-05", True, 2)


@pytest.mark.parametrize("store", STORES)
def test_whoever_was_given_something_is_told_what_it_is_now(store: str) -> None:
    with address_in(store) as address, opened(address) as held:
        assert held.add([texts({**fine("2026-03-01", "1", amount=200), "recorded_at": None})]).ok
        assert held.enrol([texts(notice())]).ok
        given = {
            "rulebook": "small",
            "hash": BOOK.hash,
            "on": LATER,
            "standing": "scored",
            "score": "90",
            "band": "B",
            "purpose": "p",
        }
        note(
            held,
            [Access(what="rate", subject="s", recipient="bank", **given), Access(what="rate", subject="other", by="x", **given)],
        )
        note(
            held,
            [
                Access(what="lookup", subject="s", by="clerk", purpose="p"),
                Access(what="accesses", subject="s", by="n", purpose="p"),
            ],
        )
        note(held, [Access(what="rate", subject="*", by="everyone", rulebook="small", on=LATER, purpose="p")])
        dispute(held, "f/1", text="It was paid.", by="s", on=FILED)
        note(held, [Access(what="rate", subject="s", recipient="late", **{**given, "score": "100", "band": "A"})])
        decide(held, "f/1", as_="corrected", values={"amount": "50"}, because="A slip.", by="d", on=LATER)
        found = list(messages(held, [BOOK]))
        told = [(one["seq"], one["to"], one["about"]) for one in found]
        contest = [(0, to, "disputed") for to in ("f", "bank", "clerk", "everyone")]
        assert told == [*contest, *((1, to, "corrected") for to in ("f", "bank", "clerk", "everyone", "late"))]
        assert (found[0]["text"], found[4]["corrected"], found[4]["text"]) == ("It was paid.", {"amount": "50.00"}, "A slip.")
        by_name = {one["to"]: one for one in found if one["seq"] == 1}
        bank = by_name["bank"]["received"][0]
        assert (bank["score"], bank["now"], bank["changed"]) == ("90", {"standing": "scored", "score": "100", "band": "A"}, True)
        everyone = by_name["everyone"]["received"][0]
        assert (everyone["score"], everyone["now"]["score"]) == ("90", "100"), "of everybody's ratings, this one is worked out"
        assert not by_name["late"]["received"][0]["changed"]
        assert by_name["clerk"]["received"][0]["now"] is None
        assert not {"record", "text", "by", "attachments"} & set(by_name["bank"]), "a recipient learns no more of the record"
        assert [one["to"] for one in messages(held, [BOOK], since=0, to="bank")] == ["bank"]
        assert list(messages(held, [BOOK], since=1)) == []
        assert "not at hand" in next(messages(held, to="bank"))["received"][0]["because"]


def opened(address: str) -> Store:
    from bonitas.ledger import open_ledger

    return open_ledger(address, write=True, catalogue=CATALOGUE)


def test_new_ledger_is_the_one_that_is_asked(tmp_path: Path) -> None:
    """A lab's ledger keeps no book of accesses: only furnishers are told."""
    with new_ledger(tmp_path / "a.duckdb", lab=True, catalogue=CATALOGUE) as held:
        held.add([texts(fine("2026-03-01", "1", amount=200))])
        dispute(held, "f/1", text="No.", on=FILED)
        assert [one["to"] for one in messages(held, [BOOK])] == ["f"]
