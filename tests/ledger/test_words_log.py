"""The words of problems with accesses and with the log that shows tampering."""

from __future__ import annotations

from typing import Any

import pytest

from bonitas.ledger.codes import problem

#: Code → (the words filled in, the whole message with its remedy).
SAID: dict[str, tuple[dict[str, Any], str]] = {
    "L306": (
        {"column": "attachments", "found": "x1"},
        "'attachments' is no SHA-256: 'x1'. Write 64 of the digits 0-9 and a-f for each attachment, with one space between them.",
    ),
    "L640": ({}, "A ledger in memory has no book of accesses beside it. Make one with 'bonitas new'."),
    "L643": ({}, "This is not a book of accesses, or it is damaged. Check what lies there."),
    "L644": ({"no": 3}, "Access 3 is not as it was written. Compare the book with a copy, and find out who changed it."),
    "L646": (
        {"numbers": "4, 5"},
        "Accesses were emptied without a note of who did it and why: 4, 5. Compare the book with a copy.",
    ),
    "L647": ({"no": 3}, "The book was written anew: access 3 is another one than was seen before. Compare the book with a copy."),
    "L702": ({}, "A lab's ledger is not sealed: nobody in it is real. Seal ledgers of real people."),
    "L703": (
        {"table": "records"},
        "Some records came before entries were numbered, and cannot be sealed. Bring the files that they came from into a new ledger.",
    ),
    "L704": (
        {"why": "it is empty"},
        "A signing key cannot be made here: it is empty. Name a new file in a folder where you may write.",
    ),
    "L705": (
        {"what": "public", "why": "it is empty"},
        "This is not a public key: it is empty. 'bonitas new-signing-key FILE' makes a signing key, and its public key in FILE.pub.",
    ),
    "L706": (
        {"why": "it is empty"},
        "This is not a checkpoint: it is empty. 'bonitas checkpoint' makes one. Take it as it was published.",
    ),
    "L708": (
        {"found": "ann"},
        "The signature of 'ann' is wrong: this is not what was signed. Take the checkpoint as it was published.",
    ),
    "L709": (
        {"found": "9", "size": 7},
        "The checkpoint is of 9 entries; this log has 7. Entries are gone, or it is another ledger's.",
    ),
    "L714": (
        {"entry": "record f/1", "leaf": 2},
        "record f/1, leaf 2, was removed, and nobody wrote down who did it and why. Compare with a copy of the ledger and find out who could write to it.",
    ),
    "L715": (
        {"found": "x1", "table": "records"},
        "'x1' stands twice in the table records. Compare with a copy of the ledger and find out who could write to it.",
    ),
    "L717": (
        {"before": 9, "entry": "record f/1", "leaf": 2},
        "record f/1 was moved: its leaf 2 comes after that of number 9. Compare with a copy of the ledger and find out who could write to it.",
    ),
    "L718": (
        {"first": 1, "last": 3},
        "The leaves 1 to 3 are not those that were written when their entries were added. Compare with "
        "a copy of the ledger and find out who could write to it.",
    ),
    "L722": (
        {"size": 7, "where": "leaf 4 differs"},
        "The first 7 leaves are not those of this checkpoint: leaf 4 differs. Compare with a copy of the ledger and find out who could write to it.",
    ),
    "L723": ({"size": 7}, "These are not the leaf hashes of the checkpoint of 7 leaves. Give the file that was written with it."),
    "L725": ({"why": "it is empty"}, "This is not a proof of inclusion: it is empty. 'bonitas prove-included' makes one."),
    "L727": ({"size": 7}, "The checkpoint given is not the one that the proof was made for. Give that of 7 leaves."),
    "L730": ({"size": 9, "later": 7}, "The first checkpoint is of 9 leaves, the second of 7. Give the earlier one first."),
    "L731": ({"why": "it is empty"}, "This is not a proof of consistency: it is empty. 'bonitas prove-consistent' makes one."),
    "L732": (
        {"size": 7, "later": 9},
        "This proof does not lead from the log of 7 leaves to that of 9. Ask for another one. If there is none, what was there was "
        "changed or removed; the two checkpoints show it, so keep them.",
    ),
    "L733": (
        {"first": 1, "last": 2, "size": 7, "later": 9},
        "The proof is for logs of 1 and 2 leaves, not of 7 and 9. Ask for the proof of these two.",
    ),
    "L728": ({"why": "it is empty"}, "The file cannot be written: it is empty. Choose another place."),
}


@pytest.mark.parametrize("code", SAID)
def test_words(code: str) -> None:
    words, whole = SAID[code]
    rest = {name: word for name, word in words.items() if name != "found"}
    said = problem(code, found=words.get("found"), words=rest)
    assert f"{said.message} {said.remedy}" == whole
