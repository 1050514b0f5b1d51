"""One small world for all tests of the benchmarks."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks import ours, postgres  # noqa: E402
from benchmarks.world import World  # noqa: E402

SUBJECTS = 2_000
RECORDS = 40_000


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """In a folder that the server's own user may enter, which is not so for those that pytest makes."""
    folder = Path(tempfile.mkdtemp(prefix="bonitas-bench-"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(postgres.SERVER, "shared_buffers", "64MB")
        world = World(SUBJECTS, RECORDS, folder)
        yield world
        for name in ("postgres_coded", ours.STORES["postgres"]):
            if world.path(name).exists():
                postgres.start(world.path(name)).cleanup()
    shutil.rmtree(folder)
