"""Texts in several languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One text in one or more languages, kept as (language, words) pairs in the author's order.

    >>> t = Text((("en", "Good"), ("de", "Gut")))
    >>> t.say("de"), t.say("zh")
    ('Gut', 'Good')
    """

    versions: tuple[tuple[str, str], ...] = ()

    def say(self, lang: str = "en") -> str:
        """In `lang`, else in English, else in the first language there is, else ''."""
        known = dict(self.versions)
        if lang in known:
            return known[lang]
        return known.get("en") or (self.versions[0][1] if self.versions else "")

    def __bool__(self) -> bool:
        return bool(self.versions)
