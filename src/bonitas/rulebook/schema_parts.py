"""The parts of the JSON Schema, one for each construct of the language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bonitas.catalogue.model import GROUNDS

Schema = dict[str, Any]

_DATE: Final = r"^\d{4}-\d{2}-\d{2}$"


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def described(schema: Schema, words: str) -> Schema:
    return {**schema, "description": words}


def closed(properties: dict[str, Schema], required: Sequence[str] = (), words: str = "") -> Schema:
    """A map with these keys and no others."""
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        found["required"] = list(required)
    return described(found, words) if words else found


def dated(schema: Schema) -> Schema:
    """The value itself, or one for each date from which it holds; for a named part, by its name."""
    if "$ref" in schema:
        return {**schema, "$ref": schema["$ref"].replace("#/$defs/", "#/$defs/dated_")}
    words = {"description": schema["description"]} if "description" in schema else {}
    entry = {"anyOf": [schema, {"type": "null"}, closed({"value": schema, "source": {"type": "string"}}, ("value",))]}
    by_date = {"type": "object", "patternProperties": {_DATE: entry}, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [schema, by_date], **words}


def one_or_list(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "array", "items": schema}]}


def parts(properties: dict[str, Schema], required: Sequence[str] = (), words: str = "") -> Schema:
    """A closed map whose values may all be dated."""
    return closed({name: dated(schema) for name, schema in properties.items()}, required, words)


def _by_name(schema: Schema, words: str) -> Schema:
    return {"type": ["object", "null"], "additionalProperties": dated(schema), "description": words}


_STRING: Final = ref("string")
_WORTH: Final = ref("worth")
_NUMBER: Final = ref("number")
_AMOUNT: Final = ref("amount")
_CONDITION: Final = ref("condition")
_VALUE: Final = ref("expression")
_YES_NO: Final = ref("yes_no")
_KINDS: Final = ref("kinds")
_STRINGS: Final = ref("strings")
_LAPSE: Final = ref("lapse")
_TEXT: Final = described(ref("text"), "Words for people.")
_SOURCE: Final = described(ref("string"), "The id of a source.")
#: The small values that recur.
VALUES: Final[dict[str, Schema]] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "worth": {"type": ["number", "string"], "description": "Points; with a `scale` log-odds, or odds such as `2:1`."},
    "amount": {"type": ["number", "string"], "description": "A number, `80%`, or a time such as `6 months`."},
    "condition": {"type": ["string", "boolean"], "description": "A condition, such as `amount > 500 and not settled`."},
    "expression": {"type": ["string", "number"], "description": "An expression, such as `balance / credit_limit`."},
    "yes_no": {"enum": ["yes", "no", True, False]},
    "strings": one_or_list({"type": "string"}),
    "kinds": one_or_list({"type": "string", "description": "A kind of record, or a prefix such as `traffic.*`."}),
    "term": {"type": "string", "description": "`30 days`, `1 month` or `7 working days`."},
    "lapse": {"type": "string", "description": "`28 days`, `6 months`, `1 year` or `calendar year`."},
}
_AROUND: Final[dict[str, Schema]] = {
    "text": _TEXT, "source": _SOURCE,
    "ground": described(one_or_list({"enum": [*GROUNDS]}), "The sensitive ground it scores; such a rulebook runs in a lab only."),
}  # fmt: skip
_TABLE: Final[Schema] = {
    "type": "object", "additionalProperties": dated(_NUMBER),
    "description": "Bins and points: `missing`, `under X`, `X`, `X or more`, `X to Y`, `X to under Y`, or texts and `otherwise`.",
}  # fmt: skip
_TIER: Final[dict[str, Schema]] = {
    "each": described(_NUMBER, "For each whole so many …"),
    "gives": described(_NUMBER, "… so many points,"),
    "up_to": described(_NUMBER, "up to so many points."),
}
_TIERS: Final[dict[str, Schema]] = {**_TIER, "then": one_or_list(parts(_TIER, ("each", "gives"))), "fractions": _YES_NO}

#: The same on a scorecard, where with a scale worth is written as odds.
_UNIT: Final[dict[str, Schema]] = {
    **_TIER,
    "gives": described(_WORTH, "… so much,"),
    "up_to": described(_WORTH, "up to so much."),
}
_UNITS: Final[dict[str, Schema]] = {**_UNIT, "then": one_or_list(parts(_UNIT, ("each", "gives"))), "fractions": _YES_NO}
_RUNNING: Final = described(_STRING, "`calendar year`, or a duration: amounts are added up within it.")
_GIVEN: Final[Schema] = {"type": "object", "additionalProperties": dated(_VALUE)}

_CLAUSE: Final = parts(
    {
        "for": _KINDS, "when": _CONDITION, "points": ref("value"), "grade": described(_STRING, "A band: a ceiling."),
        "lasts": ref("lasts_of"), "clock": {"enum": ["event", "end"], "description": "From when `lasts` runs."},
        "again": ref("again"), "limit": one_or_list(ref("limit")),
        "decay": {"type": "object", "additionalProperties": dated(_STRING), "description": "`{after 6 months: 75%}`."},
        "repaired": one_or_list(ref("repair")), "group": described(_STRING, "A declared group."), **_AROUND,
        "in_force": ref("in_force"), "shown": ref("shown"),
        "section": described(_TEXT, "A heading for this clause and those after it, until the next one."),
    },
    ("for",), "Records of a kind, under a condition, give or take points, for a time.",
)  # fmt: skip

_DRAWN: Final[dict[str, Schema]] = {
    "when": _CONDITION, "within": described(_STRING, "`12 months`, or `calendar year`."),
    "dated": described(_STRING, "The day that counts: settled_on, or an attribute that is a date."),
    "once_per": _STRINGS, "when_missing": described(_AMOUNT, "What stands in for a missing value."), **_AROUND,
}  # fmt: skip
_VALUED: Final[dict[str, Schema]] = {**_DRAWN, "value": _VALUE}


def _measure() -> Schema:
    ways: dict[str, dict[str, Schema]] = {
        "count": _DRAWN,
        "sum": {**_VALUED, "net_per": _STRINGS, "clamp": {"type": "array", "minItems": 2, "maxItems": 2}},
        **dict.fromkeys(("min", "max", "latest", "oldest", "distinct"), _VALUED),
        "share": {**_DRAWN, "of": _CONDITION},
    }
    found = [parts({way: _KINDS, **rest}, (way,)) for way, rest in ways.items()]
    ages: Schema = {"type": ["string", "object"], "description": "`oldest KIND` or `latest KIND`."}
    found.append(parts({"age_of": ages, **_DRAWN, "in": {"enum": ["months", "days", "years"]}}, ("age_of",)))
    found.append(parts({"formula": _VALUE, "when_missing": _AMOUNT, **_AROUND}, ("formula",)))
    states: Schema = {"type": "object", "additionalProperties": dated(_CONDITION)}
    found.append(parts({"state": states, **_AROUND}, ("state",)))
    return {"anyOf": found, "description": "A quantity drawn from a subject's records."}


_DIMENSION: Final = parts(
    {"weight": _STRING, "of": _VALUE, "from": _AMOUNT, "to": _AMOUNT, "missing": _NUMBER, **_AROUND},
    ("weight", "of", "from", "to"),
)
_BAND: Final[Schema] = {
    "anyOf": [
        {"type": ["number", "string"], "description": "The floor, `above X`, or `below`."},
        {
            **parts(
                {
                    "from": _AMOUNT,
                    "best": described(_STRING, "`10%`: so many from the top of all who reach the floor."),
                    "when": _CONDITION,
                    "title": _TEXT,
                    "source": _SOURCE,
                }
            ),
            "anyOf": [{"required": ["from"]}, {"required": ["best"]}],
        },
    ]
}
_CONSEQUENCE: Final = parts(
    {
        "benefit": ref("text"), "detriment": ref("text"), "for": _STRINGS, "provider": _STRING, "context": _STRING,
        "when": _CONDITION, "lasts": _STRING, "source": _SOURCE,
    },
    ("for", "provider", "context"),
)  # fmt: skip
_BY_BAND: Final[Schema] = {"type": "object", "additionalProperties": dated(_STRING)}
_BOOKS: Final[Schema] = {
    "anyOf": [_YES_NO, {"type": "object", "additionalProperties": dated(_NUMBER)}],
    "description": "Whether a direct grade lowers the score to its band's floor; or to which score, by band.",
}
_REMEMBERS: Final[Schema] = {
    "anyOf": [
        _YES_NO,
        {"type": "array", "items": _STRING},
        {"type": "object", "additionalProperties": dated(_BY_BAND)},
    ],
    "description": "Whether a band is shown with the one fallen from; or which bands are, and how: `{D: {A: DA}}`.",
}
_NO_SCORE: Final = parts({"when": _CONDITION, "because": ref("text"), "source": _SOURCE}, ("when", "because"))
_CASES: Final[Schema] = {"type": "array", "items": parts({"when": _CONDITION, "is": _WORTH}, ("is",))}
_ITEM: Final[Schema] = {
    "type": "object",
    "properties": {
        "measure": _STRING,
        "table": {**_TABLE, "additionalProperties": dated(_WORTH)},
        **_UNITS,
        "missing": _WORTH,
        **_AROUND,
    },
    "additionalProperties": dated(_WORTH),
    "description": "Bins and their points; or `measure` and `table`; or `each` and `gives`.",
}

PARTS: Final[dict[str, Schema]] = {
    # the rules, by their key in the rulebook
    "lasts": described(ref("lasts_of"), "How long an effect lasts where its clause says nothing."),
    "base": {"anyOf": [_WORTH, parts({"first": _CASES}, ("first",))], "description": "Where the score begins."},
    "clauses": _by_name(ref("clause"), "What gives or takes points."),
    "groups": _by_name(ref("group"), "Clauses that share limits."),
    "overlap": {"enum": ["all", "strongest"], "description": "What counts if one act fits several clauses."},
    "freeze": described(_STRINGS, "`gains while CLAUSE is unsettled`."),
    "grades": parts({"books_lowest": _BOOKS, "remembers": _REMEMBERS}, (), "How direct grades work."),
    "measures": _by_name(ref("measure"), "Quantities drawn from a subject's records."),
    "no_score": described(one_or_list(ref("no_score_case")), "When there is no score, and why."),
    "scale": parts(
        {"score": _NUMBER, "odds": described(_STRING, "Odds such as `50:1`."), "doubles_in": _NUMBER}, ("score", "odds", "doubles_in"),
        "Base and scorecard are written as log-odds, and so turned into points.",
    ),
    "scorecard": _by_name(ref("item"), "Measures put into bins, bins worth points."),
    "dimensions": {
        "type": "object", "properties": {"range": dated(_STRING)}, "additionalProperties": dated(ref("dimension")),
        "required": ["range"], "description": "Measures scaled, weighted and mapped to a range.",
    },
    "score": parts({"min": _NUMBER, "max": _NUMBER, "round": _NUMBER, "rounding": {"enum": ["half away", "down", "up"]}}, (),
                   "How the score is clamped and rounded."),
    "bands": {
        "type": "object", "properties": {"by": _STRING}, "additionalProperties": dated(ref("band")),
        "description": "Named ranges of the score.",
    },
    "consequences": _by_name(ref("consequence"), "What a band brings with it."),
    "passes_on": _by_name(ref("passing"), "Records made by a rule, from records or from standings."),
    # what they are made of
    **VALUES,
    "text": {"anyOf": [_AMOUNT, {"type": "object", "additionalProperties": _AMOUNT}]},
    "in_force": closed({"from": _STRING, "until": {"type": ["string", "null"]}}),
    "source": closed(dict.fromkeys(("title", "publisher", "address", "seen", "note"), ref("text")), ("title",)),
    "clause": _CLAUSE,
    "measure": _measure(),
    "item": _ITEM,
    "dimension": _DIMENSION,
    "band": _BAND,
    "consequence": _CONSEQUENCE,
    "no_score_case": _NO_SCORE,
    "table": _TABLE,
    "group": {
        "type": ["object", "null"], "properties": {"limit": dated(one_or_list(ref("limit"))), "text": _TEXT},
        "additionalProperties": False,
    },
    "lasts_of": {
        "anyOf": [
            _LAPSE,
            closed({"by": _VALUE, "table": {"type": "object", "additionalProperties": dated(_LAPSE)}}, ("by", "table")),
            {"type": "object", "patternProperties": {"^(up to .+|above)$": dated(_LAPSE)}, "additionalProperties": False},
        ],
        "description": "How long an effect lasts.",
    },
    "value": {
        "anyOf": [
            _NUMBER,
            parts({"by": _VALUE, **_TIERS, "running": _RUNNING}, ("by", "each", "gives")),
            parts({"by": _VALUE, "table": ref("table"), "running": _RUNNING}, ("by", "table")),
            parts({"from": _NUMBER, "to": _NUMBER, "chosen": _YES_NO}, ("from", "to", "chosen")),
        ],
        "description": "Fixed points, points by amount, by table, or chosen within a range.",
    },
    "again": {
        "anyOf": [
            {"enum": ["double", "triple"]},
            parts({"times": _NUMBER, "across": _STRING}, ("times",)),
            parts({"table": {"type": "array", "items": _NUMBER}, "across": _STRING}, ("table",)),
        ],
        "description": "What a repeat is worth.",
    },
    "limit": {
        "anyOf": [
            {"type": ["number", "string"]},
            parts({"points": _NUMBER, "per": _STRING, "each": {"const": "counterparty"}}, ("points",)),
        ],
        "description": "`40`, `40 per calendar year`, `40 per 30 days`, each with or without `per counterparty`.",
    },
    "withdraws": closed({"for": _KINDS, "within": _STRING, **_AROUND}, ("for",)),
    "remedy": closed({"contest": _TEXT, "review": _TEXT, "authority": _TEXT, "source": _SOURCE}),
    "local": closed(dict.fromkeys(("gains", "losses", "points"), _NUMBER), ("gains", "losses", "points")),
    "passing": {
        "anyOf": [
            parts({"for": _KINDS, "when": _CONDITION, "to": _STRING, "as": _STRING, "attributes": _GIVEN, **_AROUND},
                  ("for", "to", "as"), "From each record, a record of somebody else."),
            parts({"on": _STRING, "when": _CONDITION, "as": _STRING, "dated": _STRING, "attributes": _GIVEN, "into": _STRING, **_AROUND},
                  ("on", "as"), "From the standing on a day of each year, a record of the same subject."),
        ],
    },
    "shown": parts(
        {
            "as": ref("text"), "lasts": ref("lasts_of"), "clock": {"enum": ["event", "end"]},
            "repaired": one_or_list(ref("shown_repair")),
        },
        ("as", "lasts"), "What a register shows of these records, as what, and for how long.",
    ),
    "shown_repair": parts(
        {"when": _CONDITION, "after": _STRING, "removed": _YES_NO, "as": ref("text"), "lasts": _LAPSE}, ("when",),
        "What becomes of an entry once its record is settled.",
    ),
    "repair": parts(
        {
            "when": _CONDITION, "after": described(_STRING, "Not before so long a stay: `3 months`."), "points": _NUMBER,
            "grade": _STRING, "lasts": _LAPSE, "removed": _YES_NO,
        },
        ("when",),
    ),
}  # fmt: skip
