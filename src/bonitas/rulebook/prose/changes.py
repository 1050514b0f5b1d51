"""What changed when: the rules of neighbouring periods, set side by side rule by rule and sentence by sentence."""

from __future__ import annotations

import dataclasses

from bonitas.rulebook.model import Rulebook, Rules
from bonitas.rulebook.prose.clauses import describe_clause
from bonitas.rulebook.prose.consequences import describe_consequence
from bonitas.rulebook.prose.described import Described
from bonitas.rulebook.prose.document import Block, Heading, Paragraph, Table, flowing
from bonitas.rulebook.prose.measures import describe_line, describe_measure
from bonitas.rulebook.prose.passing import describe_passing
from bonitas.rulebook.prose.standing import (
    describe_bands,
    describe_base,
    describe_dimension,
    describe_dimensions,
    describe_no_score,
    describe_score,
)
from bonitas.rulebook.prose.together import describe_together
from bonitas.rulebook.prose.voice import Voice


def described(rules: Rules, voice: Voice) -> dict[str, Described]:
    """Every rule of one period in words, by its key."""
    dimensions = rules.dimensions
    found = [
        describe_base(rules, voice),
        *(describe_clause(clause, voice) for clause in (*rules.clauses, *rules.shown)),
        *describe_together(rules, voice),
        *(describe_measure(measure, voice) for measure in rules.measures),
        *(describe_line(line, voice) for line in rules.scorecard),
        *([describe_dimensions(dimensions, voice)] if dimensions else []),
        *([describe_dimension(part, dimensions, voice) for part in dimensions.parts] if dimensions else []),
        describe_score(rules, voice),
        *(describe_no_score(rule, n, voice) for n, rule in enumerate(rules.no_score, 1)),
        describe_bands(rules.bands, voice),
        *(describe_consequence(rule, voice) for rule in rules.consequences),
        *(describe_passing(rule, voice) for rule in rules.passes_on),
    ]
    return {entry.key: entry for entry in found}


def changes(book: Rulebook, voice: Voice) -> list[Block]:
    """The chapter on changes; empty for a rulebook of one period."""
    if len(book.periods) < 2:  # noqa: PLR2004
        return []
    blocks: list[Block] = [Heading(2, voice.say("h.changes"), "changes"), Paragraph(voice.say("changes.intro"))]
    for old, new in zip(book.periods, book.periods[1:], strict=False):
        if old.end != new.start:
            blocks.append(Paragraph(voice.say("changes.gap", day=voice.language.date(old.end))))
        blocks.append(Heading(3, voice.say("changes.from", day=voice.language.date(new.start)), f"changes-{new.start}"))
        before = described(old.rules, dataclasses.replace(voice, rules=old.rules))
        after = described(new.rules, dataclasses.replace(voice, rules=new.rules))
        rows = compared(before, after, voice)
        head = (voice.say("t.rule"), voice.say("t.before"), voice.say("t.after"))
        blocks.append(Table(head, tuple(rows)) if rows else Paragraph(voice.say("changes.none")))
    return blocks


def compared(before: dict[str, Described], after: dict[str, Described], voice: Voice) -> list[tuple[str, str, str]]:
    """(rule, before, from then on) for each rule that is new, gone or changed."""
    rows = []
    for key in dict.fromkeys((*after, *before)):
        old, new = before.get(key), after.get(key)
        if old is None and new is not None:
            rows.append((new.title, voice.say("changes.new"), _whole(new, voice)))
        elif new is None and old is not None:
            rows.append((old.title, _whole(old, voice), voice.say("changes.gone")))
        elif old is not None and new is not None and (row := _row(old, new, voice)):
            rows.append(row)
    return rows


def _whole(entry: Described, voice: Voice) -> str:
    return flowing(list(entry.sides.values()))


def _row(old: Described, new: Described, voice: Voice) -> tuple[str, str, str] | None:
    """The sides that differ; where only fixed points do, the two figures: −5 points, −10 points."""
    sides = [side for side in dict.fromkeys((*new.sides, *old.sides)) if old.sides.get(side) != new.sides.get(side)]
    if not sides and old.title == new.title:
        return None
    if sides == ["points"] and old.fixed and new.fixed:
        return new.title, old.figure, new.figure
    if not sides:
        return new.title, old.title, new.title
    said = [flowing([entry.sides.get(side, "") for side in sides]) or "–" for entry in (old, new)]
    return new.title, said[0], said[1]
