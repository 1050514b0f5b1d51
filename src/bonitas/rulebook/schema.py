"""The JSON Schema of a rulebook, for editors: it completes keys and marks the plain mistakes.

Names, types and proofs are the reader's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from bonitas.common.shipped import shipped
from bonitas.rulebook.header import DECISIONS, NUMBERS, REQUIRED, RULES
from bonitas.rulebook.schema_parts import PARTS, Schema, closed, dated, described, ref
from bonitas.rulebook.supplement import REQUIRED as SUPPLEMENT

FILE: Final = "rulebook.schema.json"

_HEAD: Final[dict[str, Schema]] = {
    "rulebook": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "description": "Its id: a-z, 0-9 and dashes."},
    "version": {"type": ["string", "number"], "description": "The version; \"1\" if absent."},
    "title": described(ref("text"), "What the rulebook is called."),
    "about": described(ref("text"), "What it is about."),
    "subjects": {"enum": ["person", "organisation", "both"], "description": "Whom it rates."},
    "standing": {"enum": ["own", "reconstruction", "specimen"], "description": "Whose it is; a specimen runs only in a lab."},
    "in_force": described(ref("in_force"), "The days on which it is in force; `until` is the first day on which it is not."),
    "participation": {"enum": ["consent", "notice", "none"], "description": "What must be on file before someone is rated."},
    "context": {"type": "string", "description": "The context of life it serves."},
    "zone": {"type": "string", "description": "The IANA time zone in which an instant becomes a day; UTC if absent."},
    "disputes": {
        "anyOf": [
            {"enum": ["hold", "count"]},
            closed(
                {
                    "hold": ref("yes_no"), "decide_within": ref("term"), "extended_by": ref("term"), "then": {"enum": ["removed", "counts"]},
                    "calendar": {"type": "string", "description": "By whose holidays working days are counted: DE, DE-BE, or weekdays."},
                },
                ("decide_within", "then"),
            ),
        ],
        "description": "Whether a disputed record is held out (the default) or counts; and by when a dispute must be decided.",
    },
    "rules_of": {"enum": ["the asked day", "the event"], "description": "By which day's rules a record is judged."},
    "jurisdictions": {"type": "array", "items": {"type": "string"}, "description": "Codes such as EU or DE."},
    "place": described(ref("text"), "Where the scheme is or was run."),
    "numbers": {"enum": [*NUMBERS], "description": "How sure its numbers are; `ours` for an operator's own if absent."},
    "decisions": {"enum": [*DECISIONS], "description": "What follows from a standing: a decision by it alone, one by a person, or none."},
    "remedy": described(ref("remedy"), "How to contest a standing, who reviews it, and to whom one may complain."),
    "withdraws": described(ref("withdraws"), "Records that their subject may have deleted."),
    "local": described(ref("local"), "What a local supplement may add."),
    "extends": {"type": "string", "description": "A local supplement: the rulebook that it adds clauses to."},
    "sources": {"type": "object", "additionalProperties": ref("source"), "description": "Where the rules are published, by id."},
}  # fmt: skip


def json_schema() -> Schema:
    """The schema (draft 2020-12) as plain data.

    >>> json_schema()["additionalProperties"]
    False
    """
    whole = closed(
        {**_HEAD, **{name: dated(described(ref(name), PARTS[name]["description"])) for name in RULES}},
        (),
        "A Bonitas rulebook.",
    )
    needed = {"if": {"required": ["extends"]}, "then": {"required": list(SUPPLEMENT)}, "else": {"required": list(REQUIRED)}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Bonitas rulebook",
        **whole,
        **needed,
        "$defs": {**PARTS, **{f"dated_{name}": _by_date(part, name) for name, part in PARTS.items()}},
    }


def _by_date(part: Schema, name: str) -> Schema:
    """A named part, or one for each date."""
    inner = {"allOf": [ref(name)]}
    return dated(described(inner, part["description"]) if "description" in part else inner)


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def write_schema(folder: Path | None = None) -> Path:
    """Write the schema beside the published rulebooks, and say where."""
    path = (folder or shipped("rulebooks")) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(schema_text(), encoding="utf-8")
    return path
