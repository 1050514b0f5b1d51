"""What a letter says, in reading order, without a format: HTML and PDF are both written from it, so both say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bonitas.engine.question import to_day
from bonitas.rights.letter.factors import Factor, refs_of
from bonitas.rights.letter.otherwise import Without
from bonitas.rights.letter.statements import places, statements
from bonitas.rights.letter.words import LANGUAGES
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.prose.document import Block, Bullets, Document, Heading, Paragraph, Table
from bonitas.rulebook.prose.languages import language_of


@dataclass(frozen=True, slots=True)
class Told:
    """What goes into a letter: the decision in words, the explanation, its factors, and what would have changed the result."""

    book: Rulebook
    lang: str
    why: Mapping[str, Any]
    decision: str
    creditor: str
    reviewer: str
    agency: str
    factors: Sequence[Factor]
    without: Sequence[Without]
    ways: Mapping[str, Any] | None
    kinds: Mapping[str, str]
    links: Sequence[Mapping[str, Any]] = ()
    """Where several ledgers were read as one: the links by which the subject is one."""

    @property
    def say(self) -> Mapping[str, str]:
        """The words of its language."""
        return LANGUAGES[self.lang]

    def day(self, iso: str | None) -> str:
        """An ISO date as people write it."""
        return language_of(self.lang).date(to_day(iso)).plain if iso else ""

    def band(self, name: str | None) -> str:
        """A band by its title, where it has one."""
        titles = {band.name: band.title.say(self.lang) for one in self.book.periods for band in one.rules.bands.bands}
        return titles.get(name or "") or name or ""


def compose(told: Told) -> Document:
    """The letter."""
    say = told.say
    parts = {
        "decision": _decision, "why": _why, "data": _data, "otherwise": _otherwise, "contest": _contest, "review": _review, "law": _law,
    }  # fmt: skip
    blocks: list[Block] = [Paragraph(say["to"].format(subject=told.why["subject"], on=told.day(told.why["on"])))]
    if told.creditor:
        blocks.append(Paragraph(say["from"].format(creditor=told.creditor.rstrip("."))))
    for name, part in parts.items():
        blocks += [Heading(2, say[name]), *part(told)]
    return Document(say["title"], told.lang, tuple(blocks))


def _decision(told: Told) -> Iterator[Block]:
    why = told.why
    yield Paragraph(told.decision)
    title = told.book.title.say(told.lang) or told.book.id
    yield Paragraph(told.say["rested"].format(title=title, version=why["version"], on=told.day(why["on"])))


def _why(told: Told) -> Iterator[Block]:
    say, scored = told.say, told.why["standing"] == "scored"
    lead = "why_none" if not told.factors else "why_lead" if scored else "why_no_score"
    yield Paragraph(say[lead])
    if told.factors:
        yield Bullets(tuple(_factor(one, told) for one in told.factors))
    if scored:
        yield Paragraph(say["scored"].format(**_amounts(told, told.why)))


def _factor(one: Factor, told: Told) -> str:
    name = "plain" if one.points is None else "of_best" if one.best is not None else "lost" if one.lost > 0 else "graded"
    points = f"{one.points}".replace("-", "−")
    return told.say[name].format(text=one.text, points=points, best=one.best, band=told.band(told.why["band"]))


def _amounts(told: Told, row: Mapping[str, Any]) -> dict[str, str]:
    band = told.band(row["band"])
    return {"score": f"{row['score']}".replace("-", "−"), "band": told.say["band"].format(band=band) if band else ""}


def _data(told: Told) -> Iterator[Block]:
    say = told.say
    rows = refs_of(told.factors) or [record for one in told.without for record in one.records]
    if not rows:
        yield Paragraph(say["no_data"])
        return
    head = tuple(say[one] for one in ("of", "what", "furnisher", "ref", "until"))
    cells = [
        (told.day(row["occurred_on"]), told.kinds.get(row["kind"]) or row["kind"], row["furnisher"], row["ref"], told.day(row.get("ends_on")) or say["on_file"])
        for row in rows
    ]  # fmt: skip
    yield Table(head, tuple(cells))


def _otherwise(told: Told) -> Iterator[Block]:
    say = told.say
    lines = []
    for one in told.without:
        result = say[f"r_{one.row['standing']}"].format(**_amounts(told, one.row))
        if one.factor is not None:
            lines.append(say["if_factor"].format(text=one.factor.text, result=result))
        else:
            lines.append(say["if_kind"].format(kind=told.kinds.get(one.kind) or one.kind, result=result))
    for way in (told.ways or {}).get("options", ()):
        steps = ", ".join(_step(step, told) for step in way["steps"])
        lines.append(say["step" if steps else "wait"].format(band=told.band(way["band"]), on=told.day(way["on"]), steps=steps))
    yield Bullets(tuple(lines)) if lines else Paragraph(say["no_change"])


def _step(step: Mapping[str, Any], told: Told) -> str:
    record = f"{step.get('furnisher')}/{step.get('ref')}"
    return told.say[f"do_{step['do']}"].format(text=step["text"].rstrip("."), on=told.day(step.get("occurred_on")), record=record)


def _contest(told: Told) -> Iterator[Block]:
    say, book = told.say, told.book
    deadline = (
        say["deadline"].format(within=language_of(told.lang).term(book.deadline.within))
        if book.hold is not None and book.deadline
        else ""
    )
    held = say["held"].format(deadline=deadline) if book.hold is not None else say["counts"]
    links = ", ".join(say["one_link"].format(**one) for one in told.links)
    by_links = (say["links"].format(links=links),) if links else ()
    yield Bullets((say["contest_record"].format(held=held), *by_links, say["contest_decision"]))


def _review(told: Told) -> Iterator[Block]:
    name = "reviewer" if told.reviewer else "no_reviewer"
    yield Paragraph(told.say[name].format(reviewer=told.reviewer.rstrip(".")))


def _law(told: Told) -> Iterator[Block]:
    due = places(told.book.jurisdictions)
    said = list(statements(due, told.lang, agency=told.agency, scored=told.why["standing"] == "scored"))
    for text in said or [told.say["law_general"]]:
        yield Paragraph(text)
    yield Paragraph(told.say["again"].format(hash=told.why["hash"]))
