"""A joint scheme in small: one rulebook over the records of banks, courts and an office, and who may do what with it."""

from __future__ import annotations

from typing import Any

from bonitas.engine.licence.model import Licences
from bonitas.engine.licence.read import licences_of
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text

ON = "2026-11-23"
KNOWN = "2026-11-23T00:00:00Z"

#: Everything in it meets: one act of several clauses, a shared limit, a freeze, a grade, a repair, entries that are shown.
JOINT = """\
rulebook: joint
title: {en: A joint scheme, de: Ein gemeinsames Verfahren}
subjects: person
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
base: 100
groups:
  money: {limit: 60}
clauses:
  default:
    for: payment.default
    points: -30
    lasts: 3 years
    group: money
    again: double
    repaired: {when: settled, points: -10, lasts: 1 year}
  paid: {for: loan.granted, points: 15, lasts: 5 years}
  judgment:
    for: court_register.judgment
    points: -20
    lasts: 6 years
    group: money
    shown: {as: Judgment, lasts: 6 years}
  listed: {for: court.defaulter_listing, grade: bad, lasts: 2 years}
overlap: strongest
freeze: gains while listed is unsettled
bands: {good: 100, fair: 60, bad: below}
consequences:
  dearer: {detriment: A dearer loan, for: bad, provider: bank, context: credit, lasts: 1 year}
"""

LICENCES = b"""\
licences: joint-2026
title: Who may do what in the joint scheme
in_force: {from: 2020-01-01}
reserved: {to: [state, court], contexts: [registers, enforcement]}
operators:
  steward:
    layer: state
    reads: {contexts: all, basis: The law on the joint scheme}
    runs: joint
    hands_on: joint
  bank:
    layer: bureau
    reads: {contexts: credit, basis: A contract with the subject}
    runs: {rulebook: joint, part: readable}
    sees: {joint: band}
  clerk:
    layer: bureau
    reads:
      - {contexts: credit, basis: A contract with the subject}
      - {kinds: court_register.judgment, furnishers: town-court, basis: Its own claims}
    runs: {rulebook: joint, part: readable}
  rash:
    layer: bureau
    reads: {contexts: credit, basis: A contract with the subject}
    runs: joint
  auditor:
    layer: court
    reads: {contexts: all, basis: An order}
    runs: joint
    sees: {joint: [score, reasons]}
  old:
    layer: platform
    in_force: {from: 2021-01-01, until: 2022-01-01}
    reads: {contexts: credit, basis: A contract with the subject}
"""


def joint() -> Rulebook:
    """The rulebook."""
    return read_text(JOINT)


def licences() -> Licences:
    """The licences."""
    return licences_of(LICENCES, "licences.yaml")


def record(subject: str, kind: str, day: str, ref: str, furnisher: str, **more: Any) -> dict[str, Any]:
    return {
        "subject": subject, "kind": kind, "occurred_on": day, "ref": ref, "furnisher": furnisher, "recorded_at": f"{day}T12:00:00Z",
        **more,
    }  # fmt: skip


def notice(subject: str, rulebook: str = "joint") -> dict[str, Any]:
    return {
        "subject": subject, "rulebook": rulebook, "basis": "notice", "from": "2020-01-01", "recorded_at": "2020-01-01T00:00:00Z",
    }  # fmt: skip
