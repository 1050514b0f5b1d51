"""The draft as text: plain YAML, with a comment above each clause that says where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

from bonitas.rulebook.normal import plain_text
from bonitas.unify.draft.books import Book
from bonitas.unify.draft.drafted import Drafted, Origin
from bonitas.unify.draft.model import Policy
from bonitas.unify.draft.parts import Part

_WIDTH: Final = 120


def draft_text(
    tree: Mapping[str, Any], drafted: Sequence[Drafted], parts: Sequence[Part], policy: Policy, books: Sequence[Book]
) -> str:  # fmt: skip
    """rulebook.yaml; the same for the same rulebooks and policy, to the byte."""
    names = ", ".join(f"{one.id} {one.book.version}" for one in books)
    said = f"A draft by the policy '{policy.name}' from {names}. SOURCES.md says where each clause comes from, UNRESOLVED.md what is still open."
    lines = [*_comment(said, ""), ""]
    clauses = {one.id: one for one in drafted}
    for key, value in tree.items():
        if key == "clauses":
            lines += ["", "clauses:"]
            for name, body in value.items():
                lines += _clause(clauses[name], {name: body})
            lines.append("")
        elif any(one.section == key for one in parts):
            lines += _parts(key, value, [one for one in parts if one.section == key])
        else:
            lines.append(plain_text({key: value}).rstrip("\n"))
    return "\n".join(lines).rstrip("\n") + "\n"


def _parts(key: str, value: Any, parts: Sequence[Part]) -> Iterator[str]:
    """A section with a comment above each part that says where it is from. A list is in the order of its parts; of a map, what the policy
    says itself has no comment."""
    yield ""
    yield f"{key}:"
    if isinstance(value, Mapping):
        by_id = {one.id: one for one in parts}
        for name, body in value.items():
            yield from _said(by_id[name]) if name in by_id else ()
            yield plain_text({name: body}, 1).rstrip("\n")
    else:
        for one, body in zip(parts, value, strict=True):
            yield from _said(one)
            lines = plain_text({"-": [body]}).rstrip("\n").splitlines()[1:]
            yield from lines if len(lines) == 1 else [f"  - {lines[1].strip()}", *lines[2:]]
    yield ""


def _said(one: Part) -> Iterator[str]:
    because = f": {one.because}" if one.because else ""
    conducts = f"{', '.join(one.conducts)}, " if one.conducts else ""
    yield from _comment(f"{conducts}{one.rule}{because}", "  ")
    yield from _comment("from " + "; ".join(whence.said for whence in one.origins), "  ")


def _clause(one: Drafted, body: Mapping[str, Any]) -> Iterator[str]:
    for line in told(one):
        yield from _comment(line, "  ")
    yield plain_text(body, 1).rstrip("\n")


def told(one: Drafted) -> Iterator[str]:
    """Where a clause comes from and why, in sentences."""
    because = f": {one.because}" if one.because else ""
    yield f"{one.conduct}, {one.rule}{because}"
    for origin in one.origins:
        yield f"from {named(origin)}"
    if one.beside:
        yield "beside: " + "; ".join(named(origin) for origin in one.beside)


def named(origin: Origin) -> str:
    """A part of a rulebook with its place and worth.

    `cn-yiwu-2017, clause blood, line 93: +5 % of its scale`
    """
    line = f", line {origin.line}" if origin.line is not None else ""
    return f"{origin.book.id}, {origin.basis} {origin.part}{line}: {origin.worth}"


def _comment(text: str, pad: str) -> list[str]:
    plain = " ".join(text.split())
    return wrap(
        plain, _WIDTH, initial_indent=f"{pad}# ", subsequent_indent=f"{pad}#   ", break_long_words=False, break_on_hyphens=False
    )
