"""Making a person's file: everything that a ledger holds about a subject, who asked, and how they stand and why."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bonitas.common.problems import BonitasError
from bonitas.engine.licence.refuse import allowed_of
from bonitas.engine.question import Day, now, of_instant, to_day, today
from bonitas.engine.rate import rate
from bonitas.engine.ratings import plain
from bonitas.engine.refuse import refuse_outside_lab
from bonitas.engine.still import of_one_state
from bonitas.ledger.base import Filed
from bonitas.ledger.columns import What
from bonitas.ledger.memory import memory_ledger
from bonitas.ledger.said import Row, instant_text, said_of
from bonitas.ledger.seal.note import read_signing_key
from bonitas.ledger.seal.proof import checkpoint_of
from bonitas.rights.file.answers import Answer, Asked, answered, differing
from bonitas.rights.file.asked import asked_rows, handed_out, history
from bonitas.rights.file.codes import trouble
from bonitas.rights.file.floors import floors_as_dict, floors_of
from bonitas.rights.file.folder import appear, write_folder
from bonitas.rights.file.inclusion import proof_for
from bonitas.rights.file.kinds import catalogue_files
from bonitas.rights.file.others import aliases, renamed, without_others
from bonitas.rights.file.rules import books_for, text_of_rules
from bonitas.rulebook.model import Rulebook


@dataclass(slots=True)
class SubjectFile:
    """A person's file as it was made.

    `said`: the rows of records, amendments and participations; `answers` by rulebook; `questions` as they can be asked again;
    `refused`: rulebooks that may not be run, with why; `asked`: who asked; `history`: changes of standing ratings that were kept;
    `proof`: that the entries are in the ledger's log, where it has one; `others`: how many counterparties are not shown by their ids;
    `digest`: SHA-256 of the list of parts.
    """

    folder: Path
    subject: str
    known: int
    lang: str
    said: dict[What, list[Row]]
    books: list[Rulebook]
    answers: dict[str, Answer] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    questions: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)
    proof: dict[str, Any] | None = None
    others: int = 0
    digest: str = ""
    links: list[dict[str, Any]] = field(default_factory=list)
    """Where several ledgers were read as one: the links by which the subject is one."""
    operator: str = ""
    """Under whose licence it was made; "": by whom everything may be read."""

    @property
    def included(self) -> dict[str, Any] | None:
        """How many entries the proof is of, how many came after its checkpoint, and which that is; None where there is no proof."""
        if self.proof is None:
            return None
        note = checkpoint_of(self.proof)
        signers = [name for name, _, signature in note.signatures if len(signature) > 1]
        told = {"entries": len(self.proof["entries"]), "later": self.proof["later"], "size": note.size, "root": note.root.hex()}
        return {**told, "signer": ", ".join(signers) or None}

    @property
    def ratings(self) -> list[dict[str, Any]]:
        """The row of each rating."""
        return [one.rating for one in self.answers.values() if one.rating is not None]

    def as_dict(self) -> dict[str, Any]:
        """As `file --json` prints it."""
        counts: dict[str, int] = {what: len(rows) for what, rows in self.said.items()}
        return {
            "folder": str(self.folder), "subject": self.subject, "known_at": instant_text(self.known), "digest": self.digest,
            **counts, "accesses": len(self.asked), "others": self.others, "ratings": self.ratings,
            "included": self.included,
            "refused": [{"rulebook": name, "because": why} for name, why in self.refused.items()],
        }  # fmt: skip


@of_one_state
def subject_file(  # noqa: PLR0913 - what a file is made of, and who asks for it
    ledger: Filed, subject: str, out: str | Path, *, on: Day | None = None, rulebooks: Sequence[Rulebook] = (), lang: str = "en",
    catalogue: Path | None = None, names: bool = False, key: str | Path | None = None,
    checkpoint: str | Path | None = None, by: str = "", purpose: str = "", recipient: str = "",
) -> SubjectFile:  # fmt: skip
    """Write everything about a subject into the new folder `out`, in a form to be read and in one to be rated again.

    Rated is by every rulebook that the subject takes part in, and by `rulebooks`, on the day `on` (default: today in each one's zone),
    from what is known now. A rulebook that is not published must be among `rulebooks`. `catalogue`: the folder of the ledger's own
    catalogue, where it has one. `names`: say which employee asked, too. Of a sealed ledger the file holds the proof that the entries are
    in its log: it leads to a checkpoint signed now with the key in the file `key`, or to the one in the file `checkpoint`; without either
    nobody has signed it. That the file was made is noted (`by`, `purpose`, `recipient`).
    BonitasError: G201 to G206; L641 and L642 if it cannot be noted; L701, L705, L706, L709 and L722 for the proof.
    """
    if int(ledger.subjects([subject])[0][0]) < 0:
        raise trouble("G202", found=subject)
    proof = proof_for(ledger, subject, None if key is None else read_signing_key(key), checkpoint)
    said = said_of(ledger, subject)
    books = books_for(subject, {row["rulebook"] for row in said["participations"]}, rulebooks)
    texts = {book.id: text_of_rules(book) for book in books}
    kinds = catalogue_files(ledger.catalogue, catalogue)
    called = aliases(ledger, subject, said, texts.values())
    file = SubjectFile(Path(out), subject, now(), lang, without_others(said, called), books, proof=proof, others=len(called))
    allowed = allowed_of(ledger)
    file.operator = "" if allowed is None or allowed.everything else allowed.operator
    file.links = plain(ledger.through(subject))
    _rate(file, ledger, on, called)
    file.asked, file.history = asked_rows(ledger, subject, said, names=names), history(ledger, subject, books)
    from bonitas.rights.file.parts import head_of, parts_of  # noqa: PLC0415 - the pages are slow to import

    aside, file.digest = write_folder(file.folder, head_of(file, ledger), parts_of(file, ledger, texts, kinds))
    try:
        handed_out(ledger, file.ratings, subject, file.digest, by=by, purpose=purpose, recipient=recipient)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    appear(aside, file.folder)
    return file


def _rate(file: SubjectFile, ledger: Filed, on: Day | None, called: Mapping[str, str]) -> None:
    """Rate by each rulebook, from the ledger and from the file alone: both must come to the same, or there is no file."""
    rows = file.said
    with memory_ledger(
        rows["records"], rows["amendments"], rows["participations"], lab=ledger.lab, catalogue=ledger.catalogue
    ) as own:
        for book in file.books:
            try:
                refuse_outside_lab(book, ledger)
            except BonitasError as error:
                file.refused[book.id] = [str(one) for one in error.problems]
                continue
            asked = Asked(file.subject, book, today(book) if on is None else to_day(on), file.known, file.lang)
            floors = _floors(ledger, asked)
            drawn = floors_of(book, asked.day, asked.known, floors)
            answer = answered(own, asked, drawn)
            there = answered(ledger, asked, drawn)
            for mine, theirs in ((answer.explanation, there.explanation), (answer.lookup, there.lookup)):
                what = differing(mine, renamed(theirs, called))
                if what is not None:
                    raise trouble("G205", found=book.id, what=what)
            file.answers[book.id] = answer
            file.questions.append(question(asked, floors))


def _floors(ledger: Filed, asked: Asked) -> dict[str, Any] | None:
    """The floors that bands by share have for this question, drawn over everybody; None where there are none."""
    if not any(band.best is not None for period in asked.book.periods for band in period.rules.bands.bands):
        return None
    day = asked.as_date
    drawn = rate(asked.book, ledger, on=day, known_at=of_instant(asked.known), subject=asked.subject, threads=1).drawn
    return floors_as_dict(drawn[0]) if drawn else None


def question(asked: Asked, floors: Mapping[str, Any] | None) -> dict[str, Any]:
    """A question as the list of a file holds it."""
    book = asked.book
    named = {"rulebook": book.id, "version": book.version, "hash": book.hash, "on": asked.as_date.isoformat()}
    return {**named, "text": f"rulebooks/{book.id}.yaml", "floors": floors}
