"""The command that reads licences."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bonitas.cli.console import emit, say
from bonitas.cli.errors import wrong
from bonitas.cli.licensed import As
from bonitas.cli.options import Json

File = Annotated[str | None, typer.Argument(metavar="FILE", help="A file of licences.", show_default=False)]
Schema = Annotated[bool, typer.Option("--schema", help="Write the JSON Schema of such files, for editors.")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(licences)


def licences(file: File = None, as_: As = None, schema: Schema = False, json: Json = False) -> None:
    """Check a file of licences and say who may read, run, see and hand on what.

    \b
    Examples:
      bonitas licences licences.yaml
      bonitas licences licences.yaml --as people-bank
      bonitas licences --schema > licences.schema.json
    """
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
    if json:
        title = found.title.say()
        emit({"licences": found.id, "title": title, "hash": found.digest, "operators": [as_dict(one) for one in named]})
    elif as_:
        show_operator(named[0])
    else:
        show_licences(found)


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
    }  # fmt: skip
