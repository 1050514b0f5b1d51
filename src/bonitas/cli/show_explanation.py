"""An explanation for people: reasons first, then every point, then the way to the score, what follows, and what one can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import band_titles, day_in_words, highest_score, said, signed
from bonitas.common.shipped import shipped
from bonitas.rulebook.model import Rulebook

#: Of one item so many records are listed; --json has all.
MOST: Final = 12


def show_explanation(book: Rulebook, content: Mapping[str, Any], lang: str) -> None:
    """Write an explanation (`Explanation.as_dict`)."""
    why = cleaned(content)
    show(title(book, why, lang))
    if why["standing"] == "scored" and why.get("next_change_on"):
        show(f"If nothing new is recorded, this next changes on {day_in_words(why['next_change_on'])}.")
    if why["standing"] == "scored":
        listed("What mattered most", [said(reason) for reason in why["reasons"]])
    if why["standing"] != "not_rated":
        _points(why)
        listed("Chosen by somebody", [chosen_line(r) for item in why["points"] for r in item["records"] if "chosen" in r])
        listed("From the points to the score", [said(step) for step in why["steps"]])
        listed("Could not be judged", [said(one) for one in why.get("not_judged", ())])
        listed("What follows", [consequence_in_words(one) for one in why.get("consequences", ())])
        _sources(book, why)
    listed("What can be done", remedies(book, why))


def title(book: Rulebook, why: Mapping[str, Any], lang: str) -> str:
    """The rating in one sentence."""
    name, day = why.get("title") or book.id, day_in_words(why["on"])
    match why["standing"]:
        case "scored":
            high = highest_score(book, why["on"])
            of = f" of {high}" if high is not None else ""
            titles = band_titles(book, why["on"], lang)
            band = f" — {titles.get(why['band'], why['band'])}" if why["band"] else ""
            fallen = f", fallen from {why['fallen_from']}" if why.get("fallen_from") else ""
            stands = f"stands at {why['score']}{of}" if why["score"] is not None else "has a score, which is withheld"
            return f"{why['subject']} {stands}{band}{fallen}, by {name} on {day}"
        case "no_score":
            return f"{why['subject']} has no score by {name} on {day}{reason(why)}"
        case _:
            return f"{why['subject']} is not rated by {name} on {day}{reason(why)}"


def reason(why: Mapping[str, Any]) -> str:
    """Why there is no score, unless that is withheld."""
    return f": {why['because']}" if why["because"] is not None else ""


def remedies(book: Rulebook, why: Mapping[str, Any]) -> list[str]:
    """How to contest a record, and how to come to the same rating oneself."""
    effect = "does not count until it is decided" if book.disputes == "hold" else "counts until it is decided"
    after = {"removed": "it stays out for good", "counts": "it counts again"}
    contest = (
        f"Contest a record with its furnisher, the name before the slash. A disputed record {effect}{deadline(book, after)}."
    )
    named = f"rulebook {book.id}, version {book.version}, hash {book.hash}"
    shares = any(isinstance(one, Mapping) and one.get("step") == "share" for one in why["steps"])
    band = ", and with the scores of all who are rated to the same band" if shares else ""
    again = f"Recompute: {named}. With it and one's own records anyone comes to the same{' score' if shares else ''}{band}."
    rules = f"Read the rules: bonitas read {address(book)}"
    if why["standing"] == "not_rated":
        return [rules, again]
    return [contest, *deletion(book, why), rules, again]


def deletion(book: Rulebook, why: Mapping[str, Any]) -> list[str]:
    """Which of the records that were used their subject may have deleted."""
    rule = book.withdraws
    if rule is None:
        return []
    used = {(r["furnisher"], r["ref"]): r for item in why["points"] for r in item["records"] if r["kind"] in rule.kinds}
    names = [f"{furnisher}/{ref}" for furnisher, ref in used]
    if not names:
        return []
    more = f" and {len(names) - MOST:,} more" if len(names) > MOST else ""
    within = f" within {rule.within}" if rule.within is not None else ""
    text = f" {rule.text.say()}" if rule.text else ""
    return [f"Have your own records deleted on request{within}: {', '.join(names[:MOST])}{more}.{text}"]


def deadline(book: Rulebook, after: Mapping[str, str]) -> str:
    """Within which time a dispute must be decided, and what follows if it is not."""
    found = book.hold.deadline if book.hold is not None else None
    return "" if found is None else f"; if that takes longer than {found.within}, {after[found.then]}"


def address(book: Rulebook) -> str:
    """What to call a rulebook on the command line: its name if it is a published one, else where it was read from."""
    file = Path(book.file or book.id)
    return book.id if file.parent.parent == shipped("rulebooks") else str(file)


def listed(heading: str, lines: Sequence[str]) -> None:
    """A heading and a list below it; nothing at all where the list is empty."""
    if not lines:
        return
    say()
    show(heading, style="bold")
    show(table([Column(""), Column("", keep=False)], [["-", line] for line in lines]))


def chosen_line(record: Mapping[str, Any]) -> str:
    """Who chose the points of a record, why, within which range, and how like cases were treated."""
    one = record["chosen"]
    like = one.get("like")
    said = f"{record['furnisher']}/{record['ref']}: {one['by']} chose {signed(one['points'])}"
    said += f", from {signed(one['from'])} to {signed(one['to'])}: {one['because'].rstrip('.')}."
    if like is None:
        return f"{said} There are too few like cases to be shown."
    span = f"{signed(like['lowest'])} to {signed(like['highest'])}"
    return f"{said} {like['count']:,} like cases: {span}, median {signed(like['median'])}."


def _points(why: Mapping[str, Any]) -> None:
    """Every point: what for, the records behind it, since when and until when, and where the rule is published."""
    shown = any("shown_until" in record for item in why["points"] for record in item["records"])
    rows: list[list[object]] = [[signed(why["base"]), "Everyone begins with", *[""] * (6 if shown else 5)]] if why["base"] else []
    for item in why["points"]:
        worth = signed(item["points"]) + (f" of {item['best']}" if item.get("best") is not None else "")
        what = f"{item['text'] or item['item']}" + (f" ({item['bin']})" if item.get("bin") else "")
        records = item["records"]
        first = [worth, what, *_record(records[0] if records else None, len(records) > 1, shown=shown), item["source"]]
        rows.append(first)
        rows += [["", "", *_record(record, True, shown=shown), ""] for record in records[1:MOST]]
        if len(records) > MOST:
            rows.append(["", "", f"… and {len(records) - MOST:,} more (--json lists all)", *[""] * (5 if shown else 4)])
    if not rows:
        return
    say()
    show("Every point" if why["standing"] == "scored" else "Every point, if there were a score", style="bold")
    columns = [
        Column("points", right=True), Column("for", keep=False), Column("record", keep=False), Column("of"),
        Column("counts until"), *([Column("shown until", keep=False)] if shown else []), Column("kept until", keep=False),
        Column("source", keep=False),
    ]  # fmt: skip
    show(table(columns, rows))


def _record(record: Mapping[str, Any] | None, several: bool, *, shown: bool) -> list[object]:
    """A record's cells: which, of when, until when it counts, is shown to others (if any is) and is kept. One of several shows its
    own points."""
    if record is None:
        return ["nothing on file", *[""] * (4 if shown else 3)]
    own = f" {signed(record['points'])}" if several and record.get("points") is not None else ""
    name = f"{record['kind']} {record['furnisher']}/{record['ref']}{own}"
    until = (record["shown_until"] or "while it goes on") if "shown_until" in record else ""
    kept = record["kept_until"] or "while it goes on"
    return [name, record["occurred_on"], record["ends_on"], *([until] if shown else []), kept]


def consequence_in_words(one: Mapping[str, Any]) -> str:
    """A benefit or a detriment in one line."""
    lasts = f"for {one['lasts']}" if one.get("lasts") else "as long as the band is held"
    return f"{one['kind'].capitalize()}: {one['text']} ({one['provider']}, {one['context']}; {lasts})"


def _sources(book: Rulebook, why: Mapping[str, Any]) -> None:
    """The sources that were named, once each."""
    cited = dict.fromkeys(item["source"] for item in why["points"] if item["source"])
    lines = []
    for name in cited:
        source = book.sources.get(name)
        if source is not None:
            parts = [source.title, source.publisher, source.address, f"seen {source.seen}" if source.seen else ""]
            lines.append(f"{name}: {', '.join(part for part in parts if part)}")
    listed("Sources", cleaned(lines))
