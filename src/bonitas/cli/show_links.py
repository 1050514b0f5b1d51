"""Links in words and as plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from bonitas.cli.console import cleaned, say
from bonitas.cli.terminal import Column, show, table
from bonitas.common.counts import how_many
from bonitas.unify.links.history import History
from bonitas.unify.links.link import Linked
from bonitas.unify.links.model import End, Link, shown, united_id

#: So many links are listed for people; --json has all.
MOST: Final = 50
#: What each state means to somebody who reads it.
STATES: Final = {
    "linked": "one subject", "confirmed": "one subject, a person says", "queued": "to be looked at", "disputed": "disputed, held out",
    "refused": "two subjects", "undone": "two subjects again", "replaced": "found again later",
}  # fmt: skip


def per_cent(certainty: int) -> str:
    """Millionths as a share in percent, never rounded up.

    >>> per_cent(1_000_000), per_cent(999_999), per_cent(500_000)
    ('100 %', '99.9999 %', '50 %')
    """
    return f"{certainty // 10_000}.{certainty % 10_000:04d}".rstrip("0").rstrip(".") + " %"


def moment(at: int) -> str:
    """Microseconds as a time in UTC, to the second.

    >>> moment(0)
    '1970-01-01T00:00:00Z'
    """
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")


def link_as_dict(link: Link) -> dict[str, Any]:
    """A link as plain data; `certainty` in millionths."""
    return {
        "link": link.number, "a": shown(link.a), "b": shown(link.b), "state": link.state, "certainty": link.certainty,
        "basis": link.basis, "evidence": [{"compared": what, "found": how} for what, how in link.evidence],
        "because": link.because or None, "made_at": moment(link.made_at),
    }  # fmt: skip


def linked_as_dict(found: Linked) -> dict[str, Any]:
    """What a search added, as plain data."""
    limits = found.pairs.thresholds
    return {
        "linked": found.linked, "queued": found.queued, "before": found.standing, "united": found.united,
        "link_from": limits.link, "review_from": limits.review, "problems": [one.as_dict() for one in found.problems],
        "read": {
            name: {"rows": one.rows, "encoding": one.encoding, "named": one.named, "numbers": one.numbers}
            for name, one in found.pairs.read.items()
        },
    }  # fmt: skip


def show_linked(found: Linked, file: str) -> None:
    """What a search added."""
    for name, read in found.pairs.read.items():
        taken = f", read as {read.encoding}" if read.encoding else ""
        show(f"{name}: {how_many(read.rows, 'row')} of names{taken}, {how_many(read.numbers, 'verified number')}")
    limits = found.pairs.thresholds
    say()
    show(f"{how_many(found.linked, 'new link')}, from {per_cent(limits.link)} on.")
    show(f"{how_many(found.queued, 'new pair')} for a person to look at, from {per_cent(limits.review)} on.")
    if found.standing:
        show(f"{how_many(found.standing, 'link')} of before, left as they were.")
    show(f"{how_many(found.united, 'subject')} of more than one ledger.")
    if found.queued:
        show(f"Look at them: bonitas review {file}")


def show_links(every: Sequence[Link], ledgers: Mapping[str, str], united: Mapping[int, Collection[End]]) -> None:
    """All links, the ledgers and the united subjects."""
    show(table([Column("ledger"), Column("address", keep=False)], [list(row) for row in cleaned(list(ledgers.items()))]))
    listed(every, "No link is on file.")
    if united:
        say()
        rows = [[united_id(number), ", ".join(map(shown, sorted(group)))] for number, group in list(united.items())[:MOST]]
        show(table([Column("subject"), Column("of", keep=False)], cleaned(rows)))
        more(len(united))


def listed(links: Sequence[Link], nothing: str) -> None:
    """Links, one to a line."""
    say()
    if not links:
        show(nothing)
        return
    rows = [
        [one.number, shown(one.a), shown(one.b), STATES[one.state], per_cent(one.certainty), one.basis] for one in links[:MOST]
    ]
    columns = [Column("link", right=True), Column("one", keep=False), Column("other", keep=False), Column("state", keep=False),
               Column("certainty", right=True), Column("basis")]  # fmt: skip
    show(table(columns, cleaned(rows)))
    more(len(links))


def more(count: int) -> None:
    """That there are more than are shown."""
    if count > MOST:
        show(f"… and {count - MOST:,} more (--json lists all)")


def show_waiting(links: Sequence[Link]) -> None:
    """What a person is to look at, with the evidence."""
    if not links:
        show("Nothing waits for a person.")
    for at, link in enumerate(links[:MOST]):
        if at:
            say()
        show_one(link)
    more(len(links))


def show_one(link: Link) -> None:
    """A link with its evidence and the last reason."""
    a, b = cleaned([shown(link.a), shown(link.b)])
    show(f"{link.number}: {a} and {b}, {per_cent(link.certainty)} ({STATES[link.state]})", style="bold")
    show(table([Column(""), Column("", keep=False)], [["  " + what, how] for what, how in cleaned(list(link.evidence))]))
    if link.because:
        show(f"  Why: {cleaned(link.because)}")


def show_decided(links: Sequence[Link], file: str) -> None:
    """What was decided."""
    for link in links:
        a, b = cleaned([shown(link.a), shown(link.b)])
        show(f"Link {link.number}: {a} and {b} are {STATES[link.state]}.")
    show(f"The history: bonitas links {file} {cleaned(shown(links[0].a))}")


def history_as_dict(found: History) -> dict[str, Any]:
    """A history as plain data."""
    return {
        "subject": found.subject, "united": None if found.united is None else united_id(found.united),
        "members": [shown(end) for end in found.members], "links": [link_as_dict(link) for link in found.links],
        "decisions": [
            {"link": one.link, "what": one.what, "by": one.by or None, "because": one.because or None, "at": moment(one.at)}
            for one in found.decisions
        ],
        "standing": [
            {"subject": shown(one.end), "united": united_id(one.united), "what": "joined" if one.joined else "left", "at": moment(one.at)}
            for one in found.turns
        ],
    }  # fmt: skip


def show_history(found: History) -> None:
    """A history in words."""
    name = cleaned(found.subject)
    if found.united is None:
        show(f"{name} is linked with nobody now.")
    else:
        show(f"{name} is {united_id(found.united)} now, with {', '.join(cleaned([shown(end) for end in found.members]))}.")
    listed(found.links, "No link is on file.")
    rows = [[moment(one.at), f"link {one.link}", one.what, one.by or "certainty alone", one.because] for one in found.decisions]
    rows += [
        [moment(one.at), united_id(one.united), f"{shown(one.end)} {'joined' if one.joined else 'left'}", "", ""]
        for one in found.turns
    ]
    if rows:
        say()
        columns = [
            Column("at"),
            Column("what"),
            Column("became", keep=False),
            Column("by", keep=False),
            Column("why", keep=False),
        ]
        show(table(columns, cleaned(sorted(rows, key=lambda row: str(row[0])))))


def show_resting(why: Mapping[str, Any]) -> None:
    """Which points of an explanation rest on which link, and the standing without it."""
    if not why.get("links"):
        return
    show("\nWhat rests on links between ledgers", style="bold")
    columns = [Column(name) for name in ("link", "between", "certainty", "basis", "what rests on it", "without it")]
    rows = [
        [
            one["link"],
            f"{one['a']} and {one['b']}",
            f"{one['certainty']:f}",
            one["basis"] + (", confirmed" if one["confirmed"] and one["basis"] != "by_hand" else ""),
            resting_in_words(one),
            standing_in_words(one),
        ]
        for one in cleaned(why["links"])
    ]
    show(table(columns, rows))
    show("A link can be contested: bonitas review LINKS --dispute N holds it out until it is decided.")


def resting_in_words(one: Mapping[str, Any]) -> str:
    """What rests on a link: items of the rulebook, with their points where single records have any."""
    if not one["items"]:
        return "nothing that counts"
    points = f" ({one['points']:+f})" if one["points"] else ""
    return ", ".join(item.replace("_", " ") for item in one["items"]) + points


def standing_in_words(one: Mapping[str, Any]) -> str:
    """The standing without a link."""
    without = one["without"]
    if without["standing"] != "scored":
        return str(without["standing"]).replace("_", " ")
    return f"{without['score']}" + (f", {without['band']}" if without["band"] else "")
