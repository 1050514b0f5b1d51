"""Every problem that licences can have: its code, its words and what to do about it.

U700 to U709 the text of a file of licences, U71x what may be run, U72x what may be handed on and kept, U73x what a licence says. Codes are stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bonitas.common.problems import BonitasError
from bonitas.common.wording import Wording

#: What a page finds wrong with the text; its own words say more.
CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "U700": "the file of licences is no plain YAML, or is not a map",
        "U701": "a key of a licence is not known",
        "U702": "a required key of a licence is missing",
        "U703": "a value of a licence has the wrong shape, or is empty",
        "U704": "a word of a licence is none of those that may stand there",
        "U707": "a date of a licence is none",
        "U709": "a language of a text in a licence is none",
    }
)

#: code → (message, remedy). Words in braces are filled in; a remedy may be empty.
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "U708": ("The licences cannot be read.", "Check that the file is there and may be read."),
        "U710": ("There is no operator '{found}' in the licences '{licences}'.", "They are for {known}."),
        "U711": ("'{operator}' holds no licence on {on}: it is in force {span}.", "Ask for a new one, or see 'in_force'."),
        "U712": ("'{operator}' has no licence to run '{rulebook}'.", "It may run: {known}."),
        "U713": (
            "'{operator}' ({layer}) may not read '{kind}' (context {context}), which '{rulebook}' looks at: its licence names no basis "
            "for it.",
            "A basis for it belongs under 'reads'; or let it run the rulebook in part ('part: readable').",
        ),
        "U714": (
            "'{operator}' may read '{kind}' as {furnishers} furnish it, and not as others do: '{rulebook}' would be rated on fewer records "
            "than it looks at.",
            "Let it run the rulebook in part ('part: readable').",
        ),
        "U715": (
            "'{operator}' cannot run '{rulebook}' in part: its measure '{measure}' is drawn from '{kind}', and records that may not all be "
            "read would pass for none.",
            "Only what clauses give and take comes apart; a measure needs every record of its kinds.",
        ),
        "U716": ("Of '{rulebook}' nothing is left that '{operator}' may ask.", "See 'reads' and 'part' of its licence."),
        "U717": ("'{operator}' runs '{rulebook}' in part only: {what} takes the whole.", "Whoever may run the whole can do that."),
        "U718": (
            "{what} is about every record there is, and '{operator}' may not read them all.",
            "Whoever reads everything ('contexts: all') can do that.",
        ),
        "U720": ("'{operator}' may not show others what comes of '{rulebook}'.", "Only who has it under 'hands_on' may."),
        "U721": ("'{found}' may see nothing of what others come to by '{rulebook}'.", "What it may belongs under 'sees'."),
        "U722": (
            "'{found}' is neither an operator with a licence nor the subject: under a licence nobody else is shown an answer.",
            "Operators are {known}.",
        ),
        "U723": ("{what} is not handed on to another operator.", "Hand on what 'rate', 'explain' and 'forecast' say."),
        "U724": ("Tables on Spark are not read under a licence.", "Rate from a file, a folder or PostgreSQL, where it is enforced."),
        "U725": (
            "What '{found}' may see of '{rulebook}' does not go as far as a forecast: it would tell when records end.",
            "Ask `bonitas rate` on the day.",
        ),
        "U730": ("There is no context '{found}'.", "The catalogue's are {known}."),
        "U731": ("There is no kind of record '{found}'.", "See docs/catalogue.md."),
        "U732": (
            "'{operator}' ({layer}) reads all of '{found}', which is reserved to {to}.",
            "Name the single kinds that it has a basis for, each with that basis.",
        ),
        "U733": ("What is read must be named: contexts or kinds.", "Write 'contexts: [credit]', 'contexts: all' or 'kinds: [court.judgment]'."),
        "U734": ("The licences are for nobody.", "Name an operator with its layer, what it reads and what it runs."),
        "U735": ("The rulebook '{found}' is there twice.", "Keep one of them."),
        "U736": ("'{operator}' hands on what comes of '{found}' and may not run the whole of it.", "Put it under 'runs'."),
        "U737": ("The licence ends before it begins.", "Let 'until' be after 'from'."),
        "U739": ("'{operator}' passes on what comes of '{found}' and may not run the whole of it.", "Put it under 'runs'."),
        "U740": (
            "'{operator}' has no licence to link subjects of one ledger with those of another.",
            "A basis for it belongs under 'links'.",
        ),
        "U741": ("'{operator}' has no licence to pass on records by '{rulebook}'.", "Only who has it under 'passes_on' may."),
        "U738": ("An operator cannot be called '{found}'.", "Use lower case letters, digits and '-', and begin with a letter."),
    }
)  # fmt: skip


_SAID: Final = Wording(WORDS)
problem = _SAID.at


def trouble(code: str, **words: Any) -> BonitasError:
    """The exception for one problem that ends the work."""
    return BonitasError(problem(code, **words))
