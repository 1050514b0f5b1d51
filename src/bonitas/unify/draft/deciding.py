"""Conduct by conduct: what the policy chooses, and what stays open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError
from bonitas.unify.crosswalk.model import Conduct
from bonitas.unify.draft.books import Book
from bonitas.unify.draft.choose import Chosen, choose
from bonitas.unify.draft.codes import problem
from bonitas.unify.draft.dealt import Dealt, in_conflict
from bonitas.unify.draft.drafted import Open
from bonitas.unify.draft.model import Choice, Policy, Rule
from bonitas.unify.draft.take import can_reach


@dataclass(frozen=True, slots=True)
class Decision:
    """What counts for one conduct: a treatment, for some kinds of record, and by which rule. `dealt` are all treatments there are."""

    conduct: Conduct
    dealt: tuple[Dealt, ...]
    chosen: Chosen
    kinds: tuple[str, ...]
    rule: str
    because: str = ""
    by_hand: bool = False
    before: bool = False
    """For records from before the draft is in force."""


@dataclass(slots=True)
class Deciding:
    """Goes through all conducts. `dealt`: by conduct, in the order of the rulebooks. `barred`: conducts that the law keeps out, and why."""

    policy: Policy
    books: Sequence[Book]
    catalogue: Catalogue
    dealt: Mapping[str, tuple[Dealt, ...]]
    barred: Mapping[str, str]
    open: list[Open] = field(default_factory=list)

    def decisions(self, conducts: Sequence[Conduct]) -> list[Decision]:
        """Every decision, in the order of the crosswalk. BonitasError for what the policy says of conducts and rulebooks that are not there."""
        self._check([one.id for one in conducts])
        found: list[Decision] = []
        for conduct in conducts:
            dealt, choice = self.dealt.get(conduct.id, ()), self.policy.choices.get(conduct.id)
            if choice is not None and not dealt and choice.clauses is None and not choice.leave_out:
                self._note("silence", "The policy names it, but none of the rulebooks deals with it.", conduct, ())
            if not dealt or self._left_out(conduct, dealt, choice):
                continue
            found += self._decided(conduct, dealt, choice)
        return found

    def _note(self, topic: str, what: str, conduct: Conduct, dealt: Sequence[Dealt]) -> None:
        self.open.append(Open(topic, what, conduct.id, tuple(one.book.id for one in dealt)))  # type: ignore[arg-type]

    def _left_out(self, conduct: Conduct, dealt: Sequence[Dealt], choice: Choice | None) -> bool:
        """Whether no clause is drafted from the rulebooks; why not is noted."""
        if choice is not None and choice.clauses is not None:
            return True
        if choice is not None and choice.leave_out:
            self._note("silence", f"Left out by hand: {choice.because}", conduct, dealt)
            return True
        if conduct.id in self.barred:
            self._note("ground", self.barred[conduct.id], conduct, dealt)
            return True
        if choice is not None and (choice.take or choice.rule not in (None, "by hand")):
            return False
        if "by hand" in (self.policy.choose, choice.rule if choice is not None else None):
            self._note("hand", "Say in the policy what becomes of it.", conduct, dealt)
        elif in_conflict(dealt):
            told = "; ".join(f"{one.book.id}: {one.sign}" for one in dealt)
            self._note("conflict", f"{told}. No rule decides that; name it in the policy.", conduct, dealt)
        elif len(dealt) < self.policy.at_least:
            self._note(
                "few",
                f"{len(dealt)} of {len(self.books)} deal with it; the policy asks for {self.policy.at_least}.",
                conduct,
                dealt,
            )
        else:
            return False
        return True

    def _decided(self, conduct: Conduct, dealt: tuple[Dealt, ...], choice: Choice | None) -> list[Decision]:
        because = choice.because if choice is not None else ""
        if choice is not None and choice.take:
            taken = next((one for one in dealt if one.book.id == choice.take), None)
            if taken is None:
                known = tuple(one.book.id for one in dealt)
                at = self.policy.at("conducts", conduct.id, "take")
                raise BonitasError(
                    problem("U523", page=self.policy.page, at=at, found=choice.take, known=known, conduct=conduct.id)
                )
            kinds = tuple(kind for kind in kinds_of(*dealt) if self._reaches(taken, kind))
            found = [Decision(conduct, dealt, Chosen(taken, (taken,)), kinds, f"taken from {choice.take}", because, True)]
            beyond = [kind for kind in kinds_of(*dealt) if kind not in kinds]
            if beyond:
                self._note("unreached", f"The clause cannot be asked of {', '.join(beyond)}.", conduct, [taken])
        else:
            rule = (choice.rule if choice is not None else None) or self.policy.choose
            found = self._by_rule(conduct, dealt, rule, because)
        return [*found, *self._before(conduct, dealt, found)]

    def _by_rule(self, conduct: Conduct, dealt: tuple[Dealt, ...], rule: Rule, because: str) -> list[Decision]:
        """The treatment that a rule chooses; for kinds of record that it does not reach, the one it chooses among those that do."""
        found: list[Decision] = []
        among, silent = list(dealt), len(self.books) - len(dealt) if self.policy.silence_counts else 0
        wanted = set(kinds_of(*dealt))
        while among:
            chosen = self._chosen(rule, among, silent)
            for note in chosen.notes:
                self._note("meaning", f"{note[0].upper()}{note[1:]}.", conduct, among)
            if chosen.dealt is None:
                self._note("silence", f"By the rule '{rule}' nothing is chosen.", conduct, among)
                return found
            reached = [kind for kind in kinds_of(*dealt) if kind in wanted and self._reaches(chosen.dealt, kind)]
            found.append(Decision(conduct, dealt, chosen, tuple(reached), rule, because))
            wanted -= set(reached)
            among, silent = [left for one in among if (left := only(one, wanted)) is not None], 0
        return found

    def _reaches(self, dealt: Dealt, kind: str) -> bool:
        """Whether a treatment is of records of a kind, or can be asked of them."""
        return kind in kinds_of(dealt) or all(can_reach(piece, kind, self.catalogue) for piece in dealt.pieces)

    def _chosen(self, rule: Rule, among: Sequence[Dealt], silent: int) -> Chosen:
        heard = {one.book.id for one in among}
        weights = self.policy.weights
        unheard = sum((weights.get(book.id, Fraction(0)) for book in self.books if book.id not in heard), Fraction(0))
        return choose(rule, among, silent, weights, unheard if silent else Fraction(0))

    def _before(self, conduct: Conduct, dealt: tuple[Dealt, ...], decided: Sequence[Decision]) -> list[Decision]:
        """By whose treatment records from before count, where the policy says so."""
        move = self.policy.transition
        if move.before != "as" or not decided:
            return []
        if move.as_rule is not None:
            own = self._by_rule(conduct, dealt, move.as_rule, "")
            return [replace(one, rule=f"{move.as_rule}, for records from before", before=True) for one in own]
        taken = next((one for one in dealt if one.book.id == move.as_book), None)
        if taken is None:
            return []
        rule = f"as under {move.as_book}, for records from before"
        return [Decision(conduct, dealt, Chosen(taken, (taken,)), kinds_of(taken), rule, before=True)]

    # ------------------------------------------------------------ what the policy names

    def _check(self, conducts: Sequence[str]) -> None:
        policy, names = self.policy, tuple(book.id for book in self.books)
        found = [
            problem("U521", page=policy.page, at=choice.at, found=name, known=conducts)
            for name, choice in policy.choices.items()
            if name not in conducts
        ]
        for name, choice in policy.choices.items():
            if choice.take and choice.take not in names:
                found.append(
                    problem("U522", page=policy.page, at=policy.at("conducts", name, "take"), found=choice.take, known=names)
                )
        for key, said in (("weights", policy.weights), ("grades", policy.grades)):
            for name in said:
                if name not in names:
                    found.append(problem("U522", page=policy.page, at=policy.at(key, name), found=name, known=names))
        for key, setting in policy.settings.items():
            if setting.take and setting.take not in names:
                found.append(problem("U522", page=policy.page, at=policy.at(key, "take"), found=setting.take, known=names))
        if policy.transition.as_book and policy.transition.as_book not in names:
            at = policy.at("transition", "before", "as")
            found.append(problem("U522", page=policy.page, at=at, found=policy.transition.as_book, known=names))
        rules = {policy.choose, *(choice.rule for choice in policy.choices.values())}
        lacking = [name for name in names if name not in policy.weights]
        if "weighted" in rules and lacking and not found:
            why = f"{', '.join(lacking)} {'has' if len(lacking) == 1 else 'have'} none"
            found.append(problem("U524", page=policy.page, at=policy.at("weights"), why=why))
        if found:
            raise BonitasError(found)


def kinds_of(*dealt: Dealt) -> tuple[str, ...]:
    """The kinds of record that treatments are of."""
    return tuple(dict.fromkeys(kind for one in dealt for piece in one.pieces for kind in piece.kinds))


def only(dealt: Dealt, kinds: set[str]) -> Dealt | None:
    """A treatment as far as it is of some kinds of record; None if it is not at all."""
    pieces = tuple(piece for piece in dealt.pieces if kinds & set(piece.kinds))
    return replace(dealt, pieces=pieces) if pieces else None
