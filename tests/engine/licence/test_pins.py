"""A ledger says which file of licences counts, in every store."""

from __future__ import annotations

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.ledger.allowed import Allowed
from bonitas.ledger.pins import Pin
from stores import STORES, address_in

from .joint import record

A, B = "a" * 64, "b" * 64


def opened(address: str, digest: str) -> str:
    """Who may read, under a file with this digest; or the code of the refusal."""
    try:
        with bonitas.open_ledger(address, allowed=Allowed("office", "state", None, digest=digest)) as ledger:
            return ledger.allowed.operator if ledger.allowed else ""
    except BonitasError as exc:
        return exc.problems[0].code


@pytest.mark.parametrize("store", STORES)
def test_the_last_pin_counts_and_all_stay_on_file(store: str) -> None:
    with address_in(store) as address:
        assert opened(address, A) == opened(address, "") == "office"
        with bonitas.open_ledger(address, write=True) as ledger:
            first = ledger.pin_licences(A, by="keeper", why="in force")
            ledger.add([record("ann", "payment.default", "2026-01-01", "1", "bank")])
        assert (opened(address, A), opened(address, B), opened(address, "")) == ("office", "L653", "L653")
        with bonitas.open_ledger(address, write=True) as ledger:
            assert ledger.pins == (first,)
            second = ledger.pin_licences(B, by="keeper", why="new year")
            ledger.remove(entries=[0], why="an error", basis="retention")
        assert (opened(address, A), opened(address, B)) == ("L653", "office")
        with bonitas.open_ledger(address) as ledger:
            assert ledger.pins == (first, second) and second.at > first.at
            with pytest.raises(BonitasError, match="L508"):
                ledger.pin_licences(A, by="keeper", why="again")


def test_what_is_no_pin() -> None:
    with address_in("duckdb") as address, bonitas.open_ledger(address, write=True) as ledger:
        unsaid = "L654 It is not said who pins the licences, and why. Say both"
        for digest, by, why, said in ((A, "", "why", unsaid), (A, "keeper", " ", unsaid), ("abc", "keeper", "why", "L655")):
            with pytest.raises(BonitasError, match=said):
                ledger.pin_licences(digest, by=by, why=why)
        assert ledger.pins == ()
        assert isinstance(ledger.pin_licences(A, by="keeper", why="why"), Pin)
        with pytest.raises(BonitasError, match="L655 These licences are pinned already"):
            ledger.pin_licences(A, by="keeper", why="why")
