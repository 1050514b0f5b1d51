"""What research measures of such schemes: symmetry, specificity, discretion, purpose, recovery and remedy, each an exact figure.

The figures follow the questions of published studies (docs/comparing.md names them); how they are reckoned here is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from bonitas.catalogue.model import Kind
from bonitas.common.amounts import decimal_of
from bonitas.rulebook.model import Rulebook
from bonitas.unify.compare.figures import median, middle, ratio
from bonitas.unify.compare.treatment import Treatment, points, shown

#: What makes a rule specific: nobody chooses its points, it has an end of its own, the kind of record has a legal basis, it cites a source, and
#: it is about something named, not about whatever else there may be.
CRITERIA: Final = ("fixed", "ends", "basis", "source", "defined")


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause, or all measures about one kind, whatever the conducts it speaks of: its treatments, and the kinds of record."""

    id: str
    treatments: tuple[Treatment, ...]
    kinds: tuple[Kind, ...]

    @property
    def loss(self) -> int | None:
        """The most points it takes; None: by a grade, or the loss of the score, alone."""
        each = [one.loss for one in self.treatments]
        known = [one for one in each if one]
        return max(known) if known else None if None in each else 0

    @property
    def gain(self) -> int:
        return max(one.gain for one in self.treatments)

    @property
    def takes(self) -> bool:
        return any(one.sign in ("loss", "both") for one in self.treatments)

    @property
    def gives(self) -> bool:
        return any(one.sign in ("gain", "both") for one in self.treatments)

    @property
    def chosen(self) -> bool:
        return any(one.chosen for one in self.treatments)

    @property
    def size(self) -> int:
        """The most points it moves somebody by, down or up."""
        return max(self.loss or 0, self.gain)

    @property
    def days(self) -> int | None:
        """The longest that a record counts; None is without end."""
        return _longest(one.days_high for one in self.treatments)

    @property
    def days_taking(self) -> int | None:
        """The longest that a record takes."""
        return _longest(one.days_taking for one in self.treatments)

    def meets(self, criterion: str) -> bool:
        """Whether it is specific in one of CRITERIA."""
        match criterion:
            case "fixed":
                return not self.chosen
            case "ends":
                return self.days is not None
            case "basis":
                return all(kind.legal_basis for kind in self.kinds)
            case "source":
                return all(one.source is not None for one in self.treatments)
            case _:
                return all("other" not in kind.name.replace(".", "_").split("_") for kind in self.kinds)


def _longest(days: Iterable[int | None]) -> int | None:
    each = list(days)
    return None if None in each else max((one for one in each if one is not None), default=0)


def rules_of(book: Rulebook, treated: Iterable[Treatment]) -> tuple[Rule, ...]:
    """The rules that give or take, in order."""
    found: dict[tuple[str, str], list[Treatment]] = {}
    for one in treated:
        if one.sign != "none":
            found.setdefault((one.clause, one.kind if one.part == "measures" else ""), []).append(one)
    return tuple(
        Rule(name, tuple(several), tuple(book.kinds[kind] for kind in dict.fromkeys(one.kind for one in several)))
        for (name, _), several in found.items()
    )


def measures_of(book: Rulebook, rules: Sequence[Rule]) -> dict[str, Any]:
    """All figures of one rulebook, as plain data: counts are whole, points exact, shares with six places, rounded once."""
    taking, giving = [rule for rule in rules if rule.takes], [rule for rule in rules if rule.gives]
    return {
        "rules": len(rules),
        "symmetry": _symmetry(taking, giving),
        "specificity": {"taking": _specificity(taking), "giving": _specificity(giving)},
        "discretion": _shares(rules, [rule for rule in rules if rule.chosen]),
        "outside_purpose": {
            **_shares(rules, [rule for rule in rules if not _within(book, rule)]),
            "contexts": _contexts(book, rules),
        },
        "recovery": _recovery(taking, giving),
        "remedy": _remedy(book, taking),
    }


def _symmetry(taking: Sequence[Rule], giving: Sequence[Rule]) -> dict[str, Any]:
    """How much it takes for each point it gives: by the number of rules, by their points together, and of the heaviest and the best."""
    taken, given = sum(rule.loss or 0 for rule in taking), sum(rule.gain for rule in giving)
    heaviest, best = max((rule.loss or 0 for rule in taking), default=0), max((rule.gain for rule in giving), default=0)
    return {
        "taking": len(taking), "giving": len(giving), "taking_for_each_giving": shown(ratio(len(taking), len(giving))),
        "taken": points(taken), "given": points(given), "taken_for_each_given": shown(ratio(taken, given)),
        "heaviest": points(heaviest), "best": points(best), "by_grade_alone": sum(rule.loss is None for rule in taking),
    }  # fmt: skip


def _specificity(rules: Sequence[Rule]) -> dict[str, Any]:
    """Of the rules of one sign, how many are specific in each of CRITERIA; `index` is the mean of these shares."""
    met = {name: sum(rule.meets(name) for rule in rules) for name in CRITERIA}
    index = ratio(sum(met.values()), len(rules) * len(CRITERIA))
    return {"rules": len(rules), **{name: shown(ratio(count, len(rules))) for name, count in met.items()}, "index": shown(index)}


def _shares(rules: Sequence[Rule], some: Sequence[Rule]) -> dict[str, Any]:
    """How many rules, and which share of all rules and of the points that all rules can move."""
    every = sum(rule.size for rule in rules)
    return {
        "rules": len(some),
        "share_of_rules": shown(ratio(len(some), len(rules))),
        "share_of_points": shown(ratio(sum(rule.size for rule in some), every)),
    }


def _within(book: Rulebook, rule: Rule) -> bool:
    """Whether every record it goes by arises in the rulebook's context, or in one that is by its nature meant for it."""
    return all(book.context == kind.context or book.context in kind.relates_to for kind in rule.kinds)


def _contexts(book: Rulebook, rules: Iterable[Rule]) -> Mapping[str, int]:
    """How many rules go by records of each other context, the most first."""
    found: dict[str, int] = {}
    for rule in rules:
        for context in {kind.context for kind in rule.kinds if not _within(book, Rule(rule.id, rule.treatments, (kind,)))}:
            found[context] = found.get(context, 0) + 1
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _recovery(taking: Sequence[Rule], giving: Sequence[Rule]) -> dict[str, Any]:
    """The median loss (a grade without points is heavier than all points): for how long it counts, how many bands it costs, and how many of
    the median gains make it good."""
    ordered = sorted(taking, key=lambda rule: (rule.loss is None, rule.loss or 0, rule.id))
    typical = middle(ordered)
    days = sorted(-1 if rule.days_taking is None else rule.days_taking for rule in taking)
    gain = median(rule.gain for rule in giving if rule.gain)
    down = [one.bands_low for one in (typical.treatments if typical else ()) if one.bands_low is not None]
    worth = None if typical is None or not typical.loss or not gain else -(-Fraction(typical.loss) // gain)
    endless = sum(day < 0 for day in days)
    each = [day for day in days if day >= 0] + [None] * endless
    return {
        "median_loss": typical.id if typical else None, "points": None if typical is None or typical.loss is None else decimal_of(-typical.loss),
        "days": typical.days_taking if typical else None, "bands": min(down, default=None), "median_gains_to_make_it_good": worth,
        "median_days": middle(each), "without_end": endless,
    }  # fmt: skip


def _remedy(book: Rulebook, taking: Sequence[Rule]) -> dict[str, Any]:
    """What the rulebook says of going against a standing, and how many of the losses can be repaired."""
    said = book.remedy
    repaired = [rule for rule in taking if any(one.repaired != "no" for one in rule.treatments)]
    return {
        "contest": bool(said and said.contest), "review": bool(said and said.review), "authority": bool(said and said.authority),
        "disputes_hold": book.disputes == "hold", "deadline": str(book.deadline.within) if book.deadline else None,
        "repairable": len(repaired), "share_repairable": shown(ratio(len(repaired), len(taking))),
    }  # fmt: skip
