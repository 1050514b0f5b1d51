"""The same rating in zen-engine (GoRules), as JSON decision models that take one subject with their records.

`table`: a decision table, one row for each clause and step of decay, run over the records and collected; then sums and caps.
`expression`: one expression for each clause, filtering and adding up the records. The faster of the two is timed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import zen

from benchmarks.plain_check import Row
from benchmarks.spec import MOST, Clause, Spec
from bonitas.common.amounts import UNIT, half_away
from bonitas.common.days import day_number

FORMS: Final = ("table", "expression")
NAMES: Final = ("kind", "day", "level", "amount", "channel")


def make_decision(spec: Spec, form: str, asked: dt.date) -> Any:
    """A decision that maps `{records: [{kind, day, level, amount, channel}]}` to `{score}` in thousandths."""
    parts = _table_nodes(spec, day_number(asked)) if form == "table" else [_score_node(spec, _filters(spec, day_number(asked)))]
    nodes = [{"id": "in", "name": "in", "type": "inputNode"}, *parts, {"id": "out", "name": "out", "type": "outputNode"}]
    ids = [node["id"] for node in nodes]
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in zip(ids, ids[1:], strict=False)]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def subjects_of(rows: Iterable[Row]) -> dict[int, dict[str, Any]]:
    """What the decision takes, for each subject of rows sorted by subject."""
    groups = groupby(rows, itemgetter(0))
    return {subject: {"records": [dict(zip(NAMES, row[1:], strict=True)) for row in group]} for subject, group in groups}


def zen_scores(decision: Any, subjects: Mapping[int, dict[str, Any]]) -> dict[int, int]:
    """The score of each subject in thousandths."""
    return {subject: int(decision.evaluate(context)["result"]["score"]) for subject, context in subjects.items()}


def _tests(clause: Clause) -> dict[str, str]:
    """The condition of a clause on each attribute, as comparisons that follow the attribute's name."""
    tests = {name: f">= {low}" if high == MOST else f"in [{low}..{high}]" for name, (low, high) in clause.ranges.items()}
    if clause.channels is not None:
        tests["channel"] = f"in [{', '.join(map(str, clause.channels))}]"
    return tests


def _worth(clause: Clause, share: int, record: str) -> str:
    unit = clause.per_unit
    if unit is None:
        return str(half_away(clause.fixed * share, UNIT))
    whole = f"min([floor({record}{unit.by} / {unit.each}), {unit.most}])"
    sign = "" if unit.gives > 0 else "-"
    return f"{sign}floor(({whole} * {2 * abs(unit.gives) * share} + {UNIT}) / {2 * UNIT})"


def _filters(spec: Spec, asked: int) -> dict[str, str]:
    """For each clause the sum of what its records are worth."""
    found = {}
    for clause in spec.clauses:
        sums = []
        for first, last, share in clause.steps(asked):
            tests = {"kind": f"== {clause.kind}", "day": f"in [{first}..{last}]", **_tests(clause)}
            matches = " and ".join(f"#.{name} {test}" for name, test in tests.items())
            sums.append(f"sum(map(filter(records, {matches}), {_worth(clause, share, '#.')}))")
        found[clause.id] = " + ".join(sums)
    return found


def _score_node(spec: Spec, sums: Mapping[str, str]) -> dict[str, Any]:
    caps = {c.id: f"min([{c.limit}, {sums[c.id]}])" if c.gain else f"max([-{c.limit}, {sums[c.id]}])" for c in spec.limited}
    score = " + ".join([str(spec.base), *({**sums, **caps}.values())])
    return {
        "id": "score", "name": "score", "type": "expressionNode",
        "content": {"expressions": [{"id": "score", "key": "score", "value": score}]},
    }  # fmt: skip


def _table_nodes(spec: Spec, asked: int) -> list[dict[str, Any]]:
    rules = []
    for clause in spec.clauses:
        slot = f"'{clause.id}'" if clause.limit is not None else "'free'"
        for at, (first, last, share) in enumerate(clause.steps(asked)):
            cells = {**dict.fromkeys(NAMES, ""), "kind": str(clause.kind), "day": f"[{first}..{last}]"}
            cells |= {name: test.removeprefix("in ") for name, test in _tests(clause).items()}
            cells["channel"] = ", ".join(map(str, clause.channels or ()))
            rules.append({"_id": f"{clause.id}{at}", **cells, "slot": slot, "points": _worth(clause, share, "")})
    table = {
        "id": "table", "name": "table", "type": "decisionTableNode",
        "content": {
            "hitPolicy": "collect", "rules": rules, "executionMode": "loop", "inputField": "records", "outputPath": "matches",
            "inputs": [{"id": n, "name": n, "type": "expression", "field": n} for n in NAMES],
            "outputs": [{"id": n, "name": n, "type": "expression", "field": n} for n in ("slot", "points")],
        },
    }  # fmt: skip
    slots = ["free", *(clause.id for clause in spec.limited)]
    sums = {slot: f"sum(map(filter(flatten(matches), #.slot == '{slot}'), #.points))" for slot in slots}
    return [table, _score_node(spec, sums)]
