"""Ratings as tables and files: the same rows, with exact decimals, in every form."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.rate import rate
from bonitas.engine.ratings import COLUMNS, Ratings, plain
from engine.small import book, fine, gift, ledger, listing, notice

RULES = """
clauses:
  fined: {for: traffic.fine, points: -0.125}
  listed: {for: court.listing, grade: C}
measures: {gifts: {count: civic.gift}}
no_score: {when: gifts > 0, because: A gift is no way to a score.}
grades: {remembers: yes}
"""


@pytest.fixture(scope="module")
def rated() -> Iterator[Ratings]:
    """One of each standing: `a` scored with a fraction, `b` graded, `c` without a score, `d` not rated."""
    records = [
        fine("2022-03-01", "1", subject="a"), listing("2022-03-01", "2", subject="b"), gift("2022-03-01", "3", subject="c"),
        fine("2022-03-01", "4", subject="d"),
    ]  # fmt: skip
    with ledger(*records, participations=[notice(name) for name in "abc"]) as found:
        yield rate(book(RULES), found, on="2022-04-01")


def rows(rated: Ratings) -> list[dict[str, Any]]:
    return list(rated.rows())


def test_rows(rated: Ratings) -> None:
    assert [tuple(row) for row in rows(rated)] == [COLUMNS] * 4
    shown = [(r["subject"], r["standing"], r["score"], r["band"], r["because"], r["next_change_on"]) for r in rows(rated)]
    assert shown == [
        ("a", "scored", Decimal("99.875"), "B", None, "2023-03-01"),
        ("b", "scored", Decimal(100), "CA", None, "2023-03-01"),
        ("c", "no_score", None, None, "A gift is no way to a score.", None),
        ("d", "not_rated", None, None, "No consent or notice for small covers this day.", None),
    ]
    assert {(r["rulebook"], r["version"], r["hash"]) for r in rows(rated)} == {("small", "1", rated.book.hash)}


def as_text(value: Any) -> str | None:
    """A cell as CSV writes it: decimals without idle zeros."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, dt.date) else value


def test_to_arrow_has_the_same_rows(rated: Ratings) -> None:
    table = rated.to_arrow()
    assert tuple(table.column_names) == COLUMNS
    assert table.schema.field("score").type == pa.decimal128(18, 3)
    assert (table.schema.field("on").type, table.schema.field("next_change_on").type) == (pa.date32(), pa.date32())
    table.validate(full=True)
    expected = [{key: as_text(value) for key, value in row.items()} for row in rows(rated)]
    assert [{key: as_text(value) for key, value in row.items()} for row in table.to_pylist()] == expected


def test_to_polars_and_to_pandas(rated: Ratings) -> None:
    pytest.importorskip("polars")
    pytest.importorskip("pandas")
    scores = [Decimal("99.875"), Decimal(100), None, None]
    assert rated.to_polars()["score"].to_list() == scores
    assert [None if value is None else value for value in rated.to_pandas()["score"]] == scores
    assert rated.to_polars().columns == list(COLUMNS) == list(rated.to_pandas().columns)


def test_a_parquet_file_comes_back_as_it_was(rated: Ratings, tmp_path: Path) -> None:
    rated.write(tmp_path / "ratings.parquet")
    assert pq.read_table(tmp_path / "ratings.parquet").to_pylist() == rated.to_arrow().to_pylist()


def test_a_csv_file_comes_back_as_it_was(rated: Ratings, tmp_path: Path) -> None:
    rated.write(str(tmp_path / "ratings.csv"))
    with (tmp_path / "ratings.csv").open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert found == [{key: as_text(value) or "" for key, value in row.items()} for row in rows(rated)]


@pytest.mark.parametrize("ending", ["jsonl", "ndjson"])
def test_a_file_of_json_lines_comes_back_as_it_was(rated: Ratings, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"ratings.{ending}"
    rated.write(path)
    found = [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in path.read_text(encoding="utf-8").splitlines()]
    assert found == rows(rated)
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


def test_decimals_become_json_numbers_with_the_digits_they_have() -> None:
    given = {"score": Decimal("980"), "points": [Decimal("-2.5"), (Decimal("0.125"), None)], "on": "2022-01-01"}
    assert json.dumps(plain(given)) == '{"score": 980, "points": [-2.5, [0.125, null]], "on": "2022-01-01"}'


def test_an_ending_that_is_no_format(rated: Ratings, tmp_path: Path) -> None:
    with pytest.raises(BonitasError) as raised:
        rated.write(tmp_path / "ratings.xlsx")
    assert str(raised.value) == "E120 Nothing can be written to 'ratings.xlsx'. Let it end in .parquet, .csv or .jsonl."


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_a_place_that_cannot_be_written_to(rated: Ratings, tmp_path: Path, ending: str) -> None:
    with pytest.raises(BonitasError) as raised:
        rated.write(tmp_path / "nowhere" / f"ratings.{ending}")
    (problem,) = raised.value.problems
    assert (problem.code, problem.remedy) == ("E121", "Make room or choose another place; nothing was left behind.")
    assert problem.message.startswith(f"'ratings.{ending}' could not be written: ")


def test_a_folder_in_the_way_is_left_alone(rated: Ratings, tmp_path: Path) -> None:
    (tmp_path / "ratings.csv").mkdir()
    with pytest.raises(BonitasError) as raised:
        rated.write(tmp_path / "ratings.csv")
    assert raised.value.problems[0].message == "'ratings.csv' could not be written: is a directory."
    assert [path.name for path in tmp_path.iterdir()] == ["ratings.csv"]


def test_rows_are_counted_by_what_they_say() -> None:
    rules = book(
        "clauses: {a: {for: traffic.fine, points: -60}}\nno_score: {when: n > 1, because: {en: Too many.}}\nmeasures: {n: {count: traffic.fine}}"
    )
    records = [fine("2026-01-01", f"{n}", subject=f"s{n % 5}") for n in range(7)] + [gift("2026-01-01", "g", subject="t")]
    with ledger(*records, participations=[notice(f"s{n}") for n in range(4)] + [notice("t")]) as made:
        found = rate(rules, made, on="2026-06-01")
        assert found.counts() == Counter((row["standing"], row["because"], row["band"]) for row in found.rows())
        assert found.counts()["no_score", "Too many.", None] == 2
        assert rate(rules, made, on="2026-06-01", asked=[]).counts() == Counter()
