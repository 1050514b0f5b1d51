"""The parts of a person's file: rows, explanations and rules for machines, and pages for people."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from bonitas.common.days import day_number
from bonitas.common.yamltext import as_date
from bonitas.engine.answer import catalogue_of
from bonitas.ledger.base import Filed
from bonitas.ledger.said import Row, instant_text
from bonitas.rights.file.answers import line_of, text_of
from bonitas.rights.file.inclusion import NAME
from bonitas.rights.file.make import SubjectFile
from bonitas.rights.file.page import page
from bonitas.rulebook.prose import prose, to_html, to_markdown


def head_of(file: SubjectFile, ledger: Filed) -> dict[str, Any]:
    """What the list of a file says beside the list: all that is needed to ask again."""
    under = {"operator": file.operator} if file.operator else {}
    organisation = bool(ledger.subjects([file.subject])[2][0])
    return {
        "subject": file.subject, "subject_type": "organisation" if organisation else "person", "lab": ledger.lab, "lang": file.lang,
        "known_at": instant_text(file.known), "program": version("bonitas"), "asked": file.questions,
        "refused": [{"rulebook": name, "because": why} for name, why in file.refused.items()],
        **under,
    }  # fmt: skip


def parts_of(file: SubjectFile, ledger: Filed, texts: Mapping[str, str], kinds: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every part by its name."""
    rows: dict[str, list[Row]] = {
        **{str(what): rows for what, rows in file.said.items()},
        "accesses": file.asked,
        "history": file.history,
        "ratings": file.ratings,
        "links": file.links,
    }
    parts = {f"{name}.jsonl": "".join(map(line_of, found)) for name, found in rows.items() if found}
    for name, answer in file.answers.items():
        for kind, found in (("explanations", answer.explanation), ("lookups", answer.lookup)):
            if found is not None:
                parts[f"{kind}/{name}.json"] = text_of(found)
    if file.proof is not None:
        parts[NAME] = text_of(file.proof)
    catalogue = catalogue_of(ledger)
    days = {one["rulebook"]: as_date(one["on"]) for one in file.questions}
    for book in file.books:
        parts[f"rulebooks/{book.id}.yaml"] = texts[book.id]
        day = days.get(book.id)
        written = prose(book, catalogue, lang=file.lang, on=None if day is None else day_number(day))
        parts[f"rulebooks/{book.id}.html"] = to_html(written)
    document = page(file, catalogue)
    parts |= {"index.html": to_html(document), "index.md": to_markdown(document)}
    return {
        **{name: text.encode("utf-8") for name, text in parts.items()},
        **{f"catalogue/{name}": data for name, data in kinds.items()},
    }
