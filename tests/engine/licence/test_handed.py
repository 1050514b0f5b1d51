"""A joint rating is shown to others only as far as their licence goes."""

from __future__ import annotations

from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.engine.licence.handed import HandedOn, Sight, sight_of
from bonitas.ledger.memory import memory_ledger

from .joint import KNOWN, ON, joint, licences, notice, record

HOW: dict[str, Any] = {"on": ON, "known_at": KNOWN}


def sees(recipient: str, subjects: tuple[str, ...] = ("ann",)) -> Sight | None:
    found = licences()
    return sight_of(found, found.operators["steward"], recipient, joint(), subjects)


def test_whoever_runs_it_and_whoever_it_is_about_see_it_all() -> None:
    assert sees("") is None
    assert sees("steward") is None
    assert sees("ann") is None
    with pytest.raises(
        BonitasError, match="U722 'ann' is neither an operator with a licence nor the subject: under a licence nobody else"
    ):
        sees("ann", ("ann", "bob"))


@pytest.mark.parametrize(
    ("runner", "recipient", "words"),
    [
        ("steward", "rash", "U721 'rash' may see nothing of what others come to by 'joint'. What it may belongs under 'sees'."),
        ("auditor", "bank", "U720 'auditor' may not show others what comes of 'joint'. Only who has it under 'hands_on' may."),
        ("steward", "old", "U711 'old' holds no licence on "),
        ("steward", "banc", "U722 'banc' is neither an operator .* Did you mean 'bank'"),
    ],
)
def test_who_is_shown_nothing(runner: str, recipient: str, words: str) -> None:
    found = licences()
    with pytest.raises(BonitasError, match=words):
        sight_of(found, found.operators[runner], recipient, joint(), ("ann",))


def test_a_bank_that_may_see_the_band_sees_the_band() -> None:
    bank = sees("bank")
    assert bank is not None
    rows = [record("ann", "court_register.judgment", "2026-01-01", "2", "court")]
    with memory_ledger(rows, (), [notice("ann")]) as ledger:
        ratings = HandedOn.of(bonitas.rate(joint(), ledger, **HOW), bank)
        why = bank.explanation(bonitas.explain(joint(), ledger, subject="ann", **HOW).as_dict())
    row = next(ratings.rows())
    assert (row["standing"], row["band"], row["score"], row["because"], row["next_change_on"]) == (
        "scored",
        "fair",
        None,
        None,
        None,
    )
    assert row["withheld"] == ["score", "because", "next_change_on"]
    arrow = ratings.to_arrow().to_pylist()[0]
    assert (arrow["band"], arrow["score"], arrow["next_change_on"]) == ("fair", None, None)
    assert dict(ratings.counts()) == {("scored", None, "fair"): 1}
    assert (why["band"], why["score"], why["points"], why["reasons"], why["measures"], why["base"]) == (
        "fair",
        None,
        [],
        [],
        {},
        None,
    )
    assert "court" not in str(why)
    with pytest.raises(BonitasError, match="U725 What 'bank' may see of 'joint' does not go as far as a forecast"):
        bank.forecast([])


def test_reasons_and_records_are_for_who_may_read_them() -> None:
    auditor = sees("auditor")
    assert auditor is not None
    assert auditor.withheld == ("band",)
    rows = [record("ann", "court_register.judgment", "2026-01-01", "2", "court")]
    with memory_ledger(rows, (), [notice("ann")]) as ledger:
        why = auditor.explanation(bonitas.explain(joint(), ledger, subject="ann", **HOW).as_dict())
    assert (why["score"], why["band"], [item["item"] for item in why["points"]]) == (80, None, ["judgment"])
    assert why["reasons"] and why["points"][0]["records"] == []
    assert why["withheld"] == ["band", "records"]
    bold = Sight("bank", "joint", frozenset({"standing", "records", "reasons"}))
    assert bold.explanation(why)["points"] == why["points"]


def test_a_commercial_licence_that_says_reasons_does_not_get_them() -> None:
    """What may not be read is not seen in another's reasons either, whatever 'sees' says."""
    found = licences()
    wide = {"joint": ("standing", "band", "score", "reasons", "records")}
    bank = found.operators["bank"]
    object.__setattr__(bank, "sees", wide)
    said = sight_of(found, found.operators["steward"], "bank", joint(), ("ann",))
    assert said is not None and said.aspects == {"standing", "band", "score"}


def test_what_is_withheld_does_not_change_with_what_it_would_say() -> None:
    """Two worlds that differ in records that the bank may not read and not in the band: it is shown the same."""
    bank = sees("bank")
    assert bank is not None
    shown = []
    for day, more in (("2026-01-01", []), ("2025-03-01", [record("ann", "court.defaulter_listing", "2020-02-01", "3", "court")])):
        rows = [record("ann", "court_register.judgment", day, "2", "court"), *more]
        with memory_ledger(rows, (), [notice("ann")]) as ledger:
            ratings = HandedOn.of(bonitas.rate(joint(), ledger, **HOW), bank)
            why = bonitas.explain(joint(), ledger, subject="ann", **HOW).as_dict()
            shown.append((list(ratings.rows()), ratings.to_arrow().to_pylist(), dict(ratings.counts()), bank.explanation(why)))
    assert shown[0] == shown[1]
