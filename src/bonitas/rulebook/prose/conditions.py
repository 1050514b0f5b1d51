"""One condition of a rulebook in words, for those who show no more of it."""

from __future__ import annotations

from bonitas.catalogue.model import Catalogue
from bonitas.rulebook.expression import Expr
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.prose.expressions import condition
from bonitas.rulebook.prose.languages import language_of
from bonitas.rulebook.prose.voice import Voice


def in_words(book: Rulebook, catalogue: Catalogue, expr: Expr, day: int, lang: str) -> str:
    """A condition over measures, by the names that the rules of a day give them; BonitasError (P001) for an unknown language."""
    rules = book.rules_on(day)
    assert rules is not None
    return condition(expr, Voice(language_of(lang), catalogue, catalogue.attributes, rules, book.sources))
