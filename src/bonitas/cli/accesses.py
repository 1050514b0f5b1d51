"""Who asks, what for, and for whom: said on the command line or by the environment, and written down before anything is shown."""

from __future__ import annotations

from typing import Annotated

import typer

from bonitas.rights.asker import Asker, noted, noted_all, noted_one

__all__ = ["AskedBy", "Asker", "By", "For", "Purpose", "noted", "noted_all", "noted_one"]

Purpose = Annotated[
    str | None,
    typer.Option("--purpose", metavar="TEXT", envvar="BONITAS_PURPOSE", help="What the look-up is for; recorded with it."),
]
By = Annotated[str | None, typer.Option("--by", metavar="WHO", envvar="BONITAS_BY", help="Who asks; recorded with the look-up.")]
#: Where `--by` means something else already.
AskedBy = Annotated[
    str | None, typer.Option("--asked-by", metavar="WHO", envvar="BONITAS_BY", help="Who asks; recorded with the look-up.")
]
For = Annotated[
    str | None, typer.Option("--for", metavar="RECIPIENT", help="Who is given the answer, if it is handed on; recorded.")
]
