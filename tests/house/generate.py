"""Writes the generated files anew: `make fresh`. The tests hold that they are up to date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from bonitas.rulebook.schema import schema_text  # noqa: E402
from house.codes import page  # noqa: E402

#: Each generated file, and what it should hold.
GENERATED = {
    ROOT / "docs" / "problems.md": page,
    ROOT / "rulebooks" / "rulebook.schema.json": schema_text,
}


def main() -> None:
    """Write those that are out of date, and say which."""
    for path, made in GENERATED.items():
        text = made()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print("written:", path.relative_to(ROOT).as_posix())


if __name__ == "__main__":
    main()
