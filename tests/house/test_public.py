"""Every public name is explained where people look: in its docstring and in the documentation."""

from __future__ import annotations

import inspect

import pytest

import bonitas
from house.tree import ROOT


def documentation() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("name", bonitas.__all__)
def test_public_name_is_explained(name: str) -> None:
    assert inspect.getdoc(getattr(bonitas, name))
    assert f"`{name}" in documentation() or f"bonitas.{name}" in documentation()


def test_public_names_are_sorted_and_listed_once() -> None:
    assert sorted(set(bonitas.__all__)) == bonitas.__all__
    assert set(bonitas.__all__) <= set(dir(bonitas))


def test_an_unknown_name_is_said_so() -> None:
    with pytest.raises(AttributeError, match="module 'bonitas' has no attribute 'rat'"):
        bonitas.rat  # noqa: B018
