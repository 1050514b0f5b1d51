"""One call of add, amend or enrol: read the file, check and stage its rows, decide, and keep what is new in one transaction."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import Problem
from bonitas.ledger.codes import problem, trouble
from bonitas.ledger.columns import Form, What, form_of
from bonitas.ledger.explain import Explainer
from bonitas.ledger.keep import additions, filled
from bonitas.ledger.report import Progress, Report
from bonitas.ledger.settle import Settled, Sides, settle
from bonitas.ledger.sources.chunk import LINE, BadFile, BadRow, Source
from bonitas.ledger.sources.which import Input, source_of
from bonitas.ledger.stage import Stage

if TYPE_CHECKING:
    from bonitas.ledger.store import Store


@dataclass(slots=True)
class Call:
    """One call on one store."""

    store: Store
    con: duckdb.DuckDBPyConnection
    form: Form
    rejects: Path | None
    progress: Progress | None
    added_to: set[str] = field(default_factory=set)
    """The tables that have got rows, or would have."""

    def run(self, what: Input) -> Report:
        """Read, decide, keep, report. With a problem of the file as a whole nothing is kept."""
        stage = Stage(self.con, self.form)
        try:
            self._rejects_can_be_written()
            source = source_of(what, self.form)
            stage.begin()
            bad = self._read(source, stage)
            with self.store._settling(stage) as clock:
                now = self.store.moment = self._moment(clock)
                kept = self.store.attributes if self.form.attributes else ()
                settled = settle(self.con, self.form.what, Sides(kept, stage.attributes, now))
                late = list(self._contradictions(source)) if settled.verdicts else []
                added = self._keep(stage, settled, now)
            there = settled.verdicts - len(late)
            report = self._report(added, there, bad + late)
            self._write_rejects(source, bad, late)
            return report
        except BadFile as exc:
            return Report(problems=tuple(exc.problems))
        finally:
            with suppress(duckdb.Error):  # a store that has failed has no tables left to drop
                stage.end(sealed=self.store.sealed)

    def _moment(self, clock: int) -> int:
        """The moment of this call: never before that of an earlier one, or what is said later would count as said before. A clock that was
        set back a little is waited for; by a clock that is wrong no row is dated."""
        last = self.store._last_call()
        if clock < last - STEP and self._count("SELECT count(*) FROM stage WHERE recorded_at IS NULL"):
            raise trouble("L513", self.store.address, clock=in_words(clock), last=in_words(last))
        return max(clock, last + 1)

    def _read(self, source: Source, stage: Stage) -> list[BadRow]:
        bad: list[BadRow] = []
        try:
            for chunk in source.chunks():
                self.store._meet(stage, chunk, source.name)
                bad += stage.take(chunk, Explainer(self.form, source.name, source.header))
                if self.progress:
                    self.progress(stage.rows)
        except OSError as exc:
            raise BadFile(problem("L119", file=source.name, why=(exc.strerror or str(exc)).lower())) from exc
        return bad

    # ------------------------------------------------------------ deciding

    def _contradictions(self, source: Source) -> Iterable[BadRow]:
        """Rows that are well formed and contradict the ledger or an earlier row. Their cells are read again only for rejects."""
        header = source.header
        for line, what, kept, said, furnisher, ref in self.con.execute(_FOUND[self.form.what]).fetchall():
            words: dict[str, object]
            column, code, words = {
                "type": ("subject_type", "L216", {"known": kept, "found": said}),
                "other": ("ref", "L217", {"furnisher": furnisher, "ref": ref, "found": ref}),
                "end": ("until", "L403", {}),
            }[what]
            at = header.index(column) + 1 if column in header else None
            found = words.pop("found", None)
            text = None if found is None else str(found)
            yield BadRow(line, {}, (problem(code, file=source.name, line=line, at=at, found=text, words=words),))

    def _keep(self, stage: Stage, settled: Settled, now: int) -> int:
        """Everything new, in one transaction; the number of rows added."""
        new = settled.rows - settled.verdicts
        if new:
            if not settled.verdicts:
                stage.new = "stage"
            used = filled(stage)
            self._same_types(used)
            refused = stage.dropped or settled.verdicts > 0
            self.store._keep(used, self._noted(additions(stage, used, now, refused=refused, sealed=self.store.sealed)))
        return new

    def _noted(self, selects: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        for table, select in selects:
            self.added_to.add(table)
            yield table, select

    def _same_types(self, used: dict[str, str]) -> None:
        for name, type_ in used.items():
            known = self.store.attributes.get(name, type_)
            if known != type_ and {known, type_} != {"text", "choice"}:
                raise trouble("L511", self.store.address, column=name, type=type_, known=known)

    def _count(self, sql: str) -> int:
        row = self.con.execute(sql).fetchone()
        return int(row[0]) if row else 0

    # ------------------------------------------------------------ telling

    def _report(self, added: int, there: int, bad: list[BadRow]) -> Report:
        said: list[Problem] = [one for row in sorted(bad, key=lambda row: row.line) for one in row.problems]
        return Report(added=added, already_there=there, rejected=len(bad), problems=tuple(said))

    def _rejects_can_be_written(self) -> None:
        if self.rejects is not None:
            folder = self.rejects.parent
            if not folder.is_dir() or not os.access(folder, os.W_OK) or self.rejects.is_dir():
                raise BadFile(problem("L117", file=str(self.rejects), why="no folder to write in, or a folder of that name"))

    def _write_rejects(self, source: Source, bad: list[BadRow], late: list[BadRow]) -> None:
        """The bad rows in their own columns, as CSV, with what is wrong in `problem`. Without bad rows: a header alone."""
        if self.rejects is None:
            return
        rows = sorted(bad + list(_with_cells(source, late)), key=lambda row: row.line)
        header = list(dict.fromkeys([*source.header, *(name for row in rows for name in row.cells)]))
        try:
            with self.rejects.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow([*header, "problem"])
                for row in rows:
                    why = " ".join(f"{one.code} {one.message}" for one in row.problems)
                    writer.writerow([*((row.cells.get(name) or "") for name in header), why])
        except OSError as exc:
            raise BadFile(problem("L117", file=str(self.rejects), why=(exc.strerror or str(exc)).lower())) from exc


#: So far may a clock be set back between two calls, as clocks are when they are brought in line (microseconds).
STEP: Final = 60_000_000


def in_words(instant: int) -> str:
    """An instant to the second.

    >>> in_words(0)
    '1970-01-01 00:00:00 UTC'
    """
    return dt.datetime.fromtimestamp(instant // 1_000_000, dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _with_cells(source: Source, late: list[BadRow]) -> Iterable[BadRow]:
    """The rows of `late` with their cells, read once more from the file."""
    wanted = {row.line: row for row in late}
    if not wanted:
        return
    for chunk in source.chunks():
        lines = chunk.table.column(LINE).to_pylist()
        if lines and any(lines[0] <= line <= lines[-1] for line in wanted):
            at = [index for index, line in enumerate(lines) if line in wanted]
            for cells in chunk.table.take(at).to_pylist():
                yield replace(wanted[cells.pop(LINE)], cells=cells)


_TYPE = """
    SELECT v.line, v.what, CASE WHEN stage.subject_type THEN 'a person' ELSE 'an organisation' END,
        CASE WHEN stage.subject_type THEN 'an organisation' ELSE 'a person' END, {named}
    FROM verdict v JOIN stage USING (line) {join} WHERE v.what <> 'same' ORDER BY v.line"""

#: The contradictions found: line, verdict, the types in words, furnisher and ref.
_FOUND: dict[What, str] = {
    "records": _TYPE.format(named="w.word, stage.ref", join="LEFT JOIN all_words w ON w.no = stage.furnisher"),
    "participations": _TYPE.format(named="NULL, NULL", join=""),
    "amendments": "SELECT line, what, NULL, NULL, NULL, NULL FROM verdict WHERE what <> 'same' ORDER BY line",
}


def form_for(store: Store, what: What) -> Form:
    """The form of a file, by the store's catalogue, or else the published one."""
    catalogue: Catalogue | None = store.catalogue
    if catalogue is None:
        from bonitas.catalogue.read import read_catalogue  # noqa: PLC0415 - only adding needs the catalogue

        catalogue = store.catalogue = read_catalogue()
    return form_of(what, catalogue)
