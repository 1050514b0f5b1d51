"""What a policy says of single conducts."""

from __future__ import annotations

from typing import Final, cast, get_args

from bonitas.common.page import Page
from bonitas.common.yamltext import Entry, Map, Node
from bonitas.unify.draft.codes import problem
from bonitas.unify.draft.model import Choice, Rule

_KEYS: Final = ("choose", "take", "clauses", "leave_out", "because")
_WAYS: Final = _KEYS[:-1]
_RULES: Final = get_args(Rule)


def read_rule(page: Page, node: Node, what: str) -> Rule | None:
    """strictest, mildest, median, weighted or by hand."""
    return cast(Rule | None, page.word(node, what, _RULES))


def read_choices(page: Page, node: Node | None) -> dict[str, Choice]:
    """`{CONDUCT: {choose: mildest, because: …}}`, or with take, clauses or leave_out."""
    found = (_choice(page, entry) for entry in page.map_of(node, "'conducts'"))
    return {one.conduct: one for one in found if one is not None}


def _choice(page: Page, entry: Entry) -> Choice | None:
    name = entry.key.raw
    what = f"The conduct '{name}'"
    fields = page.fields(entry.value, what, _KEYS, (), entry.key)
    if fields is None:
        return None
    said = [key for key in _WAYS if key in fields.entries]
    if len(said) > 1:
        page.problems.add(problem("U539", page=page, at=entry.key, found=name))
    if not said:
        page.note("102", entry.key, f"{what} lacks what to do with it.", remedy="Add choose, take, clauses or leave_out.")
    because = fields.get("because")
    if because is None:
        page.problems.add(problem("U537", page=page, at=entry.key, found=name))
    rule, take, clauses, out = (fields.get(key) for key in _WAYS)
    if clauses is not None and not (isinstance(clauses, Map) and clauses.entries):
        page.note(
            "103", clauses, f"{what}: 'clauses' must be a map of clauses.", remedy="Write 'clauses: {NAME: {for: …, points: …}}'."
        )
    return Choice(
        name, entry.key, (page.text(because, f"{what}: 'because'") if because is not None else None) or "",
        read_rule(page, rule, f"{what}: 'choose'") if rule is not None else None,
        (page.text(take, f"{what}: 'take'") if take is not None else None) or "",
        clauses if isinstance(clauses, Map) else None,
        bool(page.yes_no(out, f"{what}: 'leave_out'")) if out is not None else False,
    )  # fmt: skip
