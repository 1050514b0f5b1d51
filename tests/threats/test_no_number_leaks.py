"""Numbers and names that are planted in input, good and bad, come out of no command and lie in no file; a stolen folder gives nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from cli.conftest import ON, Run
from leaks import EIN, NAME, NUMBER, OTHER, PLANTED, WRONG, left_in

#: Files of identifiers: sound, wrong, mixed up, without a header, cut, and of other forms.
GIVEN: Final = {
    "good.csv": f"subject,scheme,number\nC1,cn-citizen,{NUMBER}\nC2,cn-citizen,{OTHER}\n",
    "wrong.csv": f"subject,scheme,number\nC3,cn-citizen,{WRONG}\nC3,cn-citizen,{NUMBER}\nC1,cn-citizen,{OTHER}\nC3,us-ein,{EIN}\n",
    "mixed.csv": f"subject,scheme,number\n{NUMBER},cn-citizen,C1\nC1,{NUMBER},cn-citizen\n{NAME},{NAME},{NAME}\n",
    "more.csv": f"subject,scheme,number,name\nC1,cn-citizen,{NUMBER},{NAME}\n",
    "headless.csv": f"C1,{NAME},{NUMBER}\nC2,{NAME},{OTHER}\n",
    "twice.csv": f"{NUMBER},{NUMBER},number\nC1,cn-citizen,{OTHER}\n",
    "quotes.csv": f'subject,scheme,number\nC1,cn-citizen,"{NUMBER}\n',
    "wide.csv": f"subject,scheme,number\nC1,cn-citizen,{NUMBER},{NAME}\n",
    "semicolons.csv": f"subject;scheme;number\nC1;cn-citizen;{NUMBER}\n",
    "a.jsonl": f'{{"subject":"C1","scheme":"cn-citizen","number":"{NUMBER}","{NAME}":1}}\n{{"subject":"C1","{NUMBER}":1,"{NUMBER}":2}}\n',
    "b.jsonl": f'{{"subject":"C1","scheme":"cn-citizen","number":["{NUMBER}"]}}\n{{"{NUMBER}": [1]}}\n["{NUMBER}"]\n{{"number": {NUMBER}\n',
    "text.parquet": f"{NUMBER} {NAME}\n",
    "no.xlsx": f"{NUMBER}\n",
}
STATED: Final = ("--by", "officer", "--purpose", "a test")


@pytest.fixture
def told(run: Run, place: Path) -> Iterator[list[str]]:
    """All that the commands of a tour over a ledger with identifiers say."""
    given = place / "given"
    given.mkdir()
    for name, text in GIVEN.items():
        (given / name).write_text(text, encoding="utf-8")
    said: list[str] = []

    def runs(*args: str) -> None:
        ran = run(*args)
        assert "E999" not in ran.err, (args, ran.err)
        said.append(f"{args[0]}: {ran.out}\n{ran.err}")

    runs("new-key", "a.key")
    runs("new-sealing-key", "officer.pem")
    for name in GIVEN:
        runs("identify", "s.duckdb", f"given/{name}", "--key", "a.key", "--sealed-to", "officer.pem.pub")
        runs("identify", "s.duckdb", f"given/{name}", "--key", "a.key", "--json")
        runs("add", "s.duckdb", f"given/{name}") if name == "good.csv" else None
    runs("rotate-key", "s.duckdb", "--key", "a.key", "--new", "b.key")
    for number in (NUMBER, OTHER, WRONG, EIN):
        runs("who", "s.duckdb", "cn-citizen", number, "--key", "b.key", *STATED)
        runs("who", "s.duckdb", number, "cn-citizen", "--key", "b.key")
        runs("who", "s.duckdb", "cn-citizen", number, "--key", "a.key", "--json")
    runs("unseal", "s.duckdb", "C3", "--key", "officer.pem", *STATED)
    runs("unseal", "s.duckdb", "C1", "--key", "officer.pem.pub", *STATED)
    assert NUMBER in run("unseal", "s.duckdb", "C1", "--key", "officer.pem", *STATED).out, "where it was asked for, it comes out"
    asked = ("mine.yaml", "s.duckdb", "C1", "--on", ON)
    for command in ("explain", "forecast", "what-if", "offers"):
        runs(command, *asked)
    runs("rate", "mine.yaml", "s.duckdb", "--on", ON, "--out", "ratings.csv")
    runs("refresh", "mine.yaml", "s.duckdb", "--on", ON)
    runs("file", "s.duckdb", "C1", "--out", "C1-file", "--rulebook", "mine.yaml", "--on", ON)
    for command in (("accesses", "s.duckdb"), ("verify", "s.duckdb"), ("disputes", "s.duckdb"), ("messages", "s.duckdb")):
        runs(*command)
        runs(*command, "--json")
    runs("clocks", "s.duckdb", "C1")
    runs("retain", "s.duckdb")
    yield said


def written(place: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the folder but those that were given."""
    for path in place.rglob("*"):
        if path.is_file() and path.parent.name != "given":
            yield path.relative_to(place).as_posix(), path.read_bytes()


def guesses(number: str) -> Iterator[bytes]:
    """What a thief computes for every possible number: hashes without a key, in the usual ways."""
    for text in (number, f"cn-citizen:{number}", f"cn-citizen {number}", f"{number}\n", f"C1{number}", f"C1:{number}"):
        for method in ("md5", "sha1", "sha256", "sha512", "blake2b", "sha3_256"):
            digest = hashlib.new(method, text.encode()).digest()
            yield from (digest, digest.hex().encode(), digest.hex().upper().encode())


def test_nothing_planted_is_said_written_or_guessable(told: list[str], place: Path) -> None:
    for planted in PLANTED:
        assert [text for text in told if planted in text] == []
    assert list(left_in(place)) == []
    names = {name for name, _ in written(place)}
    assert {"s.duckdb", "s.duckdb.identities", "s.duckdb.accesses", "ratings.csv", "C1-file/index.html"} <= names
    every = [guess for number in (NUMBER, OTHER) for guess in guesses(number)]
    for name, content in written(place):
        assert not any(guess in content for guess in every), name


def test_what_lies_anywhere_is_found(tmp_path: Path) -> None:
    """The whole run of the tests is looked through at its end (`conftest.py`), by this."""
    for name in ("given/a.csv", "numbers.csv", "deep/in/a.log", "b.bin", "c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "given" / "a.csv").write_text(NUMBER)
    (tmp_path / "numbers.csv").write_text(NUMBER)
    (tmp_path / "deep" / "in" / "a.log").write_text(f"of {NAME}")
    (tmp_path / "b.bin").write_bytes(OTHER.encode("utf-16-le"))
    (tmp_path / "c.txt").write_text("nothing")
    found = list(left_in(tmp_path))
    for path in (tmp_path / "b.bin", tmp_path / "deep" / "in" / "a.log"):
        assert sum(one.startswith(f"{path}: ") for one in found) == 1
        path.unlink()
    assert (len(found), list(left_in(tmp_path))) == (2, [])
