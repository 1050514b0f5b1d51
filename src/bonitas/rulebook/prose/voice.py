"""Who speaks: one language, with the names that a catalogue and the rules give to kinds, attributes, measures and clauses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bonitas.catalogue.model import Attribute, Catalogue
from bonitas.common.texts import Text
from bonitas.rulebook.expression import Attr, Expr
from bonitas.rulebook.model import Rules, Source
from bonitas.rulebook.prose.language import Language, Worded, capital, in_words

#: An attribute's text up to this many characters, and of one sentence, may stand within another sentence without quotes …
SHORT = 48
#: … and any text up to this many may be the title of a rule or measure, and its name in quotes.
TITLE = 120
#: In English, a name of up to this many words takes an article; a longer one stands in quotes.
WORDS = 2
#: Last words of an attribute's name that tell its unit.
UNITS = frozenset(
    ("yuan", "rmb", "eur", "euro", "euros", "usd", "cny", "twd", "chf", "gbp")
    + ("days", "months", "years", "hours", "percent", "kwh", "km", "ml")
)
#: An attribute's text that begins or ends like this is no noun: it stands in quotes.
_NO_NOUN = re.compile(r"(how|what|when|where|whether|which|who|why)\b|.*\b(on|at|by|for|of|to|until|since)$", re.IGNORECASE)
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{2}[.!?])\s+(?=[^\W\d_a-zäöüß])|(?<=[)%”“][.!?])\s+(?=[^\W\d_a-zäöüß])|(?<=[。！？])(?=.)"
)
_BETWEEN_WIDE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uff60]) (?=[\u3000-\u9fff\uff00-\uff60])")
_ARTICLE = re.compile(r"(the|an?|his|her|its|their)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Voice:
    """Names are the author's texts in the language where they are short enough, else the names of the rulebook as words."""

    language: Language
    catalogue: Catalogue
    attributes: Mapping[str, Attribute]
    rules: Rules
    sources: Mapping[str, Source]

    def say(self, key: str, **parts: object) -> str:
        return self.language.say(key, **parts)

    def title(self, text: Text, name: str) -> str:
        """What a rule is called: the first sentence of its author's text if that is short, else its name as words."""
        first = first_sentence(self.text(text))
        return first.rstrip(".。") if first and len(first) <= TITLE else capital(in_words(name))

    def rest(self, text: Text) -> str:
        """What the author's text says beyond the title; all of it where the title is not taken from it."""
        said = self.text(text)
        first = first_sentence(said)
        rest = said[len(first) :].strip() if len(first) <= TITLE else said
        return rest if not rest or rest[-1] in ".!?。！？" else f"{rest}{self.say('stop')}"

    def text(self, text: Text) -> str:
        """The author's text on one line. Where a line of Chinese was broken, nothing stands in its place."""
        return _BETWEEN_WIDE.sub("", " ".join(text.say(self.language.code).split()))

    def kind(self, name: str) -> str:
        """A kind's title in quotes."""
        kind = self.catalogue.kinds.get(name)
        said = self.text(kind.title) if kind else ""
        return self.language.quoted(said or in_words(name))

    def kinds(self, names: tuple[str, ...], form: str) -> Worded:
        """`form` is `record` (each one of them) or `records` (all of them)."""
        key = f"{form}.one" if len(names) == 1 else f"{form}.many"
        said = self.language.either([self.kind(name) for name in names])
        dative = f"{key}.dative" if self.language.knows(f"{key}.dative") else key
        return Worded(self.say(key, names=said), self.say(dative, names=said))

    def label(self, name: str) -> str:
        """An attribute's text, or its name as words, with the unit that the name ends in set in brackets.

        A long text is cut before what it adds after a colon or in brackets; one that begins with a number explains the name.
        """
        found = self.attributes.get(name)
        said = self.text(found.text).rstrip(".。") if found else ""
        if said[:1].isdigit():
            said = self.say("unit", name=in_words(name), unit=said)
        if len(said) > SHORT:
            said = re.split(r"\s*[:;(（：；]", said, maxsplit=1)[0] or said
        if said and len(said) <= TITLE:
            return said
        head, _, unit = name.rpartition("_")
        return self.say("unit", name=in_words(head), unit=unit) if head and unit in UNITS else in_words(name)

    def attribute(self, name: str) -> str:
        """An attribute within a sentence: `the fine (yuan)`; in quotes where it would not read as a name."""
        label = self.label(name)
        if len(label) > SHORT or _NO_NOUN.match(label) or "," in label:
            return self.say("attribute.quoted", name=self.language.quoted(label))
        if self.language.code != "en":
            return self.say("attribute", name=label)
        lower = label if label[1:2].isupper() else label[:1].lower() + label[1:]
        if _ARTICLE.match(lower):
            return lower
        if len(label.partition("(")[0].split()) > WORDS:
            return self.language.quoted(label)
        return self.say("attribute", name=lower)

    def currency(self, name: str) -> str:
        """The currency of a money attribute, unless its label already ends in a unit."""
        found = self.attributes.get(name)
        code = found.currency or "" if found and not self.label(name).endswith((")", "）")) else ""
        return self.say(f"currency.{code}") if self.language.knows(f"currency.{code}") else code

    def measure(self, name: str) -> str:
        """A measure within a sentence, in quotes: as it is titled in its own place."""
        text = next((m.text for m in self.rules.measures if m.name == name), Text())
        title = self.title(text, name) if text else in_words(name)
        return self.language.quoted(self._cut(title))

    def _cut(self, title: str) -> str:
        """A long title up to its first colon or semicolon, if no other measure's title begins like that."""
        short = re.split(r"\s*[:;：；]", title, maxsplit=1)[0]
        alike = [m for m in self.rules.measures if self.title(m.text, m.name).startswith(short)]
        return short if len(title) > SHORT and len(alike) == 1 else title

    def band(self, name: str) -> str:
        """A band within a sentence, in quotes: a grade such as AA by its name, one named in words by its title."""
        title = next((self.text(band.title) for band in self.rules.bands.bands if band.name == name), "")
        return self.language.quoted(title if title and name.islower() else name.replace("_", " "))

    def clause(self, name: str) -> str:
        """A clause within a sentence, in quotes: its title."""
        text = next((c.text for c in self.rules.clauses if c.id == name), Text())
        return self.language.quoted(self.title(text, name))

    def group(self, name: str) -> str:
        """A group of clauses within a sentence, in quotes: its text, or its name."""
        found = self.rules.groups.get(name)
        return self.language.quoted((self.text(found.text) if found else "") or in_words(name))

    def context(self, name: str) -> str:
        key = f"context.{name}"
        titled = dict(self.catalogue.contexts.get(name, Text()).versions).get(self.language.code)
        return self.language.quoted(self.say(key) if self.language.knows(key) else titled or in_words(name))

    def jurisdictions(self, codes: tuple[str, ...]) -> str:
        keys = {code: f"jurisdiction.{code}" for code in codes}
        return self.language.together([self.say(key) if self.language.knows(key) else code for code, key in keys.items()])

    def choice(self, value: str, of: Expr | None = None) -> str:
        """A text value in quotes, by what the catalogue calls that choice of an attribute in this language."""
        found = self.attributes.get(of.name) if isinstance(of, Attr) else None
        words = dict(dict(found.words).get(value, Text()).versions) if found else {}
        return self.language.quoted(words.get(self.language.code) or value.replace("_", " "))


def first_sentence(said: str) -> str:
    """Up to the first full stop after two letters or more and before a capital (not `20. November`, not `Art. 6`).

    >>> first_sentence("Since 20. November. Then more."), first_sentence("One only")
    ('Since 20. November.', 'One only')
    """
    found = _SENTENCE_END.search(said)
    return said[: found.start()] if found else said
