"""Every faulty file under tests/bad/ledger gives exactly the problems that stand beside it in `expected.txt`.

`python -m tests.ledger.test_bad_files` writes that file anew; read the difference before keeping it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bonitas.ledger import Report, memory_ledger

from .conftest import small_catalogue

FOLDER = Path(__file__).parents[1] / "bad" / "ledger"
RECORD = {"subject": "known", "kind": "civic.gift", "occurred_on": "2026-01-01", "furnisher": "f", "ref": "1"}


def report_on(path: Path) -> Report:
    with memory_ledger([RECORD], catalogue=small_catalogue()) as ledger:
        bring = {"records": ledger.add, "amendments": ledger.amend, "participations": ledger.enrol}
        return bring[path.stem.split("-")[0]](path)


def said_of(path: Path) -> str:
    """What is printed for a file, without its folder."""
    report = report_on(path)
    lines = [str(problem).replace(str(path), path.name) for problem in report.problems]
    return "\n".join([f"# {path.name}: {report.added} added, {report.rejected} rejected", *lines])


def files() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path.name != "expected.txt")


def expected() -> dict[str, str]:
    parts = ("\n" + (FOLDER / "expected.txt").read_text(encoding="utf-8")).split("\n# ")[1:]
    return {part.split(":")[0]: "# " + part.rstrip("\n") for part in parts}


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_a_faulty_file(path: Path) -> None:
    assert said_of(path) == expected()[path.name]


def test_every_expectation_has_its_file() -> None:
    assert sorted(expected()) == [path.name for path in files()]


if __name__ == "__main__":
    (FOLDER / "expected.txt").write_text("\n\n".join(map(said_of, files())) + "\n", encoding="utf-8")
