"""What becomes a link at once, and what waits for a person; and which id a group keeps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bonitas.unify.links.admit import admit
from bonitas.unify.links.groups import kept_ids, union_of, way
from bonitas.unify.links.model import End, Link

from .linked import pair


class Persons(dict[End, bool]):
    """Everybody is a person who is not said to be an organisation."""

    def __missing__(self, end: End) -> bool:
        return False


def link(number: int, a: str, b: str, certainty: int = 995_000, state: str = "linked") -> Link:
    ends = sorted((one[0], one[1:]) for one in (a, b))
    return Link(number, ends[0], ends[1], certainty, "probable", (), state, "", 0)  # type: ignore[arg-type]


def test_sure_pairs_are_linked_and_others_wait() -> None:
    found = admit([pair("x:1", "y:1"), pair("x:2", "y:2", 989_999)], [], {}, Persons(), 990_000)
    assert [(one.what, one.because) for one in found] == [("linked", ""), ("queued", "")]


def test_the_surer_pair_goes_first_where_two_subjects_of_one_ledger_would_meet() -> None:
    found = admit([pair("x:1", "y:1", 991_000), pair("x:1", "y:2", 999_000)], [], {}, Persons(), 990_000)
    assert [(one.pair.subject_b, one.what, one.because) for one in found] == [
        ("1", "queued", "it would make two subjects of y one"),
        ("2", "linked", ""),
    ]


def test_what_was_decided_against_is_not_reached_by_another_way() -> None:
    standing = [link(1, "x1", "z1")]
    apart = {("x", "1"): {("y", "1"): 7}, ("y", "1"): {("x", "1"): 7}}
    [found] = admit([pair("y:1", "z:1")], standing, apart, Persons(), 990_000)
    assert (found.what, found.because) == ("queued", "it would make x:1 and y:1 one, which was decided against")


def test_a_person_and_an_organisation_wait() -> None:
    [found] = admit([pair("x:1", "y:1")], [], {}, Persons({("y", "1"): True}), 990_000)
    assert (found.what, found.because) == ("queued", "one is a person, the other an organisation")


def test_the_way_is_the_shortest_then_the_surest() -> None:
    links = [link(1, "a1", "b1"), link(2, "b1", "c1"), link(3, "a1", "d1", 999_000), link(4, "d1", "c1")]
    assert [one.number for one in way(links, ("a", "1"), ("c", "1"))] == [3, 4]
    assert way(links, ("a", "1"), ("z", "1")) == []
    assert way(links, ("a", "1"), ("a", "1")) == []


NAMES = st.sampled_from(["a1", "b1", "c1", "d1", "e1", "f1"])
STEPS = st.lists(st.lists(st.tuples(NAMES, NAMES), max_size=6), max_size=6)


@given(STEPS)
def test_standing_ids(steps: list[list[tuple[str, str]]]) -> None:
    """Every group has one id, an id that ended goes to whoever had it or to nobody, and one whose members stay as they are keeps its id."""
    before: dict[int, frozenset[End]] = {}
    ended: dict[int, frozenset[End]] = {}
    for step in steps:
        groups = union_of(link(1, a, b) for a, b in step if a != b).groups()
        fresh = max([*before, *ended], default=0) + 1
        after = kept_ids(before, groups, fresh, ended)
        assert sorted(map(sorted, after.values())) == sorted(map(sorted, groups))
        assert all(ended[number] <= after[number] for number in ended.keys() & after.keys())
        assert all(after[number] == group for number, group in before.items() if group in groups)
        ended = {number: last for number, last in (ended | before).items() if number not in after}
        before = after
