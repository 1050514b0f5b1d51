"""Every code of the engine is listed once, used, and says something."""

from __future__ import annotations

import re
from pathlib import Path

import bonitas.engine.codes
from bonitas.engine.codes import WORDS, problem, trouble

ENGINE = Path(bonitas.engine.codes.__file__).parent


def test_the_codes_that_the_engine_uses_are_those_it_lists() -> None:
    texts = [path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py") if path.name != "codes.py"]
    used = {code for text in texts for code in re.findall(r'"(E[0-9]{3})"', text)}
    assert used == set(WORDS)


def test_no_problem_is_made_past_the_list() -> None:
    for path in ENGINE.rglob("*.py"):
        assert not re.search(r'Problem\(\s*"', path.read_text(encoding="utf-8")), path.name


def test_every_message_is_a_sentence() -> None:
    for code, (message, remedy) in WORDS.items():
        assert message.endswith((".", "{why}")), code
        assert not remedy or remedy.endswith((".", "}", "…'.")), code


def test_a_near_name_takes_the_place_of_the_remedy() -> None:
    assert str(problem("E133", found="expects", nearest="expect", what="A case", known="a or b")) == (
        "E133 A case has no key 'expects'. Did you mean 'expect'?"
    )
    assert str(trouble("E134", what="A case", key="on")) == "E134 A case lacks the key 'on'. Add 'on: …'."
