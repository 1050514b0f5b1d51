"""A rulebook's own test cases, and what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bonitas.cli.console import cleaned, say
from bonitas.common.days import iso

if TYPE_CHECKING:
    from bonitas.engine.cases import CaseResult


def as_row(one: CaseResult) -> dict[str, Any]:
    """A case as `cases --json` prints it."""
    return {
        "name": one.name,
        "on": day_of(one),
        "passed": one.passed,
        "differences": list(one.differences),
        "working": one.working,
        "source": one.source,
        "line": one.line,
    }


def day_of(one: CaseResult) -> str | None:
    """The asked day as ISO text, however the case carries it."""
    return iso(one.on) if isinstance(one.on, int) else None if one.on is None else str(one.on)


def show_cases(results: Sequence[CaseResult]) -> None:
    """Each case on a line; of one that came out differently also what differs, and how the expected was worked out."""
    for row in cleaned([as_row(one) for one in results]):
        say(f"{'as expected' if row['passed'] else 'differs    '}  {row['on'] or '':<10}  {row['name']}")
        if row["passed"]:
            continue
        for difference in row["differences"]:
            say(f"             - {difference}")
        for label in ("working", "source"):
            if row[label]:
                say(f"             {label}: {row[label]}")
        say(f"             line {row['line']} of the cases")
    differ = sum(not one.passed for one in results)
    say()
    if not results:
        say("This rulebook has no cases.")
    elif differ:
        say(f"{len(results) - differ:,} of {len(results):,} as expected, {differ:,} differ{'s' if differ == 1 else ''}.")
    else:
        say(f"{len(results):,} of {len(results):,} as expected.")
