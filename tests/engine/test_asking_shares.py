"""What if, the way to a band and what it opens, where bands are drawn by share: as if it were written into the ledger of all."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bonitas.catalogue.model import Catalogue
from bonitas.engine.offers import offers
from bonitas.engine.path import path
from bonitas.engine.rate import rate
from bonitas.engine.what_if import what_if
from bonitas.ledger.memory import memory_ledger
from engine.situations import FEWER
from engine.small import Row, book, gift, ledger, notice, texts
from strategies.small import CATALOGUE

GIVEN = "clauses: {given: {for: civic.gift, points: {by: amount, each: 1, gives: 1}}}\n"
BANDS = "{A: {from: 101, best: 10%}, B: {from: 101, best: 40%}, C: 100, D: below}"
ON = "2022-03-01"


def people(amounts: list[int]) -> list[Row]:
    """s0, s1, … with a gift each: base 100 and so many points."""
    return [gift("2022-01-01", f"r{n}", subject=f"s{n}", amount=amount) for n, amount in enumerate(amounts)]


@FEWER
@given(st.lists(st.integers(0, 12), min_size=1, max_size=25), st.integers(0, 12))
def test_supposing_among_others(amounts: list[int], more: int) -> None:
    rules = book(GIVEN, bands=BANDS)
    row = {
        "kind": "civic.gift",
        "occurred_on": "2022-02-01",
        "amount": more,
        "furnisher": "x",
        "ref": "x",
        "recorded_at": "2022-02-02T00:00:00Z",
    }
    with ledger(*people(amounts)) as found:
        nothing = what_if(rules, found, subject="s0", on=ON).as_dict()
        assert nothing["real"] == nothing["what_if"]
        assert nothing["steps"] == {"came": [], "went": []}
        then = what_if(rules, found, subject="s0", on=ON, records=[row]).as_dict()
        found.add([{**row, "subject": "s0"}])
        real = next(rate(rules, found, subject="s0", on=ON).rows())
        assert (then["what_if"]["score"], then["what_if"]["band"]) == (real["score"], real["band"])


def test_a_path_among_others() -> None:
    ours = Catalogue(
        {name: replace(kind, by="oneself") if name == "civic.gift" else kind for name, kind in CATALOGUE.kinds.items()}
    )
    rules = book(GIVEN.replace("gives: 1}", "gives: 1, up_to: 3}"), bands=BANDS)
    rows = [texts(row) for row in people([0, 1, 2, 3, 3])]
    with memory_ledger(rows, participations=[texts(notice(f"s{n}")) for n in range(5)], catalogue=ours) as found:
        told = path(rules, found, subject="s0", to="A", on=ON, by="2022-04-01").as_dict()
        assert told["relative"]
        assert [(way["count"], way["steps"][0]["attributes"], way["score"]) for way in told["options"]] == [
            (1, {"amount": "3"}, 103)
        ]


def test_what_the_next_band_takes_among_others() -> None:
    with ledger(*people([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])) as found:
        better = offers(book(GIVEN, bands=BANDS), found, subject="s2", on=ON).as_dict()["next"]
        assert (better["band"], better["best"], better["floor"], better["lacking"]) == ("B", 40, 106, 4)
