"""A desk: the answers of the package's functions, each written down before it is given, and none that cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.ledger.access import EVERYBODY, open_accesses
from small_rules import HEAD
from stores import kept_in

ON = "2026-11-23"
ROW = {"kind": "payment.default", "occurred_on": "2026-04-30", "recorded_at": "2026-05-01T00:00:00Z", "furnisher": "telco"}
RECORDS = [{**ROW, "subject": who, "ref": who} for who in ("ann", "bob")]
NOTICES = [
    {"subject": who, "rulebook": "mine", "basis": "notice", "from": "2026-01-01", "recorded_at": "2026-01-01T00:00:00Z"}
    for who in ("ann", "bob")
]
#: Each question about one subject: what it is written down as, and how it is asked.
WAYS: dict[str, Callable[[Any, Any], Any]] = {
    "rate": lambda desk, book: list(desk.rate(book, subject="ann", on=ON).rows()),
    "explain": lambda desk, book: desk.explain(book, subject="ann", on=ON).as_dict(),
    "forecast": lambda desk, book: desk.forecast(book, subject="ann", on=ON),
    "what-if": lambda desk, book: desk.what_if(book, subject="ann", on=ON, without=["telco/ann"]).as_dict(),
    "path": lambda desk, book: desk.path(book, subject="ann", on=ON, to="good").as_dict(),
    "offers": lambda desk, book: desk.offers(book, subject="ann", on=ON).as_dict(),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("rules") / "mine.yaml"
    path.write_text(HEAD + "bands: {good: 90, bad: below}\n", encoding="utf-8")
    return bonitas.read_rulebook(path)


def test_each_answer_is_written_down_before_it_is_given(book: Any) -> None:
    with kept_in("duckdb", RECORDS, (), NOTICES) as ledger:
        desk = bonitas.Desk(ledger, by="desk 4", purpose="loan 17", recipient="Bank Nord")
        answers = {what: ask(desk, book) for what, ask in WAYS.items()}
        assert answers["explain"] == bonitas.explain(book, ledger, subject="ann", on=ON).as_dict()
        assert [str(row["score"]) for row in answers["rate"]] == ["70"]
        desk.rate(book, on=dt.date(2026, 11, 22))
        desk.lookup(bonitas.read_rulebook("uk-judgments"), subject="ann", on=ON)
        with open_accesses(ledger) as kept:
            noted = list(kept.since())
    assert [(one.what, one.subject) for one in noted] == [
        *((what, "ann") for what in WAYS), ("rate", EVERYBODY), ("lookup", "ann")
    ]  # fmt: skip
    assert {(one.by, one.purpose, one.recipient) for one in noted} == {("desk 4", "loan 17", "Bank Nord")}
    assert [(one.rulebook, one.on, one.score, one.band) for one in noted[:2]] == [("mine", ON, "70", "bad")] * 2
    assert [one.on for one in noted[-2:]] == ["2026-11-22", ON]


def test_what_cannot_be_written_down_is_not_answered(book: Any) -> None:
    with kept_in("duckdb", RECORDS, (), NOTICES) as ledger:
        Path(f"{ledger.address}.accesses").mkdir()
        for ask in WAYS.values():
            with pytest.raises(BonitasError, match="L641"):
                ask(bonitas.Desk(ledger, purpose="loan 17"), book)
