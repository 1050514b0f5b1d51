"""The frame of a rulebook in words: what it is, who is rated, disputes, the records used, the sources."""

from __future__ import annotations

import datetime as dt

from bonitas.common.days import ALWAYS, NEVER, day_number
from bonitas.rulebook.grounds import grounded
from bonitas.rulebook.model import Period, Rulebook, Rules, Source
from bonitas.rulebook.prose.described import references
from bonitas.rulebook.prose.document import Paragraph, Reference, References, Table, flowing
from bonitas.rulebook.prose.grounds import listed
from bonitas.rulebook.prose.voice import Voice


def summary(book: Rulebook, period: Period | None, on: int | None, voice: Voice) -> list[Paragraph]:
    """Who is rated, since when the rules are in force, by which version and hash, and what the rulebook's standing means."""
    sentences = [
        voice.say(
            "summary.rates" if rates(book) else "summary.shows",
            who=voice.say(f"who.{book.subjects}"),
            context=voice.context(book.context),
        ),
        voice.say("summary.jurisdictions", codes=voice.jurisdictions(book.jurisdictions)) if book.jurisdictions else "",
        voice.say("summary.place", place=voice.text(book.place)) if book.place else "",
        _in_force(book, voice),
        voice.say(f"standing.{book.standing}"),
        voice.say(f"numbers.{book.numbers}") if book.numbers else "",
        _grounds(book, voice),
        _these(book, period, on, voice),
        supplements(book, voice),
    ]
    version = [voice.say("summary.version", version=book.version, hash=book.hash), voice.say("summary.zone", zone=book.zone)]
    return [Paragraph(flowing(sentences)), Paragraph(flowing(version))]


def _grounds(book: Rulebook, voice: Voice) -> str:
    """That a rulebook which scores sensitive grounds stays in the lab, and which they are."""
    found = {ground for part in grounded(book) for ground in part.grounds}
    return voice.say("summary.grounds", grounds=listed(found, voice)) if found else ""


def _in_force(book: Rulebook, voice: Voice) -> str:
    if not book.periods:
        return voice.say("force.none")
    return _span(book.periods[0].start, book.periods[-1].end, "force.open", "force.closed", voice)


def _span(start: int, end: int, open_key: str, closed_key: str, voice: Voice) -> str:
    first = voice.language.date(max(start, ALWAYS + 1)) if start > ALWAYS else ""
    if end == NEVER:
        return voice.say(open_key, start=first)
    return voice.say(closed_key, start=first, last=voice.language.date(end - 1))


def _these(book: Rulebook, period: Period | None, on: int | None, voice: Voice) -> str:
    if period is None:
        return voice.say("force.not_on", day=voice.language.date(on)) if on is not None else ""
    if len(book.periods) == 1:
        return ""
    return _span(period.start, period.end, "force.these", "force.these.until", voice)


def rates(book: Rulebook) -> bool:
    """Whether it ever rates anybody; a register only shows."""
    return any(period.rules.rates for period in book.periods)


def rated(book: Rulebook, voice: Voice) -> list[Paragraph]:
    """When someone is rated at all, and by the rules of which day."""
    if not rates(book):
        return [Paragraph(voice.say("rated.nobody"))]
    rule = voice.say(f"rated.{book.participation}.{book.subjects}")
    otherwise = voice.say("rated.otherwise") if book.participation != "none" else ""
    rules_of = voice.say("rules_of.event" if book.rules_of == "the event" else "rules_of.asked")
    return [Paragraph(flowing([rule, otherwise])), Paragraph(rules_of)]


def supplements(book: Rulebook, voice: Voice) -> str:
    """Whose supplement it is, or what a supplement may add to it."""
    parts = [voice.say("supplement.of", base=voice.language.quoted(book.extends)) if book.extends else ""]
    if book.local is not None:
        gains, losses = (voice.language.number(n * 1000) for n in (book.local.gains, book.local.losses))
        points = voice.language.points(book.local.points)
        parts.append(voice.say("supplement.bounds", gains=gains, losses=losses, points=points))
    return flowing(parts)


def withdraws(book: Rulebook, voice: Voice) -> list[Paragraph]:
    """Which records their subject may have deleted, and how fast."""
    rule = book.withdraws
    if rule is None:
        return []
    records = voice.kinds(rule.kinds, "record")
    first = voice.say("withdraws", records=records)
    if rule.within is not None:
        first = voice.say("withdraws.within", records=records, time=voice.language.term(rule.within))
    sentences = [first, voice.text(rule.text)]
    return [Paragraph(flowing(sentences), references((rule.source,), source_numbers(book)))]


def remedy(book: Rulebook, voice: Voice) -> list[Paragraph]:
    """What follows from a standing, how to contest it, who reviews it, and to whom one may complain."""
    decided = [voice.say(f"decisions.{book.decisions.replace(' ', '_')}")] if book.decisions is not None else []
    rule = book.remedy
    if rule is None:
        return [Paragraph(flowing(decided))] if decided else []
    texts = {"contest": rule.contest, "review": rule.review, "authority": rule.authority}
    said = [voice.say(f"remedy.{name}", words=voice.text(text)) for name, text in texts.items() if text]
    return [Paragraph(flowing([*decided, *said]), references((rule.source,), source_numbers(book)))]


def disputes(book: Rulebook, voice: Voice) -> Paragraph:
    """What disputes, corrections and settlements do."""
    keys = ("disputes.upheld", "disputes.corrected", "disputes.settled")
    return Paragraph(
        flowing([voice.say(f"disputes.{book.disputes}"), *_deadline(book, voice), *(voice.say(key) for key in keys)])
    )


def _deadline(book: Rulebook, voice: Voice) -> list[str]:
    """By when a dispute must be decided, and what follows if it is not."""
    deadline = book.hold.deadline if book.hold is not None else None
    if deadline is None:
        return []
    said = [voice.say(f"disputes.then.{deadline.then}", time=voice.language.term(deadline.within))]
    if deadline.extended_by is not None:
        said.append(voice.say("disputes.extended", time=voice.language.term(deadline.extended_by)))
    if deadline.calendar is not None:
        key = "disputes.calendar" if deadline.calendar else "disputes.weekdays"
        said.append(voice.say(key, calendar=voice.language.quoted(deadline.calendar)))
    return said


def records(rules: Rules, voice: Voice) -> Table | None:
    """The kinds of record that the rules look at: context, legal basis, and how long they may be kept."""
    used = dict.fromkeys(kind for rule in (*rules.clauses, *rules.shown) for kind in rule.kinds)
    used |= dict.fromkeys(kind for measure in rules.measures for kind in measure.kinds)
    used |= dict.fromkeys(kind for rule in rules.passes_on for kind in rule.every_kind)
    known = [voice.catalogue.kinds[name] for name in used if name in voice.catalogue.kinds]
    if not known:
        return None
    rows = tuple(
        (
            voice.kind(kind.name)[1:-1],
            voice.context(kind.context)[1:-1],
            str(voice.language.duration(kind.keep)),
            voice.text(kind.legal_basis) or voice.say("kept.unknown"),
        )
        for kind in known
    )
    return Table(tuple(voice.say(f"t.{column}") for column in ("record", "context", "kept", "basis")), rows)


def source_numbers(book: Rulebook) -> dict[str, int]:
    """Each source's number, from 1, in the order of the rulebook."""
    return {name: number for number, name in enumerate(book.sources, 1)}


def sources(book: Rulebook, voice: Voice) -> References:
    """The numbered list of sources."""
    numbers = source_numbers(book)
    return References(tuple(_reference(numbers[name], source, voice) for name, source in book.sources.items()))


def _reference(number: int, source: Source, voice: Voice) -> Reference:
    """Publisher, day and note, each a sentence."""
    parts = (source.publisher, _seen(source.seen, voice), " ".join(source.note.split()))
    details = flowing([part if part[-1] in ".!?。" else part + voice.say("stop") for part in parts if part])
    return Reference(number, source.title, details, source.address)


def _seen(seen: str, voice: Voice) -> str:
    """An ISO date in words; anything else as written."""
    try:
        day = day_number(dt.date.fromisoformat(seen))
    except ValueError:
        return voice.say("source.seen", day=seen) if seen else ""
    return voice.say("source.seen_on", day=voice.language.date(day))
