"""`reveals`, `register` and `relates_to`: what `bonitas law` is told of a kind of record."""

from __future__ import annotations

from pathlib import Path

import pytest

from bonitas.catalogue.read import read_catalogue
from bonitas.common.days import Duration
from bonitas.common.problems import BonitasError

TEXT = """\
context: home
relates_to: [credit]
reveals: religion
kinds:
  home.moved: {keep: 1 year, register: 6 months, reveals: address, attributes: {post: {type: text, reveals: [address, age]}}}
  home.other: {keep: 1 year}
"""


def test_of_a_file_a_kind_and_an_attribute(tmp_path: Path) -> None:
    (tmp_path / "home.yaml").write_text(TEXT)
    moved, other = read_catalogue(tmp_path).kinds.values()
    assert (moved.reveals, other.reveals) == (("religion", "address"), ("religion",))
    assert moved.attributes["post"].reveals == ("address", "age")
    assert (moved.register, other.register) == (Duration(months=6), None)
    assert moved.relates_to == other.relates_to == ("credit",)


def test_a_misspelt_word_is_told(tmp_path: Path) -> None:
    (tmp_path / "home.yaml").write_text(TEXT.replace("reveals: address,", "reveals: adress,"))
    with pytest.raises(BonitasError) as raised:
        read_catalogue(tmp_path)
    assert [(one.code, one.line, one.nearest) for one in raised.value.problems] == [("C104", 5, "address")]
