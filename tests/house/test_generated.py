"""Generated files are up to date, and every problem code is documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from house.codes import ROOMS, documented, letters, noted, used
from house.generate import GENERATED
from house.tree import shown


@pytest.mark.parametrize("path", GENERATED, ids=shown)
def test_is_up_to_date(path: Path) -> None:
    assert path.is_file(), "run `make fresh`"
    assert path.read_text(encoding="utf-8") == GENERATED[path](), "run `make fresh`"


def test_every_code_says_something() -> None:
    assert not [code for code, said in documented().items() if not said.message]


def test_every_code_that_the_source_names_is_documented() -> None:
    known = documented()
    assert not [f"{where}: {code}" for where, code in used() if letters(code) in ROOMS and code not in known]


def test_every_number_that_a_page_notes_is_a_code() -> None:
    known = documented()
    assert not [f"{where}: {number}" for where, number in noted() if f"R{number}" not in known and f"C{number}" not in known]
