"""What measures do with one record: asked of the engine, with a made-up file that has a score, with and without the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bonitas.law.case import kinds_behind
from bonitas.rulebook.expression import Expr
from bonitas.rulebook.model import Rulebook, Rules
from bonitas.rulebook.walk import refs
from bonitas.unify.compare.asked.files import Answer, Asker, Entry
from bonitas.unify.compare.asked.lasting import days_lasting
from bonitas.unify.compare.asked.plain import plain_file
from bonitas.unify.compare.scale import Scale, scale_of
from bonitas.unify.compare.treatment import Treatment
from bonitas.unify.crosswalk.fits import could_be, telling_values
from bonitas.unify.crosswalk.model import Conduct, Crosswalk, Member

#: So many different records of a kind are tried, spread evenly over all that the rules tell apart.
MOST: Final = 300
#: How many months ago they occurred, where an age is measured; else only the day before.
AGES: Final = (0, 12, 36, 120)


def of_measures(book: Rulebook, rules: Rules, crosswalk: Crosswalk, day: int) -> tuple[tuple[Treatment, ...], int | None]:
    """The treatments by measures, and the score of the plainest file that has one (None: none was found)."""
    looked = looked_at(rules)
    if not looked:
        return (), (rules.base[0].points if rules.base else 0)
    if not rules.rates:
        return (), None
    asker = Asker.of(book, rules, day)
    conducts = {kind: crosswalk.of(book.id, book.kinds[kind]) for kind in looked}
    tried = {kind: tuple(_entries(rules, asker, kind, [member for _, member in conducts[kind]])) for kind in looked}
    plain = plain_file(asker, list(looked), [one for kind in looked for one in tried[kind] if one.months == 0])
    if plain is None:
        return (), None
    file, at = plain
    each = [(conduct, member, kind) for kind in looked for conduct, member in conducts[kind]]
    every = [entry for kind in looked for entry in tried[kind]]
    answers = dict(zip(every, asker.ask([(*file, entry) for entry in every]), strict=True))
    work = _Work(book, scale_of(rules), asker, at, answers)
    found = [(*one, work.effects(tried[one[2]], one[1])) for one in each]
    watched = [(effects.heaviest, work.differs) for *_, effects in found] + [(effects.worst, work.takes) for *_, effects in found]
    lasting = days_lasting(asker, file, watched)
    treated = [
        work.treated(conduct, kind, looked[kind], effects, (lasting[n], lasting[len(found) + n]))
        for n, (conduct, _, kind, effects) in enumerate(found)
    ]
    return tuple(treated), at.score


def looked_at(rules: Rules) -> dict[str, tuple[str, ...]]:
    """The kinds of record that measures look at and that bear on a standing, each with what of the rules goes by it."""
    uses: list[tuple[str, set[str]]] = [(line.id, {line.measure}) for line in rules.scorecard]
    uses += [(one.id, refs(one.of)) for one in (rules.dimensions.parts if rules.dimensions else ())]
    uses += [("base", {name for case in rules.base for name in refs(case.when)})]
    uses += [("no_score", {name for one in rules.no_score for name in refs(one.when)})]
    by = {rules.bands.by} if rules.bands.by is not None else set()
    uses += [("bands", by | {name for band in rules.bands.bands for name in refs(band.when)})]
    found: dict[str, list[str]] = {}
    for use, names in uses:
        for kind in sorted(kinds_behind(rules, names)):
            found.setdefault(kind, []).append(use)
    return {kind: tuple(several) for kind, several in found.items()}


def _entries(rules: Rules, asker: Asker, kind: str, members: Sequence[Member]) -> Iterator[Entry]:
    """The records of a kind that are tried: the telling values of all that looks at it, and of the crosswalk's conditions."""
    mine = [measure for measure in rules.measures if kind in measure.kinds]
    looks: list[Expr | None] = [expr for m in mine for expr in (m.when, m.of, m.value)]
    looks += [member.when for member in members]
    values = telling_values(asker.catalogue.kinds[kind], looks)
    total = 1
    for several in values.values():
        total *= len(several)
    ages = AGES if any(measure.how == "age" for measure in mine) else (0,)
    few = min(total, MOST)
    for number in range(few):
        cells = tuple(_nth(values, number * total // few))
        yield from (Entry(kind, cells, months) for months in ages)


def _nth(values: dict[str, list[int | str | None]], number: int) -> Iterator[tuple[str, int | str | None]]:
    """The n-th of all combinations."""
    for name, several in values.items():
        number, at = divmod(number, len(several))
        yield name, several[at]


@dataclass(frozen=True, slots=True)
class Effects:
    """What the records tried do: the least and the most points, the least and most bands moved, and whether one leaves no score.
    `heaviest`: the record that does most, `worst`: the one that takes most (None: none does)."""

    low: int
    high: int
    bands: tuple[int | None, int | None]
    no_score: bool
    heaviest: Entry | None
    worst: Entry | None


@dataclass(frozen=True, slots=True)
class _Work:
    book: Rulebook
    scale: Scale
    asker: Asker
    at: Answer
    answers: Mapping[Entry, Answer]

    def effects(self, tried: Sequence[Entry], member: Member) -> Effects:
        """What the records that tell of a conduct do to the plain file."""
        mine = [one for one in tried if "T" in could_be(member.when, dict(one.cells))]
        answers = [(one, self.answers[one]) for one in mine]
        changes = [self.change(answer) for _, answer in answers if answer.score is not None]
        bands = [self.at.band - answer.band for _, answer in answers if answer.band is not None and self.at.band is not None]
        heavy = max((one for one in answers if self.differs(one[1])), key=lambda one: self.weight(one[1]), default=(None, None))
        worst = max((one for one in answers if self.takes(one[1])), key=lambda one: self.weight(one[1]), default=(None, None))
        gone = any(answer.score is None for _, answer in answers)
        return Effects(
            min(changes, default=0), max(changes, default=0), (min(bands, default=None), max(bands, default=None)), gone, heavy[0], worst[0],
        )  # fmt: skip

    def change(self, answer: Answer) -> int:
        return (answer.score or 0) - (self.at.score or 0)

    def differs(self, answer: Answer) -> bool:
        return (answer.score, answer.band) != (self.at.score, self.at.band)

    def takes(self, answer: Answer) -> bool:
        """Whether there is no score any more, a lower one, or a worse band at the same."""
        if answer.score is None or self.change(answer):
            return answer.score is None or self.change(answer) < 0
        return answer.band is not None and self.at.band is not None and answer.band > self.at.band

    def weight(self, answer: Answer) -> tuple[int, int, int]:
        """How much an answer differs: no score weighs most, then points, then bands."""
        if answer.score is None:
            return (1, 0, 0)
        moved = 0 if answer.band is None or self.at.band is None else abs(answer.band - self.at.band)
        return (0, abs(self.change(answer)), moved)

    def treated(
        self, conduct: Conduct, kind: str, uses: tuple[str, ...], effects: Effects, days: tuple[int | None, int | None]
    ) -> Treatment:  # fmt: skip
        section = next((name for name in ("scorecard", "dimensions") if self.book.place_of(name, uses[0])), uses[0])
        place = self.book.place_of(section, uses[0])
        declared = self.asker.catalogue.kinds[kind]
        return Treatment(
            self.book.id, conduct.id, kind, "measures", "+".join(uses), effects.low, effects.high, self.scale.share(effects.low),
            self.scale.share(effects.high), days[0], days[0], *effects.bands, days_taking=days[1], no_score=effects.no_score, asked=True,
            text=declared.title, basis=declared.legal_basis, source=self.source(uses), file=self.book.file, line=place.line if place else None,
        )  # fmt: skip

    def source(self, uses: tuple[str, ...]) -> str | None:
        """What the lines and dimensions cite, each once; None if one of them cites nothing."""
        rules = self.scale.rules
        lines = {line.id: line.source or rules.measure(line.measure).source for line in rules.scorecard}
        parts = {one.id: one.source for one in (rules.dimensions.parts if rules.dimensions else ())}
        cited = [{**lines, **parts}[use] for use in uses if use in lines or use in parts]
        known = [source for source in cited if source is not None]
        return "+".join(dict.fromkeys(known)) if known and len(known) == len(cited) else None
