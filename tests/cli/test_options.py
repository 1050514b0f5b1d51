"""What a shell offers, and small words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bonitas import published
from bonitas.cli.options import rulebook_names
from bonitas.cli.terminal import WIDTH, page, working

from .conftest import process


def test_a_shell_completes_published_names_and_paths(place: Path) -> None:
    (place / "rules").mkdir()
    assert rulebook_names("") == [*published(), "mine.yaml", "rules"]
    assert rulebook_names("de-schuf") == ["de-schufa-2026"]
    assert rulebook_names("ru") == ["rules"]


def test_the_program_completes_through_the_shell() -> None:
    import os

    asked = {"_BONITAS_COMPLETE": "complete_bash", "COMP_WORDS": "bonitas read de-schuf", "COMP_CWORD": "2"}
    assert process(env={**os.environ, **asked}).stdout.strip() == "de-schufa-2026"


def test_pages_in_files_have_a_width_of_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    with (tmp_path / "page").open("w") as file:
        assert page(file).width == WIDTH
        monkeypatch.setenv("COLUMNS", "77")
        assert page(file).width == 77


def test_progress_shows_on_terminals_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with working("Reading", 10) as progress:
        progress(5)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with working("Reading", 10) as progress:
        progress(5)
    shown = capsys.readouterr().err
    assert "Reading" in shown
    assert "\x1b[31m" not in shown
