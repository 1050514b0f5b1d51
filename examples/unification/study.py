"""The worked study: all published rulebooks over one made-up population, and one rulebook of them all under three policies.

    python examples/unification/study.py [--subjects 3000] [--seed 7] [--out docs/unification]

Writes the pages README.md (persons) and companies.md, the charts as SVG, and every figure as CSV and JSON. The same subjects, seed,
rulebooks and libraries give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bonitas.common.problems import BonitasError  # noqa: E402
from examples.unification.found import found  # noqa: E402
from examples.unification.page import write  # noqa: E402
from examples.unification.population import ONE_IN, population  # noqa: E402
from examples.unification.systems import Who, systems  # noqa: E402

#: A small run of some rulebooks, so that a test can tell whether the study would come out otherwise: persons, seed, rulebooks.
SMALL: Final = (200, 3, ("cn-weihai-haibei-2020", "cn-yiwu-2017", "cn-suining-2010", "uk-judgments"))
#: Beside the pages: the digest of what the small run wrote.
DIGEST: Final = "small.sha256"


def digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of the tables and pages in a folder."""
    found = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in (".csv", ".json", ".md"):
            found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def study(who: Who, count: int, seed: int, out: Path, names: Sequence[str] | None = None) -> None:
    """One type of subject: everything found, and written under `out`. `names`: only these rulebooks."""
    start = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - start:4.0f} s  {who}: {what}", file=sys.stderr)

    say("making them up")
    with population(who, count, seed) as (ledger, made):
        write({"population": made, **found(systems(who, names), ledger, say)}, out)
    say("written")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if all went well, 1 if something could not be done."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--subjects", type=int, default=3000, help="how many made-up persons; one company for five of them")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--out", type=Path, default=ROOT / "docs" / "unification")
    said = asked.parse_args(arguments)
    try:
        study("person", said.subjects, said.seed, said.out)
        study("organisation", said.subjects // ONE_IN, said.seed, said.out)
        count, seed, names = SMALL
        with tempfile.TemporaryDirectory() as folder:
            study("person", count, seed, Path(folder), names)
            (said.out / DIGEST).write_text(digest(Path(folder)) + "\n", encoding="utf-8")
    except BonitasError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
