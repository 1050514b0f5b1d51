"""The same rating in OpenFisca-core: a record is the single entity, a subject the group, each clause a variable.

OpenFisca computes in NumPy over all records at once. Windows and decay are resolved to ranges of days beforehand, as for SQL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.sample import Coded
from benchmarks.spec import Clause, Spec
from bonitas.common.amounts import UNIT, half_away
from bonitas.common.days import day_number

Ints = npt.NDArray[Any]
COLUMNS = ("kind", "occurred_on", "level", "amount", "channel")


def make_system(spec: Spec, asked: dt.date) -> TaxBenefitSystem:
    """The rulebook as a tax and benefit system with the variables `score` of a subject and one a clause of a record."""
    record = build_entity(key="record", plural="records", label="Record", is_person=True)
    subject = build_entity(key="subject", plural="subjects", label="Subject", roles=[{"key": "holder", "plural": "holders"}])
    system = TaxBenefitSystem([record, subject])
    for name in COLUMNS:
        system.add_variable(_variable(name, record, DateUnit.ETERNITY))
    for clause in spec.clauses:
        system.add_variable(_variable(clause.id, record, DateUnit.DAY, _clause_formula(clause, day_number(asked))))
    system.add_variable(_variable("score", subject, DateUnit.DAY, _score_formula(spec)))
    return system


def openfisca_scores(system: TaxBenefitSystem, columns: Coded, asked: dt.date) -> tuple[Ints, Ints]:
    """Subjects and their scores in thousandths, for records sorted by subject."""
    subjects = np.unique(columns["subject"])
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("record", np.arange(len(columns["subject"])))
    members = builder.declare_entity("subject", subjects)
    builder.join_with_persons(members, columns["subject"], np.zeros(len(columns["subject"]), dtype=np.int64))
    simulation: Simulation = builder.build(system)
    for name in COLUMNS:
        simulation.set_input(name, "eternity", columns[name])
    return subjects, simulation.calculate("score", asked.isoformat())


def _variable(name: str, entity: Any, period: DateUnit, formula: Callable[..., Ints] | None = None) -> type[Variable]:
    body: dict[str, Any] = {"value_type": int, "entity": entity, "definition_period": period, "label": name}
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def _clause_formula(clause: Clause, asked: int) -> Callable[..., Ints]:
    steps = clause.steps(asked)
    firsts, shares = (np.array([step[at] for step in reversed(steps)]) for at in (0, 2))
    fixed = np.array([half_away(clause.fixed * int(share), UNIT) for share in shares])

    def formula(record: Any, period: Any) -> Ints:
        day = record("occurred_on", period)
        matches = (record("kind", period) == clause.kind) & (day >= steps[-1][0]) & (day <= steps[0][1])
        for name, (low, high) in clause.ranges.items():
            value = record(name, period)
            matches &= (value >= low) & (value <= high)
        if clause.channels is not None:
            matches &= np.isin(record("channel", period), clause.channels)
        step = np.searchsorted(firsts[1:], day, side="right") if len(steps) > 1 else 0
        if clause.per_unit is None:
            worth = fixed[step]
        else:
            unit = clause.per_unit
            whole = np.minimum(record(unit.by, period) // unit.each, unit.most) * abs(unit.gives)
            worth = whole if len(steps) == 1 else (2 * whole * shares[step] + UNIT) // (2 * UNIT)
            worth = worth if unit.gives > 0 else -worth
        return np.where(matches, worth, 0)

    return formula


def _score_formula(spec: Spec) -> Callable[..., Ints]:
    def formula(subject: Any, period: Any) -> Ints:
        total = np.full(subject.count, spec.base, dtype=np.int64)
        for clause in spec.clauses:
            points = subject.sum(subject.members(clause.id, period)).astype(np.int64)
            total += points if clause.limit is None else np.clip(points, -clause.limit, clause.limit)
        return total

    return formula
