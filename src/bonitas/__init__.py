"""Bonitas: the open engine for credit standing.

>>> import bonitas
>>> bonitas.read_rulebook("de-schufa-2026").title.say("de")
'SCHUFA-Score 2026 (Nachbau)'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bonitas.catalogue.read import read_catalogue
    from bonitas.common.problems import BonitasError, Problem
    from bonitas.engine.cases import run_cases
    from bonitas.engine.explain import explain
    from bonitas.engine.forecast import forecast
    from bonitas.engine.large.into import rate_into
    from bonitas.engine.licence.read import read_licences
    from bonitas.engine.licence.run import runs
    from bonitas.engine.lookup import lookup
    from bonitas.engine.offers import offers
    from bonitas.engine.passing import pass_on
    from bonitas.engine.path import path
    from bonitas.engine.prepared import prepare
    from bonitas.engine.refresh.refresh import refresh
    from bonitas.engine.refresh.standing import changes, standings
    from bonitas.engine.what_if import what_if
    from bonitas.front import rate
    from bonitas.law.law import law
    from bonitas.ledger import new_ledger, open_ledger
    from bonitas.ledger.arranged.write import arrange
    from bonitas.ledger.memory import memory_ledger
    from bonitas.ledger.seal.consistent import check_consistent, prove_consistent
    from bonitas.ledger.seal.proof import check_included, prove_included
    from bonitas.ledger.seal.verify import verify
    from bonitas.ledger.seal.whole import seal
    from bonitas.rights.contest.decide import decide
    from bonitas.rights.contest.discretion import discretion
    from bonitas.rights.contest.dispute import dispute
    from bonitas.rights.contest.messages import messages
    from bonitas.rights.contest.waiting import disputes
    from bonitas.rights.credential.check import check_proof
    from bonitas.rights.credential.issue import issue
    from bonitas.rights.credential.prove import prove
    from bonitas.rights.credential.revoke import recheck, revoke, status_list
    from bonitas.rights.desk import Desk
    from bonitas.rights.file.again import recompute
    from bonitas.rights.file.make import subject_file
    from bonitas.rights.letter.make import letter
    from bonitas.rights.retention.clocks import clocks
    from bonitas.rights.retention.erase import erase
    from bonitas.rights.retention.retain import retain
    from bonitas.rulebook.read import check_rulebook, published, read_rulebook
    from bonitas.unify.compare.compare import compare
    from bonitas.unify.draft.unify import unify
    from bonitas.unify.equate.equate import equate
    from bonitas.unify.impact.impact import impact
    from bonitas.unify.links.link import link
    from bonitas.unify.links.reading import open_joined

__version__ = "0.1.0"

#: Where each public name lives. They are imported when first used, so that `bonitas --help` does not wait for the engine.
_HOMES = {
    "BonitasError": "bonitas.common.problems",
    "Desk": "bonitas.rights.desk",
    "Problem": "bonitas.common.problems",
    "arrange": "bonitas.ledger.arranged.write",
    "changes": "bonitas.engine.refresh.standing",
    "check_consistent": "bonitas.ledger.seal.consistent",
    "check_included": "bonitas.ledger.seal.proof",
    "check_proof": "bonitas.rights.credential.check",
    "check_rulebook": "bonitas.rulebook.read",
    "clocks": "bonitas.rights.retention.clocks",
    "compare": "bonitas.unify.compare.compare",
    "decide": "bonitas.rights.contest.decide",
    "discretion": "bonitas.rights.contest.discretion",
    "dispute": "bonitas.rights.contest.dispute",
    "disputes": "bonitas.rights.contest.waiting",
    "equate": "bonitas.unify.equate.equate",
    "erase": "bonitas.rights.retention.erase",
    "explain": "bonitas.engine.explain",
    "forecast": "bonitas.engine.forecast",
    "impact": "bonitas.unify.impact.impact",
    "issue": "bonitas.rights.credential.issue",
    "law": "bonitas.law.law",
    "letter": "bonitas.rights.letter.make",
    "link": "bonitas.unify.links.link",
    "lookup": "bonitas.engine.lookup",
    "memory_ledger": "bonitas.ledger.memory",
    "messages": "bonitas.rights.contest.messages",
    "new_ledger": "bonitas.ledger",
    "offers": "bonitas.engine.offers",
    "open_joined": "bonitas.unify.links.reading",
    "open_ledger": "bonitas.ledger",
    "pass_on": "bonitas.engine.passing",
    "path": "bonitas.engine.path",
    "prepare": "bonitas.engine.prepared",
    "prove": "bonitas.rights.credential.prove",
    "prove_consistent": "bonitas.ledger.seal.consistent",
    "prove_included": "bonitas.ledger.seal.proof",
    "published": "bonitas.rulebook.read",
    "rate": "bonitas.front",
    "rate_into": "bonitas.engine.large.into",
    "read_catalogue": "bonitas.catalogue.read",
    "read_licences": "bonitas.engine.licence.read",
    "read_rulebook": "bonitas.rulebook.read",
    "recheck": "bonitas.rights.credential.revoke",
    "recompute": "bonitas.rights.file.again",
    "refresh": "bonitas.engine.refresh.refresh",
    "retain": "bonitas.rights.retention.retain",
    "revoke": "bonitas.rights.credential.revoke",
    "run_cases": "bonitas.engine.cases",
    "runs": "bonitas.engine.licence.run",
    "seal": "bonitas.ledger.seal.whole",
    "standings": "bonitas.engine.refresh.standing",
    "status_list": "bonitas.rights.credential.revoke",
    "subject_file": "bonitas.rights.file.make",
    "unify": "bonitas.unify.draft.unify",
    "verify": "bonitas.ledger.seal.verify",
    "what_if": "bonitas.engine.what_if",
}

__all__ = [
    "BonitasError", "Desk", "Problem", "arrange", "changes", "check_consistent", "check_included", "check_proof", "check_rulebook",
    "clocks", "compare", "decide", "discretion", "dispute", "disputes", "equate", "erase", "explain", "forecast", "impact", "issue",
    "law", "letter", "link", "lookup", "memory_ledger", "messages", "new_ledger", "offers", "open_joined", "open_ledger", "pass_on", "path",
    "prepare", "prove", "prove_consistent", "prove_included", "published", "rate", "rate_into", "read_catalogue",
    "read_licences", "read_rulebook", "recheck", "recompute", "refresh", "retain", "revoke", "run_cases", "runs", "seal", "standings", "status_list",
    "subject_file", "unify", "verify", "what_if",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    msg = f"module 'bonitas' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
