"""What changed in meaning on the way from rulebooks to a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bonitas.unify.draft.clauses import counted_twice
from bonitas.unify.draft.drafted import Drafted, Open
from bonitas.unify.draft.take import Taking


def changed(taking: Taking, drafted: Sequence[Drafted]) -> list[Open]:
    """What changed in meaning on the way."""
    found = [Open("meaning", f"{note[0].upper()}{note[1:]}.", "", (book,)) for book, note in taking.notes]
    for one in drafted:
        books = tuple(dict.fromkeys(origin.book.id for origin in one.origins))
        if one.origins and one.origins[0].basis != "clause":
            origin = one.origins[0]
            what = (
                f"Under {origin.book.id} it is no clause, but comes from measures ({origin.part}). The draft says as one clause what a record was "
                f"measured to be worth there, beside a file that shows little else: {origin.worth}."
            )
            found.append(Open("restated", what, one.conduct, books))
        points = one.body.get("points")
        chosen = isinstance(points, Mapping) and "chosen" in points
        if chosen and one.origins and taking.factor(one.origins[0].book) != 1:
            what = "Points are chosen by a decider; those chosen before are on another scale, and must be chosen anew."
            found.append(Open("meaning", what, one.conduct, books))
    found += _split(drafted)
    for kind, conducts in counted_twice(drafted):
        found.append(Open("meaning", f"Records of '{kind}' count for several conducts: {', '.join(conducts)}.", conducts[0], ()))
    return found


def _split(drafted: Sequence[Drafted]) -> list[Open]:
    """Clauses of which the draft has several, each for some of the records, though their repeats or limits went by all."""
    parts: dict[tuple[str, str], list[Drafted]] = {}
    for one in drafted:
        if one.origins and not one.before and ("again" in one.body or "limit" in one.body):
            parts.setdefault((one.origins[0].book.id, one.origins[0].part), []).append(one)
    return [
        Open(
            "meaning",
            f"The clause '{part}' of {book} is {len(some)} clauses here; repeats and limits count in each apart.",
            some[0].conduct,
            (book,),
        )
        for (book, part), some in parts.items()
        if len(some) > 1
    ]
