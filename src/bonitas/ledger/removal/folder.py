"""Removing from a folder of Parquet: the parts that hold what goes are written anew, and the manifest names those instead.

The old parts are deleted at once, so nobody else may have the folder open; those that a killed process left are removed by the next
writer that has it to itself.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from bonitas.ledger.codes import trouble
from bonitas.ledger.manifest import Manifest, Part, flush, write_manifest
from bonitas.ledger.parquet import ParquetLedger
from bonitas.ledger.removal.going import audit, kept, touched
from bonitas.ledger.removal.model import Removal
from bonitas.ledger.removal.remove import Asked, begun
from bonitas.ledger.sql import literal


def removed_from_folder(ledger: ParquetLedger, con: duckdb.DuckDBPyConnection, asked: Asked) -> Removal:
    """Remove from a folder. BonitasError L501 if others have it open."""
    removal = begun(con, ledger.attributes, asked)
    written: list[str] = []
    try:
        manifest = _anew(ledger, con, removal, written)
        flush(ledger.folder)
        with ledger._reading.alone() as alone:
            if not alone:
                raise trouble("L501", ledger.address)
            ledger._disarrange()  # one that somebody made who had the ledger open until now
            write_manifest(ledger.folder, manifest)
            for name in ledger.manifest.files - manifest.files:
                (ledger.folder / name).unlink(missing_ok=True)
            flush(ledger.folder)
    except BaseException:
        ledger._undo(written)
        raise
    ledger._see(manifest)
    return removal


def _anew(ledger: ParquetLedger, con: duckdb.DuckDBPyConnection, removal: Removal, written: list[str]) -> Manifest:
    """The manifest that is to count, its new parts written."""
    parts: dict[str, tuple[Part, ...]] = {}
    for table, known in ledger.manifest.parts.items():
        found = []
        for part in known:
            source = f"read_parquet({literal(str(ledger.folder / part.file))})"
            if not _any(con, f"{source} WHERE {touched(table)}"):
                found.append(part)
            elif _any(con, f"({kept(table, source)})"):
                found.append(ledger._part(table, kept(table, source), written))
        parts[table] = tuple(found)
    for table, select in audit(removal).items():
        parts[table] += (ledger._part(table, select, written),)
    return replace(ledger.manifest, parts=parts)


def _any(con: duckdb.DuckDBPyConnection, rows: str) -> bool:
    return con.execute(f"SELECT 1 FROM {rows} LIMIT 1").fetchone() is not None
