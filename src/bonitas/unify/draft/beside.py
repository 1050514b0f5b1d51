"""Everything that a draft has beside its clauses, made in one go; without what the law bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bonitas.unify.draft.carried import Carrying
from bonitas.unify.draft.drafted import Drafted, Open
from bonitas.unify.draft.freezes import freezes
from bonitas.unify.draft.ground import Ground
from bonitas.unify.draft.lines import Lines, Wanted
from bonitas.unify.draft.no_score import no_score
from bonitas.unify.draft.parts import Part
from bonitas.unify.draft.passing import passes_on
from bonitas.unify.draft.requirements import requirements, with_requirements
from bonitas.unify.draft.take import Taking


@dataclass(frozen=True, slots=True)
class Beside:
    """The parts, the measures that they stand on among them; `open`: what of them cannot be said, or changed in meaning."""

    parts: tuple[Part, ...]
    open: tuple[Open, ...]

    def of(self, section: str) -> list[Part]:
        return [one for one in self.parts if one.section == section]

    def tree(self, frame: Mapping[str, Any]) -> dict[str, Any]:
        """Their text as plain data, by the keys of a rulebook."""
        found: dict[str, Any] = {}
        for section in ("measures", "scorecard", "passes_on"):
            if self.of(section):
                found[section] = {one.id: one.body for one in self.of(section)}
        for section in ("no_score", "freeze"):
            if self.of(section):
                found[section] = [one.body for one in self.of(section)]
        if self.of("bands"):
            found["bands"] = with_requirements(frame["bands"], self.of("bands"))
        return found


def beside(
    ground: Ground, taking: Taking, wanted: Sequence[Wanted], drafted: Sequence[Drafted], barred: Mapping[str, str]
) -> Beside:
    """All parts by the policy. `barred`: what the law keeps out, by `SECTION ID`, and why."""
    carrying = Carrying()
    found = Lines(ground.policy, taking, carrying, ground.dealt).parts(wanted)
    found += no_score(ground, carrying)
    found += requirements(ground, carrying, taking)
    found += freezes(ground, drafted)
    rules, opened = passes_on(ground, drafted, carrying)
    found += rules
    left = [one for one in found if key_of(one) in barred]
    opened += [
        Open("ground", barred[key_of(one)], ", ".join(one.conducts), tuple(from_.book.id for from_ in one.origins))
        for one in left
    ]
    kept = [one for one in found if one not in left]
    measures = carrying.parts(kept)
    told = {one.origins[0].book.id for one in measures}
    opened += [Open("meaning", f"{note[0].upper()}{note[1:]}.", "", (book,)) for book, note in carrying.notes if book in told]
    opened += list(_wider(ground, kept, drafted))
    return Beside((*kept, *measures), tuple(opened))


def key_of(part: Part) -> str:
    return f"{part.section} {part.id}"


def _wider(ground: Ground, parts: Sequence[Part], drafted: Sequence[Drafted]) -> list[Open]:
    """Freezes hold back what other rulebooks give, too."""
    frozen = {one.origins[0].book.id for one in parts if one.section == "freeze"}
    gives = {one.origins[0].book.id for one in drafted if one.origins and one.origins[0].high > 0}
    return [
        Open(
            "meaning",
            "Its freeze held back its own gains; in the draft it holds back those from other rulebooks too.",
            "",
            (book.id,),
        )
        for book in ground.books
        if book.id in frozen and gives - {book.id}
    ]
