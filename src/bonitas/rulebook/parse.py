"""Expression text to typed tree: a small recursive descent, with every problem at its character."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, cast

from bonitas.common.amounts import thousandths
from bonitas.common.days import Duration, day_number
from bonitas.common.page import Page, clipped
from bonitas.common.yamltext import Node, Scalar, as_date
from bonitas.rulebook.check_types import FUNCTIONS, Comparison, Sign, Typed, arithmetic, call, compare, one_of, said
from bonitas.rulebook.expression import Both, Const, Either, IsMissing, Not, Type
from bonitas.rulebook.names import Names
from bonitas.rulebook.quantity import NUMERIC
from bonitas.rulebook.tokens import ExpressionFault, Token, tokens

_MOST_DEPTH: Final = 40
_COMPARE: Final = ("=", "!=", "<", "<=", ">", ">=")


def read_expression(page: Page, node: Node, names: Names, what: str) -> Typed | None:
    """The expression at `node`; every problem is noted, and None returned, if it has one."""
    scalar = page.scalar(node, what)
    if scalar is None:
        return None
    try:
        return _Parser(page, scalar, names, tokens(scalar.raw)).whole()
    except ExpressionFault as fault:
        page.note(fault.number, scalar, fault.message, offset=fault.at, found=fault.found, remedy=fault.remedy)
        return None


def read_condition(page: Page, node: Node, names: Names, what: str) -> Typed | None:
    """An expression that is true, false or unknown."""
    found = read_expression(page, node, names, what)
    if found is not None and found.type != "yes_no":
        page.note("306", node, f"{what} must be a condition, not {said(found)}.", remedy="Compare it: 'amount > 500'.")
        return None
    return found


def read_quantity(page: Page, node: Node, names: Names, what: str) -> Typed | None:
    """An expression whose value is a number, a percentage or an age."""
    found = read_expression(page, node, names, what)
    if found is not None and found.type not in NUMERIC:
        page.note("311", node, f"{what} must be a number, not {said(found)}.")
        return None
    return found


@dataclass(slots=True)
class _Parser:
    page: Page
    node: Scalar
    names: Names
    words: list[Token]
    next: int = 0
    depth: int = 0
    _noted: int = field(default=0)

    # ------------------------------------------------------------ notes

    def note(  # noqa: PLR0913 (all but three are by name)
        self,
        number: str,
        at: int,
        message: str,
        *,
        found: str | None = None,
        known: tuple[str, ...] | None = None,
        remedy: str | None = None,
    ) -> None:
        self.page.note(number, self.node, message, offset=at, found=found, known=known, remedy=remedy)

    def unexpected(self, token: Token) -> ExpressionFault:
        if token.kind == "end":
            return ExpressionFault("301", token.at, "The expression ends too early.", remedy="Write what is missing.")
        if token.text == ")":
            return ExpressionFault("302", token.at, "This ')' closes nothing.", ")", "Remove it, or write '('.")
        return ExpressionFault("301", token.at, f"'{clipped(token.text)}' does not fit here.", token.text)

    # ------------------------------------------------------------ words

    @property
    def token(self) -> Token:
        return self.words[self.next]

    def at_sign(self, *signs: str) -> bool:
        return self.token.kind in ("sign", "word") and self.token.text in signs

    def take(self) -> Token:
        token = self.words[self.next]
        self.next += 1
        return token

    def close(self, opened: Token) -> None:
        if not self.at_sign(")"):
            if self.token.kind == "end":
                raise ExpressionFault("302", opened.at, "This '(' is not closed.", "(", "Write ')'.")
            raise self.unexpected(self.token)
        self.take()

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise ExpressionFault(
                "304", token.at, f"The expression is nested more than {_MOST_DEPTH} deep.", remedy="Use measures for its parts."
            )

    # ------------------------------------------------------------ grammar

    def whole(self) -> Typed | None:
        found = self.either()
        if self.token.kind != "end":
            if self.at_sign(*_COMPARE):
                remedy = "Write 'a < b and b < c'."
                raise ExpressionFault("301", self.token.at, "Comparisons cannot be chained.", self.token.text, remedy)
            raise self.unexpected(self.token)
        return found

    def either(self) -> Typed | None:
        left = self.both()
        while self.at_sign("or"):
            self.take()
            one, two = self.truth(left), self.truth(self.both())
            left = Typed(Either(one.expr, two.expr), "yes_no", one.at) if one and two else None
        return left

    def both(self) -> Typed | None:
        left = self.negated()
        while self.at_sign("and"):
            self.take()
            one, two = self.truth(left), self.truth(self.negated())
            left = Typed(Both(one.expr, two.expr), "yes_no", one.at) if one and two else None
        return left

    def negated(self) -> Typed | None:
        if not self.at_sign("not"):
            return self.comparison()
        token = self.take()
        self.deeper(token)
        item = self.truth(self.negated())
        self.depth -= 1
        return Typed(Not(item.expr), "yes_no", token.at) if item else None

    def truth(self, value: Typed | None) -> Typed | None:
        if value is None or value.type == "yes_no":
            return value
        self.note("306", value.at, f"A condition must stand here, not {said(value)}.", remedy="Compare it: 'amount > 500'.")
        return None

    def comparison(self) -> Typed | None:
        left = self.sum()
        if self.at_sign(*_COMPARE):
            sign = self.take()
            return compare(cast(Comparison, sign.text), left, self.sum(), sign.at, self.note)
        if self.at_sign("in"):
            self.take()
            return one_of(left, self.values(), self.note)
        if self.at_sign("is"):
            self.take()
            negated = self.at_sign("not") and bool(self.take())
            if not self.at_sign("missing"):
                raise ExpressionFault(
                    "301", self.token.at, "After 'is' only 'missing' or 'not missing' can stand.", self.token.text
                )
            self.take()
            if left is None:
                return None
            test = IsMissing(left.expr)
            return Typed(Not(test) if negated else test, "yes_no", left.at)
        if self.at_sign("not"):
            raise ExpressionFault("301", self.token.at, "'not' does not fit here.", "not", "Write 'not x in (a, b)'.")
        return left

    def values(self) -> list[Typed | None]:
        opened = self.token
        if not self.at_sign("("):
            raise ExpressionFault(
                "301", opened.at, "After 'in' stands a list in brackets.", opened.text or None, "Write 'x in (a, b)'."
            )
        self.take()
        found: list[Typed | None] = []
        while True:
            value = self.factor()
            if value is not None and not value.literal:
                self.note(
                    "301", value.at, "Only plain values can stand in the list.", remedy="Write texts in quotes, numbers or dates."
                )
                value = None
            found.append(value)
            if not self.at_sign(","):
                break
            self.take()
        self.close(opened)
        return found

    def sum(self) -> Typed | None:
        left = self.product()
        while self.at_sign("+", "-"):
            sign = self.take()
            left = arithmetic(cast(Sign, sign.text), left, self.product(), sign.at, self.note)
        return left

    def product(self) -> Typed | None:
        left = self.factor()
        while self.at_sign("*", "/"):
            sign = self.take()
            left = arithmetic(cast(Sign, sign.text), left, self.factor(), sign.at, self.note)
        return left

    def factor(self) -> Typed | None:
        if not self.at_sign("-"):
            return self.atom()
        sign = self.take()
        self.deeper(sign)
        item = self.factor()
        self.depth -= 1
        if item is None:
            return None
        if item.literal and isinstance(item.expr, Const) and isinstance(item.expr.value, int) and item.type in NUMERIC:
            return Typed(Const(-item.expr.value, item.type), item.type, sign.at, literal=True, whole=item.whole)
        return arithmetic("-", Typed(Const(0, "number"), "number", sign.at, literal=True, whole=True), item, sign.at, self.note)

    def atom(self) -> Typed | None:
        token = self.take()
        if token.kind == "name":
            return self.call(token) if self.at_sign("(") else self.name(token)
        if token.kind == "sign" and token.text == "(":
            self.deeper(token)
            found = self.either()
            self.close(token)
            self.depth -= 1
            return found
        if token.kind == "word" and token.text in ("yes", "no"):
            return Typed(Const(int(token.text == "yes"), "yes_no"), "yes_no", token.at, literal=True)
        if token.kind in ("end", "sign", "word"):
            self.next -= 1
            raise self.unexpected(token)
        return self.literal(token)

    def call(self, token: Token) -> Typed | None:
        if token.text not in FUNCTIONS:
            self.note("210", token.at, f"There is no function '{clipped(token.text)}'.", found=token.text, known=FUNCTIONS)
        opened = self.take()
        self.deeper(opened)
        args: list[Typed | None] = []
        if not self.at_sign(")"):
            args.append(self.either())
            while self.at_sign(","):
                self.take()
                args.append(self.either())
        self.close(opened)
        self.depth -= 1
        return call(token.text, args, token.at, self.note) if token.text in FUNCTIONS else None

    def name(self, token: Token) -> Typed | None:
        meaning = self.names.known.get(token.text)
        if meaning is not None:
            return Typed(
                meaning.expr, meaning.type, token.at, meaning.choices, whole=meaning.whole, low=meaning.low, high=meaning.high
            )
        if token.text in self.names.broken:
            return None
        record = self.names.scope == "record"
        if token.text in self.names.elsewhere:
            remedy = "A record's condition cannot use measures." if record else "Draw a measure from it first."
        elif token.text in ("true", "false"):
            remedy = "Write yes or no."
        else:
            remedy = "Put a text in quotes, or declare the attribute." if record else "Declare the measure."
        kind, number = ("attribute", "202") if record else ("measure", "203")
        message = f"There is no {kind} '{clipped(token.text)}' here."
        self.note(number, token.at, message, found=token.text, known=tuple(self.names.known), remedy=remedy)
        return None

    def literal(self, token: Token) -> Typed | None:
        if token.kind == "text":
            return Typed(Const(token.text, "text"), "text", token.at, literal=True)
        if token.kind == "date":
            day = as_date(token.text)
            checked = self.page.day_text(self.node, token.text, "This", token.at)
            return Typed(Const(day_number(day), "date"), "date", token.at, literal=True) if day and checked is not None else None
        if token.kind == "duration":
            return self.duration(token)
        unit: Type = "percent" if token.kind == "percent" else "number"
        digits = token.text.rstrip("% \t")
        value = self.page.exact(self.node, digits, "This number", token.at)
        return None if value is None else Typed(Const(value, unit), unit, token.at, literal=True, whole=value % 1000 == 0)

    def duration(self, token: Token) -> Typed | None:
        try:
            duration = Duration.parse(token.text)
        except ValueError:
            self.note("309", token.at, f"'{token.text}' is not a possible length of time.", found=token.text)
            return None
        unit: Type = "months" if duration.months else "days"
        return Typed(Const(thousandths(duration.months or duration.days), unit), unit, token.at, literal=True, whole=True)
