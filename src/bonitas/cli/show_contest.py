"""Disputes, decisions, messages and choices, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bonitas.cli.console import cleaned, say
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import day_in_words, signed


def show_filed(content: Mapping[str, Any]) -> None:
    """What was filed, and what follows."""
    found = cleaned(content)
    name = name_of(found)
    if not found["new"]:
        show(f"This dispute about {name} is on file already.")
        return
    what = "A further dispute" if found["further"] else "A dispute"
    show(f"{what} about {name} is filed, as of {day_in_words(found['filed_on'])}.")
    show("Where a rulebook holds disputes, the record is out of every rating from that day on, until it is decided.")
    for paper in found["attachments"]:
        show(f"Keep {paper['file']}: the ledger has only its SHA-256, {paper['sha256']}")


def show_decided(content: Mapping[str, Any]) -> None:
    """What was decided, and what follows."""
    found = cleaned(content)
    show(f"The dispute about {name_of(found)} of {day_in_words(found['disputed_on'])} is {found['as']}: {found['because']}")
    match found["as"]:
        case "upheld":
            show("The record counts nowhere any more, as if it had never been.")
        case "rejected":
            show("The record counts again, unless a rulebook's time for the decision had run out (`bonitas disputes` shows it).")
        case _:
            new = ", ".join(f"{name} {value}" for name, value in found["corrected"].items())
            show(f"The record counts again as corrected ({new}), as if it had always said so.")
    show("Whom to tell: bonitas messages LEDGER")


def show_disputes(rows: Sequence[Mapping[str, Any]]) -> None:
    """The open disputes, one after the other."""
    if not rows:
        show("No dispute is open.")
    for number, raw in enumerate(rows):
        row = cleaned(raw)
        if number:
            say()
        show(f"{name_of(row)} of {row['subject']}, contested since {day_in_words(row['since'])}", style="bold")
        for one in row["filed"]:
            by = f" ({one['by']})" if one["by"] else ""
            papers = f" With {len(one['attachments'])} paper{'s' * (len(one['attachments']) != 1)}." if one["attachments"] else ""
            show(f"{day_in_words(one['on'])}{by}: {one['text']}{papers}")
        if row["under"]:
            show(table([Column("rulebook"), Column("meanwhile"), Column("decide by"), Column("then", keep=False)],
                       [under(one) for one in row["under"]]))  # fmt: skip
        else:
            show("Of no published rulebook that they take part in: name yours with --rulebook.")


def under(one: Mapping[str, Any]) -> list[object]:
    """What a rulebook makes of it: meanwhile, by when, and then."""
    meanwhile = "held out" if one["held"] else "counts"
    if one["decide_by"] is None:
        return [one["rulebook"], meanwhile, "no deadline", ""]
    more = ", extended" if one["extended"] else ""
    by = f", calendar {one['calendar']} ({one['calendar_version']})" if one.get("calendar") else ""
    if one["late"]:
        then = "late: it stays out for good" if one["then"] == "removed" else "late: it counts again"
    else:
        left = f"{one['days_left']} day{'s' * (one['days_left'] != 1)} left"
        then = f"{left}; undecided, it {'stays out for good' if one['then'] == 'removed' else 'counts again'}"
    return [one["rulebook"], meanwhile, f"{one['decide_by']}{more}", then + by]


def show_messages(rows: Sequence[Mapping[str, Any]]) -> None:
    """The feed, a line or a few for each message."""
    if not rows:
        show("There is nothing to tell.")
    for raw in rows:
        row = cleaned(raw)
        show(f"{row['seq']}  to {row['to']} ({row['as']})  {row['at'][:10]}  {row['subject']}: {row['about']}", style="bold")
        if row["as"] == "furnisher":
            by = f" ({row['by']})" if row["by"] else ""
            new = "".join(f" {name} is {value}." for name, value in row["corrected"].items())
            show(f"   {name_of(row)}{by}: {row['text'].rstrip('.')}.{new}")
        else:
            for one in row["received"]:
                show(f"   {received(one)}")


def received(one: Mapping[str, Any]) -> str:
    """What was given, and what it is now."""
    what = f"{one['what']} of {one['at'][:10]}" + (f", {one['rulebook']} on {one['on']}" if one["rulebook"] else "")
    if one["now"] is None:
        return f"{what}: {one['because']}"
    then, now = standing(one), standing(one["now"])
    return f"{what}: {then}, now {now}" if one["changed"] else f"{what}: {now}, as it was given"


def standing(one: Mapping[str, Any]) -> str:
    """A rating in few words."""
    return " ".join(part for part in (one["score"], one["band"]) if part) or one["standing"].replace("_", " ") or "not said"


def show_discretion(rows: Sequence[Mapping[str, Any]]) -> None:
    """Each clause with its range, and how it was used."""
    columns = [Column("by", keep=False), *(Column(name, right=True) for name in ("cases", "median", "lowest", "highest"))]
    for number, raw in enumerate(rows):
        row = cleaned(raw)
        if number:
            say()
        show(
            f"{row['clause']}: from {signed(row['from'])} to {signed(row['to'])}, as seen on {day_in_words(row['on'])}",
            style="bold",
        )
        if row["all"] is None:
            show(f"Cases of fewer than {row['fewest']} subjects: not shown.")
            continue
        show(table(columns, [_choice("all", row["all"]), *(_choice(one["by"], one) for one in row["by"])]))
        if row["not_shown"]:
            show(f"Not shown, so that nobody can be told from it: {row['not_shown']} more.")


def _choice(name: str, one: Mapping[str, Any]) -> list[object]:
    return [name, f"{one['count']:,}", *(signed(one[key]) for key in ("median", "lowest", "highest"))]


def name_of(row: Mapping[str, Any]) -> str:
    """The record of a row, by name."""
    return f"{row['record']['furnisher']}/{row['record']['ref']}"
