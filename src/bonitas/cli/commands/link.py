"""Commands about who is whom in several ledgers: link, review, unlink, links."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bonitas.cli.console import emit, on_terminal
from bonitas.cli.errors import tell_problems, wrong
from bonitas.cli.licensed import allowed_now, under_licence
from bonitas.cli.options import Json

Links = Annotated[str, typer.Argument(metavar="LINKS", help="The file of links.", show_default=False)]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why it is decided so.", show_default=False)]
Decider = Annotated[
    str, typer.Option("--by", metavar="WHO", envvar="BONITAS_BY", help="Who decides; written down with it.", show_default=False)
]
Named = Annotated[
    list[str] | None,
    typer.Option("--names", metavar="NAME=FILE", help="The file of names of a ledger. May be given more than once."),
]
Encodings = Annotated[
    list[str] | None, typer.Option("--encoding", metavar="NAME=ENCODING", help="How a ledger's file of names is encoded.")
]
Key = Annotated[
    str | None,
    typer.Option("--key", metavar="FILE", help="The key of the identifiers beside the ledgers; without it they are not used."),
]
Out = Annotated[
    str,
    typer.Option(
        "--out", metavar="LINKS", help="The file of links, something.links; made if it is not there.", show_default=False
    ),
]
Ledgers = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME=]LEDGER…", help="Ledgers, each by a name; those in LINKS take part in any case.", show_default=False
    ),
]
Exact = Annotated[bool, typer.Option("--exact-only", help="By verified numbers alone.")]
CostFalse = Annotated[int, typer.Option("--cost-false", metavar="N", help="What a false link costs.")]
CostMissed = Annotated[int, typer.Option("--cost-missed", metavar="N", help="What a missed link costs.")]
CostLook = Annotated[int, typer.Option("--cost-look", metavar="N", help="What a look by a person costs.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="The same seed gives the same links.")]
Anew = Annotated[bool, typer.Option("--anew", help="Compare everybody again, and learn anew.")]
Searcher = Annotated[str, typer.Option("--by", metavar="WHO", envvar="BONITAS_BY", help="Who searches; written down with it.")]
#: Numbers of links, as an option that may be given more than once.
Numbers = list[int] | None
Confirm = Annotated[Numbers, typer.Option("--confirm", metavar="N", help="The two are one.")]
Refuse = Annotated[Numbers, typer.Option("--refuse", metavar="N", help="The two are two.")]
Dispute = Annotated[
    Numbers, typer.Option("--dispute", metavar="N", help="A subject says it is wrong: hold it out until it is decided.")
]
ByHand = Annotated[tuple[str, str] | None, typer.Option("--link", metavar="A B", help="Link two by hand: bank:4711 shop:ann88.")]
Listing = Annotated[bool, typer.Option("--list", help="On a terminal, too, only list what waits.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (under_licence(link), under_licence(review), unlink, links):
        app.command()(command)


def link(  # noqa: PLR0913 - a search has many terms
    out: Out, ledgers: Ledgers = None, names: Named = None, encoding: Encodings = None, key: Key = None, exact_only: Exact = False,
    cost_false: CostFalse = 100, cost_missed: CostMissed = 10, cost_look: CostLook = 1, seed: Seed = 0, anew: Anew = False,
    by: Searcher = "", json: Json = False,
) -> None:  # fmt: skip
    """Find subjects of several ledgers that are one, and write it down.

    Verified numbers link first, names after; what is not sure enough waits for a person (bonitas review). LINKS holds ids,
    certainties and evidence in words, never a name or a number. Run again, it adds what is new; what stands or was decided stays. A ledger that demands a
    licence is linked under one that says so (--as).

    \b
    Examples:
      bonitas link bank.duckdb shop.duckdb --names bank=bank.csv --names shop=shop.csv --out ours.links
      bonitas link bank.duckdb registry=hr.duckdb --key standing.key --exact-only --out ours.links
      bonitas link bank.duckdb shop.duckdb --names bank=bank.csv --names shop=shop.csv --out ours.links --as office --licences l.yaml
      bonitas link --names bank=bank.csv --names shop=shop.csv --out ours.links
    """
    from bonitas.cli.show_links import linked_as_dict, show_linked
    from bonitas.unify.links.link import How
    from bonitas.unify.links.link import link as search
    from bonitas.unify.match.costs import Costs

    secret = None
    if key is not None:
        from bonitas.ledger.identity import the_key

        secret = the_key(key)
    how = How(
        pairs_in(names, "--names", "bank=people.csv"), pairs_in(encoding, "--encoding", "bank=gb18030"), secret,
        Costs(cost_false, cost_missed, cost_look), seed, exact_only, anew,
    )  # fmt: skip
    found = search(out, named_ledgers(ledgers), how=how, by=by, allowed=allowed_now())
    tell_problems(found.problems)
    if json:
        emit(linked_as_dict(found))
    else:
        show_linked(found, out)


def review(  # noqa: PLR0913 - each decision has its own option
    file: Links, confirm: Confirm = None, refuse: Refuse = None, dispute: Dispute = None, pair: ByHand = None, because: Because = "",
    by: Decider = "", listing: Listing = False, names: Named = None, encoding: Encodings = None, json: Json = False,
) -> None:  # fmt: skip
    """Go through the links that wait for a person, or decide about some.

    On a terminal they are shown one by one, each with its evidence in words: confirm, refuse, skip or quit. In a pipe, and with --list or
    --json, they are listed. With --names the two rows are shown beside each other; that is on a terminal only. A decision needs a
    reason and who decides; it stays on file for good. Of two that were refused no later search makes one; of two that are linked by
    others too, all these must be decided about at once.

    \b
    Examples:
      bonitas review ours.links
      bonitas review ours.links --names bank=bank.csv --names shop=shop.csv --by "desk 4"
      bonitas review ours.links --confirm 3 --confirm 5 --because "same papers seen" --by "desk 4"
      bonitas review ours.links --dispute 2 --because "she says she never had that account" --by "desk 4"
      bonitas review ours.links --link bank:4711 shop:ann88 --because "same papers seen" --by "desk 4"
    """
    asked = [name for name, one in (("confirmed", confirm), ("refused", refuse), ("disputed", dispute), ("link", pair)) if one]
    if len(asked) > 1:
        wrong("Decide one way at a time: --confirm, --refuse, --dispute or --link.")
    if names and (asked or listing or json or not on_terminal()):
        wrong("--names is for a sitting at a terminal: names go into no file and no list.")
    if not asked and not listing and not json and on_terminal():
        from bonitas.cli.reviewing import Sitting, sit

        rows = pairs_in(names, "--names", "bank=people.csv"), pairs_in(encoding, "--encoding", "bank=gb18030")
        sit(Sitting(file, by, because), *rows)
        return
    if not asked:
        waiting(file, json)
        return
    if pair is not None:
        from bonitas.unify.links.decide import link_by_hand

        told(file, [link_by_hand(file, *pair, because=because, by=by, allowed=allowed_now())], json)
        return
    from bonitas.unify.links.decide import decide

    wanted: Any = asked[0]
    told(file, decide(file, confirm or refuse or dispute or [], wanted, because=because, by=by), json)


def unlink(
    file: Links,
    numbers: Annotated[list[int], typer.Argument(metavar="N…", help="The numbers of the links.", show_default=False)],
    because: Because = "",
    by: Decider = "",
    json: Json = False,
) -> None:
    """Undo links: their subjects are two again.

    What was decided before stays on file, and no later search links them again; a person may (bonitas review --confirm).

    \b
    Examples:
      bonitas unlink ours.links 2 --because "two people of one name" --by "desk 4"
    """
    from bonitas.unify.links.decide import decide

    told(file, decide(file, numbers, "undone", because=because, by=by), json)


def links(
    file: Links,
    subject: Annotated[
        str | None, typer.Argument(metavar="SUBJECT", help="Only of this one: bank:4711 or united:3.", show_default=False)
    ] = None,
    forget_erased: Annotated[
        bool,
        typer.Option("--forget-erased", help="List how many are in LINKS and in their ledger no more; with --yes forget them."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --forget-erased: do it.")] = False,
    by: Decider = "",
    json: Json = False,
) -> None:
    """List links, or the history of one subject: every link, decision and standing id.

    \b
    Examples:
      bonitas links ours.links
      bonitas links ours.links bank:4711
      bonitas links ours.links --forget-erased --yes --by "data protection desk"
    """
    if forget_erased:
        forgotten(file, yes, by, json)
        return
    from bonitas.cli.show_links import history_as_dict, link_as_dict, show_history, show_links
    from bonitas.unify.links.book import open_book
    from bonitas.unify.links.history import history

    if subject is not None:
        found = history(file, subject)
        if json:
            emit(history_as_dict(found))
        else:
            show_history(found)
        return
    with open_book(file) as book:
        every, ledgers, united = book.links(), book.ledgers(), book.united()
    if json:
        for one in every:
            emit(link_as_dict(one))
    else:
        show_links(every, ledgers, united)


def forgotten(file: str, yes: bool, by: str, json: bool) -> None:
    """Take those out of the links who were erased from their ledger, or say how many there are."""
    from bonitas.cli.console import say
    from bonitas.common.counts import how_many
    from bonitas.unify.links.forget import erased, forget

    ends = erased(file)
    done = forget(file, ends, by=by) if yes and ends else None
    if json:
        emit({"ids": len(ends), "undone": None if done is None else done["links"], "forgotten": done is not None})
    elif done is None:
        say(
            f"{how_many(len(ends), 'id')} in these links and not in the ledger any more."
            + (" With --yes they are forgotten." if ends else "")
        )
    else:
        say(f"Forgot {how_many(done['ids'], 'id')}; {how_many(done['links'], 'link')} undone by it.")


def waiting(file: str, json: bool) -> None:
    """List what a person is to look at."""
    from bonitas.cli.show_links import link_as_dict, show_waiting
    from bonitas.unify.links.book import open_book
    from bonitas.unify.links.model import WAITING

    with open_book(file) as book:
        found = book.links(WAITING)
    if json:
        for one in found:
            emit(link_as_dict(one))
    else:
        show_waiting(found)


def told(file: str, decided: Any, json: bool) -> None:
    """Say what was decided."""
    from bonitas.cli.show_links import link_as_dict, show_decided

    if json:
        for one in decided:
            emit(link_as_dict(one))
    else:
        show_decided(decided, file)


def named_ledgers(given: list[str] | None) -> dict[str, str]:
    """NAME=ADDRESS, or an address that is named as its file is, without the ending."""
    found: dict[str, str] = {}
    for one in given or ():
        name, has_name, address = one.partition("=")
        if not has_name or "/" in name or "://" in name:
            name, address = Path(one.rstrip("/")).stem, one
        if name in found:
            wrong(f"Two ledgers are called '{name}'. Give each a name of its own: {name}2={address}.")
        found[name] = address
    return found


def pairs_in(given: list[str] | None, option: str, example: str) -> dict[str, str]:
    """NAME=VALUE options as a mapping."""
    found: dict[str, str] = {}
    for one in given or ():
        name, has_value, value = one.partition("=")
        if not has_value or not name or not value:
            wrong(f"'{one}' says no name. Write {option} {example}.")
        if name in found:
            wrong(f"{option} is given twice for '{name}'.")
        found[name] = value
    return found
