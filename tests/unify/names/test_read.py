"""Reading a file of names: good rows used, bad ones listed by line, and never a cell in a message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bonitas.common.problems import BonitasError
from bonitas.ledger import memory_ledger
from bonitas.unify.names.codes import WORDS, problem
from bonitas.unify.names.read import Names, read_names

USCC, CITIZEN, LEI = "91350100M000100Y43", "11010519491231002X", "213800KUD8LAJWSQ9D15"
SECRET = "Rumpelstilz"


def read(what: Any, **more: Any) -> Names:
    return read_names(what, lambda scheme, number: f"{scheme}:{number}", **more)


def said(names: Names) -> list[str]:
    return [str(one) for one in names.problems]


def test_every_column_in_one_spelling() -> None:
    row = {
        "subject": "1", "given_name": "Dr. Jörg", "surname": "von Müller", "birth_date": "5.6.1987", "sex": "männlich",
        "street": "Hauptstr. 12 a", "postcode": "SW1A 2AA", "city": "München", "country": "Österreich", "email": "J@Example.ORG",
        "phone": "+49 (0)30 1234567", "number": "12-34/x",
    }  # fmt: skip
    table = read([row]).table
    assert {name: table.column(name)[0].as_py() for name in table.column_names} == {
        "subject": "1", "organisation": False, "given": "jorg", "surname": "vonmuller", "born": "19870605", "sex": "m",
        "house": "12", "street": "haupt street a", "postcode": "sw1a2aa", "city": "munchen", "country": "osterreich",
        "email": "j@example.org", "phone": "01234567", "number": "1234x", "called": "jorg",
    }  # fmt: skip


def test_one_name_in_three_scripts() -> None:
    rows = [
        {"subject": str(at), "name": name}
        for at, name in enumerate(["王小明", "Wang, Xiaoming", "Ван Сяомин", "Ｗａｎｇ， Ｘｉａｏｍｉｎｇ"])
    ]
    table = read(rows).table
    assert table.column("surname").to_pylist()[:2] == ["wang", "wang"]
    assert table.column("given").to_pylist()[:2] == ["xiaoming", "xiaoming"]
    assert table.column("given").to_pylist()[2] == "van"  # no comma: the last word is taken for the surname
    assert table.column("surname").to_pylist()[3] == "wang"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller & Söhne GmbH & Co. KG", "MUELLER UND SOEHNE GMBH & CO KG"), ("Acme Holdings, Inc.", "ACME HOLDINGS INCORPORATED"),
        ("北京小米科技有限责任公司", "小米科技（北京）有限公司"), ("华为技术有限公司", "華為技術有限公司"), ("ООО «Ромашка»", "Romashka OOO"),
        ("Société Générale S.A.", "Societe Generale SA"), ("Philips N.V.", "Philips NV"), ("トヨタ自動車株式会社", "株式会社トヨタ自動車"),
    ],
)  # fmt: skip
def test_companies_in_one_spelling(one: str, other: str) -> None:
    rows = [{"subject": str(at), "subject_type": "organisation", "name": name} for at, name in enumerate([one, other])]
    table = read(rows).table
    assert len(set(table.column("core").to_pylist())) == 1, table.column("core")
    assert len(set(table.column("form").to_pylist())) == 1, table.column("form")


def test_a_company_that_is_called_like_a_form_keeps_a_name() -> None:
    rows = [
        {"subject": "1", "subject_type": "organisation", "name": "Limited"},
        {"subject": "2", "subject_type": "organisation", "name": "有限公司"},
    ]
    assert all(read(rows).table.column("core").to_pylist())


def test_numbers_are_checked_hashed_and_listed() -> None:
    rows = [
        {"subject": "a", "subject_type": "organisation", "name": "A", "cn-uscc": USCC, "lei": LEI},
        {"subject": "b", "subject_type": "organisation", "name": "B", "cn-uscc": USCC[:-1] + "4", "lei": LEI},
        {"subject": "c", "name": "C", "cn-uscc": USCC, "cn-citizen": CITIZEN},
    ]
    names = read(rows)
    assert {(one.subject, one.scheme) for one in names.numbers} == {("a", "cn-uscc"), ("a", "lei"), ("c", "cn-citizen")}
    text = "\n".join(said(names))
    assert "2:4: U111 This cannot be a unified social credit code: its check digit is wrong. It is not used." in text
    assert "2:5: U116 Another subject of this file has the same legal entity identifier, in line 1." in text
    assert "3:4: U112 A unified social credit code is not for a person. It is not used." in text
    assert names.table.num_rows == 3  # the rest of each row is used
    assert USCC not in text and LEI not in text


def test_rows_that_cannot_be_used_are_listed_by_line(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        f"subject,subject_type,name,birth_date\na,person,Ann,1980-01-01\n,person,{SECRET},\nzz,person,{SECRET},\na,person,{SECRET},\n"
        f"b,{SECRET},Bo,\nacme,person,{SECRET},\nc,,,\nb,,Bo,12th of May\nd,,{SECRET}\n",
        encoding="utf-8",
    )
    with memory_ledger() as ledger:
        fixed = {"kind": "payment.default", "occurred_on": "2026-01-01"}
        assert ledger.add(
            [{"subject": who, **fixed} for who in "abc"] + [{"subject": "acme", "subject_type": "organisation", **fixed}]
        ).ok
        names = read(path, ledger=ledger)
    text = "\n".join(said(names)).replace(str(path), "f")
    assert text.splitlines() == [
        "f:3:1: U106 The row names no subject. Say whose name it is: 'subject' is the ledger's own id.",
        "f:4:1: U107 The ledger has no such subject. Add a record or a participation first, or correct the id.",
        "f:5:1: U108 The subject has a row already, in line 2; that one is used. Keep one row for each subject.",
        "f:6:2: U109 The type of a subject is person or organisation; this is neither. Correct 'subject_type' or leave it empty.",
        "f:7:2: U110 The ledger knows the subject as an organisation. Correct 'subject_type' or leave it empty.",
        "f:8:1: U114 The row says nothing to compare: no name, no number, no address. Fill it in or leave the row out.",
        "f:9:4: U113 The birth date is no date that is read here. It is not used. Write it as 1987-06-05.",
        "f:10: L111 The row has 3 cells, the header has 4. Put quotes around a cell that holds a comma.",
    ]
    assert names.table.column("subject").to_pylist() == ["a", "b"]
    assert (names.rows, SECRET in text) == (9, False)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("names.csv", f"{SECRET},Ann Lee\na,b\n", "U105"), ("names.csv", "subject\na\n", "U115"), ("names.csv", "name\nAnn\n", "L108"),
        ("names.csv", "", "L103"), ("names.csv", "subject,name\n", "L104"), ("names.jsonl", f'{{"subject": "a", "{SECRET}": 1}}\n', "U105"),
        ("names.jsonl", "", "L103"), ("names.txt", "subject\n", "L102"), ("missing.csv", None, "L101"), ("names.parquet", "no", "L110"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used(tmp_path: Path, name: str, content: str | None, code: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(BonitasError, match=code) as caught:
        read(path)
    assert SECRET not in str(caught.value)


def test_a_near_name_of_a_column_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("subject,surnam\na,b\n", encoding="utf-8")
    with pytest.raises(BonitasError, match=r"no column 'surnam'.*Did you mean 'surname'\?"):
        read(path)


def test_numbers_alone_need_no_names() -> None:
    names = read([{"subject": "a", "name": "Ann", "cn-citizen": CITIZEN}], numbers_only=True)
    assert names.table.column_names == ["subject", "organisation"]
    assert len(names.numbers) == 1


def test_every_code_can_be_said() -> None:
    words = {"known": "x", "encoding": "x", "title": "x", "why": "x", "what": "x", "first": 1}
    for code in WORDS:
        assert "{" not in str(problem(code, found="x", **words)), code
