"""Reading crosswalks: what they come to, and every problem at its place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bonitas.catalogue.read import read_catalogue
from bonitas.common.problems import BonitasError
from bonitas.rulebook.read import published
from bonitas.unify.crosswalk import Crosswalk, read_crosswalk
from bonitas.unify.crosswalk.shown import shown
from house.tree import ROOT

HEAD = "title: Mine\nsources: {own: {title: Our own reading}}\nconducts:\n"


def of(folder: Path, conducts: str, head: str = HEAD) -> Crosswalk:
    path = folder / "crosswalk.yaml"
    path.write_text(head + conducts, encoding="utf-8")
    return read_crosswalk(path)


def said(folder: Path, conducts: str, head: str = HEAD) -> str:
    with pytest.raises(BonitasError) as caught:
        of(folder, conducts, head)
    return str(caught.value).replace(str(folder / "crosswalk.yaml"), "crosswalk.yaml")


def conduct(name: str, more: str) -> str:
    return f"  {name}: {{title: {name}, source: own, sure: exact, {more}}}\n"


def test_each_kind_of_the_catalogue_is_of_some_conduct() -> None:
    crosswalk = read_crosswalk()
    kinds = read_catalogue().kinds
    assert {member.kind for one in crosswalk.conducts for member in one.members} == kinds.keys()
    assert all(one.id in kinds for one in crosswalk.conducts if one.own)
    assert all(one.source is not None and one.title.say("zh") for one in crosswalk.conducts if not one.own)
    named = {member.rulebook for one in crosswalk.conducts for member in one.members} - {None}
    assert named <= set(published())


def test_a_kind_is_told_apart_by_its_condition(tmp_path: Path) -> None:
    text = conduct("late", "members: [{kind: us_credit.report, when: days_late >= 30, sure: close}]")
    text += conduct("in_time", "members: [{kind: us_credit.report, when: days_late < 30}]")
    crosswalk = of(tmp_path, text)
    kind = read_catalogue().kinds["us_credit.report"]
    assert [one.id for one, _ in crosswalk.of("any", kind)] == ["late", "in_time"]
    late = crosswalk.conduct("late")
    assert late is not None
    assert [one.id for one, _ in crosswalk.of("any", kind, late.members[0].when)] == ["late"]
    assert (late.sure, late.members[0].sure, late.members[0].said) == ("exact", "close", "days_late >= 30")
    other = read_catalogue().kinds["us_credit.enquiry"]
    assert [(one.id, one.own) for one, _ in crosswalk.of("any", other)] == [("us_credit.enquiry", True)]


def test_a_member_can_be_of_one_rulebook_only(tmp_path: Path) -> None:
    text = conduct("here", "members: [{kind: loan.granted, rulebook: mine}]")
    crosswalk = of(tmp_path, text + conduct("there", "members: [{kind: loan.granted, rulebook: theirs}]"))
    kind = read_catalogue().kinds["loan.granted"]
    assert [[one.id for one, _ in crosswalk.of(name, kind)] for name in ("mine", "theirs", "third")] == [
        ["here"], ["there"], ["loan.granted"],
    ]  # fmt: skip


def test_parts_lead_upwards(tmp_path: Path) -> None:
    text = conduct("a", "members: [loan.arrears], part_of: b") + conduct("b", "part_of: c") + conduct("c", "members: []")
    crosswalk = of(tmp_path, text)
    lowest = crosswalk.conduct("a")
    assert lowest is not None
    assert [one.id for one in crosswalk.above(lowest)] == ["b", "c"]


@pytest.mark.parametrize(
    ("conducts", "expected"),
    [
        ("  a: {title: A, sure: exact, source: own, members: [loan.arears]}\n",
         "crosswalk.yaml:4:53: U306 The catalogue has no kind 'loan.arears'. Did you mean 'loan.arrears'?"),
        ("  a: {title: A, sure: exact, source: own, memers: [loan.arrears]}\n",
         "crosswalk.yaml:4:43: U303 The conduct 'a' has no key 'memers'. Did you mean 'members'?"),
        ("  a: {title: A, source: own, members: [loan.arrears]}\n",
         "crosswalk.yaml:4:3: U304 The conduct 'a' lacks the key 'sure'. Add 'sure: …'."),
        ("  a: {title: A, sure: rather, source: own, members: [loan.arrears]}\n",
         "crosswalk.yaml:4:23: U305 The conduct 'a': 'sure' cannot be 'rather'. Write exact, close or broad."),
        ("  a: {title: A, sure: exact, source: on, members: [loan.arrears]}\n",
         "crosswalk.yaml:4:38: U311 There is no source 'on'. Did you mean 'own'?"),
        ("  a: {title: A, sure: exact, source: own, members: [{kind: traffic.penalty, when: fin_yuan > 5}]}\n",
         "crosswalk.yaml:4:83: R202 "),
        (conduct("a", "members: [loan.arrears], part_of: z"),
         "crosswalk.yaml:4:3: U307 'a' is part of 'z', which is no conduct here. Declare it, or leave 'part_of' out."),
        (conduct("a", "members: [loan.arrears], part_of: b") + conduct("b", "part_of: c") + conduct("c", "part_of: a"),
         "crosswalk.yaml:4:3: U308 These conducts are parts of each other in a circle: a → b → c → a. Take 'part_of' away from one of them."),
        (conduct("a", "members: [loan.arrears], part_of: a"),
         "crosswalk.yaml:4:3: U308 These conducts are parts of each other in a circle: a → a. Take 'part_of' away from one of them."),
        (conduct("a", "members: [loan.arrears]") + conduct("b", "members: [card.arrears, loan.arrears]"),
         "crosswalk.yaml:5:3: U309 A record of 'loan.arrears' could be of 'a' and of 'b' at once. "
         "Make one a part of the other, or let their conditions exclude each other."),
        (conduct("feedback", "members: [loan.arrears]"),
         "crosswalk.yaml:4:3: U310 'feedback' is a kind of record, and no member of the conduct of that name. Give the conduct another name."),
        (conduct("a", "members: []"),
         "crosswalk.yaml:4:3: U312 The conduct 'a' has no members, and no conduct is part of it. Give it members, or take it out."),
        ("  a: [unclosed\n", "U302 "),
    ],
)  # fmt: skip
def test_problems_say_where_and_what_to_do(tmp_path: Path, conducts: str, expected: str) -> None:
    assert expected in said(tmp_path, conducts)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = "  a: {title: A, sure: exact, source: own, members: [nothing.such]}\n  b: {title: B, sure: exact, source: own, colour: red}\n"
    assert [line.split()[1] for line in said(tmp_path, text).splitlines()] == ["U306", "U303"]


def test_nested_conducts_may_share_a_record(tmp_path: Path) -> None:
    text = conduct("any", "members: [traffic.penalty]")
    text += conduct("grave", "part_of: any, members: [{kind: traffic.penalty, when: fine_yuan > 2000}]")
    kind = read_catalogue().kinds["traffic.penalty"]
    assert [one.id for one, _ in of(tmp_path, text).of("any", kind)] == ["any", "grave"]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BonitasError) as caught:
        read_crosswalk(tmp_path / "none.yaml")
    assert "U301 The crosswalk cannot be read: no such file or directory." in str(caught.value)


def test_the_example_of_the_documentation_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "comparing.md").read_text(encoding="utf-8")
    example = next(block for block in page.split("```yaml\n") if block.startswith("title: {en: Our crosswalk}")).partition("```")[
        0
    ]
    crosswalk = of(tmp_path, example, "")
    assert [one.id for one in crosswalk.conducts if not one.own] == ["paid_late", "unpaid"]
    assert [(one.kind, one.sure, one.rulebook) for one in crosswalk.conducts[0].members] == [
        ("loan.arrears", "exact", None), ("us_credit.report", "close", None), ("card.arrears", "exact", "south"),
    ]  # fmt: skip


def test_whatever_does_not_fit_exactly_says_why_and_the_page_shows_it() -> None:
    crosswalk = read_crosswalk()
    members = [member for conduct in crosswalk.conducts for member in conduct.members if not conduct.own]
    assert [one.kind for one in members if (one.sure == "exact") == bool(one.because)] == []
    page = (ROOT / "docs" / "crosswalk.md").read_text(encoding="utf-8")
    assert page.endswith("\n\n" + shown(crosswalk)), "docs/crosswalk.md shows another crosswalk: see unify/crosswalk/shown.py"
    count = Counter(member.sure for member in members)
    assert f"{count['exact']} fit exactly, {count['close']} closely, {count['broad']} are broader" in page
