"""Files of identifiers: each row checked against its scheme and against the ledger's subjects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import Problem, nearest
from bonitas.ledger.codes import problem
from bonitas.ledger.columns import Form
from bonitas.ledger.explain import Explainer
from bonitas.ledger.identity.schemes import SCHEMES, NoSuchNumber, compact
from bonitas.ledger.sources.chunk import LINE, BadFile
from bonitas.ledger.sources.which import Input, source_of
from bonitas.ledger.store import Store

FORM: Final = Form("identifiers", Catalogue({}))
#: Problems that repeat the name of a column as it stands in the file.
NAME_A_COLUMN: Final = frozenset({"L106", "L107", "L115", "L116", "L118"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that is sound in itself: this subject has this number. `number` never leaves the process."""

    line: int
    at: int | None
    subject: str
    scheme: str
    number: str


class Subjects:
    """The subjects of a ledger, by id."""

    def __init__(self, ledger: Store) -> None:
        _, ids, organisation = ledger.subjects()
        names = ids if isinstance(ids, list) else [str(name) for name in ids]
        self._organisation: Mapping[str, bool] = dict(zip(names, organisation.tolist(), strict=True))

    def fault(self, cells: Mapping[str, str | None]) -> tuple[str, dict[str, object]] | None:
        """What is wrong between the subject and the scheme of a row: nobody is called so, or the number is not for such."""
        subject, scheme = cells["subject"] or "", SCHEMES[cells["scheme"] or ""]
        if subject not in self._organisation:
            return "L610", {}
        kind = "organisation" if self._organisation[subject] else "person"
        if scheme.of not in (kind, "both"):
            what = "a person" if kind == "person" else "an organisation"
            return "L611", {"title": scheme.title, "subject": subject, "what": what}
        return None


def claims_of(what: Input, subjects: Subjects) -> tuple[list[Claim], list[Problem], str | None]:
    """The sound rows of a file, the problems of the others, and the file's name. BadFile if it cannot be used as a whole.

    No cell is ever repeated in a problem: who mixes up columns, or forgets the header, would find numbers or names in a log.
    """
    try:
        return _claims_of(what, subjects)
    except BadFile as exc:
        raise BadFile([_discreet(one) for one in exc.problems]) from None


def _claims_of(what: Input, subjects: Subjects) -> tuple[list[Claim], list[Problem], str | None]:
    source = source_of(what, FORM)
    claims: list[Claim] = []
    problems: list[Problem] = []
    for chunk in source.chunks():
        problems += [_discreet(one) for row in chunk.bad for one in row.problems]
        explainer = Explainer(FORM, source.name, source.header)
        for cells in chunk.table.to_pylist():
            line = cells.pop(LINE)
            found = list(explainer.problems(line, cells)) or _faults(cells, subjects, source.name, line, source.header)
            problems += found
            if not found:
                scheme = SCHEMES[cells["scheme"]]
                at = source.header.index("number") + 1
                claims.append(Claim(line, at, cells["subject"], scheme.name, compact(scheme, cells["number"])))
    return claims, problems, source.name


def _discreet(one: Problem) -> Problem:
    """A problem that names a column of the file, without that name: of a file without a header it is somebody's number."""
    if one.code not in NAME_A_COLUMN or one.nearest or any(f"'{name}'" in one.message for name in FORM.known):
        return one
    return problem("L622", file=one.file, line=one.line, at=one.column, words={"what": FORM.what, "known": ", ".join(FORM.known)})


def _faults(
    cells: Mapping[str, str | None], subjects: Subjects, file: str | None, line: int, header: tuple[str, ...]
) -> list[Problem]:
    """What is wrong with a row whose cells are all there."""
    found: list[Problem] = []

    def note(code: str, column: str, words: Mapping[str, object], near: str | None = None, shown: str | None = None) -> None:
        at = header.index(column) + 1
        found.append(problem(code, file=file, line=line, at=at, found=shown, nearest=near, words=words))

    name = cells["scheme"] or ""
    if name not in SCHEMES:
        near = nearest(name, SCHEMES)  # what resembles a scheme is no number
        note("L601" if near else "L621", "scheme", {"known": ", ".join(SCHEMES)}, near, name if near else None)
        return found
    wrong = subjects.fault(cells)
    if wrong is not None:
        note(wrong[0], "subject", wrong[1])
    try:
        compact(SCHEMES[name], cells["number"] or "")
    except NoSuchNumber as exc:
        note("L602", "number", {"title": SCHEMES[name].title, "why": exc.why})
    return found
