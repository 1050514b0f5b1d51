"""What of the rulebooks has no place in a draft of clauses, so that it must be decided apart; and what the law and the check say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bonitas.law.model import Finding
from bonitas.unify.draft.books import Book, line_ids
from bonitas.unify.draft.drafted import Open
from bonitas.unify.draft.ground import Draft, Ground
from bonitas.unify.draft.model import Policy
from bonitas.unify.draft.requirements import dated


def rest(draft: Draft, ground: Ground) -> Iterator[Open]:
    """Everything, rulebook by rulebook; then the law's findings (what bars first) and the check's warnings."""
    for one in ground.books:
        for what in _of(one, ground):
            yield Open("rest", what, "", (one.id,))
    if "overlap" not in ground.frame.tree:
        said = ", ".join(f"{one.id}: {one.rules.overlap}" for one in ground.books)
        yield Open("rest", f"They do not agree on 'overlap' ({said}); the draft counts all, unless the policy says otherwise.")
    if draft.book.participation == "notice":
        asks = tuple(one.id for one in ground.books if one.book.participation == "consent")
        if asks:
            yield Open("rest", "They ask for consent; the draft is content with a notice.", "", asks)
    for group in _by_code(draft.law):
        yield Open("law", _finding(group))
    for warning in draft.warnings:
        yield Open("check", f"{warning.code} {warning.message}")


def _of(one: Book, ground: Ground) -> Iterator[str]:
    """What is not taken over from one rulebook, in sentences; with what the policy may say, where it is silent."""
    rules, policy, consequences = one.rules, ground.policy, ground.policy.keep_consequences
    lines = line_ids(one)
    if lines and not policy.as_lines:
        yield (
            f"Its score comes from {len(lines)} lines of measures ({_few(lines)}); what is not tied to a record has no clause here. "
            "`measures: as lines` takes them over as they are drawn."
        )
    yield from _beside(one, ground)
    if rules.no_score and _silent(policy, "no_score"):
        why = "; ".join(one.because.say().rstrip(".") for one in rules.no_score)
        yield f"It gives no score where it cannot ({why}); `no_score: any` or `all` says when the draft does."
    required = [band.name for band in rules.bands.bands if band.when is not None]
    if required and (_silent(policy, "requirements") or dated(ground.frame.tree["bands"])):
        yield f"Its bands {_few(required)} ask for more than points; `requirements: any` or `all` takes that along, where the policy's bands are not dated."
    drawn = [band.name for band in rules.bands.bands if band.best is not None]
    if drawn:
        yield f"Its bands {_few(drawn)} are drawn by share of the population; 'best' in the policy's own bands says whether the draft's are."
    if rules.grades.books_lowest or rules.grades.remembers:
        yield "Its direct grades book a score or remember the band fallen from; say 'grades' in the policy if the draft's shall."
    if rules.passes_on and _silent(policy, "passes_on"):
        names = _few([rule.id for rule in rules.passes_on])
        yield f"It makes records by rule ({names}); a record about somebody else is theirs to answer for. `passes_on: kept` takes them along."
    if rules.shown:
        yield f"It shows records to others ({_few([clause.id for clause in rules.shown])}); a register is a rulebook of its own."
    left = [one.id for one in rules.consequences if one.when is not None or not consequences]
    if left:
        yield f"What follows from its bands ({_few(left)}){'' if consequences else '; `consequences: kept` takes it along'}."


def _beside(one: Book, ground: Ground) -> Iterator[str]:
    """What a draft cannot have: its base and its bands are the policy's own, and go by the score."""
    rules = one.rules
    if len(rules.base) > 1:
        yield "Its base depends on the file; the draft's is the policy's: 'base: {first: …}' says it otherwise."
    if rules.bands.by is not None:
        yield f"Its bands go by {rules.bands.by}, not by the score."
    if rules.bands.bands and rules.bands.bands[-1].when is not None and not _silent(ground.policy, "requirements"):
        yield f"Its lowest band, {rules.bands.bands[-1].name}, asks for something too; the draft's lowest asks for nothing, so that everybody stands somewhere."


def _silent(policy: Policy, key: str) -> bool:
    """Whether the policy says nothing of a part, so that it is left out undecided."""
    return key not in policy.root.entries


def _few(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    most = 6
    return ", ".join(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"


def _by_code(found: Sequence[Finding]) -> list[list[Finding]]:
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.severity, one.code), []).append(one)
    return list(groups.values())


def _finding(group: Sequence[Finding]) -> str:
    first = group[0]
    where = _few([f"{one.part} {one.id}".strip() for one in group])
    verb = "bars it from operation" if first.severity == "bars" else "is a warning"
    return f"{first.code} {verb} ({first.article}): {where}. {first.message} {first.remedy}"
