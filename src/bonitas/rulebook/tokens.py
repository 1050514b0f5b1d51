"""The words of an expression, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

TokenKind = Literal["number", "percent", "text", "date", "duration", "name", "word", "sign", "end"]

#: Words that cannot be names.
WORDS: Final = frozenset(("and", "or", "not", "in", "is", "missing", "yes", "no"))
MOST_TOKENS: Final = 500

_PATTERN: Final = re.compile(
    r"""\s*(?:
      (?P<date>\d{4}-\d{2}-\d{2}(?!\w))
    | (?P<duration>\d+\s+(?:day|week|month|year)s?(?!\w))
    | (?P<percent>\d+(?:\.\d+)?\s*%)
    | (?P<number>\d+(?:\.\d+)?(?![\w.]))
    | (?P<text>'(?:[^']|'')*')
    | (?P<name>[^\W\d]\w*)
    | (?P<sign><=|>=|!=|[-=<>()+*/,])
    )""",
    re.VERBOSE,
)
#: What people write instead, and what is meant.
_INSTEAD: Final = {
    "==": "Write '='.", "&": "Write 'and'.", "|": "Write 'or'.", "!": "Write 'not', or '!=' for unequal.", "<>": "Write '!='.",
    '"': "Put a text in single quotes: 'banking'.", "'": "Close the quotes.", ".": "Write the attribute alone, without its kind.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """`text` as written (texts without quotes); `at` counts characters from 0."""

    kind: TokenKind
    text: str
    at: int


class ExpressionFault(Exception):
    """Why an expression cannot be read: number of the code, where, and what to do."""

    def __init__(self, number: str, at: int, message: str, found: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.number, self.at, self.message, self.found, self.remedy = number, at, message, found, remedy


def tokens(text: str) -> list[Token]:
    """The words of `text`, and an end; ExpressionFault at a sign that belongs to none.

    >>> [t.text for t in tokens("amount >= 500 and not settled")]
    ['amount', '>=', '500', 'and', 'not', 'settled', '']
    """
    found: list[Token] = []
    at = 0
    length = len(text.rstrip())
    while at < length:
        match = _PATTERN.match(text, at)
        if match is None:
            raise _fault(text, at + len(text[at:]) - len(text[at:].lstrip()))
        kind = match.lastgroup or "sign"
        word = match[kind]
        start = match.start(kind)
        if word == "=" and found and found[-1].text == "=" and found[-1].at == start - 1:
            raise _fault(text, start - 1)
        if kind == "text":
            word = word[1:-1].replace("''", "'")
        found.append(Token("word" if kind == "name" and word in WORDS else kind, word, start))  # type: ignore[arg-type]
        at = match.end()
        if len(found) > MOST_TOKENS:
            raise ExpressionFault(
                "304", start, f"The expression has more than {MOST_TOKENS} words.", remedy="Use measures for its parts."
            )
    return [*found, Token("end", "", length)]


def _fault(text: str, at: int) -> ExpressionFault:
    sign = text[at : at + 2] if text[at : at + 2] in _INSTEAD else text[at]
    if sign == "'":
        return ExpressionFault("303", at, "A text in quotes is not closed.", remedy=_INSTEAD[sign])
    if sign.isdigit():
        return ExpressionFault(
            "303", at, "A number is not written as one here.", remedy="Write 500, 12.5, 80%, 6 months or 2020-01-31."
        )
    return ExpressionFault("303", at, f"An expression has no '{sign}'.", sign, _INSTEAD.get(sign))
