"""What a policy says about the time between the old and the new: shares that rise, and records from before."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, cast, get_args

from bonitas.common.page import Page
from bonitas.common.yamltext import Entry, Map, Node
from bonitas.unify.draft.codes import problem
from bonitas.unify.draft.model import Phase, Rule, Sign, Transition

_KEYS: Final = ("phase_in", "of", "before")
_BEFORE: Final = ("count", "losses do not count", "do not count")
#: By one of these rules a single treatment is chosen without further words.
_AS: Final = ("strictest", "mildest", "median")
_WHOLE: Final = 100_000


def read_transition(page: Page, node: Node | None) -> Transition:
    """`{phase_in: {2027-01-01: 50%, 2028-01-01: 100%}, of: losses, before: {as: mildest}}`."""
    fields = page.fields(node, "'transition'", _KEYS) if node is not None else None
    if fields is None:
        return Transition()
    of = fields.get("of")
    sign = page.word(of, "'transition': 'of'", get_args(Sign)) if of is not None else None
    phases = _phases(page, fields.entries.get("phase_in"))
    before, as_ = _before(page, fields.get("before"))
    rule = cast(Rule, as_) if as_ in _AS else None
    return Transition(phases, cast(Sign, sign or "losses"), before, rule, "" if rule else as_)  # type: ignore[arg-type]


def _phases(page: Page, entry: Entry | None) -> tuple[Phase, ...]:
    if entry is None:
        return ()
    found: list[Phase] = []
    for one in page.map_of(entry.value, "'phase_in'"):
        day, share = page.day_text(one.key, one.key.raw, "A date of 'phase_in'"), _share(page, one.value)
        if day is not None and share is not None:
            found.append(Phase(day, share))
    pairs = list(zip(found, found[1:], strict=False))
    if any(after.start <= before.start for before, after in pairs):
        page.problems.add(problem("U534", page=page, at=entry.key, why="the dates are out of order"))
    elif any(after.share < before.share for before, after in pairs):
        page.problems.add(problem("U534", page=page, at=entry.key, why="a share falls"))
    elif found and found[-1].share != 1:
        page.problems.add(problem("U534", page=page, at=entry.key, why="the last share is not 100%"))
    elif not found and not page.problems.fatal:
        page.problems.add(problem("U534", page=page, at=entry.key, why="there is none"))
    return tuple(found)


def _share(page: Page, node: Node) -> Fraction | None:
    """`50%` as a fraction; the sign is required."""
    found = page.scalar(node, "A share")
    raw = found.raw.strip() if found is not None else ""
    if found is None:
        return None
    value: int | None = None
    if raw.endswith("%") and raw[:-1].strip().replace(".", "", 1).isdecimal() and raw.isascii():
        value = page.exact(found, raw[:-1].strip(), "A share")
        if value is None:
            return None
    if value is None or not 0 <= value <= _WHOLE:
        page.note("105", node, f"A share must be from 0% to 100%, not '{raw}'.", found=raw, remedy="Write '50%'.")
        return None
    return Fraction(value, _WHOLE)


def _before(page: Page, node: Node | None) -> tuple[str, str]:
    """What records from before count, and by whose treatment."""
    if node is None:
        return "count", ""
    if not isinstance(node, Map):
        return page.word(node, "'transition': 'before'", _BEFORE) or "count", ""
    fields = page.fields(node, "'transition': 'before'", ("as",), ("as",))
    as_ = fields.get("as") if fields is not None else None
    return "as", (page.text(as_, "'transition': 'before': 'as'") if as_ is not None else None) or ""
