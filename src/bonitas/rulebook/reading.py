"""What the readers of a rulebook's parts share: the page, the catalogue, the sources, and the small values that recur."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from bonitas.catalogue.model import Catalogue
from bonitas.common.days import ALWAYS, Calendar, Duration, Term, WorkingDays, iso
from bonitas.common.page import Page, clipped, listed
from bonitas.common.texts import Text
from bonitas.common.yamltext import Map, Node, Scalar
from bonitas.rulebook.expression import Expr, Type
from bonitas.rulebook.model import CalendarEnd, Lapse, Source
from bonitas.rulebook.names import Names, record_names
from bonitas.rulebook.parse import read_condition
from bonitas.rulebook.quantity import CALLED, amount
from bonitas.rulebook.walk import refs, truths

_CALENDAR: Final = re.compile(r"calendar\s+(week|month|quarter|year)\Z")
ID: Final = re.compile(r"[^\W\d][\w-]*\Z")


def calendar_unit(raw: str) -> Calendar | None:
    """The unit of 'calendar year'."""
    found = _CALENDAR.match(raw.strip())
    return cast(Calendar, found[1]) if found else None


@dataclass(slots=True)
class Reading:
    """One reading of one rulebook. `used_sources` and `used_measures` grow as names are met."""

    page: Page
    catalogue: Catalogue
    sources: Mapping[str, Source]
    measure_names: frozenset[str] = frozenset()
    used_sources: set[str] = field(default_factory=set)
    used_measures: set[str] = field(default_factory=set)
    languages: dict[str, None] = field(default_factory=dict)
    #: Whether the rulebook has several periods, and the first day of the one that is being read.
    several: bool = False
    day: int = ALWAYS
    #: The clauses that are a local supplement's own.
    local: frozenset[str] = frozenset()
    #: Conditions already read; node and names are kept, so that their ids stay theirs.
    _conditions: dict[tuple[int, int], tuple[Node, Names, Expr | None]] = field(default_factory=dict)
    _names: dict[tuple[tuple[str, ...], frozenset[str]], Names] = field(default_factory=dict)

    # ------------------------------------------------------------ names

    def record(self, kinds: tuple[str, ...]) -> Names:
        """The names that conditions on records of `kinds` may use."""
        key = (kinds, self.measure_names)
        if key not in self._names:
            self._names[key] = record_names(self.catalogue, kinds, self.measure_names)
        return self._names[key]

    def kinds(self, node: Node, what: str) -> tuple[str, ...]:
        """One kind, a prefix (`traffic.*`), or a list of them; unknown ones are noted and left out."""
        found: dict[str, None] = {}
        for item in self.page.one_or_list(node):
            pattern = self.page.text(item, what)
            if pattern is None:
                continue
            several = self.catalogue.matching(pattern)
            found.update(dict.fromkeys(several))
            if not several:
                message = f"The catalogue has no kind '{clipped(pattern)}'."
                known = {*self.catalogue.kinds, *(name.split(".")[0] + ".*" for name in self.catalogue.kinds if "." in name)}
                self.page.note("201", item, message, found=pattern, known=sorted(known), remedy="Declare it in the catalogue.")
        return tuple(found)

    @property
    def contexts(self) -> list[str]:
        return sorted({kind.context for kind in self.catalogue.kinds.values()})

    def context(self, node: Node, what: str) -> str:
        """A context of life that the catalogue knows."""
        name = self.page.text(node, what)
        if name is not None and name not in self.contexts:
            message = f"The catalogue has no context '{clipped(name)}'."
            self.page.note("209", node, message, found=name, known=self.contexts, remedy=f"Known are {listed(self.contexts)}.")
        return name or ""

    @property
    def then(self) -> str:
        """' from 2020-01-01 on' for the period that is being read, or '' if there is but one."""
        day = iso(self.day)
        return f" from {day} on" if self.several and day else ""

    # ------------------------------------------------------------ sources and texts

    def source(self, fields: Map) -> str | None:
        """The source of a part: that of the dated value in force, if it cites one, else the part's own."""
        own = fields.get("source")
        cited = fields.cited
        found = self.cite(own, "'source'") if own is not None else None
        if cited is not None:
            return self.cite(cited, "'source'") or found
        return found

    def cite(self, node: Node, what: str) -> str | None:
        """The id of a declared source."""
        name = self.page.text(node, what)
        if name is None:
            return None
        self.used_sources.add(name)
        if name not in self.sources:
            remedy = f"Declare it: 'sources: {{{clipped(name)}: {{title: …}}}}'."
            self.page.note(
                "207", node, f"There is no source '{clipped(name)}'.", found=name, known=tuple(self.sources), remedy=remedy
            )
        return name

    def texts(self, node: Node | None, what: str) -> Text:
        text = self.page.texts(node, what)
        self.languages.update(dict.fromkeys(lang for lang, _ in text.versions))
        return text

    # ------------------------------------------------------------ conditions

    def when(self, node: Node | None, names: Names, what: str) -> Expr | None:
        """A condition, if there is one."""
        if node is None:
            return None
        known = self._conditions.get((id(node), id(names)))
        if known is not None:
            return known[2]
        found = read_condition(self.page, node, names, what)
        expr = found.expr if found is not None else None
        self.used_measures |= refs(expr)
        self._conditions[id(node), id(names)] = (node, names, expr)
        return expr

    def never_true(self, node: Node, expr: Expr, kinds: tuple[str, ...], what: str, number: str) -> None:
        """Warn of each kind of which no record can ever meet the condition."""
        for kind in kinds:
            lacking = frozenset(self.record(kinds).known) - frozenset(self.record((kind,)).known)
            if "T" not in truths(expr, lacking):
                message = f"{what} can never be true for records of '{kind}'."
                self.page.warn(number, node, message, found=kind, remedy="Leave this kind out, or mend the condition.")

    # ------------------------------------------------------------ amounts and times

    def amount(self, node: Node, unit: Type, what: str) -> int | None:
        """An amount in thousandths of `unit`: `500`, `80%`, `6 months`."""
        found = self.page.scalar(node, what)
        return self.amount_text(found, found.raw, unit, what) if found else None

    def amount_text(self, at: Node, raw: str, unit: Type, what: str, else_in: str = "") -> int | None:
        """The same from a piece of text."""
        try:
            return amount(raw, unit, else_in)
        except ValueError as exc:
            beyond = "beyond" in str(exc)
            message = f"{what} is beyond ±10^12." if beyond else f"{what} must be {CALLED[unit]}, not '{clipped(raw.strip())}'."
            fine = "decimals" in str(exc) or "finer" in str(exc)
            remedy = "Use at most three decimals." if fine else None
            self.page.note("106" if beyond else "105", at, message, found=raw.strip(), remedy=remedy)
            return None

    def percent(self, node: Node, what: str, most: int = 100_000) -> int | None:
        """A percentage from 0% to 100%, as thousandths of a percent; the sign is required."""
        found = self.page.scalar(node, what)
        if found is None:
            return None
        if not found.raw.endswith("%"):
            self.page.note(
                "105", node, f"{what} must be a percentage, not '{clipped(found.raw)}'.", found=found.raw, remedy="Write '75%'."
            )
            return None
        value = self.amount_text(found, found.raw, "percent", what)
        if value is not None and not 0 <= value <= most:
            self.page.note("106", node, f"{what} must be from 0% to {most // 1000}%.", found=found.raw)
            return None
        return value

    def lapse(self, node: Node, what: str) -> Lapse | None:
        """`1 year`, or `calendar year`."""
        found = self.page.scalar(node, what)
        if found is None:
            return None
        unit = calendar_unit(found.raw)
        if unit is not None:
            return CalendarEnd(unit)
        try:
            return Duration.parse(found.raw)
        except ValueError:
            remedy = "Write '28 days', '6 months', '1 year' or 'calendar year'."
            self.page.note("503", node, f"{what} cannot be '{clipped(found.raw)}'.", found=found.raw, remedy=remedy)
            return None

    def term(self, node: Node, what: str) -> Term | None:
        """`30 days`, `1 month`, or `7 working days`."""
        found = self.page.scalar(node, what)
        if found is None:
            return None
        for kind in (Duration, WorkingDays):
            try:
                return kind.parse(found.raw)
            except ValueError:
                continue
        remedy = "Write '30 days', '1 month' or '7 working days'."
        self.page.note("113", node, f"{what} must be a duration, not '{clipped(found.raw)}'.", found=found.raw, remedy=remedy)
        return None

    def named(self, node: Node, what: str, known: Iterable[str], number: str) -> str | None:
        """One of the names declared elsewhere in the rulebook."""
        name = self.page.text(node, what)
        names = tuple(known)
        if name is None or name in names:
            return name
        remedy = f"Known are {listed(names)}." if names else "None is declared."
        self.page.note(
            number, node, f"{what} names '{clipped(name)}', which is not declared.", found=name, known=names, remedy=remedy
        )
        return None

    def identifier(self, key: Scalar, what: str) -> None:
        """Note a name that is not of letters, digits, '_' and '-'."""
        if not ID.match(key.raw):
            remedy = "Use letters, digits, '_' and '-', and begin with a letter."
            self.page.note("110", key, f"{what} cannot be called '{clipped(key.raw)}'.", found=key.raw, remedy=remedy)
