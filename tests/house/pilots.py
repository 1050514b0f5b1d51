"""docs/pilots.md, from docs/pilots.yaml: every scheme that the facts name, encoded or why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from bonitas.common.yamlbuild import parse_bytes
from bonitas.common.yamltext import as_plain

DATA: Final = Path(__file__).resolve().parents[2] / "docs" / "pilots.yaml"
#: What is said of every scheme; and one of the last two.
KEYS: Final = ("name", "place", "years", "subjects", "scale", "known", "sure", "source")
EITHER: Final = ("encoded", "why_not")
SURE: Final = {
    "published": "read in the publisher's own text, or a copy of it",
    "secondary": "quoted by others",
    "memory": "not verified",
}
_HEAD: Final = """\
# The pilots' catalogue

Every scheme that the project's facts name: where and when it ran, whom it rates, on which scale, what is known of it and
from where, and the rulebook that encodes it or why none does. `bonitas systems` lists the rulebooks with the mechanisms that they use.

How sure the facts are: {sure}. A rulebook says of itself how sure its numbers are (`numbers`), and its `SOURCES.md` says of each
where it comes from.

This page is written from [pilots.yaml](pilots.yaml) by `make fresh`.
"""


def data() -> dict[str, Any]:
    """docs/pilots.yaml as plain data: `groups` of schemes, and rulebooks `beside` them."""
    tree = parse_bytes(DATA.read_bytes())
    assert not tree.faults, tree.faults
    plain = as_plain(tree.root) if tree.root is not None else {}
    assert isinstance(plain, dict)
    return plain


def schemes() -> list[dict[str, Any]]:
    """Every scheme, in order."""
    return [scheme for group in data()["groups"] for scheme in group["schemes"]]


def pilots() -> str:
    """docs/pilots.md."""
    every = schemes()
    encoded = sum("encoded" in scheme for scheme in every)
    lines = [_HEAD.format(sure="; ".join(f"*{word}*, {meaning}" for word, meaning in SURE.items()))]
    lines.append(f"{len(every)} schemes, {encoded} of them encoded.\n")
    for group in data()["groups"]:
        lines.append(f"## {group['title']}\n")
        lines.append("| scheme | place, years | rates | scale | known | rulebook, or why none |\n|---|---|---|---|---|---|")
        lines += [_row(scheme) for scheme in group["schemes"]]
        lines.append("")
        lines.append("Sources\n")
        lines += [f"- {scheme['name']}: {_flat(scheme['source'])}" for scheme in group["schemes"]]
        lines.append("")
    lines.append("## Beside these\n")
    lines += [f"- {_linked(name)}: {_flat(what)}" for name, what in data()["beside"].items()]
    return "\n".join([*lines, ""])


def _row(scheme: dict[str, Any]) -> str:
    books = ", ".join(_linked(name) for name in scheme.get("encoded", ()))
    last = books or f"none: {_flat(scheme['why_not']).rstrip('.')}"
    known = f"{_flat(scheme['known'])} (*{scheme['sure']}*)"
    where = f"{scheme['place']}; {scheme['years']}"
    return f"| {scheme['name']} | {where} | {scheme['subjects']} | {scheme['scale']} | {known} | {last} |"


def _linked(name: str) -> str:
    return f"[{name}](../rulebooks/{name})"


def _flat(text: object) -> str:
    return " ".join(str(text).split())
