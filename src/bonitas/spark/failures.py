"""What goes wrong on another machine, brought back: problems travel as text inside Spark's own error and are found there again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bonitas.common.problems import BonitasError, Problem
from bonitas.spark.codes import problem

#: Around the problems in an error's text.
BEGIN, END = "<<bonitas<<", ">>bonitas>>"
#: So many problems of one partition are brought back.
MOST: Final = 20
_SENT: Final = re.compile(re.escape(BEGIN) + "(.*?)" + re.escape(END), re.DOTALL)


class Refused(Exception):
    """Raised in a worker: the rows cannot be rated. Its text holds the problems."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        listed = [one.as_dict() for one in problems[:MOST]]
        super().__init__(BEGIN + json.dumps(listed) + END)


def sent(text: str) -> list[Problem]:
    """The problems in the text of an error, each once.

    >>> sent(f"PythonException: …{Refused([Problem('L201', 'It is empty.')])} at Task.run(Task.scala)")[0].code
    'L201'
    """
    found: dict[str, Problem] = {}
    for listed in _SENT.findall(text):
        for one in json.loads(listed):
            found.setdefault(str(one), Problem(**one))
    return list(found.values())


@contextmanager
def brought_back() -> Iterator[None]:
    """Errors of Spark as problems: those that the workers found, or S3xx."""
    try:
        yield
    except BonitasError:
        raise
    except Exception as exc:
        if not type(exc).__module__.startswith(("pyspark.", "py4j.", "grpc.")):
            raise
        raise BonitasError(told(exc)) from exc


def told(exc: Exception) -> list[Problem]:
    """What an error of Spark comes to."""
    text = str(exc)
    if found := sent(text):
        return found
    lacking = re.search(r"ModuleNotFoundError: (.*)", text)
    if lacking:
        return [problem("S302", why=lacking[1].strip().rstrip("."))]
    return [problem("S301", why=first_line(text))]


def first_line(text: str) -> str:
    """The first line of an error that says something, without a full stop.

    >>> first_line("\\n[PATH_NOT_FOUND] Path does not exist: file:/x. SQLSTATE: 42K03")
    '[PATH_NOT_FOUND] Path does not exist: file:/x. SQLSTATE: 42K03'
    """
    line = next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")
    return line[:300].rstrip(".")
