"""The normalised text of a rulebook: the same data in one plain form, without comments and formatting."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from bonitas.common.yamltext import as_date, plain_value
from bonitas.rulebook.model import Rulebook

_LINE_ENDS: Final = "\x85\u2028\u2029\ufeff"
_PLAIN: Final = re.compile(r"[^\W_][\w.]*( [\w.]+)*\Z")


def normalised(book: Rulebook) -> str:
    """YAML that reads back to an equal rulebook with the same hash."""
    return plain_text(book.tree)


def plain_text(tree: Mapping[str, object], depth: int = 0) -> str:
    """A map of plain data as YAML, `depth` levels in: one value a line, texts in quotes where they need them.

    >>> print(plain_text({"a": {"when": "x = 1", "points": -5}}), end="")
    a:
      when: "x = 1"
      points: -5
    """
    return "\n".join(_lines(tree, depth)) + "\n"


def _lines(value: object, depth: int) -> list[str]:
    """The lines of a map or a list, two spaces a level."""
    pad = "  " * depth
    found: list[str] = []
    if isinstance(value, Mapping):
        parts = [(f"{_key(str(name))}:", inner) for name, inner in value.items()]
    else:
        parts = [("-", inner) for inner in value] if isinstance(value, list) else []
    for head, inner in parts:
        if isinstance(inner, Mapping | list) and inner:
            found.append(f"{pad}{head}")
            found.extend(_lines(inner, depth + 1))
        else:
            found.append(f"{pad}{head} {_scalar(inner)}".rstrip())
    return found


def _key(text: str) -> str:
    return text if _PLAIN.match(text) or as_date(text) else _quoted(text)


def _scalar(value: object) -> str:
    if isinstance(value, Mapping | list):
        return "{}" if isinstance(value, Mapping) else "[]"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | Decimal):
        return str(value)
    text = str(value)
    plain = as_date(text) or (_PLAIN.match(text) and isinstance(plain_value(text), str))
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    """In double quotes; what YAML would take for the end of a line is escaped."""
    found = json.dumps(text, ensure_ascii=False)
    return found.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in _LINE_ENDS})
