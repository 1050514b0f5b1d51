"""The chapters on the rules of one period, in the order in which a reader asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bonitas.rulebook.model import Clause, Rules, ScoreItem
from bonitas.rulebook.prose.clauses import describe_clause
from bonitas.rulebook.prose.consequences import describe_consequence
from bonitas.rulebook.prose.described import Described, item, references
from bonitas.rulebook.prose.document import Block, Bullets, Heading, Item, Paragraph, flowing
from bonitas.rulebook.prose.measures import describe_line, describe_measure
from bonitas.rulebook.prose.passing import describe_passing
from bonitas.rulebook.prose.points import direction
from bonitas.rulebook.prose.standing import (
    base_cases,
    describe_bands,
    describe_dimension,
    describe_no_score,
    describe_score,
    dimensions_how,
)
from bonitas.rulebook.prose.together import describe_together
from bonitas.rulebook.prose.voice import Voice

Numbers = Mapping[str, int]


def chapters(rules: Rules, voice: Voice, numbers: Numbers) -> list[Block]:
    """All chapters that these rules have something to say in; `numbers` are the numbers of the sources."""
    return [
        *(_base(rules, voice) if rules.rates else []),
        *_clauses(rules, voice, numbers),
        *_shown(rules, voice, numbers),
        *_together(rules, voice),
        *_measures(rules, voice, numbers),
        *_dimensions(rules, voice, numbers),
        *(_score(rules, voice) if rules.rates else []),
        *_no_score(rules, voice, numbers),
        *_bands(rules, voice, numbers),
        *_consequences(rules, voice, numbers),
        *_passed(rules, voice, numbers),
    ]


def _chapter(key: str, voice: Voice, blocks: Sequence[Block]) -> list[Block]:
    """A heading and its blocks; nothing where there are none."""
    return [Heading(2, voice.say(f"h.{key}"), key.replace("_", "-")), *blocks] if blocks else []


def _base(rules: Rules, voice: Voice) -> list[Block]:
    cases = base_cases(rules, voice)
    if len(rules.base) == 1 and rules.base[0].when is None:
        return _chapter("base", voice, [Paragraph(cases[0])])
    return _chapter("base", voice, [Paragraph(voice.say("base.cases")), Bullets(cases)] if cases else [])


def _clauses(rules: Rules, voice: Voice, numbers: Numbers) -> list[Block]:
    """Gains, losses, what can be either, and ceilings, each a chapter; the first carries the notes that hold for all."""
    blocks: list[Block] = []
    for way in ("gains", "losses", "mixed", "ceilings"):
        found = [clause for clause in rules.clauses if direction(clause) == way]
        notes: list[Block] = []
        if found and not blocks:
            limited = any(limit.per for clause in rules.clauses for limit in clause.limits)
            limited = limited or any(limit.per for group in rules.groups.values() for limit in group.limits)
            how = [voice.say("clauses.how"), voice.say("limits.how") if limited else ""]
            notes.append(Paragraph(flowing(how)))
        if way == "gains" and rules.freezes:
            notes.append(Paragraph(voice.say("gains.freeze", chapter=voice.language.quoted(voice.say("h.together")))))
        items = _under_sections(found, way, rules, voice, numbers)
        blocks += _chapter(way, voice, [*notes, *items] if items else [])
    return blocks


def _under_sections(found: Sequence[Clause], way: str, rules: Rules, voice: Voice, numbers: Numbers) -> list[Block]:
    """Clauses in their order, each under the heading that it has in the rulebook; without headings there, one after the other."""
    headings = _sections(rules, voice)
    blocks: list[Block] = []
    above = ""
    for clause in found:
        heading = headings.get(clause.id, "")
        if heading != above:
            above = heading
            blocks.append(Heading(3, heading, f"{way}-{clause.id.replace('_', '-')}"))
        blocks.append(item(describe_clause(clause, voice), numbers))
    return blocks


def _sections(rules: Rules, voice: Voice) -> dict[str, str]:
    """The heading of each clause: its own `section`, or that of the nearest clause before it that has one."""
    found: dict[str, str] = {}
    heading = ""
    for clause in rules.clauses:
        heading = voice.text(clause.section) or heading
        found[clause.id] = heading
    return found


def _shown(rules: Rules, voice: Voice, numbers: Numbers) -> list[Block]:
    """What a register shows and nothing else; the windows of clauses that count are told beside them."""
    only = [clause for clause in rules.shown if not clause.counts]
    items = _under_sections(only, "shown", rules, voice, numbers)
    return _chapter("shown", voice, [Paragraph(voice.say("shown.how")), *items] if items else [])


def _together(rules: Rules, voice: Voice) -> list[Block]:
    return _chapter("together", voice, [item(entry, {}) for entry in describe_together(rules, voice)])


def _measures(rules: Rules, voice: Voice, numbers: Numbers) -> list[Block]:
    """The measures that carry points, in the order of the scorecard, each with its table; then the others."""
    lines = {line.measure: [other for other in rules.scorecard if other.measure == line.measure] for line in rules.scorecard}
    known = {measure.name: measure for measure in rules.measures}
    worth: list[Block] = []
    for name, own in lines.items():
        measured = describe_measure(known[name], voice) if name in known else None
        worth += _with_lines(measured, own, voice, numbers)
    others = [item(describe_measure(measure, voice), numbers) for measure in rules.measures if measure.name not in lines]
    return [*_chapter("measured", voice, worth), *_chapter("also" if worth else "measures", voice, others)]


def _with_lines(measured: Described | None, lines: Sequence[ScoreItem], voice: Voice, numbers: Numbers) -> list[Item]:
    """A measure and its lines of the scorecard: one item where there is one line, else one after the other."""
    said = [describe_line(line, voice) for line in lines]
    if measured is None or len(said) > 1:
        return [item(entry, numbers) for entry in ([measured] if measured else []) + said]
    line = said[0]
    first = [sentence for side, sentence in line.sentences if side in ("text", "measure")]
    last = [sentence for side, sentence in line.sentences if side not in ("text", "measure")]
    sentences = (*first, *(sentence for _, sentence in measured.sentences), *last)
    name = line.name if line.name == measured.name else f"{line.name}: {measured.name}"
    refs = references((*measured.sources, *line.sources), numbers)
    return [Item(line.title, name, None, "", sentences, line.table, refs, measured.key)]


def _dimensions(rules: Rules, voice: Voice, numbers: Numbers) -> list[Block]:
    whole = rules.dimensions
    if whole is None:
        return []
    items = [item(describe_dimension(part, whole, voice), numbers) for part in whole.parts]
    return _chapter("dimensions", voice, [Paragraph(dimensions_how(whole, voice)), *items])


def _score(rules: Rules, voice: Voice) -> list[Block]:
    return _chapter("score", voice, [_paragraph(describe_score(rules, voice), {})])


def _no_score(rules: Rules, voice: Voice, numbers: Numbers) -> list[Block]:
    return _chapter(
        "no_score", voice, [_paragraph(describe_no_score(rule, n, voice), numbers) for n, rule in enumerate(rules.no_score, 1)]
    )


def _bands(rules: Rules, voice: Voice, numbers: Numbers) -> list[Block]:
    if not rules.bands.bands:
        return []
    bands = describe_bands(rules.bands, voice)
    table = [bands.table] if bands.table else []
    return _chapter("bands", voice, [_paragraph(bands, numbers), *table])


def _consequences(rules: Rules, voice: Voice, numbers: Numbers) -> list[Block]:
    blocks: list[Block] = []
    for kind in ("benefit", "detriment"):
        items = [item(describe_consequence(rule, voice), numbers) for rule in rules.consequences if rule.kind == kind]
        if items:
            blocks += [Heading(3, voice.say(f"h.{kind}s"), f"{kind}s"), *items]
    return _chapter("consequences", voice, blocks)


def _passed(rules: Rules, voice: Voice, numbers: Numbers) -> list[Block]:
    items = [item(describe_passing(rule, voice), numbers) for rule in rules.passes_on]
    return _chapter("passed", voice, [Paragraph(voice.say("passed.how")), *items] if items else [])


def _paragraph(entry: Described, numbers: Numbers) -> Paragraph:
    return Paragraph(flowing(sentence for _, sentence in entry.sentences), references(entry.sources, numbers))
