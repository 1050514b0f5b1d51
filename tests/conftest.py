"""How the tests run: Hypothesis is quick and repeatable unless HYPOTHESIS_PROFILE=long, and a worker takes whole files. No planted number
may lie in what they leave."""

from __future__ import annotations

import gc
import os
from functools import cache
from typing import Any

import pytest
import typer.testing
from hypothesis import HealthCheck, settings

from bonitas.ledger import in_memory
from leaks import left_in

# A first example may compile the kernel, and workers share two cores: no deadline says anything about the code.
SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile("quick", max_examples=50, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE)
settings.register_profile("long", max_examples=2_000, deadline=None, suppress_health_check=SLOW_IS_FINE, print_blob=True)
# What Typer makes of all our commands is made once by a program, and by its tests, and not for each command that is run.
typer.testing._get_command = cache(typer.testing._get_command)
SPARK = "tests/spark/"


def alone(address: str, connect: Any = in_memory.connect) -> Any:
    """Tables in memory hold a few rows here, and another worker has the other core: a second thread of DuckDB's would only be waited for.
    (Files and folders are read with as many threads as ever.)"""
    con = connect(address)
    con.execute("SET threads = 1")
    return con


in_memory.connect = alone
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_configure() -> None:
    """Until all tests are collected nothing becomes garbage that is worth looking for: a third of that time would go into looking."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From here on garbage is looked for as ever."""
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks Spark comes first, since Spark takes long to start and these tests are the longest."""
    items.sort(key=lambda item: not item.nodeid.startswith(SPARK))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Side by side, a file's tests go to one worker, which makes what they share once; all that ask Spark go to one, which starts it once.
    (pytest-xdist's own groups need node ids that can be changed; pytest's no longer can.)"""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - only where tests run side by side

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return SPARK if nodeid.startswith(SPARK) else nodeid.partition("::")[0]

    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Look through all files that the tests have left, those of every worker too; the run fails if one holds a planted number or name."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    if factory is None or hasattr(session.config, "workerinput"):
        return
    found = list(left_in(factory.getbasetemp()))
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(
            "\nPlanted numbers or names lie where they must not (only what a test gives may hold them: `leaks.GIVEN`):",
            *found,
            sep="\n",
        )
