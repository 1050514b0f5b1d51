"""One language: its phrases, and how it writes numbers, dates, durations and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bonitas.common.amounts import UNIT, decimal_of
from bonitas.common.days import Duration, Term, date_of

#: A whole part with more digits than this is written in groups of three.
UNGROUPED = 4


@dataclass(frozen=True, slots=True)
class Worded:
    """A phrase in the nominative (and accusative), and in the dative where it differs: `{x}` and `{x:dat}` in a template.

    >>> "{0} und nach {0:dat}".format(Worded("6 Monate", "6 Monaten"))
    '6 Monate und nach 6 Monaten'
    """

    plain: str
    dative: str = ""

    def __str__(self) -> str:
        return self.plain

    def __format__(self, spec: str) -> str:
        return self.dative or self.plain if spec == "dat" else self.plain


@dataclass(frozen=True, slots=True)
class Language:
    """`nouns`: word → (one, many, one in the dative, many in the dative). `phrases`: key → template with named places."""

    code: str
    phrases: Mapping[str, str]
    nouns: Mapping[str, tuple[str, str, str, str]]
    months: tuple[str, ...]
    decimal: str
    group: str
    quotes: tuple[str, str]

    def say(self, key: str, **parts: object) -> str:
        """The phrase of that key with its places filled."""
        return self.phrases[key].format(**parts)

    def knows(self, key: str) -> bool:
        return key in self.phrases

    def number(self, amount: int, *, signed: bool = False) -> str:
        """Thousandths as this language writes them, with a true minus sign; `signed` puts a plus before gains."""
        whole, _, part = str(abs(decimal_of(amount))).partition(".")
        if len(whole) > UNGROUPED:
            whole = f"{int(whole):,}".replace(",", self.group)
        text = f"{whole}{self.decimal}{part}" if part else whole
        return f"−{text}" if amount < 0 else f"+{text}" if signed and amount else text

    def counted(self, amount: int, noun: str, *, signed: bool = False) -> Worded:
        """A number and its noun in the right form: `1 point`, `−2.5 points`."""
        one, many, one_dative, many_dative = self.nouns[noun]
        single = abs(amount) == UNIT
        number = self.number(amount, signed=signed)
        wordings = (one, one_dative) if single else (many, many_dative)
        return Worded(*(self.say("counted", n=number, noun=word) for word in wordings))

    def points(self, amount: int, *, signed: bool = False) -> Worded:
        return self.counted(amount, "point", signed=signed)

    def percent(self, amount: int) -> str:
        """Thousandths of a percent: 35 000 is 35 %."""
        return self.say("percent", n=self.number(amount))

    def duration(self, time: Duration, *, months: bool = False) -> Worded:
        """In years where it is whole years (unless `months`), else in months or days."""
        if not time.months:
            return self.counted(time.days * UNIT, "day")
        if time.months % 12 == 0 and not months:
            return self.counted(time.months // 12 * UNIT, "year")
        return self.counted(time.months * UNIT, "month")

    def term(self, time: Term) -> Worded:
        """A length of time until a deadline."""
        return self.duration(time) if isinstance(time, Duration) else self.counted(time.days * UNIT, "working day")

    def date(self, day: int) -> Worded:
        """A day number in words; the dative carries the article where the language needs one."""
        found = date_of(day)
        parts = {"day": found.day, "month": self.months[found.month - 1], "year": found.year}
        return Worded(self.say("date", **parts), self.say("date.dative", **parts))

    def quoted(self, text: str) -> str:
        return f"{self.quotes[0]}{text}{self.quotes[1]}"

    def ordinal(self, n: int) -> str:
        """1st, 2nd, 3rd …"""
        return self.say(self._ordinal_key(n), n=n)

    def _ordinal_key(self, n: int) -> str:
        teens = n % 100 in (11, 12, 13)
        key = f"ordinal.{n % 10}"
        return key if not teens and self.knows(key) else "ordinal.n"

    def either(self, items: Sequence[str]) -> str:
        """a, b or c."""
        return self._listed(items, "or")

    def together(self, items: Sequence[str]) -> str:
        """a, b and c."""
        return self._listed(items, "and")

    def _listed(self, items: Sequence[str], word: str) -> str:
        if len(items) < 2:  # noqa: PLR2004
            return "".join(items)
        return self.say(f"list.{word}", first=self.say("list.comma").join(items[:-1]), last=items[-1])


def capital(text: str) -> str:
    """With a capital first letter.

    >>> capital("until then")
    'Until then'
    """
    return text[:1].upper() + text[1:]


def in_words(name: str) -> str:
    """A name as words: `traffic_fine` → `traffic fine`, `traffic.fine` → `traffic: fine`."""
    return name.replace(".", ": ").replace("_", " ").replace("-", " ").strip()
