"""The papers beside a draft: where each clause comes from, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from bonitas.common.amounts import decimal_of, half_away
from bonitas.common.days import iso
from bonitas.unify.draft.drafted import TOPICS, Drafted, Open, Origin
from bonitas.unify.draft.ground import Draft, Ground
from bonitas.unify.draft.model import Policy
from bonitas.unify.draft.parts import SECTIONS

_FORM = {
    "strictest": "what takes most, or gives least",
    "mildest": "what takes least, or gives most",
    "median": "the middle one; of two in the middle the milder",
    "weighted": "the mean by weight, in the form of the weightiest",
    "by hand": "only what the policy names",
}


def sources(draft: Draft, ground: Ground) -> str:
    """SOURCES.md: the rulebooks, the policy, and for each clause its origins and the rule that chose it."""
    policy = ground.policy
    lines = [f"# Where the clauses come from: {draft.book.id}", "", *_head(ground), "", "## The policy", "", *_policy(policy), ""]
    titles = {one.id: one.title.say() or one.id for one in ground.conducts}
    lines += ["## The clauses", ""]
    for one in draft.clauses:
        lines += [f"### {one.id}", "", f"{_sentence(titles.get(one.conduct, one.conduct))} *{one.rule}*{_because(one)}", ""]
        lines += _origins(one)
        lines.append("")
    lines += _beside(draft)
    return "\n".join(lines).rstrip("\n") + "\n"


def _beside(draft: Draft) -> Iterator[str]:
    """What the draft has beside its clauses, section by section."""
    for section, title in SECTIONS.items():
        for n, one in enumerate(draft.part(section)):
            yield from (f"## {title}", "") if n == 0 else ()
            because = f", because: {one.because}" if one.because else ""
            conducts = f" for {', '.join(one.conducts)}" if one.conducts else ""
            yield f"- `{one.id}`{conducts}: *{one.rule}*{because}; from {'; from '.join(whence.said for whence in one.origins)}"
        yield from ("",) if draft.part(section) else ()


def _head(ground: Ground) -> Iterator[str]:
    yield "A draft. Nothing in it is in force, and no number of it was published by anybody; each is chosen or worked out from these rulebooks:"
    yield ""
    yield "| rulebook | version | standing | by the rules of | scale | its hash |"
    yield "|---|---|---|---|---|---|"
    for one in ground.books:
        width = "taken as it is" if ground.policy.as_they_are else f"{_number(ground.widths[one.id])} points wide"
        yield f"| {one.id} | {one.book.version} | {one.book.standing} | {iso(one.day)} | {width} | `{one.book.hash}` |"
    if not ground.policy.as_they_are:
        yield ""
        yield (
            f"The draft's scale is {_number(ground.widths[''])} points wide. Points were multiplied by the ratio of the two widths and rounded "
            f"to {_number(ground.policy.step)}, half away from zero; what a step of an amount gives, to a thousandth."
        )


def _policy(policy: Policy) -> Iterator[str]:
    yield f"- `choose: {policy.choose}`: {_FORM[policy.choose]}"
    if policy.weights:
        yield "- weights: " + ", ".join(f"{name} {_number(weight * 1000)}" for name, weight in policy.weights.items())
    counts = "counts as doing nothing" if policy.silence_counts else "is passed over"
    yield f"- a rulebook that is silent on a conduct {counts}; at least {policy.at_least} must deal with it"
    for key, setting in policy.settings.items():
        yield f"- {key.replace('_', ' ')}: {setting.said}"
    for phase in policy.transition.phases:
        percent = _number(phase.share * 100_000)
        yield f"- from {iso(phase.start)} on {policy.transition.of} of points count by {percent} %"
    yield f"- records from before the draft is in force: {_before(policy)}"


def _before(policy: Policy) -> str:
    move = policy.transition
    if move.before != "as":
        return move.before
    return f"as by the {move.as_rule} treatment" if move.as_rule else f"as under {move.as_book}"


def _because(one: Drafted) -> str:
    return f", because: {one.because}" if one.because else ""


def _origins(one: Drafted) -> Iterator[str]:
    if not one.origins:
        yield "- written by hand in the policy"
    for origin in one.origins:
        yield f"- from {_named(origin)}"
    for origin in one.beside:
        yield f"- beside it, not chosen: {_named(origin)}"


def _named(origin: Origin) -> str:
    line = f", line {origin.line}" if origin.line is not None else ""
    source = f" ({origin.source})" if origin.source else ""
    return f"{origin.book.id}, {origin.basis} `{origin.part}`{line}: {origin.worth}{source}"


def unresolved(draft: Draft, opened: Sequence[Open]) -> str:
    """UNRESOLVED.md: everything that stays open, by what it is."""
    lines = [
        f"# What is still open: {draft.book.id}", "",
        "A draft is a proposal. Each of these is for people to decide, in the policy or in the rulebook, before anybody is rated by it.",
    ]  # fmt: skip
    for topic, title in TOPICS.items():
        mine = [one for one in opened if one.topic == topic]
        if mine:
            lines += ["", f"## {title}", ""]
            lines += [f"- {_item(one)}" for one in mine]
    if not opened:
        lines += ["", "Nothing was found to be open."]
    return "\n".join(lines) + "\n"


def _item(one: Open) -> str:
    head = f"`{one.conduct}`" if one.conduct else ""
    books = f" ({', '.join(one.books)})" if one.books else ""
    return f"{head}{books}: {one.what}".removeprefix(": ").strip() if head or books else one.what


def _sentence(title: str) -> str:
    return title if title.endswith((".", "!", "?")) else f"{title}."


def _number(amount: Fraction | int) -> str:
    """Thousandths, perhaps with a part of one, as people write them."""
    exact = Fraction(amount)
    return str(decimal_of(half_away(exact.numerator, exact.denominator)))
