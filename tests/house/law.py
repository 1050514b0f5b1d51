"""docs/law.md, with the table of checks, and the reports on two specimens in docs/law/."""

from __future__ import annotations

from typing import Final

from bonitas.cli.show_law import lines
from bonitas.law.checks import CHECKS
from bonitas.law.codes import CODES
from bonitas.law.law import law
from bonitas.law.model import Check
from bonitas.rulebook.read import read_rulebook

HEAD: Final = """\
# What may not be operated, and why

`bonitas law RULEBOOK` looks a rulebook through for what law forbids or leaves in doubt. Of each finding it says where it stands, which article is
at stake and
what that demands, how sure the reading is, and, where the law is unclear, both readings. It looks at the rulebook (its `jurisdictions`,
`decisions`, `remedy`,
clauses, measures and consequences) and at what the [catalogue](catalogue.md) says of its kinds of record (`keep`, `register`, `reveals`,
`relates_to`).

- **bars**: whatever comes to a standing refuses such a rulebook outside a [lab ledger](lab.md), from the command line, from Python and on Spark,
  and names clause and
  article (E117; E111 for a ground that the rulebook itself marks). `read`, `check`, `cases` and the lab do not.
- **warns**: for its author to answer. Nothing is refused.

From Python: `bonitas.law(book)`, a list of findings; `jurisdictions=["EU"]`, and on the command line `--in EU`, ask what would be if it were
operated there.

Two worked examples: [Wendeng](law/cn-wendeng-2020.md) and [Suining](law/cn-suining-2010.md), by the law of China and as if they were operated in
the European Union.

## Whose law

`jurisdictions` says where a rulebook is operated. A member state's code stands for the Union's law too (`DE`: Germany and the EU), a part of a
country (`DE-BE`) for the country's. The law of
the EU, Germany, the United States and China is looked at, and of these only what the table names; for any other place only what holds everywhere
is, and a finding says
so. A check of a jurisdiction takes the place of the one of `ANY` that finds the same. Rules in force only before a law is are not held to it. Most
checks are about people: a rulebook
that rates only organisations is asked the others.

A rulebook without `jurisdictions` is asked only what holds everywhere, and warned of it: whoever leaves them out escapes the checks of their place,
and should not.

## How some of it is judged

- **Out of context**: a record arises in its kind's context, and a detriment bites in its own. They belong together if they are the same or the
  catalogue's `relates_to` says so. If records of
  other contexts alone can lead to the detriment, all else being at its best, that bars; if they only have a part in it, both readings are given.
- **Not taking part**: whoever takes no part has no band, and so meets no detriment. The band of an empty file is worked out from the rules; a
  benefit that is given at that band
  leaves whoever takes no part worse off than somebody of whom nothing is known.
- **One record alone** is measured against the best file: what base, scorecard and dimensions give at most, and no earned points.
- **Address, and the age of an address** (§ 37a BDSG): an attribute that says where somebody lives bars; going by the day or the number of moves is
  in doubt. That is SCHUFA's criterion
  *current address*, and both readings are given.
- **Terms**: a term is too long if it can end later than the other would, counted from the same day, in any month of a year with or without 29
  February.

## What it does not see

What is not written in the rulebook or the catalogue: who really decides, whether a notice was understood, whether a source is right, whether
statistics are sound, what a free text means, what is
inferred from records that look harmless. The articles are in our own short words. How sure they are: *looked up*, in the text or in one that quotes
it; *secondary*, from others who describe it;
*memory*, unverified; *ours*, a rule of Bonitas. No finding is legal advice, and no finding is no proof. The reports are in English only.

## All checks

This page is written by `make fresh` from the checks themselves. Each has a rulebook in `tests/law/fixtures` that it finds something in, and the
nearest that it does not.

| code | | looks for | by | which demands | sure |
|---|---|---|---|---|---|
"""
SPECIMEN: Final = """\
# The law, and {title}

What `bonitas law {name}` says, and then what it would say were the scheme operated in the European Union. The rulebook is a specimen: it is here to
be read, and runs on synthetic people only.
How it is judged: [the checks](../law.md). Of each kind of finding a few places are shown; `--json` has all. This page is written by `make fresh`.
"""


def law_page() -> str:
    """docs/law.md."""
    return HEAD + "".join(_row(check) for check in CHECKS)


def _row(check: Check) -> str:
    sees = CODES[check.code]
    both = " (both readings)" if check.readings else ""
    article = check.article
    return f"| `{check.code}` | {check.severity} | {sees}{both} | {article.cite} | {article.demands} | {article.sure} |\n"


def specimen(name: str) -> str:
    """The report on a published rulebook, by its own law and by the Union's."""
    book = read_rulebook(name)
    text = SPECIMEN.format(title=book.title.say(), name=name)
    for command, where in ((f"bonitas law {name}", None), (f"bonitas law {name} --in EU", ["EU"])):
        found = law(book, jurisdictions=where)
        shown = "\n".join(lines(book, found, where or book.jurisdictions))
        text += f"\n```text\n$ {command}\n{shown}\n```\n"
    return text
