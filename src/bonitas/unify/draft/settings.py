"""What a policy says of whatever a rulebook has beside clauses: its measures, when it gives no score, freezes, what bands require, what it
passes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bonitas.common.page import Page
from bonitas.common.yamltext import Map, Node
from bonitas.unify.draft.codes import problem

#: The words that each may be said with; the first goes without saying.
WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "measures": ("as clauses", "as lines"),
        "no_score": ("left out", "any", "all"),
        "freezes": ("kept", "left out"),
        "requirements": ("left out", "any", "all"),
        "passes_on": ("left out", "kept"),
    }
)
#: Those that may be taken from one rulebook by its name.
TAKEN: Final = ("no_score", "requirements", "passes_on")


@dataclass(frozen=True, slots=True)
class Setting:
    """One of them: a word, or a rulebook to `take` it from and the reason `because`."""

    word: str
    take: str = ""
    because: str = ""

    @property
    def left_out(self) -> bool:
        return self.word == "left out" and not self.take

    def of(self, book: str) -> bool:
        """Whether what a rulebook has of it comes into question."""
        return not self.left_out and self.take in ("", book)

    @property
    def said(self) -> str:
        """As the papers say it."""
        return f"taken from {self.take}: {self.because}" if self.take else self.word


#: What goes without saying.
UNSAID: Final[Mapping[str, Setting]] = MappingProxyType({name: Setting(words[0]) for name, words in WORDS.items()})


def read_settings(page: Page, root: Map) -> Mapping[str, Setting]:
    """`no_score: any`, or `no_score: {take: RULEBOOK, because: …}`; every part is in it."""
    return {name: _setting(page, name, root.get(name)) for name in WORDS}


def _setting(page: Page, name: str, node: Node | None) -> Setting:
    words, what = WORDS[name], f"'{name}'"
    if node is None:
        return UNSAID[name]
    if not isinstance(node, Map) or name not in TAKEN:
        return Setting(page.word(node, what, words) or words[0])
    fields = page.fields(node, what, ("take", "because"), ("take",), node)
    take, because = (fields.get("take"), fields.get("because")) if fields is not None else (None, None)
    if because is None:
        page.problems.add(problem("U537", page=page, at=node, found=name))
    return Setting(
        "take",
        (page.text(take, f"{what}: 'take'") if take is not None else None) or "",
        (page.text(because, f"{what}: 'because'") if because is not None else None) or "",
    )
