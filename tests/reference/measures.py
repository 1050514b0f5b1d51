"""Step 12: quantities drawn from the seen records of a subject."""

from __future__ import annotations

from fractions import Fraction

from bonitas.common.days import Duration
from bonitas.rulebook.model import Grouping, Measure, Rules

from .dates import earlier, half_away, later, period, whole_months
from .expressions import TOO_LARGE, Scene, is_true, value_of
from .world import Seen, Value


def measures(rules: Rules, records: list[Seen], on: int) -> dict[str, Value]:
    """Every measure by name; None is missing."""
    found: dict[str, Value] = {}
    for measure in rules.measures:
        value = _measure(measure, records, on, found)
        found[measure.name] = measure.when_missing if value is None else value
    return found


def _measure(measure: Measure, records: list[Seen], on: int, others: dict[str, Value]) -> Value:  # noqa: PLR0911  one line for each way
    scene = Scene(on, measures=others)
    if measure.how == "formula":
        assert measure.formula is not None
        return value_of(measure.formula, scene)
    if measure.how == "state":
        return next((name for name, when in measure.states if is_true(when, scene)), None)
    chosen = _chosen(measure, records, on)
    match measure.how:
        case "count":
            return 1000 * len(chosen)
        case "age":
            return _age(measure, chosen, on)
        case "share":
            good = sum(is_true(measure.when, Scene(on, record)) for _, record in chosen)
            return half_away(Fraction(100_000 * good, len(chosen))) if chosen else None
        case "sum":
            return _sum(measure, chosen, on)
        case _:
            return _pick(measure, [v for _, record in chosen if (v := _value(measure, record, on)) is not None])


def _chosen(measure: Measure, records: list[Seen], on: int) -> list[tuple[int, Seen]]:
    """The records in the window and under the condition, with their days, in order; then the first of each group."""
    condition = measure.of if measure.how == "share" else measure.when
    inside = []
    for record in records:
        if record.kind not in measure.kinds:
            continue
        day = _day(measure, record)
        if day is not None and _in_window(measure, day, on) and is_true(condition, Scene(on, record)):
            inside.append((day, record))
    inside.sort(key=lambda pair: (pair[0], pair[1].order))
    return [group[0] for group in _groups(measure.once_per, inside)] if measure.once_per else inside


def _day(measure: Measure, record: Seen) -> int | None:
    if measure.dated == "occurred_on":
        return record.occurred_on
    day = record.settled_on if measure.dated == "settled_on" else record.attributes.get(measure.dated)
    return day if isinstance(day, int) else None


def _in_window(measure: Measure, day: int, on: int) -> bool:
    match measure.within:
        case None:
            return day <= on
        case Duration():
            return earlier(on, measure.within) < day <= on
        case unit:
            return period(on, unit)[0] <= day <= on


def _groups(grouping: Grouping, inside: list[tuple[int, Seen]]) -> list[list[tuple[int, Seen]]]:
    """Records that fall together, in order of each group's first record."""
    done: list[list[tuple[int, Seen]]] = []
    open_: dict[tuple[object, ...], list[tuple[int, Seen]]] = {}
    for day, record in inside:
        key: tuple[object, ...] = tuple(_key(name, record) for name in grouping.keys)
        if grouping.calendar is not None:
            key += (period(day, grouping.calendar),)
        group = open_.get(key)
        if group is None or (grouping.run is not None and day >= later(group[0][0], grouping.run)):
            group = open_[key] = []
            done.append(group)
        group.append((day, record))
    return done


def _key(name: str, record: Seen) -> Value:
    facts: dict[str, Value] = {
        "counterparty": record.counterparty,
        "furnisher": record.furnisher,
        "kind": record.kind,
        "occurred_on": record.occurred_on,
    }
    return facts[name] if name in facts else record.attributes.get(name)


def _value(measure: Measure, record: Seen, on: int) -> Value:
    assert measure.value is not None
    return value_of(measure.value, Scene(on, record))


def _sum(measure: Measure, chosen: list[tuple[int, Seen]], on: int) -> int | None:
    """The sum of the values there are; with `net_per` the sum within each group first, clamped."""
    groups = _groups(measure.net_per, chosen) if measure.net_per else [[pair] for pair in chosen]
    low, high = measure.clamp if measure.clamp and measure.net_per else (None, None)
    sums = []
    for group in groups:
        values = [v for _, record in group if isinstance(v := _value(measure, record, on), int)]
        if values:
            sums.append(_clamped(sum(values), low, high))
    return sum(sums) if sums and abs(sum(sums)) <= TOO_LARGE else None


def _clamped(number: int, low: int | None, high: int | None) -> int:
    number = number if low is None else max(number, low)
    return number if high is None else min(number, high)


def _pick(measure: Measure, values: list[int | str | bool]) -> Value:
    """Of the values there are, in order of day."""
    if not values:
        return None
    match measure.how:
        case "oldest":
            return values[0]
        case "latest":
            return values[-1]
        case "distinct":
            return 1000 * len(set(values))
        case _:
            numbers = [v for v in values if isinstance(v, int)]
            return min(numbers) if measure.how == "min" else max(numbers)


def _age(measure: Measure, chosen: list[tuple[int, Seen]], on: int) -> int | None:
    if not chosen:
        return None
    day = chosen[0][0] if measure.pick == "oldest" else chosen[-1][0]
    ages = {"days": on - day, "months": whole_months(day, on), "years": whole_months(day, on) // 12}
    return 1000 * ages[measure.type]
