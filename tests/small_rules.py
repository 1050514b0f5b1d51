"""The beginning of a small rulebook of one clause, for tests that need rules of their own."""

from __future__ import annotations

#: Up to and with its clause; bands and whatever else follow.
HEAD = """\
rulebook: mine
title: My rules
subjects: person
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
sources: {law: {title: The law, publisher: State}}
base: 100
clauses:
  default: {for: payment.default, points: -30, lasts: 2 years, text: "A payment default", source: law}
"""
