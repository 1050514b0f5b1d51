"""Which columns a file of records, amendments or participations may have, and of which type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import Problem, nearest
from bonitas.ledger.codes import problem

What = Literal["records", "amendments", "participations", "asked", "identifiers", "names", "groups", "outcomes"]

#: How a cell is read: the attribute types, and what only the fixed columns have.
CellType = Literal[
    "integer", "decimal", "money", "text", "choice", "yes_no", "date",
    "id", "kind", "subject_type", "instant", "change", "basis", "digests",
]  # fmt: skip

FIXED: dict[What, dict[str, CellType]] = {
    "records": {
        "subject": "id", "subject_type": "subject_type", "kind": "kind", "occurred_on": "date", "ended_on": "date",
        "recorded_at": "instant", "furnisher": "text", "counterparty": "id", "ref": "text",
    },
    "amendments": {
        "furnisher": "text", "ref": "text", "change": "change", "effective_on": "date", "recorded_at": "instant",
        "reason": "text", "by": "text", "attachments": "digests", "occurred_on": "date", "ended_on": "date", "counterparty": "id",
    },
    "participations": {
        "subject": "id", "subject_type": "subject_type", "rulebook": "text", "basis": "basis", "from": "date", "until": "date",
        "recorded_at": "instant",
    },
    "asked": {"subject": "id", "on": "date", "known_at": "instant"},
    "identifiers": {"subject": "id", "scheme": "text", "number": "text"},
    "outcomes": {"subject": "id", "bad": "yes_no"},
    "names": {
        "subject": "id", "subject_type": "subject_type", "name": "text", "given_name": "text", "surname": "text", "birth_date": "text",
        "sex": "text", "legal_form": "text", "house_number": "text", "street": "text", "postcode": "text", "city": "text",
        "region": "text", "country": "text", "email": "text", "phone": "text", "website": "text", "number": "text",
    },
    "groups": {"subject": "id", "group": "text"},
}  # fmt: skip

REQUIRED: dict[What, tuple[str, ...]] = {
    "records": ("subject", "kind", "occurred_on"),
    "amendments": ("furnisher", "ref", "change", "effective_on"),
    "participations": ("subject", "rulebook", "basis", "from"),
    "asked": ("subject", "on"),
    "identifiers": ("subject", "scheme", "number"),
    "names": ("subject",),
    "groups": ("subject", "group"),
    "outcomes": ("subject", "bad"),
}

#: The columns of a record, beside its attributes, that an amendment may correct.
CORRECTABLE = ("occurred_on", "ended_on", "counterparty")

CHANGES = ("settled", "disputed", "upheld", "rejected", "corrected", "withdrawn")
BASES = ("consent", "notice")
SUBJECT_TYPES = ("person", "organisation")


@dataclass(frozen=True)
class Form:
    """What a file must look like: its columns with their types, and which of them are attributes."""

    what: What
    catalogue: Catalogue
    attributes: dict[str, CellType] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, CellType]:
        return {**FIXED[self.what], **self.attributes}

    @property
    def required(self) -> tuple[str, ...]:
        return REQUIRED[self.what]


def form_of(what: What, catalogue: Catalogue) -> Form:
    """The form of a file of `what`. Participations carry no attributes."""
    if what == "participations":
        return Form(what, catalogue)
    return Form(what, catalogue, {name: one.type for name, one in catalogue.attributes.items() if name not in FIXED[what]})


def header_problems(form: Form, header: Sequence[str], file: str | None, line: int | None) -> list[Problem]:
    """What is wrong with the names of the columns: unknown, twice, nameless, missing."""
    found: list[Problem] = []
    known = form.known
    for at, name in enumerate(header, 1):
        if not name.strip():
            found.append(problem("L109", file=file, line=line, at=at, number=at))
        elif name in header[: at - 1]:
            found.append(problem("L106", file=file, line=line, at=at, found=name, column=name))
        elif name not in known:
            found.append(unknown_column(form, name, file, line, at))
    found += [
        problem("L108", file=file, line=line, column=name, what=form.what, required=", ".join(form.required))
        for name in form.required
        if name not in header
    ]
    return found


def unknown_column(form: Form, name: str, file: str | None, line: int | None, at: int | None) -> Problem:
    """The problem of one column that nobody knows, with the nearest that somebody does."""
    shown = ", ".join(FIXED[form.what]) + (" and the attributes of the catalogue" if form.attributes else "")
    near = nearest(name.strip().lower(), form.known)
    return problem("L107", file=file, line=line, at=at, found=name, nearest=near, column=name[:40], what=form.what, known=shown)
