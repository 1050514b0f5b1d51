"""The benchmark's rulebook as the peers need it: conditions as ranges, windows and decay as ranges of days.

The peers' queries are written by hand in form; their thirty lines are filled in from here, so that no peer can differ by a slip.
This reads only what `rulebook.yaml` beside it uses, and it is not the engine's own reader: agreement of the two is a check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from bonitas.common.amounts import UNIT, thousandths
from bonitas.common.days import ALWAYS, Duration

RULEBOOK: Final = Path(__file__).parent / "rulebook.yaml"
CHANNELS: Final = ("branch", "online", "post", "agent")
KINDS: Final = (
    "payment.kept", "payment.late", "payment.missed", "loan.opened", "loan.repaid",
    "enquiry.made", "contract.breached", "court.order", "service.done", "notice.returned",
)  # fmt: skip
#: Missing attributes in the peers' coded columns: below every condition's range, and a channel of its own.
ABSENT: Final = -1
ABSENT_CHANNEL: Final = len(CHANNELS)
#: Above every value of the world.
MOST: Final = 2**31 - 1
#: Stored units in one unit of an attribute: money is kept in hundredths, integers whole.
STORED: Final = {"amount": 100, "level": 1}


@dataclass(frozen=True, slots=True)
class PerUnit:
    """`gives` thousandths for each whole `each` stored units of `by`, for at most `most` of them."""

    by: str
    each: int
    gives: int
    most: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: stored units in ranges low ≤ x ≤ high (absent where a range is given does not match), points in thousandths."""

    id: str
    kind: int
    ranges: Mapping[str, tuple[int, int]]
    channels: tuple[int, ...] | None
    fixed: int
    per_unit: PerUnit | None
    lasts: Duration
    limit: int | None
    decay: tuple[tuple[Duration, int], ...]

    def steps(self, asked: int) -> list[tuple[int, int, int]]:
        """(first, last, share): on the asked day, what occurred on first ≤ day ≤ last counts with `share` thousandths."""
        starts = [asked, *(last_reaching(after, asked) for after, _ in self.decay)]
        shares = [UNIT, *(share for _, share in self.decay)]
        ends = [*starts[1:], ALWAYS]
        first = last_reaching(self.lasts, asked) + 1
        found = [(max(end + 1, first), start, share) for start, end, share in zip(starts, ends, shares, strict=True)]
        return [step for step in found if step[0] <= step[1]]

    @property
    def gain(self) -> bool:
        """True if its points are never below 0, which decides the side that its limit caps."""
        return (self.per_unit.gives if self.per_unit else self.fixed) > 0


@dataclass(frozen=True, slots=True)
class Spec:
    """The whole rulebook: base and band floors in thousandths (best first, the last band has none)."""

    base: int
    clauses: tuple[Clause, ...]
    bands: tuple[tuple[str, int | None], ...]

    @property
    def limited(self) -> tuple[Clause, ...]:
        return tuple(c for c in self.clauses if c.limit is not None)

    def of_kind(self, kind: int) -> tuple[Clause, ...]:
        return tuple(c for c in self.clauses if c.kind == kind)


def last_reaching(length: Duration, asked: int) -> int:
    """The last day d with d + length ≤ asked. (Adding months never turns the order of two days round.)

    >>> from bonitas.common.days import day_number, iso
    >>> import datetime as dt
    >>> iso(last_reaching(Duration(months=1), day_number(dt.date(2025, 2, 28))))
    '2025-01-31'
    """
    week = 7
    day = length.before(asked) + week
    while length.after(day) > asked:
        day -= 1
    return day


def read_spec(path: Path = RULEBOOK) -> Spec:
    """The rulebook at `path`, which must stay within the forms that the benchmark uses (else KeyError or ValueError)."""
    tree: Any = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    clauses = tuple(_clause(name, entry) for name, entry in tree["clauses"].items())
    bands = tuple((name, None if floor == "below" else thousandths(str(floor))) for name, floor in tree["bands"].items())
    return Spec(thousandths(str(tree["base"])), clauses, bands)


def _clause(name: str, entry: Mapping[str, Any]) -> Clause:
    ranges, channels = _condition(entry.get("when", ""))
    points = entry["points"]
    per_unit = None
    if isinstance(points, Mapping):
        gives, up_to = thousandths(str(points["gives"])), thousandths(str(points["up_to"]))
        per_unit = PerUnit(points["by"], int(points["each"]) * STORED[points["by"]], gives, up_to // gives)
        ranges.setdefault(per_unit.by, (0, MOST))  # an amount that is missing cannot be judged
    decay = [(Duration.parse(after.removeprefix("after ")), _share(share)) for after, share in entry.get("decay", {}).items()]
    limit = thousandths(str(entry["limit"])) if "limit" in entry else None
    fixed = 0 if per_unit else thousandths(str(points))
    return Clause(
        name, KINDS.index(entry["for"]), ranges, channels, fixed, per_unit, Duration.parse(entry["lasts"]), limit, tuple(decay)
    )


def _share(text: str) -> int:
    return thousandths(Decimal(text.removesuffix("%")) / 100)


def _condition(text: str) -> tuple[dict[str, tuple[int, int]], tuple[int, ...] | None]:
    """Ranges of stored units and a set of channels, from comparisons joined by `and`."""
    ranges: dict[str, tuple[int, int]] = {}
    channels: tuple[int, ...] | None = None
    for part in filter(None, text.split(" and ")):
        name, operator, value = re.fullmatch(r"(\w+) (<=|>=|<|>|=|!=|in) (.+)", part.strip()).groups()  # type: ignore[union-attr]
        if name == "channel":
            named = tuple(CHANNELS.index(word) for word in re.findall(r"'(\w+)'", value))
            channels = tuple(c for c in range(len(CHANNELS)) if (c in named) != (operator == "!="))
            continue
        number, (low, high) = int(value) * STORED[name], ranges.get(name, (0, MOST))
        bound = {"<": (low, number - 1), "<=": (low, number), ">": (number + 1, high), ">=": (number, high)}
        ranges[name] = bound[operator]
    return ranges, channels
