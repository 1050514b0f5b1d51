"""What a clause or a scorecard line is worth: fixed points, tiers by amount, a table, or a choice within a range."""

from __future__ import annotations

from dataclasses import replace

from bonitas.common.page import clipped
from bonitas.common.yamltext import Map, Node, Scalar
from bonitas.rulebook.check_types import Typed, said
from bonitas.rulebook.expression import Expr
from bonitas.rulebook.limits import period
from bonitas.rulebook.model import ByTable, CalendarPeriod, Chosen, Fixed, PerUnit, Rolling, Tier, Value
from bonitas.rulebook.names import Names
from bonitas.rulebook.parse import read_expression, read_quantity
from bonitas.rulebook.quantity import NUMERIC
from bonitas.rulebook.reading import Reading
from bonitas.rulebook.scale import Worth, whole_steps
from bonitas.rulebook.tables import Domain, read_table

_TIER = ("each", "gives", "up_to")
_BY_UNIT = ("by", *_TIER, "then", "fractions", "running")


def read_value(reading: Reading, node: Node, names: Names, what: str, at: Node) -> Value | None:
    """The VALUE at `node`; `at` is its key."""
    if isinstance(node, Scalar):
        points = reading.page.number(node, what)
        return Fixed(points) if points is not None else None
    if isinstance(node, Map) and ("chosen" in node.entries or ("from" in node.entries and "by" not in node.entries)):
        return _chosen(reading, node, what, at)
    if isinstance(node, Map) and "table" in node.entries:
        return _by_table(reading, node, names, what, at)
    fields = reading.page.fields(node, what, _BY_UNIT, ("by", "each", "gives"), at)
    if fields is None:
        return None
    by = fields.get("by")
    amount = read_quantity(reading.page, by, names, f"{what}: 'by'") if by is not None else None
    found = per_unit(reading, fields, amount.expr, what, at) if amount else None
    return replace(found, running=_running(reading, fields, amount, what)) if found is not None else None


def _running(reading: Reading, fields: Map, amount: Typed | None, what: str) -> CalendarPeriod | Rolling | None:
    """`calendar year`, or a duration: the period within which amounts are added up."""
    node = fields.get("running")
    if node is None:
        return None
    raw = reading.page.text(node, f"{what}: 'running'")
    if raw is None:
        return None
    if amount is not None and amount.type not in NUMERIC:
        message = f"{what}: 'running' adds up, and {said(amount)} cannot be added up."
        reading.page.note("512", node, message, remedy="Remove 'running', or go by a number.")
        return None
    per = period(raw)
    if per is None:
        remedy = "Write 'calendar year' (month, quarter, week), or a duration such as '12 months'."
        reading.page.note("512", node, f"{what}: 'running' cannot be '{clipped(raw)}'.", found=raw, remedy=remedy)
    return per


def per_unit(  # noqa: PLR0913 (the last by name)
    reading: Reading, fields: Map, by: Expr, what: str, at: Node, *, worth: Worth | None = None
) -> PerUnit | None:  # fmt: skip
    """`each`, `gives`, `up_to`, `then` and `fractions` of a map whose keys are already checked."""
    worth = worth or Worth(reading.page)
    first = _tier(reading, fields, what, worth)
    tiers = [first] if first else []
    for item in reading.page.one_or_list(fields.get("then")):
        later = reading.page.fields(item, f"{what}: 'then'", _TIER, ("each", "gives"), at)
        if later is None:
            continue
        if tiers and tiers[-1].up_to is None:
            message = f"{what}: nothing is left for this tier, for the one before it has no 'up_to'."
            reading.page.note("415", item, message, remedy="Give the earlier tier an 'up_to'.")
        tier = _tier(reading, later, f"{what}: 'then'", worth)
        if tier is not None:
            tiers.append(tier)
    node = fields.get("fractions")
    fractions = bool(reading.page.yes_no(node, f"{what}: 'fractions'")) if node is not None else False
    return PerUnit(by, tuple(tiers), fractions) if tiers else None


def _tier(reading: Reading, fields: Map, what: str, worth: Worth) -> Tier | None:
    page = reading.page
    each, gives, up_to = (fields.get(name) for name in _TIER)
    if each is None or gives is None:
        return None
    size, raw = reading.amount(each, "number", f"{what}: 'each'"), worth.raw(gives, f"{what}: 'gives'")
    most = worth.raw(up_to, f"{what}: 'up_to'") if up_to is not None else None
    if size is None or raw is None or (up_to is not None and most is None):
        return None
    points = worth.points(raw)
    steps = whole_steps(most, raw) if most is not None and points else None
    if size <= 0:
        page.note("410", each, f"{what}: 'each' must be more than 0.", found=str(getattr(each, "raw", "")))
    elif points == 0:
        page.note("410", gives, f"{what}: 'gives' must not be 0.", found="0")
    elif up_to is not None and steps is None:
        remedy = "Write a whole number of steps, with the sign of 'gives'."
        page.note(
            "409", up_to, f"{what}: 'up_to' is not a multiple of 'gives'.", found=str(getattr(up_to, "raw", "")), remedy=remedy
        )
    else:
        return Tier(size, points, None if steps is None else steps * points)
    return None


def _by_table(reading: Reading, node: Map, names: Names, what: str, at: Node) -> ByTable | None:
    fields = reading.page.fields(node, what, ("by", "table", "running"), ("by", "table"), at)
    by, table = node.get("by"), node.get("table")
    if fields is None or by is None or table is None:
        return None
    value = read_expression(reading.page, by, names, f"{what}: 'by'")
    if value is None:
        return None
    entries = reading.page.map_of(table, f"{what}: 'table'")
    running = _running(reading, fields, value, what)
    if running is not None and value.type in NUMERIC:  # a total starts at 0 and has no end
        value = replace(value, low=0, high=None)
    return ByTable(value.expr, read_table(reading, entries, domain_of(value), what, node.entries["table"].key), running)


def domain_of(value: Typed, missing: bool | None = None) -> Domain:
    """The values that a typed expression can have."""
    whole = value.whole or value.type in ("months", "days", "years")
    return Domain(value.type, missing, value.choices, whole, value.low, value.high)


def _chosen(reading: Reading, node: Map, what: str, at: Node) -> Chosen | None:
    page = reading.page
    fields = page.fields(node, what, ("from", "to", "chosen"), ("from", "to", "chosen"), at)
    if fields is None:
        return None
    low, high, chosen = (fields.get(name) for name in ("from", "to", "chosen"))
    if low is None or high is None or chosen is None:
        return None
    least, most = page.number(low, f"{what}: 'from'"), page.number(high, f"{what}: 'to'")
    if page.yes_no(chosen, f"{what}: 'chosen'") is False:
        page.note("104", chosen, f"{what}: 'chosen' can only be yes.", found="no", remedy="Write 'chosen: yes', or fixed points.")
    if least is None or most is None:
        return None
    if least > most:
        page.note("511", low, f"{what}: 'from' is more than 'to'.", remedy="Write the lower number first: 'from: -50, to: -10'.")
        return None
    return Chosen(least, most)
