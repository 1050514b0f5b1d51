"""Base, scorecard, dimensions, no-score conditions, bands and consequences into tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from zlib import crc32

from bonitas.engine.kernel import layout as ly
from bonitas.engine.program_measures import Looks
from bonitas.engine.tables import Builder, parts
from bonitas.rulebook.expression import Compare, Const, Expr, IsMissing, Ref
from bonitas.rulebook.model import Dimension, Rules, ScoreItem, Table


@dataclass(slots=True)
class StandingTables:
    """Fills the tables and notes how each measure is looked at (`looks`)."""

    builder: Builder
    rules: Rules
    items: list[list[int]] = field(default_factory=list)
    dimensions: list[list[int]] = field(default_factory=list)
    bases: list[tuple[int, int]] = field(default_factory=list)
    no_score: list[int] = field(default_factory=list)
    bands: list[tuple[int, ...]] = field(default_factory=list)
    consequences: list[tuple[int, int, int, int]] = field(default_factory=list)
    head: list[int] = field(default_factory=lambda: [-1] * ly.G_WIDTH)
    looks: dict[str, Looks] = field(default_factory=dict)
    _timed: list[tuple[Expr | None, int]] = field(default_factory=list)

    def build(self) -> StandingTables:
        """Fill the tables; returns itself."""
        rules, builder = self.rules, self.builder
        for case in rules.base:
            self.bases.append((self._subject_expr(case.when), case.points))
        for item in rules.scorecard:
            self.items.append(self._item(item))
        if rules.dimensions:
            span = rules.dimensions.high - rules.dimensions.low
            self.dimensions = [self._dimension(part, span) for part in rules.dimensions.parts]
        for condition in rules.no_score:
            self.no_score.append(self._subject_expr(condition.when))
        for band in rules.bands.bands:
            floor = ly.MISSING if band.floor is None else band.floor
            booked = rules.grades.books(band)
            self.bands.append(
                (
                    floor,
                    int(band.exclusive),
                    self._subject_expr(band.when),
                    crc32(band.name.encode()),
                    ly.MISSING if booked is None else booked,
                    int(rules.grades.remembers_at(band.name)),
                )
            )
        for consequence in rules.consequences:
            start = len(builder.pool)
            builder.pool.extend(rules.bands.index(name) for name in consequence.bands)
            end = len(builder.pool)
            self.consequences.append((self._subject_expr(consequence.when), start, end, crc32(consequence.id.encode())))
        for measure in rules.measures:
            for expr in (measure.formula, *(when for _, when in measure.states)):
                self._look(expr)
        self._head()
        return self

    def _head(self) -> None:
        score, head = self.rules.score, self.head
        by = self.rules.bands.by
        head[ly.G_BY] = -1 if by is None else self.builder.measures[by][0]
        if by is not None:
            self._bounds(by, (band.floor for band in self.rules.bands.bands))
        head[ly.G_LOW] = ly.MISSING if score.low is None else score.low
        head[ly.G_HIGH] = ly.MISSING if score.high is None else score.high
        head[ly.G_STEP] = score.step
        head[ly.G_ROUNDING] = {"half away": ly.ROUND_HALF_AWAY, "down": ly.ROUND_DOWN, "up": ly.ROUND_UP}[score.rounding]
        head[ly.G_DIM_LOW] = self.rules.dimensions.low if self.rules.dimensions else 0
        head[ly.G_TIMED] = self.builder.timed_list(self._timed)

    def _subject_expr(self, expr: Expr | None) -> int:
        index = self.builder.expression(expr)
        self._timed.append((expr, index))
        self._look(expr)
        return index

    def _item(self, item: ScoreItem) -> list[int]:
        row = [-1] * ly.I_WIDTH
        row[ly.I_MEASURE], measure = self.builder.measures[item.measure]
        row[ly.I_SIGN] = crc32(item.id.encode())
        row[ly.I_MISSING] = ly.MISSING if item.missing is None else item.missing
        if isinstance(item.points, Table):
            code = self.builder.text_code(Ref(measure.name, measure.type))
            row[ly.I_TABLE], row[ly.I_TABLE_END] = self.builder.table(item.points, code)
            self._bounds(item.measure, (bound for r in item.points.rows for bound in (r.low, r.high)))
        else:
            row[ly.I_TIER], row[ly.I_TIER_END] = self.builder.tier_rows(item.points.tiers)
            row[ly.I_FRACTIONS] = int(item.points.fractions)
            self._looks(item.measure).every = True
        return row

    def _dimension(self, part: Dimension, span: int) -> list[int]:
        row = [-1] * ly.D_WIDTH
        row[ly.D_EXPR], row[ly.D_SIGN] = self._subject_expr(part.of), crc32(part.id.encode())
        row[ly.D_WEIGHT], row[ly.D_LOW], row[ly.D_HIGH], row[ly.D_SPAN] = part.weight, part.low, part.high, span
        row[ly.D_MISSING] = ly.MISSING if part.missing is None else part.missing
        return row

    def _looks(self, measure: str) -> Looks:
        return self.looks.setdefault(measure, Looks())

    def _bounds(self, measure: str, bounds: Iterable[int | None]) -> None:
        """A bound is watched with the next whole number, so that both `≥ n` and `> n` are."""
        for bound in bounds:
            if bound is not None:
                self._looks(measure).bounds.update((bound, bound + 1000))

    def _look(self, expr: Expr | None) -> None:
        """Note how the measures in an expression over the subject are looked at."""
        match expr:
            case None | IsMissing(item=Ref()):
                return
            case (
                Compare(left=Ref(name=name), right=Const(value=int(value)))
                | Compare(left=Const(value=int(value)), right=Ref(name=name))
            ):
                self._bounds(name, (value,))
            case Ref(name=name):
                self._looks(name).every = True
            case _:
                for part in parts(expr):
                    self._look(part)
