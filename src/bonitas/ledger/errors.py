"""The store's own errors, said as problems of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from bonitas.common.problems import BonitasError
from bonitas.ledger.codes import trouble

#: What an error's text contains → the problem it is. The first that fits counts.
SIGNS: Final = (
    ("Could not set lock", "L501"),
    ("different configuration", "L501"),
    ("is already attached", "L501"),
    ("Cannot CHECKPOINT", "L501"),
    ("No space left", "L507"),
    ("not enough disk space", "L507"),
    ("File too large", "L507"),
    ("Could not write", "L507"),
    ("max_temp_directory_size", "L507"),
    ("not a valid DuckDB", "L503"),
    ("Could not read enough bytes", "L504"),
    ("Could not read all bytes", "L504"),
    ("Checksum", "L504"),
    ("checksum", "L504"),
    ("Corrupt", "L504"),
    ("magic bytes", "L504"),
    ("newer version", "L502"),
    ("version number", "L502"),
    ("Permission denied", "L510"),
    ("No such file", "L510"),
    ("read-only", "L508"),
)


def said(error: Exception, address: object, in_use: str = "L501") -> BonitasError:
    """An error of DuckDB or of the file system as a problem of the ledger at `address`."""
    text = str(error)
    code = next((code for sign, code in SIGNS if sign in text), "L504" if isinstance(error, duckdb.Error) else "L510")
    code = in_use if code == "L501" else code
    first = text.splitlines()[0] if text else type(error).__name__
    return trouble(code, address, why=first[:200], found="another" if code == "L502" else None, known="this one")


#: Errors that the outside world causes. All others are faults of this program and are not dressed up.
OUTSIDE: Final = (
    duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException,
    duckdb.OutOfMemoryException, duckdb.InvalidInputException, duckdb.ConnectionException, duckdb.PermissionException,
    duckdb.TransactionException, OSError,
)  # fmt: skip


@contextmanager
def translated(address: object, in_use: str = "L501") -> Iterator[None]:
    """Errors of the store become problems; an interrupted query becomes KeyboardInterrupt, which is what it was.

    `in_use`: the code for what somebody else has open.
    """
    try:
        yield
    except duckdb.InterruptException as exc:
        raise KeyboardInterrupt from exc
    except RuntimeError as exc:
        if "interrupted" in str(exc).lower():
            raise KeyboardInterrupt from exc
        raise
    except OUTSIDE as exc:
        raise said(exc, address, in_use) from exc
