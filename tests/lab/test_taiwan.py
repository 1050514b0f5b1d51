"""The card clients of Taiwan as records: exact, whole, and without the outcome."""

import datetime as dt
import gzip
import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from bonitas.catalogue.read import read_catalogue
from bonitas.common.problems import BonitasError
from bonitas.common.shipped import shipped
from bonitas.lab import taiwan

FILE = shipped("data") / "taiwan_credit_default" / "default_of_credit_card_clients.csv.gz"
NOT_KEPT = ("SEX", "EDUCATION", "MARRIAGE", "AGE", "default")


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return taiwan.records()


def of(table: pa.Table, subject: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = table.filter(pc.equal(table["subject"], subject)).to_pylist()
    return rows


def test_everyone_and_every_statement_is_there(table: pa.Table) -> None:
    kinds = {row["values"]: row["counts"] for row in pc.value_counts(table["kind"]).to_pylist()}
    assert kinds == {"card.account_reported": 30_000, "card.statement": 180_000}
    assert pc.count_distinct(table["subject"]).as_py() == 30_000
    assert pc.count_distinct(table["ref"]).as_py() == 210_000


def test_the_first_person_converts_exactly(table: pa.Table) -> None:
    # In the file: 1,20000,2,2,1,24, 2,2,-1,-1,-2,-2, 3913,3102,689,0,0,0, 0,689,0,0,0,0, 1 (September first).
    account, *statements = of(table, "C00001")
    assert (account["kind"], account["occurred_on"], account["card_limit"]) == (
        "card.account_reported",
        dt.date(2005, 4, 1),
        20_000,
    )
    assert [row["occurred_on"] for row in statements] == list(taiwan.STATEMENT_DAYS)
    assert [row["card_balance"] for row in statements] == [0, 0, 0, 689, 3102, 3913]
    assert [row["card_previous_balance"] for row in statements] == [None, 0, 0, 0, 689, 3102]
    assert [row["card_paid"] for row in statements] == [0, 0, 0, 0, 689, 0]
    assert [row["card_months_late"] for row in statements] == [0, 0, 0, 0, 2, 2]
    assert [row["card_use"] for row in statements] == ["no_use", "no_use", "paid_in_full", "paid_in_full", "late", "late"]
    assert {row["card_limit"] for row in statements} == {20_000}
    assert statements[5]["recorded_at"] == dt.datetime(2005, 9, 30, 10, 0, tzinfo=dt.UTC)
    assert (statements[5]["furnisher"], statements[5]["ref"]) == ("card-issuer-tw", "C00001-2005-09")


def test_sums_are_those_of_the_file(table: pa.Table) -> None:
    with gzip.open(FILE, "rt", encoding="utf-8") as text:
        names, *rows = [line.rstrip("\n").split(",") for line in text]
    for column, prefix in (("card_balance", "BILL_AMT"), ("card_paid", "PAY_AMT")):
        at = [i for i, name in enumerate(names) if name.startswith(prefix)]
        assert pc.sum(table[column]).as_py() == sum(int(row[i]) for row in rows for i in at)
    at = [i for i, name in enumerate(names) if name.startswith("PAY_") and not name.startswith("PAY_AMT")]
    assert pc.sum(table["card_months_late"]).as_py() == sum(max(int(row[i]), 0) for row in rows for i in at)
    assert pc.min(table["card_balance"]).as_py() == -339_603


def test_neither_the_outcome_nor_who_someone_is_can_reach_the_ledger(table: pa.Table, tmp_path: Path) -> None:
    known = read_catalogue().kinds["card.statement"].attributes
    assert {name for name in table.column_names if name.startswith("card_")} == set(known)
    # A file without those columns gives the very same records: nothing of them can have been read.
    with gzip.open(FILE, "rt", encoding="utf-8") as text:
        names, *rows = [line.rstrip("\n").split(",") for line in text]
    keep = [i for i, name in enumerate(names) if not name.startswith(NOT_KEPT)]
    assert len(names) - len(keep) == len(NOT_KEPT)
    bare = tmp_path / "bare.csv"
    bare.write_text("".join(",".join(row[i] for i in keep) + "\n" for row in [names, *rows]), encoding="utf-8")
    assert taiwan.records(bare).equals(table)


def test_everyone_was_given_notice_before_the_first_statement() -> None:
    table = taiwan.participations()
    assert table.column_names == ["subject", "rulebook", "basis", "from", "recorded_at"]
    assert len(table) == 30_000
    assert set(table["rulebook"].to_pylist()) == {"example-card-conduct"}
    assert set(table["basis"].to_pylist()) == {"notice"}
    assert set(table["from"].to_pylist()) == {dt.date(2005, 4, 1)}


def test_outcomes_come_apart_and_in_order() -> None:
    found = taiwan.outcomes()
    assert found.subjects == sorted(found.subjects)
    assert (len(found.subjects), int(found.defaulted.sum())) == (30_000, 6_636)
    assert found.defaulted[:4].tolist() == [True, True, False, False]
    assert int(taiwan.looked_at(found.subjects).sum()) == 15_000


def test_the_shipped_file_is_the_one_its_readme_names() -> None:
    digest = hashlib.sha256(gzip.decompress(FILE.read_bytes())).hexdigest()
    readme = (FILE.parent / "README.md").read_text(encoding="utf-8")
    assert digest in readme
    assert "CC BY 4.0" in readme


def test_a_file_that_is_not_there_or_no_card_data_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(BonitasError, match=r"The card data is not there\. Install the package whole"):
        taiwan.records(tmp_path / "none.csv")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("ID,LIMIT_BAL\n1,x\n", encoding="utf-8")
    with pytest.raises(BonitasError, match="The card data cannot be read: .* Install the package anew"):
        taiwan.records(wrong)
