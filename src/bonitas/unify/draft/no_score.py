"""When the draft gives no score: as one, or as all, of the rulebooks that know such cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bonitas.unify.draft.books import Book
from bonitas.unify.draft.carried import Carrying
from bonitas.unify.draft.ground import Ground
from bonitas.unify.draft.parts import Part, Whence, name_for


def no_score(ground: Ground, carrying: Carrying) -> list[Part]:
    """The cases: of each rulebook its own where one is enough; a single one where all must agree."""
    setting = ground.policy.settings["no_score"]
    books = [one for one in ground.books if one.rules.no_score and setting.of(one.id)]
    if setting.word == "all" and ground.policy.silence_counts and len(books) < len(ground.books):
        return []
    if setting.word == "all" and len(books) > 1:
        return [_together(books, carrying)]
    rule = "taken by hand" if setting.take else "one rulebook is enough"
    found: list[Part] = []
    for book in books:
        for n, case in enumerate(_cases(book), 1):
            when, uses = carrying.text(book, case["when"])
            body = {"when": when, "because": case["because"], "source": _source(book, case)}
            found.append(
                Part(
                    "no_score",
                    name_for(book, f"no_score_{n}"),
                    body,
                    rule,
                    setting.because,
                    (_whence(book),),
                    (),
                    uses,
                    bool(setting.take),
                )
            )
    return found


def _together(books: Sequence[Book], carrying: Carrying) -> Part:
    """Where every one of them gives none."""
    whens, uses = [], frozenset[str]()
    for book in books:
        own = []
        for case in _cases(book):
            text, names = carrying.text(book, case["when"])
            own.append(f"({text})" if len(_cases(book)) > 1 else text)
            uses |= names
        whens.append(f"({' or '.join(own)})")
    body = {"when": " and ".join(whens), "because": _because(books), "source": books[0].id}
    return Part(
        "no_score", "no_score_together", body, "all of those that know such cases", "", tuple(map(_whence, books)), (), uses
    )


def _because(books: Sequence[Book]) -> dict[str, str]:
    """The reasons one after the other, in each language that all of them are in; else in English or what there is."""
    texts = [case.because for book in books for case in book.rules.no_score]
    langs = [lang for lang, _ in texts[0].versions if all(lang in dict(text.versions) for text in texts)]
    return {lang: " ".join(dict.fromkeys(_sentence(text.say(lang)) for text in texts)) for lang in langs or ["en"]}


def _sentence(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?", "。")) else f"{text}."


def _cases(book: Book) -> list[Mapping[str, Any]]:
    written = book.tree["no_score"]
    return written if isinstance(written, list) else [written]


def _source(book: Book, case: Mapping[str, Any]) -> str:
    return f"{book.id}: {case['source']}" if "source" in case else book.id


def _whence(book: Book) -> Whence:
    return Whence(book, ("no_score",))
