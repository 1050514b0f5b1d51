"""The command for telling a person what was decided: letter."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bonitas.cli.accesses import Asker, By, For, Purpose, noted_one
from bonitas.cli.console import emit, say
from bonitas.cli.licensed import not_handed_on, opened_through, running, under_licence
from bonitas.cli.options import Certainty, Json, KnownAt, Lang, Language, Ledger, On, Rulebook, Subject

Decision = Annotated[str, typer.Option("--decision", metavar="TEXT", help="What was decided, in a sentence.", show_default=False)]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file that ends in .html or .pdf.", show_default=False)]
Creditor = Annotated[str, typer.Option("--creditor", metavar="TEXT", help="Who decided, with the address.")]
Reviewer = Annotated[str, typer.Option("--reviewer", metavar="TEXT", help="Who looks at it again, and where to ask.")]
Agency = Annotated[
    str, typer.Option("--agency", metavar="TEXT", help="United States: the agency that watches over the creditor.")
]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(under_licence(letter))


def letter(
    rulebook: Rulebook, ledger: Ledger, subject: Subject, decision: Decision, out: Out, creditor: Creditor = "",
    reviewer: Reviewer = "", agency: Agency = "", on: On = None, known_at: KnownAt = None, lang: Language = Lang.en,
    purpose: Purpose = None, by: By = None, recipient: For = None, certainty: Certainty = None, json: Json = False,
) -> None:  # fmt: skip
    """Write the letter about a decision that rested on a standing.

    It says what was decided, the four or fewer factors that were scored and told against the subject, the data and where they came from,
    what would have changed the result, how to contest it, who reviews it, and what the law of the rulebook's jurisdiction wants said.

    \b
    Examples:
      bonitas letter de-schufa-2026 standing.duckdb C1 --decision "We cannot offer you this loan." --out C1.pdf
      bonitas letter de-schufa-2026 standing.duckdb C1 --lang de --decision "Wir lehnen ab." --reviewer "Frau Muster" --out C1.html
    """
    import bonitas
    from bonitas.cli.errors import shown
    from bonitas.engine.ratings import plain
    from bonitas.rights.letter.make import form_of

    form_of(out)
    book = running(rulebook)
    not_handed_on(recipient, "letter", subject)
    with opened_through(ledger, certainty=certainty, known_at=known_at) as store:
        made = bonitas.letter(
            book, store, subject=subject, decision=decision, on=on, known_at=known_at, lang=lang.value, creditor=creditor,
            reviewer=reviewer, agency=agency,
        )  # fmt: skip
        noted_one(store, Asker(purpose, by, recipient), "letter", book, made.why)
        made.write(out)
    if json:
        emit({**plain(made.as_dict()), "file": str(out)})
    else:
        say(shown(f"Wrote the letter to {subject}: {out}"))
