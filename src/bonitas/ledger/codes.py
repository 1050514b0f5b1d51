"""Every problem a ledger can report: its code, its words and what to do about it.

L1xx the file or its form, L2xx a row and its cells, L3xx amendments, L4xx participations, L5xx the ledger itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.problems import BonitasError, Problem

#: What to do about everything that was tampered with.
_TAMPERED: Final = "Compare with a copy of the ledger and find out who could write to it."
#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # ------------------------------------------------------------ L1xx the file
        "L101": ("There is no such file.", "Check the path."),
        "L102": ("The ending '{ending}' names no known format.", "Use .csv, .jsonl, .ndjson, .json or .parquet."),
        "L103": ("The file is empty.", "Check that the export is complete."),
        "L104": ("The file has a header and no rows.", "Check that the export is complete."),
        "L105": ("The file is not UTF-8.", "Save it with the encoding UTF-8."),
        "L106": ("The column '{column}' is there twice.", "Keep one of them."),
        "L107": ("There is no column '{column}' in a file of {what}.", "Remove or rename it. Known: {known}."),
        "L108": ("The column '{column}' is missing.", "A file of {what} needs {required}."),
        "L109": ("Column {number} has no name.", "Name it or remove it."),
        "L110": ("The file cannot be read as Parquet: it is cut short, damaged or something else.", "Export it again."),
        "L111": ("The row has {found} cells, the header has {expected}.", "Put quotes around a cell that holds a comma."),
        "L112": ("A quote is not closed or stands in the wrong place.", "Double every quote within a quoted cell."),
        "L113": ("The line is not JSON: {why}.", "Write one complete object on each line."),
        "L114": ("The line is not a JSON object.", 'Write {{"column": value, …}} on each line.'),
        "L115": ("The value of '{column}' is a list or an object.", "A cell is a text, a number, yes or no."),
        "L116": ("The key '{column}' is there twice.", "Keep one of them."),
        "L117": ("The file for rejected rows cannot be written: {why}.", "Choose another place."),
        "L118": ("The column '{column}' holds {type}, which no cell can be made of.", "Store text, numbers or dates."),
        "L119": ("The file cannot be read: {why}.", "Check what it is and who may read it."),
        "L120": ("The rows are neither a table nor a list of dicts.", "Give a path, an Arrow table or a list of dicts."),
        # ------------------------------------------------------------ L2xx a row
        "L201": ("'{column}' is empty.", "Every row of {what} needs one."),
        "L202": ("There is no kind of record called '{found}'.", "Use a kind that the catalogue declares."),
        "L203": ("'{column}' is not a date: '{found}'.", "Write it as 2026-11-23."),
        "L204": ("'{column}' is a day that no calendar has: '{found}'.", "Correct the day."),
        "L205": ("'{column}' is outside 1900 to 2199: '{found}'.", "Correct the year."),
        "L206": ("'ended_on' is before 'occurred_on'.", "An act ends on the day it occurred or later."),
        "L207": ("'{column}' is not a time: '{found}'.", "Write it as 2026-11-23T09:30:00+01:00."),
        "L208": ("'{column}' has no time zone: '{found}'.", "Add Z or an offset such as +01:00."),
        "L209": ("'{column}' is not a plain number: '{found}'.", "Write digits with at most one point, such as 1250.50."),
        "L210": ("'{column}' has too many decimals for {type}: '{found}'.", "At most {places}."),
        "L211": ("'{column}' is beyond ±10^12: '{found}'.", "Check the number."),
        "L212": ("'{found}' is none of the choices of '{column}'.", "Use one of {known}."),
        "L213": ("'{column}' is neither yes nor no: '{found}'.", "Write yes or no."),
        "L214": ("Records of kind '{kind}' have no '{column}'.", "Leave the cell empty. This kind has {known}."),
        "L215": ("'{found}' is no type of subject.", "Write person or organisation."),
        "L216": ("The subject is known as {known}, the row says {found}.", "Correct the row, or name another subject."),
        "L217": (
            "A record '{ref}' of furnisher '{furnisher}' is there with other content.",
            "Amend that record, or give this one its own ref.",
        ),
        "L218": ("The row cannot be used.", "Compare it with a row that was added."),
        # ------------------------------------------------------------ L3xx amendments
        "L301": ("There is no record '{ref}' of furnisher '{furnisher}'.", "Add the record first, or correct the name."),
        "L302": (
            "There is no change called '{found}'.",
            "Use settled, disputed, upheld, rejected, corrected or withdrawn.",
        ),
        "L303": ("The change is 'corrected' and no value is given.", "Fill at least one column with the right value."),
        "L304": ("The change '{change}' takes no value in '{column}'.", "Leave it empty, or say 'corrected'."),
        "L305": ("Corrected so, the record would end before it occurred.", "Give both dates, occurred_on and ended_on."),
        "L306": (
            "'{column}' is no SHA-256: '{found}'.",
            "Write 64 of the digits 0-9 and a-f for each attachment, with one space between them.",
        ),
        # ------------------------------------------------------------ L4xx participations
        "L401": ("'{found}' is no basis of participation.", "Write consent or notice."),
        "L402": ("'until' is not after 'from'.", "'until' is the first day no longer covered."),
        "L403": (
            "The same participation has another 'until', recorded at the same moment.",
            "Keep the row that holds, or give 'recorded_at'.",
        ),
        # ------------------------------------------------------------ L5xx the ledger
        "L501": ("The ledger is in use by another process or in another way.", "Wait until it is done, or close it there."),
        "L502": ("The ledger has format {found}; this program reads up to {known}.", "Use a newer version of the program."),
        "L503": ("This is not a ledger.", "Check the address. 'bonitas new' makes a ledger."),
        "L504": ("The ledger is damaged or cut short: {why}.", "Bring it back from a copy."),
        "L505": ("There is no ledger here.", "Check the address, or make one with 'bonitas new'."),
        "L506": ("There is something here already.", "Choose another address, or open what is there."),
        "L507": ("The disk is full or the file may not grow. Nothing of this call was kept.", "Make room and run it again."),
        "L508": ("The ledger is open for reading only.", "Open it with write=True."),
        "L509": ("There are no ledgers at {scheme}://.", "Use a DuckDB file, a folder of Parquet or a postgresql:// address."),
        "L510": ("The ledger cannot be read or written here: {why}.", "Check that the folder exists and who may write there."),
        "L511": (
            "The catalogue says that '{column}' is {type}; this ledger keeps it as {known}.",
            "Give the new attribute a name of its own.",
        ),
        "L512": ("The ledger is closed.", "Open it again."),
        "L513": (
            "The clock says {clock}, but this ledger was last added to at {last}. Nothing of this call was kept.",
            "Set the clock right and run it again, or give 'recorded_at' in every row.",
        ),
        "L514": (
            "'{found}' is a file of links between ledgers, and no ledger.",
            "Name one of the ledgers that it links: 'bonitas links {found}' lists them.",
        ),
        # ------------------------------------------------------------ L52x a ledger on a server
        "L520": (
            "The server does not let this user in: {why}.",
            "Check user and password. PGPASSWORD, a password file or a service file keeps the password out of the address.",
        ),
        "L521": ("The server cannot be reached: {why}.", "Check host and port, and that the server runs."),
        "L522": ("The server has no such database: {why}.", "Check the address, or have the database made (createdb)."),
        "L523": (
            "The server went away: {why}. What was being added is not kept.",
            "Run it again when the server is back; what was added before is there.",
        ),
        "L524": (
            "This user may not do that: {why}.",
            "Have the role for it granted: bonitas_reader to ask, bonitas_rater to keep standings, bonitas_furnisher to add, "
            "bonitas_keeper to remove. 'new', 'upgrade' and 'compact' are for the owner.",
        ),
        "L525": (
            "The ledger's tables are of version {found}; this program needs {known}.",
            "Run 'bonitas upgrade' as their owner.",
        ),
        "L526": ("PostgreSQL needs packages that are not installed ({why}).", "pip install 'bonitas[server]'"),
        "L527": ("The ledger is held by others: {why}. Nothing of this call was kept.", "Run it again."),
        "L528": ("The server takes no more connections: {why}.", "Wait, or have its max_connections raised."),
        "L529": ("The server refuses: {why}.", "Correct what it names, or ask whoever runs it."),
        "L530": ("The address cannot be read: {why}.", "Write postgresql://user@host:port/database."),
        "L531": (
            "'{column}' holds the character NUL, which PostgreSQL cannot keep.",
            "Remove it. Nothing of the file was added.",
        ),
        "L532": ("Only a ledger in PostgreSQL is brought up to date so.", "Files and folders need no upgrade."),
        # ------------------------------------------------------------ L54x what lies beside: standing ratings, an arrangement
        "L540": ("A ledger in memory has no place beside it for standing ratings.", "Make one with 'bonitas new'."),
        "L541": (
            "These standing ratings are being refreshed, or read, by somebody else.",
            "Wait until that is done, and run it again.",
        ),
        "L542": ("There are no standing ratings of '{rulebook}' for this ledger.", "'bonitas refresh' makes them."),
        "L543": (
            "These standing ratings are damaged: {why}.",
            "Delete the folder: the next refresh makes them anew, and its feed begins anew. The ledger itself is not concerned.",
        ),
        "L545": (
            "Records are arranged beside a DuckDB file or a folder of Parquet alone.",
            "A server has its own indexes; make a ledger in memory a file with 'bonitas new'.",
        ),
        "L546": ("This ledger is being arranged by somebody else.", "Wait until that is done, and run it again."),
        "L547": ("Something was removed from the ledger while it was arranged. Nothing was kept.", "Run it again."),
        # ------------------------------------------------------------ L55x removing
        "L550": ("No record has the number {found}.", "Name records by the 'entry' that the ledger gave them."),
        "L551": ("Nothing is named that should be removed.", "Name records by 'entry', or subjects."),
        "L552": ("It is not said why something is removed.", "Say why in a few words: they are kept with its number."),
        "L553": ("'{found}' is no basis for removing anything.", "Use {known}."),
        # ------------------------------------------------------------ L6xx identifiers
        "L601": ("'{found}' is no scheme of identifiers.", "Use one of {known}."),
        "L602": ("This cannot be a {title}: {why}.", "Compare it with the document it was read from."),
        "L603": ("'{subject}' has another {title} on file.", "Correct the number, or find out which of the two is right."),
        "L604": ("This {title} is on file for '{other}'.", "Two subjects may be one: compare them before anything is rated."),
        "L605": ("The key cannot be made here: {why}.", "Name a new file in a folder where you may write."),
        "L606": ("This is not a key: {why}.", "'bonitas new-key FILE' makes one."),
        "L607": (
            "The identifiers beside this ledger were hashed with another key.",
            "Use the key they were begun with, or the one that 'bonitas rotate-key' made last.",
        ),
        "L608": ("No identifiers are on file beside this ledger.", "'bonitas identify' adds them."),
        "L609": ("This is not a book of identifiers.", "Check what lies there."),
        "L610": ("The ledger has no such subject.", "Add a record or a participation first, or correct the id."),
        "L611": ("'{subject}' is {what}; a {title} is not for such.", "Correct the subject, its type or the scheme."),
        "L612": ("A ledger in memory has no file beside it for identifiers.", "Make one with 'bonitas new'."),
        "L613": ("No key is given.", "Name its file with --key or in BONITAS_KEY_FILE, or put the key itself in BONITAS_KEY."),
        "L614": ("BONITAS_KEY and BONITAS_KEY_FILE are both set.", "Leave one of them."),
        "L615": (
            "This key does not go on from the old one.",
            "Name a new file, which 'bonitas rotate-key' makes, or the one that it made before it was stopped.",
        ),
        "L616": ("This is no {which} key for sealed copies.", "'bonitas new-sealing-key FILE' makes FILE and FILE.pub."),
        "L617": ("There is no sealed copy of such a number of '{subject}'.", "'bonitas identify --sealed-to' keeps one."),
        "L618": (
            "The sealed copy of the {scheme} number was changed, or is another subject's.",
            "Bring the book back from a copy.",
        ),
        "L619": ("The sealed copy was made for the key {wanted}; this is {given}.", "Use the private key of that name."),
        "L620": (
            "A sealed number is opened for a stated purpose by somebody named.",
            "Give both: --purpose and --by, or BONITAS_PURPOSE and BONITAS_BY.",
        ),
        "L621": ("This is no scheme of identifiers.", "Use one of {known}."),
        "L622": ("There is no column of this name in a file of {what}.", "Remove or rename it. Known: {known}."),
        # ------------------------------------------------------------ L64x accesses
        "L640": ("A ledger in memory has no book of accesses beside it.", "Make one with 'bonitas new'."),
        "L641": (
            "The access cannot be recorded: {why}. Nothing is handed out.",
            "Check that whoever asks may write there: a look-up that leaves no trace is not made.",
        ),
        "L642": ("This ledger is asked for a stated purpose only.", "Say what for: --purpose TEXT, or BONITAS_PURPOSE."),
        "L643": ("This is not a book of accesses, or it is damaged.", "Check what lies there."),
        "L644": ("Access {no} is not as it was written.", "Compare the book with a copy, and find out who changed it."),
        "L645": (
            "Accesses that were written are gone: {numbers}.",
            "Compare the book with a copy, and find out who took them out.",
        ),
        "L646": ("Accesses were emptied without a note of who did it and why: {numbers}.", "Compare the book with a copy."),
        "L647": ("The book was written anew: access {no} is another one than was seen before.", "Compare the book with a copy."),
        # ------------------------------------------------------------ L70x the log that shows tampering
        # ------------------------------------------------------------ L65x licences
        "L650": (
            "This ledger is read only under a licence.",
            "Say who asks and by which licences: --as OPERATOR --licences FILE.",
        ),
        "L651": ("The log of a ledger is not read under a licence.", "It is for whoever keeps the ledger."),
        "L652": ("This ledger is open for '{found}' already.", "Open it again for another operator."),
        "L653": (
            "This ledger goes by another file of licences than the one given: by the one whose SHA-256 begins with {found}.",
            "Give that file; 'bonitas licences --pinned LEDGER' says who pinned it and when. Or let the keeper pin this one.",
        ),
        "L654": ("It is not said who pins the licences, and why.", "Say both: --by WHO --because WHY."),
        "L655": ("These licences are pinned already, or are none: {found}.", "Nothing is to be done."),
        "L701": ("This ledger is not sealed.", "'bonitas seal' gives every entry a leaf in a log."),
        "L702": ("A lab's ledger is not sealed: nobody in it is real.", "Seal ledgers of real people."),
        "L703": (
            "Some {table} came before entries were numbered, and cannot be sealed.",
            "Bring the files that they came from into a new ledger.",
        ),
        "L704": ("A signing key cannot be made here: {why}.", "Name a new file in a folder where you may write."),
        "L705": (
            "This is not a {what} key: {why}.",
            "'bonitas new-signing-key FILE' makes a signing key, and its public key in FILE.pub.",
        ),
        "L706": ("This is not a checkpoint: {why}.", "'bonitas checkpoint' makes one. Take it as it was published."),
        "L707": ("The checkpoint is signed by {found}, and by none of the keys given.", "Give the public key of who signed it."),
        "L708": ("The signature of '{found}' is wrong: this is not what was signed.", "Take the checkpoint as it was published."),
        "L709": ("The checkpoint is of {found} entries; this log has {size}.", "Entries are gone, or it is another ledger's."),
        # ------------------------------------------------------------ L71x what was tampered with
        "L710": ("{entry} was changed: it is not what leaf {leaf} was made of.", _TAMPERED),
        "L711": ("{entry} is gone: of it, leaf {leaf} alone is left.", _TAMPERED),
        "L712": ("{entry} has no leaf: it was not added as entries are.", _TAMPERED),
        "L713": ("{entry} is there, but its leaf {leaf} says that it was removed.", _TAMPERED),
        "L714": ("{entry}, leaf {leaf}, was removed, and nobody wrote down who did it and why.", _TAMPERED),
        "L715": ("'{found}' stands twice in the table {table}.", _TAMPERED),
        "L716": ("{entry} is there twice.", _TAMPERED),
        "L717": ("{entry} was moved: its leaf {leaf} comes after that of number {before}.", _TAMPERED),
        "L718": ("The leaves {first} to {last} are not those that were written when their entries were added.", _TAMPERED),
        "L719": ("The log is damaged at leaf {leaf}: {why}.", _TAMPERED),
        "L720": ("What was written of the log after {size} leaves was changed (head {head}).", _TAMPERED),
        "L721": ("This ledger is sealed and marked as a lab's; a lab's is never sealed.", _TAMPERED),
        "L722": ("The first {size} leaves are not those of this checkpoint: {where}.", _TAMPERED),
        "L723": ("These are not the leaf hashes of the checkpoint of {size} leaves.", "Give the file that was written with it."),
        "L724": ("{entry} was changed, and its leaf {leaf} with it, since these leaf hashes were written.", _TAMPERED),
        # ------------------------------------------------------------ L725 on: proofs of inclusion and of consistency
        "L725": ("This is not a proof of inclusion: {why}.", "'bonitas prove-included' makes one."),
        "L726": ("Entry {number} of the proof is not in the log: {why}.", "The proof was changed, or is of another log."),
        "L727": ("The checkpoint given is not the one that the proof was made for.", "Give that of {size} leaves."),
        "L728": ("The file cannot be written: {why}.", "Choose another place."),
        "L730": ("The first checkpoint is of {size} leaves, the second of {later}.", "Give the earlier one first."),
        "L731": ("This is not a proof of consistency: {why}.", "'bonitas prove-consistent' makes one."),
        "L732": (
            "This proof does not lead from the log of {size} leaves to that of {later}.",
            "Ask for another one. If there is none, what was there was changed or removed; the two checkpoints show it, so keep them.",
        ),
        "L733": (
            "The proof is for logs of {first} and {last} leaves, not of {size} and {later}.",
            "Ask for the proof of these two.",
        ),
    }
)


def problem(  # noqa: PLR0913 - the places of a problem are few and fixed
    code: str,
    *,
    file: str | None = None,
    line: int | None = None,
    at: int | None = None,
    found: str | None = None,
    nearest: str | None = None,
    words: Mapping[str, object] = MappingProxyType({}),
    **more: object,
) -> Problem:
    """The problem `code` with its words filled in; `at` is the number of the cell in its row, from 1.

    >>> print(problem("L203", file="a.csv", line=7, at=3, found="23.11.2026", column="occurred_on"))
    a.csv:7:3: L203 'occurred_on' is not a date: '23.11.2026'. Write it as 2026-11-23.
    """
    message, remedy = WORDS[code]
    shown = found if found is None or len(found) <= LONGEST_SHOWN else found[:LONGEST_SHOWN] + "…"
    filled = {"found": shown, **words, **more}
    return Problem(
        code, message.format(**filled), file=file, line=line, column=at, found=shown, nearest=nearest,
        remedy=remedy.format(**filled) or None,
    )  # fmt: skip


#: Of a long cell only its beginning is repeated in a message.
LONGEST_SHOWN: Final = 80


def trouble(code: str, address: object, **words: object) -> BonitasError:
    """The exception for a ledger that cannot be worked with.

    >>> print(trouble("L505", "a.duckdb"))
    a.duckdb: L505 There is no ledger here. Check the address, or make one with 'bonitas new'.
    """
    found = words.pop("found", None)
    return BonitasError(problem(code, file=str(address), found=None if found is None else str(found), words=words))
