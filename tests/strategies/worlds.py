"""Random worlds: records, amendments and participations of up to three subjects over a few years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from hypothesis import strategies as st

from reference.dates import day
from reference.world import AmendmentRow, Change, ParticipationRow, RecordRow, SubjectType, World

from .days import HOT, LAST, LATE, days, noon
from .small import CATALOGUE, CHANNELS, LEVELS

SUBJECTS = ("s1", "s2", "s3")
_DELAYS = (0, 0, 0, 0, 1, 45, 400)
_COUNTS = (3, 4, 5, 6, 8, 12, 2, 1, 0)
#: Thousandths for numbers, day numbers for dates; None is missing. Days come from a pool of their world.
_VALUES: dict[str, tuple[Any, ...]] = {
    "amount": (None, 0, 99_990, 100_000, 100_010, 500_000, 3_000_000, -5_000),
    "stars": (None, -1000, 0, 1000, 2000, 3000, 5000),
    "hours": (None, 0, 500, 2500, 2501, 10_000),
    "channel": (None, *CHANNELS),
    "level": (None, *LEVELS),
    "note": (None, "x", "y z", "it's"),
    "late": (None, False, True),
}
_COMMON: dict[str, tuple[Any, ...]] = {
    "act": (None, None, None, "a1", "a2"),
    "chosen_points": (None, -60_000, -50_000, -20_000, -5_000, 2_500, 20_000),
    "chosen_by": (None, "the panel", "the panel", "the panel"),
    "chosen_because": (None, "it was so", "it was so", "it was so"),
}
_CHOSEN = ("chosen_points", "chosen_by", "chosen_because")


@st.composite
def worlds(draw: st.DrawFn, rulebook: str = "small", most_records: int = 12) -> World:
    """Up to three subjects, each with up to `most_records` records; most of them take part most of the time.

    A world has few days and mostly few kinds, so that records fall together.
    """
    pool = draw(st.lists(days(), min_size=3, max_size=6))
    every = tuple(CATALOGUE.kinds)
    kinds = draw(st.one_of(st.just(every), st.lists(st.sampled_from(every), min_size=1, max_size=2)))
    records: list[RecordRow] = []
    types: dict[str, SubjectType] = {}
    participations: list[ParticipationRow] = []
    for subject in SUBJECTS[: draw(st.integers(1, len(SUBJECTS)))]:
        own = [
            draw(_records(subject, len(records) + n, pool, kinds))
            for n in range(min(most_records, draw(st.sampled_from(_COUNTS))))
        ]
        records += own
        if own:  # the type of a subject stands on its records
            types[subject] = draw(st.sampled_from(("person", "person", "person", "organisation")))
        participations += draw(_participations(subject, rulebook))
    amendments = [a for record in records for a in draw(_amendments(record))]
    return World(tuple(records), tuple(amendments), tuple(participations), types)


@st.composite
def _records(draw: st.DrawFn, subject: str, number: int, pool: Sequence[int], kinds: Sequence[str]) -> RecordRow:
    kind = CATALOGUE.kinds[draw(st.sampled_from(kinds))]
    names = [*(name for name in kind.attributes if name != "due_on"), "act", *(_CHOSEN if draw(st.booleans()) else ())]
    found = {name: draw(st.sampled_from((_VALUES | _COMMON)[name])) for name in names}
    if "due_on" in kind.attributes:
        found["due_on"] = draw(st.sampled_from((None, *pool)))
    on = draw(st.sampled_from(pool))
    return RecordRow(
        subject=subject,
        kind=kind.name,
        occurred_on=on,
        furnisher=draw(st.sampled_from(("f1", "f2"))),
        ref=f"r{number}",
        recorded_at=noon(on + draw(st.sampled_from(_DELAYS))),
        ended_on=draw(_after(on)) if kind.lasting and draw(st.integers(0, 2)) else None,
        counterparty=draw(st.sampled_from((None, "c1", "c2", "s1"))),
        attributes={name: value for name, value in found.items() if value is not None},
    )


def _after(on: int) -> st.SearchStrategy[int]:
    """The same day or one of those after it."""
    return st.sampled_from([on, on + 30, on + 366, *(hot for hot in HOT if hot > on)])


_CHANGES: tuple[Change, ...] = (
    "settled",
    "settled",
    "settled",
    "disputed",
    "disputed",
    "rejected",
    "rejected",
    "corrected",
    "upheld",
    "withdrawn",
)


@st.composite
def _amendments(draw: st.DrawFn, record: RecordRow) -> list[AmendmentRow]:
    """No two of one record with the same change, day and instant: their order would not be told."""
    found: dict[object, AmendmentRow] = {}
    for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2, 3)))):
        change = draw(st.sampled_from(_CHANGES))
        effective = draw(_after(record.occurred_on))
        recorded = max(record.recorded_at, noon(effective + draw(st.sampled_from((-60, 0, 0, 45)))))
        corrected = draw(_corrections(record)) if change == "corrected" else {}
        row = AmendmentRow(record.furnisher, record.ref, change, effective, recorded, corrected)
        found[change, effective, recorded] = row
    return list(found.values())


@st.composite
def _corrections(draw: st.DrawFn, record: RecordRow) -> dict[str, Any]:
    """At least one column with a new value. An act that ends is never corrected to begin after its end."""
    kind = CATALOGUE.kinds[record.kind]
    columns: dict[str, st.SearchStrategy[Any]] = {
        name: st.sampled_from(values[1:]) for name, values in (_VALUES | _COMMON).items() if name in (*kind.attributes, *_CHOSEN)
    }
    columns["act"], columns["counterparty"] = st.sampled_from(("a1", "a2")), st.sampled_from(("c1", "c2"))
    if kind.lasting:
        columns["ended_on"] = _after(record.occurred_on)
        columns["occurred_on"] = st.sampled_from((record.occurred_on - 31, record.occurred_on - 1, record.occurred_on))
    else:
        columns["occurred_on"] = days()
    if "due_on" in kind.attributes:
        columns["due_on"] = days()
    names = draw(st.lists(st.sampled_from(list(columns)), min_size=1, max_size=2, unique=True))
    return {name: draw(columns[name]) for name in names}


@st.composite
def _participations(draw: st.DrawFn, subject: str, rulebook: str) -> list[ParticipationRow]:
    """Mostly one without end; sometimes with an end that comes to be known later, a second basis, or none at all."""
    start = draw(st.sampled_from((day("2018-01-01"), day("2018-01-01"), day("2018-01-01"), day("2020-01-31"))))
    basis: Literal["consent", "notice"] = draw(st.sampled_from(("consent", "consent", "consent", "notice")))
    first = ParticipationRow(subject, rulebook, basis, start, noon(start))
    rows = [first]
    match draw(st.integers(0, 11)):
        case 11:
            return []
        case 1:
            rows = [replace(first, until=draw(st.sampled_from(HOT[12:])))]
        case 2 | 3:
            until = draw(st.sampled_from(HOT[8:]))
            rows.append(replace(first, until=until, recorded_at=noon(until + draw(st.sampled_from((0, 10))))))
        case 4:
            rows.append(replace(first, basis="notice", start=start + 500, recorded_at=noon(start + 500)))
            rows.append(replace(first, until=LAST - 200, recorded_at=noon(LAST - 300)))
    return rows


@st.composite
def questions(draw: st.DrawFn, world: World) -> tuple[str, int, int]:
    """(subject, on, known_at): a day on which something of the subject's may be in effect; mostly everything is known."""
    subject = draw(
        st.sampled_from(sorted({r.subject for r in world.records} | {p.subject for p in world.participations}) or ["s1"])
    )
    dates = sorted({row.occurred_on for row in world.records if row.subject == subject})
    steps = st.sampled_from((-1, 0, 0, 1, 27, 30, 31, 90, 180, 364, 366, 730))
    near = st.builds(int.__add__, st.sampled_from(dates), steps) if dates else days()
    on = draw(st.one_of(near, near, near, days()))
    return subject, on, draw(known_ats(world))


def known_ats(world: World) -> st.SearchStrategy[int]:
    """Mostly everything is known; sometimes only what was recorded by one of the world's instants, or just before it."""
    instants = [row.recorded_at for rows in (world.records, world.amendments, world.participations) for row in rows]
    return st.one_of(st.just(LATE), st.just(LATE), st.sampled_from([i - n for i in instants for n in (0, 1)] or [LATE]))
