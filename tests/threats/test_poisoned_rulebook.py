"""A rulebook from somebody else that is made to do harm: to fill the memory, to read other files, to run something, to fool a terminal."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import pytest

from cli.conftest import MINE, Run

BOMB: Final = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)
#: What is given, and a code that must be among what is said of it.
POISON: Final = {
    "aliases upon aliases": BOMB,
    "an alias of itself": "a: &a [*a]\n",
    "a tag that runs": "rulebook: !!python/object/apply:os.system ['touch pwned']\n",
    "another tag": "rulebook: !!binary aGk=\n",
    "deep": "rulebook: " + "[" * 50_000 + "]" * 50_000 + "\n",
    "deep maps": "\n".join(" " * n + "a:" for n in range(5_000)) + "\n",
    "huge": MINE + "# " + "x" * 40_000_000 + "\n",
    "a huge number": MINE.replace("base: 100", "base: " + "9" * 100_000),
    "a number with an exponent": MINE.replace("base: 100", "base: 1e999999999"),
    "a number too small": MINE.replace("base: 100", "base: 1e-999999999"),
    "points with an exponent": MINE.replace("points: -30", "points: -1e999999999"),
    "odds with an exponent": MINE.replace(
        "base: 100", "scale: {score: 600, odds: \"50:1\", doubles_in: 20}\nbase: {log_odds: 1e999999999}"
    ),
    "a deep expression": MINE.replace(
        "points: -30,", "when: \"" + "(" * 20_000 + "amount > 1" + ")" * 20_000 + "\", points: -30,"
    ),
    "a long expression": MINE.replace("points: -30,", "when: \"" + " or ".join(["amount > 1"] * 20_000) + "\", points: -30,"),
    "a path": MINE.replace("base: 100\n", "extends: ../../../../../../etc/passwd\n"),
    "a device": MINE.replace("base: 100\n", "extends: /dev/zero\n"),
    "nothing but NUL": "\0" * 10_000,
    "escapes": MINE.replace("default:", '"\\e[2J\\e]0;owned\\a":'),
    "merge keys": "<<: {rulebook: mine}\n" + MINE,
    "a name that climbs": MINE.replace("rulebook: mine", "rulebook: ../../mine"),
}  # fmt: skip


@pytest.mark.parametrize("name", POISON)
def test_it_is_refused_in_words_and_in_time(run: Run, place: Path, name: str) -> None:
    (place / "poison.yaml").write_text(POISON[name], encoding="utf-8")
    before = sorted(path.name for path in place.iterdir())
    began = time.monotonic()
    for args in (("check", "poison.yaml"), ("rate", "poison.yaml", "s.duckdb", "--on", "2026-11-23")):
        ran = run(*args)
        said = ran.out + ran.err
        assert ran.code == 1, said[:500]
        assert "E999" not in said
        assert "Traceback" not in said
        assert "\x1b" not in said
        assert "\a" not in said
        assert "root:" not in said, "nothing of another file is shown"
        assert len(said) < 20_000, "a problem does not repeat what is poured over it"
    assert time.monotonic() - began < 20
    assert sorted(path.name for path in place.iterdir()) == before
