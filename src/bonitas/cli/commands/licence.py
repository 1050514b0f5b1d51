"""The command that reads licences."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bonitas.cli.console import emit, say
from bonitas.cli.errors import wrong
from bonitas.cli.licensed import As
from bonitas.cli.options import Json

File = Annotated[str | None, typer.Argument(metavar="FILE", help="A file of licences.", show_default=False)]
Pinning = Annotated[
    str | None, typer.Option("--pin", metavar="LEDGER", help="From now on this file counts in that ledger, and no other.")
]
Pinned = Annotated[
    str | None, typer.Option("--pinned", metavar="LEDGER", help="List which files counted in a ledger, and since when.")
]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why it is pinned.", show_default=False)]
By = Annotated[
    str, typer.Option("--by", metavar="WHO", envvar="BONITAS_BY", help="Who pins it; written down with it.", show_default=False)
]
Schema = Annotated[bool, typer.Option("--schema", help="Write the JSON Schema of such files, for editors.")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(licences)


def licences(  # noqa: PLR0913, PLR0917 - options of a command line
    file: File = None, as_: As = None, pin: Pinning = None, because: Because = "", by: By = "", pinned: Pinned = None,
    schema: Schema = False, json: Json = False,
) -> None:  # fmt: skip
    """Check a file of licences and say who may read, run, see and hand on what.

    With --pin the keeper of a ledger says that this file counts there, and no other; --pinned lists which did, since when and by whose word.

    \b
    Examples:
      bonitas licences licences.yaml
      bonitas licences licences.yaml --as people-bank
      bonitas licences licences.yaml --pin standing.duckdb --by "keeper" --because "in force from January"
      bonitas licences --pinned standing.duckdb
      bonitas licences --schema > licences.schema.json
    """
    if pinned is not None:
        tell_pins(pinned, json)
        return
    if schema:
        from bonitas.engine.licence.schema import schema_text

        say(schema_text().rstrip("\n"))
        return
    if file is None:
        wrong("Name a file of licences.")
    from bonitas.cli.show_licence import show_licences, show_operator
    from bonitas.engine.licence.read import read_licences

    found = read_licences(file)
    if as_ and as_ not in found.operators:
        found.operator(as_)  # says so, and which there are
    named = [found.operators[as_]] if as_ else list(found.operators.values())
    if pin is not None:
        pin_in(pin, found.digest, by, because, json)
    elif json:
        title = found.title.say()
        emit({"licences": found.id, "title": title, "hash": found.digest, "operators": [as_dict(one) for one in named]})
    elif as_:
        show_operator(named[0])
    else:
        show_licences(found)


def pin_in(ledger: str, digest: str, by: str, because: str, json: bool) -> None:
    """Pin a file of licences in a ledger."""
    from bonitas.cli.show_licence import pin_as_dict
    from bonitas.ledger.open import open_ledger

    with open_ledger(ledger, write=True) as store:
        made = store.pin_licences(digest, by=by, why=because)
    if json:
        emit(pin_as_dict(made))
    else:
        say(f"Only the licences with hash {digest} count in this ledger now.")


def tell_pins(ledger: str, json: bool) -> None:
    """Which files of licences counted in a ledger, and which does."""
    from bonitas.cli.show_licence import pin_as_dict, show_pins
    from bonitas.ledger.open import open_ledger

    with open_ledger(ledger, keeper=True) as store:
        pins = store.pins
    if json:
        for one in pins:
            emit(pin_as_dict(one))
    else:
        show_pins(pins)


def as_dict(one: Any) -> dict[str, Any]:
    """A licence as `--json` prints it; `kinds` null: every kind; `furnishers` null: anybody's."""
    from bonitas.common.days import iso

    reads = [
        {"kinds": None if said.kinds is None else list(said.kinds), "furnishers": said.furnishers, "basis": said.basis.say()}
        for said in one.reads
    ]
    runs = [
        {"rulebook": name, "part": run.part, "kinds": None if run.kinds is None else sorted(run.kinds)}
        for name, run in one.runs.items()
    ]
    return {
        "operator": one.id, "layer": one.layer, "title": one.title.say(), "from": iso(one.start), "until": iso(one.end),
        "reads": reads, "runs": runs, "sees": {name: list(said) for name, said in one.sees.items()}, "hands_on": list(one.hands_on),
        "links": None if one.links is None else one.links.say(), "passes_on": list(one.passes_on),
    }  # fmt: skip
