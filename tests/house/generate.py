"""Writes the generated files anew: `make fresh`, and the outputs that the README and other pages show: `make readme`. Tests hold both."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from bonitas.rulebook.schema import schema_text  # noqa: E402
from house.codes import page  # noqa: E402
from house.law import law_page, specimen  # noqa: E402
from house.pilots import pilots  # noqa: E402
from house.readme import RUN, refreshed  # noqa: E402

#: Each generated file, and what it should hold.
GENERATED: dict[Path, Callable[[], str]] = {
    ROOT / "docs" / "law.md": law_page,
    ROOT / "docs" / "law" / "cn-suining-2010.md": partial(specimen, "cn-suining-2010"),
    ROOT / "docs" / "law" / "cn-wendeng-2020.md": partial(specimen, "cn-wendeng-2020"),
    ROOT / "docs" / "pilots.md": pilots,
    ROOT / "docs" / "problems.md": page,
    ROOT / "rulebooks" / "rulebook.schema.json": schema_text,
}


def main(what: list[str]) -> None:
    """Write those that are out of date, and say which."""
    shown = {ROOT / name: partial(run, name) for name in RUN}
    for path, made in (shown if what == ["readme"] else GENERATED).items():
        text = made()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print("written:", path.relative_to(ROOT).as_posix())


def run(name: str) -> str:
    """A page with its outputs as they are now."""
    with tempfile.TemporaryDirectory() as folder:
        return refreshed((ROOT / name).read_text(encoding="utf-8"), Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
