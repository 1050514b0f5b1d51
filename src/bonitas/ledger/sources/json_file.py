"""JSON Lines: one object a line. Numbers are taken as they are written, never through floating point."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from bonitas.common.problems import Problem
from bonitas.ledger.codes import problem
from bonitas.ledger.columns import Form, unknown_column
from bonitas.ledger.sources.chunk import BadFile, BadRow, Chunk, Readable, text_table

ROWS: Final = 200_000


class _Twice(ValueError):
    """An object that says one key twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        raise _Twice(next(name for name, _ in pairs if name in seen or seen.add(name)))  # type: ignore[func-returns-value]
    return found


def _no_constant(word: str) -> Any:
    msg = f"{word} is not a number"
    raise ValueError(msg)


DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=_no_constant)


class JsonSource:
    """A JSON Lines file in UTF-8."""

    def __init__(self, path: Readable, form: Form) -> None:
        self.name, self.path, self.form = str(path), path, form
        self._seen: dict[str, None] = {}
        self._known = set(form.known)
        with path.open("rb") as file:
            if not file.read(1):
                raise BadFile(problem("L103", file=self.name))

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(self._seen)

    def chunks(self) -> Iterator[Chunk]:
        """The rows, `ROWS` at a time."""
        rows: list[dict[str, str | None]] = []
        at: list[int] = []
        bad: list[BadRow] = []
        empty = True
        with self.path.open("rb") as file:
            for line, raw in enumerate(file, 1):
                row = self._row(raw, line)
                if row is None:
                    continue
                empty = False
                if isinstance(row, BadRow):
                    bad.append(row)
                else:
                    rows.append(row)
                    at.append(line)
                if len(rows) + len(bad) >= ROWS:
                    yield self._chunk(rows, at, bad)
                    rows, at, bad = [], [], []
        if empty:
            raise BadFile(problem("L103", file=self.name))
        if rows or bad:
            yield self._chunk(rows, at, bad)

    def _chunk(self, rows: list[dict[str, str | None]], at: list[int], bad: list[BadRow]) -> Chunk:
        return Chunk(text_table({name: [row.get(name) for row in rows] for name in self._seen}, at), tuple(bad))

    def _row(self, raw: bytes, line: int) -> dict[str, str | None] | BadRow | None:
        try:
            text = raw.decode("utf-8-sig" if line == 1 else "utf-8").strip()
        except UnicodeDecodeError as exc:
            raise BadFile(problem("L105", file=self.name, line=line)) from exc
        if not text:
            return None
        try:
            found = DECODER.decode(text)
        except _Twice as exc:
            return self._bad(line, text, problem("L116", file=self.name, line=line, found=str(exc), column=str(exc)))
        except (ValueError, RecursionError) as exc:
            why = exc.msg.lower() if isinstance(exc, json.JSONDecodeError) else str(exc)
            return self._bad(line, text, problem("L113", file=self.name, line=line, why=why))
        if not isinstance(found, dict):
            return self._bad(line, text, problem("L114", file=self.name, line=line))
        return self._cells(found, line, text)

    def _cells(self, found: dict[str, Any], line: int, text: str) -> dict[str, str | None] | BadRow:
        if not found.keys() <= self._known:
            raise BadFile([unknown_column(self.form, name, self.name, line, None) for name in found if name not in self._known])
        for name, value in found.items():
            if value is True or value is False:
                found[name] = "yes" if value else "no"
            elif isinstance(value, list | dict):
                return self._bad(line, text, problem("L115", file=self.name, line=line, column=name))
        self._seen.update(dict.fromkeys(found))
        return found

    def _bad(self, line: int, text: str, why: Problem) -> BadRow:
        """A line without form has no cells; the rejects keep it whole in the column `line`."""
        return BadRow(line, {"line": text}, (why,))
