"""Writes what was found: the page from its template, the charts, the tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from examples.unification import pictures
from examples.unification.systems import DAY
from examples.unification.tables import write_tables
from examples.unification.words import FILTERS

TEMPLATES = Path(__file__).resolve().parent / "templates"


def write(found: Mapping[str, Any], out: Path) -> None:
    """Everything of one type of subject, into a folder that is made if it is not there."""
    out.mkdir(parents=True, exist_ok=True)
    suffix = "" if found["who"] == "person" else "-companies"
    write_tables(found, out, suffix)
    measures, moves = found["conducts"]["measures"], found["moves"]
    for name, drawing in {
        "orders": pictures.orders(found["orders"]), "symmetry": pictures.symmetry(measures), "specificity": pictures.specificity(measures),
        "bands": pictures.bands(moves["rulebooks"]), "moves": pictures.winners(moves["moves"]),
    }.items():  # fmt: skip
        (out / f"{name}{suffix}.svg").write_text(drawing, encoding="utf-8")
    page = "README.md" if found["who"] == "person" else "companies.md"
    (out / page).write_text(rendered(found, suffix), encoding="utf-8")


def rendered(found: Mapping[str, Any], suffix: str) -> str:
    """The page as text."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    made = jinja2.Environment(loader=loader, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)  # noqa: S701
    made.filters.update(FILTERS)
    text = made.get_template("page.md.j2").render(found=found, suffix=suffix, day=_words(DAY), **derived(found))
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


def derived(found: Mapping[str, Any]) -> dict[str, Any]:
    """What several places of the page look up in the figures."""
    drafts, moves = found["drafts"][:3], found["moves"]
    ids = [one["rulebook"] for one in drafts]
    topics = {one["topic"]: one for draft in drafts for one in draft["open"]}
    laws = {(one["severity"], one["code"]): one for draft in drafts for one in draft["law"]}
    mine = [one for one in moves["rulebooks"] if one["rulebook"] in ids]
    others = [one for one in moves["rulebooks"] if one["rulebook"] not in ids and one["rests"]["of_parts"]]
    return {
        "unified": [one for one in found["rulebooks"] if one["unified"]],
        "left": [one["rulebook"] for one in found["rulebooks"] if not one["unified"]],
        "elsewhere": [f"{side['rulebook']} ({side['on']})" for side in found["orders"]["sides"] if side["on"] != DAY],
        "folder": f"../../examples/unification/{'persons' if found['who'] == 'person' else 'companies'}",
        "topics": [topics[name] for name in topics], "laws": [laws[key] for key in sorted(laws)],
        "extremes": next(one for one in moves["moves"] if (one["from"]["rulebook"], one["to"]["rulebook"]) == (ids[0], ids[1])),
        "most_rests": _most(mine), "original_rests": _most(others) if others else None,
        "draft_errors": [
            {"rulebook": one["rulebook"], "share": error["worse"]["share"]}
            for one in mine for error in one["wrong"] if error["error"] == "stranger"
        ],
    }  # fmt: skip


def _most(several: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    return max(several, key=lambda one: (one["rests"]["share"] or 0, one["rulebook"]))


def _words(day: str) -> str:
    """A day as people write it."""
    when = dt.date.fromisoformat(day)
    return f"{when.day} {when:%B %Y}"
