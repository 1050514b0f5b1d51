"""Conditions and values in words. `not` is carried inwards, so that every condition reads as a plain statement."""

from __future__ import annotations

from typing import Final

from bonitas.common.amounts import UNIT
from bonitas.common.days import Duration
from bonitas.rulebook.expression import (
    Arithmetic,
    Attr,
    Both,
    Call,
    Compare,
    Const,
    Either,
    Expr,
    Fact,
    IsMissing,
    Not,
    OneOf,
    Ref,
    Type,
    type_of,
)
from bonitas.rulebook.prose.language import Worded
from bonitas.rulebook.prose.voice import Voice

_OPPOSITE: Final = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRRORED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
#: From so many links on, a chain of `and` is written with semicolons.
MANY: Final = 4
#: Unary facts that make a sentence of their own.
_STATED: Final = ("settled", "ongoing")


def condition(expr: Expr, voice: Voice, *, holds: bool = True, inner: bool = False) -> str:  # noqa: PLR0911 (one case a node)
    """A condition in words, or its opposite where not `holds`; `inner` within another condition.

    A comparison with something missing is unknown, and so is its opposite: carrying `not` inwards changes no meaning.
    """
    match expr:
        case Not():
            return condition(expr.item, voice, holds=not holds, inner=inner)
        case Both() | Either():
            return _joined(expr, voice, holds, inner)
        case Compare():
            return _compared(expr, voice, holds)
        case OneOf():
            values = voice.language.either([str(literal(v, voice, expr.item)) for v in expr.values])
            return voice.say(f"one_of.{_yes(holds)}", item=value(expr.item, voice), values=values)
        case IsMissing():
            return voice.say(f"missing.{_yes(holds)}", item=_named(expr.item, voice))
        case Fact() if expr.name in _STATED:
            return voice.say(f"{expr.name}.{_yes(holds)}")
        case Const() if expr.type == "yes_no":
            return voice.say("always" if bool(expr.value) is holds else "never")
        case _:
            return voice.say(_yes(holds), item=_named(expr, voice))


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _joined(expr: Both | Either, voice: Voice, holds: bool, inner: bool) -> str:
    """A chain of `and` or of `or`; under `not` the one becomes the other."""
    parts = [condition(part, voice, holds=holds, inner=True) for part in _chain(expr)]
    if isinstance(expr, Both) is holds:
        if len(parts) < MANY or inner:
            return voice.say("and.two", first=voice.say("list.comma").join(parts[:-1]), last=parts[-1])
        return voice.say("and.many", first=voice.say("list.then").join(parts[:-1]), last=parts[-1])
    first, last = voice.say("list.comma").join(parts[:-1]), parts[-1]
    if inner:
        return voice.say("or.inner", first=first, last=last)
    mixed = any(isinstance(_bare(part), (Both, Either)) for part in _chain(expr))
    return voice.say("or" if mixed else "list.or", first=first, last=last)


def _chain(expr: Expr) -> list[Expr]:
    """The links of a chain of one kind: a and b and c."""
    if not isinstance(expr, (Both, Either)):
        return [expr]
    same = type(expr)
    return [link for side in (expr.left, expr.right) for link in (_chain(side) if isinstance(side, same) else [side])]


def _bare(expr: Expr) -> Expr:
    return _bare(expr.item) if isinstance(expr, Not) else expr


def _compared(expr: Compare, voice: Voice, holds: bool) -> str:
    left, right, operator = expr.left, expr.right, expr.operator
    if isinstance(left, Const) and not isinstance(right, Const):
        left, right, operator = right, left, _MIRRORED[operator]  # type: ignore[assignment]
    if type_of(left) == "yes_no" and isinstance(right, Const) and operator in ("=", "!="):
        return condition(left, voice, holds=holds is (bool(right.value) is (operator == "=")))
    operator = operator if holds else _OPPOSITE[operator]  # type: ignore[assignment]
    kind = type_of(left)
    family = kind if kind in ("text", "date") else "text" if kind == "yes_no" else "number"
    said = literal(right, voice, left) if isinstance(right, Const) else value(right, voice)
    return voice.say(f"{family}.{operator}", left=value(left, voice), right=said)


def _named(expr: Expr, voice: Voice) -> Worded:
    """An attribute or measure in quotes, to stand before `is yes`; anything else as its value."""
    if isinstance(expr, Attr) and expr.type == "yes_no":
        return Worded(voice.language.quoted(voice.label(expr.name)))
    return value(expr, voice)


def value(expr: Expr, voice: Voice) -> Worded:  # noqa: PLR0911 (one case a node)
    """A value in words, with its dative."""
    match expr:
        case Const():
            return literal(expr, voice, expr)
        case Attr():
            return Worded(voice.attribute(expr.name))
        case Ref():
            return Worded(voice.measure(expr.name))
        case Fact():
            return fact(expr.name, voice)
        case Call():
            return _called(f"call.{expr.function}", value(expr.args[0], voice), value(expr.args[-1], voice), voice)
        case Arithmetic():
            return _arithmetic(expr, voice)
        case _:
            return Worded(condition(expr, voice, inner=True))


def fact(name: str, voice: Voice) -> Worded:
    return Worded(voice.say(f"fact.{name}"), voice.say(f"fact.{name}.dative"))


def _called(key: str, a: Worded, b: Worded, voice: Voice) -> Worded:
    dative = f"{key}.dative" if voice.language.knows(f"{key}.dative") else key
    return Worded(voice.say(key, a=a, b=b), voice.say(dative, a=a, b=b))


def _arithmetic(expr: Arithmetic, voice: Voice) -> Worded:
    if expr.operator == "-" and type_of(expr.left) == "date" == type_of(expr.right):
        return _called("between", value(expr.right, voice), value(expr.left, voice), voice)
    sides = [
        voice.say("brackets", text=value(side, voice)) if isinstance(side, Arithmetic) else str(value(side, voice))
        for side in (expr.left, expr.right)
    ]
    return Worded(voice.say(expr.operator, a=sides[0], b=sides[1]))


def literal(const: Const, voice: Voice, beside: Expr) -> Worded:
    """A literal in words, as it stands beside an expression."""
    """A literal as it reads beside what it is compared with: money with its currency, ages with their unit."""
    kind = type_of(beside)
    if isinstance(const.value, str):
        return Worded(voice.choice(const.value, beside))
    if const.type == "yes_no":
        return Worded(voice.say(f"literal.{_yes(bool(const.value))}"))
    if const.type == "date":
        return voice.language.date(const.value)
    if isinstance(beside, (Call, Arithmetic)) and kind == "months" and const.value % UNIT == 0:
        return voice.language.counted(const.value, "month")
    shown = amount(const.value, kind if const.type == "number" else const.type, voice)
    currency = _currency(beside, voice)
    return Worded(voice.say("money", n=shown, currency=currency)) if currency else shown


def _currency(expr: Expr, voice: Voice) -> str:
    """The currency of a sum of money: of the first attribute that has one, through `+`, `-`, `abs`, `min` and `max`."""
    match expr:
        case Attr():
            return voice.currency(expr.name)
        case Arithmetic(operator="+" | "-"):
            return _currency(expr.left, voice) or _currency(expr.right, voice)
        case Call(function="abs" | "min" | "max"):
            return next((found for found in (_currency(arg, voice) for arg in expr.args) if found), "")
        case Ref():
            found = next(
                (m.value for m in voice.rules.measures if m.name == expr.name and m.how not in ("count", "distinct")), None
            )
            return _currency(found, voice) if found is not None else ""
        case _:
            return ""


def amount(number: int, kind: Type, voice: Voice) -> Worded:
    """Thousandths with the unit of their type: `6 months`, `80%`, `500`; years where months make whole years."""
    if kind == "percent":
        return Worded(voice.language.percent(number))
    whole = number % UNIT == 0
    if kind == "months" and whole and number > 0:
        return voice.language.duration(Duration(months=number // UNIT))
    if kind in ("months", "days", "years"):
        return voice.language.counted(number, {"months": "month", "days": "day"}.get(kind, "year"))
    return Worded(voice.language.number(number))


def money(number: int, of: Expr, voice: Voice) -> Worded:
    """A constant that is an amount of `of`: with its unit or currency."""
    return literal(Const(number, "number"), voice, of)
