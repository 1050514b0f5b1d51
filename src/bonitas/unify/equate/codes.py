"""Every reason for which two scales are not put beside each other: its code, its words and what to do about it.

U40x what is asked, U41x what the scores allow, U42x the file of outcomes. Codes are stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bonitas.common.wording import Wording

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "U401": (
            "'{found}' rates {one} and '{other}' rates {others}: they have no subjects in common.",
            "Equate rulebooks for persons with rulebooks for persons, and those for companies apart.",
        ),
        "U402": ("'{found}' is not in force on {on}.", "Choose a day on which both are in force with --on."),
        "U403": (
            "Odds need a common outcome.",
            "Name a file with the columns 'subject' and 'bad' (yes or no) with --outcome, or choose another method.",
        ),
        "U404": (
            "An outcome is used by the method 'odds' only.",
            "Choose --method odds, or leave --outcome out.",
        ),
        "U405": ("{what} cannot be {found}.", "{remedy}"),
        "U406": ("The table cannot be written to '{found}': {why}.", "Name a .csv file in a folder that is there."),
        "U410": (
            "{count} subjects have a score under both rulebooks, of {a} scored by '{one}' and {b} by '{other}': too few to equate on "
            "(at least {fewest}).",
            "Take a ledger in which more subjects take part in both.",
        ),
        "U411": (
            "'{found}' gives all of these subjects the same score, {score}: a scale with one value cannot be equated.",
            "Take subjects whose records differ.",
        ),
        "U412": (
            "'{found}' gives these {count} subjects {values} different scores: too few for equipercentile equating (at least {fewest}).",
            "Use --method linear, or compare bands with `bonitas impact`.",
        ),
        "U413": (
            "The two put these {count} subjects in orders too different to be one scale: rank correlation {rho} (95 in 100: {low} to "
            "{high}), asked is {bound} at least, whichever way the scales run.",
            "Show both standings side by side. --at-least lowers the bound, and the result then says so.",
        ),
        "U414": (
            "By '{found}' {good} of the subjects with a known outcome turned out well and {bad} badly: too few of one kind (at "
            "least {fewest} of each).",
            "Take more outcomes.",
        ),
        "U415": (
            "The scores of '{found}' do not tell the two outcomes apart (slope {slope} times its standard error, asked is {bound} at "
            "least): there are no odds to go by.",
            "Equate through common subjects (--method linear or equipercentile), or show both standings side by side.",
        ),
        "U416": (
            "The scores of '{found}' part the two outcomes completely, so no odds can be put to a score.",
            "Take more outcomes, or another outcome.",
        ),
        "U417": (
            "The link between '{found}' and '{other}' does not hold, so there is no chain over it: {why}",
            "Go through another rulebook, or show the standings side by side. --at-least lowers the bound, and the result then says so.",
        ),
        "U418": (
            "'{found}' cannot be what a chain goes through: it is one of its ends.",
            "Name a third rulebook with --through.",
        ),
        "U419": (
            "Of those scored by '{one}' and '{found}' {share} % have scores under '{found}' beyond all that those scored by '{other}' "
            "have (at most {bound} %): nothing is known of what these correspond to.",
            "Take a ledger in which both groups have scores of the same range, or another rulebook to go through.",
        ),
        "U420": ("'{subject}' has another outcome already (line {first}).", "Leave one of the two lines."),
        "U421": ("Of the subjects in the file ({count}) none has a score under '{found}'.", "Check the column 'subject'."),
    }
)

_SAID: Final = Wording(WORDS)
problem, trouble = _SAID.problem, _SAID.trouble
