"""How the tests run: Hypothesis is quick and repeatable unless HYPOTHESIS_PROFILE=long, and a worker takes whole files. No planted number
may lie in what they leave."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from leaks import left_in

# A first example may compile the kernel, and workers share two cores: no deadline says anything about the code.
SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile("quick", max_examples=50, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE)
settings.register_profile("long", max_examples=2_000, deadline=None, suppress_health_check=SLOW_IS_FINE, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Side by side, a file's tests go to one worker, which makes what they share once; all that ask Spark go to one, and first, since
    Spark takes long to start and theirs are the longest."""
    for item in items:
        file = item.nodeid.split("::")[0]
        item.add_marker(pytest.mark.xdist_group("spark" if file.startswith("tests/spark/") else file))
    items.sort(key=lambda item: not item.nodeid.startswith("tests/spark/"))


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
