"""A draft of one rulebook from several, for people: how much came from where, and what is still open."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bonitas.cli.console import say
from bonitas.cli.errors import shown
from bonitas.cli.terminal import Column, show, table
from bonitas.unify.draft.drafted import TOPICS
from bonitas.unify.draft.parts import SECTIONS
from bonitas.unify.draft.unify import Unified


def show_unify(made: Unified, out: Path) -> None:
    """Write the summary."""
    book, draft = made.book, made.draft
    say(shown(f"Drafted {book.id}, version {book.version}, by the policy '{made.policy.name}' ({made.policy.choose}): {out}"))
    conducts = len({one.conduct for one in draft.clauses})
    beside = [
        f"{title[0].lower()}{title[1:]}: {len(draft.part(section)):,}"
        for section, title in SECTIONS.items()
        if draft.part(section)
    ]
    say(f"{_several(len(draft.clauses), 'clause')} for {_several(conducts, 'conduct')}; it passes the check.")
    if beside:
        say(f"Beside them, {', '.join(beside)}.")
    say()
    counted = Counter(origin.book.id for one in draft.clauses for origin in one.origins[:1])
    rows = [[one.id, one.book.version, one.book.standing, f"{counted[one.id]:,}"] for one in made.books]
    by_hand = sum(not one.origins for one in draft.clauses)
    rows += [["written by hand", "", "", f"{by_hand:,}"]] if by_hand else []
    show(table([Column("clauses from"), Column("version"), Column("standing"), Column("clauses", right=True)], rows))
    topics = Counter(str(one.topic) for one in made.open)
    if topics:
        say()
        show(
            table(
                [Column("still open"), Column("", right=True)],
                [[TOPICS[topic], f"{topics[topic]:,}"] for topic in TOPICS if topics[topic]],
            )
        )
    barred = sum(one.severity == "bars" for one in draft.law)
    say()
    say(
        f"The law: {_several(barred, 'finding')} would bar it from operation; {len(draft.law) - barred:,} to be answered (bonitas law {shown(str(out))})."
    )
    if book.standing == "specimen":
        say("It is made from specimens and is one itself: it runs in a lab only.")
    say(f"hash {book.hash}")


def _several(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
