"""The pilots' catalogue is whole: every scheme says what it must, and every published system is in it."""

from __future__ import annotations

from bonitas.rulebook.read import published
from house.pilots import EITHER, KEYS, SURE, data, pilots, schemes


def test_every_scheme_says_what_it_must() -> None:
    for scheme in schemes():
        assert set(scheme) - set(EITHER) == set(KEYS), scheme["name"]
        assert len(set(scheme) & set(EITHER)) == 1, scheme["name"]
        assert scheme["sure"] in SURE, scheme["name"]
        assert all(str(value).strip() for value in scheme.values()), scheme["name"]
    names = [scheme["name"] for scheme in schemes()]
    assert len(names) == len(set(names))


def test_every_published_rulebook_is_in_the_catalogue() -> None:
    encoded = {name for scheme in schemes() for name in scheme.get("encoded", ())}
    assert encoded | set(data()["beside"]) == set(published()), "add it to docs/pilots.yaml, and run `make fresh`"
    assert not encoded & set(data()["beside"])


def test_no_cell_breaks_the_table() -> None:
    assert not [scheme["name"] for scheme in schemes() for value in scheme.values() if "|" in str(value)]
    assert pilots().count("\n| ") == len(schemes()) + len(data()["groups"])
