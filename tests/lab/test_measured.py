"""Ratings beside outcomes: who is counted where."""

import numpy as np

from bonitas.lab.measured import PUBLISHED, SHOWN, measured
from bonitas.lab.taiwan import Outcomes
from bonitas.rulebook.read import check_rulebook

HAPPENED = Outcomes([f"C{n:05d}" for n in range(1, 7)], np.array([True, False, False, True, False, False]))


def test_everyone_is_counted_once_and_only_the_scored_are_measured() -> None:
    made = measured(
        [
            ("C00001", "scored", 500_000, "low"),
            ("C00002", "scored", 650_000, "good"),
            ("C00003", "scored", 640_000, "good"),
            ("C00004", "scored", 660_000, "good"),
            ("C00005", "no_score", None, None),
            ("C00006", "scored", 650_500, "good"),
            ("C00007", "scored", 600_000, "fair"),
        ],
        HAPPENED,
        ["good", "fair", "low"],
    )
    assert made.counts == {"scored": 6, "no_score": 1, "not_rated": 0}
    assert made.scores.tolist() == [500_000, 650_000, 640_000, 660_000, 650_500]
    assert made.outcome.tolist() == [True, False, False, True, False]
    assert [(row.name, row.count, row.having) for row in made.bands] == [("good", 4, 1), ("fair", 0, 0), ("low", 1, 1)]
    assert [(f.people, f.count, float(f.auc)) for f in made.figures] == [
        ("even numbers (only measured)", 3, 0.0),
        ("odd numbers (looked at)", 2, 1.0),
        ("all", 5, 0.5),
    ]


def test_the_published_figures_are_those_of_the_docs() -> None:
    assert [auc for _, auc in PUBLISHED] == ["0.7778", "0.7660", "0.7232"]
    assert int(SHOWN[1:]) % 2 == 0


def test_the_rulebook_has_no_problem_and_asks_nothing_but_conduct() -> None:
    book, problems = check_rulebook("example-card-conduct")
    assert problems == []
    assert book is not None
    rules = book.periods[0].rules
    kinds = {kind for part in (*rules.clauses, *rules.measures) for kind in part.kinds}
    assert kinds == {"card.statement"}
    assert (book.standing, book.participation, book.context) == ("own", "notice", "credit")
    texts = [part.text for part in (*rules.clauses, *rules.measures, *rules.scorecard)]
    texts += [band.title for band in rules.bands.bands] + [one.text for one in rules.consequences]
    assert all({lang for lang, _ in text.versions} == {"en", "de"} for text in texts)
