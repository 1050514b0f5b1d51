"""What the rulebooks do with each conduct: conflicts, gaps, and the measures of research."""

from __future__ import annotations

from collections import Counter
from typing import Any

import bonitas
from bonitas.unify.compare.compare import Comparison
from examples.unification.systems import DAY, Systems


def compared(systems: Systems) -> dict[str, Any]:
    """All of them side by side by conduct, as counts and figures."""
    found = bonitas.compare(systems.books, on=DAY)
    knowing = Counter(len(row.positions) for row in found.rows)
    return {
        "conducts": len(found.rows), "shared": len(found.shared), "agreed": sum(row.agreed for row in found.rows),
        "known_to": [{"rulebooks": many, "conducts": count} for many, count in sorted(knowing.items())],
        "conflicts": conflicts(found), "coverage": coverage(found), "measures": [measured(found, side.name) for side in found.sides],
        "doubled": {"within": len(found.within), "across": len(found.across)},
    }  # fmt: skip


def conflicts(found: Comparison) -> list[dict[str, Any]]:
    """The conducts that one rewards and another punishes, and who."""
    return [
        {
            "conduct": row.conduct.id, "title": row.conduct.title.say("en"),
            "gives": [name for name, one in row.positions.items() if one.does == "gives"],
            "takes": [name for name, one in row.positions.items() if one.does == "takes"],
        }
        for row in found.conflicts
    ]  # fmt: skip


def coverage(found: Comparison) -> list[dict[str, Any]]:
    """For each rulebook: of how many conducts it says something, and how many that two or more know it leaves out (gaps)."""
    return [
        {
            "rulebook": side.name, "knows": sum(side.name in row.positions for row in found.rows),
            "alone": sum(list(row.positions) == [side.name] for row in found.rows),
            "gaps": sum(side.name not in row.positions for row in found.shared),
        }
        for side in found.sides
    ]  # fmt: skip


def measured(found: Comparison, name: str) -> dict[str, Any]:
    """The measures of one rulebook in one flat row; None where there is nothing to measure."""
    side = next(side for side in found.sides if side.name == name)
    said = side.measures
    symmetry, specific, away, back = said["symmetry"], said["specificity"], said["outside_purpose"], said["recovery"]
    return {
        "rulebook": name, "rules": said["rules"], "taking": symmetry["taking"], "giving": symmetry["giving"],
        "taken_for_each_given": _number(symmetry["taken_for_each_given"]), "specific_taking": _number(specific["taking"]["index"]),
        "specific_giving": _number(specific["giving"]["index"]), "discretion": _number(said["discretion"]["share_of_rules"]),
        "outside": _number(away["share_of_rules"]), "median_days": back["median_days"], "without_end": back["without_end"],
        "repairable": _number(said["remedy"]["share_repairable"]), "contest": said["remedy"]["contest"], "asked": not side.unasked,
    }  # fmt: skip


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 4)
