"""What was shown to a verifier before, so that nothing is shown to it twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bonitas.rights.credential.codes import trouble


def use_up(path: str | Path, digest: bytes, at: int, keep: int) -> None:
    """Note a proof as shown at `at`; what is older than `keep` seconds is forgotten, as it would be refused for its age.

    Only the digest is kept. Two processes that are shown the same proof at once do not both take it. BonitasError: G539 it was shown
    before, G505 the file cannot be used.
    """
    try:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as con:
            con.execute("CREATE TABLE IF NOT EXISTS shown (digest BLOB PRIMARY KEY, at INTEGER NOT NULL)")
            con.execute("DELETE FROM shown WHERE at < ?", (at - keep,))
            con.execute("INSERT INTO shown VALUES (?, ?)", (digest, at))
    except sqlite3.IntegrityError as exc:
        raise trouble("G539") from exc
    except sqlite3.Error as exc:
        raise trouble("G505", name=path, why=str(exc)) from exc
