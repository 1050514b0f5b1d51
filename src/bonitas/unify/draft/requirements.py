"""What the draft's bands ask for beside points: what the rulebooks ask for at the same places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bonitas.common.yamltext import as_date
from bonitas.unify.draft.books import Book
from bonitas.unify.draft.carried import Carrying
from bonitas.unify.draft.ground import Ground
from bonitas.unify.draft.parts import Part, Whence
from bonitas.unify.draft.take import Taking


def requirements(ground: Ground, carrying: Carrying, taking: Taking) -> list[Part]:
    """For each band that something is asked for, the condition. Nothing is asked for the lowest: everybody must stand somewhere."""
    setting, bands = ground.policy.settings["requirements"], ground.frame.bands.bands
    if setting.left_out or dated(ground.frame.tree["bands"]):
        return []
    found: list[Part] = []
    for band in bands[:-1]:
        asks = [
            (book, *_asked(book, band.name, carrying, taking)) for book in ground.books if setting.of(book.id) and asking(book)
        ]  # fmt: skip
        asks = [one for one in asks if one[1]]
        heard = setting.word != "any" or not ground.policy.silence_counts or len(asks) == len(ground.books)
        if asks and heard:
            word = " or " if setting.word == "any" else " and "
            texts = [f"({text})" if len(asks) > 1 else text for _, text, _, _ in asks]
            rule = "taken by hand" if setting.take else f"{setting.word} of those that ask for something there"
            whence = tuple(one for *_, own in asks for one in own)
            uses = frozenset(name for _, _, names, _ in asks for name in names)
            found.append(Part("bands", band.name, word.join(texts), rule, setting.because, whence, (), uses, bool(setting.take)))
    return found


def asking(book: Book) -> bool:
    """Whether a rulebook's bands ask for more than points."""
    return any(band.when is not None for band in book.rules.bands.bands)


def dated(bands: Any) -> bool:
    """Whether the policy's bands are others from some day on."""
    return isinstance(bands, Mapping) and all(as_date(str(key)) for key in bands)


def _asked(book: Book, band: str, carrying: Carrying, taking: Taking) -> tuple[str, frozenset[str], tuple[Whence, ...]]:
    """What a rulebook asks for at the place of a band of the draft: of several of its own bands there, one is enough; "" for nothing."""
    grade = taking.grade(book)
    own = [one for one in book.rules.bands.bands if grade(one.name) == band]
    if not own or any(one.when is None for one in own):
        return "", frozenset(), ()
    texts, uses = [], frozenset[str]()
    for one in own:
        text, names = carrying.text(book, book.tree["bands"][one.name]["when"])
        texts.append(text)
        uses |= names
    said = texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)
    return said, uses, tuple(Whence(book, ("bands", one.name)) for one in own)


def with_requirements(bands: Mapping[str, Any], parts: Sequence[Part]) -> dict[str, Any]:
    """The policy's bands, each with what it asks for beside its own floor."""
    found = dict(bands)
    for part in parts:
        body = found[part.id]
        own = dict(body) if isinstance(body, Mapping) else {"from": body}
        own["when"] = f"({own['when']}) and ({part.body})" if "when" in own else part.body
        found[part.id] = own
    return found
