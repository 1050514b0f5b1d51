"""People as they are kept beside their standing ratings: two Arrow files, mapped into memory."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from bonitas.ledger.arrays import numbers
from bonitas.ledger.codes import trouble
from bonitas.ledger.manifest import Part, flush
from bonitas.ledger.people import People

#: The columns of each file, and what is said of both.
SUBJECTS: Final = ("party", "organisation")
JOINED: Final = ("subject", "consent", "start", "end", "recorded_at")
SAID: Final = tuple(one.name for one in fields(People) if one.name not in (*SUBJECTS, *JOINED))


def write_people(folder: Path, turn: int, people: People) -> tuple[Part, Part]:
    """Write people, flushed to the disk: who they are, and what they take part in."""
    said = {name: str(getattr(people, name)) for name in SAID}
    return (
        write_columns(folder, f"people-{turn}.arrow", {name: pa.array(getattr(people, name)) for name in SUBJECTS}, said),
        write_columns(folder, f"joined-{turn}.arrow", {name: pa.array(getattr(people, name)) for name in JOINED}),
    )


def read_people(folder: Path, people: Part | None, joined: Part | None) -> People | None:
    """Those of two files; only what is looked at is read from the disk. BonitasError L543 if they cannot be read."""
    if people is None or joined is None:
        return None
    one, other = mapped(folder, people), mapped(folder, joined)
    kinds = {"organisation": np.int8, "consent": np.int8, "recorded_at": np.int64}
    columns: dict[str, Any] = {name.decode(): int(text) for name, text in (one.schema.metadata or {}).items()}
    columns |= {name: numbers(one.column(name), kinds.get(name, np.int32)) for name in SUBJECTS}
    columns |= {name: numbers(other.column(name), kinds.get(name, np.int32)) for name in JOINED}
    return People(**columns)


def write_columns(folder: Path, name: str, columns: dict[str, pa.Array], said: dict[str, str] | None = None) -> Part:
    """Write columns of equal length as one batch, flushed to the disk."""
    path = folder / name
    batch = pa.RecordBatch.from_pydict(columns).replace_schema_metadata(said)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as file:
        file.write_batch(batch)
    flush(path)
    return Part(name, path.stat().st_size)


def mapped(folder: Path, part: Part) -> pa.RecordBatch:
    """The columns of a file, mapped into memory. BonitasError L543 if it cannot be read."""
    try:
        with pa.memory_map(str(folder / part.file)) as source:
            return pa.ipc.open_file(source).get_batch(0)
    except (pa.ArrowException, KeyError) as exc:
        raise trouble("L543", folder, why=f"the file {part.file} cannot be read") from exc
