"""A what-if for people: what is supposed, both standings side by side, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bonitas.cli.console import cleaned, say
from bonitas.cli.show_explanation import consequence_in_words, listed
from bonitas.cli.terminal import Column, show, table
from bonitas.cli.words import STANDINGS, band_titles, day_in_words, said, signed
from bonitas.rulebook.model import Rulebook


def show_what_if(book: Rulebook, content: Mapping[str, Any], lang: str) -> None:
    """Write a what-if (`WhatIf.as_dict`)."""
    found = cleaned(content)
    show(f"{found['subject']}, by {found['title'] or book.id} on {day_in_words(found['on'])}")
    listed("Supposed", supposed(found["supposed"]))
    say()
    show(_standings(book, found, lang))
    if found["what_if"]["standing"] == "not_rated":
        say()
        show("Nothing that is supposed changes this: records make nobody rated.")
        return
    _changes(found["changes"])
    for heading, side in (("Would be so no longer", "went"), ("Would be so then", "came")):
        listed(heading, [said(step) for step in found["steps"][side]])
    for heading, side in (("What would no longer follow", "went"), ("What would follow", "came")):
        listed(heading, [consequence_in_words(one) for one in found["consequences"][side]])
    if found["real"]["standing"] == found["what_if"]["standing"] and not found["changes"]:
        say()
        show("Nothing would differ on this day.")


def supposed(found: Mapping[str, Any]) -> list[str]:
    """Each thing supposed, in a line."""
    lines = []
    for row in found["records"]:
        more = [f"{key}: {value}" for key, value in row.items() if key not in {"kind", "occurred_on", "furnisher", "ref"}]
        lines.append(f"{row['kind']} of {row['occurred_on']}" + (f" ({', '.join(more)})" if more else ""))
    lines += [f"{row['furnisher']}/{row['ref']} settled on {row['on']}" for row in found["settled"]]
    return lines + [f"without {row['furnisher']}/{row['ref']}" for row in found["without"]]


def _standings(book: Rulebook, found: Mapping[str, Any], lang: str) -> Any:
    real, then = found["real"], found["what_if"]
    titles = band_titles(book, found["on"], lang)

    def cells(one: Mapping[str, Any]) -> list[object]:
        score = STANDINGS[one["standing"]] if one["score"] is None else one["score"]
        return [score, titles.get(one["band"], one["band"]), one["next_change_on"], one["because"]]

    columns = [Column(""), Column("score", right=True), Column("band"), Column("next change"), Column("because", keep=False)]
    rows = [["as it is", *cells(real)], ["what if", *cells(then)]]
    if found["score_change"]:
        rows.append(["", signed(found["score_change"]), "", "", ""])
    return table(columns, rows)


def _changes(changes: list[Mapping[str, Any]]) -> None:
    """Every item with other points; those that only rest on other records are left to --json."""
    rows = []
    for one in changes:
        if one["difference"] or one["change"] != "changed":
            records = [f"{name} {r['furnisher']}/{r['ref']}" for name, rows_ in one["records"].items() for r in rows_]
            points = ["–" if one[side] is None else signed(one[side]) for side in ("real", "what_if")]
            rows.append([signed(one["difference"]), one["text"] or "Everyone begins with", *points, ", ".join(records)])
    if rows:
        say()
        show("What differs", style="bold")
        columns = [Column("difference", right=True), Column("for", keep=False), Column("as it is", right=True)]
        show(table([*columns, Column("what if", right=True), Column("records", keep=False)], rows))
