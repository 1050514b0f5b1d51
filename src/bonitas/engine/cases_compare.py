"""What a case expects against what came out, difference by difference, in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bonitas.rulebook.model import Rulebook


def differences(book: Rulebook, expect: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Everything that came out otherwise than expected; `found` is what `explain` gives. A name that the rulebook does not have
    differs from whatever was expected of it."""
    listed: list[str] = []
    for key, expected in expect.items():
        match key:
            case "points":
                listed += of_points(book, expected, found)
            case "measures":
                for name, value in expected.items():
                    listed += of_one(f"measure {name}", value, measured(found, name))
            case "consequences":
                listed += of_consequences(book, expected, found)
            case "because":
                if str(expected) not in (found["because"] or ""):
                    listed += of_one(key, expected, found["because"])
            case "steps":
                taken = {item["step"] for item in found["steps"]}
                listed += [f"no step '{name}' was taken" for name in expected if name not in taken]
            case _:
                listed += of_one(key, expected, found[key])
    return listed


def of_points(book: Rulebook, expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """The points of items; one of which nothing counts gives 0."""
    known = {name for period in book.periods for name in items_of(period.rules)}
    actual = {item["item"]: item["points"] for item in found["points"]}
    listed: list[str] = []
    for name, value in expected.items():
        listed += of_one(f"points of {name}", value, actual.get(name, Decimal(0)) if name in known else "no such item")
    return listed


def items_of(rules: Any) -> list[str]:
    """Everything in rules that gives points, by id."""
    parts = rules.dimensions.parts if rules.dimensions else ()
    return [*(one.id for one in (*rules.clauses, *rules.scorecard, *parts)), *(["range"] if parts else [])]


def of_consequences(book: Rulebook, expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Whether consequences are in force."""
    known = {one.id for period in book.periods for one in period.rules.consequences}
    actual = {item["id"] for item in found["consequences"]}
    listed: list[str] = []
    for name, value in expected.items():
        listed += of_one(f"consequence {name}", is_yes(value), name in actual if name in known else "no such consequence")
    return listed


def shown_differences(expect: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Expected entries of a register against those shown (and held), in their order; `found` is what `lookup` gives."""
    listed: list[str] = []
    for key, expected in expect.items():
        entries = found["entries" if key == "shown" else "held"]
        wanted = expected or []
        if len(wanted) != len(entries):
            said = ", ".join(f"{entry['as']} of {entry['record']['ref']}" for entry in entries) or "nothing"
            listed.append(f"{key}: expected {len(wanted)}, came out {len(entries)} ({said})")
        for number, (one, entry) in enumerate(zip(wanted, entries, strict=False), 1):
            coming = "; ".join(f"{change['on']} {change['as']}" for change in entry.get("coming", ()))
            flat = {**entry, "ref": entry["record"]["ref"], "coming": coming}
            for name, value in one.items():
                listed += of_one(f"{key} {number}, {name}", value, flat.get(name))
    return listed


def measured(found: Mapping[str, Any], name: str) -> Any:
    """A measure as cases write it: `missing` where it is."""
    if name not in found["measures"]:
        return "no such measure"
    value = found["measures"][name]
    return "missing" if value is None else value


def is_yes(value: Any) -> bool:
    """Whether a case says yes: YAML 1.2 reads `yes` as a text."""
    return value is True or value == "yes"


def of_one(what: str, expected: Any, actual: Any) -> list[str]:
    """One expectation: a difference, or none. Numbers are compared as numbers, yes and no as such, all else as text."""
    if isinstance(actual, bool):
        same = is_yes(expected) == actual
    elif isinstance(expected, int | Decimal) and isinstance(actual, int | Decimal):
        same = Decimal(expected) == Decimal(actual)
    else:
        same = (expected is None and actual is None) or str(expected) == str(actual)
    return [] if same else [f"{what}: expected {expected}, came out {actual}"]
