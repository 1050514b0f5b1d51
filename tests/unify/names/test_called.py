"""Short names and romanisations: the same person under what is only another way to write the name."""

from __future__ import annotations

from bonitas.unify.match.find import find_pairs
from bonitas.unify.match.pairs import Source
from bonitas.unify.names.han import wade_giles
from bonitas.unify.names.short import SHORT

HOME = {"birth_date": "1960-01-02", "street": "Feldweg 3", "postcode": "80331"}
ALIKE = "given name and surname but for a slip, a short name or another romanisation"


def test_the_table_leads_from_short_names_to_full_ones_only() -> None:
    assert not set(SHORT) & set(SHORT.values()), "else Bob would be compared by what Robert is short for"
    assert all(name.isascii() and name.islower() for one in SHORT.items() for name in one)


def test_umlauts_and_particles_of_wade_giles() -> None:
    assert [wade_giles(*name) for name in (("徐", "雪"), ("吕", "娟"), ("欧阳", "修"), ("Wang", "明"))] == [
        "hsuhsuh", "luchuan", "ouyanghsiu", None,
    ]  # fmt: skip


def test_they_make_names_alike_and_no_relatives_of_one_person() -> None:
    one = [
        {"subject": "bob", "given_name": "Robert", "surname": "Lang", **HOME},
        {"subject": "zhang", "name": "张志强", **HOME, "birth_date": "1990-05-05", "street": "Alte Gasse 9"},
    ]
    other = [
        {"subject": "x", "given_name": "Bob", "surname": "Lang", **HOME},
        {"subject": "y", "name": "Chang Chih-ch'iang", **HOME, "birth_date": "1990-05-05", "street": "Alte Gasse 9"},
        {"subject": "sister", "given_name": "Rita", "surname": "Lang", **HOME, "birth_date": "1962-07-08"},
    ]
    found = {
        (pair.subject_a, pair.subject_b): pair for pair in find_pairs([Source("a", names=one), Source("b", names=other)]).pairs
    }
    for ends in (("bob", "x"), ("zhang", "y")):
        assert ("name", ALIKE) in found[ends].evidence and found[ends].certainty > 990_000, ends
    assert ("bob", "sister") not in found or found["bob", "sister"].certainty <= 500_000
