"""What is not run under a licence, in which words; and what a part is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.engine.licence.part import Part
from bonitas.engine.question import now, of_instant
from bonitas.ledger.allowed import Allowed, Grant, Run
from bonitas.ledger.memory import memory_ledger
from bonitas.ledger.seal.verify import verify
from bonitas.ledger.store import Store
from bonitas.rulebook.read import read_text
from stores import STORES, address_in

from .joint import JOINT, KNOWN, ON, joint, licences, notice, record

HOW: dict[str, Any] = {"on": ON, "known_at": KNOWN}


def allowed(operator: str) -> Allowed:
    return licences().operator(operator).allowed()


@contextmanager
def limited(who: Allowed) -> Iterator[Store]:
    rows = [
        record("ann", "payment.default", "2026-01-01", "1", "bank"),
        record("ann", "court_register.judgment", "2026-01-01", "2", "court"),
    ]
    with memory_ledger(rows, (), [notice("ann")]) as ledger:
        yield ledger.limit(who)


def codes(ask: Callable[[], object]) -> list[str]:
    with pytest.raises(BonitasError) as caught:
        ask()
    return [one.code for one in caught.value.problems]


def test_a_refusal_names_operator_kind_and_what_is_wanting() -> None:
    with limited(allowed("rash")) as ledger, pytest.raises(BonitasError) as caught:
        bonitas.rate(joint(), ledger, **HOW)
    assert [str(one) for one in caught.value.problems] == [
        f"U713 'rash' (bureau) may not read '{kind}' (context {context}), which 'joint' looks at: its licence names no basis for it. A basis for "
        "it belongs under 'reads'; or let it run the rulebook in part ('part: readable')."
        for kind, context in (("court.defaulter_listing", "justice"), ("court_register.judgment", "registers"))
    ]
    assert codes(lambda: bonitas.runs(joint(), allowed("rash"))) == ["U713", "U713"]


def test_records_of_some_furnishers_are_no_whole() -> None:
    grants = (
        Grant(("payment.default", "loan.granted", "court.defaulter_listing")),
        Grant(("court_register.judgment",), ("b", "a")),
    )
    some = Allowed("half", "bureau", grants, {"joint": Run("joint")})
    words = "U714 'half' may read 'court_register.judgment' as a and b furnish it, and not as others do: 'joint' would be rated on fewer records"
    with pytest.raises(BonitasError, match=words):
        bonitas.runs(joint(), some)


def test_the_whole_is_not_run_where_only_a_part_is_licensed() -> None:
    with limited(allowed("bank")) as ledger:
        with pytest.raises(
            BonitasError, match="U717 'bank' runs 'joint' in part only: rating by the rulebook as it stands takes the whole."
        ):
            bonitas.rate(joint(), ledger, **HOW)
        other = replace(joint(), id="other")
        with pytest.raises(BonitasError, match="U712 'bank' has no licence to run 'other'. It may run: joint."):
            bonitas.explain(other, ledger, subject="ann", **HOW)


@pytest.mark.parametrize(
    "name", ["rate", "explain", "forecast", "what_if", "path", "offers", "lookup", "prepare", "rate_into", "clocks", "impact"]
)
def test_nothing_comes_to_a_standing_without_asking(name: str, tmp_path: Path) -> None:
    """A licensee's ledger refuses the whole rulebook, whichever way it is asked."""
    book, one = joint(), {"subject": "ann", **HOW}
    ways: dict[str, Callable[[Store], object]] = {
        "rate": lambda it: bonitas.rate(book, it, **HOW),
        "explain": lambda it: bonitas.explain(book, it, **one),
        "forecast": lambda it: bonitas.forecast(book, it, **one),
        "what_if": lambda it: bonitas.what_if(book, it, **one),
        "path": lambda it: bonitas.path(book, it, to="good", **one),
        "offers": lambda it: bonitas.offers(book, it, **one),
        "lookup": lambda it: bonitas.lookup(book, it, **one),
        "prepare": lambda it: bonitas.prepare(book, it),
        "rate_into": lambda it: bonitas.rate_into(book, it, tmp_path / "parts", **HOW),
        "clocks": lambda it: bonitas.clocks(it, "ann", books=[book], **HOW),
        "impact": lambda it: bonitas.impact(book, book, it, **HOW),
    }
    with limited(allowed("rash")) as ledger:
        assert codes(lambda: ways[name](ledger)) == ["U713", "U713"]


def test_a_part_is_another_version_under_another_hash() -> None:
    book, whole = bonitas.runs(joint(), allowed("bank")), joint()
    assert isinstance(book, Part)
    assert (book.id, book.version, book.title.say(), book.title.say("de")) == (
        "joint", "1, in part", "A joint scheme (in part)", "Ein gemeinsames Verfahren (in Teilen)",
    )  # fmt: skip
    clerk = bonitas.runs(whole, allowed("clerk"))
    assert len({book.hash, whole.hash, clerk.hash}) == 3
    assert book.hash == bonitas.runs(whole, allowed("bank")).hash
    assert isinstance(clerk, Part)
    assert [one.as_dict() for one in book.left_out] == [
        {"clause": "judgment", "kinds": ["court_register.judgment"], "some_furnishers": []},
        {"clause": "listed", "kinds": ["court.defaulter_listing"], "some_furnishers": []},
    ]
    assert clerk.left_out[0].as_dict() == {"clause": "judgment", "kinds": [], "some_furnishers": ["court_register.judgment"]}
    rules = book.periods[0].rules
    assert (rules.consequences, rules.passes_on) == ((), ())
    assert [clause.kinds for clause in rules.clauses] == [("payment.default",), ("loan.granted",), (), ()]


def test_a_part_of_some_contexts_leaves_out_what_could_be_read() -> None:
    by_context = Allowed(
        "office", "state", None, {"joint": Run("joint", part=True, kinds=frozenset({"court_register.judgment"}))}
    )
    with limited(by_context) as ledger:
        row = next(bonitas.rate(bonitas.runs(joint(), by_context), ledger, **HOW).rows())
    assert (row["score"], row["version"]) == (80, "1, in part")  # the default, which it may read, is not of its part


def test_a_part_made_for_another_is_refused() -> None:
    with limited(allowed("bank")) as ledger:
        clerks = bonitas.runs(joint(), allowed("clerk"))
        with pytest.raises(BonitasError, match="U712 'bank' has no licence to run 'joint, version 1, in part'"):
            bonitas.rate(clerks, ledger, **HOW)


def test_what_a_measure_counts_does_not_come_apart() -> None:
    text = JOINT.replace("base: 100\n", "base: 100\nmeasures:\n  judgments: {count: court_register.judgment}\n").replace(
        "bands: {good: 100,", "no_score: {when: judgments > 2, because: Too many}\nbands: {good: 100,"
    )
    words = "U715 'bank' cannot run 'joint' in part: its measure 'judgments' is drawn from 'court_register.judgment', and records that may not"
    with pytest.raises(BonitasError, match=words):
        bonitas.runs(read_text(text), allowed("bank"))
    nothing = Allowed("idle", "platform", (), {"joint": Run("joint", part=True)})
    with pytest.raises(
        BonitasError, match="U716 Of 'joint' nothing is left that 'idle' may ask. See 'reads' and 'part' of its licence."
    ):
        bonitas.runs(joint(), nothing)


def test_a_part_does_not_launder_what_the_whole_is_barred_for() -> None:
    """The law is held against the whole rulebook, whatever is left of it."""
    kinds = bonitas.read_catalogue().kinds
    prays = next(name for name, kind in kinds.items() if kind.context == "belief")
    book = read_text(JOINT.replace("clauses:\n", f"clauses:\n  prays: {{for: {prays}, points: -5, lasts: 1 year}}\n"))
    part = bonitas.runs(book, allowed("bank"))
    assert not [clause.kinds for clause in part.periods[0].rules.clauses if clause.id == "prays" and clause.kinds]
    with limited(allowed("bank")) as ledger:
        assert codes(lambda: bonitas.rate(part, ledger, **HOW)) == ["E117"]


@pytest.mark.parametrize("store", STORES)
def test_a_ledger_can_demand_a_licence(store: str, tmp_path: Path) -> None:
    if store == "postgres":
        with address_in(store) as address, bonitas.open_ledger(address, write=True) as made:
            made._pen.talk.execute("INSERT INTO bonitas.meta VALUES ('licensed', 'yes')")  # type: ignore[attr-defined]
            demands(address)
        return
    address = str(tmp_path / {"duckdb": "a.duckdb", "parquet": "folder"}[store])
    with bonitas.new_ledger(address, licensed=True) as made:
        assert made.licensed
        made.add([record("ann", "payment.default", "2026-01-01", "1", "bank")])
        made.enrol([notice("ann")])
        assert codes(lambda: bonitas.rate(joint(), made, **HOW)) == ["L650"]  # even whoever may write rates nobody without
        made.remove(entries=[0], why="an error", basis="retention")
    demands(address)


def demands(address: str) -> None:
    with pytest.raises(
        BonitasError, match="L650 This ledger is read only under a licence. Say who asks and by which licences: --as OPERATOR"
    ):
        bonitas.open_ledger(address)
    with bonitas.open_ledger(address, keeper=True) as kept:
        assert codes(lambda: bonitas.rate(joint(), kept, **HOW)) == ["L650"]
    with bonitas.open_ledger(address, allowed=allowed("steward")) as ledger:
        assert ledger.licensed
        bonitas.rate(joint(), ledger, **HOW)


def test_a_limited_ledger_is_not_written_to_and_not_widened(tmp_path: Path) -> None:
    address = str(tmp_path / "a.duckdb")
    bonitas.new_ledger(address).close()
    with bonitas.open_ledger(address, write=True, allowed=allowed("bank")) as ledger:
        assert codes(lambda: ledger.add([record("ann", "payment.default", "2026-01-01", "1", "bank")])) == ["L508"]
        with pytest.raises(
            BonitasError, match="L652 This ledger is open for 'bank' already. Open it again for another operator."
        ):
            ledger.limit(allowed("steward"))
        assert not ledger.sealed
        with pytest.raises(
            BonitasError, match="L651 The log of a ledger is not read under a licence. It is for whoever keeps the ledger."
        ):
            verify(ledger)
        words = "U718 What is kept of everybody's standing is about every record there is, and 'bank' may not read them all."
        with pytest.raises(BonitasError, match=words):
            bonitas.refresh(bonitas.runs(joint(), allowed("bank")), ledger, on=ON)
        assert codes(lambda: bonitas.standings(joint(), ledger)) == ["U718"]
        assert codes(lambda: list(bonitas.messages(ledger))) == ["U718"]
    with bonitas.open_ledger(address, allowed=allowed("steward")) as ledger:
        assert ledger.sealed
        assert not verify(ledger).problems
        bonitas.refresh(joint(), ledger, on=ON, known_at=of_instant(now()))


def test_tables_on_spark_are_not_read_where_a_licence_is_demanded(tmp_path: Path) -> None:
    from bonitas.spark.ledger_folder import ledger_tables  # noqa: PLC0415 - only here

    bonitas.new_ledger(tmp_path / "folder", licensed=True).close()
    with pytest.raises(
        BonitasError,
        match="U724 Tables on Spark are not read under a licence. Rate from a file, a folder or PostgreSQL, where it is",
    ):
        ledger_tables(None, str(tmp_path / "folder"))
