"""The tables of a job: records, and beside them participations, amendments and asked rows, as Spark has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError, Problem
from bonitas.ledger.columns import What, form_of, header_problems
from bonitas.spark.codes import problem, trouble

#: A Spark DataFrame, of a session here or of one that is connected to. Spark's own types are not needed to read this.
Frame = Any

#: Types of which no cell can be made.
NESTED = ("array", "map", "struct", "variant", "interval", "binary", "geometry", "geography")


@dataclass(frozen=True, slots=True)
class Frames:
    """Tables with the columns of the interface (docs/ledger.md). `name` is what problems call them."""

    records: Frame
    participations: Frame | None = None
    amendments: Frame | None = None
    name: str | None = None
    lab: bool = False

    def each(self) -> dict[What, Frame]:
        """The tables that there are, by what they hold."""
        found: dict[What, Frame | None] = {
            "records": self.records, "amendments": self.amendments, "participations": self.participations,
        }  # fmt: skip
        return {what: frame for what, frame in found.items() if frame is not None}


def is_frame(what: object) -> bool:
    """Whether this is a Spark DataFrame. (Asked without importing Spark.)

    >>> is_frame([])
    False
    """
    return hasattr(what, "mapInArrow") and hasattr(what, "sparkSession")


def checked(frames: Frames, catalogue: Catalogue) -> Frames:
    """The tables, if their columns are those of the interface. BonitasError lists what is missing, unknown or of no use (L1xx, S204)."""
    found: list[Problem] = []
    for what, frame in frames.each().items():
        if not is_frame(frame):
            raise trouble("S204", what=what)
        found += columns_wrong(frame, what, frames.name, catalogue)
    if found:
        raise BonitasError(found)
    return frames


def columns_wrong(frame: Frame, what: What, name: str | None, catalogue: Catalogue) -> list[Problem]:
    """What is wrong with the names and types of a table's columns."""
    from bonitas.ledger.codes import problem as of_file  # noqa: PLC0415 - two tables of codes under one name

    file = f"{name} ({what})" if name else what
    found = header_problems(form_of(what, catalogue), frame.columns, file, None)
    for column, type_ in frame.dtypes:
        if type_.startswith(NESTED):
            found.append(of_file("L118", file=file, column=column, type=type_))
    return found


def moves_days(amendments: Frame | None) -> bool:
    """Whether amendments may say that records occurred on another day."""
    return amendments is not None and "occurred_on" in amendments.columns


def asked_columns(frame: Frame) -> list[Problem]:
    """What is wrong with the columns of a table of asked rows."""
    return [problem("S205", name=name) for name in ("subject", "on") if name not in frame.columns]
