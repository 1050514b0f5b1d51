"""The command that drafts one rulebook from several: unify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bonitas.cli.console import emit
from bonitas.cli.options import Json, rulebook_names

Rulebooks = Annotated[
    list[str],
    typer.Argument(
        metavar="RULEBOOK…", help="Two or more: folders, files, or names of published ones.", autocompletion=rulebook_names,
        show_default=False,
    ),
]  # fmt: skip
Policy = Annotated[
    Path, typer.Option("--policy", metavar="FILE", help="What is chosen by which rule, and what by hand.", show_default=False)
]
Out = Annotated[
    Path, typer.Option("--out", metavar="FOLDER", help="Where the draft is written; nothing is there yet.", show_default=False)
]
Crosswalk = Annotated[
    Path | None,
    typer.Option("--crosswalk", metavar="FILE", help="Which kinds of record are one conduct; the shipped one if not given."),
]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(unify)


def unify(rulebooks: Rulebooks, policy: Policy, out: Out, crosswalk: Crosswalk = None, json: Json = False) -> None:
    """Draft one rulebook from several, by a policy.

    For each conduct the policy chooses what one of the rulebooks does with it (the strictest, the mildest, the one in the middle), or their
    weighted mean, or says it by hand; points are turned to the scale of the draft. The folder holds the rulebook, whose clauses name their
    origins and the rule that chose them, cases with what the engine comes to, SOURCES.md, and UNRESOLVED.md with what is still open.
    The draft passes `bonitas check`. It is for people to decide upon: a draft from specimens is a specimen, and what the law bars is left out.

    \b
    Examples:
      bonitas unify cn-rongcheng-2019 cn-yiwu-2017 --policy mild.yaml --out town/
      bonitas law town/
    """
    from bonitas.cli.show_unify import show_unify
    from bonitas.unify.draft.unify import unify as draft

    made = draft(rulebooks, policy=policy, out=out, crosswalk=crosswalk)
    if json:
        emit(made.as_dict())
    else:
        show_unify(made, out)
