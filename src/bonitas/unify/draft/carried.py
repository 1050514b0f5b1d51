"""Measures taken along into a draft, under names of their own; narrowed to the records that a line was chosen for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bonitas.law.case import kinds_behind
from bonitas.rulebook.expression import Arithmetic, Const, Expr, Ref
from bonitas.rulebook.measures import HOWS
from bonitas.rulebook.model import Measure, Rules
from bonitas.rulebook.tokens import tokens
from bonitas.rulebook.walk import parts, refs
from bonitas.unify.draft.books import Book
from bonitas.unify.draft.parts import Part, Whence, name_for
from bonitas.unify.draft.take import condition, joined


@dataclass(frozen=True, slots=True)
class Narrow:
    """To which records a measure is narrowed: by kind under which condition ("": all of them); and under one on their day."""

    whens: tuple[tuple[str, str], ...]
    since: str = ""
    tag: str = ""
    """What tells its measures from those of another line."""
    whole: bool = False
    """By the day only: a share, or what is worked out of several, would be another thing of some of its records."""


@dataclass(slots=True)
class Carrying:
    """Takes measures along. `found` grows by them, as plain data; `needs` says which of them each names; `notes` what changed."""

    found: dict[str, Any] = field(default_factory=dict)
    whence: dict[str, Whence] = field(default_factory=dict)
    needs: dict[str, frozenset[str]] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    _names: dict[tuple[str, str, Narrow | None], str] = field(default_factory=dict)

    def text(self, book: Book, written: object, narrow: Narrow | None = None) -> tuple[str, frozenset[str]]:
        """An expression over measures with their names in the draft, and those names."""
        text = condition(str(written))
        named = [one for one in tokens(text) if one.kind == "name" and one.text in book.tree.get("measures", {})]
        nothing = {one.text for one in named if narrow is not None and self._nothing_left(book.rules.measure(one.text), narrow)}
        names = {one.text: "0" if one.text in nothing else self.name(book, one.text, narrow) for one in named}
        for one in reversed(named):
            text = f"{text[: one.at]}{names[one.text]}{text[one.at + len(one.text) :]}"
        return text, frozenset(name for one, name in names.items() if one not in nothing)

    def of_value(self, book: Book, value: Expr, narrow: Narrow) -> Narrow:
        """How far measures may be narrowed that a value is worked out of."""
        if isinstance(value, Ref) or _is_sum(book.rules, value):
            return narrow
        for name in sorted(refs(value)):
            self._whole(book, book.rules.measure(name), narrow)
        return replace(narrow, whole=True)

    def _nothing_left(self, measure: Measure, narrow: Narrow) -> bool:
        """Whether a summand counts only records that are counted otherwise."""
        return not narrow.whole and measure.how == "count" and not set(measure.kinds) & dict(narrow.whens).keys()

    def name(self, book: Book, measure: str, narrow: Narrow | None = None) -> str:
        """The name of a measure in the draft; it, and all that it names, is taken along."""
        key = (book.id, measure, narrow)
        if key not in self._names:
            name = self._free(name_for(book, measure, *([narrow.tag] if narrow is not None and narrow.tag else [])))
            self._names[key] = name
            self.whence[name] = Whence(book, ("measures", measure))
            self.found[name], self.needs[name] = self._body(book, measure, narrow)
        return self._names[key]

    def add(self, name: str, body: Mapping[str, Any], whence: Whence, needs: frozenset[str]) -> str:
        """A measure of the draft's own; its name."""
        name = self._free(name)
        self.found[name], self.whence[name], self.needs[name] = dict(body), whence, needs
        return name

    def parts(self, used: Iterable[Part]) -> list[Part]:
        """The measures that these parts name, and those that they name in turn, in the order in which they were taken."""
        waiting, seen = [name for one in used for name in one.uses], set[str]()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += self.needs[name]
        return [
            Part("measures", name, body, "taken along", "", (self.whence[name],), uses=self.needs[name])
            for name, body in self.found.items() if name in seen
        ]  # fmt: skip

    def _free(self, name: str) -> str:
        n, base = 1, name
        while name in self.found or name in self._names.values():
            n += 1
            name = f"{base}_{n}"
        return name

    def _body(self, book: Book, name: str, narrow: Narrow | None) -> tuple[dict[str, Any], frozenset[str]]:
        body = dict(book.tree["measures"][name])
        if "source" in body:
            body["source"] = f"{book.id}: {body['source']}"
        needs: frozenset[str] = frozenset()
        if narrow is not None and not narrow.whole and not _can_be_narrowed(book.rules, book.rules.measure(name)):
            narrow = self._whole(book, book.rules.measure(name), narrow)
        if "formula" in body:
            body["formula"], needs = self.text(book, body["formula"], narrow)
        elif "state" in body:
            states = {}
            for state, when in body["state"].items():
                states[state], own = (when, frozenset[str]()) if when == "otherwise" else self.text(book, when, narrow)
                needs |= own
            body["state"] = states
        elif narrow is not None:
            self._narrowed(book, book.rules.measure(name), body, narrow)
        return body, needs

    def _narrowed(self, book: Book, measure: Measure, body: dict[str, Any], narrow: Narrow) -> None:
        """Only the records of these kinds, under these conditions; where that cannot be said, all, which is noted."""
        whens = dict.fromkeys(measure.kinds, "") if narrow.whole else dict(narrow.whens)
        mine = [kind for kind in measure.kinds if kind in whens]
        beyond = [kind for kind in measure.kinds if kind not in whens]
        if beyond and not (mine and _of_kinds(measure, body, mine)):
            self._note(
                book, f"the measure '{measure.name}' still looks at {', '.join(beyond)}, which count otherwise in the draft"
            )
            mine = []
        elif beyond:
            self._note(
                book,
                f"the measure '{measure.name}' looks at {', '.join(mine)} only; {', '.join(beyond)} count otherwise in the draft",
            )
        said = {whens[kind] for kind in mine}
        when = said.pop() if len(said) == 1 else ""
        if said:
            self._note(book, f"the measure '{measure.name}' looks at all records of {', '.join(mine)}: their conditions differ")
        asked = [one for one in (when, narrow.since) if one]
        key = "of" if measure.how == "share" else "when"
        if asked:
            body[key] = joined([*([condition(str(body[key]))] if key in body else []), *asked])

    def _whole(self, book: Book, measure: Measure, narrow: Narrow) -> Narrow:
        """Not narrowed but by the day; noted where records are among them that count otherwise."""
        whens = dict(narrow.whens)
        beyond = sorted(kind for kind in kinds_behind(book.rules, {measure.name}) if whens.get(kind, "other"))
        if beyond:
            self._note(
                book,
                f"the measure '{measure.name}' looks at all records of {', '.join(beyond)}, though some count otherwise in the draft",
            )
        return replace(narrow, whole=True)

    def _note(self, book: Book, what: str) -> None:
        if (book.id, what) not in self.notes:
            self.notes.append((book.id, what))


def _can_be_narrowed(rules: Rules, measure: Measure) -> bool:
    """Whether a measure of fewer records is a part of the measure: what is drawn from records and is no share, and sums of counts."""
    if measure.how not in ("formula", "state"):
        return measure.how != "share"
    return measure.formula is not None and _is_sum(rules, measure.formula)


def _is_sum(rules: Rules, value: Expr) -> bool:
    """Whether a value is a sum of counts."""
    sums = all(isinstance(one, Ref | Const) or (isinstance(one, Arithmetic) and one.operator == "+") for one in parts(value))
    return sums and all(rules.measure(name).how == "count" for name in refs(value))


def _of_kinds(measure: Measure, body: dict[str, Any], kinds: list[str]) -> bool:
    """Let a measure be of these kinds; False where it cannot be said."""
    way = next(key for key in body if key in HOWS)
    if way == "age_of":
        if len(kinds) > 1:
            return False
        body[way] = f"{measure.pick} {kinds[0]}"
        return True
    written = body[way][0] if isinstance(body[way], list) else body[way]
    valued = measure.value is not None and "value" not in body
    named = [f"{kind}.{str(written).rpartition('.')[2]}" if valued else kind for kind in kinds]
    body[way] = named[0] if len(named) == 1 else named
    return True
