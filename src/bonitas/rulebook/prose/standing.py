"""From points and measures to the standing, in words: base, dimensions, score, no score, bands, ceilings."""

from __future__ import annotations

from bonitas.common.amounts import UNIT, half_away
from bonitas.rulebook.expression import Expr, Ref, type_of
from bonitas.rulebook.model import Band, Bands, Dimension, Dimensions, NoScore, Rules, Scale
from bonitas.rulebook.prose.described import Described, said
from bonitas.rulebook.prose.document import Table, flowing
from bonitas.rulebook.prose.expressions import amount, condition, money, value
from bonitas.rulebook.prose.grounds import ground_words
from bonitas.rulebook.prose.language import Worded
from bonitas.rulebook.prose.voice import Voice

#: All weights of a rulebook's dimensions sum to this (thousandths of a percent).
_WHOLE = 100 * UNIT


def base_cases(rules: Rules, voice: Voice) -> tuple[str, ...]:
    """Where everyone starts: one line, or one a case."""
    if len(rules.base) == 1 and rules.base[0].when is None:
        return (voice.say("base", points=voice.language.points(rules.base[0].points)),)
    return tuple(
        voice.say("base.else", points=voice.language.points(case.points))
        if case.when is None
        else voice.say("base.if", points=voice.language.points(case.points), condition=condition(case.when, voice))
        for case in rules.base
    )


def describe_base(rules: Rules, voice: Voice) -> Described:
    return Described(
        "base", voice.say("change.base"), sentences=(("base", voice.say("list.then").join(base_cases(rules, voice))),)
    )


def describe_dimension(part: Dimension, whole: Dimensions, voice: Voice) -> Described:
    """One dimension: its weight, its range, and what stands for a missing value."""
    title = voice.title(part.text, part.id)
    most = half_away((whole.high - whole.low) * part.weight, _WHOLE)
    scale = {"low": _of(part.low, part.of, voice), "high": _of(part.high, part.of, voice)}
    missing = None if part.missing is None else voice.language.percent(part.missing * 100)
    sides = said(
        ("text", voice.rest(part.text)),
        ("ground", ground_words(part.grounds, voice)),
        ("weight", voice.say("dimension.weight", weight=voice.language.percent(part.weight), points=voice.language.points(most))),
        ("scale", voice.say("dimension.scale", of=value(part.of, voice), **scale)),
        ("missing", voice.say("dimension.missing", share=missing) if missing else ""),
    )
    sources = (part.source,) if part.source else ()
    return Described(f"dimension-{part.id}", title, part.id, None, voice.language.percent(part.weight), sides, None, sources)


def _of(number: int, of: Expr, voice: Voice) -> Worded:
    return money(number, of, voice) if type_of(of) == "number" else amount(number, type_of(of), voice)


def dimensions_how(dimensions: Dimensions, voice: Voice) -> str:
    low, high = voice.language.number(dimensions.low), voice.language.points(dimensions.high)
    return voice.say("dimensions.how", low=low, high=high)


def describe_dimensions(dimensions: Dimensions, voice: Voice) -> Described:
    sentences = (("range", dimensions_how(dimensions, voice)),)
    return Described("dimensions", voice.say("change.dimensions"), sentences=sentences)


def describe_score(rules: Rules, voice: Voice) -> Described:
    """What the score is the sum of, its ends, and its rounding."""
    parts = [
        voice.say(f"part.{name}")
        for name, there in (
            ("base", True),
            ("clauses", any(clause.points is not None for clause in rules.clauses)),
            ("scorecard", bool(rules.scorecard)),
            ("dimensions", rules.dimensions is not None),
        )
        if there
    ]
    sum_of = voice.say("score.sum" if len(parts) > 1 else "score.one", parts=voice.language.together(parts))
    sides = said(
        ("sum", sum_of),
        ("scale", scale_words(rules.scale, voice) if rules.scale else ""),
        ("ends", _ends(rules, voice)),
        ("rounding", _rounding(rules, voice)),
    )
    return Described("score", voice.say("change.score"), sentences=sides)


def scale_words(scale: Scale, voice: Voice) -> str:
    """What the points of base and scorecard stand for."""
    number = voice.language.number
    odds = voice.say("odds", a=number(scale.odds_for), b=number(scale.odds_against))
    return voice.say("score.scale", score=number(scale.score), odds=odds, points=voice.language.points(scale.doubles_in))


def _ends(rules: Rules, voice: Voice) -> str:
    low, high = rules.score.low, rules.score.high
    if low is None and high is None:
        return ""
    key = "score.low" if high is None else "score.high" if low is None else "score.both"
    return voice.say(key, low=voice.language.number(low or 0), high=voice.language.number(high or 0))


def _rounding(rules: Rules, voice: Voice) -> str:
    if rules.score.step == 1:
        return voice.say("score.exact")
    rounding = voice.say(f"rounding.{rules.score.rounding}")
    if rules.score.step == UNIT:
        return voice.say("score.whole", rounding=rounding)
    return voice.say("score.step", step=voice.language.number(rules.score.step), rounding=rounding)


def describe_no_score(rule: NoScore, number: int, voice: Voice) -> Described:
    """When there is no score, and the reason that is then given."""
    because = voice.text(rule.because)
    sides = said(
        ("when", voice.say("no_score.if", condition=condition(rule.when, voice))),
        ("because", voice.say("no_score.because", because=because) if because else ""),
    )
    title = f"{voice.say('h.no_score')} ({number})"
    return Described(f"no-score-{number}", title, sentences=sides, sources=(rule.source,) if rule.source else ())


def describe_bands(bands: Bands, voice: Voice) -> Described:
    """The bands as a table, best first, with what each needs besides the score."""
    by = voice.measure(bands.by) if bands.by else None
    sides = said(
        ("by", voice.say("bands.by", measure=Worded(by)) if by else voice.say("bands.score")),
        ("shares", voice.say("bands.shares") if any(band.best is not None for band in bands.bands) else ""),
        ("needs", voice.say("bands.needs") if any(band.when is not None for band in bands.bands) else ""),
    )
    sources = tuple(band.source for band in bands.bands if band.source)
    return Described("bands", voice.say("change.bands"), sentences=sides, table=_bands_table(bands, voice), sources=sources)


def _bands_table(bands: Bands, voice: Voice) -> Table:
    head = [
        voice.say("t.band"),
        voice.say("t.measure", measure=Worded(voice.measure(bands.by))) if bands.by else voice.say("t.score"),
    ]
    rows = [[band.name, band_range(bands, n, voice)] for n, band in enumerate(bands.bands)]
    if any(band.title for band in bands.bands):
        head.insert(1, voice.say("t.name"))
        rows = [[row[0], voice.text(band.title), row[1]] for row, band in zip(rows, bands.bands, strict=True)]
    if any(band.when is not None for band in bands.bands):
        head.append(voice.say("t.needs"))
        rows = [[*row, _need(band, voice)] for row, band in zip(rows, bands.bands, strict=True)]
    return Table(tuple(head), tuple(tuple(row) for row in rows))


def _need(band: Band, voice: Voice) -> str:
    return voice.say("need", condition=condition(band.when, voice)) if band.when is not None else ""


def band_range(bands: Bands, index: int, voice: Voice) -> str:
    """The scores of one band, from its floor to the floor of the next better: `960 to under 1030`, `under 600`; or its share.

    A better band that needs something besides, or is drawn by share, is no upper end: whoever does not meet it stays here with any score.
    """
    band = bands.bands[index]
    better = next((one for one in reversed(bands.bands[:index]) if one.when is None and one.best is None), None)
    by = next((m for m in voice.rules.measures if m.name == bands.by), None)
    of = Ref(by.name, by.type) if by else None
    low = "" if band.floor is None else "over" if band.exclusive else "from"
    if band.best is not None:
        reach = voice.say(f"band.{low or 'all'}", low=_floor(band.floor, of, voice))
        return voice.say("band.best", share=voice.language.percent(band.best), reach=reach)
    high = "" if better is None or better.floor is None else "up_to" if better.exclusive else "under"
    ends = {
        "low": _floor(band.floor, of, voice),
        "high": _floor(better.floor if better else None, of, voice),
    }
    return voice.say("band." + (".".join(end for end in (low, high) if end) or "all"), **ends)


def _floor(number: int | None, of: Expr | None, voice: Voice) -> Worded:
    if number is None:
        return Worded("")
    return Worded(voice.language.number(number)) if of is None else _of(number, of, voice)


def describe_grades(rules: Rules, voice: Voice) -> Described | None:
    """How ceilings work; None where no clause puts one."""
    if not any(clause.grade is not None or any(r.grade for r in clause.repairs) for clause in rules.clauses):
        return None
    sides = said(("worst", voice.say("grades.worst")), ("books", _books(rules, voice)), ("remembers", _remembers(rules, voice)))
    return Described("grades", voice.say("grades.title"), sentences=sides)


def _books(rules: Rules, voice: Voice) -> str:
    """What a direct grade makes of the score."""
    grades = rules.grades
    if not grades.books_lowest or not grades.booked:
        return voice.say("grades.books" if grades.books_lowest else "grades.books.no")
    rows = [
        voice.say("grades.booked", band=voice.band(name), points=voice.language.points(points)) for name, points in grades.booked
    ]
    return voice.say("grades.books.as", rows=voice.say("list.then").join(rows))


def _remembers(rules: Rules, voice: Voice) -> str:
    """How a band is shown that a direct grade lowered to."""
    grades, best = rules.grades, rules.bands.bands[0].name if rules.bands.bands else ""
    if not grades.remembers:
        return voice.say("grades.remembers.no")
    if not grades.memories:
        low = rules.bands.bands[-1].name if rules.bands.bands else ""
        return voice.say("grades.remembers", example=low + best, low=low, high=best)
    plain = [memory.band for memory in grades.memories if memory.names is None]
    parts = []
    if plain:
        bands = voice.language.together([voice.band(name) for name in plain])
        parts.append(voice.say("grades.remembers.only", bands=bands, example=plain[-1] + best, low=plain[-1], high=best))
    for memory in grades.memories:
        if memory.names is not None:
            rows = [voice.say("grades.remembered", high=voice.band(high), name=name) for high, name in memory.names]
            parts.append(
                voice.say("grades.remembers.as", band=voice.band(memory.band), rows=voice.say("list.comma").join(rows))
                if rows
                else voice.say("grades.remembers.no")
            )
    return flowing(parts)
