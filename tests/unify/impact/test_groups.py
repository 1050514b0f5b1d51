"""Groups: what is wrong with the file, and which groups stand together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.question import Question
from bonitas.unify.impact.groups import TOGETHER, UNNAMED, groups_of, read_groups


def question(*names: str) -> Question:
    n = len(names)
    whole = np.arange(n)
    return Question(sorted(names), whole.astype(np.int32), np.zeros(n, np.bool_), whole, np.zeros(n, int), np.zeros(n, int), True)


def told(path: Path) -> list[str]:
    with pytest.raises(BonitasError) as caught:
        read_groups(path)
    return [str(one).removeprefix(f"{path}:") for one in caught.value.problems]


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("subject,group\na,north\nb,south\nb,south\n")
    assert read_groups(path) == {"a": "north", "b": "south"}


def test_everything_wrong_with_a_file_is_said_by_line(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("subject,group\na,north\n,south\nb,\na,south\n")
    assert told(path) == [
        "3:1: L201 'subject' is empty. Every row of groups needs one.",
        "4:2: L201 'group' is empty. Every row of groups needs one.",
        "5: U611 'a' is in the group 'north' already (line 2). Leave one of the two lines.",
    ]


@pytest.mark.parametrize(("name", "text"), [("g.csv", "subject,region\na,north\n"), ("g.jsonl", '{"subject": "a"}\n')])
def test_a_column_that_is_not_there(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert any("group" in line for line in told(path))


def test_small_groups_stand_together() -> None:
    names = [f"a{n}" for n in range(9)]
    given = {name: group for name, group in zip(names, "xxxxyyyzu", strict=True)}
    found = groups_of(given, question(*names), 2)
    assert (found.names, found.sizes.tolist(), found.joined) == (("x", "y", TOGETHER), [4, 3, 2], 2)


def test_one_small_group_takes_the_next_with_it() -> None:
    """Alone it would be the total less all others."""
    names = [f"a{n}" for n in range(8)]
    given = {name: group for name, group in zip(names, "xxxxyyyz", strict=True)}
    found = groups_of(given, question(*names), 2)
    assert (found.names, found.sizes.tolist(), found.joined) == (("x", TOGETHER), [4, 4], 2)


def test_those_in_no_group_are_one() -> None:
    found = groups_of({"a": "x", "b": "x"}, question("a", "b", "c", "d"), 2)
    assert (found.names, found.index.tolist()) == ((UNNAMED, "x"), [1, 1, 0, 0])


def test_nobody_in_the_ledger_and_too_few_are_refused() -> None:
    with pytest.raises(BonitasError, match="U612 None of the 1 subjects of the file is in the ledger"):
        groups_of({"z": "x"}, question("a", "b"), 2)
    with pytest.raises(BonitasError, match="U613 Fewer than 3 subjects of the ledger are in a group"):
        groups_of({"a": "x"}, question("a", "b"), 3)
