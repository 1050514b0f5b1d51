"""What a worker is told, as text: the rulebook, the kinds of record, the question. It is data, read once in each worker process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from bonitas.catalogue.model import Attribute, Catalogue, Kind
from bonitas.common.days import Duration
from bonitas.common.texts import Text
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.normal import normalised
from bonitas.rulebook.read import read_text
from bonitas.spark.codes import trouble
from bonitas.spark.shares import Floors, Moment


@dataclass(frozen=True, slots=True)
class Task:
    """One job.

    `text`, `hash`: the rulebook; `version`: of the program that sent it; `kinds`, `contexts`: the catalogue as plain data; `day`,
    `known`: the asked day and instant where the rows asked for do not say; `moment`: when the job began, which is when entries
    without `recorded_at` came to be known; `asked`: only asked rows are answered; `moments`: for which scores are counted;
    `floors`: of bands by share, once they are drawn; `whole`: records come with all their columns.
    """

    text: str
    hash: str
    version: str
    kinds: dict[str, Any]
    contexts: list[str]
    day: int
    known: int
    moment: int
    asked: bool
    whole: bool = False
    lab: bool = False
    changes: bool = True
    lang: str = "en"
    moments: list[Moment] = field(default_factory=list)
    floors: list[Floors] = field(default_factory=list)

    def to_json(self) -> str:
        """As it travels."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of_json(cls, text: str) -> Task:
        """As it arrived. (JSON has texts for keys and lists for tuples.)"""
        said = json.loads(text)
        floors = [(day, known, {int(start): found for start, found in each.items()}) for day, known, each in said.pop("floors")]
        moments = [(day, known) for day, known in said.pop("moments")]
        return cls(**said, moments=moments, floors=floors)


def as_data(catalogue: Catalogue) -> dict[str, Any]:
    """A catalogue as plain data: everything that a rating depends on, without what things are called."""
    return {
        kind.name: {
            "context": kind.context, "keep": str(kind.keep), "lasting": kind.lasting, "by": kind.by,
            "attributes": {a.name: [a.type, list(a.choices), a.currency] for a in kind.attributes.values()},
        }
        for kind in catalogue.kinds.values()
    }  # fmt: skip


def of_data(kinds: Mapping[str, Any], contexts: Sequence[str]) -> Catalogue:
    """The catalogue that `as_data` made plain, with the names of its contexts."""
    return Catalogue(
        {
            name: Kind(
                name, said["context"], {key: Attribute(key, of, tuple(choices), currency) for key, (of, choices, currency) in
                said["attributes"].items()}, Duration.parse(said["keep"]), lasting=said["lasting"], by=said["by"],
            )
            for name, said in kinds.items()
        },
        dict.fromkeys(contexts, Text()),
    )  # fmt: skip


def travelling(book: Rulebook) -> str:
    """The rulebook as text that reads back to the same."""
    return normalised(book)


@lru_cache(maxsize=8)
def received(text: str) -> tuple[Task, Rulebook, Catalogue]:
    """The task, its rulebook and its catalogue, made once in a worker process.

    BonitasError: S303 if this program makes another rulebook of the text than the one that sent it.
    """
    task = Task.of_json(text)
    catalogue = of_data(task.kinds, task.contexts)
    book = read_text(task.text, None, catalogue)
    if book.hash != task.hash:
        raise trouble("S303", theirs=version("bonitas"), ours=task.version)
    return task, book, catalogue
