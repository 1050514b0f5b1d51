"""What if: the standing with records that are only supposed, beside the real one, and everything that differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bonitas.common.days import date_of
from bonitas.engine.explain import explain
from bonitas.engine.question import Day, Instant, now, to_day, to_instant, today
from bonitas.engine.supposed import Named, as_instant, supposing
from bonitas.ledger.base import Filed
from bonitas.engine.still import of_one_state
from bonitas.rulebook.model import Rulebook

#: What of each standing is shown beside the other.
SHOWN: Final = ("standing", "score", "band", "fallen_from", "because", "next_change_on")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Two standings and what differs. `content` is what `what-if --json` prints; amounts are exact Decimals, dates ISO text."""

    content: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """What `what-if --json` prints."""
        return self.content


@of_one_state
def what_if(
    book: Rulebook,
    ledger: Filed,
    *,
    subject: str,
    records: Sequence[Mapping[str, Any]] = (),
    settle: Sequence[Named] = (),
    without: Sequence[Named] = (),
    on: Day | None = None,
    known_at: Instant | None = None,
    lang: str = "en",
) -> WhatIf:
    """The standing of one subject as it would be with `records` (rows as `add` takes them; `on` is short for `occurred_on`), with
    the records named by `settle` (`FURNISHER/REF`, perhaps `@DATE`; else on the asked day) settled, and without those of `without`.

    The ledger is only read. Defaults and errors as for `rate`; rows are checked as `add` checks them, and every problem names its
    row (`record 2`); E140 for a row about somebody else, E141 for a record that the subject does not have.
    """
    day = today(book) if on is None else to_day(on)
    known = now() if known_at is None else to_instant(known_at)
    asked: dict[str, Any] = {"subject": subject, "on": date_of(day), "known_at": as_instant(known), "lang": lang}
    with supposing(ledger, subject, records=records, settle=settle, without=without, on=day, known=known) as (own, supposed):
        real = explain(book, ledger, **asked).as_dict()
        then = explain(book, own, **asked).as_dict()
    both_scored = real["score"] is not None and then["score"] is not None
    return WhatIf(
        {
            **{key: real[key] for key in ("subject", "on", "rulebook", "version", "hash", "title")},
            "supposed": supposed.as_dict(),
            "real": {name: real[name] for name in SHOWN},
            "what_if": {name: then[name] for name in SHOWN},
            "score_change": then["score"] - real["score"] if both_scored else None,
            "changes": changes(real, then),
            "steps": differing(_telling(real["steps"]), _telling(then["steps"]), "text"),
            "consequences": differing(real["consequences"], then["consequences"], "id"),
        }
    )


def _telling(steps: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The steps without the bare sum, and without how many others there are."""
    return [step for step in steps if step["step"] not in {"sum", "share", "share_of_nobody"}]


def changes(real: Mapping[str, Any], then: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every clause, line and dimension whose points or records differ: those that stay in the order of the rulebook, then those
    that came. `change` is `came`, `went` or `changed`; `real` and `what_if` are points, None where there is no such item."""
    listed = []
    before, after = ({item["item"]: item for item in one["points"]} for one in (real, then))
    if real["base"] != then["base"]:
        listed.append(_change("base", "", real["base"], then["base"], [], []))
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old is None or new is None or any(old.get(key) != new.get(key) for key in ("points", "bin", "records")):
            one: Mapping[str, Any] = old or new or {}
            points = [None if item is None else item["points"] for item in (old, new)]
            records = [[] if item is None else item["records"] for item in (old, new)]
            found = _change(name, one["text"], points[0], points[1], records[0], records[1])
            found["source"] = one["source"]
            if "bin" in one:
                found["bins"] = [None if item is None else item["bin"] for item in (old, new)]
            listed.append(found)
    return listed


def _change(item: str, text: str, real: Any, then: Any, old: list[Any], new: list[Any]) -> dict[str, Any]:
    """One item of `changes`."""
    named = [{(row["furnisher"], row["ref"]): row for row in rows} for rows in (old, new)]
    shared = named[0].keys() & named[1].keys()
    return {
        "item": item,
        "text": text,
        "change": "came" if real is None else "went" if then is None else "changed",
        "real": real,
        "what_if": then,
        "difference": (then or 0) - (real or 0),
        "records": {
            "came": [row for key, row in named[1].items() if key not in shared],
            "went": [row for key, row in named[0].items() if key not in shared],
            "changed": [named[1][key] for key in named[1] if key in shared and named[0][key] != named[1][key]],
        },
    }


def differing(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], key: str) -> dict[str, list[Any]]:
    """Of two lists what only the second has (`came`) and what only the first has (`went`)."""
    known, then = ({one[key] for one in rows} for rows in (old, new))
    return {"came": [one for one in new if one[key] not in known], "went": [one for one in old if one[key] not in then]}
