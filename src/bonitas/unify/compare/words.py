"""The figures of a comparison as people read them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from bonitas.common.amounts import half_away, shown
from bonitas.unify.compare.conducts import Position, Row

#: So many rulebooks stand side by side in a table.
ABREAST: Final = 5


def percent(share: Fraction | Decimal | None) -> str:
    """A share in percent with one decimal, rounded once; a dash for none.

    >>> percent(Fraction(-1, 3)), percent(None)
    ('−33.3 %', '–')
    """
    if share is None:
        return "–"
    tenths = half_away(*(Fraction(share) * 1000).as_integer_ratio())
    return f"{'−' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10} %"


def times(rate: Fraction | Decimal | None) -> str:
    """A rate with two decimals, rounded once; a dash for none.

    >>> times(Fraction(8, 3))
    '2.67'
    """
    if rate is None:
        return "–"
    hundredths = half_away(*(Fraction(rate) * 100).as_integer_ratio())
    return f"{hundredths // 100:,}.{hundredths % 100:02}"


def days(number: int | None) -> str:
    """For how long.

    >>> days(1), days(1096), days(None)
    ('1 day', '1,096 days', 'no end')
    """
    return "no end" if number is None else f"{number:,} day{'' if number == 1 else 's'}"


def worth(position: Position) -> str:
    """The most that one record takes and gives: points, a grade, the score itself."""
    said = [shown(amount, signed=True) for amount in (-position.loss, position.gain) if amount]
    said = [f"{one} each" if position.by_unit else one for one in said]
    said += [*(["no score"] if position.no_score else []), *(f"at best {grade}" for grade in position.grades)]
    return " or ".join(said) or ("only shown" if position.does == "shows" else "0, one alone")


def lasting(position: Position) -> str:
    """For how long a record counts at most."""
    longest = [one for one in position.counting if one.days_high == position.days]
    return days(position.days) + (" from its end" if longest and all(one.after_end for one in longest) else "")


def shares(position: Position) -> str:
    """The same as shares of the scale."""
    if not position.loss and not position.gain:
        return "–"
    return " or ".join(percent(one) for one in position.share if one) or "–"


def bands(position: Position) -> str:
    """How many bands one record moves a file that shows nothing else, at most."""
    down, up = position.bands
    said = [shown(1000 * moved, signed=True) for moved in (min(down or 0, 0), max(up or 0, 0)) if moved]
    return " or ".join(said) or ("–" if position.bands == (None, None) else "0")


def cells(row: Row, lang: str) -> list[list[str]]:
    """A conduct as rows of a table, one for each rulebook that knows it: its title first, in the first of them."""
    title = (row.conduct.title.say(lang) or row.conduct.id) + (" (conflict)" if row.conflict else "")
    return [
        [title if n == 0 else "", book, worth(one), shares(one), lasting(one), bands(one)]
        for n, (book, one) in enumerate(row.positions.items())
    ]


#: What stands over the columns of `cells`.
HEAD = ("conduct", "rulebook", "points", "of its scale", "counts for", "bands")


def abreast(sides: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rulebooks, so many at a time as stand side by side in a table."""
    return [sides[start : start + ABREAST] for start in range(0, len(sides), ABREAST)]


def figures(sides: list[dict[str, Any]]) -> list[list[str]]:
    """The measures of every rulebook, a row for each measure: its name, then one cell for each rulebook."""
    each = [side["measures"] for side in sides]

    def line(name: str, *path: str, said: Any = str) -> list[str]:
        return [name, *(said(_at(one, path)) for one in each)]

    return [
        line("rules that take", "symmetry", "taking"),
        line("rules that give", "symmetry", "giving"),
        line("points taken for each given", "symmetry", "taken_for_each_given", said=times),
        line("heaviest loss", "symmetry", "heaviest", said=_amount),
        line("best gain", "symmetry", "best", said=_amount),
        line("by a grade alone", "symmetry", "by_grade_alone"),
        line("how specific: rules that take", "specificity", "taking", "index", said=percent),
        line("how specific: rules that give", "specificity", "giving", "index", said=percent),
        line("points at somebody's choice", "discretion", "share_of_points", said=percent),
        line("points from outside its context", "outside_purpose", "share_of_points", said=percent),
        line("median loss counts for", "recovery", said=lambda one: days(one["days"]) if one["median_loss"] else "–"),
        line("median gains that make it good", "recovery", "median_gains_to_make_it_good", said=_or_dash),
        line("losses without an end", "recovery", "without_end"),
        line("losses that can be repaired", "remedy", "share_repairable", said=percent),
        line("a dispute holds the record out", "remedy", "disputes_hold", said=_yes_no),
        line("says how to contest", "remedy", "contest", said=_yes_no),
    ]


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _amount(value: Any) -> str:
    return "–" if value is None else f"{value:,}"


def _or_dash(value: Any) -> str:
    return "–" if value is None else str(value)


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
