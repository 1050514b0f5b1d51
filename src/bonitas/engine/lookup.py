"""Looking up: the entries that a register shows of a subject on a day, as what, how long, and what ends or changes them earlier.

A look-up is no rating: it needs no participation, and shows nothing but what the rulebook says is shown (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bonitas.common.days import NEVER, iso
from bonitas.engine.at_hand import at_hand
from bonitas.engine.because import NOT_IN_FORCE, OTHER_TYPE, UNSEEN, not_rated_texts
from bonitas.engine.codes import trouble
from bonitas.engine.coming import in_force
from bonitas.engine.held import Held, counted_by, holds
from bonitas.engine.question import Day, Instant, Question, pairs
from bonitas.engine.rate import ask, catalogue_of
from bonitas.engine.refuse import refuse_outside_lab
from bonitas.engine.kept import Changes
from bonitas.engine.supposed import supposing
from bonitas.engine.register import Course, Entry, Key, Unjudged, counted_until, courses, entries_on, register_of
from bonitas.engine.still import of_one_state
from bonitas.ledger.base import Filed, FullRecord, Ledger
from bonitas.rulebook.model import Hold, Rulebook


#: An entry by clause, furnisher and ref.
Name = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a register shows of one subject on one day. `content` is what `lookup --json` prints; dates are ISO text."""

    content: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """What `lookup --json` prints."""
        return self.content

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The entries shown, the oldest first."""
        found: list[dict[str, Any]] = self.content["entries"]
        return found


@of_one_state
def lookup(
    book: Rulebook, ledger: Filed, *, subject: str, on: Day | None = None, known_at: Instant | None = None, lang: str = "en"
) -> Lookup:
    """Look one subject up in a register on one day (see `rate` for the defaults).

    BonitasError: E113 for a rulebook that shows nothing, E110 and E111 as for `rate`.

    >>> import bonitas
    >>> register = bonitas.read_rulebook("uk-judgments")  # doctest: +SKIP
    >>> bonitas.lookup(register, ledger, subject="C1", on="2026-11-23").entries  # doctest: +SKIP
    """
    refuse_outside_lab(book, ledger)
    if not any(period.rules.shown for period in book.periods):
        raise trouble("E113", rulebook=book.id)
    question = ask(book, ledger, on=on, known_at=known_at, subject=subject)
    content: dict[str, Any] = {
        "subject": subject, "on": iso(int(question.days[0])), "because": _because(book, question), "entries": [], "held": [],
        "not_judged": [], "title": book.title.say(lang), "rulebook": book.id, "version": book.version, "hash": book.hash,
    }  # fmt: skip
    if content["because"] is None:
        content |= _found(book, ledger, question, lang)
    return Lookup(content)


def shown_until(book: Rulebook, ledger: Ledger, question: Question) -> dict[tuple[str, str], str | None]:
    """Until when each record (furnisher, ref) of the one subject of a question is shown to others; None while its act goes on."""
    rules = book.rules_on(int(question.days[0]))
    if rules is None or not rules.shown:
        return {}
    near = at_hand(ledger)
    register = near.shelf.once("register", book, lambda: register_of(book))
    shown, _ = entries_on(register, near, question)
    found: dict[tuple[str, str], int] = {}
    for key, course in courses(register, near, question, shown).items():
        name = (shown[key].record.furnisher, shown[key].record.ref)
        found[name] = max(found.get(name, course.until), course.until)
    return {name: iso(day) for name, day in found.items()}


def mark_shown(points: Sequence[Mapping[str, Any]], until: Mapping[tuple[str, str], str | None]) -> None:
    """Add `shown_until` to the records of an explanation's points that are shown to others: the second of their three clocks."""
    for item in points:
        for row in item["records"]:
            name = (row["furnisher"], row["ref"])
            if name in until:
                row["shown_until"] = until[name]


def _because(book: Rulebook, question: Question) -> str | None:
    """Why nothing at all can be shown, if so."""
    texts = not_rated_texts(book)
    if not in_force(book, question.days)[0]:
        return texts[NOT_IN_FORCE]
    if question.codes[0] < 0:
        return texts[UNSEEN]
    if book.subjects != "both" and bool(question.organisation[0]) != (book.subjects == "organisation"):
        return texts[OTHER_TYPE].replace(" rates ", " shows ")
    return None


def were_they_settled(register: Rulebook, ledger: Filed, question: Question, entries: Sequence[Entry]) -> dict[Name, Course]:
    """What would become of entries, were all their records settled on the day of the question; without those that would be gone.
    An entry's course does not depend on that of another."""
    if not entries:
        return {}
    subject, day, known = entries[0].record.subject, int(question.days[0]), int(question.knowns[0])
    settle = list(dict.fromkeys(f"{entry.record.furnisher}/{entry.record.ref}@{iso(day)}" for entry in entries))
    with supposing(ledger, subject, settle=settle, on=day, known=known) as (supposed, _):
        own = at_hand(supposed)
        asked = pairs(own, [(subject, day, known)])
        shown, _ = entries_on(register, own, asked)
        found = courses(register, own, asked, shown)
        return {name_of(shown[key]): course for key, course in found.items()}


def name_of(entry: Entry) -> Name:
    """An entry by the names of its clause and its record, which are the same in every ledger."""
    return entry.clause.id, entry.record.furnisher, entry.record.ref


def _found(book: Rulebook, ledger: Filed, question: Question, lang: str) -> dict[str, Any]:
    register, near = register_of(book), at_hand(ledger)
    shown, unjudged = entries_on(register, near, question)
    held = {}
    if book.disputes == "hold":
        every, _ = entries_on(replace(register, disputes="count"), near, question)
        held = {key: entry for key, entry in every.items() if key not in shown}
    sight = _Sight(book, near, question, lang, courses(register, near, question, shown))
    unsettled = [entry for entry in shown.values() if sight.changes.settled_on(entry.record) is None]
    sight.supposed = were_they_settled(register, ledger, question, unsettled)
    return {
        "entries": [sight.row(key, entry) for key, entry in _in_order(shown)],
        "held": [sight.held(key, entry) for key, entry in _in_order(held)],
        "not_judged": [sight.unjudged(one) for one in unjudged],
    }


def _in_order(entries: Mapping[Key, Entry]) -> list[tuple[Key, Entry]]:
    """By the day since when they are shown, then as the rulebook and the names of the records have it."""
    order = lambda pair: (pair[1].since, pair[1].clause.order, pair[1].record.furnisher, pair[1].record.ref)  # noqa: E731
    return sorted(entries.items(), key=order)


class _Sight:
    """Entries as they are told: each with its three clocks, its record and what ends it earlier."""

    def __init__(self, book: Rulebook, ledger: Ledger, question: Question, lang: str, to_come: Mapping[Key, Course]) -> None:
        self.book, self.lang, self.courses = book, lang, to_come
        self.supposed: dict[Name, Course] = {}
        self.day, self.known = int(question.days[0]), int(question.knowns[0])
        self.catalogue = catalogue_of(ledger)
        rules = book.rules_on(self.day)
        assert rules is not None
        self.changes = Changes(ledger, question, dict.fromkeys(kind for c in rules.shown for kind in c.kinds))
        self.counted = counted_until(book, ledger, question)

    def row(self, key: Key, entry: Entry) -> dict[str, Any]:
        """An entry that is shown."""
        course, record = self.courses[key], entry.record
        counts = self.counted.get(record.entry)
        return {
            **self.first(entry),
            "contested": bool(self.disputed(record)),
            "until": iso(course.until),
            "counts": counts is not None,
            "counted_until": None if counts is None else iso(counts),
            "kept_until": self.kept_until(record),
            "coming": [{"on": iso(day), "as": text.say(self.lang)} for day, text in course.coming],
            "if_settled": self.if_settled(entry, course),
        }

    def if_settled(self, entry: Entry, course: Course) -> dict[str, Any] | None:
        """What would become of an entry, were its record settled on the day asked for; None if that has come, or changes nothing."""
        if self.changes.settled_on(entry.record) is not None:
            return None
        then = self.supposed.get(name_of(entry), Course(entry.as_, (), self.day))
        if then == course:
            return None
        coming = [{"on": iso(day), "as": text.say(self.lang)} for day, text in then.coming]
        removed = then.until <= self.day
        as_ = None if removed else then.as_.say(self.lang)
        return {"on": iso(self.day), "removed": removed, "as": as_, "until": iso(then.until), "coming": coming}

    def held(self, key: Key, entry: Entry) -> dict[str, Any]:
        """An entry that is not shown while a dispute about it is open."""
        open_ones = self.disputed(entry.record)
        since, due = min((one.start for one in open_ones), default=NEVER), max((one.due for one in open_ones), default=NEVER)
        late = due < self.day
        told = {"held_since": iso(since), "decide_by": iso(due), "for_good": late, "kept_until": self.kept_until(entry.record)}
        return {**self.first(entry), **told, **counted_by(self.book.deadline)}

    def unjudged(self, one: Unjudged) -> dict[str, Any]:
        return {"clause": one.clause.id, "record": self.record(one.record), "source": one.clause.source}

    def first(self, entry: Entry) -> dict[str, Any]:
        settled = self.changes.settled_on(entry.record)
        return {
            "clause": entry.clause.id,
            "as": entry.as_.say(self.lang),
            "text": entry.clause.text.say(self.lang),
            "since": iso(entry.since),
            "settled_on": None if settled is None else iso(settled),
            "record": self.record(entry.record),
            "source": entry.clause.source,
        }

    def record(self, record: FullRecord) -> dict[str, Any]:
        """A record by name; what else it holds is not shown."""
        known = {"furnisher": record.furnisher, "ref": record.ref, "kind": record.kind}
        return {**known, "occurred_on": iso(self.changes.occurred_on(record))}

    def kept_until(self, record: FullRecord) -> str | None:
        return iso(self.changes.kept_until(record, self.catalogue))

    def disputed(self, record: FullRecord) -> list[Held]:
        """The disputes about a record that are open on the day (or were not decided in time)."""
        found = holds(self.changes.of(record), self.book.hold or Hold())
        return [one for one in found if one.start <= self.day < one.end]
