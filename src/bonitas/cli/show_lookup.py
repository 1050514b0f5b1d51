"""What a register shows of a subject, for people: the entries, what ends them earlier, what is held out, and what one can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bonitas.cli.console import cleaned, say
from bonitas.cli.show_explanation import address, deadline
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import day_in_words
from bonitas.rulebook.model import Rulebook


def show_lookup(book: Rulebook, content: Mapping[str, Any]) -> None:
    """Write a look-up (`Lookup.as_dict`)."""
    found = cleaned(content)
    show(title(book, found))
    entries = found["entries"]
    if entries:
        say()
        show(table(COLUMNS, [_row(n, entry) for n, entry in enumerate(entries, 1)]))
    lines = [line for n, entry in enumerate(entries, 1) for line in changes(n, entry)]
    _listed("What ends or changes an entry earlier", lines)
    _listed("Held out while contested", [_held(one) for one in found["held"]])
    unclear = [
        f"{_name(one['record'])}: something that the rule {one['clause']} asks for is missing" for one in found["not_judged"]
    ]
    _listed("Could not be judged", unclear)
    if found["because"] is None:
        _listed("What can be done", remedies(book))


COLUMNS = (
    Column("no", right=True), Column("shown as", keep=False), Column("since"), Column("shown until", keep=False),
    Column("counts until"), Column("kept until", keep=False), Column("record", keep=False), Column("of"), Column("source", keep=False),
)  # fmt: skip


def title(book: Rulebook, found: Mapping[str, Any]) -> str:
    """What is shown, in one sentence."""
    many = len(found["entries"])
    count = "nothing" if not many else "1 entry" if many == 1 else f"{many:,} entries"
    why = f": {found['because']}" if found["because"] else ""
    return f"{found['title'] or book.id} shows {count} of {found['subject']} on {day_in_words(found['on'])}{why}"


def _row(number: int, entry: Mapping[str, Any]) -> list[object]:
    as_ = entry["as"] + (" (contested)" if entry["contested"] else "")
    counts = (entry["counted_until"] or "while it goes on") if entry["counts"] else "does not"
    until = entry["until"] or "while it goes on"
    record = entry["record"]
    return [
        number,
        as_,
        entry["since"],
        until,
        counts,
        entry["kept_until"] or "while it goes on",
        _name(record),
        record["occurred_on"],
        entry["source"],
    ]


def _name(record: Mapping[str, Any]) -> str:
    return f"{record['kind']} {record['furnisher']}/{record['ref']}"


def changes(number: int, entry: Mapping[str, Any]) -> list[str]:
    """What is sure to come of an entry, and what would come of it."""
    lines = [f"{number}: from {day_in_words(one['on'])} it is shown as {one['as']}." for one in entry["coming"]]
    if entry["settled_on"]:
        lines.append(f"{number}: settled on {day_in_words(entry['settled_on'])}.")
    then = entry["if_settled"]
    if then is not None and then["removed"]:
        lines.append(f"{number}: if it is settled on {day_in_words(then['on'])}, it is removed that day.")
    elif then is not None:
        until = f" until {day_in_words(then['until'])}" if then["until"] else " while it goes on"
        as_ = [then["as"], *(f"{one['as']} from {day_in_words(one['on'])} on" for one in then["coming"])]
        lines.append(
            f"{number}: if it is settled on {day_in_words(then['on'])}, it is shown as {', '.join(as_)}, {until.strip()}."
        )
    return lines


def _held(one: Mapping[str, Any]) -> str:
    since = f" since {day_in_words(one['held_since'])}" if one["held_since"] else ""
    named = f"{_name(one['record'])}, as {one['as']}: contested{since}"
    if one["for_good"]:
        return f"{named}, not decided by {day_in_words(one['decide_by'])}, and not shown any more"
    by = f" (calendar {one['calendar']}, {one['calendar_version']})" if one.get("calendar") else ""
    due = f", by {day_in_words(one['decide_by'])}{by}" if one["decide_by"] else ""
    return f"{named}, and not shown until that is decided{due}"


def remedies(book: Rulebook) -> list[str]:
    """How to contest an entry, and where the rules stand."""
    effect = "not shown until it is decided" if book.disputes == "hold" else "shown as contested until it is decided"
    after = {"removed": "it is not shown any more", "counts": "it is shown again"}
    return [
        f"Contest an entry with its furnisher, the name before the slash. A contested entry is {effect}{deadline(book, after)}.",
        f"Read the rules: bonitas read {address(book)}",
        f"Look up again: rulebook {book.id}, version {book.version}, hash {book.hash}.",
    ]


def _listed(heading: str, lines: Sequence[str]) -> None:
    if lines:
        say()
        show(heading, style="bold")
        show(table([Column(""), Column("", keep=False)], [["-", line] for line in lines]))
