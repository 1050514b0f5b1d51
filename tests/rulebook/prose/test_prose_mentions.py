"""Nothing of a rulebook goes unsaid: changing any field of the model changes the prose, in every language."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bonitas.common.days import Duration, WorkingDays
from bonitas.common.texts import Text
from bonitas.rulebook import model
from bonitas.rulebook.expression import Attr, Compare, Const, Ref
from bonitas.rulebook.model import (
    Again,
    Band,
    Bands,
    BaseCase,
    ByTable,
    CalendarEnd,
    CalendarPeriod,
    Chosen,
    DayOfYear,
    DecayStep,
    Fixed,
    Freeze,
    Group,
    Grouping,
    LastsBySize,
    LastsByTable,
    Limit,
    Local,
    PerUnit,
    Repair,
    Rolling,
    Row,
    Rulebook,
    Rules,
    Shown,
    ShownRepair,
    Spill,
    Table,
    Tier,
    Transfer,
    Withdraws,
)
from bonitas.rulebook.prose import LANGUAGES, prose, to_markdown
from prose_books import AMOUNT, SETTLED, SMALL, YEAR, both, catalogue, clause, day, full_book, full_rules, measure

OTHER = both("Quite another text", "Ein ganz anderer Text")
LEVEL = Attr("level", "text")
MANY = Compare(">", Ref("enquiries", "number"), Const(7_000, "number"))
MONTH = Duration(months=1)

#: Not said, each for a reason: `label` is the author's spelling of a bin that is written from its ends; `languages`, `file` and
#: `tree` are about the text, not the rules; a rulebook's `id` is the name it was asked for by.
UNSAID = {("Row", "label"), ("Rulebook", "languages"), ("Rulebook", "file"), ("Rulebook", "tree"), ("Rulebook", "id")}
#: Nor are the declarations of the catalogue and the places in the text.
UNSAID |= {("Rulebook", "kinds"), ("Rulebook", "places"), ("Rulebook", "known"), ("Place", "line"), ("Place", "column")}

#: How each field is varied, by owner and field; an owner is a path to one part of the full rulebook.
CLAUSE = {
    "id": "renamed",
    "order": 41,
    "kinds": ("court.listing",),
    "when": SETTLED,
    "points": Fixed(-77_000),
    "grade": "AA",
    "lasts": Duration(months=7),
    "clock": "end",
    "again": Again(times=3_000),
    "limits": (Limit(7_000),),
    "decay": (DecayStep(MONTH, 900),),
    "repairs": (Repair(SETTLED, removed=True),),
    "group": "renamed",
    "text": OTHER,
    "source": None,
    "grounds": ("petition", "religion"),
    "since": 19_000,
    "until": 21_000,
    "shown": Shown(OTHER, YEAR),
    "local": True,
}
MEASURE: dict[str, Any] = {
    "name": "renamed",
    "kinds": ("civic.donation",),
    "when": SETTLED,
    "within": Duration(months=7),
    "dated": "settled_on",
    "once_per": Grouping(keys=("sector",)),
    "net_per": Grouping(keys=("counterparty",)),
    "clamp": (-9_000, None),
    "when_missing": 9_000,
    "text": OTHER,
    "source": "law",
    "grounds": ("health",),
}
RULES: dict[str, Any] = {
    "base": (BaseCase(None, 5_000),),
    "clauses": (),
    "groups": {"traffic": Group("traffic", (Limit(3_000),))},
    "overlap": "all",
    "freezes": (Freeze(None, "ongoing"),),
    "measures": (),
    "no_score": (),
    "scorecard": (),
    "scale": model.Scale(600_000, 50_000, 1_000, 20_000),
    "dimensions": None,
    "score": model.ScoreRule(5_000),
    "grades": model.Grades(),
    "bands": Bands((Band("Z", None),)),
    "consequences": (),
    "shown": (clause(points=None, shown=Shown(OTHER, YEAR)),),
    "passes_on": (Transfer("t", DayOfYear(12, 31), "civic.donation"),),
}
PARTS: dict[str, dict[str, Any]] = {
    "ScoreItem": {
        "id": "renamed",
        "measure": "per_account",
        "points": Table(()),
        "missing": 3_000,
        "text": OTHER,
        "source": None,
        "grounds": ("relatives",),
    },
    "Dimension": {
        "id": "renamed",
        "weight": 50_000,
        "of": Ref("enquiries", "number"),
        "low": 6_000,
        "high": 24_000,
        "missing": None,
        "text": OTHER,
        "source": "law",
        "grounds": ("speech",),
    },
    "Dimensions": {"low": 7_000, "high": 99_000, "parts": ()},
    "BaseCase": {"when": None, "points": 7_000},
    "NoScore": {"when": MANY, "because": OTHER, "source": "law"},
    "Band": {"name": "Z", "floor": 1_011_000, "exclusive": True, "when": MANY, "title": OTHER, "source": "law", "best": 10_000},
    "Bands": {"bands": (Band("Z", None),), "by": "enquiries"},
    "Grades": {
        "books_lowest": False,
        "remembers": False,
        "booked": (("B", 800_000),),
        "memories": (model.Memory("B"),),
    },
    "Scale": {"score": 500_000, "odds_for": 20_000, "odds_against": 3_000, "doubles_in": 40_000},
    "ScoreRule": {"low": None, "high": None, "step": 500, "rounding": "down"},
    "Consequence": {
        "id": "renamed",
        "kind": "detriment",
        "bands": ("B",),
        "text": OTHER,
        "provider": "another",
        "context": "housing",
        "when": MANY,
        "lasts": MONTH,
        "source": "law",
    },
    "Freeze": {"clause": None, "is_": "ongoing"},
    "Group": {"name": "renamed", "limits": ()},
    "Source": {"id": "x", "title": "T2", "publisher": "P2", "address": "A2", "seen": "2020", "note": "N2"},
}
BOOK: dict[str, Any] = {
    "version": "9",
    "hash": "beef",
    "title": OTHER,
    "about": OTHER,
    "subjects": "both",
    "standing": "specimen",
    "participation": "notice",
    "context": "housing",
    "zone": "Asia/Shanghai",
    "disputes": "count",
    "deadline": model.Deadline(MONTH, "counts"),
    "rules_of": "the event",
    "sources": {},
    "periods": (),
    "withdraws": Withdraws(("civic.donation",)),
    "local": Local(1, 1, 1_000),
    "extends": "base",
    "decisions": "none",
    "remedy": model.Remedy(review=OTHER),
    "jurisdictions": ("CN",),
    "place": OTHER,
    "numbers": "partly_ours",
}


def written(book: Rulebook, lang: str) -> str:
    return to_markdown(prose(book, catalogue(), lang=lang))


def with_rules(**changes: Any) -> Rulebook:
    rules = dataclasses.replace(full_book().periods[-1].rules, **changes)
    return dataclasses.replace(full_book(), periods=(model.Period(day("2024-07-01"), 2**31 - 1, rules),))


def first(name: str) -> Callable[[Any], Rulebook]:
    """Puts a changed first part into a tuple of the rules."""
    return lambda part: with_rules(**{name: (part, *getattr(full_rules(), name)[1:])})


def replaced(name: str) -> Callable[[Any], Rulebook]:
    return lambda part: with_rules(**{name: part})


def owners() -> Iterator[tuple[Any, Callable[[Any], Rulebook], dict[str, Any]]]:
    """(a part, how to put it in place, how to vary each of its fields)."""
    full = full_book().periods[-1].rules
    yield clause(source="law"), first("clauses"), CLAUSE
    yield measure(), first("measures"), MEASURE
    yield full, lambda part: with_rules(**{f.name: getattr(part, f.name) for f in dataclasses.fields(part)}), RULES
    yield full.scorecard[0], first("scorecard"), PARTS["ScoreItem"]
    yield full_rules().base[0], first("base"), PARTS["BaseCase"]
    for name, part in (("dimensions", full.dimensions), ("bands", full.bands), ("grades", full.grades), ("score", full.score)):
        yield part, replaced(name), PARTS[type(part).__name__]
    assert full.dimensions is not None
    dimensions = full.dimensions
    yield (
        dimensions.parts[0],
        lambda part: with_rules(dimensions=dataclasses.replace(dimensions, parts=(part,))),
        PARTS["Dimension"],
    )
    yield model.Scale(600_000, 50_000, 1_000, 20_000), replaced("scale"), PARTS["Scale"]
    yield full.no_score[0], first("no_score"), PARTS["NoScore"]
    yield full.bands.bands[0], lambda part: with_rules(bands=Bands((part, *full.bands.bands[1:]))), PARTS["Band"]
    yield full.consequences[0], first("consequences"), PARTS["Consequence"]
    yield full.freezes[0], first("freezes"), PARTS["Freeze"]
    yield full.groups["traffic"], lambda part: with_rules(groups={part.name: part}), PARTS["Group"]
    book = full_book()
    yield book.sources["law"], lambda part: dataclasses.replace(book, sources={part.id: part}), PARTS["Source"]
    yield book, lambda part: part, BOOK
    deadline = {"within": WorkingDays(7), "then": "removed", "extended_by": MONTH}
    yield model.Deadline(YEAR, "counts"), lambda part: dataclasses.replace(book, deadline=part), deadline
    yield from small_owners()


def small_owners() -> Iterator[tuple[Any, Callable[[Any], Rulebook], dict[str, Any]]]:
    """What stands inside a clause or a measure."""

    def inside(field: str) -> Callable[[Any], Rulebook]:
        tuples = ("limits", "decay", "repairs")
        return lambda part: first("clauses")(clause(grade="B", **{field: (part,) if field in tuples else part}))

    table = Table((Row("text", "county", 5_000, text="county"), Row("range", "r", 1_000, 1_000, 5_000)))
    row = {"kind": "otherwise", "points": 3_000, "text": "nation"}
    one = {"points": 3_000, "low": 2_000, "high": 4_000}
    yield Fixed(-5_000), inside("points"), {"points": 5_000}
    yield Chosen(-5_000, -1_000), inside("points"), {"low": -6_000, "high": -2_000}
    yield (
        PerUnit(AMOUNT, (Tier(1_000, 1_000),)),
        inside("points"),
        {"by": LEVEL, "tiers": (Tier(9_000, 1_000),), "fractions": True, "running": CalendarPeriod("year")},
    )
    yield (
        Tier(2_000, 1_000, 4_000),
        lambda tier: inside("points")(PerUnit(AMOUNT, (tier,))),
        {"each": 3_000, "gives": 2_000, "up_to": None},
    )
    yield ByTable(LEVEL, table), inside("points"), {"by": AMOUNT, "table": Table(()), "running": Rolling(YEAR)}
    yield table.rows[0], lambda row: inside("points")(ByTable(LEVEL, Table((row,)))), row
    yield table.rows[1], lambda row: inside("points")(ByTable(AMOUNT, Table((row,)))), one
    yield Again(2_000), inside("again"), {"times": 3_000, "table": (-1_000, -2_000), "group": "traffic"}
    yield Limit(5_000), inside("limits"), {"points": 6_000, "per": CalendarPeriod("week"), "each_counterparty": True}
    yield CalendarPeriod("week"), lambda per: inside("limits")(Limit(5_000, per)), {"unit": "year"}
    yield Rolling(YEAR), lambda per: inside("limits")(Limit(5_000, per)), {"duration": MONTH}
    yield DecayStep(YEAR, 500), inside("decay"), {"after": MONTH, "share": 100}
    memory = model.Memory("B", (("A", "BA"),))
    remembering = lambda found: with_rules(grades=model.Grades(remembers=True, memories=(found,)))  # noqa: E731
    yield memory, remembering, {"band": "AA", "names": (("A", "B1"),)}
    repair = {"when": SMALL, "after": MONTH, "removed": True, "points": -3_000, "grade": "AA", "lasts": MONTH}
    yield Repair(SETTLED), inside("repairs"), repair
    shown_repair = {"when": SMALL, "removed": True, "as_": OTHER, "lasts": MONTH, "after": MONTH}
    yield ShownRepair(SETTLED), lambda one: inside("shown")(Shown(OTHER, YEAR, repairs=(one,))), shown_repair
    shown = {"as_": both("A", "B"), "lasts": MONTH, "clock": "end", "repairs": (ShownRepair(SETTLED, removed=True),)}
    yield Shown(OTHER, YEAR), inside("shown"), shown

    def passed(rule: Spill | Transfer) -> Rulebook:
        return with_rules(passes_on=(rule,))

    spill = {
        "id": "renamed", "kinds": ("court.listing",), "to": "subject", "of": None, "as_": "civic.donation", "when": SMALL,
        "attributes": (("level", Const("county", "text")),), "text": OTHER, "source": "law",
    }  # fmt: skip
    yield Spill("s", ("traffic.penalty",), "counterparty", "court.listing", None), passed, spill
    transfer = {
        "id": "renamed", "on": DayOfYear(1, 31), "as_": "court.listing", "when": MANY, "dated": DayOfYear(1, 1),
        "attributes": (("level", "score"),), "into": "there", "text": OTHER, "source": "law",
    }  # fmt: skip
    yield Transfer("t", DayOfYear(12, 31), "civic.donation", attributes=(("level", "band"),)), passed, transfer
    day_of_year = {"month": 2, "day": 1, "later": 1}
    yield DayOfYear(12, 31), lambda one: passed(Transfer("t", DayOfYear(1, 1), "civic.donation", dated=one)), day_of_year
    withdraws = {"kinds": ("court.listing",), "within": WorkingDays(3), "text": OTHER, "source": "law"}
    yield Withdraws(("civic.donation",)), lambda one: dataclasses.replace(full_book(), withdraws=one), withdraws
    remedy = {"contest": OTHER, "review": OTHER, "authority": OTHER, "source": "law"}
    yield model.Remedy(), lambda one: dataclasses.replace(full_book(), remedy=one), remedy
    bounds = {"gains": 9, "losses": 9, "points": 9_000}
    yield Local(1, 2, 3_000), lambda one: dataclasses.replace(full_book(), local=one), bounds
    yield CalendarEnd("year"), inside("lasts"), {"unit": "week"}
    yield LastsBySize(((5_000, YEAR), (None, MONTH))), inside("lasts"), {"rows": ((None, MONTH),)}
    by_table = {"by": AMOUNT, "rows": (), "otherwise": YEAR}
    yield LastsByTable(LEVEL, (("county", YEAR),), MONTH), inside("lasts"), by_table
    grouping = {"keys": ("kind",), "calendar": "week", "run": MONTH}
    yield Grouping(("counterparty",)), lambda group: first("measures")(measure(once_per=group)), grouping
    total = measure(how="sum", kinds=("civic.donation",), value=AMOUNT)
    yield total, first("measures"), {"how": "max", "value": LEVEL}
    share = measure(how="share", type="percent", of=SETTLED)
    yield share, first("measures"), {"of": SMALL}
    age = measure(how="age", type="months")
    yield age, first("measures"), {"pick": "latest", "type": "days"}
    yield measure(how="formula", formula=AMOUNT), first("measures"), {"formula": LEVEL}
    yield measure(how="state", type="text", states=(("a", None),)), first("measures"), {"states": (("b", None),)}


#: What each part reads like unchanged, by language: written once, asked for by many cases (which keep the parts alive).
BEFORE: dict[tuple[str, int], str] = {}
CASES = [
    pytest.param(part, place, field, value, id=f"{type(part).__name__}.{field}")
    for part, place, varied in owners()
    for field, value in varied.items()
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("part", "place", "field", "value"), CASES)
def test_a_changed_field_changes_the_prose(
    part: Any, place: Callable[[Any], Rulebook], field: str, value: Any, lang: str
) -> None:
    changed = dataclasses.replace(part, **{field: value})
    assert changed != part
    if (lang, id(part)) not in BEFORE:
        BEFORE[lang, id(part)] = written(place(part), lang)
    assert written(place(changed), lang) != BEFORE[lang, id(part)]


def test_every_field_of_the_model_is_varied() -> None:
    varied = {(type(part).__name__, field) for part, _, fields in owners() for field in fields} | UNSAID
    varied |= {("Hold", "deadline")}  # a rulebook's own, in another wrapping
    varied |= {("Period", field) for field in ("start", "end", "rules")} | {("Table", "rows")}  # test_prose_book
    every = {
        (found.__name__, field.name)
        for found in vars(model).values()
        if isinstance(found, type) and dataclasses.is_dataclass(found) and found.__module__ == model.__name__
        for field in dataclasses.fields(found)
    }
    assert every - varied == set()


def test_texts_are_said_in_the_language_asked_for() -> None:
    book = with_rules(clauses=(clause(text=Text((("en", "English words"), ("de", "Deutsche Worte")))),))
    assert "English words" in written(book, "en")
    assert "Deutsche Worte" in written(book, "de")


def test_an_empty_rulebook_can_be_written() -> None:
    empty = dataclasses.replace(full_book(), periods=(model.Period(0, 1, Rules(base=())),), sources={})
    assert "It is in force from 1 January 1970 up to and including 1 January 1970." in written(empty, "en")
