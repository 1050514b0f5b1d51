"""What a licence leaves of an answer, and what licences say, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.errors import shown
from bonitas.cli.licensed import left_out
from bonitas.cli.terminal import Column, show, table
from bonitas.engine.question import of_instant

if TYPE_CHECKING:
    from bonitas.engine.licence.handed import Sight
    from bonitas.engine.licence.model import Licences, Operator
    from bonitas.ledger.pins import Pin
    from bonitas.rulebook.model import Rulebook

#: So many clauses are named; --json has all.
NAMED: Final = 5


def show_left_out(book: Rulebook, seen: Sight | None) -> None:
    """After an answer: what could not be asked, and what is withheld."""
    left = left_out(book)
    if left:
        kinds = Counter(kind for one in left for kind in (*one["kinds"], *one["some_furnishers"]))  # type: ignore[misc]
        names = [str(one["clause"]) for one in left]
        more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
        records = "kind" if len(kinds) == 1 else "kinds"
        say()
        show(
            f"In part: {len(names):,} clause{'' if len(names) == 1 else 's'} could not be asked, or not of every record "
            f"({len(kinds):,} {records} of record): {', '.join(names[:NAMED])}{more}. This is not the standing by the whole of {book.id}."
        )
    if seen is not None and seen.withheld:
        say()
        more = "" if "reasons" in seen.aspects else ", and every point with its records"
        show(shown(f"Withheld from {seen.operator}: {', '.join(seen.withheld)}{more}."))


def show_licences(found: Licences) -> None:
    """All operators, a line each."""
    columns = (
        Column("operator"), Column("layer"), Column("in force"), Column("reads", keep=False), Column("runs", keep=False),
        Column("sees", keep=False), Column("hands on", keep=False),
    )  # fmt: skip
    show(shown(f"{found.title.say() or found.id} ({found.id})"))
    say()
    show(table(columns, [cleaned(_row(one)) for one in found.operators.values()]))
    say()
    say(f"hash {found.digest}")


def pin_as_dict(pin: Pin) -> dict[str, object]:
    """A pin as `--json` prints it."""
    return {"hash": pin.digest, "at": of_instant(pin.at).isoformat(), "by": pin.by, "because": pin.why}


def show_pins(pins: Sequence[Pin]) -> None:
    """Which files of licences counted, the last one now."""
    if not pins:
        say("No file of licences is pinned: any counts.")
        return
    columns = (Column("from"), Column("hash", keep=False), Column("by", keep=False), Column("why", keep=False))
    show(table(columns, cleaned([[of_instant(one.at).isoformat(), one.digest, one.by, one.why] for one in pins])))


def _row(one: Operator) -> list[object]:
    return [one.id, one.layer, one.span, _reads(one), _runs(one), _sees(one), ", ".join(one.hands_on)]


def _reads(one: Operator) -> str:
    if any(reads.kinds is None for reads in one.reads):
        return "everything"
    kinds = {kind for reads in one.reads for kind in reads.kinds or ()}
    return f"{len(kinds):,} kind{'' if len(kinds) == 1 else 's'}" if kinds else "nothing"


def _runs(one: Operator) -> str:
    return _joined(f"{name} (in part)" if run.part else name for name, run in one.runs.items())


def _sees(one: Operator) -> str:
    return _joined(f"{name}: {', '.join(aspects)}" for name, aspects in one.sees.items())


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def show_operator(one: Operator) -> None:
    """One licence, with every kind and its basis."""
    show(shown(f"{one.title.say() or one.id} ({one.layer}), in force {one.span}"))
    say()
    rows = []
    for reads in one.reads:
        of = "" if reads.furnishers is None else ", ".join(reads.furnishers)
        rows += [[kind, of or "anybody", reads.basis.say()] for kind in reads.kinds or ("every kind",)]
    if rows:
        show(table((Column("reads"), Column("furnished by", keep=False), Column("basis", keep=False)), cleaned(rows)))
    else:
        say("It reads nothing.")
    say()
    for what, said in (("runs", _runs(one)), ("sees of others'", _sees(one)), ("hands on", ", ".join(one.hands_on)),
                       ("passes on", ", ".join(one.passes_on)), ("links ledgers", one.links.say() if one.links else "")):  # fmt: skip
        show(shown(f"{what}: {said or 'nothing'}"))
