"""The ways to a band, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.show_explanation import listed, title
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import band_titles, day_in_words
from bonitas.rulebook.model import Rulebook

#: What stopped a search, in words.
STOPPED: Final = {
    "most_steps": "More steps than {most} were not tried (--most-steps).",
    "trials": "There are too many combinations of so many steps; fewer were tried in full.",
    "acts": "Of a kind with very many different acts not all were tried.",
}


def show_path(book: Rulebook, content: Mapping[str, Any], lang: str) -> None:
    """Write the ways to a band (`Path.as_dict`)."""
    found = cleaned(content)
    show(title(book, found, lang))
    if found["standing"] == "not_rated":
        show("There is no way to a band for who is not rated.")
        return
    titles = band_titles(book, found["on"], lang)
    goal = titles.get(found["to"], found["to"])
    end = f" until {day_in_words(found['by'])}" if found["by"] else ""
    ways = found["options"]
    if ways and ways[0]["count"] == 0 and ways[0]["on"] == found["on"]:
        show(f"That is {goal}, or better: nothing need be done.")
        return
    if ways:
        say()
        show(f"To reach {goal}{end}", style="bold")
        show(_table(ways, found["on"], titles))
    else:
        show(f"Nothing that was tried reaches {goal}{end}.")
        near = found["nearest"]
        if near is not None:
            say()
            show("The nearest", style="bold")
            show(_table([near], found["on"], titles))
    listed("What was tried", tried(found))


def _table(ways: Sequence[Mapping[str, Any]], asked: str, titles: Mapping[str, str]) -> Any:
    columns = [Column("steps", right=True), Column("what to do", keep=False), Column("reached on"), Column("score", right=True)]
    rows = [[way["count"], in_words(way, asked), way["on"], way["score"], titles.get(way["band"], way["band"])] for way in ways]
    return table([*columns, Column("band")], rows)


def in_words(way: Mapping[str, Any], asked: str) -> str:
    """What to do, in one line."""
    done = [step_in_words(step) + (f" ({step['times']} times)" if step["times"] > 1 else "") for step in way["steps"]]
    wait = [] if way["on"] == asked else [f"wait until {day_in_words(way['on'])}"]
    said = "; ".join([*done, *wait]) or "nothing"
    return said[:1].upper() + said[1:]


def step_in_words(step: Mapping[str, Any]) -> str:
    """One step: `do`, `settle` or `end`."""
    if step["do"] != "record":
        return f"{step['do']} {step['furnisher']}/{step['ref']} ({step['text']}, {step['occurred_on']})"
    more = ", ".join(f"{name}: {value}" for name, value in step["attributes"].items())
    return f"new: {step['text']}" + (f" ({more})" if more else "")


def tried(found: Mapping[str, Any]) -> list[str]:
    """Which steps the search knew, and what stopped it."""
    kinds = dict.fromkeys(step["text"] for step in found["steps"] if step["do"] == "record")
    lines = ["Waiting, if nothing new is recorded."]
    for verb, name in (("Settling", "settle"), ("Ending", "end")):
        names = [f"{step['furnisher']}/{step['ref']}" for step in found["steps"] if step["do"] == name]
        lines += [f"{verb} {', '.join(names)}."] if names else []
    lines += [f"New records: {', '.join(kinds)}."] if kinds else []
    if found["relative"]:
        lines.append("Bands are drawn by share here: days on which only others move were not looked for.")
    if found["stopped_by"]:
        lines.append(STOPPED[found["stopped_by"]].format(most=found["most_steps"]))
    return lines
