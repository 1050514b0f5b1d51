"""The bins of a table in words."""

from __future__ import annotations

from bonitas.common.amounts import UNIT
from bonitas.rulebook.expression import Attr, Expr, Ref, Type, type_of
from bonitas.rulebook.model import Row, Table
from bonitas.rulebook.prose.expressions import amount, money
from bonitas.rulebook.prose.language import Worded
from bonitas.rulebook.prose.voice import Voice

#: Ages and percentages start at 0: a bin from 0 on is "under" its end.
_FROM_ZERO: tuple[Type, ...] = ("months", "days", "years", "percent")
_HUNDRED = 100 * UNIT


def bin_words(row: Row, of: Expr, voice: Voice) -> str:
    """One bin of the values of `of`: `under 6 months`, `1 to 3`, `“bank”`, `nothing on record`."""
    if row.kind in ("missing", "otherwise"):
        return voice.say(f"bin.{row.kind}")
    if row.kind == "text":
        return voice.choice(row.text or row.label, of)
    return _range(row.low, row.high, of, voice)


def _range(low: int | None, high: int | None, of: Expr, voice: Voice) -> str:
    kind = type_of(of)
    if high is None or (kind == "percent" and high > _HUNDRED):
        return (
            voice.say("bin.any")
            if low is None or (low == 0 and kind in _FROM_ZERO)
            else voice.say("bin.from", low=_amount(low, of, voice))
        )
    if low is None or (low == 0 and kind in _FROM_ZERO):
        return voice.say("bin.under", high=_amount(high, of, voice))
    if kind == "number" and _whole(of, voice) and low % UNIT == 0 == high % UNIT:
        last = high - UNIT
        return str(_amount(low, of, voice)) if last == low else _ends("bin.to", low, last, of, voice)
    return _ends("bin.to_under", low, high, of, voice)


def _ends(key: str, low: int, high: int, of: Expr, voice: Voice) -> str:
    return voice.say(key, low=_amount(low, of, voice), high=_amount(high, of, voice))


def _amount(number: int, of: Expr, voice: Voice) -> Worded:
    return money(number, of, voice) if type_of(of) == "number" else amount(number, type_of(of), voice)


def _whole(of: Expr, voice: Voice) -> bool:
    """Whether only whole numbers can occur: counts, and attributes that are integers."""
    if isinstance(of, Ref):
        found = next((m for m in voice.rules.measures if m.name == of.name), None)
        if found is None or found.how in ("formula", "share", "age"):
            return False
        return found.how in ("count", "distinct") or (found.value is not None and _whole(found.value, voice))
    attribute = voice.attributes.get(of.name) if isinstance(of, Attr) else None
    return attribute is not None and attribute.type == "integer"


def rows_words(table: Table, of: Expr, voice: Voice) -> str:
    """All bins of a table in one line: `under 6 months: 0 points; 6 months or more: 14 points`."""
    rows = [voice.say("row", bin=bin_words(row, of, voice), points=voice.language.points(row.points)) for row in table.rows]
    return voice.say("list.then").join(rows)
