"""Expressions as text: conditions and amounts over records of given kinds, and over measures."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from .small import CATALOGUE, CHANNELS, LEVELS

_SIGNS = ("=", "!=", "<", "<=", ">", ">=")
_NUMBERS = {"amount": ("0", "99.99", "100", "500", "3000"), "stars": ("0", "1", "3", "4"), "hours": ("0.5", "2.5", "10")}
_OF_EVERY_RECORD = (
    "settled", "not settled", "ongoing", "settled_on is missing", "counterparty is missing", "counterparty = 'c1'",
    "counterparty in ('c2', 's1')", "furnisher = 'f1'", "settled_on - occurred_on <= 60 days", "ended_on is not missing",
    "days_since(occurred_on) <= 90 days", "months_since(occurred_on) < 6 months", "asked_on >= 2022-01-31",
    "occurred_on < 2021-07-01", "months_since(settled_on) >= 1 month", "act is missing", "act = 'a1'",
    "months_between(occurred_on, settled_on) <= 1 month", "months_between(settled_on, asked_on) >= 2 months",
    "months_between(asked_on, 2022-02-28) > 0", "months_between(ended_on, occurred_on) < -1 month",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is known of a measure that has been made up: its type, whether it can be missing, what it can be."""

    name: str
    type: str
    missing: bool
    whole: bool = False
    from_zero: bool = False
    texts: tuple[str, ...] | None = None


def attributes_of(kinds: tuple[str, ...]) -> list[str]:
    """Every attribute that one of the kinds declares."""
    return list(dict.fromkeys(name for kind in kinds for name in CATALOGUE.kinds[kind].attributes))


def numbers_of(kinds: tuple[str, ...]) -> list[str]:
    return [name for name in attributes_of(kinds) if name in _NUMBERS]


def conditions(kinds: tuple[str, ...]) -> st.SearchStrategy[str]:
    """A condition over records of these kinds: one test, or a few joined by `and`, `or` and `not`."""
    return st.recursive(_tests(kinds), _joined, max_leaves=3)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        inner.map(lambda text: f"not ({text})"),
    )


@st.composite
def _tests(draw: st.DrawFn, kinds: tuple[str, ...]) -> str:  # noqa: PLR0911  one line for each type
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(_OF_EVERY_RECORD))
    name = draw(st.sampled_from(attributes_of(kinds)))
    if draw(st.integers(0, 7)) == 0:
        return f"{name} is {draw(st.sampled_from(('missing', 'not missing')))}"
    sign = draw(st.sampled_from(_SIGNS))
    match name:
        case "channel" | "level":
            one, two = draw(st.permutations(CHANNELS if name == "channel" else LEVELS))[:2]
            return draw(st.sampled_from((f"{name} = '{one}'", f"{name} != '{one}'", f"{name} in ('{one}', '{two}')")))
        case "note":
            return draw(st.sampled_from(("note = 'x'", "note != 'it''s'", "note in ('x', 'y z')")))
        case "late":
            return draw(st.sampled_from(("late", "not late", "late = yes", "late != yes")))
        case "due_on":
            tests = (
                f"due_on {sign} 2021-06-30",
                "due_on - occurred_on > 30 days",
                "months_until(due_on) >= 3",
                "due_on < asked_on",
            )
            return draw(st.sampled_from((*tests, "days_until(due_on) < 28 days")))
        case _:
            return f"{draw(amounts(kinds))} {sign} {draw(st.sampled_from(_NUMBERS[name]))}"


@st.composite
def amounts(draw: st.DrawFn, kinds: tuple[str, ...]) -> str:
    """A number drawn from a record: an attribute, or something worked out from one or two."""
    names = numbers_of(kinds)
    one, two = draw(st.sampled_from(names)), draw(st.sampled_from(names))
    worked = (
        f"abs({one})",
        f"{one} - 100",
        f"{one} * 1.5",
        f"{one} / {two}",
        f"max({one}, {two})",
        f"-{one} + {two}",
        f"min({one}, 3)",
    )
    return draw(st.one_of(st.just(one), st.just(one), st.sampled_from(worked)))


@st.composite
def over_measures(draw: st.DrawFn, measures: list[Drawn]) -> str:
    """A condition over the measures of a subject."""
    if not measures or draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from(("asked_on >= 2021-07-01", "asked_on < 2022-02-28")))
    measure = draw(st.sampled_from(measures))
    name, sign = measure.name, draw(st.sampled_from(_SIGNS))
    if measure.missing and draw(st.integers(0, 4)) == 0:
        return f"{name} is missing"
    match measure.type:
        case "text":
            text = draw(st.sampled_from(measure.texts or ("x", "y z")))
            return f"{name} {draw(st.sampled_from(('=', '!=')))} '{text}'"
        case "yes_no":
            return draw(st.sampled_from((name, f"not {name}")))
        case "date":
            return draw(st.sampled_from((f"{name} {sign} 2022-01-31", f"days_since({name}) <= 90 days")))
        case unit:
            return f"{name} {sign} {draw(st.sampled_from(CUTS[unit]))}"


#: Where numbers of each type are cut, from low to high, as they are written.
CUTS: dict[str, tuple[str, ...]] = {
    "number": ("1", "2", "3", "50", "500"),
    "percent": ("25%", "50%", "66.667%", "98%"),
    "months": ("1 month", "6 months", "1 year", "2 years"),
    "days": ("1 day", "28 days", "90 days", "365 days"),
    "years": ("1 year", "2 years", "3 years"),
}
