"""One record of a person's file in words: what it says, where it came from, what became of it, and how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from bonitas.catalogue.model import Attribute, Catalogue
from bonitas.ledger.columns import FIXED
from bonitas.ledger.said import Row
from bonitas.rulebook.prose.document import Item, Table

IN_GERMAN: Final = {
    "year": "Jahr", "years": "Jahre", "month": "Monat", "months": "Monate", "week": "Woche", "weeks": "Wochen", "day": "Tag", "days": "Tage",
}  # fmt: skip


def record_item(  # noqa: PLR0913, PLR0917 - a record, and how it is to be told
    number: int, row: Row, changes: Sequence[Row], catalogue: Catalogue, say: Mapping[str, str], lang: str
) -> Item:
    """A record with its attributes and its amendments."""
    kind = catalogue.kinds.get(row["kind"])
    title = (kind.title.say(lang) if kind else "") or row["kind"]
    cells = [(_name(name, catalogue, lang), _value(name, value, catalogue, lang)) for name, value in _attributes(row, "records")]
    sentences = [say["source"].format(furnisher=row["furnisher"], ref=row["ref"], recorded=row["recorded_at"][:10])]
    sentences += [say["with"].format(counterparty=row["counterparty"])] if "counterparty" in row else []
    sentences += [say["ended"].format(on=row["ended_on"])] if "ended_on" in row else []
    sentences += [f"{name}: {value}." for name, value in cells]
    if kind is not None:
        sentences += [say["basis"].format(text=kind.legal_basis.say(lang).rstrip("."))] if kind.legal_basis else []
        sentences.append(say["kept"].format(keep=_long(str(kind.keep), lang)))
    head, rows = ("", ""), tuple((f"{change['effective_on']}", _changed(change, catalogue, say, lang)) for change in changes)
    return Item(f"{title}, {row['occurred_on']}", row["kind"], number, "", tuple(sentences), Table(head, rows) if rows else None)


def _long(duration: str, lang: str) -> str:
    """A duration in words.

    >>> _long("1 year 6 months", "de")
    '1 Jahr 6 Monate'
    """
    return " ".join(IN_GERMAN.get(part, part) for part in duration.split()) if lang == "de" else duration


def _attributes(row: Row, what: str) -> Iterator[tuple[str, object]]:
    """The attributes of a row: all that is not a column of every file."""
    fixed = FIXED[what]  # type: ignore[index]
    return ((name, value) for name, value in row.items() if name not in fixed)


def _changed(row: Row, catalogue: Catalogue, say: Mapping[str, str], lang: str) -> str:
    """An amendment in one sentence."""
    reason = f": {row['reason']}" if row.get("reason") else "."
    text = say["amended"].format(
        change=say[row["change"]], on=row["effective_on"], recorded=row["recorded_at"][:10], reason=reason
    )
    values = [
        (_name(name, catalogue, lang), _value(name, value, catalogue, lang)) for name, value in _attributes(row, "amendments")
    ]
    values += [(name, row[name]) for name in ("occurred_on", "ended_on", "counterparty", "attachments", "by") if name in row]
    return " ".join([text, *(f"{name}: {value}." for name, value in values)])


def _attribute(name: str, catalogue: Catalogue) -> Attribute | None:
    return catalogue.attributes.get(name)


def _name(name: str, catalogue: Catalogue, lang: str) -> str:
    found = _attribute(name, catalogue)
    return (found.text.say(lang) if found else "") or name.replace("_", " ")


def _value(name: str, value: object, catalogue: Catalogue, lang: str) -> str:
    """A value with its currency, or what a choice is called."""
    found = _attribute(name, catalogue)
    if found is not None and found.currency:
        return f"{Decimal(str(value)):.2f} {found.currency}"
    if found is not None and isinstance(value, str):
        called = dict(found.words).get(value)
        return (called.say(lang) if called is not None else "") or value
    if isinstance(value, bool):
        return {"de": ("nein", "ja")}.get(lang, ("no", "yes"))[value]
    return str(value)
