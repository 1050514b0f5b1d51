"""A sitting: a person goes through the links that wait, one by one. Each decision is written down at once, so that none is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import typer

from bonitas.cli.console import cleaned, say
from bonitas.cli.errors import tell_problems
from bonitas.cli.show_links import STATES, per_cent
from bonitas.cli.terminal import Column, show, table
from bonitas.common.counts import how_many
from bonitas.common.problems import BonitasError
from bonitas.unify.links.book import open_book
from bonitas.unify.links.decide import decide
from bonitas.unify.links.link import known_name
from bonitas.unify.links.model import WAITING, End, Link, shown

Word = Literal["confirm", "refuse", "skip", "quit"]
WORDS: Final[tuple[Word, ...]] = ("confirm", "refuse", "skip", "quit")
HELP: Final = (
    "For each: (c)onfirm that the two are one, (r)efuse, (s)kip or (q)uit. A reason of its own may follow: r father and son."
)
#: Of each subject, by ledger and id, what its file of names says.
Rows = Mapping[End, Mapping[str, str]]


@dataclass(slots=True)
class Sitting:
    """Who sits over which links, and the reason that holds where no other is given; asked for where empty."""

    file: str
    by: str = ""
    because: str = ""
    done: Counter[str] = field(default_factory=Counter)


def sit(sitting: Sitting, names: Mapping[str, str], encodings: Mapping[str, str]) -> None:
    """Go through all that waits. `names`, `encodings`: ledger → file of names, which is shown and kept nowhere. BonitasError: U210, those
    of the links and of the files; what is wrong with a single decision is told, and the pair asked about again."""
    with open_book(sitting.file) as book:
        waiting, ledgers = book.links(WAITING), book.ledgers()
    for name in (*names, *encodings):
        known_name(name, ledgers, sitting.file)
    if not waiting:
        show("Nothing waits for a person.")
        return
    rows = rows_about(waiting, names, encodings)
    try:
        show(f"{how_many(len(waiting), 'pair')} for a person to look at. {HELP}")
        _begun(sitting)
        groups = groups_in(sitting.file)
        for at, link in enumerate(waiting, 1):
            say()
            show_pair(link, f"{at} of {len(waiting)}", rows, groups)
            word = _decided(sitting, link)
            if word == "quit":
                break
            groups = groups_in(sitting.file) if word == "confirm" else groups
    except typer.Abort:  # Ctrl-C or Ctrl-D: what was decided stays
        say()
    _ended(sitting, len(waiting))


def rows_about(waiting: Sequence[Link], names: Mapping[str, str], encodings: Mapping[str, str]) -> Rows:
    """What the files of names say of those who wait."""
    from bonitas.unify.names.read import cells_of

    found: dict[End, Mapping[str, str]] = {}
    for ledger, file in names.items():
        mine = {subject for link in waiting for name, subject in (link.a, link.b) if name == ledger}
        for subject, cells in cells_of(file, mine, encoding=encodings.get(ledger)).items():
            found[ledger, subject] = cells
    return found


def groups_in(file: str) -> Mapping[End, Collection[End]]:
    """Of each subject that is one with others, all of these and itself."""
    with open_book(file) as book:
        return {end: group for group in book.united().values() for end in group}


def parsed(text: str) -> tuple[Word, str] | None:
    """An answer: a word or its beginning, and a reason that may follow it. None for what is neither.

    >>> parsed("r father and son"), parsed("confirm"), parsed("S"), parsed("yes")
    (('refuse', 'father and son'), ('confirm', ''), ('skip', ''), None)
    """
    first, _, rest = text.strip().partition(" ")
    word = next((one for one in WORDS if first and one.startswith(first.lower())), None)
    return None if word is None else (word, rest.strip())


def _begun(sitting: Sitting) -> None:
    """Who decides, and why where no other reason is given: asked once."""
    while not sitting.by.strip():
        sitting.by = typer.prompt("Who decides", default="", show_default=False)
    if not sitting.because.strip():
        sitting.because = typer.prompt("Why, where no reason follows an answer (may stay empty)", default="", show_default=False)


def _decided(sitting: Sitting, link: Link) -> Word:
    """Ask about one pair until it is decided, skipped, or no more is to be asked."""
    while True:
        answer = parsed(typer.prompt("confirm, refuse, skip or quit", default="", show_default=False))
        if answer is None:
            show(HELP)
            continue
        word, reason = answer
        if word in ("skip", "quit"):
            return word
        reason = reason or sitting.because.strip() or typer.prompt("Why", default="", show_default=False)
        try:
            wanted: Literal["confirmed", "refused"] = "confirmed" if word == "confirm" else "refused"
            [now] = decide(sitting.file, [link.number], wanted, because=reason, by=sitting.by)
        except BonitasError as exc:
            tell_problems(exc.problems)
            continue
        sitting.done[wanted] += 1
        a, b = cleaned([shown(now.a), shown(now.b)])
        show(f"Link {now.number}: {a} and {b} are {STATES[now.state]}.")
        return word


def _ended(sitting: Sitting, count: int) -> None:
    done = sitting.done
    left = count - done["confirmed"] - done["refused"]
    say()
    show(f"{done['confirmed']:,} confirmed, {done['refused']:,} refused, {left:,} left.")
    if done["confirmed"]:
        show(f"To undo a link: bonitas unlink {cleaned(sitting.file)} N")


def show_pair(link: Link, which: str, rows: Rows, groups: Mapping[End, Collection[End]]) -> None:
    """Two subjects beside each other: what is on file of each, and what was compared with how alike it was."""
    a, b = cleaned([shown(link.a), shown(link.b)])
    show(f"{which}, link {link.number}: {a} and {b}, {per_cent(link.certainty)} ({STATES[link.state]})", style="bold")
    beside = _beside(link, rows, groups)
    if beside:
        columns = [Column(""), Column(a, keep=False), Column(b, keep=False)]
        show(table(columns, cleaned(beside)))
        say()
    evidence = [[what, how] for what, how in link.evidence]
    show(table([Column("compared"), Column("found", keep=False)], cleaned(evidence)))
    if link.because:
        show(f"Why it waits: {cleaned(link.because)}")


def _beside(link: Link, rows: Rows, groups: Mapping[End, Collection[End]]) -> list[list[str]]:
    """A line for each column that one of them fills, and one for whom each is one with by now."""
    left, right = rows.get(link.a, {}), rows.get(link.b, {})
    found = [[name.replace("_", " "), left.get(name, ""), right.get(name, "")] for name in dict.fromkeys([*left, *right])]
    with_whom = [", ".join(shown(one) for one in sorted(groups.get(end, ())) if one != end) for end in (link.a, link.b)]
    return [*found, ["is one with", *with_whom]] if any(with_whom) else found
