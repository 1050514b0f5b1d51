"""Short ways to write rulebooks and worlds by hand in tests. Points and numbers here are whole units, days are ISO dates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bonitas.common.days import ALWAYS, NEVER, Duration
from bonitas.common.texts import Text
from bonitas.rulebook.expression import Attr, Compare, Const, Expr, Fact, Type
from bonitas.rulebook.model import Band, Bands, BaseCase, Clause, Fixed, Measure, Period, Row, Rulebook, Rules, Table
from bonitas.rulebook.model import Value as PointsValue
from strategies.small import CATALOGUE

from .dates import day
from .evaluate import evaluate
from .world import AmendmentRow, Change, Outcome, ParticipationRow, RecordRow, Value, World

#: An instant after everything that the tests record.
LATE = 10**17
NOW = Text((("en", "."),))
SETTLED = Fact("settled", "yes_no")
YEAR = Duration(months=12)


def number(value: int) -> Const:
    return Const(value * 1000, "number")


def attribute(name: str, type_: Type = "number") -> Attr:
    return Attr(name, type_)


def compare(left: Expr, operator: Any, right: Expr) -> Compare:
    return Compare(operator, left, right)


def clause(id_: str, kind: str, points: int | PointsValue | None, **more: Any) -> Clause:
    """A clause; `points` as a plain number is fixed. It lasts one year unless said otherwise."""
    value = Fixed(points * 1000) if isinstance(points, int) else points
    fields: dict[str, Any] = {"when": None, "grade": None, "lasts": YEAR, "order": 0, **more}
    return Clause(id=id_, kinds=(kind,), points=value, **fields)


def measure(name: str, how: Any, kind: str = "", **more: Any) -> Measure:
    fields: dict[str, Any] = {"type": "number", "kinds": (kind,) if kind else (), **more}
    return Measure(name=name, how=how, **fields)


def bands(**floors: int | None) -> Bands:
    """Best first, by floor; None is `below`."""
    return Bands(tuple(Band(name, None if floor is None else floor * 1000) for name, floor in floors.items()))


def table(missing: int | None = None, **rows: tuple[int | None, int | None, int]) -> Table:
    """Rows by label: low, high and points."""
    ranges = tuple(
        Row("range", label, points * 1000, None if low is None else low * 1000, None if high is None else high * 1000)
        for label, (low, high, points) in rows.items()
    )
    return Table(ranges if missing is None else (*ranges, Row("missing", "missing", missing * 1000)))


def rules(*clauses: Clause, base: int = 0, **more: Any) -> Rules:
    """Rules with the clauses in this order."""
    ordered = tuple(replace(c, order=n) for n, c in enumerate(clauses))
    fields: dict[str, Any] = {"bands": bands(A=0, B=None), **more}
    return Rules(base=(BaseCase(None, base * 1000),), clauses=ordered, **fields)


def book(in_force: Rules | tuple[Period, ...], **more: Any) -> Rulebook:
    """A rulebook for persons; in force for ever unless periods are given. Participation by consent."""
    periods = (Period(ALWAYS, NEVER, in_force),) if isinstance(in_force, Rules) else in_force
    fields: dict[str, Any] = {
        "version": "1",
        "hash": "",
        "title": NOW,
        "about": NOW,
        "subjects": "person",
        "standing": "own",
        "participation": "consent",
        "context": "trade",
        "zone": "UTC",
        "disputes": "hold",
        "rules_of": "the asked day",
        "sources": {},
        **more,
    }
    return Rulebook(id="small", periods=periods, **fields)


def record(kind: str, on: str, ref: str, **attributes: Any) -> RecordRow:
    """A record of subject s, recorded on its day. Whole numbers become thousandths; `ended` and `counterparty` are columns."""
    ended, counterparty = attributes.pop("ended", None), attributes.pop("counterparty", None)
    recorded = attributes.pop("recorded", on)
    exact = {k: v * 1000 if type(v) is int else v for k, v in attributes.items()}
    return RecordRow("s", kind, day(on), "f", ref, instant(recorded), None if ended is None else day(ended), counterparty, exact)


def amendment(ref: str, change: Change, on: str, recorded: str | None = None, **corrected: Any) -> AmendmentRow:
    exact = {k: v * 1000 if type(v) is int else day(v) if k.endswith("_on") else v for k, v in corrected.items()}
    return AmendmentRow("f", ref, change, day(on), instant(recorded or on), exact)


def consent(start: str = "2000-01-01", **more: Any) -> ParticipationRow:
    return ParticipationRow("s", "small", "consent", day(start), **{"recorded_at": 0, **more})


def instant(on: str) -> int:
    """Noon of a day."""
    return (day(on) * 24 + 12) * 3_600_000_000


def world(*rows: RecordRow | AmendmentRow | ParticipationRow, type_: Any = "person") -> World:
    """A world of subject s, who takes part for ever unless a participation is among the rows."""
    parts = tuple(r for r in rows if isinstance(r, ParticipationRow)) or (consent(),)
    return World(
        tuple(r for r in rows if isinstance(r, RecordRow)),
        tuple(r for r in rows if isinstance(r, AmendmentRow)),
        parts,
        {"s": type_},
    )


def ask(of: Rulebook, about: World, on: str, known_at: int = LATE) -> Outcome:
    return evaluate(of, about, "s", day(on), known_at, catalogue=CATALOGUE)


def score(of: Rulebook | Rules, about: World, on: str) -> int | None:
    """The score in whole units (the tests' scores are whole)."""
    outcome = ask(of if isinstance(of, Rulebook) else book(of), about, on)
    assert outcome.score is None or outcome.score % 1000 == 0
    return None if outcome.score is None else outcome.score // 1000


def measured(rule: Measure, about: World, on: str, *before: Measure) -> Value:
    """One measure by itself, as the outcome shows it; `before` are measures it may name."""
    return ask(book(rules(measures=(*before, rule))), about, on).measures[rule.name]
