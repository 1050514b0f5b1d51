"""Making and opening ledgers, and every way in which that can fail."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError, Problem
from bonitas.ledger import new_ledger, open_ledger

GIFT = {"subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-01"}


def trouble(action: Callable[[], object]) -> Problem:
    with pytest.raises(BonitasError) as caught:
        action()
    (found,) = caught.value.problems
    return found


def test_new_and_open(address: Path, catalogue: Catalogue) -> None:
    with new_ledger(address, lab=True, catalogue=catalogue) as ledger:
        assert ledger.lab
        assert ledger.add([GIFT]).added == 1
    with open_ledger(str(address)) as ledger:
        assert ledger.lab
        assert ledger.subjects()[1].to_pylist() == ["a"]


def test_what_is_there_is_never_replaced(address: Path) -> None:
    new_ledger(address).close()
    assert trouble(lambda: new_ledger(address)).code == "L506"


def test_no_ledger_and_no_folder(address: Path, tmp_path: Path) -> None:
    assert trouble(lambda: open_ledger(address)).code == "L505"
    assert trouble(lambda: new_ledger(tmp_path / "no" / address.name)).code == "L510"


def test_something_else(address: Path, tmp_path: Path) -> None:
    (tmp_path / "text.duckdb").write_text("hello")
    (tmp_path / "long.duckdb").write_text("hello" * 10_000)
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    (tmp_path / "folder").mkdir()
    for name in ("text.duckdb", "long.duckdb", "other.duckdb", "folder"):
        assert trouble(lambda name=name: open_ledger(tmp_path / name)).code == "L503", name  # type: ignore[misc]


def test_an_unknown_scheme() -> None:
    found = trouble(lambda: open_ledger("mysql://host/db"))
    assert (found.code, found.message) == ("L509", "There are no ledgers at mysql://.")


def test_a_newer_format_is_not_guessed_at(tmp_path: Path) -> None:
    new_ledger(tmp_path / "a.db").close()
    con = duckdb.connect(str(tmp_path / "a.db"))
    con.execute("UPDATE meta SET value = '2' WHERE key = 'bonitas_ledger'")
    con.close()
    new_ledger(tmp_path / "folder").close()
    manifest = tmp_path / "folder" / "ledger.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "bonitas_ledger": 2}))
    for name in ("a.db", "folder"):
        found = trouble(lambda name=name: open_ledger(tmp_path / name))  # type: ignore[misc]
        assert (found.code, found.message) == ("L502", "The ledger has format 2; this program reads up to 1.")


def test_a_ledger_cut_short(address: Path, catalogue: Catalogue) -> None:
    with new_ledger(address, catalogue=catalogue) as ledger:
        ledger.add([{**GIFT, "ref": str(i), "note": f"note {i}"} for i in range(20_000)])
    cut = address if address.is_file() else next(address.glob("records-*.parquet"))
    with cut.open("r+b") as file:
        file.truncate(cut.stat().st_size // 2)  # the last block may be free, and is missed by nobody
    assert trouble(lambda: open_ledger(address)).code == "L504"


def test_a_folder_with_a_broken_manifest(tmp_path: Path) -> None:
    new_ledger(tmp_path / "f").close()
    (tmp_path / "f" / "ledger.json").write_text('{"bonitas_ledger": 1,')
    assert trouble(lambda: open_ledger(tmp_path / "f")).code == "L504"
    (tmp_path / "f" / "ledger.json").write_text("[]")
    assert trouble(lambda: open_ledger(tmp_path / "f")).code == "L503"


def test_a_ledger_for_reading_takes_nothing(address: Path, catalogue: Catalogue) -> None:
    new_ledger(address).close()
    with open_ledger(address, catalogue=catalogue) as ledger:
        assert trouble(lambda: ledger.add([GIFT])).code == "L508"
        assert trouble(ledger.compact).code == "L508"


def test_an_attribute_keeps_its_type(address: Path, catalogue: Catalogue) -> None:
    with new_ledger(address, catalogue=catalogue) as ledger:
        ledger.add([{**GIFT, "note": "text"}])
    gift = catalogue.kinds["civic.gift"]
    changed = {**gift.attributes, "note": replace(gift.attributes["note"], type="money")}
    other = Catalogue({**catalogue.kinds, "civic.gift": replace(gift, attributes=changed)})
    with open_ledger(address, write=True, catalogue=other) as ledger:
        found = trouble(lambda: ledger.add([{**GIFT, "note": "5"}]))
        assert (found.code, found.message) == ("L511", "The catalogue says that 'note' is money; this ledger keeps it as text.")
        assert ledger.add([{**GIFT, "ref": "new"}]).added == 1


OPEN = """
import sys
from bonitas.ledger import open_ledger
try:
    open_ledger(sys.argv[1], write=True).close()
except Exception as exc:
    print(exc)
"""


def test_a_second_process_is_told(address: Path) -> None:
    with new_ledger(address):
        done = subprocess.run([sys.executable, "-c", OPEN, str(address)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == (
        f"{address}: L501 The ledger is in use by another process or in another way. Wait until it is done, or close it there."
    )
    done = subprocess.run([sys.executable, "-c", OPEN, str(address)], capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_a_second_writer_in_this_process_is_told(tmp_path: Path) -> None:
    with new_ledger(tmp_path / "folder"):
        assert trouble(lambda: open_ledger(tmp_path / "folder", write=True)).code == "L501"


def test_readers_of_a_folder_see_it_as_they_opened_it(tmp_path: Path, catalogue: Catalogue) -> None:
    with new_ledger(tmp_path / "f", catalogue=catalogue) as writer:
        writer.add([GIFT])
        with open_ledger(tmp_path / "f") as reader:
            writer.add([{**GIFT, "subject": "b"}])
            writer.compact()
            assert reader.subjects()[1].to_pylist() == ["a"]
        assert writer.subjects()[1].to_pylist() == ["a", "b"]
    with open_ledger(tmp_path / "f", write=True):
        pass
    assert len(list((tmp_path / "f").glob("records-*.parquet"))) == 1
