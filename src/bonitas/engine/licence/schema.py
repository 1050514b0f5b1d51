"""The JSON Schema of files of licences, so that editors complete and check them. A test holds it to what the reader takes."""

from __future__ import annotations

import json
from typing import Any, Final

from bonitas.engine.licence.model import ASPECTS, LAYERS

TEXT: Final = {
    "description": "A text, or a map from languages to texts.",
    "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}],
}
NAME: Final = {"type": "string", "minLength": 1}


def _several(of: dict[str, Any]) -> dict[str, Any]:
    """One, or a list."""
    return {"anyOf": [of, {"type": "array", "items": of}]}


def _map(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def schema() -> dict[str, Any]:
    """The schema as plain data."""
    day = {"description": "A date, such as 2026-01-31.", "type": ["string", "number"]}
    span = {**_map({"from": day, "until": day}), "description": "From when, and the first day on which it is not."}
    reads = {
        "contexts": {**_several(NAME), "description": "Contexts of the catalogue, or 'all'."},
        "kinds": {**_several(NAME), "description": "Kinds of record, or all below a prefix: traffic.*"},
        "furnishers": {**_several(NAME), "description": "Only what these have furnished."},
        "basis": {**TEXT, "description": "The legal basis of reading it."},
    }
    part = {**_several(NAME), "description": "Only the clauses about records of these contexts; or 'readable'."}
    operator = {
        "layer": {"enum": list(LAYERS)}, "title": TEXT, "in_force": span,
        "reads": _several(_map(reads, "basis")),
        "runs": _several({"anyOf": [NAME, _map({"rulebook": NAME, "part": part}, "rulebook")]}),
        "sees": {"type": "object", "additionalProperties": _several({"enum": list(ASPECTS)}),
                 "description": "By rulebook: what is seen of ratings that others hand on."},
        "hands_on": {**_several(NAME), "description": "Rulebooks whose ratings may be shown to others, as far as these see them."},
        "links": {**_map({"basis": {**TEXT, "description": "The legal basis of linking."}}, "basis"),
                  "description": "That subjects of one ledger may be linked with those of another."},
        "passes_on": {**_several(NAME), "description": "Rulebooks whose records it may pass on."},
    }  # fmt: skip
    reserved = _map({"to": _several({"enum": list(LAYERS)}), "contexts": _several(NAME)}, "to", "contexts")
    whole = {
        "licences": NAME, "title": TEXT, "in_force": span,
        "reserved": {**reserved, "description": "Contexts of which other layers read single kinds only."},
        "operators": {"type": "object", "additionalProperties": _map(operator, "layer"), "minProperties": 1},
    }  # fmt: skip
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Licences to read and run a joint scheme"}
    return {**head, **_map(whole, "licences", "operators")}


def schema_text() -> str:
    """The schema as a file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
