"""A whole rulebook as a document."""

from __future__ import annotations

from bonitas.catalogue.model import Catalogue
from bonitas.rulebook.model import Bands, Period, Rulebook, Rules
from bonitas.rulebook.prose import frame
from bonitas.rulebook.prose.changes import changes
from bonitas.rulebook.prose.chapters import chapters
from bonitas.rulebook.prose.document import Block, Document, Heading, Paragraph
from bonitas.rulebook.prose.languages import language_of
from bonitas.rulebook.prose.voice import Voice

_NOTHING = Rules(base=(), bands=Bands(()))


def prose(book: Rulebook, catalogue: Catalogue, *, lang: str = "en", on: int | None = None) -> Document:
    """The rulebook as a citizen may read it, with the rules in force on day number `on` (None: of the latest period).

    Names come from the catalogue and the author's texts in `lang` (`en`, `de`, `zh`); BonitasError (P001) for any other language.
    """
    period = _period(book, on)
    rules = period.rules if period else _NOTHING
    voice = Voice(language_of(lang), catalogue, catalogue.attributes, rules, book.sources)
    about = voice.text(book.about)
    blocks: list[Block] = [Paragraph(about, lead=True)] if about else []
    blocks += [*frame.summary(book, period, on, voice), Heading(2, voice.say("h.rated"), "rated"), *frame.rated(book, voice)]
    if period:
        blocks += chapters(rules, voice, frame.source_numbers(book))
    blocks += [
        Heading(2, voice.say("h.disputes"), "disputes"),
        frame.disputes(book, voice),
        *frame.withdraws(book, voice),
        *frame.remedy(book, voice),
    ]
    table = frame.records(rules, voice)
    blocks += [Heading(2, voice.say("h.records"), "records"), table] if table else []
    blocks += changes(book, voice)
    blocks += [Heading(2, voice.say("h.sources"), "sources"), frame.sources(book, voice)] if book.sources else []
    return Document(voice.text(book.title) or book.id, lang, tuple(blocks), voice.say("contents"))


def _period(book: Rulebook, on: int | None) -> Period | None:
    if on is None:
        return book.periods[-1] if book.periods else None
    return next((period for period in book.periods if period.start <= on < period.end), None)
