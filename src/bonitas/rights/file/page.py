"""The page of a person's file: reasons before numbers, then every record, everyone who asked, and what one can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.said import Row, instant_text
from bonitas.rights.file.make import SubjectFile
from bonitas.rights.file.phrases import words
from bonitas.rights.file.records import record_item
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.prose.document import Block, Bullets, Document, Heading, Paragraph, Table

Said = Mapping[str, str]


def page(file: SubjectFile, catalogue: Catalogue) -> Document:
    """Everything in the file, for whoever it is about."""
    say = words(file.lang)
    blocks: list[Block] = [Paragraph(say["lead"].format(subject=file.subject, at=moment(instant_text(file.known))), lead=True)]
    blocks += [Paragraph(say["licence"].format(operator=file.operator))] if file.operator else []
    blocks += [Heading(2, say["standing"], "standing"), *_standing(file, say)]
    blocks += [Heading(2, say["records"], "records"), *_records(file, catalogue, say)]
    blocks += [Heading(2, say["participations"], "participations"), *_participations(file, say)]
    blocks += [Heading(2, say["links"], "links"), *_links(file, say)] if file.links else []
    blocks += [Heading(2, say["asked"], "asked"), *_asked(file, say)]
    if file.history:
        blocks += [Heading(2, say["history"], "history"), _history(file, say)]
    blocks += [Heading(2, say["rights"], "rights"), Bullets(tuple(rights(file.books, say))), Paragraph(say["right_law"])]
    blocks += [Heading(2, say["again"], "again"), Paragraph(say["again_text"]), *_proof(file, say)]
    lang = "de" if file.lang == "de" else "en"
    return Document(say["title"].format(subject=file.subject), lang, tuple(blocks), say["contents"])


def moment(text: str) -> str:
    """An instant to the minute.

    >>> moment("2026-11-23T09:30:12.000000Z")
    '2026-11-23 09:30 UTC'
    """
    return f"{text[:10]} {text[11:16]} UTC"


# ---------------------------------------------------------------- how the person stands


def _standing(file: SubjectFile, say: Said) -> Iterator[Block]:
    for book in file.books:
        yield Heading(3, book.title.say(file.lang) or book.id, f"by-{book.id}")
        if book.id in file.refused:
            yield Paragraph(say["refused"].format(rulebook=book.id, because=" ".join(file.refused[book.id])))
            continue
        answer = file.answers[book.id]
        if answer.explanation is not None:
            yield from _rating(book, answer.explanation, say, file.lang)
        if answer.lookup is not None:
            yield from _shown(answer.lookup, say)
        title = book.title.say(file.lang) or book.id
        yield Paragraph(say["rules_in"].format(title=title, version=book.version, id=book.id))
    if not file.books:
        yield Paragraph(say["no_rating"])


def _rating(book: Rulebook, why: Mapping[str, Any], say: Said, lang: str) -> Iterator[Block]:
    if why["reasons"] and why["standing"] == "scored":
        yield Paragraph(say["reasons"])
        yield Bullets(tuple(map(sentence, why["reasons"])))
    name = _band(book, why, lang)
    band = say["band"].format(band=name) if name else ""
    yield Paragraph(say[why["standing"]].format(on=why["on"], score=why["score"], band=band, because=why["because"]))
    if why["next_change_on"]:
        yield Paragraph(say["next"].format(on=why["next_change_on"]))
    points = list(_points(why, say))
    if points:
        yield Paragraph(say["points" if why["standing"] == "scored" else "points_if"])
        head = ("pts", "for", "record", "of", "until", "kept_until", "cite")
        yield Table(tuple(say[one] for one in head), tuple(points), (0,))
    for part in ("steps", "not_judged"):
        if why[part]:
            yield Paragraph(say[part])
            yield Bullets(tuple(map(sentence, why[part])))


def _band(book: Rulebook, why: Mapping[str, Any], lang: str) -> str:
    """A band by its title, where it has one."""
    titles = {band.name: band.title.say(lang) for period in book.periods for band in period.rules.bands.bands}
    return titles.get(why["band"]) or why["band"] or ""


def sentence(one: Any) -> str:
    """A reason or a step in words."""
    return str(one["text"]) if isinstance(one, Mapping) else str(one)


def _points(why: Mapping[str, Any], say: Said) -> Iterator[tuple[str, ...]]:
    if why["base"]:
        yield (_signed(why["base"]), say["base"], *[""] * 5)
    for item in why["points"]:
        more = [item["bin"]] if item.get("bin") else []
        more += [say["best"].format(best=item["best"])] if item.get("best") is not None else []
        what = (item["text"] or item["item"]) + (f" ({'; '.join(more)})" if more else "")
        first = (_signed(item["points"]), what)
        for number, record in enumerate(item["records"] or [None]):
            yield (*(first if number == 0 else ("", "")), *_record(record, say), (item["source"] or "") if number == 0 else "")


def _record(record: Mapping[str, Any] | None, say: Said) -> tuple[str, str, str, str]:
    if record is None:
        return "", "", "", ""
    kept = record["kept_until"] or say["goes_on"]
    return f"{record['kind']} {record['furnisher']}/{record['ref']}", record["occurred_on"], record["ends_on"] or "", kept


def _signed(points: Any) -> str:
    return f"−{str(points)[1:]}" if str(points).startswith("-") else f"+{points}" if points else "0"


def _shown(found: Mapping[str, Any], say: Said) -> Iterator[Block]:
    if not found["entries"]:
        yield Paragraph(say["nothing_shown"].format(on=found["on"]))
        return
    yield Paragraph(say["lookup"].format(on=found["on"]))
    rows = [
        (one["as"], one["since"], one["until"] or say["goes_on"], f"{one['record']['furnisher']}/{one['record']['ref']}")
        for one in found["entries"]
    ]
    yield Table(tuple(say[one] for one in ("shown_as", "since", "shown_until", "record")), tuple(rows))


# ---------------------------------------------------------------- what is held, and who asked


def _records(file: SubjectFile, catalogue: Catalogue, say: Said) -> Iterator[Block]:
    changes: dict[tuple[str, str], list[Row]] = {}
    for row in file.said["amendments"]:
        changes.setdefault((row["furnisher"], row["ref"]), []).append(row)
    for number, row in enumerate(file.said["records"], 1):
        yield record_item(number, row, changes.get((row["furnisher"], row["ref"]), []), catalogue, say, file.lang)
    if not file.said["records"]:
        yield Paragraph(say["no_records"])
    if file.others:
        yield Paragraph(say["others"])


def _participations(file: SubjectFile, say: Said) -> Iterator[Block]:
    rows = [
        (row["rulebook"], say[row["basis"]], row["from"], row.get("until", say["open"])) for row in file.said["participations"]
    ]
    if rows:
        yield Table(tuple(say[one] for one in ("rulebook", "given", "from", "to")), tuple(rows))
    else:
        yield Paragraph(say["no_participations"])


def _links(file: SubjectFile, say: Said) -> Iterator[Block]:
    """By which links what several ledgers hold is taken for one's own."""
    yield Paragraph(say["links_text"])
    rows = [
        (str(one["link"]), one["a"], one["b"], str(one["certainty"]), say["by_word" if one["confirmed"] else one["basis"]])
        for one in file.links
    ]
    yield Table(tuple(say[one] for one in ("link", "one_side", "other_side", "certainty", "link_basis")), tuple(rows))


def _asked(file: SubjectFile, say: Said) -> Iterator[Block]:
    if not file.asked:
        yield Paragraph(say["nobody"])
        return
    named = any("login" in row for row in file.asked)
    head = ["when", "what", "purpose", "recipient", "rulebook", "handed", *(["who"] if named else [])]
    rows = []
    for row in file.asked:
        what = f"{row['what']} ({say['everybody']})" if row["everybody"] else row["what"]
        to = say["you"] if row.get("recipient") == "the subject" else row.get("recipient", "")
        handed = ", ".join(str(row[name]) for name in ("score", "band") if name in row) or row.get("standing", "").replace(
            "_", " "
        )
        cells = [moment(row["at"]), what, row.get("purpose", ""), to, row.get("rulebook", ""), handed]
        rows.append(tuple([*cells, *([row.get("by") or row.get("login", "")] if named else [])]))
    yield Table(tuple(say[one] for one in head), tuple(rows))
    if not named:
        yield Paragraph(say["asked_note"])


def _history(file: SubjectFile, say: Said) -> Table:
    rows = [(row["rulebook"], row["on"], _stood(row["from"]), _stood(row["to"])) for row in file.history]
    return Table(tuple(say[one] for one in ("rulebook", "of", "was", "now")), tuple(rows))


def _stood(side: Mapping[str, Any] | None) -> str:
    """How a person stood before or after a change."""
    if side is None:
        return ""
    return ", ".join(str(side[name]).replace("_", " ") for name in ("standing", "score", "band") if side[name] is not None)


def _proof(file: SubjectFile, say: Said) -> Iterator[Block]:
    """What the proof is worth, and how it is checked."""
    found = file.included
    if found is not None:
        signed = say["signed"].format(signer=found["signer"]) if found["signer"] else say["unsigned"]
        yield Paragraph(say["proof"].format(entries=found["entries"], size=found["size"], root=found["root"], signed=signed))
        if found["later"]:
            yield Paragraph(say["proof_later"].format(later=found["later"]))


# ---------------------------------------------------------------- what the person can do

ALWAYS: Final = ("right_review", "right_correct", "right_withdraw")


def rights(books: Sequence[Rulebook], say: Said) -> Iterator[str]:
    """What one can do; how a dispute works is each rulebook's own, and said once where all agree."""
    held: dict[str, list[str]] = {}
    for book in books:
        deadline = say["deadline"].format(within=book.deadline.within) if book.hold is not None and book.deadline else ""
        text = say["held"].format(deadline=deadline) if book.hold is not None else say["counts"]
        held.setdefault(text, []).append(book.id)
    for text, names in (held or {say["counts"]: []}).items():
        whose = f" ({', '.join(names)})" if len(held) > 1 else ""
        yield say["right_contest"].format(held=text) + whose
    for name in ALWAYS:
        yield say[name]
