"""The numbers of the study as files: CSV for each table, and all of it as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]


def write_tables(found: Row, out: Path, suffix: str) -> None:
    """Every table of one type of subject; the JSON has everything that no table has."""
    text = json.dumps(summary(found), indent=1, ensure_ascii=False, default=_plain, sort_keys=False)
    (out / f"{found['who']}.json").write_text(text + "\n", encoding="utf-8")
    for name, rows in tables(found).items():
        _write(out / f"{name}{suffix}.csv", list(rows))


def summary(found: Row) -> Row:
    """What was found without the rows that stand in a CSV file."""
    moves = found["moves"]
    books = [
        {**book, "wrong": [{key: value for key, value in error.items() if key != "kinds"} for error in book["wrong"]]}
        for book in moves["rulebooks"]
    ]
    pairs = [{key: value for key, value in move.items() if key != "migration"} for move in moves["moves"]]
    widths = {key: value for key, value in moves["widths"].items() if key != "migration"}
    return {
        **{key: value for key, value in found.items() if key != "open"},
        "orders": {key: value for key, value in found["orders"].items() if key != "pairs"},
        "equating": {key: value for key, value in found["equating"].items() if key != "tried"},
        "moves": {**moves, "rulebooks": books, "moves": pairs, "widths": widths},
    }


def tables(found: Row) -> dict[str, Iterator[Row] | Sequence[Row]]:
    """Name and rows of each table."""
    return {
        "orders": found["orders"]["pairs"], "equating": found["equating"]["tried"], "measures": found["conducts"]["measures"],
        "open": list(_open(found["open"])), "migration": list(_migration(found["moves"]["moves"])),
        "wrong": list(_wrong(found["moves"]["rulebooks"])),
    }  # fmt: skip


def _open(things: Sequence[Row]) -> Iterator[Row]:
    for one in things:
        yield {**one, "rulebooks": "; ".join(one["rulebooks"])}


def _migration(moves: Sequence[Row]) -> Iterator[Row]:
    for move in moves:
        cells = move["migration"]
        for band, row in zip(cells["from"], cells["subjects"], strict=True):
            for to, subjects in zip(cells["to"], row, strict=True):
                yield {
                    "from": move["from"]["rulebook"], "band": band, "to": move["to"]["rulebook"], "then": to, "subjects": subjects,
                }  # fmt: skip


def _wrong(rulebooks: Sequence[Row]) -> Iterator[Row]:
    for book in rulebooks:
        for error in book["wrong"]:
            for one in ({"kind": "any", **error}, *error["kinds"]):
                yield {
                    "rulebook": book["rulebook"], "error": error["error"], "kind": one["kind"], "tried": one["tried"],
                    "worse": one["worse"]["count"], "better": one["better"]["count"], "no_score": one["no_score"],
                    "worst_points": one["worst"],
                }  # fmt: skip


def _write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else ["nothing"], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    msg = f"{type(value).__name__} is no figure"
    raise TypeError(msg)
