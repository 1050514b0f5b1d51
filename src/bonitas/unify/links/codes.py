"""Every problem that links can have: its code, its words and what to do about it. U200 to U299."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "U201": ("A file of links is called something.links, not '{found}'.", "Give it that ending."),
        "U202": ("There is no file of links here.", "Make one with 'bonitas link A B … --out {found}'."),
        "U203": ("This is no file of links, or a damaged one.", "Give the file that 'bonitas link' wrote."),
        "U204": (
            "These links are of format {found}; this program knows up to {known}.",
            "Install a newer version of Bonitas: pip install --upgrade bonitas.",
        ),
        "U205": ("The file is in use elsewhere.", "Wait until the other program has let go of it."),
        "U206": (
            "'{found}' cannot be the name of a ledger.",
            "Give another one before the '=': letters, digits, '-', '_' and '.'.",
        ),
        "U207": ("'{found}' and '{other}' are the same ledger.", "Name each ledger once."),
        "U208": ("'{found}' is itself a file of links.", "Link the ledgers that it links."),
        "U209": ("There are {count} ledgers to link.", "Name two or more: bonitas link A B --out {found}."),
        "U210": ("There is no ledger called '{found}' here.", "Those linked here are {known}."),
        "U211": (
            "'{found}' is a ledger of {which}, and the others are not.",
            "People of the lab are nobody: link within one side.",
        ),
        "U212": (
            "'{found}' is not the ledger that was linked: its records are other ones.",
            "Name the ledger that was, or make new links.",
        ),
        "U220": ("There is no link {found}.", "'bonitas links' lists them."),
        "U221": ("Link {found} is {state} already.", "Nothing is to be done."),
        "U222": ("Link {found} is {state}: it cannot be {wanted}.", "{remedy}"),
        "U223": ("It is not said {what}.", "Say it: --because 'why' --by 'who decides'."),
        "U224": (
            "'{found}' and '{other}' would still be one subject, by {links}.",
            "Decide about these too, in the same call.",
        ),
        "U225": (
            "That would make '{found}' and '{other}' one subject, which was decided against (link {link}).",
            "Confirm that link, or leave this one.",
        ),
        "U226": ("'{found}' is a person and '{other}' an organisation, or the other way round.", "Link subjects of one type."),
        "U227": ("'{found}' is no subject of these ledgers.", "Write the ledger's name and the id: bank:4711."),
        "U228": ("'{found}' and '{other}' are linked already (link {link}).", "Decide about that link."),
        "U229": ("A subject is not linked with itself.", "Name two."),
        "U241": ("'{found}' and '{other}' are one subject here.", "Ask about one of them."),
        "U243": ("'{found}' is no certainty.", "Give a number from 0 to 1, such as 0.99."),
        "U244": ("A certainty is asked of links, and '{found}' is a ledger.", "Leave --certainty out."),
        "U245": (
            "'{found}' keeps the attribute '{name}' as {type}, and another ledger as {other}.",
            "Only ledgers that mean the same can be read as one.",
        ),
        "U246": (
            "'{found}' is a file of links: this asks one ledger.",
            "Name one of those that it links: what is written down about a record lies in the ledger that holds it.",
        ),
        "U247": (
            "Rows with a known_at of their own cannot be asked through links.",
            "Ask once for each moment: --known-at.",
        ),
        "U249": ("The ledger '{found}' is not one that is linked here.", "'bonitas links' lists which are."),
    }
)

_SAID: Final = Wording(WORDS)
problem, trouble = _SAID.problem, _SAID.trouble
