"""What scores a sensitive ground is refused by every command that comes to a standing."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import MINE, ON, Run

SENSITIVE = MINE.replace("points: -30,", "points: -30, ground: [health, petition],")
REFUSED = (
    "E111 'mine' scores sensitive grounds, which no ledger of real people may be rated by: the clause 'default' "
    "(petition, health)."
)


@pytest.mark.parametrize(
    "command",
    [
        ("rate", "mine.yaml", "s.duckdb", "--on", ON),
        ("rate", "mine.yaml", "s.duckdb", "--on", ON, "--subject", "C1", "--json"),
        ("explain", "mine.yaml", "s.duckdb", "C1", "--on", ON),
        ("forecast", "mine.yaml", "s.duckdb", "C1", "--on", ON),
        ("impact", "mine.yaml", "de-schufa-2026", "s.duckdb", "--on", ON),
        ("impact", "de-schufa-2026", "mine.yaml", "s.duckdb", "--on", ON),
    ],
    ids=" ".join,
)
def test_refused_on_a_ledger_of_real_people(run: Run, place: Path, command: tuple[str, ...]) -> None:
    (place / "mine.yaml").write_text(SENSITIVE)
    ran = run(*command)
    assert ran.code == 1
    assert ran.out == ""
    assert REFUSED in " ".join(ran.err.split())


def test_run_in_a_lab_ledger(run: Run, place: Path) -> None:
    (place / "mine.yaml").write_text(SENSITIVE)
    assert run("new", "lab.duckdb", "--lab").code == 0
    for command in ("add", "amend", "enrol"):
        names = {"add": "records", "amend": "amendments", "enrol": "participations"}
        assert run(command, "lab.duckdb", f"{names[command]}.csv").code == 0
    ran = run("rate", "mine.yaml", "lab.duckdb", "--on", ON)
    assert (ran.code, ran.err) == (0, "")
    assert "C2       2026-11-23  scored       70" in ran.out
