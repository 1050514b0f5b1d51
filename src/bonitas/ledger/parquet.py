"""A ledger in a folder of Parquet: immutable parts, and a manifest that says which of them count."""

from __future__ import annotations

import contextlib
import fcntl
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.as_stored import Fetch
from bonitas.ledger.base import Need
from bonitas.ledger.codes import trouble
from bonitas.ledger.errors import translated
from bonitas.ledger.manifest import IN_USE, LOCK, NAME, Held, Manifest, Part, flush, read_manifest, write_manifest
from bonitas.ledger.pins import Pin
from bonitas.ledger.row_groups import row_groups
from bonitas.ledger.schema import EVERY, columns_of, empty, refuse_lacking
from bonitas.ledger.spans import Spans
from bonitas.ledger.sql import column_of, connect, literal, quoted
from bonitas.ledger.store import Store

if TYPE_CHECKING:
    from bonitas.ledger.arranged.opened import Arranged
    from bonitas.ledger.removal.model import Removal
    from bonitas.ledger.removal.remove import Asked

#: Rows of a group within a part: what is read at least, to find one subject.
GROUP: Final = 60_000
SPILL: Final = ".spill"


class ParquetLedger(Store):
    """A ledger in a folder. One process at a time adds; readers see the ledger as it was when they opened it."""

    arrangeable = True

    def __init__(self, folder: Path, *, write: bool, catalogue: Catalogue | None) -> None:
        self.folder = folder
        self._writing = Held(folder, LOCK, fcntl.LOCK_EX | fcntl.LOCK_NB) if write else None
        try:
            self._reading = Held(folder, IN_USE, fcntl.LOCK_SH)
            self.manifest = read_manifest(folder)
            con = connect(":memory:")
        except BaseException:
            if self._writing:
                self._writing.release()
            raise
        con.execute("SET parquet_metadata_cache = true")
        self._spans, self._views = Spans(folder), dict[tuple[Part, ...], str]()
        super().__init__(
            str(folder), con, lab=self.manifest.lab, attributes=dict(self.manifest.attributes), write=write, catalogue=catalogue
        )
        self.purposes, self.licensed, self.pins = self.manifest.purposes, self.manifest.licensed, self.manifest.pins
        if write:
            con.execute(f"SET temp_directory = {literal(str(folder / SPILL))}")
            self._sweep()
        with translated(self.address):
            refuse_lacking(self._part_columns(con), self.address)
            self._see(self.manifest)

    def _part_columns(self, con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, set[str]]]:
        """(what it is, table, its columns) of each part."""
        named = {
            str(self.folder / part.file): (part.file, table) for table, parts in self.manifest.parts.items() for part in parts
        }
        if not named:
            return
        files = ", ".join(map(literal, named))
        for path, columns in con.execute(f"SELECT file_name, list(name) FROM parquet_schema([{files}]) GROUP BY 1").fetchall():
            yield f"the part {named[path][0]}", named[path][1], set(columns)

    def _last_call(self) -> int:
        return self.manifest.last_call

    def _newest_asked(self, seen: tuple[int, int] | None) -> tuple[int, int]:
        """The highest entry and the latest `recorded_at`, as the parts know them."""
        if self._limits or self._con is None:
            return super()._newest_asked(seen)
        with self._lock, translated(self.address):
            spans = self._spans.of(self._con, self.manifest.parts["records"])
        return max((span.last for span in spans), default=-1), max((span.latest for span in spans), default=0)

    def _numbered_from(self, first: int, last: int | None = None) -> str:
        """SQL that names the parts with records numbered first…last (None: and on)."""
        parts = self.manifest.parts["records"]
        if self._limits or self._con is None or len(parts) <= 1:
            return "records"
        with self._lock, translated(self.address):
            mine = self._spans.within(self._con, parts, first, last)
            if mine not in self._views:
                self._views[mine] = f"({self._view(columns_of('records', self.manifest.attributes), mine)}) AS records"
        return self._views[mine]

    def _see(self, manifest: Manifest) -> None:
        """The tables become views of the parts that count."""
        if self._con is None:
            raise trouble("L512", self.address)
        self._views = {}
        for table in EVERY:
            columns = columns_of(table, manifest.attributes)
            self._con.execute(f"CREATE OR REPLACE VIEW {table} AS {self._view(columns, manifest.parts[table])}")
        self.manifest, self.attributes, self.sealed = manifest, dict(manifest.attributes), manifest.sealed
        self._see_words()

    def _view(self, columns: dict[str, str], parts: tuple[Part, ...]) -> str:
        """SQL that reads all parts; a column that a part does not have is empty there."""
        if not parts:
            return empty(columns)
        files = ", ".join(literal(str(self.folder / part.file)) for part in parts)
        there = f"SELECT * FROM read_parquet([{files}], union_by_name = true)"
        if self._con is None:
            return there
        found = {row[0] for row in self._con.execute(f"DESCRIBE {there}").fetchall()}
        shown = [quoted(name) if name in found else f"NULL::{type_} AS {quoted(name)}" for name, type_ in columns.items()]
        return f"SELECT {', '.join(shown)} FROM read_parquet([{files}], union_by_name = true)"

    def _held_by(self) -> Path:
        return self.folder / NAME

    def _spill_to(self, folder: Path) -> None:
        if self._con is not None and not self.writable:
            with contextlib.suppress(duckdb.Error):  # it has spilled already, to wherever it was
                self._con.execute(f"SET temp_directory = {literal(str(folder))}")

    def _keep_pin(self, no: int, pin: Pin) -> None:
        self._to_write()
        self.manifest = replace(self.manifest, pins=(*self.manifest.pins, pin))
        write_manifest(self.folder, self.manifest)

    def _columns(self, need: Need, arranged: Arranged | None) -> Iterator[Fetch]:
        """As every store; where everything is wanted, each thread reads row groups of its own, which takes half the processor time."""
        some = need.subjects is not None or arranged is not None or bool(self._limits)
        fetches = None if some else self._row_groups(need)
        yield from super()._columns(need, arranged) if fetches is None else fetches

    def _row_groups(self, need: Need) -> Iterator[Fetch] | None:
        """How to fetch the row groups of all parts; None where only some records of them are wanted."""
        if not self._are_all(self._codes_of(need)):
            return None
        names = {name: name for name in ("subject", "kind", "occurred_on", *need.columns)}
        names |= {column_of(name): name for name in need.attributes}
        return row_groups([self.folder / part.file for part in self.manifest.parts["records"]], names)

    def _beneath(self, table: str) -> str:
        return f"memory.main.{table}"

    def _keep(self, attributes: dict[str, str], additions: Iterable[tuple[str, str]]) -> None:
        parts = {table: list(known) for table, known in self.manifest.parts.items()}
        written: list[str] = []
        try:
            for table, select in additions:
                part = self._part(table, select, written)
                parts[table].append(part)
            merged = {**self.manifest.attributes, **attributes}
            whole = {table: tuple(found) for table, found in parts.items()}
            manifest = replace(self.manifest, attributes=merged, parts=whole, last_call=self.moment, sealed=self.sealed)
            flush(self.folder)
            write_manifest(self.folder, manifest)
        except BaseException:
            self._undo(written)
            raise
        self._see(manifest)

    def _part(self, table: str, select: str, written: list[str]) -> Part:
        """One new file, on the disk before it is named anywhere."""
        con = self._to_write()
        name = f"{table}-{len(self.manifest.parts[table]):06d}-{secrets.token_hex(4)}.parquet"
        written.append(name)
        path = self.folder / name
        con.execute(f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})")
        flush(path)
        return Part(name, path.stat().st_size)

    def _undo(self, written: list[str]) -> None:
        """Files that no manifest names are of no use. The manifest may have been renamed in the last moment: ask the disk."""
        with contextlib.suppress(Exception):
            counted = read_manifest(self.folder).files
            for name in written:
                if name not in counted:
                    (self.folder / name).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove what a killed process or a rewrite left, if nobody else has the ledger open."""
        with self._reading.alone() as alone:
            if alone:
                for path in self.folder.glob("*-*.parquet"):
                    if path.name not in self.manifest.files and path.name.split("-")[0] in EVERY:
                        path.unlink(missing_ok=True)
                shutil.rmtree(self.folder / SPILL, ignore_errors=True)

    def _remove(self, asked: Asked) -> Removal:
        from bonitas.ledger.removal.folder import removed_from_folder  # noqa: PLC0415 - seldom used

        return removed_from_folder(self, self._to_write(), asked)

    def compact(self) -> None:
        """Rewrite all parts of each table as one, records in order of subject and day. Readers keep the parts they opened."""
        self._to_write()
        order = {
            "records": "subject, occurred_on, entry",
            "parties": "id",
            "words": "word",
            "subjects": "party",
            "removals": "no",
            "seals": "leaf",
            "heads": "no",
        }
        order["removed"] = 'removal, "table", number'
        with self._lock, translated(self.address):
            written: list[str] = []
            parts = dict(self.manifest.parts)
            try:
                for table in EVERY:
                    if parts[table]:
                        by = order.get(table, "subject, recorded_at")
                        parts[table] = (self._part(table, f"SELECT * FROM {table} ORDER BY {by}", written),)
                flush(self.folder)
                write_manifest(self.folder, replace(self.manifest, parts=parts))
            except BaseException:
                self._undo(written)
                raise
            self._see(replace(self.manifest, parts=parts))
            self._sweep()

    def close(self) -> None:
        if self._con is not None:
            super().close()
            self._reading.release()
            if self._writing:
                self._writing.release()


def make_parquet(folder: Path, *, lab: bool, purposes: bool = False, sealed: bool = False, licensed: bool = False) -> None:
    """Make an empty ledger in a new or empty folder."""
    address = str(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise trouble("L506", address)
    with translated(address):
        folder.mkdir(exist_ok=True)
        for name in (LOCK, IN_USE):
            (folder / name).touch()
        write_manifest(folder, Manifest(lab, purposes=purposes, sealed=sealed, licensed=licensed))


def open_parquet(folder: Path, *, write: bool, catalogue: Catalogue | None) -> ParquetLedger:
    """Open a ledger in a folder."""
    if not folder.exists():
        raise trouble("L505", str(folder))
    if not folder.is_dir() or not (folder / NAME).is_file():
        raise trouble("L503", str(folder))
    with translated(str(folder)):
        return ParquetLedger(folder, write=write, catalogue=catalogue)
