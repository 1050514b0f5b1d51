"""A comparison as a page to be read and printed: tables, and drawings of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bonitas.common.days import iso
from bonitas.rulebook.prose.document import Block, Bullets, Document, Heading, Paragraph, Picture, Table
from bonitas.unify.compare import charts
from bonitas.unify.compare.codes import trouble
from bonitas.unify.compare.compare import Comparison
from bonitas.unify.compare.conducts import Row
from bonitas.unify.compare.measures import CRITERIA
from bonitas.unify.compare.treatment import points
from bonitas.unify.compare.words import HEAD, abreast, cells, figures, percent, times

_SPECIFIC = {
    "fixed": "nobody chooses the points", "ends": "it ends", "basis": "its records have a legal basis in the catalogue",
    "source": "it cites a source", "defined": "it is about something named, not whatever else there may be",
}  # fmt: skip


def write_report(found: Comparison, path: Path) -> None:
    """Write the page. BonitasError: U323."""
    from bonitas.rulebook.prose.html import to_html  # noqa: PLC0415 - the writer is used only here

    page = to_html(document(found))
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise trouble("U323", found=path, why=(error.strerror or "it cannot be opened").lower()) from None


def document(found: Comparison) -> Document:
    """Everything the page says."""
    names = ", ".join(side.name for side in found.sides)
    blocks = (
        *_opening(found),
        *_measures(found),
        *_conducts(found),
        *_gaps(found),
        *_doubled(found),
        *_rates(found),
        *_reading(found),
    )
    return Document(f"Compared: {names}", "en", tuple(map(_tight, blocks)), "Contents")


def _tight(block: Block) -> Block:
    """A figure and its unit stay on one line of a table."""
    if not isinstance(block, Table):
        return block
    rows = tuple(tuple(cell.replace(" %", "\u00a0%").replace(" day", "\u00a0day") for cell in row) for row in block.rows)
    return replace(block, rows=rows)


def _opening(found: Comparison) -> Iterator[Block]:
    agreed, silent = sum(row.agreed for row in found.rows), len(found.rows) - len(found.shared)
    yield Paragraph(
        f"What {len(found.sides)} rulebooks do with the same conduct, which measures of fairness they meet, and where they contradict each other.",
        lead=True,
    )
    yield Bullets(
        (
            f"Between them they know {len(found.rows):,} conducts; {len(found.shared):,} are known to at least two, {silent:,} to one alone.",
            f"All do the same with {agreed:,}. For {len(found.conflicts):,} one gives and another takes.",
            f"Conducts are matched by: {found.crosswalk.title.say('en')}.",
        )
    )
    rows = tuple(
        (
            side.name, side.book.title.say(found.lang), side.book.standing, iso(side.day) or "",
            "–" if side.scale.width is None else f"{points(side.scale.low)} to {points(side.scale.high)}",
        )
        for side in found.sides
    )  # fmt: skip
    yield Heading(2, "The rulebooks", "rulebooks")
    yield Table(("rulebook", "title", "standing", "asked on", "scale"), rows)
    elsewhere = [side.name for side in found.sides if side.elsewhere]
    if elsewhere:
        yield Paragraph(
            f"Not in force on the day that was asked for, so asked on the nearest on which it is: {', '.join(elsewhere)}."
        )
    if any(side.book.standing != "own" for side in found.sides):
        yield Paragraph(
            "Reconstructions and specimens are read from published texts; their SOURCES.md says how sure each number is."
        )


def _measures(found: Comparison) -> Iterator[Block]:
    sides = [side.as_dict(found.lang) for side in found.sides]
    yield Heading(2, "How they measure up", "measures")
    for some in abreast(sides):
        yield Table(
            ("measure", *(side["name"] for side in some)), tuple(map(tuple, figures(some))), tuple(range(1, len(some) + 1))
        )
    if any(side["measures"]["symmetry"]["taken_for_each_given"] for side in sides):
        yield Picture(
            charts.symmetry(sides), "Points taken for each point given. On the broken line a rulebook takes as much as it gives."
        )
    yield Heading(3, "How specific the rules are", "specificity")
    yield Picture(charts.specificity(sides), "How specific the rules are that take (squares) and those that give (circles).")
    rows = tuple(
        (side["name"], does, f"{one['rules']:,}", *(percent(one[name]) for name in CRITERIA), percent(one["index"]))
        for side in sides
        for does, key in (("take", "taking"), ("give", "giving"))
        for one in (side["measures"]["specificity"][key],)
    )
    yield Table(("rulebook", "rules that", "rules", *CRITERIA, "index"), rows, (2, 3, 4, 5, 6, 7, 8))
    yield Paragraph(
        f"{', '.join(f'{name}: {said}' for name, said in _SPECIFIC.items())}. The index is the mean of the five.".capitalize()
    )
    outside = [(side["name"], side["context"], side["measures"]["outside_purpose"]["contexts"]) for side in sides]
    yield Heading(3, "Records from outside the context", "purpose")
    yield Bullets(tuple(f"{name} ({context}): {_listed(contexts)}." for name, context, contexts in outside))


def _listed(contexts: dict[str, int]) -> str:
    return ", ".join(f"{context} {count}" for context, count in contexts.items()) or "none"


def _conducts(found: Comparison) -> Iterator[Block]:
    yield Heading(2, "The same conduct", "conducts")
    rows = sorted(found.shared, key=lambda row: (not row.conflict, -len(row.positions)))
    if not rows:
        yield Paragraph("No conduct is known to two of them.")
        return
    more = f" The first {charts.MOST} of {len(rows)}." if len(rows) > charts.MOST else ""
    caption = (
        f"The most that one record takes (sand, −) or gives (blue, +), as a share of the scale; the colour is full at 30 %.{more}"
    )
    yield Picture(charts.conducts(rows, [side.name for side in found.sides], found.lang), caption)
    yield Table(HEAD, tuple(tuple(line) for row in rows for line in cells(row, found.lang)))
    yield Heading(3, "Conflicts", "conflicts")
    conflicts = tuple(_conflict(row, found.lang) for row in found.conflicts)
    yield Bullets(conflicts) if conflicts else Paragraph("None: nothing is rewarded by one and sanctioned by another.")


def _conflict(row: Row, lang: str) -> str:
    sides = {does: ", ".join(book for book, one in row.positions.items() if one.does == does) for does in ("gives", "takes")}
    return f"{row.conduct.title.say(lang) or row.conduct.id}: {sides['gives']} gives, {sides['takes']} takes."


def _gaps(found: Comparison) -> Iterator[Block]:
    yield Heading(2, "Gaps", "gaps")
    yield Paragraph(
        "Conducts that another of them knows and this one does not; `instead` are wider, narrower or neighbouring ones that it does know."
    )
    rows = []
    for side in found.sides:
        gaps = [(row, gap) for row in found.rows for gap in row.gaps if gap.rulebook == side.name]
        instead = [f"{row.conduct.id} (instead {', '.join(gap.instead)})" for row, gap in gaps if gap.instead]
        rows.append((side.name, f"{len(gaps):,}", "; ".join(instead)))
    yield Table(("rulebook", "not known", "of these, known in another form"), tuple(rows))


def _doubled(found: Comparison) -> Iterator[Block]:
    yield Heading(2, "Double counting", "doubled")
    yield Paragraph("Where one record counts in several places of one rulebook:")
    inside = tuple((one.rulebook, one.kind, ", ".join(one.parts)) for one in found.within)
    yield Table(("rulebook", "record of", "counts by"), inside) if inside else Paragraph("Nowhere.")
    yield Paragraph(
        "Where the rulebooks know one conduct from records of different kinds, so that one event may count twice once they are brought together:"
    )
    apart = tuple(
        (one.conduct, "; ".join(f"{book}: {', '.join(kinds)}" for book, kinds in one.kinds.items())) for one in found.across
    )
    yield Table(("conduct", "records"), apart) if apart else Paragraph("Nowhere.")


def _rates(found: Comparison) -> Iterator[Block]:
    yield Heading(2, "Exchange rates of severity", "rates")
    if not found.rates:
        yield Paragraph("No two of them take, or give, points for the same conduct.")
        return
    yield Paragraph(
        "What one percent of the first scale, taken (or given) for a conduct, comes to on the second for the same conduct, in percent of that scale: "
        "the median over the conducts that both know, with the least and the most."
    )
    rows = tuple(
        (
            one.first, one.second, one.way, str(len(one.conducts)), *([times(rate) for rate in one.shares] if one.shares else ["–"] * 3),
            times(one.points[1]), f"{one.alike} / {one.reverse}",
        )
        for one in found.rates
    )  # fmt: skip
    head = ("first", "second", "points", "conducts", "least", "median", "most", "in points", "pairs alike / reverse")
    yield Table(head, rows, (3, 4, 5, 6, 7, 8))


def _reading(found: Comparison) -> Iterator[Block]:
    yield Heading(2, "How to read this", "reading")
    unasked = [side.name for side in found.sides if side.unasked]
    if unasked:
        yield Paragraph(f"Of {', '.join(unasked)} the measures are left out: no made-up file was found that has a score.")
    asked = [side.name for side in found.sides if any(one.asked for one in side.treatments)]
    yield Bullets(
        (
            "Points are the most that the first record brings, without repeats and repairs; of an amount without bound, what one unit brings.",
            "Shares are of the width of the scale: from the lowest to the highest score that the rules can lead to; where there is no such end, "
            "the outermost floor of a band stands for it.",
            "Bands: by how many one record moves a file that shows nothing else.",
            f"Found by asking the engine with made-up files, not read from the text: {', '.join(asked) or 'none of them'}. There, the figures hold for the "
            "records that were tried, on the shortest file that has a score.",
            "A rule is specific in so far as nobody chooses its points, it ends, its records have a legal basis, it cites a source and it is about "
            "something named.",
            "Records are outside the context when they arise in another and are not by their nature meant for it, as the catalogue says.",
        )
    )
