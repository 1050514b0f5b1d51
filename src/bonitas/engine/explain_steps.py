"""The steps of an explanation: what limits, overlaps, repeats, repairs, freezes, grades and rounding changed."""

from __future__ import annotations

from typing import Any

from bonitas.common.amounts import decimal_of
from bonitas.common.days import iso
from bonitas.engine.explain_items import name_of
from bonitas.engine.kernel import layout as ly
from bonitas.engine.phrases import phrase
from bonitas.engine.question import Question
from bonitas.engine.shares import Drawn
from bonitas.engine.trace import Trace, TracedMatch
from bonitas.engine.held import Held, counted_by, holds
from bonitas.ledger.base import FullRecord, Ledger, Need
from bonitas.rulebook.model import Deadline, Rulebook


def steps(book: Rulebook, ledger: Ledger, found: Trace, question: Question, lang: str) -> list[dict[str, Any]]:
    """All steps in the order of the semantics, each with what it changed: `from` and `to` are Decimals where amounts change."""
    listed = held(book, ledger, found, question, lang)
    for match in found.matches:
        listed += match_steps(found, match, lang)
    return listed + score_steps(found, lang)


def step(
    lang: str, name: str, *, item: str = "", record: str = "", before: int | None = None, after: int | None = None, **more: Any
) -> dict[str, Any]:
    """One step with its sentence."""
    row: dict[str, Any] = {"step": name}
    words: dict[str, Any] = {"item": item, "record": record, **more}
    if item:
        row["item"] = item
    if record:
        row["record"] = record
    if before is not None:
        row["from"] = decimal_of(before)
        words["from"] = f"{decimal_of(before)}".replace("-", "−")
    if after is not None:
        row["to"] = decimal_of(after)
        words["to"] = f"{decimal_of(after)}".replace("-", "−")
    row |= more
    row["text"] = phrase(lang, name, **words)
    return row


def said(record: FullRecord) -> str:
    """A record in a sentence: who furnished it, and under which reference."""
    return f"{record.furnisher}/{record.ref}"


def held(book: Rulebook, ledger: Ledger, found: Trace, question: Question, lang: str) -> list[dict[str, Any]]:
    """Records that an open dispute holds out on the day."""
    day, known = int(question.days[0]), int(question.knowns[0])
    hold = book.hold
    if hold is None or not found.compiled.kinds:
        return []
    need = Need(found.compiled.kinds, (), recorded_at=False, subjects=question.codes)
    by_entry: dict[int, list[Any]] = {}
    for change in sorted(ledger.amendments(need), key=lambda c: (c.recorded_at, c.effective_on, c.change)):
        if change.recorded_at <= known:
            by_entry.setdefault(change.entry, []).append(change)
    out = {
        entry: one
        for entry, changes in by_entry.items()
        if not any(c.change in {"withdrawn", "upheld"} for c in changes)
        for one in holds(changes, hold)
        if one.start <= day < one.end
    }
    records = ledger.full_records(sorted(out)) if out else []
    return [held_step(said(record), out[record.entry], hold.deadline, day, lang) for record in records]


def held_step(record: str, one: Held, deadline: Deadline | None, day: int, lang: str) -> dict[str, Any]:
    """A record that is held out; where there is a deadline, until when, and what follows."""
    if deadline is None:
        return step(lang, "held", record=record)
    if day > one.due:
        return with_calendar(step(lang, "undecided_dispute", record=record, day=iso(one.due)), deadline, lang)
    row = step(lang, "held", record=record, day=iso(one.due))
    return with_calendar({**row, "text": phrase(lang, f"held_{deadline.then}", record=record, day=row["day"])}, deadline, lang)


def with_calendar(row: dict[str, Any], deadline: Deadline, lang: str) -> dict[str, Any]:
    """A step with the calendar that its day was counted by, if public holidays had a say in it."""
    by = counted_by(deadline)
    if not by:
        return row
    words = phrase(lang, "calendar", calendar=by["calendar"], edition=by["calendar_version"])
    return {**row, **by, "text": f"{row['text']} {words}"}


def match_steps(found: Trace, match: TracedMatch, lang: str) -> list[dict[str, Any]]:
    """What became of one match."""
    item = match.clause.id
    record = said(found.records[match.entry])
    if match.state == "overlapped":
        return [step(lang, "overlapped", item=item, record=record, before=match.value, after=0)]
    if match.state != "counts":
        return []
    listed = []
    if match.before:
        before, total = decimal_of(match.before), decimal_of(match.total or 0)
        listed.append(step(lang, "running", item=item, record=record, after=match.value, total_before=before, total=total))
    if match.again != match.value:
        listed.append(step(lang, "again", item=item, record=record, before=match.value, after=match.again))
    if match.fit != match.again:
        listed.append(step(lang, "limit", item=item, record=record, before=match.again, after=match.fit))
    if match.repair >= 0 and match.clause.grade is not None and match.grade < 0:
        listed.append(step(lang, "lifted", item=item, record=record))
    if match.waits != ly.NEVER:
        listed.append(step(lang, "waits", item=item, record=record, day=iso(match.waits)))
    if match.whole != match.fit:
        listed.append(step(lang, "repaired", item=item, record=record, before=match.fit, after=match.whole))
    if match.share != 1000:
        listed.append(step(lang, "decay", item=item, record=record, before=match.whole, after=match.decayed))
    if match.capped != match.decayed:
        listed.append(step(lang, "limit", item=item, record=record, before=match.decayed, after=match.capped))
    if match.counted != match.capped:
        listed.append(step(lang, "freeze", item=item, record=record, before=match.capped, after=match.counted))
    if match.grade >= 0:
        band = found.compiled.rules.bands.bands[match.grade].name
        listed.append(step(lang, "grade", item=item, record=record, band=band))
    return listed


def score_steps(found: Trace, lang: str) -> list[dict[str, Any]]:
    """From the points to the score: sum, limits of the score, rounding, booking of a direct grade, the band fallen from."""
    result = found.result
    total, rounded, score = (int(result[place]) for place in (ly.R_BEFORE_CLAMP, ly.R_BEFORE_BOOK, ly.R_SCORE))
    rule = found.compiled.rules.score
    clamped = total if rule.low is None else max(total, rule.low)
    clamped = clamped if rule.high is None else min(clamped, rule.high)
    listed = [step(lang, "sum", after=total)]
    if clamped != total:
        listed.append(step(lang, "clamp", before=total, after=clamped))
    if rounded != clamped:
        listed.append(step(lang, "round", before=clamped, after=rounded))
    if score != rounded:
        listed.append(step(lang, "book", before=rounded, after=score))
    if found.fallen_from is not None:
        listed.append(step(lang, "fallen", band=found.fallen_from))
    return listed


def share_steps(drawn: Drawn, lang: str) -> list[dict[str, Any]]:
    """The bands drawn by share: the cut (percent), the lowest score within it, and over how many it was drawn."""
    listed = []
    for one in drawn.draws:
        best, own = decimal_of(one.band.best or 0), one.band.floor
        name = "share" if one.lowest is not None else "share_of_nobody"
        own_floor = None if own is None else decimal_of(own)
        more: dict[str, Any] = {"band": one.band.name, "best": best, "over": one.over, "within": one.within}
        listed.append(step(lang, name, after=one.lowest, **more, own_floor=own_floor))
    return listed


def not_judged(found: Trace, lang: str) -> list[dict[str, Any]]:
    """Matches that could not be judged: a condition or an amount that is missing, points that nobody chose."""
    listed = []
    for match in found.matches:
        if match.state in {"unknown", "undecided"}:
            record = said(found.records[match.entry])
            item = name_of(match.clause.text.say(lang), match.clause.id)
            listed.append(
                {"item": match.clause.id, "record": record, "text": phrase(lang, match.state, item=item, record=record)}
            )
    return listed
