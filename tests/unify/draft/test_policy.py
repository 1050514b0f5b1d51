"""What is wrong with a policy is said at its place, all at once, and nothing is drafted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bonitas.common.problems import BonitasError
from bonitas.unify.draft.policy import read_policy
from unify.draft.small import FRAME, book, drafted, policy

LIGHT = book("town-light", "late: {for: loan.arrears, points: -20}")
HEAVY = book("town-heavy", "late: {for: loan.arrears, points: -80}")
LATE = "credit_paid_late"


def problems(
    more: str = "", choose: str = "strictest", frame: str = FRAME, books: tuple[object, ...] = (LIGHT, HEAVY)
) -> list[str]:
    with pytest.raises(BonitasError) as caught:
        drafted(list(books), choose, more, frame)  # type: ignore[arg-type]
    return [str(one) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("wieghts: {}\n", "policy.yaml:12:1: U501 A policy has no key 'wieghts'. Did you mean 'weights'?"),
        ("silence: [counts]\n", "policy.yaml:12:10: U503 'silence' must be a text, not a list."),
        ("silence: loud\n", "policy.yaml:12:10: U504 'silence' cannot be 'loud'. Write passed over or counts."),
        ("at_least: many\n", "policy.yaml:12:11: U505 'at_least' must be a number, not 'many'."),
        ("at_least: 0\n", "policy.yaml:12:11: U506 'at_least' must be a whole number, 1 or more."),
        ("points: {step: 0}\n", "policy.yaml:12:16: U506 'points': 'step' must be more than 0."),
        ("conducts: {late: {choose: mildest}}\n", "policy.yaml:12:12: U537 'late' is chosen by hand without a reason. Say why: 'because: …'."),
        ("conducts: {late: {take: a, leave_out: yes, because: x}}\n",
         "policy.yaml:12:12: U539 'late' says more than one thing to do with the conduct. Keep one of choose, take, clauses and leave_out."),
        ("transition: {phase_in: {2028-01-01: 50%, 2027-01-01: 100%}}\n",
         "policy.yaml:12:14: U534 The phases cannot be used: the dates are out of order. "
         "Write dates from 'in_force' on in order, with shares that rise to 100%."),
        ("transition: {phase_in: {2026-07-01: 50%, 2028-01-01: 100%}}\n",
         "policy.yaml:12:37: U534 The phases cannot be used: 2026-07-01 is before the draft is in force. "
         "Write dates from 'in_force' on in order, with shares that rise to 100%."),
        ("transition: {phase_in: {2027-01-01: 50%}}\n",
         "policy.yaml:12:14: U534 The phases cannot be used: the last share is not 100%. "
         "Write dates from 'in_force' on in order, with shares that rise to 100%."),
        ("transition: {phase_in: {2027-01-01: half}}\n", "policy.yaml:12:37: U505 A share must be from 0% to 100%, not 'half'. Write '50%'."),
        ("transition: {phase_in: {2027-13-01: 50%}}\n",
         "policy.yaml:12:25: U507 A date of 'phase_in' must be a date from 1900 to 2199, not '2027-13-01'. Write it as 2020-01-31."),
        ("transition: {before: never}\n",
         "policy.yaml:12:22: U504 'transition': 'before' cannot be 'never'. Write count, losses do not count or do not count."),
        ("weights: {town-light: 0, town-heavy: 0}\n", "policy.yaml:12:1: U524 The weights cannot be used: none is more than 0. "
         "Give every rulebook a weight of 0 or more, and one of them more than 0."),
        ("conducts: {credit_paid_lat: {leave_out: yes, because: x}}\n",
         "policy.yaml:12:12: U521 There is no conduct 'credit_paid_lat' in the crosswalk. Did you mean 'credit_paid_late'?"),
        (f"conducts: {{{LATE}: {{take: town-ligth, because: x}}}}\n",
         "policy.yaml:12:37: U522 'town-ligth' is none of the rulebooks that are unified. Did you mean 'town-light'?"),
        ("weights: {town: 1}\n", "policy.yaml:12:17: U522 'town' is none of the rulebooks that are unified. They are town-light, town-heavy."),
        (f"conducts: {{{LATE}: {{choose: weighted, because: x}}}}\nweights: {{town-light: 1}}\n",
         "policy.yaml:13:10: U524 The weights cannot be used: town-heavy has none. "
         "Give every rulebook a weight of 0 or more, and one of them more than 0."),
        ("grades: {town-light: {Z: low}}\n", "policy.yaml:12:26: U538 'Z' is no band of 'town-light'. Its bands are A, B, C."),
        ("grades: {town-light: {C: lwo}}\n", "policy.yaml:12:26: U538 'lwo' is no band of 'one'. Did you mean 'low'?"),
        ("points: {widths: {town-lihgt: 5}}\n",
         "policy.yaml:12:31: U522 'town-lihgt' is none of the rulebooks that are unified. Did you mean 'town-light'?"),
        ("points: {widths: {one: 0}}\n", "policy.yaml:12:24: U506 'points': 'widths': 'one' must be more than 0."),
        ("transition: {before: {as: town-x}}\n",
         "policy.yaml:12:27: U522 'town-x' is none of the rulebooks that are unified. Did you mean 'town-light'?"),
        (f"conducts: {{{LATE}: {{leave_out: yes, because: Not ours.}}}}\n",
         "policy.yaml:11:1: U520 The policy 'small' chooses no clause: everything stays open or is left out. "
         "Choose strictest, mildest, median or weighted, or name conducts."),
    ],
)  # fmt: skip
def test_each_fault_of_a_policy(more: str, expected: str) -> None:
    assert problems(more) == [expected]


def test_by_hand_and_nothing_named() -> None:
    assert problems(choose="by hand")[0].startswith(
        "policy.yaml:11:1: U520 The policy 'small' chooses no clause: it chooses by hand and names none."
    )


def test_weights_are_asked_for() -> None:
    assert problems(choose="weighted")[0].startswith("policy.yaml:11:1: U524 The weights cannot be used: there are none.")


def test_the_frame_is_read_as_a_rulebook_is() -> None:
    found = problems(frame=FRAME.replace("good: 100", "good: hundred").replace("notice", "notcie"))
    assert [one.split(" ")[:2] for one in found] == [["policy.yaml:6:18:", "R104"], ["policy.yaml:10:17:", "R105"]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  base: 100\n", "", "policy.yaml:2:1: U502 'rulebook' lacks the key 'base'. Add 'base: …'."),
        ("  base: 100\n", "  base: 100\n  scorecard: {}\n", "policy.yaml:9:3: U532 'scorecard' does not belong under 'rulebook'. "
         "There stand the head, the scale, the bands and the groups of the draft."),
        ("  base: 100\n", "  base: 100\n  numbers: published\n", "policy.yaml:9:3: U532 'numbers' does not belong under 'rulebook'. "
         "There stand the head, the scale, the bands and the groups of the draft."),
        ("  base: 100\n", "  base: 100\n  standing: reconstruction\n",
         "policy.yaml:9:13: U504 'rulebook': 'standing' cannot be 'reconstruction'. Write own or specimen."),
        ("{from: 2027-01-01}", "{from: soon}", "policy.yaml:5:20: U507 'in_force': 'from' must be a date from 1900 to 2199, not 'soon'. "
         "Write it as 2020-01-31."),
    ],
)  # fmt: skip
def test_each_fault_of_the_frame(old: str, new: str, expected: str) -> None:
    assert problems(frame=FRAME.replace(old, new)) == [expected]


def test_a_clause_by_hand_is_read_at_its_place() -> None:
    more = f"conducts:\n  {LATE}:\n    because: x\n    clauses:\n      mine: {{for: loan.arears, points: -5, lasts: 1 year}}\n"
    assert problems(more) == ["policy.yaml:16:19: R201 The catalogue has no kind 'loan.arears'. Did you mean 'loan.arrears'?"]


def test_a_clause_is_written_once() -> None:
    mine = "{because: x, clauses: {mine: {for: loan.arrears, points: -5, lasts: 1 year}}}"
    assert problems(f"conducts:\n  {LATE}: {mine}\n  giving: {mine}\n") == [
        "policy.yaml:14:34: U540 The clause 'mine' is written for two conducts. Give each clause a name of its own."
    ]


def test_what_the_rulebooks_do_not_agree_on_must_be_said() -> None:
    other = book("town-other", "late: {for: loan.arrears, points: -20}", context="credit")
    assert problems(books=(LIGHT, other)) == [
        "policy.yaml:3:3: U531 The rulebooks do not agree on 'context' (civic, credit). Say it under 'rulebook'."
    ]
    made = drafted([LIGHT, other], frame=FRAME + "  context: civic\n")
    assert made.book.context == "civic"


def test_the_same_rulebook_twice_or_alone() -> None:
    assert problems(books=(LIGHT, LIGHT)) == ["U525 The rulebook 'town-light' is there twice. Name each once."]
    assert problems(books=(LIGHT,)) == ["U526 One rulebook is nothing to unify. Name two or more."]


def test_persons_and_organisations_have_no_one_standing() -> None:
    assert problems(books=("cn-yiwu-2017", "cn-tax-2025")) == [
        "U527 'cn-yiwu-2017' rates persons, 'cn-tax-2025' organisations: there is no one standing for both. "
        "Unify those for persons and those for organisations apart."
    ]


def test_a_register_rates_nobody() -> None:
    register = book(
        "town-list", "late: {for: loan.arrears, shown: {as: Unpaid, lasts: 1 year}}", base="", lasts="", score="", bands=""
    )  # fmt: skip
    assert problems(books=(LIGHT, register)) == ["U528 'town-list' rates nobody: it only shows entries. Leave it out."]


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(BonitasError) as caught:
        read_policy(tmp_path / "p.yaml")
    assert caught.value.problems[0].code == "U500"
    (tmp_path / "p.yaml").write_text("- a\n")
    with pytest.raises(BonitasError) as caught:
        read_policy(tmp_path / "p.yaml")
    assert str(caught.value.problems[0]).endswith(
        "p.yaml:1:1: U500 A policy is a map of keys and values. Begin with 'policy: name'."
    )
    (tmp_path / "p.yaml").write_text("policy: a\nrulebook: {}\nchoose: &x !!python/object:os.system strictest\n")
    with pytest.raises(BonitasError) as caught:
        read_policy(tmp_path / "p.yaml")
    assert {one.code for one in caught.value.problems} == {"U500"}


def test_all_problems_come_at_once() -> None:
    found = problems("silence: loud\nat_least: 0\npoints: {by: magic}\n")
    assert [one.split(" ")[1] for one in found] == ["U504", "U506", "U504"]


def test_a_sound_policy_keeps_its_words() -> None:
    found = policy("weighted", "weights: {a: 1.5}\ntitle: {en: Mine}\ntransition: {before: {as: mildest}}\n")
    assert (found.title.say(), found.weights["a"] * 2, found.transition.as_rule) == ("Mine", 3, "mildest")
