"""One small detector for each mechanism: whether the rules of a period, or the rulebook as a whole, make use of it.

They look at the checked model alone: what a rulebook does is found, not claimed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from bonitas.common.days import ALWAYS
from bonitas.rulebook.expression import Arithmetic, Attr, Compare, Expr, OneOf
from bonitas.rulebook.model import (
    ByTable,
    CalendarEnd,
    Chosen,
    Clause,
    LastsBySize,
    LastsByTable,
    PerUnit,
    Rulebook,
    Rules,
    Spill,
    Table,
    Transfer,
)
from bonitas.rulebook.walk import parts, refs

#: Kinds of record that put somebody on a list.
_LISTING: Final = re.compile(r".*list(ing)?\Z")


def signed_points(rules: Rules) -> bool:
    return any(clause.points is not None for clause in rules.clauses)


def per_unit(rules: Rules) -> bool:
    found = [clause.points for clause in rules.clauses]
    return any(isinstance(points, PerUnit) for points in [*found, *(line.points for line in rules.scorecard)])


def limits(rules: Rules) -> bool:
    groups = {clause.group for clause in rules.clauses}
    return any(clause.limits for clause in rules.clauses) or any(g.limits for g in rules.groups.values() if g.name in groups)


def level_tables(rules: Rules) -> bool:
    """Points by a table, or several clauses of the same kinds that tell its levels apart by the same attribute."""
    if any(isinstance(clause.points, ByTable) for clause in rules.clauses):
        return True
    tests = Counter(
        (clause.kinds, name) for clause in rules.clauses if clause.points is not None for name in _compared(clause.when)
    )
    return any(times > 1 for times in tests.values())


def discretion(rules: Rules) -> bool:
    return any(isinstance(clause.points, Chosen) for clause in rules.clauses)


def strongest(rules: Rules) -> bool:
    return rules.overlap == "strongest"


def repeats(rules: Rules) -> bool:
    return any(clause.again is not None for clause in rules.clauses)


def own_validity(rules: Rules) -> bool:
    """By size or level, by the grade, or from the end of an act that goes on."""
    for clause in rules.clauses:
        if clause.clock == "end" or isinstance(clause.lasts, LastsBySize | LastsByTable):
            return True
    if any(
        clause.shown and (clause.shown.clock == "end" or isinstance(clause.shown.lasts, LastsByTable)) for clause in rules.shown
    ):
        return True
    return len({(clause.grade, clause.lasts) for clause in rules.clauses if clause.grade is not None}) > 1


def direct_grades(rules: Rules) -> bool:
    return any(clause.grade is not None for clause in rules.clauses)


def freezes(rules: Rules) -> bool:
    return bool(rules.freezes)


def repairs(rules: Rules) -> bool:
    return any(clause.repairs for clause in rules.clauses) or any(clause.shown and clause.shown.repairs for clause in rules.shown)


def floors(rules: Rules) -> bool:
    return any(band.floor is not None for band in rules.bands.bands)


def shares(rules: Rules) -> bool:
    return any(band.best is not None for band in rules.bands.bands)


def dimensions(rules: Rules) -> bool:
    return rules.dimensions is not None


def bins(rules: Rules) -> bool:
    return any(isinstance(line.points, Table) for line in rules.scorecard)


def log_odds(rules: Rules) -> bool:
    return rules.scale is not None


def no_score(rules: Rules) -> bool:
    return bool(rules.no_score)


def starting_value(rules: Rules) -> bool:
    return any(case.when is not None for case in rules.base)


def eligibility(rules: Rules) -> bool:
    return any(band.when is not None for band in rules.bands.bands)


def windows(rules: Rules) -> bool:
    """A window that slides, or a count that begins anew with the calendar."""
    resets = (isinstance(clause.lasts, CalendarEnd) or getattr(clause.points, "running", None) for clause in rules.clauses)
    return any(measure.within is not None for measure in rules.measures) or any(resets)


def grouping(rules: Rules) -> bool:
    return any(measure.once_per is not None or measure.net_per is not None for measure in rules.measures)


def ratio_and_count(rules: Rules) -> bool:
    """The standing asks for a ratio (a share, a quotient, one measure beside another) and for a number too."""
    ratios = {m.name for m in rules.measures if m.how == "share" or any(_divides(part) for part in parts(m.formula))}
    counts = {m.name for m in rules.measures if m.how in ("count", "distinct", "sum")}
    by = {rules.bands.by} if rules.bands.by is not None else set()
    tests = [part for when in _asked_for(rules) for part in parts(when) if isinstance(part, Compare)]
    ratio = any(refs(test) & ratios or (refs(test.left) and refs(test.right)) for test in tests) or bool(by & ratios)
    return ratio and any(_stands_on(rules, refs(test)) & counts for test in tests if not (refs(test.left) and refs(test.right)))


def lists(rules: Rules) -> bool:
    """A list that somebody is put on for a term: a register's own, or one whose entries bear on the standing."""
    kinds = {kind for clause in rules.clauses for kind in clause.kinds} | {kind for m in rules.measures for kind in m.kinds}
    return bool(rules.shown) or any(_LISTING.match(kind) for kind in kinds)


def three_clocks(rules: Rules) -> bool:
    """Beside the time that a record is kept, and the time that it counts, a time for which it is shown."""
    return bool(rules.shown)


def other_status(rules: Rules) -> bool:
    return any(repair.as_ and not repair.removed for clause in rules.shown if clause.shown for repair in clause.shown.repairs)


def consequences(rules: Rules) -> bool:
    return bool(rules.consequences)


def reasons(rules: Rules) -> bool:
    """The engine gives reasons, and what-if, for everything that rates."""
    return rules.rates


def spill_over(rules: Rules) -> bool:
    return any(isinstance(rule, Spill) for rule in rules.passes_on)


def transfer(rules: Rules) -> bool:
    return any(isinstance(rule, Transfer) for rule in rules.passes_on)


# ---------------------------------------------------------------- of the rulebook as a whole


def local_variation(book: Rulebook) -> bool:
    return book.local is not None or bool(book.extends)


def deadline(book: Rulebook) -> bool:
    """Disputes are held, and must be decided within a time."""
    return book.hold is not None and book.hold.deadline is not None


def consent(book: Rulebook) -> bool:
    return book.participation == "consent" or book.withdraws is not None


def versions(book: Rulebook) -> bool:
    """The rules change on a day, or end on one."""
    return len(book.periods) > 1 or any(clause.since != ALWAYS for clause in _clauses(book))


def any_period(of: Callable[[Rules], bool]) -> Callable[[Rulebook], bool]:
    """A detector of rules, asked of every period."""
    return lambda book: any(of(period.rules) for period in book.periods)


def _clauses(book: Rulebook) -> Iterator[Clause]:
    return (clause for period in book.periods for clause in period.rules.clauses)


def _compared(when: Expr | None) -> set[str]:
    """The attributes that a condition compares with something."""
    tests = [part for part in parts(when) if isinstance(part, Compare | OneOf)]
    return {inner.name for test in tests for inner in parts(test) if isinstance(inner, Attr)}


def _divides(expr: Expr) -> bool:
    return isinstance(expr, Arithmetic) and expr.operator == "/"


def _asked_for(rules: Rules) -> list[Expr]:
    """The conditions of bands, of no score and of consequences, and of the states that these name."""
    whens = [band.when for band in rules.bands.bands]
    whens += [rule.when for rule in rules.no_score] + [rule.when for rule in rules.consequences]
    named = {name for when in whens for name in refs(when)}
    whens += [when for measure in rules.measures if measure.name in named for _, when in measure.states]
    return [when for when in whens if when is not None]


def _stands_on(rules: Rules, names: set[str]) -> set[str]:
    """Measures, and those that their formulas name."""
    found = set(names)
    for measure in reversed(rules.measures):  # each formula comes after the measures it names
        if measure.name in found:
            found |= refs(measure.formula)
    return found
