"""A rulebook made ready for a ledger: the answers of `rate` and `explain`, from fewer and smaller questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bonitas
from bonitas.common.days import NEVER, iso
from bonitas.engine import program
from bonitas.engine.at_hand import ROOM, AtHand, Shelf
from bonitas.engine.explain import explain
from bonitas.engine.participation import ALONE, places_of
from bonitas.engine.ratings import Ratings
from bonitas.engine.supposed import as_instant
from bonitas.ledger.base import Amendment, FullRecord, Int32s, Need, Participations, Records
from bonitas.ledger.duck import DuckLedger
from bonitas.rulebook.model import Rulebook
from engine.small import book, change, fine, gift, ledger, notice, row, texts
from engine.test_lookup import register
from postgres_server import fresh_database
from reference.test_random import HEAVY, read
from reference.world import World
from strategies.plain import Tree
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.rulebooks import rulebook_trees
from strategies.small import CATALOGUE
from strategies.worlds import SUBJECTS, questions, worlds

SOME = settings(max_examples=6, deadline=None, suppress_health_check=HEAVY)
RULES = "clauses: {fine: {for: traffic.fine, points: -10}, gift: {for: civic.gift, points: 5}}"
ON = "2026-06-01"


class Bare(AtHand):
    """Keeps nothing: each question goes to the ledger."""

    def read(self, need: Need) -> Iterator[Records]:
        yield from self.ledger.read(need)

    def amendments(self, need: Need) -> list[Amendment]:
        return self.ledger.amendments(need)

    def participations(self, rulebook: str, subjects: Int32s | None = None) -> Participations:
        return self.ledger.participations(rulebook, subjects)

    def full_records(self, entries: Sequence[int], about: Int32s | None = None) -> list[FullRecord]:
        return self.ledger.full_records(entries)


def rows(found: Ratings) -> list[dict[str, Any]]:
    return list(found.rows())


@SOME
@given(rulebook_trees(), worlds(), worlds(), st.data())
def test_answers_are_those_of_rate_and_explain(tree: Tree, first: World, second: World, data: st.DataObject) -> None:
    rules = read(tree)
    with bonitas.memory_ledger(catalogue=CATALOGUE, lab=True) as made, bonitas.prepare(rules, made) as service:
        for step, world in enumerate((first, second)):
            for add, what in ((made.add, record_dicts), (made.amend, amendment_dicts), (made.enrol, participation_dicts)):
                add([{**one, **({"ref": f"{step}{one['ref']}"} if "ref" in one else {})} for one in what(world)])
            who, day, known = data.draw(questions(world))
            asked: dict[str, Any] = {"on": iso(day), "known_at": as_instant(min(known, NEVER * 10**6))}
            every = [*SUBJECTS, "nobody"]
            expected = rows(bonitas.rate(rules, made, subject=every, **asked))
            assert rows(service.rate_many(every, **asked)) == expected
            assert service.rate(who, **asked) == next(one for one in expected if one["subject"] == who)
            assert service.explain(who, **asked) == explain(rules, Bare(made), subject=who, **asked)


def test_what_is_added_counts_in_the_next_answer() -> None:
    rules = book("clauses: {a: {for: trade.payment, when: channel = 'web', points: 7}, b: {for: traffic.fine, points: -10}}")
    with ledger(gift("2026-01-01", "1")) as made, bonitas.prepare(rules, made) as service:
        assert (service.rate("s", on=ON)["score"], service.rate("t", on=ON)["standing"]) == (100, "not_rated")
        # a word and a kind never seen
        made.add([row("trade.payment", "2026-01-02", "2", channel="web"), fine("2026-01-03", "3", subject="t")])
        made.enrol([notice("t")])
        assert [service.rate(who, on=ON)["score"] for who in "st"] == [107, 90]
        made.amend([change("2", "withdrawn", "2026-02-01")])  # the first amendment that the ledger has
        assert service.rate("s", on=ON)["score"] == service.explain("s", on=ON).as_dict()["score"] == 100


def test_what_others_add_to_a_database_counts_in_the_next_answer() -> None:
    rules = book("clauses: {a: {for: trade.payment, when: channel = 'web', points: 7}, b: {for: traffic.fine, points: -10}}")
    address = fresh_database()
    with bonitas.new_ledger(address, catalogue=CATALOGUE) as other:
        other.add([texts(gift("2026-01-01", "1"))])
        other.enrol([notice("s"), notice("t")])
        with bonitas.prepare(rules, address, catalogue=CATALOGUE) as service:
            assert [service.rate(who, on=ON)["score"] for who in "st"] == [100, 100]
            other.add(
                [texts(row("trade.payment", "2026-01-02", "2", channel="web")), texts(fine("2026-01-03", "3", subject="t"))]
            )
            other.add([texts(row("civic.gift", "2026-01-02", f"many{n}", subject="t")) for n in range(3)])
            assert [service.rate(who, on=ON)["score"] for who in "st"] == [107, 90]
            assert [one["score"] for one in service.rate_many(["t", "s"], on=ON).rows()] == [107, 90]
            other.amend([change("2", "withdrawn", "2026-02-01")])
            assert service.explain("s", on=ON).as_dict() == explain(rules, other, subject="s", on=ON).as_dict()
            assert service.rate("s", on=ON)["score"] == 100


def test_rules_are_compiled_once_and_records_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, asked = 0, []
    made_by, reading = program._compile, DuckLedger.read

    def counting(*args: Any) -> Any:
        nonlocal compiled
        compiled += 1
        return made_by(*args)

    def noting(self: DuckLedger, need: Need) -> Iterator[Records]:
        asked.append(need)
        return reading(self, need)

    monkeypatch.setattr(program, "_compile", counting)
    monkeypatch.setattr(DuckLedger, "read", noting)
    with ledger(fine("2026-01-01", "1"), gift("2026-01-01", "2")) as made:
        with bonitas.prepare(book(RULES), made) as service:
            for _ in range(3):
                assert service.rate("s", on=ON)["score"] == 95
            assert (compiled, len(asked)) == (2, 3)  # once to learn the words, once with their codes
            assert len(service.explain("s", on=ON).points) == 2
            assert (compiled, len(asked)) == (2, 4)
        explain(book(RULES), made, subject="s", on=ON)
        assert (compiled, len(asked)) == (4, 5)
        bonitas.forecast(book(RULES), made, subject="s", on=ON)
        assert (compiled, len(asked)) == (6, 6)


def test_threads_may_share_it() -> None:
    rules = book(RULES + "\nmeasures: {n: {count: traffic.fine}}\nno_score: {when: n > 3, because: {en: Too many.}}")
    made = ledger(*(fine(f"2026-01-{1 + n % 28:02d}", f"{n}", subject=f"s{n % 40}") for n in range(90)))
    with made, bonitas.prepare(rules, made) as service:
        names = [f"s{n}" for n in range(40)] * 3
        expected = {row["subject"]: row for row in bonitas.rate(rules, made, on=ON).rows()}
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(lambda who: service.rate(who, on=ON), names)) == [expected[who] for who in names]


def test_it_closes_what_it_opened_and_nothing_else(tmp_path: Path) -> None:
    address = tmp_path / "a.duckdb"
    with bonitas.new_ledger(address, catalogue=CATALOGUE) as made:
        made.add([fine("2026-01-01", "1")])
        with bonitas.prepare(book(RULES), made):
            pass
        assert made.size(Need(("traffic.fine",), ())) == 1
    with bonitas.prepare(book(RULES), str(address)) as service:
        assert service.rate("s", on=ON)["because"] == "No consent or notice for small covers this day."
    with pytest.raises(bonitas.BonitasError, match="L512"):
        service.rate("s", on=ON)


@pytest.mark.parametrize(("rules", "code"), [(book(RULES, standing="specimen"), "E110"), (register(), "E112")])
def test_what_is_not_run_is_said_when_it_is_made_ready(rules: Rulebook, code: str, tmp_path: Path) -> None:
    bonitas.new_ledger(tmp_path / "a.duckdb").close()
    with ledger(fine("2026-01-01", "1")) as made:
        for where in (tmp_path / "a.duckdb", made):
            with pytest.raises(bonitas.BonitasError, match=code):
                bonitas.prepare(rules, where)
    bonitas.open_ledger(tmp_path / "a.duckdb", write=True).close()  # it was let go of


def test_a_shelf_keeps_what_was_used_last() -> None:
    shelf, first, made = Shelf(), object(), []
    for thing in [first] + [object() for _ in range(2 * ROOM)]:
        shelf.once("x", thing, lambda: made.append(1))
        shelf.once("x", first, lambda: made.append(2))
    assert made == [1] * (2 * ROOM + 1)
    assert shelf.once("y", first, lambda: 3) == 3


@given(
    st.sets(st.integers(0, 300), max_size=2 * ALONE), st.lists(st.integers(0, 300), max_size=20), st.integers(0, 2), st.randoms()
)
def test_places_are_found_for_few_and_for_many(subjects: set[int], codes: list[int], unknown: int, random: Any) -> None:
    asked = [*subjects, *[-1] * unknown]
    random.shuffle(asked)
    places = places_of(np.array(codes, np.int32), np.array(asked, np.int32))
    assert places.tolist() == [asked.index(code) if code in subjects else -1 for code in codes]


def test_subjects_that_were_not_asked_for_do_not_count() -> None:
    with ledger(*(row("traffic.fine", "2026-01-01", f"{n}", subject=f"s{n}") for n in range(5))) as made:
        rules = book(RULES)
        assert [one["score"] for one in bonitas.rate(rules, made, subject=["s4", "s1"], on=ON).rows()] == [90, 90]
