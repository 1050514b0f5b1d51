"""Pairs by names: people and companies, in several scripts; deterministic, incremental, silent about names."""

from __future__ import annotations

import json
import logging
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.linking_sets import invented
from bonitas.common.problems import BonitasError
from bonitas.unify.match import scoring
from bonitas.unify.match.engine import Engine
from bonitas.unify.match.find import find_pairs
from bonitas.unify.match.pairs import Pairs, Source

GIVEN = ["Jörg", "Anna", "Élodie", "Иван", "小明", "Maria", "Pavel", "Chloë", "Sören", "Zoë"]
SURNAMES = ["Müller", "Østergård", "Łukasz", "Иванов", "欧阳", "García", "Novák", "Weiß", "Brontë", "Nguyễn"]


def people(random: np.random.Generator, size: int) -> list[dict[str, str]]:
    """People who share few names and nothing else."""
    rows = []
    for at in range(size):
        year, month, day = 1940 + int(random.integers(65)), 1 + int(random.integers(12)), 1 + int(random.integers(28))
        rows.append(
            {
                "subject": f"p{at}", "given_name": GIVEN[at % 10], "surname": SURNAMES[at // 10 % 10], "birth_date": f"{year}-{month:02}-{day:02}",
                "postcode": str(10_000 + int(random.integers(500))), "city": f"City {int(random.integers(40))}",
                "street": f"Street {int(random.integers(300))} {int(random.integers(90))}",
            }
        )  # fmt: skip
    return rows


def other_side(rows: list[dict[str, str]], spelt: dict[str, str]) -> list[dict[str, str]]:
    """The same people in another file: another script, capitals, one digit of the birth date of every fifth, in another order."""
    made = []
    for at, row in enumerate(reversed(rows)):
        name = {part: spelt.get(row[part], row[part]).upper() for part in ("given_name", "surname")}
        born = row["birth_date"] if at % 5 else row["birth_date"][:-1] + str((int(row["birth_date"][-1]) + 1) % 10)
        made.append({**row, **name, "subject": "q" + row["subject"][1:], "birth_date": born})
    return made


SPELT = {
    "Иван": "Ivan",
    "小明": "Xiaoming",
    "欧阳": "Ouyang",
    "Müller": "Mueller",
    "Иванов": "Ivanov",
    "Weiß": "Weiss",
    "Łukasz": "Lukasz",
}


@pytest.fixture(scope="module")
def sides() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    rows = people(np.random.default_rng(7), 160)
    return rows[:120], other_side(rows[40:], SPELT)


@pytest.fixture(scope="module")
def answer(sides: Any) -> Pairs:
    return find_pairs([Source("bank", names=sides[0]), Source("shop", names=sides[1])], seed=3)


def test_people_in_two_scripts_are_found(answer: Pairs) -> None:
    """Eighty of a hundred and twenty are in both files."""
    linked = [pair for pair in answer.pairs if pair.certainty >= answer.thresholds.link]
    right = [pair for pair in linked if pair.subject_a[1:] == pair.subject_b[1:]]
    assert (len(right), len(linked) - len(right)) == (80, 0)
    assert {pair.basis for pair in answer.pairs} == {"probable"}
    assert all(answer.thresholds.review <= pair.certainty < 1_000_000 for pair in answer.pairs)
    assert answer.read["bank"].named == 120


def test_evidence_is_in_words_and_holds_no_name(answer: Pairs, sides: Any) -> None:
    words = json.dumps([pair.evidence for pair in answer.pairs], ensure_ascii=False) + answer.model
    for row in (*sides[0], *sides[1]):
        for cell in (row["given_name"], row["surname"], row["birth_date"], row["street"], row["city"]):
            assert cell not in words and cell.lower() not in words
    one = next(pair for pair in answer.pairs if pair.ends == ("bank", "p44", "shop", "q44"))
    assert dict(one.evidence)["name"] == "the same given name and surname"
    assert dict(one.evidence)["birth date"] in ("the same birth date", "birth date but for one digit")


def test_the_same_in_another_order_and_on_one_thread(answer: Pairs, sides: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of rows, columns and sources."""

    class OnOneThread(Engine):
        def __init__(self, rows: Any, *, across: bool) -> None:
            super().__init__(rows, across=across)
            self.con.execute("SET threads = 1")

    monkeypatch.setattr(scoring, "Engine", OnOneThread)
    turned = [dict(reversed(row.items())) for row in reversed(sides[1])]
    again = find_pairs([Source("shop", names=turned), Source("bank", names=sides[0])], seed=3)
    assert (again.pairs, again.model) == (answer.pairs, answer.model)


def test_new_subjects_are_linked_without_the_rest(answer: Pairs, sides: Any) -> None:
    """With the parameters of before, a new subject is judged as it would have been; nobody else is looked at."""
    new = {"q44", "q61", "q130"}
    later = find_pairs(
        [Source("bank", names=sides[0]), Source("shop", names=sides[1])],
        only={"shop": new}, known=[("bank", "p61", "shop", "q61")], model=answer.model,
    )  # fmt: skip
    expected = [pair for pair in answer.pairs if pair.subject_b in new and pair.ends != ("bank", "p61", "shop", "q61")]
    assert later.pairs == tuple(expected)
    assert later.model == answer.model
    assert later.blocked < answer.blocked


@pytest.mark.parametrize(
    "model", ["", "{}", "[1]", '{"version": 2}', '{"version": 1, "person": {"prior": 0.1, "odds": {"shoe": [[0.5, 0.5]]}}}']
)
def test_parameters_that_are_none(sides: Any, model: str) -> None:
    with pytest.raises(BonitasError, match="U126 These parameters were not made here, or for other columns"):
        find_pairs([Source("bank", names=sides[0]), Source("shop", names=sides[1])], model=model)


def test_two_verified_numbers_are_two_people(sides: Any) -> None:
    """Twins at one address with one initial: names say one, the numbers two."""
    first = [{**sides[0][44], "cn-citizen": "11010519491231002X"}]
    second = [{**sides[0][44], "subject": "twin", "cn-citizen": "440524188001010014"}]
    answer = find_pairs(
        [Source("bank", names=[*first, sides[0][50]]), Source("shop", names=[*second, {**sides[0][50], "subject": "s"}])]
    )
    assert [pair.ends for pair in answer.pairs] == [("bank", "p50", "shop", "s")]


def test_relatives_twins_and_namesakes_are_not_linked(sides: Any) -> None:
    """A false link is dear: what people have in common because they live together does not make them one."""
    home = {"street": "Lindenweg 7", "postcode": "99999", "city": "Erfurt", "phone": "0361 7654321"}

    def at_home(subject: str, given: str, born: str) -> dict[str, str]:
        return {"subject": subject, "given_name": given, "surname": "Kaltenbrunn", "birth_date": born, **home}

    one = at_home("one", "Friederike", "1988-02-03")
    others = [
        at_home("sister", "Charlotte", "1991-07-19"), at_home("twin", "Annegret", "1988-02-03"), at_home("mother", "Friederike", "1959-11-30"),
        {**at_home("namesake", "Friederike", "1962-05-21"), "street": "Ringstrasse 1", "postcode": "11111", "city": "Ulm", "phone": "0731 1234567"},
    ]  # fmt: skip
    rest = sides[0][:80]
    found = find_pairs(
        [
            Source("bank", names=[*rest, one]),
            Source("shop", names=[*others, *({**row, "subject": f"s{row['subject']}"} for row in rest)]),
        ]
    )
    linked = {pair.subject_b for pair in found.pairs if pair.certainty >= found.thresholds.link and pair.subject_a == "one"}
    assert linked == set()
    moved = [{**one, "subject": "herself", "street": "Am Markt 2", "postcode": "22222", "city": "Gotha"}]
    again = find_pairs([Source("bank", names=[*rest, one]), Source("shop", names=[*others, *moved])], model=found.model)
    assert {pair.subject_b for pair in again.pairs if pair.certainty >= found.thresholds.link} == {"herself"}


def test_mail_addresses_made_of_a_name_say_what_the_name_says(sides: Any) -> None:
    """`anna.novak@` of two hosts is no more than two Anna Nováks; the same address is one person."""
    rest = [{**row, "email": f"{row['subject']}@post.example"} for row in sides[0][:60]]
    a = [
        *rest,
        {"subject": "one", "name": "Anna Nowakowska", "birth_date": "1980-01-01", "email": "anna.nowakowska@mail.example"},
    ]
    b = [{**row, "subject": f"s{row['subject']}"} for row in rest]
    b += [{"subject": "other", "name": "Anna Nowakowska", "birth_date": "1963-08-17", "email": "anna.nowakowska@post.example"}]
    b += [{"subject": "same", "name": "Ania Nowakowska", "birth_date": "1980-01-01", "email": "anna.nowakowska@mail.example"}]
    found = {
        pair.subject_b: pair for pair in find_pairs([Source("a", names=a), Source("b", names=b)]).pairs if pair.subject_a == "one"
    }
    assert found["same"].certainty >= 990_000
    assert "other" not in found or (found["other"].certainty < 990_000 and "e-mail" not in dict(found["other"].evidence))


COMPANIES = [
    ("北京小米科技有限责任公司", "Xiaomi Keji Co., Ltd.", "100085"), ("Müller & Söhne GmbH", "MUELLER UND SOEHNE GMBH", "80331"),
    ("ООО «Ромашка»", "Romashka OOO", "101000"), ("Acme Holdings Inc.", "Acme Holdings Incorporated", "10001"),
    ("Nordwind Logistik AG", "Nordwind Logistik Aktiengesellschaft", "20095"), ("Bäckerei Weber e.K.", "Weber Bäckerei", "50667"),
]  # fmt: skip


def test_companies_over_forms_and_scripts() -> None:
    rest = [(f"Firma {chr(65 + at % 26)}{at} Bau GmbH", f"{60000 + at}") for at in range(60)]
    a = [
        {"subject": f"a{at}", "subject_type": "organisation", "name": one, "postcode": post}
        for at, (one, _, post) in enumerate(COMPANIES)
    ]
    b = [
        {"subject": f"b{at}", "subject_type": "organisation", "name": two, "postcode": post}
        for at, (_, two, post) in enumerate(COMPANIES)
    ]
    a += [
        {"subject": f"c{at}", "subject_type": "organisation", "name": name, "postcode": post}
        for at, (name, post) in enumerate(rest[:40])
    ]
    b += [
        {"subject": f"d{at}", "subject_type": "organisation", "name": name, "postcode": post}
        for at, (name, post) in enumerate(rest[40:])
    ]
    found = find_pairs([Source("x", names=a), Source("y", names=b)])
    linked = {pair.ends[1::2] for pair in found.pairs if pair.certainty >= 900_000}
    assert linked == {(f"a{at}", f"b{at}") for at in range(len(COMPANIES))}


def test_people_and_companies_are_never_one(sides: Any) -> None:
    person = {"subject": "1", "name": "Anna Weber", "postcode": "50667", "email": "anna@weber.example"}
    firm = {
        "subject": "2",
        "subject_type": "organisation",
        "name": "Anna Weber",
        "postcode": "50667",
        "email": "anna@weber.example",
    }
    assert find_pairs([Source("a", names=[person]), Source("b", names=[firm])]).pairs == ()


def test_three_ledgers_no_pair_of_one_and_no_word(
    sides: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        found = find_pairs([Source(name, names=sides[0][:60]) for name in ("a", "b", "c")])
    assert not caplog.records and capfd.readouterr() == ("", "")
    sure = [pair for pair in found.pairs if pair.certainty >= 990_000]
    assert len(sure) == 3 * 60
    assert all(pair.ledger_a < pair.ledger_b and pair.subject_a == pair.subject_b for pair in sure)


def test_failures_repeat_nothing(sides: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A failure within Splink has SQL and cells in its words; of it only the sort is told."""
    import duckdb

    def fails(self: Any, *columns: Any) -> int:
        raise duckdb.ConversionException("Could not convert string 'Müller' to INT32")

    monkeypatch.setattr(Engine, "possible_pairs", fails)
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(BonitasError, match="U127 The comparison did not end: ConversionException") as caught,
    ):
        find_pairs([Source("bank", names=sides[0]), Source("shop", names=sides[1])])
    assert "Müller" not in repr(caught.value) and caught.value.__cause__ is None
    assert not caplog.records


def test_a_column_that_one_side_lacks_is_not_compared(sides: Any) -> None:
    without = [{name: cell for name, cell in row.items() if name != "birth_date"} for row in sides[1]]
    found = find_pairs([Source("bank", names=sides[0]), Source("shop", names=without)])
    assert {what for pair in found.pairs for what, _ in pair.evidence} == {"name", "address"}


def test_the_invented_people_are_as_said() -> None:
    truth = invented(1_000, seed=1)
    again = invented(1_000, seed=1)
    assert isinstance(truth.names, pa.Table) and truth.names.equals(again.names)
    assert len(set(truth.person.values())) == 800 and truth.pairs >= 200
