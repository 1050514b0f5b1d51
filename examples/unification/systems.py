"""Which rulebooks the study is about: all that are published for persons, and apart those for companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import bonitas
from bonitas.rulebook.model import Rulebook

Who = Literal["person", "organisation"]

#: The day that everything is asked about: the last that the lab draws.
DAY: Final = "2026-06-30"
HERE: Final = Path(__file__).resolve().parent
#: The policies, in the order in which they are shown.
RULES: Final = ("strictest", "mildest", "median")
#: Not unified: made up to show the language, or a printed example of another rulebook that is there itself.
EXAMPLES: Final = ("example-alpine-huts", "example-card-conduct", "cn-wendeng-2020-village-example")
#: The schemes from which somebody comes who is rated by a draft; the first says who takes part.
FROM: Final[Mapping[Who, tuple[str, ...]]] = {
    "person": ("cn-wendeng-2020", "cn-weihai-haibei-2020", "de-schufa-2026"),
    "organisation": ("cn-tax-2025", "cn-enterprise-2026", "cn-wendeng-2020-companies"),
}


@dataclass(frozen=True, slots=True)
class Systems:
    """The rulebooks of one type of subject: `books` are all, `unified` those that become one, `origins` those that people come from, and
    `policies` the folder with a file for each of RULES."""

    who: Who
    books: tuple[Rulebook, ...]
    unified: tuple[Rulebook, ...]
    origins: tuple[Rulebook, ...]
    policies: Path

    @property
    def people(self) -> str:
        """What they rate, in words."""
        return "persons" if self.who == "person" else "companies"


def systems(who: Who, names: Sequence[str] | None = None) -> Systems:
    """The published rulebooks that rate such subjects (`names`: of these only)."""
    every = (bonitas.read_rulebook(name) for name in (bonitas.published() if names is None else names))
    books = tuple(book for book in every if book.subjects in (who, "both"))
    unified = tuple(book for book in books if book.id not in EXAMPLES)
    by_id = {book.id: book for book in books}
    origins = tuple(by_id[name] for name in FROM[who] if name in by_id)
    folder = HERE / ("persons" if who == "person" else "companies")
    return Systems(who, books, unified, origins, folder)
