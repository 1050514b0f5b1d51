"""Who was erased from a ledger leaves the links: no id stays in the file, what was decided does."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from bonitas.cli.app import app
from bonitas.engine.rate import rate
from bonitas.ledger import open_ledger
from bonitas.unify.links.book import open_book
from bonitas.unify.links.forget import erased, forget
from bonitas.unify.links.history import history
from bonitas.unify.links.reading import open_joined

from .ledgers import ON, default, enquiry, ledger, linked, rules

WHOM = ("KARLA-17", "karla@shop")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Two ledgers with three people in both, linked by hand with a word that tells of somebody."""
    bank = [enquiry(one, "2020-01-10", f"q{n}") for n, one in enumerate(("C1", WHOM[0], "C3"))]
    shop = [default(one, "2026-02-10", f"d{n}") for n, one in enumerate(("k1", WHOM[1], "k3"))]
    two = {"bank": ledger(tmp_path / "bank.duckdb", bank, ["C1"]), "shop": ledger(tmp_path / "shop", shop, [WHOM[1], "k3"])}
    linked(tmp_path / "l.links", two, [("bank:C1", "shop:k1"), (f"bank:{WHOM[0]}", f"shop:{WHOM[1]}"), ("bank:C3", "shop:k3")])
    return tmp_path


def held(out: Path) -> str:
    """All cells of all tables of a file of links."""
    with duckdb.connect(str(out), read_only=True) as con:
        tables = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return "\n".join(str(con.execute(f"FROM {table}").fetchall()) for table in tables)


def test_an_erased_subject_leaves_the_links_and_no_trace_of_its_id(world: Path) -> None:
    out = world / "l.links"
    assert erased(out) == []
    assert WHOM[0] in held(out)
    ran = CliRunner().invoke(
        app,
        ["erase", str(world / "bank.duckdb"), WHOM[0], "--yes", "--by", "desk", "--links", str(out), "--out", str(world / "c.json"), "--json"],
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    certificate = json.loads((world / "c.json").read_text())
    assert certificate["links"] == [{"file": "l.links", "ids": 1, "undone": 1}]
    assert "1 id in l.links, where 1 link was undone by it" in (world / "c.txt").read_text()
    assert WHOM[0] not in held(out) and "a letter" in held(out)
    assert WHOM[0].encode() not in out.read_bytes()  # nor in its free blocks
    with open_book(out) as book:
        assert [(one.state, one.a) for one in book.links()] == [
            ("confirmed", ("bank", "C1")), ("undone", ("bank", "~forgotten-1")), ("confirmed", ("bank", "C3")),
        ]  # fmt: skip
        assert [(one.what, one.by, one.because) for one in book.decisions() if one.link == 2] == [
            ("confirmed", "desk", ""), ("undone", "desk", "erased from its ledger"),
        ]  # fmt: skip
    assert history(out, f"shop:{WHOM[1]}").united is None
    with open_joined(out) as joined:
        assert [str(one) for one in joined.subjects()[1]] == ["shop:karla@shop", "united:1", "united:3"]
        assert len(rate(rules(world), joined, on=ON)) == 3


def test_who_was_erased_before_is_found_by_the_links(world: Path) -> None:
    out = world / "l.links"
    for name, one in zip(("bank.duckdb", "shop"), WHOM, strict=True):
        with open_ledger(world / name, write=True) as store:
            store.remove(subject=one, why="asked for", basis="erasure", by="desk")
    run = CliRunner()
    assert erased(out) == [("bank", WHOM[0]), ("shop", WHOM[1])]
    assert (
        "2 ids in these links and not in the ledger any more. With --yes"
        in run.invoke(app, ["links", str(out), "--forget-erased"]).output
    )
    said = run.invoke(app, ["links", str(out), "--forget-erased", "--yes", "--by", "desk"])
    assert said.output == "Forgot 2 ids; 1 link undone by it.\n"
    assert erased(out) == [] and not any(one in held(out) for one in WHOM)
    assert forget(out, [("bank", "C3")], by="desk") == {"links": 1, "ids": 1}
    assert "~forgotten-3" in held(out)  # numbers are given on
    assert "0 ids in these links" in run.invoke(app, ["links", str(out), "--forget-erased", "--yes", "--by", "desk"]).output


def test_nobody_is_erased_where_the_links_could_not_follow(world: Path) -> None:
    for links, by, code in (("no.links", "desk", "U202"), ("l.links", "", "U223"), ("l.links", "desk", "U249")):
        address = (
            world / "bank.duckdb" if code != "U249" else ledger(world / "other.duckdb", [enquiry(WHOM[0], "2020-01-10", "q")])
        )
        ran = CliRunner().invoke(app, ["erase", str(address), WHOM[0], "--yes", "--by", by, "--links", str(world / links)])
        assert ran.exit_code == 1 and code in ran.stderr
        with open_ledger(address) as store:
            assert store.parties([WHOM[0]])[0] >= 0
