"""The head of a rulebook: what it is called, whom it rates, when it is in force, and where it comes from."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from typing import Final

from bonitas.common.days import ALWAYS, NEVER
from bonitas.common.page import Page, clipped
from bonitas.common.texts import Text
from bonitas.common.yamltext import Entry, Map, Node
from bonitas.rulebook.clauses import in_force_days
from bonitas.rulebook.dated import is_dated
from bonitas.rulebook.disputes import read_disputes
from bonitas.rulebook.model import Deadline, Source
from bonitas.rulebook.reading import Reading

#: Keys that are the same on every day.
HEADER: Final = (
    "rulebook", "version", "title", "about", "subjects", "standing", "in_force", "participation", "context", "zone", "disputes",
    "rules_of", "jurisdictions", "place", "numbers", "decisions", "remedy", "withdraws", "local", "sources",
)  # fmt: skip
#: Keys whose values may be dated.
RULES: Final = (
    "lasts", "base", "clauses", "groups", "overlap", "freeze", "grades", "measures", "no_score", "scale", "scorecard", "dimensions",
    "score", "bands", "consequences", "passes_on",
)  # fmt: skip
REQUIRED: Final = ("rulebook", "title", "subjects", "standing", "in_force", "participation", "context")
#: How sure the numbers of a rulebook are.
NUMBERS: Final = ("published", "secondary", "partly_ours", "ours")
#: What follows from a standing: a decision made by it alone, one that a person makes, or none.
DECISIONS: Final = ("automated", "by a person", "none")
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_SOURCE: Final = ("title", "publisher", "address", "seen", "note")


@dataclass(frozen=True, slots=True)
class Header:
    """The head's values; words that could not be read are their defaults."""

    id: str
    version: str
    title: Text
    about: Text
    subjects: str
    standing: str
    participation: str
    context: str
    zone: str
    disputes: str
    deadline: Deadline | None
    rules_of: str
    jurisdictions: tuple[str, ...]
    place: Text
    numbers: str | None
    decisions: str | None
    start: int = ALWAYS
    end: int = NEVER


def read_sources(page: Page, node: Node | None) -> dict[str, Source]:
    """The declared sources by id."""
    found: dict[str, Source] = {}
    for entry in page.map_of(node, "'sources'"):
        found[entry.key.raw] = _source(page, entry)
    return found


def _source(page: Page, entry: Entry) -> Source:
    what = f"The source '{clipped(entry.key.raw)}'"
    fields = page.fields(entry.value, what, _SOURCE, ("title",), entry.key)
    said = {
        key: page.texts(value, f"{what}: '{key}'").say()
        for key in _SOURCE
        if fields is not None and (value := fields.get(key)) is not None
    }
    return Source(entry.key.raw, **{"title": "", **said})


def read_header(reading: Reading, root: Map) -> Header:
    """The head, with every problem noted."""
    page = reading.page
    for name in HEADER:
        value = root.get(name)
        if value is not None and is_dated(value):
            page.note(
                "805", root.entries[name].key, f"'{name}' cannot change with the date.", found=name, remedy="Write one value."
            )

    def word(name: str, allowed: tuple[str, ...], default: str) -> str:
        node = root.get(name)
        return (page.word(node, f"'{name}'", allowed) if node is not None and not is_dated(node) else None) or default

    subjects = word("subjects", ("person", "organisation", "both"), "person")
    participation = word("participation", ("consent", "notice", "none"), "notice")
    if participation == "none" and subjects != "organisation":
        remedy = "Write 'notice' or 'consent'; 'none' is for organisations only."
        page.note("111", root.get("participation"), "Persons cannot be rated without participation.", found="none", remedy=remedy)
    in_force = root.entries.get("in_force")
    start, end = (
        in_force_days(reading, in_force.value, "The rulebook") if in_force and not is_dated(in_force.value) else (ALWAYS, NEVER)
    )
    if in_force and start == ALWAYS and isinstance(in_force.value, Map) and "from" not in in_force.value.entries:
        page.note("102", in_force.key, "'in_force' lacks the key 'from'.", remedy="Add 'from: 2020-01-01'.")
    jurisdictions = _jurisdictions(page, root.get("jurisdictions"))
    at = root.entries["disputes"].key if "disputes" in root.entries else None
    disputes, deadline = read_disputes(reading, root.get("disputes"), at, jurisdictions)
    context, standing = root.get("context"), word("standing", ("own", "reconstruction", "specimen"), "own")
    return Header(
        id=_id(page, root.get("rulebook")), version=_version(page, root.get("version")),
        title=reading.texts(root.get("title"), "'title'"), about=reading.texts(root.get("about"), "'about'"),
        subjects=subjects, standing=standing, participation=participation,
        context=reading.context(context, "'context'") if context is not None else "", zone=_zone(page, root.get("zone")),
        disputes=disputes, deadline=deadline,
        rules_of=word("rules_of", ("the asked day", "the event"), "the asked day"),
        jurisdictions=jurisdictions, place=reading.texts(root.get("place"), "'place'"),
        numbers=word("numbers", NUMBERS, "ours" if standing == "own" else "") or None,
        decisions=word("decisions", DECISIONS, "") or None, start=start, end=end,
    )  # fmt: skip


def _id(page: Page, node: Node | None) -> str:
    name = page.text(node, "'rulebook'") if node is not None else None
    if name is not None and not _NAME.match(name):
        remedy = "Use lower case letters, digits and dashes: 'de-example-2026'."
        page.note("110", node, f"A rulebook cannot be called '{clipped(name)}'.", found=name, remedy=remedy)
    return name or ""


def _version(page: Page, node: Node | None) -> str:
    return (page.text(node, "'version'") if node is not None else None) or "1"


def _zone(page: Page, node: Node | None) -> str:
    name = page.text(node, "'zone'") if node is not None else None
    if name is None:
        return "UTC"
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        page.note(
            "112",
            node,
            f"There is no time zone '{clipped(name)}'.",
            found=name,
            known=known,
            remedy="Write one such as 'Europe/Berlin'.",
        )
    return name


def _jurisdictions(page: Page, node: Node | None) -> tuple[str, ...]:
    found = (page.text(item, "A jurisdiction") for item in page.one_or_list(node))
    return tuple(code for code in found if code is not None)
