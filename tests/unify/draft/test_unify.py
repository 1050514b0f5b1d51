"""The whole: a draft passes the check, rates like what it came from, and never makes lawful what is not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.cases import run_cases
from bonitas.engine.rate import rate
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.read import check_rulebook, find_rulebook, read_text
from bonitas.unify.draft.unify import FILES
from unify.draft.small import FRAME, body, book, drafted, written

LATE = "credit_paid_late"
ONE = book("town-one", "late: {for: loan.arrears, points: -20}\nblood: {for: donation.blood, points: 20}", base="1000")
TWO = book(
    "town-two", "late: {for: [loan.arrears, card.arrears], points: -40}\ngift: {for: donation.money, points: 8}", base="1000"
)


# ---------------------------------------------------------------- what it is


def test_a_draft_passes_the_check_and_its_cases(tmp_path: Path) -> None:
    made = drafted([ONE, TWO], out=tmp_path / "one", more="transition: {phase_in: {2027-01-01: 50%, 2028-01-01: 100%}}\n")
    assert sorted(written(tmp_path / "one")) == sorted(FILES)
    again, problems = check_rulebook(tmp_path / "one")
    assert (problems, again and again.hash) == ([], made.book.hash)
    results = run_cases(tmp_path / "one")
    assert [one.differences for one in results] == [()] * 5
    assert {one.source for one in results} == {"computed by the engine"}
    assert "NOT worked out by hand" in (tmp_path / "one" / "cases.yaml").read_text(encoding="utf-8")


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        drafted([ONE, TWO], "weighted", "weights: {town-one: 1, town-two: 2}\n", out=tmp_path / name)
    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_each_clause_names_its_origins_and_the_rule() -> None:
    made = drafted([ONE, TWO])
    late = next(one for one in made.draft.clauses if one.conduct == LATE)
    assert (late.rule, [(one.book.id, one.part) for one in late.origins]) == ("strictest", [("town-two", "late")])
    assert [(one.book.id, one.part) for one in late.beside] == [("town-one", "late")]
    above = made.draft.text.split(f"  {LATE}:\n")[0].splitlines()[-3:]
    assert above == [
        f"  # {LATE}, strictest",
        "  # from town-two, clause late, line 13: −10 % of its scale",
        "  # beside: town-one, clause late, line 13: −5 % of its scale",
    ]
    papers = made.files()
    assert "- from town-two, clause `late`, line 13: −10 % of its scale" in papers["SOURCES.md"]
    assert made.as_dict()["clauses"][0]["origins"][0]["share_of_scale"] == ["-0.1", "-0.1"]


def test_of_one_conduct_every_kind_is_reached() -> None:
    """town-one knows loans only; what it does holds for cards too, which are the same conduct."""
    assert body(drafted([ONE, TWO], "mildest"), LATE)["for"] == ["loan.arrears", "card.arrears"]


def test_a_kind_that_a_clause_cannot_be_asked_of_counts_as_with_others() -> None:
    """A platform's bills have no periods: there the strictest of those who know them counts."""
    by = book("town-by", "late: {for: loan.arrears, points: {by: periods, each: 1, gives: -40}}")
    bills = book("town-bills", "late: {for: [loan.arrears, platform.payment_due], points: -8}")
    made = drafted([by, bills])
    both = [one for one in made.draft.clauses if one.conduct == LATE]
    assert [(one.id, one.body["for"], one.origins[0].book.id) for one in both] == [
        (LATE, "loan.arrears", "town-by"), (f"{LATE}_2", "platform.payment_due", "town-bills")
    ]  # fmt: skip
    assert both[1].body["when"] == "not paid_in_time"


# ---------------------------------------------------------------- like what it came from


def copies(name: str) -> list[object]:
    """A published rulebook twice, under two names."""
    path = find_rulebook(name)
    assert isinstance(path, Path)
    text = path.read_text(encoding="utf-8")
    return [read_text(text.replace(f"rulebook: {name}", f"rulebook: copy-{n}")) for n in "ab"]


def frame_of(name: str, *keys: str) -> str:
    """Some lines of a published rulebook's own text, as the frame of a draft."""
    path = find_rulebook(name)
    assert isinstance(path, Path)
    lines, found, on = path.read_text(encoding="utf-8").splitlines(), [], False
    for line in lines:
        if line and not line[0].isspace():
            on = line.split(":")[0] in keys
        found += [f"  {line}"] if on else []
    return "\n  rulebook: one\n  title: One\n  in_force: {from: 2027-01-01}\n  participation: notice\n" + "\n".join(found) + "\n"


KINDS = {
    "traffic.penalty": {"penalty": ["warning", "fine", "licence_suspended"], "fine_yuan": ["100", "900", "5000", "20000"]},
    "traffic.drink_driving": {}, "loan.arrears": {}, "utility.arrears": {}, "donation.blood": {}, "donation.marrow": {},
    "honour.award": {"level": ["nation", "province", "city", "township"]}, "volunteer.hours": {"hours": ["4", "12", "60"]},
    "donation.money": {"donated_yuan": ["50", "700", "9000"]}, "court.defaulter_listing": {}, "good_deed.bravery": {},
}  # fmt: skip


@pytest.mark.parametrize("name", ["cn-yiwu-2017", "cn-weihai-haibei-2020"])
def test_two_that_are_the_same_give_that_one(name: str) -> None:
    """Under every rule the draft of two copies rates as they do: tables, running totals, limits, repairs, direct grades and all."""
    books = copies(name)
    frame = frame_of(name, "base", "score", "bands", "sources", "context", "zone", "overlap")
    draw = random.Random(1)  # noqa: S311 - made-up people
    rows = [
        {
            "subject": f"s{n % 40:02}", "kind": kind, "occurred_on": f"2026-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            "furnisher": "f", "ref": f"r{n}", "recorded_at": "2020-01-01T00:00:00Z",
            **{key: draw.choice(values) for key, values in KINDS[kind].items()},
        }
        for n, kind in enumerate(draw.choices(list(KINDS), k=160))
    ]  # fmt: skip
    ended = [
        {**row, "ended_on": row["occurred_on"]} if row["kind"] in ("loan.arrears", "utility.arrears") else row for row in rows
    ]
    made = [drafted(books, rule, "weights: {copy-a: 1, copy-b: 3}\n", frame) for rule in ("strictest", "weighted")]  # type: ignore[arg-type]
    notices = [
        {"subject": f"s{n:02}", "rulebook": who, "basis": "notice", "from": "2020-01-01", "recorded_at": "2020-01-01T00:00:00Z"}
        for n in range(40)
        for who in ("one", "copy-a")
    ]
    with memory_ledger(ended, participations=notices, lab=True) as ledger:
        found = [
            [(row["subject"], row["score"], row["band"]) for row in rate(one, ledger, on="2027-02-01", changes=False).rows()]
            for one in [books[0], *(one.book for one in made)]  # type: ignore[list-item]
        ]
    assert found[0] == found[1] == found[2]
    assert len({score for _, score, _ in found[0]}) > 10


# ---------------------------------------------------------------- no laundering


SPECIMEN = book(
    "town-lab", "late: {for: loan.arrears, points: -40}\nplea: {for: petition.gathering, points: -20}", standing="specimen"
)


def test_a_draft_from_a_specimen_is_one() -> None:
    made = drafted([ONE, SPECIMEN], "mildest")
    assert made.book.standing == "specimen"
    with pytest.raises(BonitasError) as caught:
        drafted([ONE, SPECIMEN], frame=FRAME + "  standing: own\n")
    assert [str(one) for one in caught.value.problems] == [
        "policy.yaml:11:13: U530 The draft is made from specimens (town-lab) and is one itself: 'standing' cannot be 'own'. "
        "Write 'standing: specimen', or leave those rulebooks out."
    ]
    with memory_ledger() as real, pytest.raises(BonitasError) as caught:
        rate(made.book, real, on="2027-01-01")
    assert caught.value.problems[0].code == "E110"


def test_rules_for_persons_are_not_for_companies() -> None:
    with pytest.raises(BonitasError) as caught:
        drafted([ONE, TWO], frame=FRAME.replace("notice", "none") + "  subjects: organisation\n")
    assert str(caught.value.problems[0]) == (
        "policy.yaml:11:13: U541 The rulebooks rate persons; 'subjects' cannot be 'organisation'. Leave 'subjects' out."
    )


#: Nothing in it says what it scores; the catalogue knows.
HIDDEN = book("town-hidden", "late: {for: loan.arrears, points: -40}\nplea: {for: petition.gathering, points: -20}")


def test_a_barred_ground_is_left_out_and_listed() -> None:
    made = drafted([ONE, HIDDEN])
    assert not [one for one in made.draft.clauses if one.conduct == "petition.gathering"]
    told = next(one for one in made.open if one.topic == "ground")
    assert told.conduct == "petition.gathering"
    assert "ANY101" in told.what
    assert not [one for one in made.draft.law if one.code == "ANY101"]


MARKED = book(
    "town-marked",
    "late: {for: loan.arrears, points: -40}\nson: {for: service.enlisted, points: 20, ground: relatives}",
    base="1000",
)


def test_a_clause_that_says_so_itself_is_left_out_alone() -> None:
    """What another rulebook does with the same conduct is none the worse for it."""
    other = book("town-other", "own: {for: service.enlisted, points: 4}", base="800")
    made = drafted([MARKED, other], "mildest")
    assert body(made, "service_enlisted")["points"] == 2
    assert [(one.topic, one.books) for one in made.open if one.conduct == "service.enlisted"] == [("ground", ("town-marked",))]


@pytest.mark.parametrize(
    ("books", "choice"),
    [
        ([ONE, MARKED], "service.enlisted: {take: town-marked, because: The mayor wants it.}"),
        ([ONE, HIDDEN], "petition.gathering: {take: town-hidden, because: The mayor wants it.}"),
        ([ONE, HIDDEN], "petition.gathering: {choose: mildest, because: The mayor wants it.}"),
        (
            [ONE, TWO],
            "petition.gathering: {because: The mayor wants it., clauses: {plea: {for: petition.gathering, points: -1, lasts: 1 year}}}",
        ),
    ],
)
def test_by_hand_it_is_refused(books: list[object], choice: str, tmp_path: Path) -> None:
    with pytest.raises(BonitasError) as caught:
        drafted(books, more=f"conducts: {{{choice}}}\n", out=tmp_path / "one")  # type: ignore[arg-type]
    assert [one.code for one in caught.value.problems] == ["U529"]
    assert "may not be operated" in caught.value.problems[0].message
    assert list(tmp_path.iterdir()) == []


def test_in_a_specimen_it_may_be_kept_and_stays_marked() -> None:
    lab = book("town-lab", "son: {for: service.enlisted, points: 20, ground: relatives}", standing="specimen", base="1000")
    made = drafted([ONE, lab], more="grounds: kept\n")
    assert body(made, "service_enlisted")["ground"] == "relatives"
    assert made.book.standing == "specimen"
    assert {one.code for one in made.draft.law if one.severity == "bars"} == {"ANY101"}
    assert not [one for one in drafted([ONE, lab]).draft.clauses if one.conduct == "service.enlisted"]


# ---------------------------------------------------------------- by hand, groups, consequences


def test_by_hand() -> None:
    more = f"""conducts:
  {LATE}: {{because: Late is late., clauses: {{overdue: {{for: [loan.arrears, card.arrears], points: -7, lasts: 6 months}}}}}}
  donation.blood: {{take: town-one, because: Only they do it.}}
  giving: {{leave_out: yes, because: Standing is not for sale.}}
"""
    made = drafted([ONE, TWO], "by hand", more)
    assert body(made, "overdue") == {
        "for": ["loan.arrears", "card.arrears"],
        "points": -7,
        "lasts": "6 months",
        "source": "policy",
    }
    assert [one.id for one in made.draft.clauses] == ["donation_blood", "overdue"]
    assert "(by hand)" not in made.draft.text
    assert any(one.what == "Left out by hand: Standing is not for sale." for one in made.open)
    assert "# donation.blood, taken from town-one: Only they do it." in made.draft.text


def test_what_the_hand_leaves_open_is_listed() -> None:
    made = drafted([ONE, TWO], "by hand", f"conducts: {{{LATE}: {{take: town-one, because: x}}}}\n")
    assert {one.conduct for one in made.open if one.topic == "hand"} == {"donation.blood", "giving"}


@pytest.mark.parametrize(("rule", "said"), [("strictest", "choose: by hand"), ("by hand", "leave_out: no")])
def test_left_to_the_hand_nothing_is_chosen(rule: str, said: str) -> None:
    kept = "giving: {take: town-two, because: x}"
    made = drafted([ONE, TWO], rule, f"conducts: {{{LATE}: {{{said}, because: The council is still at it.}}, {kept}}}\n")
    assert LATE not in {one.conduct for one in made.draft.clauses}
    assert [one.conduct for one in made.open if one.topic == "hand"][0] == LATE


def test_groups_go_along_with_their_limits() -> None:
    late = "late: {for: loan.arrears, points: -20, group: dues, again: {times: 2, across: dues}}"
    grouped = book("town-group", f"{late}\ngift: {{for: donation.blood, points: 40}}",
                   groups="{dues: {limit: 60 per calendar year}}", base="1000")  # fmt: skip
    made = drafted([ONE, grouped], "mildest", f"conducts: {{{LATE}: {{take: town-group, because: x}}}}\n")
    assert body(made, LATE)["group"] == "town-group_dues"
    assert body(made, LATE)["again"] == {"times": 2, "across": "town-group_dues"}
    assert made.draft.tree["groups"] == {"town-group_dues": {"limit": "30 per calendar year"}}


def test_consequences_are_left_out_or_taken_along() -> None:
    strict = book("town-strict", "late: {for: loan.arrears, points: -40}",
                  consequences="{dearer: {detriment: A dearer loan, for: [B, C], provider: bank, context: civic, lasts: 1 year}}")  # fmt: skip
    assert any("dearer" in one.what for one in drafted([ONE, strict]).open if one.topic == "rest")
    kept = drafted([ONE, strict], more="consequences: kept\n").book.periods[0].rules.consequences
    assert [(one.id, one.bands, one.kind) for one in kept] == [("town-strict_dearer", ("fair", "low"), "detriment")]


def test_bands_are_matched_by_their_place_or_by_the_policy() -> None:
    five = book("town-five", "late: {for: loan.arrears, grade: D}", bands="{A: 1100, B: 1000, C: 950, D: 900, E: below}")
    assert body(drafted([TWO, five]), LATE)["grade"] == "fair"
    assert body(drafted([TWO, five], more="grades: {town-five: {D: low}}\n"), LATE)["grade"] == "low"


# ---------------------------------------------------------------- the crosswalk's conditions, and places to write


def test_a_conduct_is_met_under_the_crosswalks_condition(tmp_path: Path) -> None:
    (tmp_path / "walk.yaml").write_text(
        "title: Mine\nsources: {us: {title: Us}}\nconducts:\n"
        "  grave: {title: Grave, source: us, sure: exact, members: [{kind: loan.arrears, when: periods > 3}]}\n"
        "  slight: {title: Slight, source: us, sure: exact, members: [{kind: loan.arrears, when: periods <= 3}]}\n"
    )
    more = "conducts: {slight: {choose: mildest, because: Everybody forgets once.}}\n"
    made = drafted([ONE, TWO], more=more, crosswalk=tmp_path / "walk.yaml")
    assert (body(made, "grave")["when"], body(made, "grave")["points"]) == ("periods > 3", -20)
    assert (body(made, "slight")["when"], body(made, "slight")["points"]) == ("periods <= 3", -10)


@pytest.mark.parametrize("there", ["file", "full"])
def test_nothing_is_written_over(tmp_path: Path, there: str) -> None:
    out = tmp_path / "one"
    if there == "file":
        out.write_text("mine")
    else:
        out.mkdir()
        (out / "mine.txt").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BonitasError) as caught:
        drafted([ONE, TWO], out=out)
    assert str(caught.value.problems[0]).startswith("U536 The draft cannot be written to 'one': something is there already.")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_draft_that_does_not_pass_the_check_is_told_at_the_policy() -> None:
    """Points may fall without end, and the lowest band begins at 50."""
    frame = FRAME.replace("  score: {min: 0, max: 200}\n", "").replace("low: below", "low: 20")
    with pytest.raises(BonitasError) as caught:
        drafted([ONE, TWO], frame=frame)
    assert str(caught.value.problems[0]).startswith("policy.yaml:2:1: U535 The draft has an error:")
    assert "R703" in caught.value.problems[0].message


def test_measures_are_said_as_clauses_and_listed() -> None:
    score = book("town-score", "gift: {for: donation.money, points: 8}", base="1000",
                 measures="{dues: {count: loan.arrears, within: 2 years}}", scorecard="{dues: {under 1: 0, 1 or more: -40}}")  # fmt: skip
    made = drafted([ONE, score])
    assert (body(made, LATE)["points"], body(made, LATE)["lasts"]) == (-33, "2 years")  # 40 of a scale from 960 to 1200
    told = next(one for one in made.open if one.topic == "restated")
    assert told.conduct == LATE
    assert "comes from measures (dues)" in told.what


def test_what_moves_the_band_alone_is_listed() -> None:
    """No points, so no width is needed; and no clause of points can say it."""
    listed = book("town-list", "", base="0", score="", measures="{dues: {count: loan.arrears, within: 2 years}}",
                  bands="{clear: {from: 0, when: dues = 0}, listed: below}")  # fmt: skip
    made = drafted([ONE, listed])
    assert [one.book.id for one in made.draft.clauses[0].origins] == ["town-one"]
    assert any(one.topic == "rest" and one.conduct == LATE and "moves the band" in one.what for one in made.open)
