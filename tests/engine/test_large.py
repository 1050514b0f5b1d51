"""Ratings in parts: the same rows as in memory, whatever the batch; a changed question is refused; nothing of others is touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.common.problems import BonitasError
from bonitas.engine.large.folder import held
from bonitas.engine.large.into import rate_into
from bonitas.engine.large.rated import RatedFolder
from bonitas.engine.large.stretches import RATING, stretches
from bonitas.engine.rate import rate
from bonitas.ledger.duck import DuckLedger
from bonitas.rulebook.model import Rulebook
from engine.situations import FEW, Situation, asked_rows, ledger_of, situations
from engine.small import Row, book, fine, gift, ledger, notice

CLAUSES = (
    "clauses: {given: {for: civic.gift, points: {by: amount, each: 1, gives: 1}}, fined: {for: traffic.fine, points: -20}}\n"
)
RULES = book(CLAUSES)
SHARES = "{2020-01-01: {from: 90, best: 10%}, 2022-06-01: {from: 95, best: 20%}}"
BY_SHARE = book(CLAUSES, bands=f"{{A: {SHARES}, B: {{from: 80, best: 40%}}, C: 80, D: below}}")
ON = "2022-03-01"
KNOWN = "2026-01-01T00:00:00Z"
PEOPLE = 24


def people() -> list[Row]:
    """s00, s01, … with two records each."""
    rows: list[Row] = []
    for n in range(PEOPLE):
        rows.append(gift("2022-01-01", f"g{n:02}", subject=f"s{n:02}", amount=n * 7 % 31))
        rows.append(fine("2022-02-01", f"f{n:02}", subject=f"s{n * 11 % PEOPLE:02}"))
    return rows


@pytest.fixture(scope="module")
def kept() -> Iterator[DuckLedger]:
    with ledger(*people()) as found:
        yield found


#: Six subjects of two records fill a part.
SIX = 6 * (2 + RATING)


def into(kept: DuckLedger, folder: Path, rules: Rulebook = RULES, **how: Any) -> RatedFolder:
    return rate_into(rules, kept, folder, **{"on": ON, "known_at": KNOWN, "batch_rows": SIX, **how})


def code_and_words(raised: pytest.ExceptionInfo[BonitasError]) -> str:
    return str(raised.value)


# ---------------------------------------------------------------- the same rows


@pytest.mark.parametrize("rules", [RULES, BY_SHARE])
@pytest.mark.parametrize("batch_rows", [1, SIX, 10_000])
def test_parts_hold_what_one_file_holds(kept: DuckLedger, tmp_path: Path, rules: Rulebook, batch_rows: int) -> None:
    found = into(kept, tmp_path / "out", rules, batch_rows=batch_rows)
    expected = rate(rules, kept, on=ON, known_at=KNOWN)
    assert len(found.files) == {1: PEOPLE, SIX: 4, 10_000: 1}[batch_rows]
    assert list(found.rows()) == list(expected.rows())
    assert pa.concat_tables(found.tables()).to_pylist() == pq.read_table(tmp_path / "out").to_pylist()
    assert pq.read_table(tmp_path / "out").to_pylist() == expected.to_arrow().to_pylist()
    assert [(one.day, one.draws) for one in found.drawn] == [(one.day, one.draws) for one in expected.drawn]


def test_a_part_has_the_schema_of_a_table(kept: DuckLedger, tmp_path: Path) -> None:
    found = into(kept, tmp_path / "out")
    expected = rate(RULES, kept, on=ON, known_at=KNOWN).to_arrow()
    assert next(found.tables()).schema == expected.schema


@FEW
@given(situations(), st.sampled_from([1, 7, 20]), st.booleans())
def test_random_situations(tmp_path_factory: pytest.TempPathFactory, given_: Situation, batch_rows: int, everybody: bool) -> None:
    rules, world, asked = given_
    how: dict[str, Any] = {"on": asked_rows(asked)[0][1], "known_at": asked_rows(asked)[0][2]}
    if not everybody:
        how = {"asked": asked_rows(asked)}
    with ledger_of(world) as made:
        expected = list(rate(rules, made, **how).rows())
        folder = tmp_path_factory.mktemp("parts") / "out"
        assert list(rate_into(rules, made, folder, batch_rows=batch_rows, **how).rows()) == expected


def test_asked_rows_of_one_subject_stay_together(kept: DuckLedger, tmp_path: Path) -> None:
    asked = [(f"s{n % 5:02}", f"2022-03-{1 + n // 5:02}") for n in range(15)]
    for rules in (RULES, BY_SHARE):
        found = into(kept, tmp_path / rules.hash, rules, asked=asked, on=None, batch_rows=4 * RATING)
        assert list(found.rows()) == list(rate(rules, kept, asked=asked, known_at=KNOWN).rows())
        assert len(found.files) == 5


def test_an_empty_ledger_has_no_part(tmp_path: Path) -> None:
    with ledger(participations=[]) as nobody:
        found = into(nobody, tmp_path / "out")
    assert (len(found), found.files, list(found.rows())) == (0, (), [])
    assert json.loads((tmp_path / "out" / "_run.json").read_text())["finished"] is True


# ---------------------------------------------------------------- stretches


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(1, 60), st.integers(1, 7))
def test_stretches_cover_everybody_and_hold_no_more_than_they_may(counts: list[int], most: int, piece: int) -> None:
    ids = [f"{n:03}" for n in range(len(counts))]
    pieces = [
        (pa.array(ids[at : at + piece]), np.ones(len(ids[at : at + piece]), np.int64), np.array(counts[at : at + piece]))
        for at in range(0, len(ids), piece)
    ]
    found = stretches(pieces, most)
    at = 0
    for one in found:
        assert (one.first, one.last) == (ids[at], ids[at + one.rows - 1])
        assert one.records == sum(counts[at : at + one.rows])
        assert one.weight <= most or one.rows == 1
        at += one.rows
    assert at == len(ids)
    assert all(a.weight + b.records + RATING > most for a, b in zip(found, found[1:], strict=False) if b.rows == 1)


# ---------------------------------------------------------------- going on


def times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("part-*")}


def test_what_is_there_is_not_done_again(kept: DuckLedger, tmp_path: Path) -> None:
    out = tmp_path / "out"
    whole = {path.name: path.read_bytes() for path in into(kept, out, BY_SHARE).files}
    (out / "part-000001.parquet").unlink()
    (out / "part-000003.parquet").write_bytes((out / "part-000003.parquet").read_bytes()[:-100])
    (out / "_floors-000002.parquet").unlink()
    (out / ".part-000001.parquet.part").write_bytes(b"left by a killed run")
    before = times(out)
    said: list[Any] = []
    again = into(kept, out, BY_SHARE, begun=lambda *counts: said.append(counts), progress=said.append, batch_rows=1)
    assert again.already == 2
    assert said == [(24, 12), 6, 6]
    assert {name for name, time in times(out).items() if before.get(name) != time} == {
        "part-000001.parquet",
        "part-000003.parquet",
    }
    assert {path.name: path.read_bytes() for path in again.files} == whole, "the same bytes, whenever they are made"
    assert not list(out.glob(".*"))


def test_without_a_moment_of_its_own_it_goes_on_with_the_first(kept: DuckLedger, tmp_path: Path) -> None:
    first = into(kept, tmp_path / "out", known_at=None)
    first.files[2].unlink()
    assert into(kept, tmp_path / "out", known_at=None).already == 3


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("how", "differs"),
    [
        ({"on": "2022-03-02"}, "the day was 2022-03-01 and is 2022-03-02"),
        (
            {"known_at": "2026-01-02T00:00:00Z"},
            "what is known at was 2026-01-01T00:00:00+00:00 and is 2026-01-02T00:00:00+00:00",
        ),
        ({"subject": "s01"}, "who is asked for was everybody and is rows of their own"),
        ({"changes": False}, "whether next changes are wanted was true and is false"),
        ({"lang": "de"}, "the language was en and is de"),
    ],
)
def test_another_question_is_refused_and_harms_nothing(
    kept: DuckLedger, tmp_path: Path, how: dict[str, Any], differs: str
) -> None:
    out = tmp_path / "out"
    before = {path: path.read_bytes() for path in (*into(kept, out).files, out / "_run.json")}
    with pytest.raises(BonitasError) as raised:
        into(kept, out, **how)
    assert code_and_words(raised) == (
        f"E151 'out' holds the answer to another question: {differs}. "
        "Ask as before to go on with it, choose another folder, or begin anew with --anew."
    )
    assert {path: path.read_bytes() for path in before} == before
    assert list(into(kept, out, anew=True, **how).rows()) == list(
        rate(RULES, kept, **{"on": ON, "known_at": KNOWN, **how}).rows()
    )


def test_a_rulebook_that_was_changed_is_another_question(kept: DuckLedger, tmp_path: Path) -> None:
    into(kept, tmp_path / "out")
    with pytest.raises(BonitasError, match="E151 .*: its hash was [0-9a-f]{64} and is [0-9a-f]{64}. Ask"):
        into(kept, tmp_path / "out", book(CLAUSES.replace("-20", "-21")))


@pytest.mark.parametrize("what", ["add", "amend", "enrol"])
def test_a_ledger_that_was_added_to_is_another_question(tmp_path: Path, what: str) -> None:
    new: dict[str, Row] = {
        "add": fine("2022-02-01", "new", subject="s23"),
        "amend": {"furnisher": "f", "ref": "f01", "change": "withdrawn", "effective_on": "2022-02-02", "recorded_at": KNOWN},
        "enrol": notice("s00", "1999-01-01"),
    }
    with ledger(*people()) as made:
        into(made, tmp_path / "out").files[2].unlink()
        assert not getattr(made, what)([{key: str(value) for key, value in new[what].items()}]).problems
        with pytest.raises(BonitasError, match="E151 'out' holds the answer to another question: the ledger has changed. Ask"):
            into(made, tmp_path / "out")


def test_anew_removes_only_what_a_run_wrote(kept: DuckLedger, tmp_path: Path) -> None:
    out = tmp_path / "out"
    into(kept, out, BY_SHARE, batch_rows=SIX // 2)
    (out / "notes.txt").write_text("mine")
    found = into(kept, out, anew=True)
    assert sorted(path.name for path in out.iterdir()) == sorted(["_run.json", "notes.txt", *(path.name for path in found.files)])


def test_two_runs_at_once(kept: DuckLedger, tmp_path: Path) -> None:
    with held(tmp_path / "out"), pytest.raises(BonitasError) as raised:
        into(kept, tmp_path / "out")
    assert code_and_words(raised) == "E152 Another run is writing to 'out'. Wait until it is done, or choose another folder."
    assert len(into(kept, tmp_path / "out").files) == 4


def test_folders_that_cannot_be_used(kept: DuckLedger, tmp_path: Path) -> None:
    def refused(folder: Path) -> str:
        with pytest.raises(BonitasError) as raised:
            into(kept, folder)
        assert raised.value.problems[0].remedy == "Choose a new or an empty folder."
        return raised.value.problems[0].message

    others = tmp_path / "others"
    others.mkdir()
    (others / "thesis.doc").write_text("precious")
    assert refused(others) == "Ratings cannot go into the folder 'others': other files lie there ('thesis.doc')."
    assert [path.name for path in others.iterdir()] == ["thesis.doc"]
    assert refused(others / "thesis.doc") == "Ratings cannot go into the folder 'thesis.doc': file exists."
    assert refused(tmp_path / "no" / "where") == "Ratings cannot go into the folder 'where': no such file or directory."
    for text, why in (("{", "its _run.json cannot be read"), ('{"bonitas_ratings": 2}', "it was begun by a newer program")):
        (tmp_path / "run").mkdir(exist_ok=True)
        (tmp_path / "run" / "_run.json").write_text(text)
        assert refused(tmp_path / "run") == f"Ratings cannot go into the folder 'run': {why}."
