"""What was learnt, as text that can be kept and given back: parameters and nothing of what was compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bonitas.unify.match.codes import trouble
from bonitas.unify.match.comparing import Configuration
from bonitas.unify.match.learning import Learnt

VERSION: Final = 1


def as_text(models: Mapping[str, Learnt]) -> str:
    """The parameters by type of subject, as JSON."""
    content = {
        kind: {"prior": one.prior, "odds": {name: [list(pair) for pair in odds] for name, odds in one.odds.items()}}
        for kind, one in models.items()
    }
    return json.dumps({"version": VERSION, **content}, sort_keys=True)


def from_text(text: str) -> dict[str, Learnt]:
    """The parameters in a text that `as_text` made. BonitasError U126 if it is another."""
    try:
        content = json.loads(text)
        if content.pop("version") != VERSION:
            raise trouble("U126", why="another version")
        return {kind: _learnt(one) for kind, one in content.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as exc:
        raise trouble("U126", why="not as they are written here") from exc


def _learnt(one: Mapping[str, Any]) -> Learnt:
    return Learnt(float(one["prior"]), {name: [(float(m), float(u)) for m, u in odds] for name, odds in one["odds"].items()})


def fitted(learnt: Learnt, whole: Configuration, there: Configuration) -> Configuration:
    """What is compared with these parameters: their comparisons, of which some columns may be empty now; groups by columns that are there.

    BonitasError U126 if they are of comparisons that are not made here.
    """
    chosen = []
    for name in dict.fromkeys(one.name for one in whole.comparisons if one.name in learnt.odds):
        same = [one for one in whole.comparisons if one.name == name and len(one.levels) == len(learnt.odds[name])]
        chosen += ([one for one in same if one in there.comparisons] or same)[:1]
    strange = learnt.odds.keys() - {one.name for one in chosen}
    if strange:
        raise trouble("U126", why=f"nothing is compared as '{min(strange)}' with {len(learnt.odds[min(strange)])} levels")
    return replace(there, comparisons=tuple(chosen))
