"""Which points of an explanation rest on which link, and what the standing would be without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bonitas.common.amounts import decimal_of
from bonitas.engine.question import Instant
from bonitas.engine.rate import rate
from bonitas.rulebook.model import Rulebook
from bonitas.unify.links.doubles import named
from bonitas.unify.links.groups import way
from bonitas.unify.links.joined import Joined
from bonitas.unify.links.model import End, Link
from bonitas.unify.links.uniting import United

#: Furnisher, ref, kind and day of a record.
Name = tuple[str, str, str, str]


def with_links(book: Rulebook, joined: Joined, why: dict[str, Any], *, known_at: Instant | None = None) -> dict[str, Any]:
    """An explanation (`Explanation.as_dict`) with, for each record, its ledger and the links by which it counts, and for each link
    its certainty and basis, the points that rest on it and the standing without it. Records of the ledger that the subject is enrolled in rest on none.
    """
    group = joined.group_of(why["subject"])
    if group is None:
        return {**why, "links": []}
    home = home_of(book, joined, group)
    lies = records_of(joined, why["subject"], group)
    resting: dict[int, list[dict[str, Any]]] = {}
    points = []
    for item in why["points"]:
        records = []
        for row in item["records"]:
            member = lies.get(_name(row, row["occurred_on"])) or lies.get(_name(row, ""), home)
            links = [link.number for link in way(group.links, home, member)]
            records.append({**row, "ledger": member[0], "links": links})
            for number in links:
                resting.setdefault(number, []).append({"item": item["item"], "points": row.get("points")})
        points.append({**item, "records": records})
    told = [_told(link, joined, resting.get(link.number, [])) for link in group.links]
    for one, link in zip(told, group.links, strict=True):
        other = joined.without(link.number)
        asked = {"subject": other.called(other.names.index(home[0]), [home[1]])[0], "on": why["on"], "known_at": known_at}
        row = next(rate(book, other, threads=1, **asked).rows())
        one["without"] = {name: row[name] for name in ("standing", "score", "band")}
    return {**why, "points": points, "links": told}


def home_of(book: Rulebook, joined: Joined, group: United) -> End:
    """The member in whose ledger the subject is enrolled in the rulebook: the first of them, or of all where none is."""
    for ledger, subject in group.members:
        part = joined.parts[joined.names.index(ledger)]
        codes = part.parties([subject])
        if int(codes[0]) >= 0 and len(part.participations(book.id, codes).subject):
            return ledger, subject
    return group.members[0]


def records_of(joined: Joined, subject: str, group: United) -> dict[Name, End]:
    """In whose file each record of a united subject lies: of two, the one that counts. Its day may have been corrected since, so it is there
    without one too."""
    found: dict[Name, End] = {}
    code = joined.parties([subject])
    dropped, called = joined.doubles.dropped(code), joined.doubles.called(code)
    for ledger, own in group.members:
        at = joined.names.index(ledger)
        rows = named(joined.parts[at], "subject", joined.parts[at].parties([own])).to_pylist()
        gone = set(dropped[at].tolist()) if at in dropped else set()
        for row in rows:
            if row["entry"] not in gone:
                row["ref"] = called.get(row["entry"] * joined.who.count + at, row["ref"])
                found[_name(row, row["occurred_on"].isoformat())] = found[_name(row, "")] = ledger, own
    return found


def _name(row: Mapping[str, Any], day: str) -> Name:
    return row["furnisher"], row["ref"], row["kind"], day


def _told(link: Link, joined: Joined, rests: list[dict[str, Any]]) -> dict[str, Any]:
    known = [one["points"] for one in rests if one["points"] is not None]
    return {
        **link.told(),
        "points": sum(known, decimal_of(0)),
        "items": list(dict.fromkeys(one["item"] for one in rests)),
    }
