"""A clause's numbers on another scale: everything that is points is multiplied, and rounded once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from bonitas.common.amounts import decimal_of, half_away, thousandths

Body = Mapping[str, Any]
_LIMIT: Final = re.compile(r"\s*(\d+(?:\.\d+)?)(\s+per\s.+)?\Z", re.ASCII | re.DOTALL)
_SIZES: Final = re.compile(r"(?:up to .+|above)\Z")
_TIMES: Final = {"double": 2, "triple": 3}


@dataclass(slots=True)
class Scaling:
    """By how much points are multiplied, and to which multiple (in thousandths) they are rounded, half away from zero; what is not 0
    does not become 0. `grade` and `group` give the new names of bands and groups. `notes` says what rounding blurs."""

    factor: Fraction
    step: int
    grade: Callable[[str], str]
    group: Callable[[str], str]
    notes: list[str] = field(default_factory=list)

    def points(self, value: object, step: int | None = None) -> int | Decimal:
        """A number of points; with a factor of 1 it stays as it is.

        >>> Scaling(Fraction(1, 3), 1000, str, str).points(-10), Scaling(Fraction(1, 30), 1000, str, str).points(1)
        (-3, 1)
        """
        exact = thousandths(_number(value))
        if self.factor == 1:
            return plain(exact)
        to = self.step if step is None else step
        scaled = exact * self.factor
        rounded = half_away(scaled.numerator, scaled.denominator * to) * to
        if rounded == 0 and scaled:
            rounded = to if scaled > 0 else -to
        return plain(rounded)

    def clause(self, body: Body) -> dict[str, Any]:
        """A clause's text as plain data, with its points on the new scale."""
        found: dict[str, Any] = {}
        for key, value in body.items():
            match key:
                case "points":
                    found[key] = self.value(value)
                case "grade":
                    found[key] = self.grade(str(value))
                case "limit":
                    found[key] = self.limit(value)
                case "again":
                    found[key] = self.again(value)
                case "repaired":
                    found[key] = [self.repair(one) for one in value] if isinstance(value, list) else self.repair(value)
                case "group":
                    found[key] = self.group(str(value))
                case "lasts":
                    found[key] = self.lasts(value, body)
                case _:
                    found[key] = value
        return found

    def value(self, value: Any) -> Any:
        """Points: a number, by amount, by table, or a range to choose from."""
        if not isinstance(value, Mapping):
            return self.points(value)
        if "table" in value:
            return {**value, "table": {name: self.points(worth) for name, worth in value["table"].items()}}
        if "each" in value:
            return self._tiers(value)
        return {key: self.points(worth) if key in ("from", "to") else worth for key, worth in value.items()}

    def _tiers(self, value: Body) -> dict[str, Any]:
        found = {**value, **self._tier(value)}
        if "then" in value:
            after = value["then"] if isinstance(value["then"], list) else [value["then"]]
            found["then"] = [{**tier, **self._tier(tier)} for tier in after]
        return found

    def _tier(self, tier: Body) -> dict[str, Any]:
        """What one step gives, to a thousandth; a tier stays full after as many steps as before."""
        gives = self.points(tier["gives"], 1)
        if "up_to" not in tier:
            return {"gives": gives}
        steps = Fraction(_number(tier["up_to"])) / Fraction(_number(tier["gives"]))
        full = thousandths(gives) * steps
        return {"gives": gives, "up_to": plain(full.numerator // full.denominator)}

    def limit(self, value: Any) -> Any:
        """A limit keeps its period; only its points change."""
        if isinstance(value, list):
            return [self.limit(one) for one in value]
        if isinstance(value, Mapping):
            return {**value, "points": self.points(value["points"])}
        match = _LIMIT.match(str(value))
        assert match is not None  # the rulebook was read
        points = self.points(Decimal(match[1]))
        return f"{points}{match[2]}" if match[2] else points

    def again(self, value: Any) -> Any:
        """Repeats by times stay as they are; a table of points is on the new scale."""
        if not isinstance(value, Mapping):
            return value
        found = dict(value)
        if "table" in found:
            found["table"] = [self.points(one) for one in found["table"]]
        if "across" in found:
            found["across"] = self.group(str(found["across"]))
        return found

    def repair(self, value: Body) -> dict[str, Any]:
        found = dict(value)
        if "points" in found:
            found["points"] = self.points(found["points"])
        if "grade" in found:
            found["grade"] = self.grade(str(found["grade"]))
        return found

    # ------------------------------------------------------------ ends by size

    def lasts(self, value: Any, body: Body) -> Any:
        """An end by the size of the points goes by their size on the new scale; where there is one size, it is worked out."""
        if not isinstance(value, Mapping) or not value or not all(_SIZES.match(str(key)) for key in value):
            return value
        sizes = self._sizes(body)
        if len(sizes) == 1:
            return _end(value, sizes[0][0])
        found: dict[str, Any] = {}
        for key, lapse in value.items():
            if key == "above":
                found[key] = lapse
                continue
            bound = abs(thousandths(_number(key[len("up to ") :])))
            within = [new for old, new in sizes if old <= bound]
            limit = max(within, default=abs(thousandths(self.points(decimal_of(bound), 1))))
            if any(old > bound and new <= limit for old, new in sizes):
                self.notes.append(f"after rounding, sizes up to and above {decimal_of(bound)} are the same, and last as long")
            found.setdefault(f"up to {decimal_of(limit)}", lapse)
        return found

    def _sizes(self, body: Body) -> list[tuple[int, int]]:
        """The sizes that a match can have, before and after; none where they go by an amount."""
        value, again = body.get("points"), body.get("again")
        if isinstance(value, Mapping) and "table" in value:
            worths: Sequence[Any] = list(value["table"].values())
        elif isinstance(value, Mapping):
            worths = [value["from"], value["to"]] if "chosen" in value else []
        else:
            worths = [value] if value is not None else []
        times = again.get("times") if isinstance(again, Mapping) else _TIMES.get(str(again))
        found = [(abs(thousandths(_number(one))), abs(thousandths(self.points(one)))) for one in worths]
        if times is not None:
            more = thousandths(_number(times))
            found += [(half_away(old * more, 1000), half_away(new * more, 1000)) for old, new in found]
        if isinstance(again, Mapping) and "table" in again:
            found += [(abs(thousandths(_number(one))), abs(thousandths(self.points(one)))) for one in again["table"]]
        return sorted(set(found))


def plain(amount: int) -> int | Decimal:
    """Thousandths as plain data: a whole number where it is one."""
    return amount // 1000 if amount % 1000 == 0 else decimal_of(amount)


def _number(value: object) -> Decimal:
    return Decimal(str(value).strip())


def _end(value: Mapping[str, Any], size: int) -> Any:
    """The end for one size, in thousandths."""
    for key, lapse in value.items():
        if key == "above" or size <= abs(thousandths(_number(key[len("up to ") :]))):
            return lapse
    return list(value.values())[-1]
