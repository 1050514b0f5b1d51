"""The crosswalk as a table for people: each conduct, the kinds of record that tell of it, how well they fit, and why not better."""

from __future__ import annotations

from collections.abc import Iterator

from bonitas.unify.crosswalk.model import Crosswalk


def shown(crosswalk: Crosswalk) -> str:
    """The conducts of the file as a table in Markdown; kinds that are conducts of their own are not in it.

    >>> from bonitas.unify.crosswalk.read import read_crosswalk
    >>> print(shown(read_crosswalk()).splitlines()[2])
    | credit_unpaid: Credit not repaid as agreed | `loan.private_breach` | exact | |
    """
    return "\n".join(_lines(crosswalk)) + "\n"


def _lines(crosswalk: Crosswalk) -> Iterator[str]:
    yield "| conduct | kind of record | fit | why not better |"
    yield "|---|---|---|---|"
    for conduct in crosswalk.conducts:
        head = f"{conduct.id}: {conduct.title.say('en')}" + (f" (part of {conduct.part_of})" if conduct.part_of else "")
        for member in () if conduct.own else conduct.members:
            when = f", where `{member.said}`" if member.said else ""
            yield f"| {head} | `{member.kind}`{when} | {member.sure} | {member.because} |".replace("|  |", "| |")
            head = ""
