"""A room's table of problems: what each code says and what to do about it, and how a problem is made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bonitas.common.page import Page
from bonitas.common.problems import BonitasError, Problem, nearest
from bonitas.common.yamltext import Node


@dataclass(frozen=True, slots=True)
class Wording:
    """code → (message, remedy). Words in braces are filled in; a remedy may be empty.

    >>> said = Wording({"X101": ("'{found}' is no {what}.", "Write a {what}.")})
    >>> print(said.problem("X101", file="a.csv", line=2, found="x", what="day"))
    a.csv:2: X101 'x' is no day. Write a day.
    >>> print(said.problem("X101", found="mondy", what="day", nearest="monday"))
    X101 'mondy' is no day. Did you mean 'monday'?
    """

    words: Mapping[str, tuple[str, str]]

    def problem(  # noqa: PLR0913 - the places of a problem are few and fixed
        self, code: str, *, file: object = None, line: int | None = None, column: int | None = None, found: object = None,
        nearest: str | None = None, **words: object,
    ) -> Problem:  # fmt: skip
        """The problem `code` with its words filled in; a near name takes the place of the remedy."""
        message, remedy = self.words[code]
        filled = {"found": found, **words}
        told = None if nearest else remedy.format(**filled) or None
        place, said = (None if one is None else str(one) for one in (file, found))
        return Problem(code, message.format(**filled), "error", place, line, column, said, nearest, told)

    def trouble(  # noqa: PLR0913 - the same
        self, code: str, *, file: object = None, line: int | None = None, column: int | None = None, found: object = None,
        nearest: str | None = None, **words: object,
    ) -> BonitasError:  # fmt: skip
        """The exception for one problem that ends the work."""
        return BonitasError(self.problem(code, file=file, line=line, column=column, found=found, nearest=nearest, **words))

    def at(
        self, code: str, *, page: Page | None = None, at: Node | None = None, found: object = None, known: Iterable[str] = (),
        **words: object,
    ) -> Problem:  # fmt: skip
        """The same at a place in a page. Of the names that are `known`, one near to what was found takes the place of the remedy.

        >>> said = Wording({"X102": ("There is no fruit '{found}'.", "There are {known}.")})
        >>> print(said.at("X102", found="aple", known=("apple", "pear")))
        X102 There is no fruit 'aple'. Did you mean 'apple'?
        >>> print(said.at("X102", found="kiwi", known=("apple", "pear")))
        X102 There is no fruit 'kiwi'. There are apple, pear.
        """
        names = tuple(known)
        near = nearest(str(found), names) if found is not None and names else None
        file, line, column = (page.file if page else None), (at.line if at else None), (at.column if at else None)
        listed = ", ".join(names) or "none"
        return self.problem(code, file=file, line=line, column=column, found=found, nearest=near, known=listed, **words)
