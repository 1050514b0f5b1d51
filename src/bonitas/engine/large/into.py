"""Rating into a folder of parts: those that are missing, one stretch of subjects in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bonitas.engine.answer import catalogue_of
from bonitas.engine.codes import trouble
from bonitas.engine.large.floors import Floors
from bonitas.engine.large.folder import PartsFolder, held
from bonitas.engine.large.rated import RatedFolder
from bonitas.engine.large.task import Asks, Task, program
from bonitas.engine.large.whom import Asked, Everybody, Pairs, everybody_of, whom
from bonitas.engine.program import compile_rules
from bonitas.engine.question import Day, Instant, now, to_instant
from bonitas.engine.rate import answer
from bonitas.engine.refuse import refuse_outside_lab, refuse_registers
from bonitas.engine.run import BATCH_ROWS, Settings, at_once
from bonitas.engine.shares import Drawn, is_relative
from bonitas.engine.written import reason
from bonitas.ledger.base import Walked
from bonitas.rulebook.model import Rulebook


def rate_into(
    book: Rulebook,
    ledger: Walked,
    folder: Path | str,
    *,
    on: Day | None = None,
    known_at: Instant | None = None,
    subject: str | Sequence[str] | None = None,
    asked: Asked | None = None,
    threads: int = 0,
    batch_rows: int = BATCH_ROWS,
    begun: Callable[[int, int], None] | None = None,
    progress: Callable[[int], None] | None = None,
    changes: bool = True,
    lang: str = "en",
    anew: bool = False,
) -> RatedFolder:
    """Rate as `rate` does, into a folder of Parquet files that holds the same rows in the same order; no more than about `batch_rows`
    records are in memory at once.

    Every part appears whole. After a stop, whatever it came from, the same call goes on with the parts that are missing, from what was
    known when it was begun; a call that asks something else is refused, unless `anew` has the earlier parts removed. `begun` is called
    once, with the number of rows in all and of those that are there already, then `progress` with the rows of each part as it is done.

    Raises BonitasError: as `rate`, and E150 if the folder cannot be used, E151 if it answers another question, E152 if another run
    writes there, E153 if a part cannot be written. KeyboardInterrupt says how far it came.
    """
    refuse_registers(book)
    refuse_outside_lab(book, ledger)
    settings = Settings(threads, batch_rows, None, changes)
    with ledger.still(), held(Path(folder)) as place:
        before = place.task()
        if anew and before is not None:
            place.clear(before)
            before = None
        known = to_instant(known_at) if known_at is not None else before.asks.known_at if before else now()
        who = whom(book, ledger, on=on, known=known, subject=subject, asked=asked)
        job = Job(book, ledger, place, who, known, settings, lang)
        return job.run(before, begun or _unsaid, progress or _unsaid)


def _unsaid(*_: int) -> None:
    """Nobody asked for progress."""


@dataclass(frozen=True, slots=True)
class Job:
    """One question, to be answered into one folder."""

    book: Rulebook
    ledger: Walked
    place: PartsFolder
    who: Everybody | Pairs
    known: int
    settings: Settings
    lang: str

    def run(self, before: Task | None, begun: Callable[[int, int], None], progress: Callable[[int], None]) -> RatedFolder:
        """Go on with the task that was begun here `before`, or with one of its own."""
        task = self._task(before)
        missing = [n for n, one in enumerate(task.stretches) if not self.place.has(task.parts[n], task.id, one.rows)]
        count, left = sum(one.rows for one in task.stretches), sum(task.stretches[n].rows for n in missing)
        begun(count, count - left)
        done = len(task.stretches) - len(missing)
        already = done
        try:
            drawn = self._drawn(task)
            for number in missing:
                self._part(task, number, drawn)
                done += 1
                progress(task.stretches[number].rows)
            if not task.finished:
                self.place.write_task(task.done())
        except KeyboardInterrupt:
            words = f"Stopped. {done:,} of {len(task.stretches):,} parts are there; the same command goes on with the others."
            raise KeyboardInterrupt(words) from None
        except OSError as exc:
            raise trouble("E153", name=self.place.path.name, why=reason(exc), done=done, parts=len(task.stretches)) from exc
        files = tuple(self.place.path / name for name in task.parts)
        return RatedFolder(self.book, self.place.path, files, count, already, drawn)

    def _task(self, before: Task | None) -> Task:
        """The task begun before, if it asks the same; else a new one, on the disk before anything else is."""
        asks = self._asks()
        if before is not None:
            differs = asks.differs(before.asks)
            if differs:
                raise trouble("E151", name=self.place.path.name, differs="; ".join(differs))
            return before
        task = Task(asks, tuple(self.who.cut(self._most())))
        try:
            self.place.write_task(task)
        except OSError as exc:
            raise trouble("E153", name=self.place.path.name, why=reason(exc), done=0, parts=len(task.stretches)) from exc
        return task

    def _asks(self) -> Asks:
        book = self.book
        state = {**asdict(self.ledger.mark()), "latest": self.ledger.latest_entry_at()}
        return Asks(
            book.id, book.version, book.hash, self.who.on, self.known, self.who.digest, self.settings.changes, self.lang,
            program(), state,
        )  # fmt: skip

    def _most(self) -> int:
        """So many records at once, by the period of the rules that reads most of each."""
        catalogue = catalogue_of(self.ledger)
        compiled = (compile_rules(period.rules, catalogue, self.ledger) for period in self.book.periods)
        return min((at_once(one, self.settings) for one in compiled), default=self.settings.batch_rows)

    def _drawn(self, task: Task) -> tuple[Drawn, ...]:
        """The floors of every asked day and instant, where bands are drawn by share."""
        if not is_relative(self.book):
            return ()
        keep = isinstance(self.who, Everybody)
        found = []
        for moment in self.who.moments():
            everybody = everybody_of(self.who, self.ledger, moment)
            cut = task.stretches if keep else tuple(everybody.cut(self._most()))
            found.append(Floors(self.book, everybody, cut, self.settings, self.place, task, keep).drawn())
        return tuple(found)

    def _part(self, task: Task, number: int, drawn: tuple[Drawn, ...]) -> None:
        """Rate one stretch and put its part in place."""
        question = self.who.question(task.stretches, number)
        if len(question) != task.stretches[number].rows:
            raise trouble("E151", name=self.place.path.name, differs="the ledger has changed")
        ratings = answer(self.book, self.ledger, question, self.settings, self.lang, floors=drawn)
        self.place.put(task.parts[number], ratings.to_arrow(), task.id)
