"""The arguments and options that commands share, with what they mean, how they are checked and how a shell completes them."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from glob import glob
from pathlib import Path
from typing import Annotated, Final

import typer

from bonitas.common.days import FIRST_DAY, LAST_DAY
from bonitas.common.shipped import shipped

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Lang(StrEnum):
    """The languages that prose is written in."""

    en = "en"
    de = "de"
    zh = "zh"


def rulebook_names(incomplete: str) -> list[str]:
    """What a shell offers for a RULEBOOK: published names, then files and folders."""
    folder = shipped("rulebooks")
    names = sorted(path.parent.name for path in folder.glob("*/rulebook.yaml"))
    paths = sorted(path for path in glob(f"{incomplete}*") if Path(path).is_dir() or path.endswith((".yaml", ".yml")))
    return [name for name in names if name.startswith(incomplete)] + paths


def a_day(value: str | None) -> str | None:
    """An ISO date from 1900 to 2199, as it was written."""
    if value is None:
        return None
    try:
        day = dt.date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise typer.BadParameter(f"'{value}' is not a date. Write it as YYYY-MM-DD, for example 2026-11-23.")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise typer.BadParameter(f"'{value}' is outside 1900 to 2199.")
    return value


def a_time(value: str | None) -> str | None:
    """An ISO time with a zone, as it was written."""
    if value is None:
        return None
    remedy = "for example 2026-11-23T12:00:00Z."
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"'{value}' is not a time. Write it with a zone, {remedy}") from None
    if moment.tzinfo is None:
        raise typer.BadParameter(f"'{value}' has no time zone. Write it with a zone, {remedy}")
    if not FIRST_DAY.year <= moment.year <= LAST_DAY.year:
        raise typer.BadParameter(f"'{value}' is outside 1900 to 2199.")
    return value


Rulebook = Annotated[
    str,
    typer.Argument(
        metavar="RULEBOOK", help="A folder, a file, or the name of a published rulebook.", autocompletion=rulebook_names,
        show_default=False,
    ),
]  # fmt: skip
Ledger = Annotated[str, typer.Argument(metavar="LEDGER", help="A DuckDB file or a folder of Parquet.", show_default=False)]
Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="The id of a subject in the ledger.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Write JSON on standard output.")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", callback=a_day, help="The asked day; today in the rulebook's zone if not given."),
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="TIME", callback=a_time, help="Use only what was recorded by then; now if not given."),
]
Language = Annotated[Lang, typer.Option("--lang", help="The language of the texts.")]
Certainty = Annotated[
    str | None,
    typer.Option("--certainty", metavar="0…1", help="Where LEDGER is a file of links: only links at least so certain."),
]
