"""What may not be taken over: clauses that score what nobody may be rated by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bonitas.law.checks import OF_GROUNDS
from bonitas.unify.draft.codes import trouble
from bonitas.unify.draft.dealt import Dealt, Piece
from bonitas.unify.draft.drafted import Open
from bonitas.unify.draft.ground import Draft, Ground


def unmarked(ground: Ground) -> tuple[Ground, list[Open]]:
    """Without the clauses of which a rulebook says itself that they score a sensitive ground."""
    if kept(ground):
        return ground, []
    found: dict[str, tuple[Dealt, ...]] = {}
    opened: list[Open] = []
    for conduct, dealt in ground.dealt.items():
        left: list[Dealt] = []
        for one in dealt:
            marked = [piece for piece in one.pieces if piece.clause is not None and piece.clause.grounds]
            taken = ground.policy.choices.get(conduct)
            if marked and taken is not None and taken.take == one.book.id:
                _refuse(ground, conduct, marked[0])
                marked = []
            for piece in marked:
                words = ", ".join(word.replace("_", " ") for word in piece.clause.grounds) if piece.clause is not None else ""
                opened.append(
                    Open("ground", f"The clause '{piece.id}' of {one.book.id} scores {words}.", conduct, (one.book.id,))
                )
            rest = tuple(piece for piece in one.pieces if piece not in marked)
            left += [replace(one, pieces=rest)] if rest else []
        found[conduct] = tuple(left)
    return replace(ground, dealt=found), opened


def kept(ground: Ground) -> bool:
    return ground.frame.book.standing == "specimen" and ground.policy.keep_grounds


def _refuse(ground: Ground, conduct: str, piece: Piece) -> None:
    """A ground taken by hand: a specimen may have it, nothing else."""
    if ground.frame.book.standing == "specimen" or piece.clause is None:
        return
    word, article = piece.clause.grounds[0].replace("_", " "), "everywhere; ANY101"
    at, what = ground.policy.at("conducts", conduct, "take"), f"The clause '{piece.id}'"
    raise trouble("U529", page=ground.policy.page, at=at, found=piece.id, what=what, ground=word, law=article)


def more_barred(ground: Ground, made: Draft) -> dict[str, str]:
    """Conducts whose clauses the law bars for the ground that they score, with the words of the finding."""
    if kept(ground):
        return {}
    clauses = {one.id: one for one in made.clauses}
    found: dict[str, str] = dict(_barred_parts(ground, made))
    for one in made.law:
        clause = clauses.get(one.id)
        if one.severity != "bars" or one.code not in OF_GROUNDS or one.part != "clause" or clause is None:
            continue
        choice = ground.policy.choices.get(clause.conduct)
        if choice is not None:
            if ground.frame.book.standing == "specimen":
                continue
            raise trouble(
                "U529", page=ground.policy.page, at=choice.at, found=one.id, what=f"The clause '{one.id}'",
                ground=one.message.removeprefix("It scores ").split(".")[0], law=f"{one.article}; {one.code}",
            )  # fmt: skip
        found[clause.conduct] = f"{one.message} {one.code}, {one.article}."
    return found


def _barred_parts(ground: Ground, made: Draft) -> Iterator[tuple[str, str]]:
    """Lines, requirements and cases without a score that stand on what the law bars, by `SECTION ID`; refused where taken by hand."""
    needs = {part.id: part.uses for part in made.part("measures")}
    for one in made.law:
        if one.severity != "bars" or one.code not in OF_GROUNDS or one.part == "clause":
            continue
        for part in made.parts:
            hit = (
                one.id in _behind(part.uses, needs) if one.part == "measure" else (part.section, part.id) == ("scorecard", one.id)
            )
            if part.section == "measures" or not hit:
                continue
            if part.by_hand and ground.frame.book.standing != "specimen":
                at, what = ground.policy.at("rulebook"), f"What is taken by hand from {part.origins[0].said}"
                said = one.message.removeprefix("It scores ").split(".")[0]
                raise trouble(
                    "U529",
                    page=ground.policy.page,
                    at=at,
                    found=part.id,
                    what=what,
                    ground=said,
                    law=f"{one.article}; {one.code}",
                )
            if not part.by_hand:
                yield f"{part.section} {part.id}", f"{part.origins[0].said}: {one.message} {one.code}, {one.article}."


def _behind(uses: frozenset[str], needs: Mapping[str, frozenset[str]]) -> set[str]:
    """The measures that some stand on, themselves among them."""
    waiting, seen = list(uses), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += needs.get(name, ())
    return seen
