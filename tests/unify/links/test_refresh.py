"""Standing ratings kept beside links: whatever happened, a refresh comes to what rating everybody comes to."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.ledger import open_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.unify.links.decide import decide, link_by_hand
from bonitas.unify.links.forget import forget
from bonitas.unify.links.reading import open_joined

from .ledgers import default, enquiry, ledger, linked, notice, rules

DAY = dt.date(2026, 9, 1)


def refreshed(book: Rulebook, out: Path, day: dt.date, **how: Any) -> Any:
    """A refresh, held to a rating of everybody."""
    with open_joined(out, **how) as joined:
        found = bonitas.refresh(book, joined, on=day)
        kept = bonitas.standings(book, joined).to_arrow()
        whole = bonitas.rate(book, joined, on=day).to_arrow()
        columns = ["subject", "on", "standing", "score", "band", "because", "next_change_on", "hash"]
        assert [kept.column(name).to_pylist() for name in columns] == [whole.column(name).to_pylist() for name in columns]
    return found


@pytest.fixture
def world(tmp_path: Path) -> tuple[Rulebook, Path]:
    """Two ledgers of six people each, of whom two are linked."""
    bank = [default(f"b{n}", "2026-01-10", f"d{n}") for n in range(6)]
    shop = [enquiry(f"s{n}", "2026-08-10", f"q{n}") for n in range(6)]
    two = {
        "bank": ledger(tmp_path / "bank.duckdb", bank, [f"b{n}" for n in range(6)]),
        "shop": ledger(tmp_path / "shop", shop, ["s3", "s4"]),
    }
    linked(tmp_path / "l.links", two, [("bank:b0", "shop:s0"), ("bank:b1", "shop:s1")])
    return rules(tmp_path), tmp_path / "l.links"


def test_only_whom_it_concerns_is_rated_again(world: tuple[Rulebook, Path]) -> None:
    book, out = world
    first = refreshed(book, out, DAY)
    assert (first.first, first.subjects) == (True, 10)
    with open_ledger(out.parent / "shop", write=True) as store:
        assert store.add([default("s0", "2026-08-20", "n1"), default("s5", "2026-08-20", "n2")]).ok
    found = refreshed(book, out, DAY)
    assert (found.everybody, found.rated, found.changed, found.why) == (False, 2, 1, {"record": 1})
    with open_joined(out) as joined:
        [row] = bonitas.changes(book, joined)
        assert (row["subject"], row["why"]) == ("united:1", ["record"])
    assert refreshed(book, out, DAY).rated == 0


def test_another_link_is_a_change(world: tuple[Rulebook, Path]) -> None:
    book, out = world
    refreshed(book, out, DAY)
    link_by_hand(out, "bank:b2", "shop:s2", because="a letter", by="desk")
    found = refreshed(book, out, DAY)
    assert (found.everybody, found.because) == (True, ["ledger"])
    with open_joined(out) as joined:
        said = {row["subject"]: row["to"] is None for row in bonitas.changes(book, joined)}
    assert said == {"bank:b2": True, "shop:s2": True, "united:3": False}
    decide(out, [1], "disputed", because="not me", by="her")
    assert refreshed(book, out, DAY).everybody
    forget(out, [("bank", "b3")], by="desk")  # not linked, but a standing is kept beside the links
    with open_ledger(out.parent / "bank.duckdb", write=True) as store:
        store.remove(subject="b3", why="asked for", basis="erasure")
    refreshed(book, out, DAY)
    files = [path for path in (out.parent / "l.links.standings").rglob("*") if path.is_file()]
    assert len(files) > 2
    assert not [path.name for path in files if b"bank:b3" in path.read_bytes()]


def test_whatever_happens_a_refresh_comes_to_a_rating_of_everybody(world: tuple[Rulebook, Path]) -> None:
    book, out = world
    draw, day, pair = random.Random(5), DAY, 2
    for step in range(6):
        for name, letter in (("bank.duckdb", "b"), ("shop", "s")):
            with open_ledger(out.parent / name, write=True) as store:
                who = f"{letter}{draw.randrange(7)}"
                assert store.add(
                    [draw.choice((default, enquiry))(who, str(day), f"{name}{step}", draw.choice(("telco", "bank")))]
                ).ok
                if draw.random() < 0.5:
                    change = {
                        "furnisher": "telco" if letter == "b" else "bank",
                        "ref": f"{'dq'[letter == 's']}{draw.randrange(6)}",
                    }
                    assert store.amend([{**change, "change": "settled", "effective_on": str(day)}]).ok
                if draw.random() < 0.3:
                    assert store.enrol([notice(who)]).ok
        if pair < 6 and draw.random() < 0.4:
            link_by_hand(out, f"bank:b{pair}", f"shop:s{pair}", because="a letter", by="desk")
            pair += 1
        day += dt.timedelta(days=draw.choice((0, 40, 200)))
        refreshed(book, out, day)


def test_standings_through_surer_links_are_others(world: tuple[Rulebook, Path]) -> None:
    book, out = world
    refreshed(book, out, DAY)
    refreshed(book, out, DAY, certainty="0.5")  # the same people, so the same ratings
    with open_joined(out) as joined, pytest.raises(BonitasError, match="L542"):
        bonitas.standings(bonitas.read_rulebook("de-schufa-2026"), joined)
