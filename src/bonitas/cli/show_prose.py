"""A rulebook as prose: on the terminal, or in a file."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from pathlib import Path
from typing import Final

from bonitas.catalogue.read import read_catalogue
from bonitas.cli.console import emit, say
from bonitas.cli.errors import shown
from bonitas.common.days import day_number
from bonitas.common.problems import BonitasError, Problem
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.prose import prose, to_html, to_markdown, to_plain

#: Lines are easiest to read up to this width.
WIDEST: Final = 100


def show_prose(book: Rulebook, lang: str, on: str | None, out: Path | None, json: bool) -> None:
    """The prose of a rulebook where it is wanted."""
    day = None if on is None else day_number(dt.date.fromisoformat(on))
    document = prose(book, read_catalogue(), lang=lang, on=day)
    if out is not None:
        writers = {".html": to_html, ".md": to_markdown, ".txt": to_plain}
        write_text(out, writers[out.suffix](document))
    if json:
        head = {"rulebook": book.id, "version": book.version, "hash": book.hash, "language": lang, "title": document.title}
        emit({**head, "markdown": to_markdown(document), "file": None if out is None else str(out)})
    elif out is not None:
        say(shown(f"Written: {out}"))
    else:
        columns = shutil.get_terminal_size((WIDEST, 24)).columns if sys.stdout.isatty() else WIDEST
        say(to_plain(document, min(columns, WIDEST)).rstrip("\n"))


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all; E121 if it cannot be written."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as exc:
        beside.unlink(missing_ok=True)
        message = f"'{path.name}' could not be written: {(exc.strerror or str(exc)).lower()}."
        raise BonitasError(Problem("E121", message, file=str(path), remedy="Choose another place.")) from exc
