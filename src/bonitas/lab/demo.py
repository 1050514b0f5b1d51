"""The demonstration: a ledger of real people, everybody rated, and what became of each band. (The printing is the CLI's.)"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from bonitas.common.days import day_number
from bonitas.common.problems import BonitasError, Problem
from bonitas.engine.explain import explain
from bonitas.engine.forecast import forecast
from bonitas.engine.rate import rate
from bonitas.engine.ratings import Ratings
from bonitas.lab import taiwan
from bonitas.lab.measured import PUBLISHED, SHOWN, Measured, Rated, measured
from bonitas.lab.report import DemoReport, write_report
from bonitas.ledger.open import new_ledger, open_ledger
from bonitas.ledger.report import Report
from bonitas.ledger.store import Store
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_rulebook

LEDGER: Final = "cards.duckdb"
REPORT: Final = "report.html"

#: Called with a step's title and its size (None: not known); the block of the step reports how much of it is done.
Watch = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demonstration came to. `report` has every figure; `ledger` and `page` are the files that were made."""

    ledger: Path
    page: Path
    report: DemoReport

    def as_dict(self) -> dict[str, Any]:
        """As plain data, for machines. Shares of 1 are decimals with four places, as text."""
        told = self.report
        return {
            "ledger": str(self.ledger),
            "report": str(self.page),
            "on": told.on,
            "rulebook": told.rulebook,
            "version": told.version,
            "hash": told.hash,
            "people": sum(told.counts.values()),
            "records": told.records,
            "standings": dict(told.counts),
            "bands": [{"band": one.name, "people": one.count, "defaulted": one.having} for one in told.bands],
            "figures": [
                {"people": one.people, "count": one.count, "auc": f"{float(one.auc):.4f}", "ks": f"{float(one.ks):.4f}"}
                for one in told.figures
            ],
            "explanation": dict(told.explanation),
            "forecast": list(told.forecast),
            "timings": {name: round(seconds, 3) for name, seconds in told.timings.items()},
        }


@dataclass(slots=True)
class Steps:
    """The steps done so far, with their seconds."""

    watch: Watch
    timings: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str, size: int | None = None) -> Iterator[Callable[[int], None]]:
        start = time.perf_counter()
        with self.watch(name, size) as progress:
            yield progress
        self.timings[name] = time.perf_counter() - start


@contextmanager
def unwatched(title: str, size: int | None) -> Iterator[Callable[[int], None]]:
    """Nobody looks on."""
    yield lambda done: None


def run_demo(folder: Path, *, people: int | None = None, fresh: bool = False, watch: Watch = unwatched) -> Demo:
    """Run the demonstration in `folder`, which is made if need be: the ledger, then ratings, measures and the report.

    `people`: so many of the 30,000 (None: all), the one whose rating is told among them. A ledger that is there is gone on with,
    for adding again changes nothing; `fresh` makes it anew. BonitasError if the folder cannot be used.
    """
    steps = Steps(watch)
    book = read_rulebook(taiwan.RULEBOOK)
    with steps.step("reading the data"):
        chosen = choose(people)
        records, enrolments = of(taiwan.records(), chosen), of(taiwan.participations(), chosen)
    with _ledger(folder, fresh) as ledger:
        with steps.step("adding records", len(records)) as progress:
            _sure(ledger.add(records, progress=progress))
        with steps.step("enrolling", len(enrolments)) as progress:
            _sure(ledger.enrol(enrolments, progress=progress))
        with steps.step("rating", len(enrolments)) as progress:
            ratings = rate(book, ledger, on=taiwan.ASKED_ON, subject=chosen, progress=progress)
        with steps.step("measuring"):
            found = measured(rated(ratings), taiwan.outcomes(), [name for name, _ in titles(book)])
        with steps.step("explaining one"):
            why = explain(book, ledger, subject=SHOWN, on=taiwan.ASKED_ON).as_dict()
            coming = forecast(book, ledger, subject=SHOWN, on=taiwan.ASKED_ON)
    told = told_of(book, found, len(records), why, coming, {} if chosen else dict(PUBLISHED))
    page = folder / REPORT
    with steps.step("writing the report"):
        _write(page, told(steps.timings))
    return Demo(folder / LEDGER, page, told(steps.timings))


def choose(people: int | None) -> list[str] | None:
    """The first `people` subjects; the one who is told about takes the last place if not among them. None: all."""
    everyone = taiwan.outcomes().subjects
    if people is None or people >= len(everyone):
        return None
    first = everyone[:people]
    return first if SHOWN in first else [*first[:-1], SHOWN]


def of(table: pa.Table, subjects: Sequence[str] | None) -> pa.Table:
    """The rows of some subjects; all if None."""
    return table if subjects is None else table.filter(pc.is_in(table.column("subject"), pa.array(subjects)))


def rated(ratings: Ratings) -> Iterator[Rated]:
    """Ratings as `measured` takes them: the score in thousandths."""
    for row in ratings.rows():
        yield row["subject"], row["standing"], None if row["score"] is None else int(row["score"] * 1000), row["band"]


def titles(book: Rulebook) -> list[tuple[str, str]]:
    """The bands in force on the asked day, best first: (name, title)."""
    rules = book.rules_on(day_number(taiwan.ASKED_ON))
    return [(band.name, band.title.say("en") or band.name) for band in rules.bands.bands] if rules else []


def told_of(  # noqa: PLR0913, PLR0917 - what a report is made of
    book: Rulebook, found: Measured, records: int, why: Mapping[str, Any], coming: Sequence[Mapping[str, Any]],
    published: Mapping[str, str],
) -> Callable[[Mapping[str, float]], DemoReport]:  # fmt: skip
    """The report, all but its timings."""
    return lambda timings: DemoReport(
        on=taiwan.ASKED_ON.isoformat(), rulebook=book.id, title=book.title.say("en"), about=book.about.say("en"),
        version=book.version, hash=book.hash, records=records, counts=found.counts, bands=found.bands, scores=found.scores,
        outcome=found.outcome, figures=found.figures, explanation=why, forecast=coming, published=tuple(published.items()),
        timings=dict(timings), band_titles=dict(titles(book)),
    )  # fmt: skip


def _ledger(folder: Path, fresh: bool) -> Store:
    """The demonstration's ledger, opened or made; only a file that a demonstration made is ever taken away."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / LEDGER
        if fresh and path.exists():
            open_ledger(path).close()  # it is a ledger, and nobody is at work in it
            path.unlink()
    except OSError as exc:
        raise _unusable(folder, exc) from exc
    return open_ledger(path, write=True) if path.exists() else new_ledger(path)


def _write(page: Path, told: DemoReport) -> None:
    try:
        write_report(page, told)
    except OSError as exc:
        raise _unusable(page, exc) from exc


def _unusable(path: Path, exc: OSError) -> BonitasError:
    message = f"'{path.name}' cannot be made or written: {(exc.strerror or str(exc)).lower()}."
    return BonitasError(Problem("D020", message, file=str(path), remedy="Choose another folder with --out."))


def _sure(report: Report) -> None:
    """The shipped data has no bad rows; if it has, the demonstration ends there."""
    if report.problems:
        raise BonitasError(report.problems)
