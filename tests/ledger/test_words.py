"""The words of every problem: each code is seen here or in `tests/bad/ledger/expected.txt`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from bonitas.ledger import Store, memory_ledger
from bonitas.ledger.codes import WORDS, problem

from .conftest import small_catalogue
from .test_words_log import SAID as LOG

EXPECTED = (Path(__file__).parents[1] / "bad" / "ledger" / "expected.txt").read_text(encoding="utf-8")
GIFT = {"subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-01"}

#: Code → (the words filled in, the whole message with its remedy).
SAID: dict[str, tuple[dict[str, Any], str]] = {
    "L216": (
        {"known": "a person", "found": "an organisation"},
        "The subject is known as a person, the row says an organisation. Correct the row, or name another subject.",
    ),
    "L217": (
        {"furnisher": "f", "ref": "1"},
        "A record '1' of furnisher 'f' is there with other content. Amend that record, or give this one its own ref.",
    ),
    "L218": ({}, "The row cannot be used. Compare it with a row that was added."),
    "L305": ({}, "Corrected so, the record would end before it occurred. Give both dates, occurred_on and ended_on."),
    "L403": (
        {},
        "The same participation has another 'until', recorded at the same moment. "
        "Keep the row that holds, or give 'recorded_at'.",
    ),
    "L501": (
        {},
        "The ledger is in use by another process or in another way. Wait until it is done, or close it there.",
    ),
    "L502": (
        {"found": "2", "known": 1},
        "The ledger has format 2; this program reads up to 1. Use a newer version of the program.",
    ),
    "L503": ({}, "This is not a ledger. Check the address. 'bonitas new' makes a ledger."),
    "L504": ({"why": "it ends early"}, "The ledger is damaged or cut short: it ends early. Bring it back from a copy."),
    "L505": ({}, "There is no ledger here. Check the address, or make one with 'bonitas new'."),
    "L506": ({}, "There is something here already. Choose another address, or open what is there."),
    "L507": (
        {},
        "The disk is full or the file may not grow. Nothing of this call was kept. Make room and run it again.",
    ),
    "L508": ({}, "The ledger is open for reading only. Open it with write=True."),
    "L509": (
        {"scheme": "mysql"},
        "There are no ledgers at mysql://. Use a DuckDB file, a folder of Parquet or a postgresql:// address.",
    ),
    "L510": (
        {"why": "permission denied"},
        "The ledger cannot be read or written here: permission denied. Check that the folder exists and who may write there.",
    ),
    "L511": (
        {"column": "note", "type": "money", "known": "text"},
        "The catalogue says that 'note' is money; this ledger keeps it as text. Give the new attribute a name of its own.",
    ),
    "L512": ({}, "The ledger is closed. Open it again."),
    "L513": (
        {"clock": "2026-01-01 00:00:00 UTC", "last": "2026-01-02 00:00:00 UTC"},
        "The clock says 2026-01-01 00:00:00 UTC, but this ledger was last added to at 2026-01-02 00:00:00 UTC. Nothing of this call "
        "was kept. Set the clock right and run it again, or give 'recorded_at' in every row.",
    ),
    "L520": (
        {"why": "no"},
        "The server does not let this user in: no. Check user and password. PGPASSWORD, a password file or a service file keeps the "
        "password out of the address.",
    ),
    "L521": ({"why": "no"}, "The server cannot be reached: no. Check host and port, and that the server runs."),
    "L522": (
        {"why": "no"},
        "The server has no such database: no. Check the address, or have the database made (createdb).",
    ),
    "L523": (
        {"why": "gone"},
        "The server went away: gone. What was being added is not kept. Run it again when the server is back; what was added before is "
        "there.",
    ),
    "L524": (
        {"why": "no"},
        "This user may not do that: no. Have the role for it granted: bonitas_reader to ask, bonitas_rater to keep standings, "
        "bonitas_furnisher to add, bonitas_keeper to remove. 'new', 'upgrade' and 'compact' are for the owner.",
    ),
    "L525": (
        {"found": "1", "known": 2},
        "The ledger's tables are of version 1; this program needs 2. Run 'bonitas upgrade' as their owner.",
    ),
    "L526": ({"why": "psycopg"}, "PostgreSQL needs packages that are not installed (psycopg). pip install 'bonitas[server]'"),
    "L527": ({"why": "a lock"}, "The ledger is held by others: a lock. Nothing of this call was kept. Run it again."),
    "L528": ({"why": "full"}, "The server takes no more connections: full. Wait, or have its max_connections raised."),
    "L529": ({"why": "no"}, "The server refuses: no. Correct what it names, or ask whoever runs it."),
    "L530": ({"why": "no"}, "The address cannot be read: no. Write postgresql://user@host:port/database."),
    "L531": (
        {"column": "ref"},
        "'ref' holds the character NUL, which PostgreSQL cannot keep. Remove it. Nothing of the file was added.",
    ),
    "L532": ({}, "Only a ledger in PostgreSQL is brought up to date so. Files and folders need no upgrade."),
    "L540": ({}, "A ledger in memory has no place beside it for standing ratings. Make one with 'bonitas new'."),
    "L541": (
        {},
        "These standing ratings are being refreshed, or read, by somebody else. Wait until that is done, and run it again.",
    ),
    "L542": ({"rulebook": "r"}, "There are no standing ratings of 'r' for this ledger. 'bonitas refresh' makes them."),
    "L601": (
        {"found": "lex", "known": "lei, eu-vat"},
        "'lex' is no scheme of identifiers. Use one of lei, eu-vat.",
    ),
    "L602": (
        {"title": "citizen number", "why": "its check digit is wrong"},
        "This cannot be a citizen number: its check digit is wrong. Compare it with the document it was read from.",
    ),
    "L603": (
        {"subject": "li", "title": "citizen number"},
        "'li' has another citizen number on file. Correct the number, or find out which of the two is right.",
    ),
    "L604": (
        {"title": "citizen number", "other": "li"},
        "This citizen number is on file for 'li'. Two subjects may be one: compare them before anything is rated.",
    ),
    "L605": (
        {"why": "file exists"},
        "The key cannot be made here: file exists. Name a new file in a folder where you may write.",
    ),
    "L606": (
        {"why": "it cannot be read"},
        "This is not a key: it cannot be read. 'bonitas new-key FILE' makes one.",
    ),
    "L607": (
        {},
        "The identifiers beside this ledger were hashed with another key. Use the key they were begun with, or the one that "
        "'bonitas rotate-key' made last.",
    ),
    "L608": (
        {},
        "No identifiers are on file beside this ledger. 'bonitas identify' adds them.",
    ),
    "L609": (
        {},
        "This is not a book of identifiers. Check what lies there.",
    ),
    "L610": (
        {},
        "The ledger has no such subject. Add a record or a participation first, or correct the id.",
    ),
    "L611": (
        {"subject": "bo", "what": "a person", "title": "unified social credit code"},
        "'bo' is a person; a unified social credit code is not for such. Correct the subject, its type or the scheme.",
    ),
    "L612": (
        {},
        "A ledger in memory has no file beside it for identifiers. Make one with 'bonitas new'.",
    ),
    "L613": (
        {},
        "No key is given. Name its file with --key or in BONITAS_KEY_FILE, or put the key itself in BONITAS_KEY.",
    ),
    "L614": ({}, "BONITAS_KEY and BONITAS_KEY_FILE are both set. Leave one of them."),
    "L615": (
        {},
        "This key does not go on from the old one. Name a new file, which 'bonitas rotate-key' makes, or the one that it made before "
        "it was stopped.",
    ),
    "L616": (
        {"which": "public"},
        "This is no public key for sealed copies. 'bonitas new-sealing-key FILE' makes FILE and FILE.pub.",
    ),
    "L617": (
        {"subject": "li"},
        "There is no sealed copy of such a number of 'li'. 'bonitas identify --sealed-to' keeps one.",
    ),
    "L618": (
        {"scheme": "lei"},
        "The sealed copy of the lei number was changed, or is another subject's. Bring the book back from a copy.",
    ),
    "L619": (
        {"wanted": "ab", "given": "cd"},
        "The sealed copy was made for the key ab; this is cd. Use the private key of that name.",
    ),
    "L620": (
        {},
        "A sealed number is opened for a stated purpose by somebody named. Give both: --purpose and --by, or BONITAS_PURPOSE and "
        "BONITAS_BY.",
    ),
    "L621": ({"known": "lei, eu-vat"}, "This is no scheme of identifiers. Use one of lei, eu-vat."),
    "L622": (
        {"what": "identifiers", "known": "subject"},
        "There is no column of this name in a file of identifiers. Remove or rename it. Known: subject.",
    ),
}


@pytest.mark.parametrize("code", SAID)
def test_words(code: str) -> None:
    words, whole = SAID[code]
    found = words.get("found")
    rest = {name: word for name, word in words.items() if name != "found"}
    said = problem(code, found=found, words=rest)
    assert f"{said.message} {said.remedy}" == whole


#: What is done → the whole problem it gives.
DONE: dict[str, tuple[Callable[[Store, Path], Any], str]] = {
    "L101": (lambda ledger, _: ledger.add("no/such.csv"), "no/such.csv: L101 There is no such file. Check the path."),
    "L104": (
        lambda ledger, _: ledger.add([]),
        "L104 The file has a header and no rows. Check that the export is complete.",
    ),
    "L117": (
        lambda ledger, folder: ledger.add([GIFT], rejects=folder / "no" / "rejects.csv"),
        "{folder}/no/rejects.csv: L117 The file for rejected rows cannot be written: no folder to write in, "
        "or a folder of that name. Choose another place.",
    ),
    "L118": (
        lambda ledger, _: ledger.add(pa.table({**{k: [v] for k, v in GIFT.items()}, "note": [["a", "b"]]})),
        "L118 The column 'note' holds list<item: string>, which no cell can be made of. Store text, numbers or dates.",
    ),
    "L119": (
        lambda ledger, folder: ledger.add(folder),
        "{folder}: L119 The file cannot be read: it is a folder. Check what it is and who may read it.",
    ),
    "L120": (
        lambda ledger, _: ledger.add(5),
        "L120 The rows are neither a table nor a list of dicts. Give a path, an Arrow table or a list of dicts.",
    ),
}


@pytest.mark.parametrize("code", DONE)
def test_words_of_what_goes_wrong(code: str, tmp_path: Path) -> None:
    action, whole = DONE[code]
    with memory_ledger(catalogue=small_catalogue()) as ledger:
        report = action(ledger, tmp_path)
    assert [str(one) for one in report.problems] == [whole.format(folder=tmp_path)]
    assert report.added == 0


def test_every_code_has_a_test_on_its_words() -> None:
    """Here, in the log's own file, or in a test that quotes the message."""
    seen = set(re.findall(r"\bL\d{3}\b", EXPECTED)) | SAID.keys() | LOG.keys() | DONE.keys()
    for path in Path(__file__).parents[1].rglob("test_*.py"):
        seen.update(re.findall(r"\b(L\d{3}) \S+ \S+", path.read_text(encoding="utf-8")))
    assert sorted(WORDS.keys() - seen) == []


def test_long_cells_are_cut_in_messages() -> None:
    said = problem("L209", found="9" * 500, column="fine")
    assert len(said.message) < 200
    assert said.found == "9" * 80 + "…"
