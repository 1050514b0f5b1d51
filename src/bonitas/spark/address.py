"""What a `spark:` address names: a folder of tables, or tables of a catalogue."""

from __future__ import annotations

import re
from typing import Any, Final

from bonitas.spark.codes import trouble
from bonitas.spark.delta import delta_files
from bonitas.spark.failures import brought_back, first_line
from bonitas.spark.frames import Frame, Frames
from bonitas.spark.iceberg import iceberg_files
from bonitas.spark.ledger_folder import is_ledger, ledger_tables

SCHEME: Final = "spark:"
#: The tables of a ledger on Spark. Records there must be.
TABLES: Final = ("records", "participations", "amendments")
#: A name in a catalogue: parts joined by points, no slash. Anything else is a folder or a URI.
_NAME: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
#: Errors of Spark that mean: there is no such table.
_ABSENT: Final = ("PATH_NOT_FOUND", "TABLE_OR_VIEW_NOT_FOUND", "does not exist", "UNABLE_TO_INFER_SCHEMA")


def open_tables(spark: Any, address: str) -> Frames:
    """The tables that an address names.

    `spark:FOLDER`, `spark:s3://…`: FOLDER/records, FOLDER/participations and FOLDER/amendments, each Delta, Iceberg or Parquet.
    A ledger that this program keeps in a folder of Parquet is read too.
    `spark:shop.standing`: the tables shop.standing_records, shop.standing_participations and shop.standing_amendments.
    BonitasError: S201 to S203.
    """
    place = address.removeprefix(SCHEME)
    if not place:
        raise trouble("S201", found=address)
    if "/" not in place and not _NAME.fullmatch(place):
        raise trouble("S201", found=address)
    if "/" not in place:
        return _tables(place, {name: f"{place}_{name}" for name in TABLES}, spark.table)
    folder = place.rstrip("/")
    if is_ledger(folder):
        return ledger_tables(spark, folder)
    return _tables(place, {name: f"{folder}/{name}" for name in TABLES}, lambda found: read_folder(spark, found))


def _tables(place: str, named: dict[str, str], read: Any) -> Frames:
    found: dict[str, Frame] = {}
    for name, where in named.items():
        try:
            frame = read(where)
            # Over a connection a table is looked for only now; where there is none, Sail gives one without columns.
            if not frame.columns:
                raise FileNotFoundError(f"{where} does not exist")
            found[name] = frame
        except Exception as exc:
            if not any(sign in str(exc) for sign in _ABSENT):
                with brought_back():
                    raise
            if name == "records":
                raise trouble("S202", place=where, why=first_line(str(exc))) from exc
    return Frames(found["records"], found.get("participations"), found.get("amendments"), name=place)


def open_one(spark: Any, address: str) -> Frame:
    """One table: a folder or URI, or a name in the catalogue. BonitasError: S203."""
    place = address.removeprefix(SCHEME)
    try:
        frame = read_folder(spark, place.rstrip("/")) if "/" in place else spark.table(place)
        frame.columns  # noqa: B018 - as below
    except Exception as exc:
        raise trouble("S203", place=place, why=first_line(str(exc))) from exc
    return frame


def read_folder(spark: Any, where: str) -> Frame:
    """One table of a folder: Delta if it keeps Delta's log, Iceberg if it keeps Iceberg's metadata (both by their files, where that does), else
    Parquet."""
    if _there(spark, f"{where}/_delta_log/*.json"):
        found = delta_files(spark, where)
        return spark.read.format("delta").load(where) if found is None else found
    if _there(spark, f"{where}/metadata/*.metadata.json"):
        found = iceberg_files(spark, where)
        return spark.read.format("iceberg").load(where) if found is None else found
    return spark.read.parquet(where)


def _there(spark: Any, pattern: str) -> bool:
    """Whether a file of this pattern is there, as the executors see it."""
    try:
        return bool(spark.read.format("binaryFile").load(pattern).select("path").limit(1).count())
    except Exception as exc:
        if any(sign in str(exc) for sign in _ABSENT):
            return False
        raise
