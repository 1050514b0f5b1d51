"""Rating again from a person's file alone: without the ledger it came from, without a network, on any machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError, Problem
from bonitas.engine.question import to_day, to_instant
from bonitas.ledger.duck import memory_store
from bonitas.ledger.store import Store
from bonitas.rights.file.answers import Answer, Asked, answered, differing
from bonitas.rights.file.codes import problem, trouble
from bonitas.rights.file.floors import floors_of
from bonitas.rights.file.folder import Folder, read_folder
from bonitas.rights.file.inclusion import NAME, Kept, held_together
from bonitas.rights.file.kinds import catalogue_in
from bonitas.rulebook.read import read_rulebook

#: What of a rating is compared, in this order.
SEEN = ("standing", "score", "band", "because", "next_change_on", "version", "hash", "on", "subject")


@dataclass(slots=True)
class Recomputed:
    """What rating again came to: `ratings` as they come out now, each with whether it is `same`; what the proof that its entries are in
    the ledger's log shows (`kept`, where the file holds one); and every problem."""

    folder: str
    subject: str
    digest: str
    ratings: list[dict[str, Any]] = field(default_factory=list)
    lookups: list[dict[str, Any]] = field(default_factory=list)
    kept: Kept | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing was changed and everything comes out alike."""
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """As `recompute --json` prints it."""
        said: dict[str, Any] = {"folder": self.folder, "subject": self.subject, "digest": self.digest, "same": self.ok}
        said |= {"ratings": self.ratings, "lookups": self.lookups, "included": self.kept and self.kept.as_dict()}
        return {**said, "problems": [one.as_dict() for one in self.problems]}


def recompute(folder: str | Path, public_keys: Sequence[str | Path] = (), checkpoint: str | Path | None = None) -> Recomputed:
    """Rate again what a file holds, and hold it against what the file says.

    What differs is listed, part by part: what was changed since the file was made (G213 to G215), what comes out otherwise (G217 to G220),
    what is not as the ledger's log has it (G221 to G224, L725 to L727; `public_keys`: whose signature of the log counts, `checkpoint`: a published
    one to be that of the file). BonitasError G211, G212 and G216 where the folder is no file at all.
    """
    found = read_folder(Path(folder))
    head = found.head
    try:
        subject, known, lang = str(head["subject"]), to_instant(str(head["known_at"])), str(head["lang"])
        questions = [dict(one) for one in head["asked"]]
        lab = head["lab"] is True
    except (KeyError, TypeError, ValueError) as exc:
        raise trouble("G211", file=str(folder), why="its list lacks what was asked") from exc
    done = Recomputed(str(folder), subject, found.digest, problems=list(found.problems))
    catalogue = catalogue_in(found.part("catalogue"))
    own = memory_store(lab=lab, catalogue=catalogue)
    try:
        done.problems += _filled(own, found)
        done.kept = _kept(done, found, catalogue, public_keys, checkpoint)
        for one in questions:
            try:
                _again(done, found, own, (one, known, lang))
            except BonitasError as error:
                why = " ".join(str(each) for each in error.problems)
                done.problems.append(problem("G220", rulebook=one.get("rulebook"), why=why))
    finally:
        own.close()
    return done


def _kept(
    done: Recomputed, found: Folder, catalogue: Catalogue, public_keys: Sequence[str | Path], checkpoint: str | Path | None
) -> Kept | None:
    """The file's proof, checked; None if it holds none and none was asked for."""
    if found.part(NAME).is_symlink() or not (found.part(NAME).exists() or public_keys or checkpoint):
        return None
    kept = held_together(found.path, done.subject, catalogue, public_keys, checkpoint)
    done.problems += kept.problems
    return kept


def _filled(own: Store, found: Folder) -> Iterator[Problem]:
    """Add what the file holds to an empty ledger; whatever is wrong with it."""
    for name, bring in (("records", own.add), ("amendments", own.amend), ("participations", own.enrol)):
        path = found.part(f"{name}.jsonl")
        if path.is_file() and not path.is_symlink():
            yield from bring(str(path)).problems


def _again(done: Recomputed, found: Folder, own: Store, question: tuple[dict[str, Any], int, str]) -> None:
    """Ask one question again: what it was, from what was known when, and in which language."""
    one, known, lang = question
    name = str(one.get("rulebook"))
    book = read_rulebook(found.part(f"rulebooks/{Path(name).name}.yaml"), own.catalogue)
    if book.hash != one.get("hash"):
        text = str(found.part(f"rulebooks/{Path(name).name}.yaml"))
        done.problems.append(problem("G217", file=text, found=book.hash, rulebook=name, expected=one.get("hash")))
    asked = Asked(done.subject, book, to_day(str(one.get("on"))), known, lang)
    try:
        floors = floors_of(book, asked.day, known, one.get("floors"))
    except ValueError as exc:
        raise trouble("G211", file=str(found.path), why=str(exc)) from exc
    answer = answered(own, asked, floors)
    before = len(done.problems)
    done.problems += _held_against(found, name, answer)
    same = len(done.problems) == before
    if answer.rating is not None:
        done.ratings.append({**answer.rating, "same": same})
    if answer.lookup is not None:
        done.lookups.append({"rulebook": name, "on": answer.lookup["on"], "entries": len(answer.lookup["entries"]), "same": same})


def _held_against(found: Folder, name: str, answer: Answer) -> Iterator[Problem]:
    """What comes out otherwise than the file says: first the rating itself, then how it is explained."""
    for kind, mine in (("explanations", answer.explanation), ("lookups", answer.lookup)):
        if mine is None:
            continue
        path = found.part(f"{kind}/{Path(name).name}.json")
        theirs = _read(path)
        told = [
            problem("G218", file=str(path), rulebook=name, name=each, expected=theirs.get(each), found=mine[each])
            for each in SEEN
            if each in mine and theirs.get(each) != mine[each]
        ]
        yield from told
        place = differing(theirs, mine)
        if place is not None and not told:
            yield problem("G219", file=str(path), rulebook=name, name=place)


def _read(path: Path) -> dict[str, Any]:
    """What the file says; nothing where it says nothing that can be read."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
